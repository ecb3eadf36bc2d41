//! `wildtrack library`, and soundtracks with recordings in them.

use crate::fixtures::{Rendered, clip};
use crate::program::{self, Ended, wildtrack};
use crate::{folder, probe};
use std::path::{Path, PathBuf};

/// A dry knock that dies away, another for each number.
fn write_knock(path: &Path, number: u32) {
    let spec = hound::WavSpec {
        channels: 1,
        sample_rate: 44_100,
        bits_per_sample: 16,
        sample_format: hound::SampleFormat::Int,
    };
    let mut writer = hound::WavWriter::create(path, spec).unwrap();
    for i in 0..13_230_u32 {
        let noise = f64::from((i + 977 * number).wrapping_mul(2_654_435_761) >> 16) / 65_536.0 - 0.5;
        writer.write_sample((24_000.0 * noise * (-f64::from(i) / 1_500.0).exp()) as i16).unwrap();
    }
    writer.finalize().unwrap();
}

/// A folder with three knocks, and one for packs.
fn folders(name: &str) -> (PathBuf, PathBuf) {
    let (own, library) = (folder::absent(&format!("{name}-own")), folder::absent(&format!("{name}-packs")));
    std::fs::create_dir_all(&own).unwrap();
    (1..=3).for_each(|i| write_knock(&own.join(format!("DOORKnck_{i}.wav")), i));
    std::fs::write(own.join("xyzzy.wav"), "no sound").unwrap();
    (own, library)
}

fn library(words: &[&str], library: &Path) -> Ended {
    let words = ["library"].iter().chain(words);
    wildtrack(words.copied().chain(["--library", library.to_str().unwrap()]))
}

#[test]
fn an_own_folder_is_indexed_listed_credited_and_heard() {
    let (own, packs) = folders("library");
    let added = library(&["add", own.to_str().unwrap(), "--name", "mine"], &packs);
    assert_eq!(added.code, Some(0), "{added:?}");
    assert!(
        added.stdout.contains("left out: xyzzy.wav") && added.stdout.contains("3 recordings of 1 classes")
    );
    assert!(library(&["list"], &packs).stdout.contains("DOORS-KNOCK  3           mine"));
    assert!(library(&["credits"], &packs).stdout.contains("mine/DOORKnck_2  unknown author, yours"));
    assert_eq!(library(&["check"], &packs).code, Some(0));

    let imagine = |name: &str, more: &[&str]| {
        let out = folder::absent(name);
        let words =
            ["imagine", "five knocks on a door", "--seconds", "4", "--quiet", "--out", out.to_str().unwrap()];
        let ended = wildtrack(words.iter().chain(more));
        assert_eq!(ended.code, Some(0), "{ended:?}");
        Rendered(out)
    };
    let heard = imagine("library-heard", &["--library", packs.to_str().unwrap()]);
    let report = String::from_utf8(heard.bytes("report.json")).unwrap();
    assert!(report.contains(": unknown author, yours") && report.contains("mine/DOORKnck_"), "{report}");
    let wav = heard.bytes("audio.wav");
    assert!(wav.windows(26).any(|w| w == b"recordings: mine/DOORKnck_"));

    let film = folder::absent("library-film");
    let words = ["--sfx", "five knocks on a door", "--library", packs.to_str().unwrap()];
    assert_eq!(program::render(&clip("bounce"), &film, &words).code, Some(0));
    for name in ["video.mp4", "audio.mp3", "audio.wav", "stems/foley.wav"] {
        let tags = &probe::of(&film.join(name))["format"]["tags"];
        let comment = tags["comment"].as_str().unwrap_or_default();
        assert!(comment.contains("recordings: mine/DOORKnck_"), "{name}: {tags}");
        assert!(comment.contains(": unknown author, yours"), "{name}: {tags}");
    }

    let without = imagine("library-without", &["--library", packs.to_str().unwrap(), "--no-packs"]);
    let never = imagine("library-never", &[]);
    assert_eq!(without.bytes("audio.wav"), never.bytes("audio.wav"));
    assert_ne!(without.bytes("audio.wav"), wav);

    write_knock(&own.join("DOORKnck_2.wav"), 9);
    library(&["check"], &packs).is_refused_with(&["DOORKnck_2.wav", "library add"]);
}

#[test]
fn what_is_no_pack_is_refused_in_one_sentence() {
    let (own, packs) = folders("library-refused");
    assert!(library(&["list"], &packs).stdout.starts_with("No packs in "));
    library(&["add", "/nonexistent"], &packs).is_refused_with(&["/nonexistent"]);
    library(&["add", own.to_str().unwrap(), "--name", "a/b"], &packs).is_refused_with(&["letters, digits"]);
    std::fs::create_dir_all(packs.join("broken")).unwrap();
    std::fs::write(packs.join("broken/pack.toml"), "name = \"../x\"\n").unwrap();
    library(&["list"], &packs).is_refused_with(&["broken/pack.toml", "letters, digits"]);
}
