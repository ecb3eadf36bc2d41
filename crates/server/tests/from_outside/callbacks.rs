//! Callbacks: in order, signed, again until heard, and nobody's trouble but their own.

mod answers;
mod crowd;
mod ear;
mod lives;
pub mod outbox;
mod schedule;
mod secrets;

use crate::world::World;
use outbox::settled;
use serde_json::json;
use std::time::Duration;

#[tokio::test(flavor = "multi_thread")]
async fn every_change_is_told_in_order_signed_and_as_a_read_would_show_it() {
    let world = World::new().await;
    let id = world.create_with("a street", json!({ "callback_url": world.host.hook() })).await;
    let task = world.succeeded(&id).await;
    let heard = world
        .until("three callbacks came", async || Some(world.host.heard()).filter(|all| all.len() >= 3))
        .await;
    let states: Vec<_> = heard.iter().map(|one| one.json()["task_status"].clone()).collect();
    assert_eq!(states, ["submitted", "processing", "succeed"]);
    let oracle = standardwebhooks::Webhook::new(&world.keys.webhook_secret).unwrap();
    for one in &heard {
        assert_eq!(one.header("content-type"), "application/json; charset=utf-8");
        oracle.verify(one.body.as_bytes(), &one.headers).unwrap();
        assert!(oracle.verify(one.body.replace(&id, "0").as_bytes(), &one.headers).is_err());
    }
    assert_eq!(heard[2].json(), task);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_not_heard_comes_again_under_the_same_id_and_to_the_letter() {
    // So short that URLs which are made anew for every attempt would end later every time.
    let world = World::with(|config| config.retention = Duration::from_secs(1)).await;
    world.host.moods.lock().unwrap().extend([200, 200, 302]);
    let id = world.create_with("a street", json!({ "callback_url": world.host.hook() })).await;
    world.succeeded(&id).await;
    settled(&world).await;
    assert_eq!(world.host.heard().len(), 3);
    world.clock.0.store(7_000, std::sync::atomic::Ordering::SeqCst);
    let heard =
        world.until("it comes again", async || Some(world.host.heard()).filter(|all| all.len() == 4)).await;
    assert_eq!(heard[2].header("webhook-id"), heard[3].header("webhook-id"));
    assert_eq!(heard[2].body, heard[3].body);
    assert_ne!(heard[1].header("webhook-id"), heard[2].header("webhook-id"));
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_endpoint_that_is_gone_is_left_in_peace() {
    let world = World::new().await;
    world.host.moods.lock().unwrap().extend([200, 200, 410]);
    let id = world.create_with("a street", json!({ "callback_url": world.host.hook() })).await;
    world.succeeded(&id).await;
    settled(&world).await;
    assert_eq!(world.host.heard().len(), 3);
    world.clock.0.store(8_000, std::sync::atomic::Ordering::SeqCst);
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(world.host.heard().len(), 3);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_end_of_a_task_that_ends_while_the_server_stops_is_told_before_it_has_stopped() {
    let world = World::with(|config| config.grace = Duration::from_secs(5)).await;
    world.create_with("held", json!({ "callback_url": world.host.hook() })).await;
    world.until("the work is known", async || Some(()).filter(|()| world.host.heard().len() == 2)).await;
    let (tally, heard) = (world.tally.clone(), world.host.heard.clone());
    let release = tokio::spawn(async move {
        tokio::time::sleep(Duration::from_millis(300)).await;
        tally.released.store(true, std::sync::atomic::Ordering::SeqCst);
    });
    world.stop().await;
    release.await.unwrap();
    let states: Vec<_> = heard.lock().unwrap().iter().map(|one| one.json()["task_status"].clone()).collect();
    assert_eq!(states, ["submitted", "processing", "succeed"]);
}
