//! That the sound which a clip has already is heard where it belongs, and that a broken one does no harm.

#![allow(clippy::unwrap_used, reason = "test code")]

mod studio;

use media::{Error, own_sound};
use std::path::Path;
use studio::{H264, RATE_HZ, Studio, bars};

const TONE: &str = "-f lavfi -i sine=frequency=1000:duration=4:sample_rate=44100";

/// Its own sound, left, and the clip's length in samples.
fn heard(studio: &Studio, path: &Path) -> (Option<[Vec<f32>; 2]>, usize) {
    let clip = studio.open(path).unwrap();
    let sound = own_sound(&studio.ffmpeg(), &clip).unwrap();
    (sound, (clip.duration_s * RATE_HZ as f64).round() as usize)
}

fn level(sound: &[f32]) -> f32 {
    (2.0 * sound.iter().map(|x| x * x).sum::<f32>() / sound.len() as f32).sqrt()
}

#[test]
fn a_tone_is_decoded_as_long_as_the_picture_from_every_codec_that_is_listed() {
    let studio = Studio::new();
    for (codec, file) in [
        ("aac", "a.mp4"),
        ("alac", "b.mp4"),
        ("libmp3lame", "c.mp4"),
        ("libopus", "d.mp4"),
        ("ac3", "e.mp4"),
        ("pcm_s16le", "f.mov"),
        ("pcm_f32le", "g.mov"),
    ] {
        let path =
            studio.make(&format!("{} {TONE} {H264} -c:a {codec} -t 3.4 {file}", bars(3.4, 25, "64x48")));
        let (sound, length) = heard(&studio, &path);
        let [left, right] = sound.unwrap();
        assert_eq!((left.len(), right.len()), (length, length), "{codec}");
        // The sine has an amplitude of an eighth, and one channel goes into two with the same power; opus swings in.
        assert!(
            (level(&left[9_600..144_000]) - 0.088).abs() < 0.012,
            "{codec}: {}",
            level(&left[9_600..144_000])
        );
    }
}

#[test]
fn a_sound_that_begins_late_or_early_stands_where_the_picture_has_it() {
    let studio = Studio::new();
    studio.bars("plain.mp4", 4.0, "64x48");
    let late = studio.make(&format!(
        "-i plain.mp4 -itsoffset 0.7 {TONE} -map 0:v -map 1:a -c:v copy -c:a pcm_s16le late.mov"
    ));
    let begin = |path: &Path| {
        let [left, _] = heard(&studio, path).0.unwrap();
        left.iter().position(|x| x.abs() > 0.01).unwrap() as f64 / RATE_HZ as f64
    };
    assert!((begin(&late) - 0.7).abs() < 0.003, "{}", begin(&late));
    let click = "-f lavfi -i aevalsrc=0.5*gt(t\\,2)*sin(6283*t):d=5:s=48000";
    let early = studio.make(&format!(
        "{click} -itsoffset 1.2 -i plain.mp4 -map 1:v -map 0:a -c:v copy -c:a pcm_s16le early.mov"
    ));
    assert!((begin(&early) - 0.8).abs() < 0.003, "{}", begin(&early));
}

#[test]
fn a_clip_without_sound_has_none_and_one_made_in_memory_neither() {
    let studio = Studio::new();
    let silent = studio.bars("silent.mp4", 3.0, "64x48");
    assert_eq!(heard(&studio, &silent).0, None);
    let mut clip = studio.open(&silent).unwrap();
    (clip.source.has_audio, clip.file) = (true, None);
    assert_eq!(own_sound(&studio.ffmpeg(), &clip).unwrap(), None);
}

#[test]
fn a_codec_that_is_not_listed_is_refused_with_a_sentence() {
    let studio = Studio::new();
    let path = studio.make(&format!("{} {TONE} {H264} -c:a adpcm_ms -t 3 x.mov", bars(3.0, 25, "64x48")));
    let clip = studio.open(&path).unwrap();
    match own_sound(&studio.ffmpeg(), &clip) {
        Err(Error::Refused(said)) => {
            assert!(said.starts_with("the video's own sound cannot be decoded"), "{said}")
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn broken_bytes_of_sound_end_in_a_sentence_or_a_sound_of_the_right_length() {
    let studio = Studio::new();
    let path = studio.make(&format!("{} {TONE} {H264} -c:a aac -t 3 a.mp4", bars(3.0, 25, "64x48")));
    let good = std::fs::read(&path).unwrap();
    let clip = studio.open(&path).unwrap();
    for round in 0..12_usize {
        let mut bad = good.clone();
        for k in 0..400 {
            let at = (k * 7_919 + round * 104_729) % bad.len();
            if at > 64 {
                bad[at] = bad[at].wrapping_mul(31).wrapping_add(round as u8);
            }
        }
        std::fs::write(&path, &bad).unwrap();
        match own_sound(&studio.ffmpeg(), &clip) {
            Ok(Some([left, right])) => {
                assert_eq!((left.len(), right.len()), (144_000, 144_000));
                assert!(left.iter().chain(&right).all(|x| x.abs() <= 4.0));
            }
            Ok(None) => panic!("the clip said that it has sound"),
            Err(Error::Refused(said)) => assert!(!said.is_empty()),
            Err(other) => panic!("{other:?}"),
        }
    }
}
