//! A task's place in the queue, and the numbers of the backlog.

use crate::world::{LEASE_MS, World, room};
use store::{Backlog, NewTask};

#[tokio::test]
async fn a_task_knows_how_many_are_ahead_of_it() {
    let world = World::new(20).await;
    let ahead = async |id: &str| world.store().ahead_of(id).await.unwrap();
    let mut ids = Vec::new();
    for place in 0..4 {
        ids.push(world.create().await.id);
        assert_eq!(ahead(&ids[place]).await, Some(place as u32));
    }
    let claim = world.claim("w").await.claim;
    assert_eq!(ahead(&ids[0]).await, None, "it does not wait");
    assert_eq!([ahead(&ids[1]).await, ahead(&ids[3]).await], [Some(0), Some(2)]);
    world.store().cancel_task(world.first(), &ids[1], "no", world.now()).await.unwrap();
    assert_eq!([ahead(&ids[1]).await, ahead(&ids[3]).await], [None, Some(1)]);
    world.store().give_back(claim).await.unwrap();
    assert_eq!([ahead(&ids[0]).await, ahead(&ids[3]).await], [Some(0), Some(2)]);
    assert_eq!(ahead("859999999999999999").await, None);
}

#[tokio::test]
async fn another_accounts_first_task_is_ahead_of_a_backlog() {
    let world = World::new(100).await;
    let other = world.account("other").await;
    let mut last = String::new();
    for _ in 0..10 {
        last = world.create().await.id;
    }
    world.pass(1000);
    let new = NewTask { account: other, ..world.new_task() };
    let late = world.make(new).await.unwrap().id;
    assert_eq!(world.store().ahead_of(&late).await.unwrap(), Some(1));
    assert_eq!(world.store().ahead_of(&last).await.unwrap(), Some(10));
}

/// The place says in which order tasks are claimed.
#[tokio::test]
async fn tasks_are_claimed_in_the_order_of_their_places() {
    let world = World::new(100).await;
    let other = world.account("other").await;
    let mut places = Vec::new();
    for number in 0..12 {
        let account = if number % 3 == 0 { other } else { world.first() };
        let new = NewTask { account, ..world.new_task() };
        places.push(world.make(new).await.unwrap().id);
        world.pass(40_000);
    }
    let mut ahead = Vec::new();
    for id in places {
        ahead.push((world.store().ahead_of(&id).await.unwrap(), id));
    }
    ahead.sort();
    for (place, (said, id)) in (0..).zip(ahead) {
        assert_eq!(said, Some(place));
        assert_eq!(world.claim("w").await.claim.task, id);
    }
}

#[tokio::test]
async fn the_backlog_counts_what_there_is() {
    let world = World::new(20).await;
    assert_eq!(world.store().backlog().await.unwrap(), Backlog::default());
    for _ in 0..3 {
        world.create_with_callback().await;
    }
    world.claim("w").await;
    world.store().keep_upload(world.video("v1"), None).await.unwrap();
    let due = world.store().due_deliveries(world.now(), room(1), LEASE_MS).await.unwrap();
    world.store().delivery_failed(due[0].id, 1, "410", None, world.now()).await.unwrap();
    let expected = Backlog { waiting: 2, claimed: 1, deliveries: 3, dead_deliveries: 1, stored_bytes: 1000 };
    assert_eq!(world.store().backlog().await.unwrap(), expected);
}
