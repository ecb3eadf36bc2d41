//! Units and slots under many creates at a time: exactly what there is, no more and no less.

use crate::world::{COST, World};
use std::sync::Arc;
use store::{Created, Error, NewTask, State, Task, Terms, Units};
use tokio::sync::Barrier;
use tokio::task::JoinSet;

const CREATES: usize = 256;
const DAY_MS: i64 = 24 * 3600 * 1000;

/// So many creates at a time, each of a task that costs `cost`.
async fn creates(world: &World, count: usize, cost: &str) -> Vec<store::Result<Task>> {
    let mut creates = JoinSet::new();
    for _ in 0..count {
        let (world, new) = (world.clone(), NewTask { cost: cost.parse().unwrap(), ..world.new_task() });
        creates.spawn(async move { world.make(new).await });
    }
    creates.join_all().await
}

fn accepted(results: &[store::Result<Task>]) -> usize {
    results.iter().filter(|result| result.is_ok()).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_balance_for_k_tasks_takes_exactly_k_of_256_creates_at_a_time() {
    for (packs, cost, k) in [
        (["9.35"].as_slice(), "0.25", 37),
        (&["0.7"], "0.3", 2),
        (&["17.000001"], "0.1", 170),
        (&["0.249999"], "0.25", 0),
        (&["0.4", "10.1", "0.3", "0.000001"], "0.25", 43),
        (&["64"], "0.25", CREATES),
    ] {
        let world = World::new(1000).await;
        for (place, units) in (0..).zip(packs) {
            world.grant(units, DAY_MS + place, None).await;
        }
        for round in 0..2 {
            let results = creates(&world, CREATES, cost).await;
            let k = if round == 0 { k } else { 0 };
            assert_eq!(accepted(&results), k, "{packs:?}, round {round}");
            assert!(results.iter().all(|result| matches!(result, Ok(_) | Err(Error::NoUnits))), "{packs:?}");
            if k == CREATES {
                break;
            }
        }
        let held: Units = (0..k).map(|_| cost.parse::<Units>().unwrap()).sum();
        assert_eq!(world.units().await[1], held.to_string(), "{packs:?}");
    }
}

/// What came back is there again for exactly as many.
#[tokio::test(flavor = "multi_thread")]
async fn what_failures_give_back_is_taken_again_and_what_successes_cost_is_gone() {
    let world = World::new(1000).await;
    world.grant("2.6", DAY_MS, None).await;
    assert_eq!(accepted(&creates(&world, CREATES, COST).await), 10);
    for number in 0..10 {
        let claim = world.claim("w").await.claim;
        let outcome = if number < 3 { world.success(&claim.task) } else { world.failure() };
        world.store().finish(claim, outcome, world.now()).await.unwrap();
    }
    assert_eq!(world.units().await, ["1.85", "0", "0.75", "0"]);
    assert_eq!(accepted(&creates(&world, CREATES, COST).await), 7);
    assert_eq!(world.units().await, ["0.1", "1.75", "0.75", "0"]);
}

/// All look before anybody acts, as they may whenever looking and acting are two transactions. The tasks cost nothing,
/// so that the reserve does not catch what the look let through.
#[tokio::test(flavor = "multi_thread")]
async fn control_whoever_looks_first_and_takes_later_admits_too_many() {
    let world = World::new(1000).await;
    world.grant("9.35", DAY_MS, None).await;
    let all_have_looked = Arc::new(Barrier::new(CREATES));
    let mut creates = JoinSet::new();
    for _ in 0..CREATES {
        let (world, all_have_looked) = (world.clone(), Arc::clone(&all_have_looked));
        creates.spawn(async move {
            let available: Units = world.units().await[0].parse().unwrap();
            all_have_looked.wait().await;
            if available < COST.parse().unwrap() {
                return Err(Error::NoUnits);
            }
            world.make(NewTask { cost: Units::ZERO, ..world.new_task() }).await
        });
    }
    let admitted = accepted(&creates.join_all().await);
    assert!(admitted > 37, "{admitted}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pack_of_seven_slots_takes_exactly_seven_of_128_creates_at_a_time() {
    let world = World::new(20).await;
    world.grant("1000", DAY_MS, Some(7)).await;
    let results = creates(&world, 128, COST).await;
    assert_eq!(accepted(&results), 7);
    assert_eq!(results.iter().filter(|result| matches!(result, Err(Error::TooMany))).count(), 121);
    assert_eq!(world.units().await, ["998.25", "1.75", "0", "0"], "a create without a slot holds nothing");
    for _ in 0..3 {
        let claim = world.claim("w").await.claim;
        world.store().finish(claim, world.failure(), world.now()).await.unwrap();
    }
    assert_eq!(accepted(&creates(&world, 128, COST).await), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_packs_the_accounts_own_slots_count() {
    let world = World::new(11).await;
    let results = creates(&world, 128, COST).await;
    assert_eq!(accepted(&results), 11);
    assert_eq!(results.iter().filter(|result| matches!(result, Err(Error::TooMany))).count(), 117);
}

#[tokio::test]
async fn of_packs_that_can_be_used_the_one_with_most_slots_counts() {
    let world = World::new(5).await;
    world.grant("1000", DAY_MS, None).await;
    assert_eq!(accepted(&creates(&world, 64, COST).await), 5, "a pack may leave it to the account");
    world.grant("1000", DAY_MS, Some(8)).await;
    world.grant("1000", 2_000, Some(30)).await;
    assert_eq!(accepted(&creates(&world, 64, COST).await), 25);
    world.pass(2_000);
    assert!(matches!(world.make(world.new_task()).await, Err(Error::TooMany)), "30 are open, 8 are allowed");
    for open in (7..30).rev() {
        let claim = world.claim("w").await.claim;
        world.store().finish(claim, world.failure(), world.now()).await.unwrap();
        assert_eq!(world.store().account(world.first()).await.unwrap().open, open);
    }
    assert_eq!(accepted(&creates(&world, 64, COST).await), 1, "the pack of 30 has ended");
}

#[tokio::test]
async fn a_pack_that_is_used_up_gives_its_slots_until_its_last_task_has_ended() {
    let world = World::new(1).await;
    world.grant("0.5", DAY_MS, Some(2)).await;
    world.grant("0.5", DAY_MS + 1, None).await;
    assert_eq!(accepted(&creates(&world, 5, COST).await), 2);
    let claim = world.claim("w").await.claim;
    let success = world.success(&claim.task);
    world.store().finish(claim, success, world.now()).await.unwrap();
    assert_eq!(accepted(&creates(&world, 5, COST).await), 1, "one task still holds a quarter of it");
    let claim = world.claim("w").await.claim;
    world.store().finish(claim, world.failure(), world.now()).await.unwrap();
    assert_eq!(accepted(&creates(&world, 5, COST).await), 1, "what came back is there");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_that_never_had_a_pack_is_not_metered_but_told_what_it_costs() {
    let world = World::new(1000).await;
    assert_eq!(accepted(&creates(&world, CREATES, "123456789.25").await), CREATES);
    assert_eq!(world.count("SELECT count(*) FROM ledger"), 0);
    for _ in 0..CREATES {
        let claim = world.claim("w").await.claim;
        world.store().finish(claim, world.failure(), world.now()).await.unwrap();
    }
    let task = world.succeeded(None).await;
    assert_eq!(task.deduction.as_deref(), Some("0.25"));
    world.create().await;
    let claim = world.claim("w").await.claim;
    let failed = world.store().finish(claim, world.failure(), world.now()).await.unwrap();
    assert_eq!(failed.deduction.as_deref(), Some("0"));
}

#[tokio::test]
async fn where_packs_are_required_an_account_without_one_may_have_no_task() {
    let world = World::new(20).await;
    let terms = Terms { packs_required: true, ..Terms::default() };
    let create = || world.store().create_task(world.new_task(), terms, world.now());
    assert!(matches!(create().await, Err(Error::NoUnits)));
    world.grant("0.25", DAY_MS, None).await;
    assert!(matches!(create().await, Ok(Created::New(_))));
    assert!(matches!(create().await, Err(Error::NoUnits)));
}

#[tokio::test]
async fn an_account_whose_packs_have_ended_stays_metered() {
    let world = World::new(20).await;
    world.grant("0.5", 1_000, None).await;
    let early = world.create().await;
    world.pass(999);
    let last = world.create().await;
    assert!(matches!(world.make(world.new_task()).await, Err(Error::NoUnits)), "used up");
    world.pass(1);
    assert_eq!(world.store().expire_packs(world.now(), 100).await.unwrap(), 0, "all is held");
    let claim = world.claim("w").await.claim;
    assert_eq!(claim.task, early.id);
    let done = world.store().finish(claim, world.success(&early.id), world.now()).await.unwrap();
    assert_eq!((done.state, done.deduction.as_deref()), (State::Succeed, Some("0.25")));
    world.store().cancel_task(world.first(), &last.id, "no", world.now()).await.unwrap();
    assert_eq!(world.units().await, ["0.25", "0", "0.25", "0"]);
    assert!(matches!(world.make(world.new_task()).await, Err(Error::NoUnits)), "it came back too late");
    assert_eq!(world.store().expire_packs(world.now(), 100).await.unwrap(), 1);
    assert_eq!(world.store().expire_packs(world.now(), 100).await.unwrap(), 0);
    assert_eq!(world.units().await, ["0", "0", "0.25", "0.25"]);
}

#[tokio::test]
async fn a_pack_is_used_from_its_first_moment_to_its_last() {
    let world = World::new(20).await;
    let now = world.now();
    let pack = store::NewPack {
        name: "later".into(),
        kind: store::PackKind::ConstantPeriod,
        units: "1".parse().unwrap(),
        concurrency: Some(3),
        effective_ms: now + 1_000,
        invalid_ms: now + 2_000,
    };
    world.store().grant_pack("first", pack, now).await.unwrap();
    for (at_ms, is_its_time) in [(0, false), (999, false), (1_000, true), (1_999, true), (2_000, false)] {
        let made = world.store().create_task(world.new_task(), Terms::default(), now + at_ms).await;
        assert_eq!(made.is_ok(), is_its_time, "{at_ms}");
    }
}

#[tokio::test]
async fn a_pack_without_units_time_or_name_is_refused() {
    let world = World::new(20).await;
    let good = || store::NewPack {
        name: "pack".into(),
        kind: store::PackKind::DecreasingTotal,
        units: "1".parse().unwrap(),
        concurrency: Some(1),
        effective_ms: 0,
        invalid_ms: 1,
    };
    let bad = [
        store::NewPack { units: Units::ZERO, ..good() },
        store::NewPack { invalid_ms: 0, ..good() },
        store::NewPack { name: String::new(), ..good() },
        store::NewPack { name: "雨".repeat(129), ..good() },
        store::NewPack { concurrency: Some(0), ..good() },
    ];
    for pack in bad {
        assert!(matches!(world.store().grant_pack("first", pack, 0).await, Err(Error::Invalid(_))));
    }
    assert!(matches!(world.store().grant_pack("nobody", good(), 0).await, Err(Error::NotFound)));
    let longest = store::NewPack { name: "雨".repeat(128), ..good() };
    world.store().grant_pack("first", longest, 0).await.unwrap();
    assert_eq!(world.count("SELECT count(*) FROM packs"), 1);
}

#[tokio::test]
async fn units_of_one_account_are_not_drawn_for_another() {
    let world = World::new(20).await;
    let other = world.account("other").await;
    world.grant("1", DAY_MS, None).await;
    let strangers = NewTask { account: other, ..world.new_task() };
    world.make(strangers).await.unwrap();
    assert_eq!(world.units().await, ["1", "0", "0", "0"]);
    assert!(world.store().packs(other).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_pack_says_what_it_is_at_any_time() {
    use store::PackStatus::{Expired, Online, RunOut, ToBeOnline};
    let world = World::new(20).await;
    world.grant("0.25", 1_000, None).await;
    let now = world.now();
    let at = async |ms: i64| {
        let pack = world.store().packs(world.first()).await.unwrap().remove(0);
        (pack.status(now + ms), pack.remaining(now + ms).to_string())
    };
    assert_eq!(at(-1).await, (ToBeOnline, "0.25".into()));
    assert_eq!(at(0).await, (Online, "0.25".into()));
    assert_eq!(at(1_000).await, (Expired, "0".into()));
    let task = world.create().await;
    assert_eq!(at(0).await, (Online, "0".into()), "what is held may come back");
    let claim = world.claim("w").await.claim;
    world.store().finish(claim, world.success(&task.id), now).await.unwrap();
    assert_eq!(at(0).await, (RunOut, "0".into()));
    assert_eq!(at(1_000).await, (RunOut, "0".into()));
}
