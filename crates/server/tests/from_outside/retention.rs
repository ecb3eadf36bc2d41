//! Results live as long as they are promised to, and no clock that has leapt takes them away.

use crate::world::{ROUTE, World};
use serde_json::{Value, json};
use server::administration;
use server::{Clock, administration::Store};
use std::sync::atomic::Ordering;
use std::time::Duration;

const DAY_MS: i64 = 24 * 3600 * 1000;
const RETENTION_MS: i64 = 30 * DAY_MS;

/// Time passes, and the operator says that the clock is right.
async fn pass(world: &World, books: &Store, to_ms: i64) {
    world.clock.0.store(to_ms, Ordering::SeqCst);
    books.confirm_clock(world.clock.now_ms()).await.unwrap();
}

/// So many sweeps that one of them has begun and ended in the present.
async fn sweeps() {
    tokio::time::sleep(Duration::from_millis(300)).await;
}

fn files_of(world: &World) -> usize {
    fn count(folder: &std::path::Path) -> usize {
        let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
        entries.map(|entry| if entry.path().is_dir() { count(&entry.path()) } else { 1 }).sum()
    }
    count(&world.data.path().join("files"))
}

async fn status(world: &World, url: &Value) -> u16 {
    world.http.get(url.as_str().unwrap()).send().await.unwrap().status().as_u16()
}

#[tokio::test(flavor = "multi_thread")]
async fn results_are_there_for_thirty_days_and_then_their_task_says_when_they_were_cleared() {
    let world = World::new().await;
    let books = administration::open(world.data.path()).unwrap();
    let id = world.create("a street").await;
    let task = world.succeeded(&id).await;
    let (video, source) = (&task["task_result"]["videos"][0], &task["task_info"]["parent_video"]);
    assert_eq!(files_of(&world), 9);
    pass(&world, &books, RETENTION_MS - 60_000).await;
    sweeps().await;
    assert_eq!(status(&world, &video["url"]).await, 200);
    assert_eq!(files_of(&world), 9);
    pass(&world, &books, RETENTION_MS + 60_000).await;
    let cleared = world
        .until("the results are cleared", async || {
            let task = world.get(&format!("{ROUTE}/{id}")).await.data().clone();
            (task["task_result"]["videos"] == json!([])).then_some(task)
        })
        .await;
    assert_eq!(cleared["task_status"], "succeed");
    assert_eq!(cleared["task_result"], json!({ "videos": [], "audios": [] }));
    assert_eq!(cleared["final_unit_deduction"], "0.25");
    assert!(
        cleared["task_status_msg"].as_str().unwrap().starts_with("The results were cleared at 1"),
        "{cleared}"
    );
    assert_eq!(status(&world, &video["url"]).await, 404);
    world.until("the bytes are freed", async || Some(()).filter(|()| files_of(&world) == 0)).await;
    assert_eq!(world.get("/api/account").await.data()["stored_bytes"], 0);
    assert_eq!(world.get(&format!("/api/tasks/{id}/files")).await.data(), &json!([]));
    assert_eq!(world.get(&format!("/api/tasks/{id}/cues")).await.code(), 1203);
    for gone in [&video["id"], &source["id"]] {
        assert_eq!(world.post(json!({ "video_id": gone })).await.code(), 1201);
    }
    books.close().await;
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_leaps_a_year_ahead_clears_nothing_and_results_can_be_fetched_all_the_same() {
    let world = World::new().await;
    let id = world.create("a street").await;
    let task = world.succeeded(&id).await;
    let url = &task["task_result"]["videos"][0]["url"];
    sweeps().await;
    world.clock.0.store(365 * DAY_MS, Ordering::SeqCst);
    sweeps().await;
    assert_eq!(files_of(&world), 9);
    // The URL that was given out has ended by this clock; a new one is to be had.
    assert_eq!(status(&world, url).await, 404);
    let leapt = world
        .ask(world.http.get(format!("{}{ROUTE}/{id}", world.url)).bearer_auth(&world.keys.api_key))
        .await;
    assert_eq!(status(&world, &leapt.data()["task_result"]["videos"][0]["url"]).await, 200);
    world.clock.0.store(0, Ordering::SeqCst);
    assert_eq!(status(&world, url).await, 200);
    // The control: the same leap, said to be right, clears.
    let books = administration::open(world.data.path()).unwrap();
    pass(&world, &books, 365 * DAY_MS).await;
    world.until("the bytes are freed", async || Some(()).filter(|()| files_of(&world) == 0)).await;
    books.close().await;
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn files_that_a_server_was_killed_before_removing_go_at_the_next_start() {
    let world = World::new().await;
    let id = world.create("a street").await;
    world.succeeded(&id).await;
    let (data, keys) = world.stop().await;
    let books = administration::open(data.path()).unwrap();
    // What a sweep writes before it removes anything; then the power goes.
    books.clear(i64::MAX, 0, 10).await.unwrap();
    books.close().await;
    let orphan = data.path().join("files/videos/00ff/source.mp4");
    std::fs::create_dir_all(orphan.parent().unwrap()).unwrap();
    std::fs::write(&orphan, "placed, and never recorded").unwrap();
    let world = World::on(data, keys, |_| {}).await;
    assert_eq!(files_of(&world), 0);
    world.end().await;
}
