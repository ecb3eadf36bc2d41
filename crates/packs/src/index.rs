//! Indexes a folder of recordings: finds the files, guesses what is heard, measures, and writes `pack.toml`.

use crate::manifest::{FILE, Kind};
use crate::shelf::{bytes_of, hash_of};
use crate::{Entry, Error, Manifest, Measures, Result, class_of_file, decoded};
use std::collections::BTreeMap;
use std::path::Path;

/// Deepest folder in a pack.
const DEEPEST: usize = 8;
/// Most files that are looked at.
const MOST_FILES: usize = 5_000;
/// What the licence of somebody's own recordings is called until they say otherwise.
const YOURS: &str = "yours";

/// What became of a folder.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Indexed {
    /// What was written into `pack.toml`.
    pub manifest: Manifest,
    /// Files that are not in it, each with the reason.
    pub left_out: Vec<(String, String)>,
}

/// Indexes `folder` as a pack called `name` and writes its `pack.toml`. What somebody wrote into an older one (class,
/// kind, tags, author, licence …) is kept; what is measured is measured anew.
///
/// # Errors
/// [`Error::Disk`]; [`Error::Refused`] where no file can be used, or an older manifest cannot be read.
pub fn index(folder: &Path, name: &str) -> Result<Indexed> {
    let before = match folder.join(FILE).is_file() {
        true => Manifest::read(folder)?,
        false => Manifest { version: "1".into(), licence: YOURS.into(), ..Manifest::default() },
    };
    let mut files = Vec::new();
    collect(folder, "", 0, &mut files)?;
    files.sort();
    let known: BTreeMap<&str, &Entry> = before.recordings.iter().map(|e| (e.file.as_str(), e)).collect();
    let (mut recordings, mut left_out) = (Vec::new(), Vec::new());
    for file in files {
        match entry(folder, &file, known.get(file.as_str()).copied()) {
            Ok(entry) => recordings.push(entry),
            Err(reason) => left_out.push((file, reason)),
        }
    }
    if recordings.is_empty() {
        let reasons: Vec<String> =
            left_out.iter().take(3).map(|(file, why)| format!("{file}: {why}")).collect();
        let found =
            if reasons.is_empty() { "no .wav, .flac or .ogg files".into() } else { reasons.join("; ") };
        return Err(Error::refused(folder, format!("holds nothing that can be used: {found}")));
    }
    let manifest = Manifest { name: name.to_owned(), recordings, ..before };
    manifest.write(folder)?;
    Ok(Indexed { manifest, left_out })
}

/// The sound files under a folder, as paths with `/`. Links are not followed.
fn collect(folder: &Path, inside: &str, depth: usize, files: &mut Vec<String>) -> Result<()> {
    let here = folder.join(inside);
    for found in std::fs::read_dir(&here).map_err(Error::disk(&here))? {
        let found = found.map_err(Error::disk(&here))?;
        let kind = found.file_type().map_err(Error::disk(&here))?;
        let Ok(name) = found.file_name().into_string() else { continue };
        let path = if inside.is_empty() { name.clone() } else { format!("{inside}/{name}") };
        let is_sound = || {
            let end = name.rsplit_once('.').map(|(_, end)| end.to_ascii_lowercase());
            end.is_some_and(|end| ["wav", "flac", "ogg"].contains(&end.as_str()))
        };
        if kind.is_dir() && depth < DEEPEST {
            collect(folder, &path, depth + 1, files)?;
        } else if kind.is_file() && is_sound() {
            files.push(path);
        }
        if files.len() > MOST_FILES {
            return Err(Error::refused(folder, format!("holds more than {MOST_FILES} sound files")));
        }
    }
    Ok(())
}

/// A file's entry, or why it has none.
fn entry(folder: &Path, file: &str, known: Option<&Entry>) -> std::result::Result<Entry, String> {
    let path = folder.join(file);
    let words = |e: Error| match e {
        Error::Refused { what, .. } => what,
        Error::Disk { source, .. } => source.to_string(),
    };
    let mut entry = known.cloned().unwrap_or_default();
    if entry.class.is_empty() {
        let class = class_of_file(file);
        entry.class = class.ok_or("its name says nothing that the lexicon knows")?.to_owned();
    }
    let bytes = bytes_of(&path).map_err(words)?;
    let sound = decoded(&bytes, &path).map_err(words)?;
    let measures = Measures::of(&sound).ok_or("is silent")?;
    if known.is_none() && measures.lasts {
        entry.kind = Kind::Loop;
    }
    if entry.kind == Kind::Loop && entry.round.is_none() {
        entry.round = Some(measures.heard_s.map(|s| rounded(s, 1e4)));
    }
    let seconds = rounded(measures.seconds, 1e4);
    let inside = |[from, to]: [f64; 2]| [from.min(seconds), to.min(seconds)];
    Ok(Entry {
        file: file.to_owned(),
        seconds,
        loudness: rounded(f64::from(measures.loudness), 1e2) as f32,
        onset_ms: rounded(measures.onset_s * 1000.0, 1e2).min(seconds * 1000.0),
        round: entry.round.map(inside),
        sha256: hash_of(&bytes),
        ..entry
    })
}

