//! Deleting a task: gone for everybody, with its files, and never before its end.

use crate::world::{KIND, START_MS, World, room};
use store::{Error, NewTask, State};

/// A finished task whose source was fetched for it: 3 files of 4096 bytes and a source of 1000.
async fn with_source(world: &World, source: &str) -> String {
    world.succeeded(Some(source)).await.id
}

async fn stored_bytes(world: &World) -> u64 {
    world.store().account(world.first()).await.unwrap().stored_bytes
}

#[tokio::test]
async fn a_task_is_not_deleted_before_its_end() {
    let world = World::new(20).await;
    let id = world.create().await.id;
    let delete = async || world.store().delete_task(world.first(), &id, START_MS).await;
    assert!(matches!(delete().await, Err(Error::WrongState(State::Submitted))));
    let claim = world.claim("w").await.claim;
    assert!(matches!(delete().await, Err(Error::WrongState(State::Processing))));
    world.store().finish(claim, world.failure(), START_MS).await.unwrap();
    assert!(delete().await.unwrap().is_empty());
    assert!(matches!(delete().await, Err(Error::NotFound)));
}

#[tokio::test]
async fn a_deleted_task_is_found_by_nobody_and_its_ids_stay_taken() {
    let world = World::new(20).await;
    let new = NewTask {
        external_id: Some("order-7".into()),
        callback_url: Some("http://h/".into()),
        ..world.new_task()
    };
    let id = world.make(new.clone()).await.unwrap().id;
    let kept = world.create().await.id;
    world.store().cancel_task(world.first(), &id, "A secret message.", START_MS).await.unwrap();
    world.store().delete_task(world.first(), "order-7", START_MS).await.unwrap();
    for either in [id.as_str(), "order-7"] {
        assert!(world.store().task(world.first(), None, either).await.unwrap().is_none());
        let delete = world.store().delete_task(world.first(), either, START_MS).await;
        assert!(matches!(delete, Err(Error::NotFound)));
        let cancel = world.store().cancel_task(world.first(), either, "no", START_MS).await;
        assert!(matches!(cancel, Err(Error::NotFound)));
    }
    let listed = world.store().tasks(world.first(), KIND, 1, 30).await.unwrap();
    assert_eq!(listed.iter().map(|task| &task.id).collect::<Vec<_>>(), [&kept]);
    let again = NewTask { id: world.new_task().id, ..new.clone() };
    assert!(matches!(world.make(again).await, Err(Error::Taken(_))));
    let reused = NewTask { external_id: None, ..new };
    assert!(matches!(world.make(reused).await, Err(Error::Sqlite(_))), "an id is never given twice");
    let left = "SELECT count(*) FROM tasks WHERE deleted_ms IS NOT NULL
        AND (order_json <> '{}' OR message <> '' OR callback_url IS NOT NULL)";
    assert_eq!(world.count(left), 0, "nothing of what was asked or answered is kept");
    assert!(world.store().due_deliveries(world.now(), room(10), 1000).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_deleted_tasks_files_are_named_by_nobody_and_free_their_room() {
    let world = World::new(20).await;
    let id = with_source(&world, "v1").await;
    assert_eq!(stored_bytes(&world).await, 3 * 4096 + 1000);
    let mut keys = world.store().delete_task(world.first(), &id, START_MS).await.unwrap();
    keys.sort();
    let expected = ["audio_mp3", "audio_wav", "video"].map(|role| format!("tasks/{id}/1/{role}"));
    assert_eq!(keys[..3], expected);
    assert_eq!(keys[3..], ["videos/v1/source.mp4"]);
    assert_eq!(stored_bytes(&world).await, 0);
    let store = world.store();
    assert!(store.artifact(&format!("{id}-video")).await.unwrap().is_none());
    assert!(store.video(world.first(), &format!("result-{id}")).await.unwrap().is_none());
    assert!(store.video(world.first(), "v1").await.unwrap().is_none());
    assert!(store.video_file("v1").await.unwrap().is_none());
    assert!(!store.names_files_in(&id, &format!("tasks/{id}/1")).await.unwrap());
}

#[tokio::test]
async fn a_source_stays_while_another_listed_task_has_it() {
    let world = World::new(20).await;
    let (first, second) = (with_source(&world, "v1").await, with_source(&world, "v1").await);
    let delete = async |id: &str| world.store().delete_task(world.first(), id, START_MS).await.unwrap();
    assert_eq!(delete(&first).await.len(), 3, "another that has ended still says what it was made from");
    let third = world.create().await.id;
    let claim = world.claim("w").await.claim;
    world.store().set_parent_video(claim.clone(), world.video("v1")).await.unwrap();
    assert_eq!(delete(&second).await.len(), 3, "another works on it");
    assert!(world.store().video_file("v1").await.unwrap().is_some());
    assert_eq!(stored_bytes(&world).await, 1000);
    world.store().finish(claim, world.failure(), START_MS).await.unwrap();
    assert_eq!(delete(&third).await, ["videos/v1/source.mp4"]);
    assert_eq!(stored_bytes(&world).await, 0);
}

#[tokio::test]
async fn an_upload_does_not_go_with_the_task_that_used_it() {
    let world = World::new(20).await;
    let upload = store::Video { is_upload: true, ..world.video("v1") };
    world.store().keep_upload(upload.clone(), None).await.unwrap();
    let id = with_source(&world, "v1").await;
    assert_eq!(world.store().delete_task(world.first(), &id, START_MS).await.unwrap().len(), 3);
    assert_eq!(world.store().video(world.first(), "v1").await.unwrap(), Some(upload));
    assert_eq!(stored_bytes(&world).await, 1000);
}

#[tokio::test]
async fn the_result_of_a_task_that_an_open_task_works_on_is_not_deleted() {
    let world = World::new(20).await;
    let first = world.succeeded(None).await.id;
    world.create().await;
    let claim = world.claim("w").await.claim;
    let result = world.store().video(world.first(), &format!("result-{first}")).await.unwrap().unwrap();
    world.store().set_parent_video(claim.clone(), result).await.unwrap();
    let delete = world.store().delete_task(world.first(), &first, START_MS).await;
    assert!(matches!(delete, Err(Error::InUse)), "{delete:?}");
    assert_eq!(world.task(&first).await.artifacts.len(), 3);
    world.store().finish(claim, world.failure(), START_MS).await.unwrap();
    assert_eq!(world.store().delete_task(world.first(), &first, START_MS).await.unwrap().len(), 3);
}

#[tokio::test]
async fn an_upload_is_deleted_by_its_account_alone_and_not_while_a_task_works_on_it() {
    let world = World::new(20).await;
    let stranger = world.account("stranger").await;
    let upload = store::Video { is_upload: true, ..world.video("v1") };
    world.store().keep_upload(upload, None).await.unwrap();
    world.create().await;
    let claim = world.claim("w").await.claim;
    world.store().set_parent_video(claim.clone(), world.video("v1")).await.unwrap();
    let delete = async |account| world.store().delete_upload(account, "v1", START_MS).await;
    assert!(matches!(delete(stranger).await, Err(Error::NotFound)));
    assert!(matches!(delete(world.first()).await, Err(Error::InUse)));
    let task = claim.task.clone();
    world.store().finish(claim, world.success(&task), START_MS).await.unwrap();
    assert_eq!(delete(world.first()).await.unwrap(), ["videos/v1/source.mp4"]);
    assert!(matches!(delete(world.first()).await, Err(Error::NotFound)));
    assert_eq!(stored_bytes(&world).await, 3 * 4096);
    let result = world.store().delete_upload(world.first(), &format!("result-{task}"), START_MS).await;
    assert!(matches!(result, Err(Error::NotFound)), "a result goes with its task");
    assert!(world.task(&task).await.parent.is_some(), "the task still says what it was made from");
}

#[tokio::test]
async fn what_a_deleted_task_cost_is_remembered() {
    let world = World::new(20).await;
    world.grant("1", 1_000_000, None).await;
    let id = world.succeeded(None).await.id;
    world.store().delete_task(world.first(), &id, START_MS).await.unwrap();
    assert_eq!(world.units().await, ["0.75", "0", "0.25", "0"]);
    assert_eq!(world.count("SELECT count(*) FROM tasks WHERE deduction = '0.25' AND state = 2"), 1);
}
