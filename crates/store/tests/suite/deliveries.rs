//! Deliveries: one for each change, in order, until acknowledged, given up or overtaken.

use crate::world::{LEASE_MS, START_MS, World, room};
use store::{Delivery, Error, NewTask, Room, State};

const SEND_MS: i64 = 15_000;

async fn due(world: &World) -> Vec<Delivery> {
    due_in(world, room(10)).await
}

async fn due_in(world: &World, room: Room) -> Vec<Delivery> {
    world.store().due_deliveries(world.now(), room, SEND_MS).await.unwrap()
}

/// Room of the first account's, by hosts.
fn room_beside(most: u32, per_queue: u32, busy: &[(&str, u32)]) -> Room {
    let busy = busy.iter().map(|(host, busy)| (format!("1/{host}"), *busy));
    Room { most, per_queue, per_account: u32::MAX, busy: busy.collect() }
}

fn host(delivery: &Delivery) -> &str {
    delivery.queue.strip_prefix("1/").expect("the first account's")
}

async fn create_for(world: &World, host: &str, times: usize) {
    for _ in 0..times {
        let callback_url = Some(format!("http://{host}/callback"));
        world.make(NewTask { callback_url, ..world.new_task() }).await.unwrap();
    }
}

async fn one_due(world: &World) -> Delivery {
    let mut due = due(world).await;
    assert_eq!(due.len(), 1);
    due.remove(0)
}

/// A task that has succeeded while nobody sent callbacks.
async fn finished(world: &World) -> String {
    let id = world.create_with_callback().await.id;
    world.pass(10);
    let claim = world.claim("w").await.claim;
    world.pass(10);
    world.store().finish(claim, world.success(&id), world.now()).await.unwrap();
    id
}

#[tokio::test]
async fn every_change_is_told_once_and_in_order() {
    let world = World::new(20).await;
    let id = finished(&world).await;
    let mut told = Vec::new();
    for _ in 0..3 {
        let delivery = one_due(&world).await;
        assert!(due(&world).await.is_empty(), "the next waits for the first attempt of this one");
        assert_eq!((delivery.attempt, delivery.url.as_str()), (1, "http://h/callback"));
        assert_eq!((delivery.account, &delivery.task), (world.first(), &id));
        world.store().delivered(delivery.id, 1, world.now()).await.unwrap();
        told.push((
            delivery.seq,
            delivery.state,
            delivery.snapshot.state,
            delivery.since_ms - START_MS,
            delivery.webhook_id,
        ));
    }
    let id = |seq| format!("msg_{id}_{seq}");
    assert_eq!(
        told,
        [
            (1, State::Submitted, State::Submitted, 20, id(1)),
            (2, State::Processing, State::Processing, 20, id(2)),
            (3, State::Succeed, State::Succeed, 20, id(3)),
        ]
    );
    assert!(due(&world).await.is_empty());
}

#[tokio::test]
async fn a_delivery_tells_the_task_as_it_was() {
    let world = World::new(20).await;
    let submitted = world.create_with_callback().await;
    let claim = world.claim("w").await;
    world.store().set_parent_video(claim.claim.clone(), world.video("v1")).await.unwrap();
    let done = world.store().finish(claim.claim, world.success(&submitted.id), world.now()).await.unwrap();
    for expected in [submitted, claim.task, done] {
        let delivery = one_due(&world).await;
        assert_eq!(delivery.snapshot, expected);
        world.store().delivered(delivery.id, delivery.attempt, world.now()).await.unwrap();
    }
}

#[tokio::test]
async fn a_task_without_callback_tells_nobody() {
    let world = World::new(20).await;
    world.create().await;
    let claim = world.claim("w").await.claim;
    world.store().finish(claim, world.failure(), world.now()).await.unwrap();
    assert!(due(&world).await.is_empty());
}

#[tokio::test]
async fn further_attempts_at_the_work_are_not_told() {
    let world = World::new(20).await;
    world.create_with_callback().await;
    for _ in 0..3 {
        let claim = world.claim("w").await.claim;
        world.store().give_back(claim).await.unwrap();
    }
    assert_eq!(world.count("SELECT count(*) FROM deliveries"), 2);
}

#[tokio::test]
async fn what_failed_is_tried_again_when_it_is_due_with_the_same_id() {
    let world = World::new(20).await;
    world.create_with_callback().await;
    let first = one_due(&world).await;
    world.store().delivery_failed(first.id, 1, "500", Some(world.now() + 5000), world.now()).await.unwrap();
    world.pass(4999);
    assert!(due(&world).await.is_empty());
    world.pass(1);
    let second = one_due(&world).await;
    assert_eq!((second.id, second.attempt, second.since_ms), (first.id, 2, first.since_ms));
    assert_eq!(second.webhook_id, first.webhook_id);
    assert_eq!(second.snapshot, first.snapshot);
}

