//! Pages of a list out of which much was deleted: no holes, no doubles.

use crate::world::{KIND, World};
use rand_chacha::ChaCha8Rng;
use rand_core::{Rng, SeedableRng};
use store::Kind;

const TASKS: usize = 2_500;

/// Ids from newest to oldest, a random third of them deleted. Many have ended before, in one stroke, by hand.
async fn with_a_third_deleted() -> (World, Vec<String>) {
    let world = World::new(1_000_000).await;
    let mut creates = tokio::task::JoinSet::new();
    for _ in 0..TASKS {
        let made = world.clone();
        creates.spawn(async move { made.create().await.id });
        if creates.len() == 256 {
            while creates.join_next().await.is_some() {}
        }
    }
    creates.join_all().await;
    let end = "DELETE FROM jobs; UPDATE accounts SET open = 0;
        UPDATE tasks SET state = 3, deduction = '0', ended_ms = updated_ms, attempt = 1";
    world.sql(end);
    let listed = "SELECT id FROM tasks ORDER BY ordinal DESC";
    let db = world.raw();
    let ids: Vec<String> = db
        .prepare(listed)
        .unwrap()
        .query_map((), |row| row.get(0))
        .unwrap()
        .collect::<rusqlite::Result<_>>()
        .unwrap();
    let mut dice = ChaCha8Rng::seed_from_u64(11);
    let (deleted, kept): (Vec<_>, Vec<_>) = ids.into_iter().partition(|_| dice.next_u32() % 3 == 0);
    let deletes: Vec<_> =
        deleted.iter().map(|id| world.store().delete_task(world.first(), id, world.now())).collect();
    for delete in deletes {
        delete.await.unwrap();
    }
    assert!((700..1000).contains(&deleted.len()), "{}", deleted.len());
    (world, kept)
}

/// The sizes of page that, one page after the other, are not the list.
async fn wrong_sizes(world: &World, kept: &[String]) -> Vec<u32> {
    let mut wrong = Vec::new();
    for size in [7, 30, 500] {
        let mut seen = Vec::new();
        for page in 1.. {
            let tasks = world.store().tasks(world.first(), KIND, page, size).await.unwrap();
            let is_last = tasks.len() < size as usize;
            seen.extend(tasks.into_iter().map(|task| task.id));
            if is_last {
                assert!(world.store().tasks(world.first(), KIND, page + 1, size).await.unwrap().is_empty());
                break;
            }
        }
        if seen != kept {
            wrong.push(size);
        }
    }
    wrong
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_have_no_holes_where_tasks_were_deleted() {
    let (world, mut kept) = with_a_third_deleted().await;
    assert_eq!(wrong_sizes(&world, &kept).await, [0; 0]);
    let fresh = world.create().await.id;
    kept.insert(0, fresh);
    assert_eq!(wrong_sizes(&world, &kept).await, [0; 0]);
    let middle = kept.remove(kept.len() / 2);
    world.store().delete_task(world.first(), &middle, world.now()).await.unwrap();
    assert_eq!(wrong_sizes(&world, &kept).await, [0; 0]);
    assert!(world.store().tasks(world.first(), Kind::TextToAudio, 1, 500).await.unwrap().is_empty());
}

/// The counts of listed tasks are what finds a page: without their upkeep pages go wrong, and the test sees it.
#[tokio::test]
async fn control_without_the_count_of_what_is_listed_pages_have_holes() {
    let world = World::new(2_000).await;
    let mut kept = Vec::new();
    for _ in 0..1_100 {
        kept.insert(0, world.new_task());
        world.make(kept[0].clone()).await.unwrap();
    }
    let mut kept: Vec<String> = kept.into_iter().map(|new| new.id).collect();
    assert_eq!(wrong_sizes(&world, &kept).await, [0; 0]);
    world.sql("DROP TRIGGER a_deleted_task_is_not_listed");
    let newest = kept.remove(0);
    world.store().cancel_task(world.first(), &newest, "no", world.now()).await.unwrap();
    world.store().delete_task(world.first(), &newest, world.now()).await.unwrap();
    assert_eq!(wrong_sizes(&world, &kept).await, [7, 30, 500]);
    // As the trigger would have.
    world.sql("UPDATE task_blocks SET listed = listed - 1 WHERE block = 1");
}

#[tokio::test]
async fn a_list_of_which_everything_was_deleted_is_empty_and_goes_on() {
    let world = World::new(20).await;
    for _ in 0..3 {
        let id = world.succeeded(None).await.id;
        world.store().delete_task(world.first(), &id, world.now()).await.unwrap();
    }
    assert!(world.store().tasks(world.first(), KIND, 1, 30).await.unwrap().is_empty());
    let id = world.create().await.id;
    assert_eq!(world.store().tasks(world.first(), KIND, 1, 30).await.unwrap()[0].id, id);
}
