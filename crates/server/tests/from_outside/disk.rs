//! A disk that fills up: clear refusals, reads go on, nothing is lost, and all is well again once there is room.

use crate::uploads::upload;
use crate::walls;
use crate::world::{ROUTE, World};
use serde_json::json;
use server::administration::Allowance;
use server::create_account;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// Where a small disk is mounted inside the walls.
const MOUNT: &str = "/mnt";
const MOUNT_A_SMALL_DISK: &str = "mount -t tmpfs -o size=64m none /mnt";
/// What must be free; the ballast is an eighth of it.
const LEAST_FREE: u64 = 8 << 20;

async fn world(least_free: u64) -> World {
    let data = tempfile::tempdir_in(MOUNT).unwrap();
    let allowed = Allowance { slots: Some(1_000), ..Allowance::default() };
    let keys = create_account(data.path(), "alice", allowed).await.unwrap();
    World::on(data, keys, |config| config.least_free = least_free).await
}

/// Takes up what is free, but for `left` bytes; the server writes meanwhile.
fn fill(path: &Path, left: u64) {
    let mut file = std::fs::File::create(path).unwrap();
    while free() > left {
        let piece = vec![0; (free() - left).clamp(1, 1 << 20) as usize];
        if let Err(error) = file.write_all(&piece) {
            assert_eq!(error.kind(), ErrorKind::StorageFull);
        }
    }
}

fn free() -> u64 {
    let disk = rustix::fs::statvfs(MOUNT).unwrap();
    disk.f_bavail * disk.f_frsize
}

async fn status_of_create(world: &World) -> (u16, u64, bool, Duration) {
    let begun = Instant::now();
    let answer = world.post(json!({ "video_url": world.host.clip("a street") })).await;
    (answer.status, answer.code(), answer.headers.contains_key("retry-after"), begun.elapsed())
}

async fn low_disk() {
    let world = world(LEAST_FREE).await;
    let before = world.create("a street").await;
    world.succeeded(&before).await;
    let held = world.create("held").await;
    let (filler, rest) = (Path::new(MOUNT).join("filler"), Path::new(MOUNT).join("rest"));
    fill(&filler, LEAST_FREE / 2);
    let refused = async || (status_of_create(&world).await.0 == 503).then_some(());
    world.until("creates are refused", refused).await;
    // Then everything is gone, as if others wrote on; the ballast is let go.
    fill(&rest, 0);
    let ballast = world.data.path().join("ballast");
    world.until("the ballast is let go", async || (!ballast.exists()).then_some(())).await;
    let mut longest = Duration::ZERO;
    for _ in 0..20 {
        let (status, code, says_when, took) = status_of_create(&world).await;
        assert_eq!((status, code, says_when), (503, 5001, true));
        longest = longest.max(took);
        assert_eq!(world.get(&format!("{ROUTE}/{before}")).await.data()["task_status"], "succeed");
    }
    assert_eq!(upload(&world, "video/mp4", vec![0; 1000]).await.status, 503);
    println!("with the disk full a create is refused within {longest:?}, and every poll is answered");
    assert!(longest < Duration::from_millis(500), "{longest:?}");
    // What was in hand can end, thanks to the ballast.
    world.tally.released.store(true, std::sync::atomic::Ordering::SeqCst);
    world.succeeded(&held).await;
    std::fs::remove_file(&filler).unwrap();
    std::fs::remove_file(&rest).unwrap();
    let begun = Instant::now();
    let accepted = async || (status_of_create(&world).await.0 == 200).then_some(());
    world.until("creates are accepted", accepted).await;
    let healed = begun.elapsed();
    println!("{healed:?} after there is room creates are accepted again, without a restart");
    assert!(healed < Duration::from_secs(5), "{healed:?}");
    world.until("the ballast is back", async || ballast.exists().then_some(())).await;
    all_end(world).await;
}

/// Without the mark: the disk is full to the last byte at every write site, and still nothing that was acknowledged is lost.
async fn full_disk() {
    let world = world(0).await;
    let mut accepted = vec![world.create("a street").await];
    let (mut refused, filler) = (0, PathBuf::from(MOUNT).join("filler"));
    for round in 0..12 {
        // From nothing to what a few writes need, so that it is full now at one site and now at another.
        fill(&filler, [0, 4_096, 16_384, 40_960, 65_536, 131_072][round % 6]);
        for _ in 0..6 {
            let answer = world.post(json!({ "video_url": world.host.clip("a street") })).await;
            match answer.status {
                200 => accepted.push(answer.json["data"]["task_id"].as_str().unwrap().to_owned()),
                503 => refused += 1,
                other => panic!("{other}: {}", answer.json),
            }
            let seen = world.get(&format!("{ROUTE}/{}", accepted[0])).await;
            assert_eq!(seen.status, 200, "{}", seen.json);
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
        std::fs::remove_file(&filler).unwrap();
        let begun = Instant::now();
        let accepted = async || (status_of_create(&world).await.0 == 200).then_some(());
        world.until("creates are accepted", accepted).await;
        assert!(begun.elapsed() < Duration::from_secs(5));
    }
    println!("{} accepted and {refused} refused while the disk was full to the last byte", accepted.len());
    assert!(refused > 0, "the disk was never full: the test proves nothing");
    for id in &accepted {
        // Attempts that failed for want of room come again after a while, and so do claims whose end was not written.
        world.ended(id).await;
    }
    let db = rusqlite::Connection::open(world.data.path().join("wildtrack.db")).unwrap();
    let check: String = db.query_row("PRAGMA integrity_check", (), |row| row.get(0)).unwrap();
    assert_eq!(check, "ok");
    drop(db);
    all_end(world).await;
}

async fn all_end(world: World) {
    for task in world.get(&format!("{ROUTE}?pageSize=500")).await.data().as_array().unwrap() {
        world.ended(task["task_id"].as_str().unwrap()).await;
    }
    world.end().await;
}

/// Where no small disk can be had there is nothing to fill.
fn on_a_small_disk(test: &str) {
    match walls::run_inside(&["--mount"], MOUNT_A_SMALL_DISK, test) {
        Some(output) => walls::passed(&output),
        None => println!("no mount namespace to be had: {test} was not tried"),
    }
}

#[test]
fn a_full_disk_refuses_what_is_new_goes_on_reading_and_heals_by_itself() {
    on_a_small_disk("disk::below_the_mark_inside_its_walls");
}

#[test]
fn a_disk_that_is_full_to_the_last_byte_loses_nothing_that_was_acknowledged() {
    on_a_small_disk("disk::to_the_last_byte_inside_its_walls");
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "runs inside the walls that a test above builds"]
async fn below_the_mark_inside_its_walls() {
    if walls::are_around() {
        low_disk().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "runs inside the walls that a test above builds"]
async fn to_the_last_byte_inside_its_walls() {
    if walls::are_around() {
        full_disk().await;
    }
}
