//! Keys: listed, rotated with an overlap, revoked at once.

use crate::world::{START_MS, World};
use store::{Error, Key, KeyKind, NewKey};

const HOUR_MS: i64 = 3600 * 1000;
const KINDS: [KeyKind; 3] = [KeyKind::Signing, KeyKind::Api, KeyKind::Webhook];

/// Whether the key opens its account, or signs its callbacks, at that time.
async fn is_good(world: &World, key: &NewKey, at_ms: i64) -> bool {
    let (store, first) = (world.store(), world.first());
    match key.kind {
        KeyKind::Signing => {
            let secret = store.signing_secret(&key.id, at_ms).await.unwrap();
            secret.is_some_and(|(account, secret)| {
                assert_eq!((account, secret.expose()), (first, key.secret.as_bytes()));
                true
            })
        }
        KeyKind::Api => store.account_of_api_key(&key.secret, at_ms).await.unwrap() == Some(first),
        KeyKind::Webhook => {
            let secrets = store.webhook_secrets(first, at_ms).await.unwrap();
            secrets.iter().any(|secret| secret.expose() == key.secret.as_bytes())
        }
    }
}

async fn key(world: &World, id: &str) -> Key {
    let keys = world.store().keys("first").await.unwrap();
    keys.into_iter().find(|key| key.id == id).unwrap()
}

#[tokio::test]
async fn every_key_of_an_account_is_listed_without_its_secret() {
    let world = World::new(20).await;
    world.account("other").await;
    world.pass(1000);
    let mut made = Vec::new();
    for kind in KINDS {
        made.push(world.store().create_key("first", kind, world.now()).await.unwrap());
    }
    let keys = world.store().keys("first").await.unwrap();
    let kinds: Vec<KeyKind> = keys.iter().map(|key| key.kind).collect();
    assert_eq!(kinds, [KINDS[0], KINDS[0], KINDS[1], KINDS[1], KINDS[2], KINDS[2]]);
    for (new, listed) in made.iter().zip(keys.iter().skip(1).step_by(2)) {
        assert_eq!((&listed.id, listed.created_ms, listed.revoked_ms), (&new.id, START_MS + 1000, None));
        let begins = (new.kind == KeyKind::Api).then(|| new.secret[..8].to_owned());
        assert_eq!(listed.begins, begins);
        assert!(!format!("{listed:?}").contains(&new.secret));
        assert!(is_good(&world, new, world.now()).await);
    }
    assert!(matches!(world.store().keys("nobody").await, Err(Error::NotFound)));
    let orphan = world.store().create_key("nobody", KeyKind::Api, world.now()).await;
    assert!(matches!(orphan, Err(Error::NotFound)));
}

#[tokio::test]
async fn a_rotation_lets_both_keys_live_until_its_overlap_is_over() {
    for kind in KINDS {
        let world = World::new(20).await;
        let old = world.store().create_key("first", kind, START_MS).await.unwrap();
        let new = world.store().rotate_key("first", kind, HOUR_MS, START_MS).await.unwrap();
        for (at_ms, old_is_good) in [(0, true), (HOUR_MS - 1, true), (HOUR_MS, false), (9 * HOUR_MS, false)] {
            assert_eq!(is_good(&world, &old, START_MS + at_ms).await, old_is_good, "{kind:?} {at_ms}");
            assert!(is_good(&world, &new, START_MS + at_ms).await, "{kind:?} {at_ms}");
        }
        assert_eq!(key(&world, &old.id).await.revoked_ms, Some(START_MS + HOUR_MS));
        assert_eq!(key(&world, &new.id).await.revoked_ms, None);
        let others: Vec<_> = world.store().keys("first").await.unwrap();
        let touched = others.iter().filter(|key| key.revoked_ms.is_some() && key.kind != kind).count();
        assert_eq!(touched, 0, "keys of another kind stay as they were");
    }
}

#[tokio::test]
async fn a_second_rotation_never_lengthens_the_life_of_a_key() {
    let world = World::new(20).await;
    let first = world.store().create_key("first", KeyKind::Signing, START_MS).await.unwrap();
    let second = world.store().rotate_key("first", KeyKind::Signing, 2 * HOUR_MS, START_MS).await.unwrap();
    let third = world.store().rotate_key("first", KeyKind::Signing, HOUR_MS, START_MS + 1).await.unwrap();
    assert_eq!(
        key(&world, &first.id).await.revoked_ms,
        Some(START_MS + HOUR_MS + 1),
        "sooner than it was to"
    );
    let late = START_MS + HOUR_MS / 2;
    let fourth = world.store().rotate_key("first", KeyKind::Signing, 9 * HOUR_MS, late).await.unwrap();
    assert_eq!(key(&world, &first.id).await.revoked_ms, Some(START_MS + HOUR_MS + 1));
    assert_eq!(key(&world, &second.id).await.revoked_ms, Some(START_MS + HOUR_MS + 1));
    assert_eq!(key(&world, &third.id).await.revoked_ms, Some(late + 9 * HOUR_MS));
    assert!(is_good(&world, &fourth, late).await);
}

