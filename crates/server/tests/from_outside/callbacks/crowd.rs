//! A thousand callbacks to an endpoint that hangs, and what others notice of it.

use super::ear::{Ear, Manner};
use super::outbox::{Fate, rows};
use crate::world::{ROUTE, World};
use serde_json::json;
use server::administration::Allowance;
use server::create_account;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};
use tokio::task::JoinSet;

/// More than the server has places for requests.
const PENDING: usize = 1_100;
/// Callbacks to the other endpoint.
const OTHERS: usize = 40;
/// Longest that one of those may take here; the hang lasts far longer, and only a design that waits for it comes near.
const LONGEST: Duration = Duration::from_secs(3);

async fn crowded() -> World {
    let data = tempfile::tempdir().unwrap();
    let allowed = Allowance { slots: Some(2 * PENDING as u32), ..Allowance::default() };
    let keys = create_account(data.path(), "alice", allowed).await.unwrap();
    World::on(data, keys, |config| (config.slots, config.callback_timeout) = (0, Duration::from_secs(120)))
        .await
}

async fn create_all(world: &World, callback_url: &str) {
    let mut creates = JoinSet::new();
    for part in 0..16 {
        let request = world.http.post(format!("{}{ROUTE}", world.url)).bearer_auth(&world.keys.api_key);
        let body = json!({ "video_url": world.host.clip("a street"), "callback_url": callback_url });
        let request = request.json(&body);
        creates.spawn(async move {
            for _ in (part..PENDING).step_by(16) {
                let answer = request.try_clone().unwrap().send().await.unwrap();
                assert_eq!(answer.status(), 200);
            }
        });
    }
    creates.join_all().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_callbacks_that_hang_delay_nobody_elses() {
    let world = crowded().await;
    let ear = Ear::start(Manner::Silent).await;
    // Another name of this machine, so that the turns are the endpoint's own.
    create_all(&world, &ear.at("localhost")).await;
    world.until("the endpoint has all its turns", async || (ear.open() == 8).then_some(())).await;
    let mut took = Vec::new();
    for nth in 1..=OTHERS {
        let begun = Instant::now();
        world.create_with("a street", json!({ "callback_url": world.host.hook() })).await;
        world.until("it is heard", async || Some(()).filter(|()| world.host.heard().len() == nth)).await;
        took.push(begun.elapsed());
    }
    took.sort();
    let (median, p99) = (took[OTHERS / 2], took[OTHERS * 99 / 100]);
    println!("create to callback beside {PENDING} that hang: median {median:?}, p99 {p99:?}");
    assert!(p99 < LONGEST, "{took:?}");
    let hanging = rows(&world).into_iter().filter(|row| row.url.contains("localhost"));
    assert_eq!(hanging.filter(|row| row.fate == Fate::Pending && row.tried == 0).count(), PENDING);
    assert_eq!((ear.open(), ear.seen.most_open.load(Ordering::SeqCst)), (8, 8));
    world.stop().await;
}
