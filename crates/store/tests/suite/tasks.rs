//! Creating tasks and finding them again.

use crate::world::{KIND, START_MS, World};
use rusqlite::ErrorCode;
use store::{Error, Kind, NewTask, State};
use tokio::task::JoinSet;

#[tokio::test]
async fn a_new_task_is_submitted_and_can_be_read_at_once() {
    let world = World::new(20).await;
    let new = NewTask { external_id: Some("order-7".into()), ..world.new_task() };
    let task = world.make(new.clone()).await.unwrap();
    assert_eq!((task.state, task.attempt, task.message.as_str()), (State::Submitted, 0, ""));
    assert_eq!((task.created_ms, task.updated_ms, task.ended_ms), (START_MS, START_MS, None));
    assert_eq!(task.order, new.order);
    assert_eq!(world.task(&new.id).await, task);
    assert_eq!(world.task("order-7").await, task);
}

#[tokio::test(flavor = "multi_thread")]
async fn sixty_four_creates_at_a_time_take_exactly_the_free_slots() {
    let world = World::new(20).await;
    let mut creates = JoinSet::new();
    for _ in 0..64 {
        let world = world.clone();
        creates.spawn(async move { world.make(world.new_task()).await });
    }
    let results = creates.join_all().await;
    assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 20);
    assert_eq!(results.iter().filter(|result| matches!(result, Err(Error::TooMany))).count(), 44);
    assert_eq!(world.count("SELECT open FROM accounts"), 20);
    let claim = world.claim("w").await;
    world.store().finish(claim.claim, world.failure(), START_MS).await.unwrap();
    world.create().await;
    let full = world.make(world.new_task()).await;
    assert!(matches!(full, Err(Error::TooMany)));
}

#[tokio::test]
async fn a_repeated_external_id_is_named_even_when_no_slot_is_free() {
    let world = World::new(1).await;
    let new = NewTask { external_id: Some("order-7".into()), ..world.new_task() };
    world.make(new.clone()).await.unwrap();
    for kind in [Kind::VideoToAudio, Kind::TextToAudio] {
        let again = NewTask { id: world.new_task().id, kind, ..new.clone() };
        let again = world.make(again).await;
        assert!(matches!(again, Err(Error::Taken(external)) if external == "order-7"));
    }
}

#[tokio::test]
async fn a_task_id_wins_over_an_external_id() {
    let world = World::new(20).await;
    let first = world.create().await;
    let second = NewTask { external_id: Some(first.id.clone()), ..world.new_task() };
    let second = world.make(second).await.unwrap();
    assert_eq!(world.task(&first.id).await.id, first.id);
    assert_eq!(world.task(&second.id).await.external_id, Some(first.id));
}

#[tokio::test]
async fn accounts_do_not_see_each_other() {
    let world = World::new(20).await;
    let stranger = world.account("stranger").await;
    let new = NewTask { external_id: Some("order-7".into()), ..world.new_task() };
    let task = world.make(new.clone()).await.unwrap();
    for id in [task.id.as_str(), "order-7"] {
        assert!(world.store().task(stranger, Some(KIND), id).await.unwrap().is_none());
    }
    assert!(world.store().tasks(stranger, KIND, 1, 30).await.unwrap().is_empty());
    let same_name = NewTask { id: world.new_task().id, account: stranger, ..new };
    world.make(same_name).await.unwrap();
}

#[tokio::test]
async fn kinds_have_lists_of_their_own() {
    let world = World::new(20).await;
    let task = world.create().await;
    assert!(world.store().task(world.first(), Some(Kind::TextToAudio), &task.id).await.unwrap().is_none());
    assert!(world.store().tasks(world.first(), Kind::TextToAudio, 1, 30).await.unwrap().is_empty());
}

#[tokio::test]
async fn pages_cut_the_list_newest_first_without_gap_or_overlap() {
    let world = World::new(100).await;
    let mut created = Vec::new();
    for _ in 0..25 {
        created.push(world.create().await.id);
    }
    created.reverse();
    for size in [1, 7, 25, 30, 500] {
        let mut seen = Vec::new();
        for page in 1.. {
            let tasks = world.store().tasks(world.first(), KIND, page, size).await.unwrap();
            assert!(tasks.len() <= size as usize);
            if tasks.is_empty() {
                break;
            }
            seen.extend(tasks.into_iter().map(|task| task.id));
        }
        assert_eq!(seen, created, "pages of {size}");
    }
    assert!(world.store().tasks(world.first(), KIND, 1000, 500).await.unwrap().is_empty());
}

#[tokio::test]
async fn an_unknown_account_and_a_malformed_id_make_no_task() {
    let world = World::new(20).await;
    let orphan = NewTask { account: store::AccountId(99), ..world.new_task() };
    assert!(matches!(world.make(orphan).await, Err(Error::NotFound)));
    let short = NewTask { id: "12".into(), ..world.new_task() };
    assert!(matches!(world.make(short).await, Err(Error::Sqlite(_))));
    assert_eq!(world.count("SELECT open FROM accounts"), 0, "the slot went back with the savepoint");
}

/// What the triggers must refuse, whoever asks.
async fn check_refused(world: &World, trigger: &str, sql: &str) {
    let db = world.raw();
    let refused = db.execute(sql, ()).unwrap_err();
    assert_eq!(refused.sqlite_error_code(), Some(ErrorCode::ConstraintViolation), "{sql}: {refused}");
    // The control: without the trigger the same statement goes through.
    let tx = db.unchecked_transaction().unwrap();
    tx.execute_batch(&format!("PRAGMA defer_foreign_keys = ON; DROP TRIGGER {trigger};")).unwrap();
    assert_eq!(tx.execute(sql, ()).unwrap(), 1, "{sql}");
    tx.rollback().unwrap();
}

#[tokio::test]
async fn a_row_that_has_ended_is_frozen_by_the_database_itself() {
    let world = World::new(20).await;
    world.create().await;
    let claim = world.claim("w").await;
    world.store().finish(claim.claim, world.failure(), START_MS).await.unwrap();
    for change in ["message = 'x'", "deduction = '0.5'", "attempt = 2", "updated_ms = updated_ms + 1"] {
        check_refused(
            &world,
            "an_ended_task_is_only_cleared_or_deleted",
            &format!("UPDATE tasks SET {change}"),
        )
        .await;
    }
    check_refused(&world, "a_task_is_never_deleted", "DELETE FROM tasks WHERE state = 3").await;
}

#[tokio::test]
async fn the_database_itself_refuses_a_step_back_or_a_leap() {
    let world = World::new(20).await;
    world.create().await;
    let leap = "UPDATE tasks SET state = 2, ended_ms = 1, deduction = '0'";
    check_refused(&world, "a_state_only_moves_forward", leap).await;
    world.claim("w").await;
    check_refused(&world, "a_state_only_moves_forward", "UPDATE tasks SET state = 0").await;
    check_refused(&world, "what_was_asked_never_changes", "UPDATE tasks SET order_json = '{}'").await;
    check_refused(&world, "an_epoch_only_grows", "UPDATE jobs SET epoch = 0").await;
}
