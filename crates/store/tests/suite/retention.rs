//! Clearing: files go when their time is over, not a moment before, and the task stays and says so.

use crate::world::{START_MS, World};
use store::{Cleared, Error, Video};

const RETENTION_MS: i64 = 30 * 24 * 3600 * 1000;

async fn clear(world: &World, most: u32) -> Cleared {
    world.store().clear(world.now(), RETENTION_MS, most).await.unwrap()
}

async fn stored_bytes(world: &World) -> u64 {
    world.store().account(world.first()).await.unwrap().stored_bytes
}

#[tokio::test]
async fn files_go_at_the_end_of_their_time_and_not_a_millisecond_before() {
    let world = World::new(20).await;
    let task = world.succeeded(None).await;
    world.pass(RETENTION_MS - 1);
    assert_eq!(clear(&world, 100).await, Cleared::default());
    assert_eq!(world.task(&task.id).await, task);
    world.pass(1);
    let cleared = clear(&world, 100).await;
    let keys = ["video", "audio_mp3", "audio_wav"].map(|role| format!("tasks/{}/1/{role}", task.id));
    assert_eq!(cleared, Cleared { tasks: 1, videos: 0, keys: keys.into() });
    let after = world.task(&task.id).await;
    assert_eq!(after.cleared_ms, Some(world.now()));
    let expected = store::Task { artifacts: Vec::new(), cleared_ms: after.cleared_ms, ..task.clone() };
    assert_eq!(after, expected, "nothing else has changed");
    let store = world.store();
    assert!(store.artifact(&format!("{}-video", task.id)).await.unwrap().is_none());
    assert!(store.video(world.first(), &format!("result-{}", task.id)).await.unwrap().is_none());
    assert_eq!(stored_bytes(&world).await, 0);
}

#[tokio::test]
async fn what_was_cleared_is_cleared_once_and_can_still_be_deleted() {
    let world = World::new(20).await;
    let id = world.succeeded(Some("v1")).await.id;
    world.pass(RETENTION_MS);
    let cleared = clear(&world, 100).await;
    assert_eq!((cleared.tasks, cleared.videos, cleared.keys.len()), (1, 1, 4));
    let first_ms = world.task(&id).await.cleared_ms;
    world.pass(1000);
    assert_eq!(clear(&world, 100).await, Cleared::default());
    assert_eq!(world.task(&id).await.cleared_ms, first_ms);
    assert!(world.task(&id).await.parent.is_some(), "it still says what it was made from");
    let keys = world.store().delete_task(world.first(), &id, world.now()).await.unwrap();
    assert!(keys.is_empty(), "{keys:?}");
    assert_eq!(stored_bytes(&world).await, 0);
}

#[tokio::test]
async fn a_sweep_takes_so_many_and_the_oldest_first() {
    let world = World::new(20).await;
    let mut ids = Vec::new();
    for _ in 0..5 {
        ids.push(world.succeeded(None).await.id);
        world.store().keep_upload(world.video(&format!("v{}", ids.len())), None).await.unwrap();
        world.pass(1000);
    }
    world.pass(RETENTION_MS);
    for (tasks, left) in [(2, 3), (2, 1), (1, 0), (0, 0)] {
        let cleared = clear(&world, 2).await;
        assert_eq!((cleared.tasks, cleared.videos), (tasks, tasks));
        assert_eq!(stored_bytes(&world).await, left * (3 * 4096 + 1000));
        let is_cleared: Vec<bool> = {
            let mut is_cleared = Vec::new();
            for id in &ids {
                is_cleared.push(world.task(id).await.cleared_ms.is_some());
            }
            is_cleared
        };
        let expected: Vec<bool> = (0..5).map(|place| place < 5 - left).collect();
        assert_eq!(is_cleared, expected);
    }
}

#[tokio::test]
async fn a_source_goes_by_its_own_age_and_not_while_a_task_works_on_it() {
    let world = World::new(20).await;
    world.store().keep_upload(Video { is_upload: true, ..world.video("upload") }, None).await.unwrap();
    world.pass(RETENTION_MS - 1);
    world.create().await;
    let claim = world.claim("w").await.claim;
    let upload = world.store().video(world.first(), "upload").await.unwrap().unwrap();
    world.store().set_parent_video(claim.clone(), upload).await.unwrap();
    world.pass(1);
    assert_eq!(clear(&world, 100).await, Cleared::default());
    let id = claim.task.clone();
    world.store().finish(claim, world.success(&id), world.now()).await.unwrap();
    let cleared = clear(&world, 100).await;
    assert_eq!(cleared.keys, ["videos/upload/source.mp4"]);
    assert_eq!((cleared.tasks, cleared.videos), (0, 1), "the task's own files have their whole time yet");
    assert_eq!(stored_bytes(&world).await, 3 * 4096);
    assert!(world.store().video(world.first(), "upload").await.unwrap().is_none());
}

#[tokio::test]
async fn a_result_stays_while_a_task_works_on_it() {
    let world = World::new(20).await;
    let first = world.succeeded(None).await.id;
    world.create().await;
    let claim = world.claim("w").await.claim;
    let result = world.store().video(world.first(), &format!("result-{first}")).await.unwrap().unwrap();
    world.store().set_parent_video(claim.clone(), result).await.unwrap();
    world.pass(RETENTION_MS);
    assert_eq!(clear(&world, 100).await, Cleared::default());
    world.store().finish(claim, world.failure(), world.now()).await.unwrap();
    assert_eq!(clear(&world, 100).await.tasks, 1);
}

#[tokio::test]
async fn a_failed_task_has_nothing_to_clear_but_its_source() {
    let world = World::new(20).await;
    let id = world.create().await.id;
    let claim = world.claim("w").await.claim;
    world.store().set_parent_video(claim.clone(), world.video("v1")).await.unwrap();
    world.store().finish(claim, world.failure(), world.now()).await.unwrap();
    world.pass(RETENTION_MS);
    let cleared = clear(&world, 100).await;
    assert_eq!((cleared.tasks, cleared.videos), (0, 1));
    assert_eq!(world.task(&id).await.cleared_ms, None);
    assert_eq!(stored_bytes(&world).await, 0);
}

#[tokio::test]
async fn a_deleted_task_is_not_cleared_and_a_cleared_source_is_not_deleted_again() {
    let world = World::new(20).await;
    let id = world.succeeded(Some("v1")).await.id;
    world.store().delete_task(world.first(), &id, START_MS).await.unwrap();
    world.store().keep_upload(Video { is_upload: true, ..world.video("v2") }, None).await.unwrap();
    world.pass(RETENTION_MS);
    assert_eq!(clear(&world, 100).await.keys, ["videos/v2/source.mp4"]);
    let delete = world.store().delete_upload(world.first(), "v2", world.now()).await;
    assert!(matches!(delete, Err(Error::NotFound)));
    assert_eq!(stored_bytes(&world).await, 0);
}
