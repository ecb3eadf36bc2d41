//! Callbacks that were given up: listed, and replayed when somebody asks.

use crate::world::{World, room};
use store::{AccountId, DeadDelivery, Error, NewTask, Replay, State};

const SEND_MS: i64 = 15_000;

/// A task of that account whose first callback was given up after two attempts.
async fn dead(world: &World, account: AccountId) -> DeadDelivery {
    let new = NewTask { account, callback_url: Some("http://h/callback".into()), ..world.new_task() };
    let task = world.make(new).await.unwrap();
    for attempt in 1..=2 {
        let due = world.store().due_deliveries(world.now(), room(10), SEND_MS).await.unwrap();
        let delivery = due.iter().find(|delivery| delivery.task == task.id).unwrap();
        let next_ms = (attempt == 1).then(|| world.now() + 5_000);
        let trouble = format!("answered 50{attempt}");
        world.store().delivery_failed(delivery.id, attempt, &trouble, next_ms, world.now()).await.unwrap();
        world.pass(5_000);
    }
    let all = world.store().dead_deliveries(None, 100).await.unwrap();
    all.into_iter().find(|delivery| delivery.task == task.id).unwrap()
}

async fn ids(world: &World, account: Option<&str>, most: u32) -> Vec<i64> {
    let dead = world.store().dead_deliveries(account, most).await.unwrap();
    dead.into_iter().map(|delivery| delivery.id).collect()
}

#[tokio::test]
async fn what_was_given_up_is_listed_with_its_last_trouble() {
    let world = World::new(20).await;
    let start_ms = world.now();
    let delivery = dead(&world, world.first()).await;
    assert_eq!((delivery.account.as_str(), delivery.state), ("first", State::Submitted));
    assert_eq!((delivery.attempts, delivery.trouble.as_str()), (2, "answered 502"));
    assert_eq!((delivery.first_ms, delivery.ended_ms), (start_ms, start_ms + 5_000));
    assert_eq!(delivery.webhook_id, format!("msg_{}_1", delivery.task));
    assert_eq!(delivery.url, "http://h/callback");
    assert_eq!(world.store().backlog().await.unwrap().dead_deliveries, 1);
}

#[tokio::test]
async fn the_list_can_be_of_one_account_and_cut_short() {
    let world = World::new(20).await;
    let other = world.account("other").await;
    let (a, b, c) =
        (dead(&world, world.first()).await, dead(&world, other).await, dead(&world, world.first()).await);
    world.create_with_callback().await;
    assert_eq!(ids(&world, None, 100).await, [a.id, b.id, c.id]);
    assert_eq!(ids(&world, None, 2).await, [a.id, b.id]);
    assert_eq!(ids(&world, Some("first"), 100).await, [a.id, c.id]);
    assert_eq!(ids(&world, Some("other"), 100).await, [b.id]);
    assert!(matches!(world.store().dead_deliveries(Some("nobody"), 1).await, Err(Error::NotFound)));
}

#[tokio::test]
async fn a_replay_is_due_at_once_with_a_fresh_schedule_and_the_same_id() {
    let world = World::new(20).await;
    let old = dead(&world, world.first()).await;
    world.pass(9 * 24 * 3600 * 1000);
    assert!(world.store().due_deliveries(world.now(), room(10), SEND_MS).await.unwrap().is_empty());
    assert_eq!(world.store().replay(Replay::One(old.id), world.now()).await.unwrap(), 1);
    assert!(ids(&world, None, 100).await.is_empty());
    let due = world.store().due_deliveries(world.now(), room(10), SEND_MS).await.unwrap();
    let again = &due[0];
    assert_eq!((again.id, &again.webhook_id, &again.url), (old.id, &old.webhook_id, &old.url));
    assert_eq!((again.attempt, again.since_ms), (1, world.now()));
    assert_eq!(again.snapshot.state, State::Submitted, "what is told is what was so then");
    world.store().delivery_failed(again.id, 1, "no", Some(world.now()), world.now()).await.unwrap();
    let due = world.store().due_deliveries(world.now(), room(10), SEND_MS).await.unwrap();
    assert_eq!(due[0].attempt, 2);
    world.store().delivered(due[0].id, 2, world.now()).await.unwrap();
    assert_eq!(world.store().replay(Replay::One(old.id), world.now()).await.unwrap(), 0, "it was heard");
}

#[tokio::test]
async fn one_an_accounts_or_all_are_replayed() {
    let world = World::new(20).await;
    let other = world.account("other").await;
    let a = dead(&world, world.first()).await.id;
    let b = dead(&world, other).await.id;
    let c = dead(&world, world.first()).await.id;
    let d = dead(&world, other).await.id;
    let now = world.now();
    assert_eq!(world.store().replay(Replay::One(99), now).await.unwrap(), 0);
    assert_eq!(world.store().replay(Replay::One(b), now).await.unwrap(), 1);
    assert_eq!(ids(&world, None, 100).await, [a, c, d]);
    assert_eq!(world.store().replay(Replay::OfAccount("first".into()), now).await.unwrap(), 2);
    assert_eq!(ids(&world, None, 100).await, [d]);
    let nobody = world.store().replay(Replay::OfAccount("nobody".into()), now).await;
    assert!(matches!(nobody, Err(Error::NotFound)));
    assert_eq!(world.store().replay(Replay::All, now).await.unwrap(), 1);
    assert!(ids(&world, None, 100).await.is_empty());
    let due = world.store().due_deliveries(now, room(10), SEND_MS).await.unwrap();
    assert_eq!(due.len(), 4);
}

/// The sender of the last attempt was slow, not dead: its answer comes after the replay.
#[tokio::test]
async fn an_answer_to_an_attempt_before_the_replay_counts_for_nothing() {
    let world = World::new(20).await;
    let old = dead(&world, world.first()).await;
    world.store().replay(Replay::All, world.now()).await.unwrap();
    for attempt in [1, 2] {
        let late = world.store().delivered(old.id, attempt, world.now()).await;
        assert!(matches!(late, Err(Error::Lost)));
    }
    assert_eq!(world.store().due_deliveries(world.now(), room(10), SEND_MS).await.unwrap().len(), 1);
}

#[tokio::test]
async fn old_news_is_not_replayed_after_new() {
    let world = World::new(20).await;
    let old = dead(&world, world.first()).await;
    world.claim("w").await;
    assert!(ids(&world, None, 100).await.is_empty(), "processing has overtaken it");
    assert_eq!(world.store().replay(Replay::One(old.id), world.now()).await.unwrap(), 0);
    assert_eq!(world.store().replay(Replay::All, world.now()).await.unwrap(), 0);
    assert_eq!(world.count("SELECT status FROM deliveries WHERE seq = 1"), 2);
}
