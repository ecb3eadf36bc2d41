//! Three days of an endpoint that does not hear, on a clock that is moved by hand.

use super::outbox::{Fate, Row, move_to, rows, settled};
use super::secrets::is_signed;
use crate::world::World;
use serde_json::json;
use server::Clock;
use server::administration::{self, Replay};
use std::collections::{BTreeMap, HashSet};
use std::sync::atomic::Ordering;
use std::time::Duration;

const HOUR_S: i64 = 3600;
/// Seconds of the machine's own that a step of the test may take.
const SLACK_S: f64 = 3.0;

/// The contract: seconds from one attempt to the next.
fn wait_s(attempt: usize, age_s: i64) -> f64 {
    let first = [5, 30, 120, 300, 600];
    let wait = first.get(attempt - 1).copied().unwrap_or(match age_s {
        ..7_200 => 900,
        7_200..21_600 => 1_800,
        21_600..86_400 => 7_200,
        _ => 21_600,
    });
    f64::from(wait)
}

async fn quick_world(slots: usize) -> World {
    World::with(|config| (config.slots, config.poll) = (slots, Duration::from_millis(5))).await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_endpoint_that_never_hears_is_tried_on_schedule_for_three_days_and_can_be_told_later() {
    let world = quick_world(0).await;
    world.host.moods.lock().unwrap().extend([500; 100]);
    world.create_with("a street", json!({ "callback_url": world.host.hook() })).await;
    let (begun_ms, mut attempts) = (world.clock.now_ms(), 0);
    let age_s = loop {
        let (row, now_ms) = (settled(&world).await.remove(0), world.clock.now_ms());
        attempts += 1;
        assert_eq!((row.tried as usize, world.host.heard().len()), (attempts, attempts));
        let age_s = (now_ms - begun_ms) / 1000;
        if row.fate != Fate::Pending {
            assert_eq!(row.fate, Fate::GivenUp);
            break age_s;
        }
        let (waits_s, wait_s) = ((row.next_ms - now_ms) as f64 / 1000.0, wait_s(attempts, age_s));
        let allowed = wait_s * 0.8 - SLACK_S..=wait_s * 1.2 + SLACK_S;
        assert!(allowed.contains(&waits_s), "after attempt {attempts} at {age_s} s: {waits_s} s");
        next_attempt(&world, row.next_ms).await;
    };
    assert!((72 * HOUR_S..=80 * HOUR_S).contains(&age_s), "given up after {age_s} s");
    println!("{attempts} attempts in {age_s} s");
    all_alike_and_each_signed(&world, attempts);

    move_to(&world, world.clock.now_ms() + 24 * HOUR_S * 1000);
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert_eq!(world.host.heard().len(), attempts, "what was given up is left in peace");
    replayed(&world, attempts).await;
    world.stop().await;
}

/// Not a moment before it is due; the time stamp of what comes tells.
async fn next_attempt(world: &World, due_ms: i64) {
    let before = world.host.heard().len();
    move_to(world, due_ms - 2_000);
    tokio::time::sleep(Duration::from_millis(30)).await;
    move_to(world, due_ms);
    let comes = async || Some(world.host.heard()).filter(|heard| heard.len() > before);
    let heard = world.until("the next attempt comes", comes).await;
    let at_s: i64 = heard[before].header("webhook-timestamp").parse().unwrap();
    assert!(at_s >= due_ms / 1000, "attempt {} came early", before + 1);
}

fn all_alike_and_each_signed(world: &World, attempts: usize) {
    let heard = world.host.heard();
    assert_eq!(heard.len(), attempts);
    let distinct = |of: &dyn Fn(usize) -> String| (0..attempts).map(of).collect::<HashSet<_>>().len();
    assert_eq!(distinct(&|nth| heard[nth].header("webhook-id").to_owned()), 1);
    assert_eq!(distinct(&|nth| heard[nth].body.clone()), 1);
    assert_eq!(distinct(&|nth| heard[nth].header("webhook-timestamp").to_owned()), attempts);
    assert_eq!(distinct(&|nth| heard[nth].header("webhook-signature").to_owned()), attempts);
    assert!(heard.iter().all(|one| is_signed(&world.keys.webhook_secret, one)));
}

async fn replayed(world: &World, attempts: usize) {
    let books = administration::open(world.data.path()).unwrap();
    let dead = books.dead_deliveries(Some("alice"), 10).await.unwrap();
    assert_eq!(dead.len(), 1);
    assert_eq!((dead[0].attempts as usize, dead[0].trouble.as_str()), (attempts, "HTTP status 500"));
    world.host.moods.lock().unwrap().clear();
    assert_eq!(books.replay(Replay::One(dead[0].id), world.clock.now_ms()).await.unwrap(), 1);
    world.until("it is heard", async || Some(()).filter(|()| rows(world)[0].fate == Fate::Heard)).await;
    let heard = world.host.heard();
    assert_eq!(heard.len(), attempts + 1);
    assert_eq!(heard[attempts].header("webhook-id"), dead[0].webhook_id);
    assert_eq!(heard[attempts].body, heard[0].body);
    assert!(books.dead_deliveries(None, 10).await.unwrap().is_empty());
    books.close().await;
}

/// Moves the clock to whatever is due next, but not beyond `most_ms`.
async fn step(world: &World, most_ms: i64) -> Vec<Row> {
    let pending = rows(world).into_iter().filter(|row| row.fate == Fate::Pending);
    let next_ms = pending.map(|row| row.next_ms).min().unwrap_or(most_ms);
    move_to(world, next_ms.clamp(world.clock.now_ms(), most_ms));
    settled(world).await
}

#[tokio::test(flavor = "multi_thread")]
async fn after_an_hours_outage_the_last_state_of_every_task_is_heard_within_a_quarter_of_one() {
    let world = quick_world(1).await;
    world.host.sick.store(true, Ordering::SeqCst);
    let mut ids = Vec::new();
    for _ in 0..5 {
        ids.push(world.create_with("a street", json!({ "callback_url": world.host.hook() })).await);
    }
    for id in &ids {
        world.succeeded(id).await;
    }
    settled(&world).await;
    let back_ms = world.clock.now_ms() + HOUR_S * 1000;
    while world.clock.now_ms() < back_ms {
        step(&world, back_ms).await;
    }
    // Whatever earlier state has failed is overtaken by the last; first attempts came in order.
    let mut firsts: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for one in world.host.heard() {
        let firsts = firsts.entry(one.json()["task_id"].as_str().unwrap().to_owned()).or_default();
        let state = one.json()["task_status"].as_str().unwrap().to_owned();
        if !firsts.contains(&state) {
            firsts.push(state);
        }
    }
    assert_eq!(firsts.len(), ids.len());
    assert!(firsts.values().all(|states| states == &["submitted", "processing", "succeed"]), "{firsts:?}");
    for row in rows(&world) {
        assert_eq!(row.fate, if row.seq < 3 { Fate::Superseded } else { Fate::Pending }, "{row:?}");
    }
    world.host.sick.store(false, Ordering::SeqCst);
    let before = world.host.heard().len();
    let late_ms = back_ms + 18 * 60 * 1000 + 10_000;
    while rows(&world).iter().any(|row| row.fate == Fate::Pending) && world.clock.now_ms() < late_ms {
        step(&world, late_ms).await;
    }
    let mut told: Vec<_> =
        world.host.heard()[before..].iter().map(|one| one.header("webhook-id").to_owned()).collect();
    told.sort();
    let mut finals: Vec<_> = ids.iter().map(|id| format!("msg_{id}_3")).collect();
    finals.sort();
    assert_eq!(told, finals, "each once, none missing");
    world.stop().await;
}
