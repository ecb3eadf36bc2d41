//! `wildtrack render`: the promised files, and what is in them.

use crate::fixtures::{Rendered, clip, plain};
use crate::probe;
use crate::sound::{Wav, difference, largest};

const FILES: [&str; 10] = [
    "video.mp4",
    "audio.wav",
    "audio.mp3",
    "stems/foley.wav",
    "stems/ambience.wav",
    "stems/music.wav",
    "stems/music.mid",
    "cues.json",
    "report.json",
    "sheet.png",
];
/// The bouncing ball lasts so long, seconds, and has so many pictures a second.
const LASTS_S: f64 = 8.0;
const FPS: f64 = 30.0;
/// One frame of mp3, seconds.
const MP3_FRAME_S: f64 = 1_152.0 / 48_000.0;

#[test]
fn every_promised_file_is_there() {
    for name in FILES {
        assert!(plain().bytes(name).len() > 1_000, "{name}");
    }
    assert!(plain().bytes("sheet.png").starts_with(b"\x89PNG\r\n\x1a\n"));
    assert_eq!(plain().json("cues.json")["version"], 1);
    assert_eq!(plain().json("report.json")["duration"], LASTS_S);
}

#[test]
fn wavs_have_48_khz_stereo_24_bit_and_the_length_of_the_clip_to_the_sample() {
    for name in FILES.into_iter().filter(|name| name.ends_with(".wav")) {
        let wav = Wav::read(&plain().file(name));
        assert_eq!((wav.rate_hz, wav.channels, wav.bits), (48_000, 2, 24), "{name}");
        assert_eq!(wav.frames(), (LASTS_S * 48_000.0).round() as usize, "{name}");
    }
}

#[test]
fn mp4_and_mp3_last_as_long_as_the_clip() {
    for name in ["video.mp4", "audio.mp3"] {
        let heard_s = probe::heard_s(&plain().file(name));
        assert!((heard_s - LASTS_S).abs() <= 1.0 / FPS, "{name}: {heard_s} s are heard");
    }
    let said_s = probe::duration_s(&plain().file("video.mp4"));
    assert!((said_s - LASTS_S).abs() <= 1.0 / FPS, "video.mp4 says {said_s} s");
    // The head of an mp3 counts whole frames, and one more for the encoder's delay.
    let said_s = probe::duration_s(&plain().file("audio.mp3"));
    assert!((said_s - LASTS_S).abs() <= 2.0 * MP3_FRAME_S, "audio.mp3 says {said_s} s");
}

#[test]
fn the_picture_is_bit_for_bit_the_clips() {
    let made = probe::picture_hash(&plain().file("video.mp4"));
    assert_eq!(made, probe::picture_hash(&clip("bounce")));
    assert_ne!(made, probe::picture_hash(&clip("street")), "the hash tells nothing");
}

#[test]
fn every_file_that_plays_says_that_it_is_synthetic() {
    for name in ["video.mp4", "audio.mp3", "audio.wav"] {
        let tags = &probe::of(&plain().file(name))["format"]["tags"];
        let comment = tags["comment"].as_str().unwrap_or_default();
        assert!(comment.contains("synthetic"), "{name}: {tags}");
    }
    assert_eq!(plain().json("report.json")["synthetic"], true);
}

#[test]
fn the_stems_add_up_to_the_wav() {
    let [foley, ambience, music] = ["foley", "ambience", "music"]
        .map(|stem| Wav::read(&plain().file(&format!("stems/{stem}.wav"))).samples);
    let mix = Wav::read(&plain().file("audio.wav")).samples;
    let without_music = difference(&difference(&mix, &foley), &ambience);
    // Three files, each rounded on its own.
    assert!(largest(&difference(&without_music, &music)) <= 2 * 3);
    assert!(largest(&without_music) > 10_000, "there was no music to miss");
}

/// A third run, again on two threads but in a server, is compared in `tasks`.
#[test]
fn threads_and_runs_do_not_change_a_byte_and_the_seed_does() {
    let alone = Rendered::new("alone", &["--threads", "1"]);
    let other = Rendered::new("other-seed", &["--seed", "7"]);
    for name in FILES {
        assert!(plain().bytes(name) == alone.bytes(name), "{name} differs in a second run on one thread");
    }
    for name in ["audio.wav", "stems/foley.wav", "cues.json"] {
        assert!(plain().bytes(name) != other.bytes(name), "{name} does not hear the seed");
    }
}
