//! A create that is sent more than once: by the customer's own id, or by an idempotency key.

use crate::world::{START_MS, World};
use std::sync::Arc;
use store::{Created, Error, Kind, NewTask, Store, Task, Terms, Video};
use tokio::sync::Barrier;
use tokio::task::JoinSet;

const DAY_MS: i64 = 24 * 3600 * 1000;
const AT_A_TIME: usize = 64;

/// Rounds of 64 creates at a time with one id of the customer's own, on a metered account.
async fn check_external_ids(rounds: i64) {
    let world = World::new(100_000).await;
    world.grant("1000", DAY_MS, None).await;
    for round in 1..=rounds {
        let external_id = format!("order-{round}");
        let mut creates = JoinSet::new();
        for _ in 0..AT_A_TIME {
            let (world, external_id) = (world.clone(), external_id.clone());
            creates.spawn(async move {
                let new = NewTask { external_id: Some(external_id.clone()), ..world.new_task() };
                let result = world.make(new).await;
                let found = world.task(&external_id).await;
                assert_eq!(world.task(&found.id).await.external_id, Some(external_id));
                (result, found.id)
            });
        }
        let (results, found): (Vec<_>, Vec<_>) = creates.join_all().await.into_iter().unzip();
        let made: Vec<&Task> = results.iter().filter_map(|result| result.as_ref().ok()).collect();
        assert_eq!(made.len(), 1);
        assert!(found.iter().all(|id| *id == made[0].id), "whoever was refused finds the original at once");
        let refused =
            results.iter().filter(|result| matches!(result, Err(Error::Taken(id)) if *id == external_id));
        assert_eq!(refused.count(), AT_A_TIME - 1);
        for rows in [
            "SELECT count(*) FROM tasks",
            "SELECT count(*) FROM ledger WHERE kind = 'reserve'",
            "SELECT open FROM accounts",
        ] {
            assert_eq!(world.count(rows), round, "{rows}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn sixty_four_creates_with_one_external_id_make_one_task_and_one_reserve() {
    check_external_ids(20).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "the long form, half a minute"]
async fn sixty_four_creates_with_one_external_id_make_one_task_and_one_reserve_a_thousand_times() {
    check_external_ids(1000).await;
}

fn keyed(world: &World, key: &str) -> NewTask {
    NewTask {
        idempotency_key: Some(key.into()),
        external_id: Some(format!("order-of-{key}")),
        callback_url: Some("http://h/callback".into()),
        ..world.new_task()
    }
}

async fn send(world: &World, new: NewTask) -> store::Result<Created> {
    world.store().create_task(new, Terms::default(), world.now()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn sixty_four_requests_with_one_key_make_one_task_and_all_are_told_of_it() {
    let world = World::new(1000).await;
    world.grant("1000", DAY_MS, None).await;
    for round in 1..=20 {
        let mut requests = JoinSet::new();
        for _ in 0..AT_A_TIME {
            let (world, new) = (world.clone(), keyed(&world, &format!("key-{round}")));
            requests.spawn(async move { send(&world, new).await.unwrap() });
        }
        let (mut new, mut again) = (Vec::new(), Vec::new());
        for created in requests.join_all().await {
            match created {
                Created::New(task) => new.push(task),
                Created::Again(task) => again.push(task),
            }
        }
        assert_eq!((new.len(), again.len()), (1, AT_A_TIME - 1));
        assert!(again.iter().all(|task| *task == new[0]));
        assert_eq!(world.count("SELECT count(*) FROM tasks"), round);
        assert_eq!(world.count("SELECT count(*) FROM ledger WHERE kind = 'reserve'"), round);
        assert_eq!(world.count("SELECT count(*) FROM deliveries"), round);
    }
}

/// All look for the task before anybody makes it, and make it under no name that the database could refuse.
#[tokio::test(flavor = "multi_thread")]
async fn control_whoever_looks_first_and_creates_later_makes_many() {
    let world = World::new(1000).await;
    let all_have_looked = Arc::new(Barrier::new(AT_A_TIME));
    let mut creates = JoinSet::new();
    for _ in 0..AT_A_TIME {
        let (world, all_have_looked) = (world.clone(), Arc::clone(&all_have_looked));
        creates.spawn(async move {
            let found = world.store().task(world.first(), None, "order-1").await.unwrap();
            all_have_looked.wait().await;
            if found.is_none() {
                let new = NewTask { idempotency_key: None, external_id: None, ..keyed(&world, "key") };
                send(&world, new).await.unwrap();
            }
        });
    }
    creates.join_all().await;
    assert_eq!(world.count("SELECT count(*) FROM tasks"), AT_A_TIME as i64);
}

#[tokio::test]
async fn a_key_with_another_request_is_refused() {
    let world = World::new(20).await;
    send(&world, keyed(&world, "key")).await.unwrap();
    let same = || keyed(&world, "key");
    for other in [
        NewTask { order: serde_json::json!({"prompt": "thunder"}), ..same() },
        NewTask { external_id: None, ..same() },
        NewTask { callback_url: None, ..same() },
        NewTask { kind: Kind::TextToAudio, ..same() },
    ] {
        assert!(matches!(send(&world, other).await, Err(Error::KeyReused)));
    }
    let dearer = NewTask { cost: "5".parse().unwrap(), ..same() };
    assert!(matches!(send(&world, dearer).await, Ok(Created::Again(_))), "the price is not the caller's");
    assert_eq!(world.count("SELECT count(*) FROM tasks"), 1);
}

#[tokio::test]
async fn a_request_that_was_refused_leaves_its_key_free() {
    let world = World::new(20).await;
    world.grant("0.1", DAY_MS, None).await;
    assert!(matches!(send(&world, keyed(&world, "key")).await, Err(Error::NoUnits)));
    world.grant("0.15", DAY_MS, None).await;
    assert!(matches!(send(&world, keyed(&world, "key")).await, Ok(Created::New(_))));
    assert!(matches!(send(&world, keyed(&world, "key")).await, Ok(Created::Again(_))), "without units too");
}

#[tokio::test]
async fn a_key_is_good_for_the_life_of_its_task_and_after_a_restart() {
    let world = World::new(20).await;
    let Created::New(made) = send(&world, keyed(&world, "key")).await.unwrap() else { panic!("made before") };
    let claim = world.claim("w").await.claim;
    world.pass(30 * DAY_MS);
    let ended = world.store().finish(claim, world.success(&made.id), world.now()).await.unwrap();
    let reopened = Store::open(world.dir()).unwrap();
    let again = reopened.create_task(keyed(&world, "key"), Terms::default(), world.now()).await.unwrap();
    assert!(matches!(again, Created::Again(task) if task == ended));
    reopened.close().await;
}

#[tokio::test]
async fn the_key_of_a_task_that_was_deleted_makes_no_task_and_brings_none_back() {
    let world = World::new(20).await;
    for (key, order) in [("full", serde_json::json!({"prompt": "rain"})), ("empty", serde_json::json!({}))] {
        let new = NewTask { order, external_id: None, callback_url: None, ..keyed(&world, key) };
        let made = world.make(new.clone()).await.unwrap();
        world.store().cancel_task(world.first(), &made.id, "no", START_MS).await.unwrap();
        world.store().delete_task(world.first(), &made.id, START_MS).await.unwrap();
        let again = NewTask { id: world.new_task().id, ..new };
        assert!(matches!(send(&world, again).await, Err(Error::KeyReused)), "{key}");
    }
}

#[tokio::test]
async fn keys_of_two_accounts_do_not_meet() {
    let world = World::new(20).await;
    let other = world.account("other").await;
    let mine = send(&world, keyed(&world, "key")).await.unwrap();
    let theirs = send(&world, NewTask { account: other, ..keyed(&world, "key") }).await.unwrap();
    match (mine, theirs) {
        (Created::New(mine), Created::New(theirs)) => assert_ne!(mine.id, theirs.id),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_video_that_a_create_names_must_be_the_accounts_and_stays_until_the_task_has_ended() {
    let world = World::new(20).await;
    let naming = |id: &str| NewTask { source: Some(id.into()), ..world.new_task() };
    assert!(matches!(world.make(naming("v1")).await, Err(Error::NoVideo)));
    world.store().keep_upload(Video { is_upload: true, ..world.video("v1") }, None).await.unwrap();
    let other = world.account("other").await;
    let theirs = NewTask { account: other, ..naming("v1") };
    assert!(matches!(world.make(theirs).await, Err(Error::NoVideo)), "as one that nobody has");
    let young = Terms { kept_since_ms: world.now() + 1, ..Terms::default() };
    let old = world.store().create_task(naming("v1"), young, world.now()).await;
    assert!(matches!(old, Err(Error::OldVideo)));

    let keyed = NewTask { idempotency_key: Some("key".into()), ..naming("v1") };
    let task = world.make(keyed.clone()).await.unwrap();
    let delete = || world.store().delete_upload(world.first(), "v1", world.now());
    assert!(matches!(delete().await, Err(Error::InUse)), "nobody has begun, and it is needed all the same");
    assert_eq!(world.store().clear(i64::MAX, 0, 10).await.unwrap().videos, 0);
    world.store().cancel_task(world.first(), &task.id, "no", world.now()).await.unwrap();
    assert_eq!(delete().await.unwrap().len(), 1);
    assert!(matches!(world.make(naming("v1")).await, Err(Error::NoVideo)), "it is gone");
    let again = world.store().create_task(keyed, Terms::default(), world.now()).await.unwrap();
    assert!(
        matches!(again, Created::Again(made) if made.id == task.id),
        "the first answer outlives its source"
    );
}

#[tokio::test]
async fn a_file_that_has_gone_meanwhile_is_recorded_as_nobodys_source() {
    let world = World::new(20).await;
    world.create().await;
    let claim = world.claim("w").await.claim;
    let result = Video { key: "tasks/859000000000000999/1/video".into(), ..world.video("v1") };
    let recorded = world.store().set_parent_video(claim.clone(), result).await;
    assert!(matches!(recorded, Err(Error::NotFound)));
    world.store().keep_upload(Video { is_upload: true, ..world.video("v2") }, None).await.unwrap();
    world.store().delete_upload(world.first(), "v2", world.now()).await.unwrap();
    let recorded = world.store().set_parent_video(claim, world.video("v2")).await;
    assert!(matches!(recorded, Err(Error::NotFound)));
}