fn rounded(x: f64, steps: f64) -> f64 {
    (x * steps).round() / steps
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Shelf;
    use engine::{Lasting, Library};

    fn write(path: &Path, seconds: f64, decay: f64) {
        let spec = hound::WavSpec {
            channels: 1,
            sample_rate: 44_100,
            bits_per_sample: 16,
            sample_format: hound::SampleFormat::Int,
        };
        let mut writer = hound::WavWriter::create(path, spec).unwrap();
        for i in 0..(seconds * 44_100.0) as u32 {
            let noise = f64::from(i.wrapping_mul(2_654_435_761) >> 16) / 65_536.0 - 0.5;
            let level = (-f64::from(i) / 44_100.0 / decay).exp();
            writer.write_sample((20_000.0 * noise * level) as i16).unwrap();
        }
        writer.finalize().unwrap();
    }

    fn folder() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("rain")).unwrap();
        write(&folder.path().join("rain/heavy rain.wav"), 5.0, 1e9);
        write(&folder.path().join("DOORKnck_1.wav"), 0.4, 0.05);
        write(&folder.path().join("xyzzy.wav"), 0.4, 0.05);
        std::fs::write(folder.path().join("notes.txt"), "not a sound").unwrap();
        std::fs::write(folder.path().join("thunder.ogg"), "no ogg").unwrap();
        folder
    }

    #[test]
    fn a_folder_becomes_a_pack_and_says_what_it_left_out() {
        let folder = folder();
        let Indexed { manifest, left_out } = index(folder.path(), "mine").unwrap();
        let told: Vec<_> =
            manifest.recordings.iter().map(|e| (e.file.as_str(), e.class.as_str(), e.kind)).collect();
        let wanted = [
            ("DOORKnck_1.wav", "DOORS-KNOCK", Kind::OneShot),
            ("rain/heavy rain.wav", "RAIN-GENERAL", Kind::Loop),
        ];
        assert_eq!(told, wanted);
        assert_eq!(manifest.licence, "yours");
        let files: Vec<&str> = left_out.iter().map(|(file, _)| file.as_str()).collect();
        assert_eq!(files, ["thunder.ogg", "xyzzy.wav"]);
        assert!(left_out[1].1.contains("its name says nothing"));
    }

    #[test]
    fn what_somebody_wrote_into_a_manifest_is_kept() {
        let folder = folder();
        let mut manifest = index(folder.path(), "mine").unwrap().manifest;
        manifest.author = "Ann".into();
        manifest.recordings[0].tags = vec!["hollow_wood".into()];
        manifest.recordings.push(Entry {
            file: "xyzzy.wav".into(),
            class: "GLASS-BREAK".into(),
            ..Entry::default()
        });
        manifest.write(folder.path()).unwrap();
        let again = index(folder.path(), "mine").unwrap().manifest;
        assert_eq!(again.author, "Ann");
        assert_eq!(again.recordings[0].tags, ["hollow_wood"]);
        assert_eq!((again.recordings.len(), again.recordings[2].class.as_str()), (3, "GLASS-BREAK"));
    }

    #[test]
    fn a_shelf_lends_what_was_indexed_and_notices_a_changed_file() {
        let shelf = tempfile::tempdir().unwrap();
        std::fs::rename(folder().keep(), shelf.path().join("mine")).unwrap();
        index(&shelf.path().join("mine"), "mine").unwrap();
        let open = Shelf::open(shelf.path()).unwrap();
        assert_eq!(open.recordings()[0].id, "mine/DOORKnck_1");
        assert_eq!(open.recordings()[0].credit, "unknown author, yours");
        assert!(matches!(open.recordings()[1].lasting, Lasting::Round(_, to) if (to - 5.0).abs() < 0.01));
        assert_eq!(open.sound(1).unwrap().len(), 240_000);
        assert!(open.faults().is_empty());
        write(&shelf.path().join("mine/DOORKnck_1.wav"), 0.5, 0.05);
        assert!(open.sound(0).unwrap_err().to_string().contains("library add"));
        assert_eq!(open.faults().len(), 1);
        assert!(Shelf::open(&shelf.path().join("nowhere")).unwrap().recordings().is_empty());
    }

    #[test]
    fn a_low_cut_takes_rumble_away_and_leaves_the_rest() {
        let shelf = tempfile::tempdir().unwrap();
        let folder = shelf.path().join("mine");
        std::fs::create_dir(&folder).unwrap();
        let spec = hound::WavSpec {
            channels: 1,
            sample_rate: 48_000,
            bits_per_sample: 16,
            sample_format: hound::SampleFormat::Int,
        };
        for (name, hz) in [("glass break low.wav", 40.0_f64), ("glass break high.wav", 2_000.0)] {
            let mut writer = hound::WavWriter::create(folder.join(name), spec).unwrap();
            for i in 0..48_000 {
                let wave = (f64::from(i) * hz * std::f64::consts::TAU / 48_000.0).sin();
                writer.write_sample((16_000.0 * wave) as i16).unwrap();
            }
            writer.finalize().unwrap();
        }
        let mut manifest = index(&folder, "mine").unwrap().manifest;
        manifest.recordings.iter_mut().for_each(|entry| entry.low_cut_hz = Some(160.0));
        manifest.write(&folder).unwrap();
        let open = Shelf::open(shelf.path()).unwrap();
        let peak = |i: usize| {
            let end = open.sound(i).unwrap().left[24_000..].to_vec();
            end.iter().fold(0.0_f32, |peak, x| peak.max(x.abs()))
        };
        // Files are in the order of their names; 24 dB an octave are 48 dB in two.
        assert!(peak(0) > 0.45 && peak(1) < 0.004, "{} {}", peak(0), peak(1));
    }

    #[test]
    fn a_folder_without_sounds_is_refused_with_what_is_missing() {
        let empty = tempfile::tempdir().unwrap();
        let said = index(empty.path(), "mine").unwrap_err().to_string();
        assert!(said.contains("no .wav, .flac or .ogg files"), "{said}");
        assert!(!empty.path().join(FILE).exists());
    }
}
