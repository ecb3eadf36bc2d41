//! Room for files: counted to the byte, refused at create and at upload.

use crate::world::World;
use store::{Allowance, Error, NewTask, Terms, Video};

const FILES: u64 = 3 * 4096;

fn terms(most_bytes: u64) -> Terms {
    Terms { most_bytes: Some(most_bytes), ..Terms::default() }
}

async fn create(world: &World, most_bytes: u64) -> store::Result<store::Created> {
    world.store().create_task(world.new_task(), terms(most_bytes), world.now()).await
}

fn upload(world: &World, id: &str) -> Video {
    Video { is_upload: true, ..world.video(id) }
}

#[tokio::test]
async fn an_account_whose_room_is_full_may_neither_create_nor_upload() {
    let world = World::new(20).await;
    world.succeeded(None).await;
    let is_full = |error: &Error| matches!(error, Error::Full { stored: FILES, most: FILES });
    assert!(is_full(&create(&world, FILES).await.unwrap_err()));
    let refused = world.store().keep_upload(upload(&world, "v1"), Some(FILES)).await.unwrap_err();
    assert!(is_full(&refused), "{refused}");
    assert!(is_full(&world.store().has_room(world.first(), Some(FILES)).await.unwrap_err()));
    assert!(world.store().video(world.first(), "v1").await.unwrap().is_none());
    world.store().has_room(world.first(), Some(FILES + 1)).await.unwrap();
    world.store().keep_upload(upload(&world, "v1"), Some(FILES + 1)).await.unwrap();
    assert!(create(&world, FILES + 1000).await.is_err());
    create(&world, FILES + 1001).await.unwrap();
    assert_eq!(world.count("SELECT open FROM accounts"), 1, "a create without room takes no slot");
}

#[tokio::test]
async fn what_an_account_is_allowed_beats_what_is_usual() {
    let world = World::new(20).await;
    world.succeeded(None).await;
    world
        .store()
        .allow("first", Allowance { most_bytes: Some(FILES), ..Allowance::default() })
        .await
        .unwrap();
    assert!(matches!(create(&world, u64::MAX / 2).await, Err(Error::Full { most: FILES, .. })), "less");
    let more = Allowance { most_bytes: Some(FILES + 1), ..Allowance::default() };
    world.store().allow("first", more).await.unwrap();
    create(&world, 0).await.unwrap();
    let account = world.store().allow("first", Allowance { slots: Some(5), most_bytes: None }).await.unwrap();
    assert_eq!((account.slots, account.most_bytes), (Some(5), Some(FILES + 1)), "what is not said stays");
    assert!(matches!(world.store().allow("nobody", more).await, Err(Error::NotFound)));
    let unlimited = world.store().create_task(world.new_task(), Terms::default(), world.now()).await;
    unlimited.unwrap();
}

#[tokio::test]
async fn room_is_counted_to_the_byte_through_a_life_of_files() {
    let world = World::new(20).await;
    let other = world.account("other").await;
    let stored = async |account| world.store().account(account).await.unwrap().stored_bytes;
    world.store().keep_upload(upload(&world, "v1"), None).await.unwrap();
    assert_eq!(stored(world.first()).await, 1000);
    world.store().keep_upload(upload(&world, "v1"), None).await.unwrap();
    assert_eq!(stored(world.first()).await, 1000, "the same file a second time");
    let id = world.succeeded(Some("v1")).await.id;
    assert_eq!(stored(world.first()).await, 1000 + FILES, "the result video is one of the three files");
    let theirs = Video { account: other, ..upload(&world, "v2") };
    world.store().keep_upload(theirs, None).await.unwrap();
    assert_eq!((stored(world.first()).await, stored(other).await), (1000 + FILES, 1000));
    let stolen = Video { account: other, ..upload(&world, "v1") };
    assert!(matches!(world.store().keep_upload(stolen, None).await, Err(Error::NotFound)));
    assert_eq!((stored(world.first()).await, stored(other).await), (1000 + FILES, 1000));
    world.store().delete_task(world.first(), &id, world.now()).await.unwrap();
    assert_eq!(stored(world.first()).await, 1000);
    world.store().delete_upload(world.first(), "v1", world.now()).await.unwrap();
    assert_eq!(stored(world.first()).await, 0);
    assert_eq!(world.store().backlog().await.unwrap().stored_bytes, 1000);
}

#[tokio::test]
async fn a_video_that_was_fetched_counts_for_whoever_had_it_fetched() {
    let world = World::new(20).await;
    let other = world.account("other").await;
    let task = world.make(NewTask { account: other, ..world.new_task() }).await.unwrap();
    let claim = world.claim("w").await.claim;
    let video = Video { account: other, ..world.video("v1") };
    world.store().set_parent_video(claim.clone(), video).await.unwrap();
    world.store().finish(claim, store::Outcome::Failed { message: "no".into() }, world.now()).await.unwrap();
    assert_eq!(world.store().account(other).await.unwrap().stored_bytes, 1000);
    let keys = world.store().delete_task(other, &task.id, world.now()).await.unwrap();
    assert_eq!(keys, ["videos/v1/source.mp4"]);
}
