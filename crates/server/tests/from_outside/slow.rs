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

/// Asks for a large file and reads nothing for two seconds; how many bytes there are to read then.
async fn bytes_for_who_dawdles(reader_timeout: Duration) -> usize {
    let world = World::with(|config| config.reader_timeout = reader_timeout).await;
    let sent = crate::uploads::upload(&world, "video/mp4", vec![7; LARGE]).await;
    let url = sent.data()["url"].as_str().unwrap().to_owned();
    let path = url.strip_prefix(&world.url).unwrap();
    let mut stream = TcpStream::connect(world.url.trim_start_matches("http://")).await.unwrap();
    let ask = format!("GET {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
    stream.write_all(ask.as_bytes()).await.unwrap();
    tokio::time::sleep(Duration::from_secs(2)).await;
    let mut all = Vec::new();
    // A connection that was given up may end with a reset.
    let _end = stream.read_to_end(&mut all).await;
    world.end().await;
    all.len()
}

/// More than the buffers of both systems hold.
const LARGE: usize = 32 << 20;

#[tokio::test(flavor = "multi_thread")]
async fn who_asks_and_does_not_read_is_given_up_by_the_deadline_and_by_nothing_else() {
    assert!(bytes_for_who_dawdles(Duration::from_millis(300)).await < LARGE);
    assert!(bytes_for_who_dawdles(Duration::from_secs(60)).await > LARGE);
}

/// Opens connections that say nothing more than half a request, many more than there are places; whether a customer is
/// answered beside them.
async fn is_answered_beside(crowd: usize) -> bool {
    let world = World::with(|config| config.connections = 32).await;
    let mut silent = Vec::new();
    for _ in 0..crowd {
        let mut stream = TcpStream::connect(world.url.trim_start_matches("http://")).await.unwrap();
        stream.write_all(b"GET /api/ready HTTP/1.1\r\nhost: x\r\nslow: ").await.unwrap();
        silent.push(stream);
    }
    let mut answered = true;
    for _ in 0..20 {
        // A connection of its own each time: none that is kept open from before the crowd.
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        let asked = client.get(format!("{}/api/live", world.url)).send();
        answered &= matches!(tokio::time::timeout(Duration::from_secs(2), asked).await, Ok(Ok(_)));
    }
    drop(silent);
    world.end().await;
    answered
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crowd_that_says_nothing_keeps_no_customer_out() {
    assert!(is_answered_beside(400).await);
}
