//! Accounts and keys.

use crate::world::{START_MS, World};
use store::{Allowance, Error, Store};

#[tokio::test]
async fn every_key_of_a_new_account_opens_it() {
    let world = World::new(20).await;
    let new = world.store().create_account("studio", Allowance::default(), START_MS).await.unwrap();
    for key in [&new.access_key, &new.secret_key, &new.api_key, &new.webhook_secret] {
        assert!(key.len() >= 32, "{key}");
    }
    let (account, secret) = world.store().signing_secret(&new.access_key, START_MS).await.unwrap().unwrap();
    assert_eq!((account, secret.expose()), (new.account.id, new.secret_key.as_bytes()));
    assert_eq!(world.store().account_of_api_key(&new.api_key, START_MS).await.unwrap(), Some(new.account.id));
    let webhook = world.store().webhook_secrets(new.account.id, START_MS).await.unwrap().remove(0);
    assert_eq!(webhook.expose(), new.webhook_secret.as_bytes());
    let names: Vec<_> =
        world.store().accounts().await.unwrap().into_iter().map(|account| account.name).collect();
    assert_eq!(names, ["first", "studio"]);
}

#[tokio::test]
async fn an_account_is_found_by_its_whole_name() {
    let world = World::new(20).await;
    let new = world.store().create_account("studio", Allowance::default(), START_MS).await.unwrap();
    assert_eq!(world.store().account_named("studio").await.unwrap(), new.account);
    for other in ["", "studi", "Studio", "studio "] {
        assert!(matches!(world.store().account_named(other).await, Err(Error::NotFound)), "{other:?}");
    }
}

#[tokio::test]
async fn a_name_is_given_once() {
    let world = World::new(20).await;
    let again = world.store().create_account("first", Allowance::default(), START_MS).await;
    assert!(matches!(again, Err(Error::Taken(name)) if name == "first"));
    assert_eq!(world.count("SELECT count(*) FROM accounts"), 1);
    assert_eq!(world.count("SELECT count(*) FROM api_keys"), 1);
}

#[tokio::test]
async fn an_unknown_or_revoked_key_opens_nothing() {
    let world = World::new(20).await;
    let new = world.store().create_account("studio", Allowance::default(), START_MS).await.unwrap();
    assert!(world.store().signing_secret("nobody", START_MS).await.unwrap().is_none());
    assert!(world.store().account_of_api_key(&new.access_key, START_MS).await.unwrap().is_none());
    world.sql("UPDATE access_keys SET revoked_ms = 1; UPDATE api_keys SET revoked_ms = 1; UPDATE webhook_secrets SET revoked_ms = 1;");
    assert!(world.store().signing_secret(&new.access_key, START_MS).await.unwrap().is_none());
    assert!(world.store().account_of_api_key(&new.api_key, START_MS).await.unwrap().is_none());
    assert!(world.store().webhook_secrets(new.account.id, START_MS).await.unwrap().is_empty());
}

#[tokio::test]
async fn no_secret_lies_in_the_clear_on_disk() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path()).unwrap();
    let new = store.create_account("studio", Allowance::default(), START_MS).await.unwrap();
    store.close().await;
    let bytes = std::fs::read(dir.path().join("wildtrack.db")).unwrap();
    let holds = |text: &str| bytes.windows(text.len()).any(|window| window == text.as_bytes());
    assert!(holds(&new.access_key), "the search must be able to find something");
    assert!(!holds(&new.secret_key) && !holds(&new.api_key) && !holds(&new.webhook_secret));
}

#[tokio::test]
async fn another_key_file_cannot_open_the_secrets_and_a_lost_one_is_not_replaced() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path()).unwrap();
    let new = store.create_account("studio", Allowance::default(), START_MS).await.unwrap();
    store.close().await;
    let key = dir.path().join("vault.key");
    std::fs::write(&key, [7; 32]).unwrap();
    let store = Store::open(dir.path()).unwrap();
    assert!(matches!(store.signing_secret(&new.access_key, START_MS).await, Err(Error::Vault(_))));
    store.close().await;
    std::fs::remove_file(&key).unwrap();
    assert!(matches!(Store::open(dir.path()), Err(Error::Vault(_))));
}

#[tokio::test]
async fn an_account_has_as_many_slots_as_it_was_made_with() {
    let world = World::new(20).await;
    let few = world
        .store()
        .create_account("few", Allowance { slots: Some(3), ..Allowance::default() }, START_MS)
        .await
        .unwrap();
    let usual = world.store().create_account("usual", Allowance::default(), START_MS).await.unwrap();
    assert_eq!((few.account.slots, usual.account.slots), (Some(3), None));
}
