//! Cancelling a task, by its customer, at any time before its end.

use crate::world::{LEASE_MS, START_MS, World};
use store::{Error, NewTask, State};

const DAY_MS: i64 = 24 * 3600 * 1000;

#[tokio::test]
async fn a_task_that_waits_is_cancelled_and_everything_it_had_is_free() {
    let world = World::new(1).await;
    world.grant("0.25", DAY_MS, None).await;
    let new = NewTask {
        external_id: Some("order-7".into()),
        callback_url: Some("http://h/".into()),
        ..world.new_task()
    };
    let id = world.make(new).await.unwrap().id;
    assert_eq!(world.units().await, ["0", "0.25", "0", "0"]);
    world.pass(50);
    let task = world
        .store()
        .cancel_task(world.first(), "order-7", "The task was cancelled.", world.now())
        .await
        .unwrap();
    assert_eq!((task.state, task.message.as_str()), (State::Failed, "The task was cancelled."));
    assert_eq!((task.deduction.as_deref(), task.ended_ms), (Some("0"), Some(START_MS + 50)));
    assert_eq!(world.task(&id).await, task);
    assert_eq!(world.units().await, ["0.25", "0", "0", "0"]);
    assert!(world.store().claim("w", world.now(), LEASE_MS).await.unwrap().is_none());
    assert_eq!(world.count("SELECT count(*) FROM deliveries"), 2, "submitted, and failed once");
    world.create().await;
}

#[tokio::test]
async fn a_worker_whose_task_is_cancelled_can_change_nothing() {
    for write in 0..6 {
        let world = World::new(1).await;
        world.grant("0.25", DAY_MS, None).await;
        let id = world.create_with_callback().await.id;
        let claim = world.claim("w").await.claim;
        let task = world.store().cancel_task(world.first(), &id, "no", world.now()).await.unwrap();
        let (store, now) = (world.store(), world.now());
        let result = match write {
            0 => store.finish(claim, world.success(&id), now).await.map(|_| ()),
            1 => store.finish(claim, world.failure(), now).await.map(|_| ()),
            2 => store.set_parent_video(claim, world.video("v1")).await,
            3 => store.give_back(claim).await,
            4 => store.retry_later(claim, "later", now, 0).await,
            _ => match store.heartbeat(vec![claim], now, LEASE_MS).await.unwrap().len() {
                0 => Err(Error::Lost),
                _ => Ok(()),
            },
        };
        assert!(matches!(result, Err(Error::Lost)), "write {write}: {result:?}");
        assert_eq!(world.task(&id).await, task);
        world.pass(LEASE_MS);
        assert_eq!(world.store().reap(world.now()).await.unwrap(), 0);
        assert_eq!(world.units().await, ["0.25", "0", "0", "0"]);
        assert_eq!(world.count("SELECT count(*) FROM deliveries WHERE state = 3"), 1);
        world.create().await;
    }
}

#[tokio::test]
async fn a_task_that_waits_for_its_next_attempt_can_be_cancelled() {
    let world = World::new(1).await;
    let id = world.create_with_callback().await.id;
    let claim = world.claim("w").await.claim;
    world.store().give_back(claim).await.unwrap();
    let task = world.store().cancel_task(world.first(), &id, "no", world.now()).await.unwrap();
    assert_eq!((task.state, task.attempt), (State::Failed, 0));
    assert!(world.store().claim("w", world.now(), LEASE_MS).await.unwrap().is_none());
}

#[tokio::test]
async fn a_task_that_has_ended_is_not_cancelled() {
    let world = World::new(20).await;
    let done = world.succeeded(None).await;
    let failed = world.create().await;
    world.store().cancel_task(world.first(), &failed.id, "no", world.now()).await.unwrap();
    for (id, state) in [(&done.id, State::Succeed), (&failed.id, State::Failed)] {
        let before = world.task(id).await;
        let cancel = world.store().cancel_task(world.first(), id, "again", world.now()).await;
        assert!(matches!(cancel, Err(Error::WrongState(found)) if found == state), "{cancel:?}");
        assert_eq!(world.task(id).await, before);
    }
}

#[tokio::test]
async fn a_strangers_task_is_not_cancelled() {
    let world = World::new(20).await;
    let stranger = world.account("stranger").await;
    let new = NewTask { external_id: Some("order-7".into()), ..world.new_task() };
    let id = world.make(new).await.unwrap().id;
    for id in [id.as_str(), "order-7", "859999999999999999"] {
        let cancel = world.store().cancel_task(stranger, id, "no", world.now()).await;
        assert!(matches!(cancel, Err(Error::NotFound)));
    }
    assert_eq!(world.task(&id).await.state, State::Submitted);
}

/// Whoever comes first decides, and the units go one way only.
#[tokio::test(flavor = "multi_thread")]
async fn of_a_cancel_and_a_finish_at_a_time_one_wins() {
    let world = World::new(1000).await;
    world.grant("10", DAY_MS, None).await;
    let (mut cancelled, mut finished) = (0, 0);
    for round in 0..40 {
        let id = world.create_with_callback().await.id;
        let claim = world.claim("w").await.claim;
        let cancel = {
            let (world, id) = (world.clone(), id.clone());
            tokio::spawn(
                async move { world.store().cancel_task(world.first(), &id, "no", world.now()).await },
            )
        };
        if round % 2 == 0 {
            tokio::task::yield_now().await;
        }
        let finish = world.store().finish(claim, world.success(&id), world.now()).await;
        let state = match (cancel.await.unwrap(), finish) {
            (Ok(_), Err(Error::Lost)) => State::Failed,
            (Err(Error::WrongState(State::Succeed)), Ok(_)) => State::Succeed,
            both => panic!("{both:?}"),
        };
        assert_eq!(world.task(&id).await.state, state);
        if state == State::Failed { cancelled += 1 } else { finished += 1 }
    }
    let spent: store::Units = (0..finished).map(|_| "0.25".parse::<store::Units>().unwrap()).sum();
    assert_eq!(world.units().await[2], spent.to_string());
    assert_eq!(cancelled + finished, 40);
}
