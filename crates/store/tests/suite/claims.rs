//! Claims: who may work on what, and what a worker that lost its claim can still do (nothing).

use crate::world::{LEASE_MS, START_MS, World};
use std::collections::BTreeSet;
use store::{ClaimRef, Error, NewTask, State};
use tokio::task::JoinSet;

#[tokio::test]
async fn a_claim_counts_the_attempt_before_the_work() {
    let world = World::new(20).await;
    let created = world.create().await;
    world.pass(500);
    let claim = world.claim("host/1").await;
    assert_eq!((claim.claim.task.as_str(), claim.claim.epoch), (created.id.as_str(), 1));
    assert_eq!((claim.task.state, claim.task.attempt), (State::Processing, 1));
    assert_eq!(claim.task.updated_ms, START_MS + 500);
    assert_eq!(claim.lease_until_ms, START_MS + 500 + LEASE_MS);
    assert_eq!(world.task(&created.id).await, claim.task);
    assert!(world.store().claim("host/1", world.now(), LEASE_MS).await.unwrap().is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn no_task_is_given_to_two_workers() {
    let world = World::new(20).await;
    for _ in 0..20 {
        world.create().await;
    }
    let mut claims = JoinSet::new();
    for worker in 0..64 {
        let world = world.clone();
        claims.spawn(
            async move { world.store().claim(&format!("w{worker}"), START_MS, LEASE_MS).await.unwrap() },
        );
    }
    let given: Vec<_> = claims.join_all().await.into_iter().flatten().map(|claim| claim.claim.task).collect();
    assert_eq!(given.len(), 20);
    assert_eq!(given.iter().collect::<BTreeSet<_>>().len(), 20);
}

#[tokio::test]
async fn an_account_with_a_backlog_does_not_keep_another_waiting() {
    let world = World::new(100).await;
    let other = world.account("other").await;
    for _ in 0..50 {
        world.create().await;
    }
    world.pass(1000);
    let late = NewTask { account: other, ..world.new_task() };
    let late = world.make(late).await.unwrap();
    let first = world.claim("w").await;
    assert_eq!(first.task.account, world.first(), "the very first was there before");
    assert_eq!(world.claim("w").await.task.id, late.id);
}

/// Every write that a claim allows, each on a task of which `zombie` was the first worker. `fence` chooses the claim
/// that the zombie shows: its own, or (the control) the current one.
async fn zombie_writes(fence: fn(own: ClaimRef, current: ClaimRef) -> ClaimRef) -> Vec<Result<(), Error>> {
    let mut results = Vec::new();
    for write in 0..6 {
        let world = World::new(20).await;
        let id = world.create().await.id;
        let own = world.claim("zombie").await.claim;
        world.pass(LEASE_MS);
        assert_eq!(world.store().reap(world.now()).await.unwrap(), 1);
        let current = world.claim("heir").await.claim;
        assert_eq!((&current.task, current.epoch), (&own.task, own.epoch + 1));
        let before = world.task(&id).await;
        let result = zombie_write(&world, write, fence(own, current.clone())).await;
        if result.is_err() {
            assert_eq!(world.task(&id).await, before, "write {write} left a trace");
            world.store().finish(current, world.success(&id), world.now()).await.unwrap();
        }
        results.push(result);
    }
    results
}

async fn zombie_write(world: &World, write: u32, claim: ClaimRef) -> Result<(), Error> {
    let (store, now, id) = (world.store(), world.now(), claim.task.clone());
    match write {
        0 => store.finish(claim, world.success(&id), now).await.map(|_| ()),
        1 => store.finish(claim, world.failure(), now).await.map(|_| ()),
        2 => store.set_parent_video(claim, world.video("v1")).await,
        3 => store.give_back(claim).await,
        4 => store.retry_later(claim, "later", now, 0).await,
        _ => match store.heartbeat(vec![claim], now, LEASE_MS).await?.len() {
            0 => Err(Error::Lost),
            _ => Ok(()),
        },
    }
}

#[tokio::test]
async fn a_worker_that_lost_its_claim_can_change_nothing() {
    let results = zombie_writes(|own, _| own).await;
    assert!(results.iter().all(|result| matches!(result, Err(Error::Lost))), "{results:?}");
}

#[tokio::test]
async fn control_only_the_epoch_stops_it() {
    let results = zombie_writes(|_, current| current).await;
    assert!(results.iter().all(Result::is_ok), "{results:?}");
}

#[tokio::test]
async fn a_reaped_claim_is_dead_even_before_the_next_one() {
    let world = World::new(20).await;
    let id = world.create().await.id;
    let own = world.claim("zombie").await.claim;
    world.pass(LEASE_MS);
    world.store().reap(world.now()).await.unwrap();
    let finish = world.store().finish(own, world.success(&id), world.now()).await;
    assert!(matches!(finish, Err(Error::Lost)));
}

#[tokio::test]
async fn a_task_ends_once_and_frees_its_slot_once() {
    let world = World::new(20).await;
    let id = world.create().await.id;
    world.create().await;
    let claim = world.claim("w").await.claim;
    world.store().set_parent_video(claim.clone(), world.video("v1")).await.unwrap();
    let updated_ms = world.task(&id).await.updated_ms;
    assert_eq!(updated_ms, START_MS);
    world.pass(700);
    let task = world.store().finish(claim.clone(), world.success(&id), world.now()).await.unwrap();
    assert_eq!((task.state, task.deduction.as_deref()), (State::Succeed, Some("0.25")));
    assert_eq!((task.ended_ms, task.updated_ms), (Some(START_MS + 700), START_MS + 700));
    assert_eq!(
        task.artifacts.iter().map(|a| a.role.as_str()).collect::<Vec<_>>(),
        ["video", "audio_mp3", "audio_wav"]
    );
    assert_eq!(task.parent, Some(world.store().video(world.first(), "v1").await.unwrap().unwrap()));
    assert!(world.store().video(world.first(), &format!("result-{id}")).await.unwrap().is_some());
    assert_eq!(
        world.store().artifact(&format!("{id}-video")).await.unwrap().as_ref(),
        task.artifacts.first()
    );
    for outcome in [world.success(&id), world.failure()] {
        assert!(matches!(world.store().finish(claim.clone(), outcome, world.now()).await, Err(Error::Lost)));
    }
    assert_eq!(world.count("SELECT open FROM accounts"), 1);
    assert_eq!(world.task(&id).await, task);
}

#[tokio::test]
async fn a_finish_that_fails_half_way_leaves_nothing() {
    let world = World::new(20).await;
    let id = world.create().await.id;
    let claim = world.claim("w").await;
    let mut outcome = world.success(&id);
    if let store::Outcome::Succeed { artifacts, .. } = &mut outcome {
        artifacts[2].role = "video".into();
    }
    assert!(matches!(world.store().finish(claim.claim, outcome, world.now()).await, Err(Error::Sqlite(_))));
    assert_eq!(world.task(&id).await, claim.task);
    assert_eq!(world.count("SELECT count(*) FROM artifacts"), 0);
}

#[tokio::test]
async fn anothers_video_is_not_taken_over() {
    let world = World::new(20).await;
    let other = world.account("other").await;
    world.create().await;
    let claim = world.claim("w").await.claim;
    let video = store::Video { account: other, ..world.video("v1") };
    let set = world.store().set_parent_video(claim.clone(), video).await;
    assert!(matches!(set, Err(Error::NotFound)));
    world.store().set_parent_video(claim, world.video("v1")).await.unwrap();
    assert!(world.store().video(other, "v1").await.unwrap().is_none());
}

#[tokio::test]
async fn an_input_that_kills_its_worker_is_tried_three_times() {
    let world = World::new(20).await;
    let id = world.create().await.id;
    for attempt in 1..=3 {
        assert_eq!(world.claim("w").await.task.attempt, attempt);
        assert_eq!(world.store().reap(world.now()).await.unwrap(), 0, "the lease still runs");
        world.pass(LEASE_MS);
        assert_eq!(world.store().reap(world.now()).await.unwrap(), 1);
    }
    let task = world.task(&id).await;
    assert_eq!((task.state, task.attempt, task.deduction.as_deref()), (State::Failed, 3, Some("0")));
    assert!(task.message.contains("3 times"), "{}", task.message);
    assert!(world.store().claim("w", world.now(), LEASE_MS).await.unwrap().is_none());
}

/// Every worker dies with what it has in hand.
async fn all_die(world: &World) {
    assert!(world.store().release_owner("w", world.now()).await.unwrap() > 0);
}

#[tokio::test]
async fn what_killed_its_workers_twice_is_worked_on_alone_and_its_neighbour_survives() {
    let world = World::new(20).await;
    let (poison, neighbour, third) =
        (world.create().await.id, world.create().await.id, world.create().await.id);
    for _ in 0..2 {
        assert_eq!(
            [world.claim("w").await.claim.task, world.claim("w").await.claim.task],
            [&*poison, &neighbour]
        );
        all_die(&world).await;
    }
    assert_eq!(world.claim("w").await.claim.task, poison);
    assert!(world.store().claim("w", world.now(), LEASE_MS).await.unwrap().is_none(), "nobody is beside it");
    all_die(&world).await;
    assert_eq!((world.task(&poison).await.state, world.task(&poison).await.attempt), (State::Failed, 3));
    // The neighbour was beside it twice, so it is as suspect, and is tried alone too.
    let claim = world.claim("w").await.claim;
    assert_eq!(claim.task, neighbour);
    assert!(world.store().claim("w", world.now(), LEASE_MS).await.unwrap().is_none());
    world.store().finish(claim, world.success(&neighbour), world.now()).await.unwrap();
    assert_eq!(world.claim("w").await.claim.task, third);
}

#[tokio::test]
async fn who_must_be_alone_waits_for_what_is_in_hand_and_is_not_overtaken() {
    let world = World::new(20).await;
    let suspect = world.create().await.id;
    for _ in 0..2 {
        world.claim("w").await;
        all_die(&world).await;
    }
    world.create().await;
    let claim = world.claim("w").await.claim;
    world.store().give_back(claim).await.unwrap();
    assert_eq!(world.claim("w").await.claim.task, suspect, "given back it is as suspect as before");
    assert!(world.store().claim("w", world.now(), LEASE_MS).await.unwrap().is_none());
}

#[tokio::test]
async fn a_heartbeat_keeps_a_claim_and_tells_which_are_lost() {
    let world = World::new(20).await;
    world.create().await;
    world.create().await;
    let (kept, lost) = (world.claim("a").await.claim, world.claim("b").await.claim);
    world.pass(LEASE_MS - 1);
    let ours = world.store().heartbeat(vec![kept.clone()], world.now(), LEASE_MS).await.unwrap();
    assert_eq!(ours.as_slice(), std::slice::from_ref(&kept));
    world.pass(1);
    assert_eq!(world.store().reap(world.now()).await.unwrap(), 1);
    let both = vec![lost, kept.clone()];
    assert_eq!(world.store().heartbeat(both, world.now(), LEASE_MS).await.unwrap(), [kept]);
}

#[tokio::test]
async fn a_task_given_back_is_ready_at_once_and_its_attempt_is_not_counted() {
    let world = World::new(20).await;
    world.create().await;
    for _ in 0..5 {
        let claim = world.claim("w").await;
        assert_eq!(claim.task.attempt, 1);
        world.store().give_back(claim.claim.clone()).await.unwrap();
        assert!(matches!(world.store().give_back(claim.claim).await, Err(Error::Lost)));
    }
}

#[tokio::test]
async fn passing_trouble_is_waited_for_and_the_third_time_is_the_last() {
    let world = World::new(20).await;
    let id = world.create().await.id;
    for _ in 0..2 {
        let claim = world.claim("w").await.claim;
        world.store().retry_later(claim, "The disk was full.", world.now(), 5000).await.unwrap();
        world.pass(4999);
        assert!(world.store().claim("w", world.now(), LEASE_MS).await.unwrap().is_none());
        world.pass(1);
    }
    let claim = world.claim("w").await.claim;
    world.store().retry_later(claim, "The disk was full.", world.now(), 5000).await.unwrap();
    let task = world.task(&id).await;
    assert_eq!((task.state, task.message.as_str()), (State::Failed, "The disk was full."));
}

#[tokio::test]
async fn a_restart_takes_back_the_claims_of_its_former_life_only() {
    let world = World::new(20).await;
    for _ in 0..3 {
        world.create().await;
    }
    let dead = world.claim("host_a/7/slot0").await.claim;
    world.claim("hostXa/7/slot0").await;
    world.claim("other/7").await;
    assert_eq!(world.store().release_owner("host_a/", world.now()).await.unwrap(), 1);
    let next = world.claim("host_a/8/slot0").await;
    assert_eq!((next.claim.task, next.task.attempt), (dead.task, 2));
}

#[tokio::test]
async fn a_clock_that_is_set_back_stops_no_work_and_turns_no_time_stamp_back() {
    let world = World::new(20).await;
    let id = world.create_with_callback().await.id;
    world.pass(-3_600_000);
    let claim = world.claim("w").await;
    assert_eq!(claim.task.updated_ms, START_MS);
    let task = world.store().finish(claim.claim, world.success(&id), world.now()).await.unwrap();
    assert_eq!((task.updated_ms, task.ended_ms), (START_MS, Some(START_MS)));
    assert_eq!(world.count(&format!("SELECT count(*) FROM deliveries WHERE next_ms > {}", world.now())), 1);
}