#[tokio::test]
async fn a_rotation_without_overlap_ends_the_old_key_at_once() {
    for kind in KINDS {
        let world = World::new(20).await;
        let old = world.store().create_key("first", kind, START_MS).await.unwrap();
        let new = world.store().rotate_key("first", kind, 0, START_MS).await.unwrap();
        assert!(!is_good(&world, &old, START_MS).await);
        assert!(is_good(&world, &new, START_MS).await);
    }
}

#[tokio::test]
async fn a_revoked_key_is_dead_at_once_and_the_others_live() {
    for kind in KINDS {
        let world = World::new(20).await;
        let (dead, living) = (
            world.store().create_key("first", kind, START_MS).await.unwrap(),
            world.store().create_key("first", kind, START_MS).await.unwrap(),
        );
        let revoked = world.store().revoke_key("first", &dead.id, START_MS + 5).await.unwrap();
        assert_eq!((&revoked.id, revoked.revoked_ms), (&dead.id, Some(START_MS + 5)));
        assert!(!is_good(&world, &dead, START_MS + 5).await);
        assert!(is_good(&world, &living, START_MS + 5).await);
        let again = world.store().revoke_key("first", &dead.id, START_MS + HOUR_MS).await.unwrap();
        assert_eq!(again, revoked, "a key that has ended stays as it was");
    }
}

#[tokio::test]
async fn a_key_whose_end_lies_ahead_can_be_revoked_sooner() {
    let world = World::new(20).await;
    let old = world.store().create_key("first", KeyKind::Api, START_MS).await.unwrap();
    world.store().rotate_key("first", KeyKind::Api, HOUR_MS, START_MS).await.unwrap();
    world.store().revoke_key("first", &old.id, START_MS + 1).await.unwrap();
    assert!(!is_good(&world, &old, START_MS + 1).await);
}

#[tokio::test]
async fn an_unknown_key_and_a_strangers_cannot_be_revoked() {
    let world = World::new(20).await;
    world.account("other").await;
    let mine = world.store().create_key("first", KeyKind::Webhook, START_MS).await.unwrap();
    for (account, id) in
        [("first", "api-000000000000"), ("first", ""), ("other", &mine.id), ("nobody", &mine.id)]
    {
        let revoke = world.store().revoke_key(account, id, START_MS).await;
        assert!(matches!(revoke, Err(Error::NotFound)), "{account} {id}");
    }
    assert!(is_good(&world, &mine, START_MS).await);
}

#[tokio::test]
async fn callbacks_are_signed_with_the_newest_secret_first_and_with_two_during_a_rotation() {
    let world = World::new(20).await;
    let signing = async |at_ms| -> Vec<Vec<u8>> {
        let secrets = world.store().webhook_secrets(world.first(), at_ms).await.unwrap();
        secrets.iter().map(|secret| secret.expose().to_vec()).collect()
    };
    let old = signing(START_MS).await;
    assert_eq!(old.len(), 1);
    let new = world.store().rotate_key("first", KeyKind::Webhook, HOUR_MS, START_MS).await.unwrap();
    let new = new.secret.into_bytes();
    assert!(new.starts_with(b"whsec_"));
    assert_eq!(signing(START_MS + HOUR_MS - 1).await, [new.clone(), old[0].clone()]);
    assert_eq!(signing(START_MS + HOUR_MS).await, [new]);
}

/// Keys are listed in the order in which they were made, also when they are many and made at once.
#[tokio::test]
async fn keys_that_were_made_at_once_keep_their_order() {
    let world = World::new(20).await;
    let mut made = vec![world.store().keys("first").await.unwrap()[2].id.clone()];
    for _ in 0..11 {
        made.push(world.store().create_key("first", KeyKind::Webhook, START_MS).await.unwrap().id);
    }
    let listed: Vec<String> =
        world.store().keys("first").await.unwrap().into_iter().skip(2).map(|key| key.id).collect();
    assert_eq!(listed, made);
}
