//! `wildtrack render --source-sound`: the sound that a clip has already is replaced, kept or lowered.

use crate::fixtures::{Rendered, clip};
use crate::sound::{Wav, difference, largest};
use crate::{folder, program};
use std::path::PathBuf;
use std::process::Command;

/// The bouncing ball with a tone of 3 kHz.
fn humming() -> PathBuf {
    let folder = folder::absent("humming");
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join("humming.mp4");
    let done = Command::new("ffmpeg")
        .args(["-nostdin", "-y", "-v", "error", "-i"])
        .arg(clip("bounce"))
        .args(["-f", "lavfi", "-i", "sine=frequency=3000:sample_rate=44100:duration=8"])
        .args(["-map", "0:v", "-map", "1:a", "-c:v", "copy", "-c:a", "aac", "-shortest"])
        .arg(&path)
        .status()
        .unwrap();
    assert!(done.success());
    path
}

fn rendered(source: &std::path::Path, name: &str, how: &str) -> Rendered {
    let out = folder::absent(name);
    let ended = program::render(source, &out, &["--source-sound", how, "--sfx", "no music"]);
    assert_eq!((ended.code, &*ended.stderr), (Some(0), ""), "{how}");
    Rendered(out)
}

#[test]
fn a_tone_is_replaced_or_kept_as_a_stem_of_its_own_and_the_sheet_says_which() {
    let source = humming();
    let (gone, kept) = (rendered(&source, "gone", "replace"), rendered(&source, "kept", "keep"));
    let tone_db = |render: &Rendered| Wav::read(&render.file("audio.wav")).band_db(3_000.0);
    assert!(tone_db(&kept) > tone_db(&gone) + 12.0, "{} {}", tone_db(&kept), tone_db(&gone));
    assert!(!gone.file("stems/source.wav").exists());
    assert_eq!(kept.json("cues.json")["source"]["sound"], "keep");
    assert!(gone.json("cues.json")["source"].get("sound").is_none());
    assert!(kept.json("report.json")["stems"]["source"]["integrated_lufs"].as_f64().unwrap() > -40.0);
    let stems = ["foley", "ambience", "music", "source"];
    let mut rest = Wav::read(&kept.file("audio.wav")).samples;
    let loudest = largest(&rest);
    for stem in stems {
        rest = difference(&rest, &Wav::read(&kept.file(&format!("stems/{stem}.wav"))).samples);
    }
    // Four files, each rounded on its own: far below a thousandth of the master.
    assert!(largest(&rest) <= 2 * 4 && largest(&rest) < loudest / 1_000, "{} of {loudest}", largest(&rest));
}

#[test]
fn what_should_be_kept_and_is_not_there_is_said() {
    let silent = rendered(&clip("bounce"), "nothing-to-keep", "duck");
    let weak = silent.json("report.json")["weak"].to_string();
    assert!(weak.contains("the video has no sound of its own that could be kept"), "{weak}");
    assert!(!silent.file("stems/source.wav").exists());
}
