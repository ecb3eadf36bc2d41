//! How far a task is, its stream of events, and the parts of what it made.

use crate::world::World;
use serde_json::{Value, json};
use server::administration;
use std::sync::atomic::Ordering;
use std::time::Duration;

#[tokio::test(flavor = "multi_thread")]
async fn a_task_that_waits_knows_its_place_and_about_how_long_it_will_take() {
    let world = World::with(|config| config.slots = 0).await;
    let ids = [world.create("one").await, world.create("two").await, world.create("three").await];
    let mut before = 0;
    for (place, id) in (1_u64..).zip(&ids) {
        let shown = world.get(&format!("/api/tasks/{id}/progress")).await;
        let shown = shown.data();
        assert_eq!(
            (&shown["state"], &shown["percent"], &shown["place"]),
            (&json!("submitted"), &json!(0), &json!(place))
        );
        let remaining_ms = shown["remaining_ms"].as_u64().unwrap();
        assert!(remaining_ms > before, "{shown}");
        before = remaining_ms;
    }
    world.stop().await;
}

/// The events of a stream, until it ends: name and data.
async fn events(world: &World, id: &str) -> Vec<(String, Value)> {
    let request = world.http.get(format!("{}/api/tasks/{id}/events", world.url)).bearer_auth(world.token());
    let response = request.send().await.unwrap();
    assert_eq!(response.headers()["content-type"], "text/event-stream");
    let text = response.text().await.unwrap();
    let event = |block: &str| {
        let line = |name: &str| block.lines().find_map(|line| line.strip_prefix(name)).map(str::trim);
        Some((line("event:")?.to_owned(), serde_json::from_str(line("data:")?).unwrap()))
    };
    text.split("\n\n").filter_map(event).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_of_events_follows_a_task_to_its_end() {
    let world = World::new().await;
    let id = world.create("held").await;
    let tally = world.tally.clone();
    let release = async {
        tokio::time::sleep(Duration::from_millis(700)).await;
        tally.released.store(true, Ordering::SeqCst);
    };
    let (events, ()) = tokio::join!(events(&world, &id), release);
    assert!(events.len() >= 2, "{events:?}");
    let percents: Vec<_> = events.iter().map(|(_, data)| data["percent"].as_u64().unwrap()).collect();
    assert!(percents.is_sorted() && percents.last() == Some(&100), "{percents:?}");
    let (name, last) = events.last().unwrap();
    assert_eq!(
        (name.as_str(), &last["state"], &last["remaining_ms"]),
        ("end", &json!("succeed"), &Value::Null)
    );
    assert!(events[..events.len() - 1].iter().all(|(name, _)| name == "progress"), "{events:?}");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_of_events_ends_when_the_server_stops() {
    let world = World::new().await;
    let id = world.create("hang").await;
    let request = world.http.get(format!("{}/api/tasks/{id}/events", world.url)).bearer_auth(world.token());
    let response = request.send().await.unwrap();
    let rest = tokio::spawn(async move { response.text().await });
    world.stop().await;
    assert!(rest.await.unwrap().is_ok(), "it ended in good order");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_of_events_ends_with_the_key_that_opened_it() {
    let world = World::new().await;
    let id = world.create("hang").await;
    let books = administration::open(world.data.path()).unwrap();
    let made = books.create_key("alice", administration::KeyKind::Api, 0).await.unwrap();
    let request = world.http.get(format!("{}/api/tasks/{id}/events", world.url)).bearer_auth(&made.secret);
    let response = request.send().await.unwrap();
    let rest = tokio::spawn(async move { response.text().await });
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert!(!rest.is_finished(), "the control: it goes on while the key is good");
    books.revoke_key("alice", &made.id, server::Clock::now_ms(&*world.clock)).await.unwrap();
    let ended = tokio::time::timeout(Duration::from_secs(1), rest).await;
    assert!(!ended.expect("within a second").unwrap().unwrap().contains("event: end"));
    books.close().await;
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_parts_of_a_soundtrack_have_routes_of_their_own() {
    let world = World::new().await;
    let id = world.create("a street").await;
    for path in ["cues", "report", "picture", "stems/foley"] {
        let early = world.get(&format!("/api/tasks/{id}/{path}")).await;
        if early.code() != 0 {
            assert_eq!((early.status, early.code()), (404, 1203), "{path}");
        }
    }
    world.succeeded(&id).await;
    for (path, kind) in [("picture", "image/png"), ("stems/foley", "audio/wav")] {
        let request =
            world.http.get(format!("{}/api/tasks/{id}/{path}", world.url)).bearer_auth(world.token());
        let served = request.send().await.unwrap();
        assert_eq!(
            (served.status().as_u16(), served.headers()["content-type"].to_str().unwrap()),
            (200, kind)
        );
    }
    for path in ["cues", "report"] {
        assert_eq!(world.get(&format!("/api/tasks/{id}/{path}")).await.data()["of"], "a street");
    }
    let none = world.get(&format!("/api/tasks/{id}/stems/voices")).await;
    assert_eq!((none.code(), none.message()), (1201, "stem must be foley, ambience, music, midi or source"));
    assert_eq!(
        world.get(&format!("/api/tasks/{id}/stems/music")).await.code(),
        1203,
        "this engine made none"
    );
    world.end().await;
}
