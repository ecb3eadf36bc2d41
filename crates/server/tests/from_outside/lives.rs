//! A server may die at any moment; the next one on the same folder goes on.

use crate::studio::{Tally, fake};
use crate::world::{MovedClock, World, quick};
use serde_json::json;
use server::administration::Allowance;
use server::{Parts, SystemNames, create_account, serve};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

/// The server of a former life, on a runtime of its own that can be dropped like a process that is killed.
#[test]
fn a_task_whose_server_died_in_the_middle_is_finished_by_the_next_one() {
    let data = tempfile::tempdir().unwrap();
    let first = tokio::runtime::Runtime::new().unwrap();
    let tally = Arc::new(Tally::default());
    let (keys, id, host) = first.block_on(async {
        let keys = create_account(data.path(), "alice", Allowance::default()).await.unwrap();
        let parts = Parts {
            clock: Arc::new(MovedClock::default()),
            studio: fake(tally.clone()),
            names: Arc::new(SystemNames),
        };
        let (told, address) = tokio::sync::oneshot::channel();
        let listening = move |address| told.send(address).unwrap();
        let mut config = quick(&data);
        // So long that only the next life's taking back can help, not the reaper.
        config.lease = Duration::from_secs(600);
        tokio::spawn(serve(config, parts, std::future::pending(), listening));
        let url = format!("http://{}/v1/audio/video-to-audio", address.await.unwrap());
        let host = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let body = json!({ "video_url": format!("http://{}/clip", host.local_addr().unwrap()) });
        let request = reqwest::Client::new().post(url).bearer_auth(&keys.api_key).json(&body);
        let answer: serde_json::Value = request.send().await.unwrap().json().await.unwrap();
        (keys, answer["data"]["task_id"].as_str().unwrap().to_owned(), host)
    });
    serve_once(&host, "hang once");
    while tally.scored.load(Ordering::SeqCst) == 0 {
        std::thread::sleep(Duration::from_millis(5));
    }
    first.shutdown_background();

    let second = tokio::runtime::Runtime::new().unwrap();
    let server = std::thread::spawn(move || serve_once(&host, "a street"));
    second.block_on(async {
        let world = World::on_when_free(data, keys).await;
        let task = world.succeeded(&id).await;
        assert_eq!(task["task_result"]["videos"].as_array().unwrap().len(), 1);
        let progress = world.get(&format!("/api/tasks/{id}/progress")).await;
        assert_eq!(progress.data()["attempt"], 2);
        world.end().await;
    });
    server.join().unwrap();
}

/// Answers one request, whatever it asks, from a plain thread that outlives runtimes.
fn serve_once(host: &std::net::TcpListener, words: &str) {
    use std::io::{Read, Write};
    let (mut stream, _) = host.accept().unwrap();
    let _head = stream.read(&mut [0; 4096]).unwrap();
    let length = words.len();
    write!(stream, "HTTP/1.1 200 OK\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{words}")
        .unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stopping_server_gives_its_work_back_unharmed() {
    let world = World::new().await;
    let id = world.create("hang").await;
    world
        .until("it is worked on", async || {
            Some(()).filter(|()| world.tally.scored.load(Ordering::SeqCst) > 0)
        })
        .await;
    let (data, keys) = world.stop().await;
    let world = World::on(data, keys, |config| config.slots = 0).await;
    let progress = world.get(&format!("/api/tasks/{id}/progress")).await;
    assert_eq!(progress.data()["attempt"], 0);
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn poison_is_tried_three_times_and_then_fails() {
    let world = World::new().await;
    let id = world.create("panic").await;
    for past in [1, 2, 3] {
        world
            .until("it is tried", async || {
                Some(()).filter(|()| world.tally.scored.load(Ordering::SeqCst) >= past)
            })
            .await;
        tokio::time::sleep(Duration::from_millis(100)).await;
        world.clock.0.fetch_add(10_000, Ordering::SeqCst);
    }
    let task = world.ended(&id).await;
    assert_eq!(task["task_status"], "failed");
    assert!(task["task_status_msg"].as_str().unwrap().contains("fault on our side"));
    assert_eq!(world.tally.scored.load(Ordering::SeqCst), 3);
    assert_eq!(std::fs::read_dir(world.data.path().join("scratch")).unwrap().count(), 0);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_server_on_the_same_folder_does_not_start() {
    let world = World::new().await;
    let parts = Parts {
        clock: Arc::new(MovedClock::default()),
        studio: fake(world.tally.clone()),
        names: Arc::new(SystemNames),
    };
    let second = serve(quick(&world.data), parts, std::future::ready(()), |_| {}).await;
    assert!(matches!(second, Err(server::Error::InUse(_))));
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn files_of_a_killed_attempt_are_cleared_at_the_next_start_and_no_others() {
    let world = World::new().await;
    let id = world.create("a street").await;
    let url = world.succeeded(&id).await["task_result"]["videos"][0]["url"].as_str().unwrap().to_owned();
    let (data, keys) = world.stop().await;
    let tasks = data.path().join("files/tasks");
    for killed in [tasks.join(&id).join("7"), tasks.join("859/1")] {
        std::fs::create_dir_all(&killed).unwrap();
        std::fs::write(killed.join("video.mp4"), "half").unwrap();
    }
    let world = World::on(data, keys, |_| {}).await;
    assert!(!tasks.join("859").exists() && !tasks.join(&id).join("7").exists());
    let path = url.splitn(4, '/').last().unwrap();
    let served = world.http.get(format!("{}/{path}", world.url)).send().await.unwrap();
    assert_eq!(served.status(), 200);
    world.end().await;
}
