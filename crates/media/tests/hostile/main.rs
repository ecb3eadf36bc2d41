//! Hostile files of every kind: each is answered with its sentence, within its bounds, and the parent lives.
//!
//! The long form is asked for by the environment: `HOSTILE_OPENED` mutants through FFmpeg, `HOSTILE_CORPUS` a folder of
//! files from elsewhere.
#![allow(clippy::unwrap_used, reason = "test code")]

mod h264;
mod kinds;
mod movie;
#[path = "../studio/mod.rs"]
mod studio;

use std::fmt::Write;
use std::io::Cursor;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use expect_test::expect_file;
use fuzz::Chance;
use kinds::KINDS;
use media::Error;
use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::TimeValLike;
use studio::Studio;

/// CPU time of all children so far, seconds, and the memory of the largest, bytes.
fn spent() -> (f64, u64) {
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN).unwrap();
    let ms = usage.user_time().num_milliseconds() + usage.system_time().num_milliseconds();
    (ms as f64 / 1000.0, usage.max_rss() as u64 * 1024)
}

/// One at a time: all children of this process are counted together.
static TURN: Mutex<()> = Mutex::new(());

/// Opens the file and checks what that took. FFmpeg's own words are left out: they change with its version.
fn answer(studio: &Studio, path: &Path) -> (String, f64) {
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    let (before_s, _) = spent();
    let said = match studio.open(path) {
        Ok(clip) => format!("accepted, {} frames, {:.1} s", clip.len(), clip.duration_s),
        Err(Error::Refused(said)) => match said.split_once(": ") {
            Some((doing, reason)) if doing.contains(" cannot be ") && !reason.starts_with("it needs") => {
                format!("{doing}: ...")
            }
            _ => said,
        },
        Err(other) => panic!("{}: not a matter for the owner: {other:?}", path.display()),
    };
    let (after_s, most_bytes) = spent();
    assert!(after_s - before_s <= 30.0, "{}: {} s of CPU time", path.display(), after_s - before_s);
    assert!(most_bytes <= 1 << 30, "{}: {most_bytes} bytes", path.display());
    assert!(!said.contains('/') || said.starts_with("the file is not"), "a path is told: {said}");
    (said, after_s - before_s)
}

#[test]
fn every_kind_has_its_answer_within_30_s_and_1_gib() {
    let studio = Studio::new();
    let path = studio.path("clip.mp4");
    let (mut table, mut slowest) = (String::new(), (0.0, ""));
    for (name, bytes) in KINDS {
        std::fs::write(&path, bytes()).unwrap();
        let (said, cpu_s) = answer(&studio, &path);
        writeln!(table, "{name}: {said}").unwrap();
        if cpu_s > slowest.0 {
            slowest = (cpu_s, name);
        }
    }
    let (all_s, most_bytes) = spent();
    eprintln!(
        "{} kinds, {all_s:.1} s of CPU in children, most {:.2} s ({}), largest child {} MB",
        KINDS.len(),
        slowest.0,
        slowest.1,
        most_bytes >> 20
    );
    assert!(KINDS.len() >= 100);
    assert_eq!(std::fs::read_dir(&studio.tools.scratch).unwrap().count(), 0, "scratch is left behind");
    expect_file!["answers.txt"].assert_eq(&table);
}

/// Negative control of the bounds: without the cap on pixels the same file takes what it wants, up to the next bound.
#[test]
fn without_a_cap_on_pixels_a_bomb_is_believed_and_takes_a_third_of_a_gigabyte() {
    let mut studio = Studio::new();
    let bomb = KINDS.iter().find(|(name, _)| *name == "SPS of 16384 x 8640").unwrap().1;
    let path = studio.path("clip.mp4");
    std::fs::write(&path, bomb()).unwrap();
    assert!(answer(&studio, &path).0.contains("pixels"));
    studio.limits.max_pixels = u64::from(i32::MAX.unsigned_abs());
    assert!(!answer(&studio, &path).0.contains("pixels"));
    assert!(spent().1 > 340 << 20, "{} bytes", spent().1);
}

#[test]
fn a_file_cut_at_each_of_its_first_4096_bytes_is_answered() {
    let whole = KINDS.iter().find(|(name, _)| *name == "honest, index first").unwrap().1();
    for length in 0..=4096 {
        let _ = media::judge(&mut Cursor::new(&whole[..length]), length as u64);
    }
    let studio = Studio::new();
    let path = studio.path("clip.mp4");
    for length in [700, 1100, 1500, 4096] {
        std::fs::write(&path, &whole[..length]).unwrap();
        answer(&studio, &path);
    }
}

fn told(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

#[test]
fn mutants_of_every_kind_are_answered_by_all_of_open() {
    let studio = Studio::new();
    let path = studio.path("clip.mp4");
    let count: u64 = told("HOSTILE_OPENED").map_or(12, |n| n.parse().unwrap());
    let small: Vec<Vec<u8>> = KINDS.iter().map(|(_, bytes)| bytes()).filter(|b| b.len() < 100_000).collect();
    let (mut slowest, mut accepted) = (0.0_f64, 0);
    for number in 0..count {
        let mut chance = Chance::new(number);
        let mut mutant = small[chance.below(small.len())].clone();
        fuzz::boxes::mutate(&mut mutant, &mut chance);
        std::fs::write(&path, &mutant).unwrap();
        let (said, cpu_s) = answer(&studio, &path);
        slowest = slowest.max(cpu_s);
        accepted += u64::from(said.starts_with("accepted"));
    }
    eprintln!(
        "{count} mutants opened, {accepted} accepted, most {slowest:.2} s, largest child {} MB",
        spent().1 >> 20
    );
}

#[test]
fn files_from_elsewhere_are_answered() {
    let Some(folder) = told("HOSTILE_CORPUS") else { return };
    let studio = Studio::new();
    let mut folders = vec![std::path::PathBuf::from(folder)];
    let mut count = 0;
    while let Some(folder) = folders.pop() {
        for path in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                folders.push(path);
            } else {
                let (said, cpu_s) = answer(&studio, &path);
                eprintln!("{}: {said} ({cpu_s:.2} s)", path.file_name().unwrap().display());
                count += 1;
            }
        }
    }
    assert!(count > 0);
}

/// How deep a walk may go is bounded by its code; how far by the number of boxes, whatever they say of themselves.
#[test]
fn no_mutant_of_any_kind_makes_the_walk_panic_or_wander() {
    let seeds = KINDS.iter().map(|(_, bytes)| bytes()).filter(|bytes| bytes.len() < 20_000).collect();
    let campaign = fuzz::Campaign { name: "box walker", seeds, short: 6000 };
    let tally = campaign.run(fuzz::boxes::mutate, |bytes| {
        match media::judge(&mut Cursor::new(bytes), bytes.len() as u64) {
            Ok(()) => "accepted".to_owned(),
            Err(Error::Refused(said)) => said,
            Err(other) => panic!("{other:?}"),
        }
    });
    assert!(tally.answers > 8, "{tally:?}");
}