#[tokio::test]
async fn a_failing_delivery_is_overtaken_by_a_later_state() {
    let world = World::new(20).await;
    let id = world.create_with_callback().await.id;
    let first = one_due(&world).await;
    world.store().delivery_failed(first.id, 1, "500", Some(world.now() + 5000), world.now()).await.unwrap();
    let claim = world.claim("w").await.claim;
    let second = one_due(&world).await;
    assert_eq!(second.seq, 2, "the failed one holds nothing back");
    world.store().delivery_failed(second.id, 1, "500", Some(world.now() + 5000), world.now()).await.unwrap();
    world.store().finish(claim, world.success(&id), world.now()).await.unwrap();
    let last = one_due(&world).await;
    world.store().delivery_failed(last.id, 1, "500", Some(world.now() + 5000), world.now()).await.unwrap();
    world.pass(5000);
    let again = one_due(&world).await;
    assert_eq!((again.seq, again.attempt), (3, 2), "only the last state is worth repeating");
    assert_eq!(world.count("SELECT count(*) FROM deliveries WHERE status = 3"), 2);
}

#[tokio::test]
async fn what_a_dead_sender_held_is_sent_again_and_the_order_stays() {
    let world = World::new(20).await;
    finished(&world).await;
    let held = one_due(&world).await;
    world.pass(SEND_MS - 1);
    assert!(due(&world).await.is_empty());
    world.pass(1);
    let again = one_due(&world).await;
    assert_eq!((again.id, again.attempt), (held.id, 2));
    assert!(matches!(world.store().delivered(held.id, 1, world.now()).await, Err(Error::Lost)));
    world.store().delivered(again.id, 2, world.now()).await.unwrap();
    assert_eq!(one_due(&world).await.seq, 2);
}

#[tokio::test]
async fn an_attempt_is_answered_once() {
    let world = World::new(20).await;
    world.create_with_callback().await;
    let delivery = one_due(&world).await;
    let (store, now) = (world.store(), world.now());
    store.delivery_failed(delivery.id, 1, "500", Some(now), now).await.unwrap();
    assert!(matches!(store.delivery_failed(delivery.id, 1, "500", None, now).await, Err(Error::Lost)));
    assert!(matches!(store.delivered(delivery.id, 1, now).await, Err(Error::Lost)));
    let again = one_due(&world).await;
    store.delivery_failed(again.id, 2, &"x".repeat(10_000), None, now).await.unwrap();
    assert!(matches!(store.delivered(again.id, 2, now).await, Err(Error::Lost)));
    assert!(matches!(store.delivered(99, 1, now).await, Err(Error::Lost)));
    assert_eq!(world.count("SELECT length(trouble) FROM deliveries WHERE status = 2"), 500);
}

#[tokio::test]
async fn one_that_was_given_up_lets_the_next_go() {
    let world = World::new(20).await;
    finished(&world).await;
    let first = one_due(&world).await;
    world.store().delivery_failed(first.id, 1, "410", None, world.now()).await.unwrap();
    assert_eq!(one_due(&world).await.seq, 2);
}

#[tokio::test]
async fn a_host_gets_so_many_at_a_time_and_another_finds_room_beside() {
    let world = World::new(100).await;
    create_for(&world, "slow", 20).await;
    create_for(&world, "quick", 1).await;
    let first = due_in(&world, room_beside(10, 8, &[])).await;
    let hosts: Vec<_> = first.iter().map(host).collect();
    assert_eq!(hosts, [&["slow", "quick"][..], &["slow"; 7]].concat());
    assert!(due_in(&world, room_beside(1, 8, &[("slow", 8)])).await.is_empty());
    create_for(&world, "quick", 1).await;
    assert_eq!(host(&due_in(&world, room_beside(1, 8, &[("slow", 8)])).await[0]), "quick");
    // The control: without the limit the slow host takes every place that there is.
    assert_eq!(due_in(&world, room_beside(12, u32::MAX, &[("slow", 8)])).await.len(), 12);
    create_for(&world, "quick", 1).await;
    assert!(due_in(&world, room_beside(0, u32::MAX, &[("slow", 20)])).await.is_empty());
}

