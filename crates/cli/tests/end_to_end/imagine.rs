//! `wildtrack imagine`: a sound from words alone.

use crate::fixtures::Rendered;
use crate::program::wildtrack;
use crate::sound::Wav;
use crate::{folder, probe};
use serde_json::Value;
use std::path::Path;

const FILES: [&str; 8] = [
    "audio.wav",
    "audio.mp3",
    "stems/foley.wav",
    "stems/ambience.wav",
    "stems/music.wav",
    "cues.json",
    "report.json",
    "sheet.png",
];
const PROMPT: &str = "soft rain, then three knocks on a wooden door";

fn imagined(name: &str, seconds: &str, more: &[&str]) -> Rendered {
    let out = folder::absent(name);
    let args = ["imagine", PROMPT, "--seconds", seconds, "--quiet", "--out", out.to_str().unwrap()];
    let ended = wildtrack(args.iter().chain(more));
    assert_eq!((ended.code, &*ended.stdout, &*ended.stderr), (Some(0), "", ""));
    Rendered(out)
}

fn files_in(folder: &Path) -> usize {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.map(|path| if path.is_dir() { files_in(&path) } else { 1 }).sum()
}

#[test]
fn every_file_but_a_video_is_there_and_lasts_as_long_as_asked_for() {
    let made = imagined("imagine", "4.3", &[]);
    for name in FILES {
        assert!(made.bytes(name).len() > 1_000, "{name}");
    }
    assert_eq!(files_in(&made.0), FILES.len());
    for name in FILES.into_iter().filter(|name| name.ends_with(".wav")) {
        assert_eq!(Wav::read(&made.file(name)).frames(), 206_400, "{name}");
    }
    let heard_s = probe::heard_s(&made.file("audio.mp3"));
    assert!((heard_s - 4.3).abs() < 0.03, "{heard_s} s are heard");
    let report = made.json("report.json");
    assert_eq!((&report["source"], &report["classes"]["DOORS-KNOCK"]), (&Value::Null, &Value::from(3)));
    let again = imagined("imagine-again", "4.3", &["--threads", "1"]);
    for name in FILES {
        assert!(made.bytes(name) == again.bytes(name), "{name} depends on threads or on the day");
    }
    let other = imagined("imagine-seed", "4.3", &["--seed", "5"]);
    assert!(made.bytes("audio.wav") != other.bytes("audio.wav"), "the seed is not heard");
}

#[test]
fn another_length_and_a_longer_prompt_are_refused_before_anything_is_written() {
    let out = folder::absent("imagine-refused");
    let try_it = |prompt: &str, seconds: &str| {
        wildtrack(["imagine", prompt, "--seconds", seconds, "--out", out.to_str().unwrap()])
    };
    for seconds in ["2.9", "10.1", "nan"] {
        try_it(PROMPT, seconds).is_refused_with(&["3.0 to 10.0 s are accepted"]);
    }
    try_it(&"雨".repeat(201), "5").is_refused_with(&["the prompt has 201 characters", "200"]);
    assert!(!out.exists());
}
