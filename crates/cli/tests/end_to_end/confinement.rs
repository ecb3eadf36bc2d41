//! The program starts FFmpeg through itself, confined, and where it cannot: says so, and serves nobody.

use crate::fixtures::clip;
use crate::folder;
use crate::program::{NO_LIBRARY, WILDTRACK, wildtrack};
use std::process::{Command, Output};

/// Too few open files are allowed for a launcher to do its work; for all else they are enough.
fn where_nothing_can_be_confined(args: &str) -> Output {
    let (name, value) = NO_LIBRARY;
    let line = format!("ulimit -n 60; exec {WILDTRACK} {args}");
    Command::new("sh").args(["-c", &line]).env(name, value).output().unwrap()
}

#[test]
fn the_doctor_says_whether_confinement_holds() {
    let well = wildtrack(["doctor"]);
    assert_eq!(well.code, Some(0), "{well:?}");
    assert!(well.stdout.contains("ok       confinement: holds; 37 attempts were tried on it"), "{well:?}");
    let without = wildtrack(["doctor", "--unconfined"]);
    assert_eq!(without.code, Some(1), "{without:?}");
    assert!(without.stdout.contains("missing  confinement: none: ffmpeg runs unconfined"), "{without:?}");
    let broken = where_nothing_can_be_confined("doctor");
    let said = String::from_utf8(broken.stdout).unwrap();
    assert!(said.contains("missing  confinement: ffmpeg: confinement: "), "{said}");
}

#[test]
fn a_clip_is_not_opened_unconfined_but_on_demand_and_then_it_is_said_aloud() {
    let clip = clip("bounce");
    let clip = clip.display();
    let refused = where_nothing_can_be_confined(&format!("analyse --no-nets {clip}"));
    let said = String::from_utf8(refused.stderr).unwrap();
    assert!(!refused.status.success() && said.contains("confinement"), "{said}");
    let done = where_nothing_can_be_confined(&format!("analyse --no-nets --unconfined {clip}"));
    let said = String::from_utf8(done.stderr).unwrap();
    assert!(done.status.success() && said.contains("warning: ffmpeg runs unconfined"), "{said}");
}

#[test]
fn a_server_does_not_start_where_nothing_can_be_confined() {
    let data = folder::fresh("unconfined");
    let args = format!("serve --no-nets --listen 127.0.0.1:0 --data {}", data.display());
    let ended = where_nothing_can_be_confined(&args);
    let said = String::from_utf8(ended.stderr).unwrap();
    assert!(!ended.status.success() && said.contains("wildtrack: confinement: "), "{said}");
    assert!(!said.contains("listening"), "{said}");
}
