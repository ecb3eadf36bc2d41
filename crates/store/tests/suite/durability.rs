//! What outlives a restart, a second process, a caller that goes away, a full queue.

use crate::world::{KIND, LEASE_MS, START_MS, World};
use std::process::Command;
use store::{Allowance, Error, State, Store, Terms, Units};
use tokio::task::JoinSet;

#[tokio::test]
async fn reopening_keeps_everything() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path()).unwrap();
    let new = store.create_account("studio", Allowance::default(), START_MS).await.unwrap();
    let task = store::NewTask {
        id: "859000000000000001".into(),
        account: new.account.id,
        kind: KIND,
        external_id: Some("order-7".into()),
        order: serde_json::json!({"z": 1, "a": [1.5, "雨"]}),
        callback_url: Some("http://h/".into()),
        source: None,
        idempotency_key: None,
        cost: Units::ZERO,
    };
    store.create_task(task, Terms::default(), START_MS).await.unwrap();
    let claim = store.claim("w", START_MS, LEASE_MS).await.unwrap().unwrap();
    drop(store);

    let store = Store::open(dir.path()).unwrap();
    let task = store.task(new.account.id, Some(KIND), "order-7").await.unwrap().unwrap();
    assert_eq!(task, claim.task);
    assert_eq!(task.order.to_string(), r#"{"z":1,"a":[1.5,"雨"]}"#);
    assert!(store.signing_secret(&new.access_key, START_MS).await.unwrap().is_some());
    let failure = store::Outcome::Failed { message: "no".into() };
    let task = store.finish(claim.claim, failure, START_MS).await.unwrap();
    assert_eq!(task.state, State::Failed, "a claim outlives the process as long as its lease");
}

#[tokio::test]
async fn every_commit_is_synced_and_the_store_says_so() {
    let world = World::new(20).await;
    let durability = world.store().durability().await.unwrap();
    assert_eq!((durability.journal_mode.as_str(), durability.synchronous), ("wal", 2));
}

#[tokio::test]
async fn closing_writes_what_is_queued_and_folds_the_log_in() {
    let world = World::new(20).await;
    world.create().await;
    let clone = world.store().clone();
    let write = {
        let world = world.clone();
        tokio::spawn(async move { world.make(world.new_task()).await })
    };
    tokio::task::yield_now().await;
    clone.close().await;
    let log = std::fs::metadata(world.dir().join("wildtrack.db-wal")).map_or(0, |file| file.len());
    assert_eq!(log, 0);
    assert!(write.await.unwrap().is_ok());
    assert!(matches!(world.store().claim("w", START_MS, LEASE_MS).await, Err(Error::Closed)));
    assert!(matches!(world.store().accounts().await, Err(Error::Closed)));
}

#[tokio::test]
async fn a_caller_that_goes_away_cannot_cut_a_write_in_half() {
    let world = World::new(20).await;
    let lock = world.raw();
    lock.execute_batch("BEGIN IMMEDIATE").unwrap();
    let write = tokio::time::timeout(std::time::Duration::from_millis(30), world.make(world.new_task()));
    assert!(write.await.is_err(), "the caller has given up");
    lock.execute_batch("COMMIT").unwrap();
    world.create().await;
    assert_eq!(world.count("SELECT count(*) FROM tasks"), 2);
}

#[tokio::test]
async fn a_full_queue_says_busy_and_loses_nothing_that_it_took() {
    let world = World::new(5000).await;
    let lock = world.raw();
    lock.execute_batch("BEGIN IMMEDIATE").unwrap();
    let mut creates = JoinSet::new();
    for _ in 0..1300 {
        let world = world.clone();
        creates.spawn(async move { world.make(world.new_task()).await });
    }
    tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    lock.execute_batch("COMMIT").unwrap();
    let results = creates.join_all().await;
    let taken = results.iter().filter(|result| result.is_ok()).count();
    assert!(results.iter().all(|result| matches!(result, Ok(_) | Err(Error::Busy(_)))));
    assert!((1024..1300).contains(&taken), "{taken}");
    assert_eq!(world.count("SELECT count(*) FROM tasks"), taken as i64);
}

#[tokio::test]
async fn an_error_in_a_shared_transaction_hits_its_own_request_only() {
    let world = World::new(5000).await;
    let lock = world.raw();
    lock.execute_batch("BEGIN IMMEDIATE").unwrap();
    let mut creates = JoinSet::new();
    for number in 0..60 {
        let world = world.clone();
        let mut new = world.new_task();
        if number % 3 == 0 {
            new.id = "malformed".into();
        }
        creates.spawn(async move { world.make(new).await });
    }
    tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    lock.execute_batch("COMMIT").unwrap();
    let kept = creates.join_all().await.iter().filter(|result| result.is_ok()).count();
    assert_eq!(kept, 40);
    assert_eq!(world.count("SELECT open FROM accounts"), 40);
}

/// Not a test of its own: what the second process of the next test does.
#[tokio::test]
async fn second_process() {
    let Ok(dir) = std::env::var("STORE_TEST_DIR") else { return };
    let store = Store::open(dir.as_ref()).unwrap();
    for number in 0..20 {
        store
            .create_account(&format!("from-outside-{number}"), Allowance::default(), START_MS)
            .await
            .unwrap();
    }
    store.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_process_writes_while_the_server_runs() {
    let world = World::new(1_000_000).await;
    let mut other = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "durability::second_process"])
        .env("STORE_TEST_DIR", world.dir())
        .stdout(std::process::Stdio::null())
        .spawn()
        .unwrap();
    let mut created = 0;
    let ended = loop {
        let mut creates = JoinSet::new();
        for _ in 0..64 {
            let world = world.clone();
            creates.spawn(async move { world.create().await });
        }
        created += creates.join_all().await.len();
        if let Some(ended) = other.try_wait().unwrap() {
            break ended;
        }
    };
    assert!(ended.success());
    assert_eq!(world.store().accounts().await.unwrap().len(), 21, "visible at once, without a restart");
    assert_eq!(world.count("SELECT count(*) FROM tasks"), created as i64);
}