#[tokio::test]
async fn the_last_places_go_to_the_hosts_that_are_sent_the_least() {
    let world = World::new(100).await;
    for host in ["a", "b", "c"] {
        create_for(&world, host, 4).await;
    }
    world.pass(1);
    create_for(&world, "z", 2).await;
    let busy = [("a", 3), ("b", 3), ("c", 2)];
    let due = due_in(&world, room_beside(3, 8, &busy)).await;
    assert_eq!(due.iter().map(host).collect::<Vec<_>>(), ["z", "z", "c"]);
}

#[tokio::test]
async fn an_account_with_many_hosts_leaves_places_and_two_at_one_host_do_not_wait_for_each_other() {
    let world = World::new(100).await;
    for number in 0..30 {
        create_for(&world, &format!("h{number}"), 1).await;
    }
    world.pass(1);
    let other = world.account("other").await;
    world.sql("UPDATE accounts SET slots = 100");
    let callback_url = Some("http://h0/callback".to_owned());
    world.make(NewTask { account: other, callback_url, ..world.new_task() }).await.unwrap();
    let room = |per_account| Room { per_account, ..room_beside(20, 8, &[("h0", 2)]) };
    let due = due_in(&world, room(12)).await;
    let of = |account| due.iter().filter(|one| one.account == account).count();
    assert_eq!((of(world.first()), of(other)), (10, 1), "two of the first account's are under way");
    // The control: without the limit the first account takes every place.
    world.pass(SEND_MS);
    let due = due_in(&world, room(u32::MAX)).await;
    assert!(due.iter().all(|one| one.account == world.first()), "{due:?}");
}

#[tokio::test]
async fn a_server_that_was_off_for_a_week_begins_the_schedule_with_the_first_attempt() {
    let world = World::new(20).await;
    world.create_with_callback().await;
    world.pass(7 * 24 * 3600 * 1000);
    let first = one_due(&world).await;
    assert_eq!(first.since_ms, world.now());
    world.store().delivery_failed(first.id, 1, "500", Some(world.now() + 5), world.now()).await.unwrap();
    world.pass(5);
    assert_eq!(one_due(&world).await.since_ms, first.since_ms);
}

#[tokio::test]
async fn what_is_overtaken_while_it_is_under_way_is_not_tried_again_when_it_fails() {
    let world = World::new(20).await;
    world.create_with_callback().await;
    let first = one_due(&world).await;
    world.claim("w").await;
    assert!(due(&world).await.is_empty());
    world.store().delivery_failed(first.id, 1, "500", Some(world.now()), world.now()).await.unwrap();
    assert_eq!(world.count("SELECT status FROM deliveries WHERE seq = 1"), 3);
    let second = one_due(&world).await;
    assert_eq!(second.seq, 2);
    // The control: with nothing later it is.
    world.store().delivery_failed(second.id, 1, "500", Some(world.now()), world.now()).await.unwrap();
    assert_eq!(one_due(&world).await.seq, 2);
}

#[tokio::test]
async fn two_senders_are_not_given_the_same_callback() {
    let world = World::new(100).await;
    create_for(&world, "h", 40).await;
    let (one, other) = tokio::join!(
        due_in(&world, room_beside(40, u32::MAX, &[])),
        due_in(&world, room_beside(40, u32::MAX, &[]))
    );
    let mut given: Vec<_> = one.iter().chain(&other).map(|delivery| delivery.id).collect();
    given.sort_unstable();
    given.dedup();
    assert_eq!((given.len(), one.len() + other.len()), (40, 40));
}

#[tokio::test]
async fn what_waits_for_a_time_of_a_clock_that_stood_ahead_waits_no_longer_once_it_is_set_back() {
    const DAY_MS: i64 = 24 * 3_600_000;
    let world = World::new(20).await;
    world.pass(DAY_MS);
    world.create_with_callback().await;
    let claim = world.claim("w").await.claim;
    world.store().retry_later(claim, "later", world.now(), 2_000).await.unwrap();
    world.pass(-DAY_MS);
    let due = async |after_ms| {
        world.store().due_deliveries(world.now() + after_ms, room(9), 1_000).await.unwrap().len()
    };
    let claimed = async || world.store().claim("w", world.now() + 2_000, LEASE_MS).await.unwrap().is_some();
    assert_eq!((due(2_000).await, claimed().await), (0, false), "control: until then nothing comes");
    assert_eq!(world.store().clock_went_back(DAY_MS, world.now()).await.unwrap(), 3);
    assert_eq!((due(2_000).await, claimed().await), (1, true));
}
