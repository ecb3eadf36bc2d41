//! Whoever takes for ever is cut off: clients and engines.

use crate::world::World;
use serde_json::json;
use std::sync::atomic::Ordering;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Sends half a request and says whether the server cuts the connection within a second.
async fn is_cut(header_timeout: Duration) -> bool {
    let world = World::with(|config| config.header_timeout = header_timeout).await;
    let mut stream = TcpStream::connect(world.url.trim_start_matches("http://")).await.unwrap();
    stream.write_all(b"GET /api/ready HTTP/1.1\r\nhost: x\r\nslow: ").await.unwrap();
    let mut rest = Vec::new();
    let read = tokio::time::timeout(Duration::from_secs(1), stream.read_to_end(&mut rest)).await;
    drop(stream);
    world.end().await;
    read.is_ok()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_whose_head_does_not_come_is_cut_off_by_the_deadline_and_by_nothing_else() {
    assert!(is_cut(Duration::from_millis(200)).await);
    assert!(!is_cut(Duration::from_secs(60)).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_attempt_that_takes_too_long_ends_and_counts() {
    let world = World::with(|config| config.attempt_limit = Duration::from_millis(100)).await;
    let id = world.create("hang").await;
    for past in [1, 2, 3] {
        let tried = async || Some(()).filter(|()| world.tally.scored.load(Ordering::SeqCst) >= past);
        world.until("it is tried", tried).await;
        tokio::time::sleep(Duration::from_millis(300)).await;
        world.clock.0.fetch_add(10_000, Ordering::SeqCst);
    }
    let task = world.ended(&id).await;
    assert!(task["task_status_msg"].as_str().unwrap().contains("within the time allowed"), "{task}");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_engine_that_does_not_hear_loses_its_thread_and_the_task_goes_on() {
    let world = World::with(|config| config.attempt_limit = Duration::from_millis(100)).await;
    let id = world.create("deaf once").await;
    tokio::time::sleep(Duration::from_millis(2_300)).await;
    world.clock.0.store(10_000, Ordering::SeqCst);
    world.succeeded(&id).await;
    assert_eq!(world.get(&format!("/api/tasks/{id}/progress")).await.data()["attempt"], json!(2));
    world.end().await;
}
