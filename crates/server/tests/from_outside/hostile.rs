//! Servers that mean harm to whoever fetches from them: each fetch ends by its limit, and leaves no more on the disk than it may.

mod manners;

use crate::world::{ROUTE, World};
use futures_util::future::join_all;
use manners::{Kind, Villain};
use serde_json::json;
use server::FetchLimits;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// Largest video of these tests, bytes.
const LARGEST: u64 = 1 << 20;
/// What a fetch may take here.
const LIMITS: FetchLimits = FetchLimits {
    connect: Duration::from_millis(500),
    silence: Duration::from_millis(400),
    longest: Duration::from_millis(1_500),
    slowest: 8 * 1024,
};
/// What a task takes beside its fetch, on a machine that has much else to do.
const BESIDE: Duration = Duration::from_secs(3);

async fn world(limits: FetchLimits) -> World {
    World::with(|config| {
        (config.fetch, config.max_video_bytes) = (limits, LARGEST);
        (config.slots, config.account_slots) = (32, 100);
    })
    .await
}

/// How the task of a clip at `url` ended, and after how long.
async fn fetched(world: &World, url: &str) -> (String, Duration) {
    let begun = Instant::now();
    let created = world.post(json!({ "video_url": url })).await;
    let task = world.ended(created.data()["task_id"].as_str().unwrap()).await;
    let message = task["task_status_msg"].as_str().unwrap().to_owned();
    (if message.is_empty() { task["task_status"].to_string() } else { message }, begun.elapsed())
}

/// The largest file under `folder`, again and again until told to stop.
fn watched(folder: &Path, stop: Arc<AtomicBool>) -> std::thread::JoinHandle<u64> {
    let folder = folder.to_owned();
    std::thread::spawn(move || {
        let largest = AtomicU64::new(0);
        while !stop.load(Ordering::SeqCst) {
            for claim in std::fs::read_dir(&folder).into_iter().flatten().flatten() {
                let size = std::fs::metadata(claim.path().join("source.mp4")).map_or(0, |file| file.len());
                largest.fetch_max(size, Ordering::SeqCst);
            }
            std::thread::sleep(Duration::from_millis(1));
        }
        largest.into_inner()
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn every_hostile_server_is_done_with_by_its_limit() {
    let world = world(LIMITS).await;
    let stop = Arc::new(AtomicBool::new(false));
    let largest = watched(&world.data.path().join("scratch"), stop.clone());
    let fetches = Kind::ALL.map(async |kind| {
        let villain = Villain::start(kind).await;
        let (message, took) = fetched(&world, &villain.url()).await;
        (kind, message, took, villain.sent())
    });
    for (kind, message, took, sent) in join_all(fetches).await {
        println!("{kind:?}: {took:?}, {sent} bytes sent: {message}");
        assert!(took < LIMITS.longest + BESIDE, "{kind:?} took {took:?}");
        let is_told = kind.is_harmless() || message.starts_with("The video");
        assert!(is_told && !message.contains("127.0.0.1"), "{kind:?}: {message}");
    }
    stop.store(true, Ordering::SeqCst);
    let largest = largest.join().unwrap();
    assert!(largest <= LARGEST, "{largest} bytes were on the disk");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn control_without_limits_the_slow_ones_are_waited_for() {
    let none = FetchLimits {
        silence: Duration::from_secs(60),
        longest: Duration::from_secs(60),
        slowest: 0,
        ..LIMITS
    };
    let world = world(none).await;
    for kind in [Kind::SlowHead, Kind::SlowBody, Kind::Silence] {
        let villain = Villain::start(kind).await;
        let waits = tokio::time::timeout(LIMITS.longest + BESIDE, fetched(&world, &villain.url())).await;
        assert!(waits.is_err(), "{kind:?} ends without a limit: the test above proves nothing");
    }
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_hostile_server_did_is_said_without_naming_what_lies_where() {
    let world = world(LIMITS).await;
    for (kind, message) in [
        (Kind::SlowBody, "The video could not be fetched: video_url delivers it too slowly."),
        (Kind::EndlessBody, "The video is larger than 1 MB."),
        (
            Kind::Packed,
            "The video could not be fetched: video_url answered with a compressed body, which was not asked for.",
        ),
        (Kind::RedirectLoop, "The video could not be fetched: video_url redirects more than 3 times."),
        (Kind::CutShort, "The video could not be fetched: the connection to video_url broke before its end."),
        (Kind::Garbage, "The video could not be fetched: video_url cannot be reached."),
    ] {
        let villain = Villain::start(kind).await;
        assert_eq!(fetched(&world, &villain.url()).await.0, message, "{kind:?}");
    }
    assert_eq!(world.get(ROUTE).await.data().as_array().unwrap().len(), 6);
    world.end().await;
}
