//! The manifest of a pack, `pack.toml`: what each file is, who made it, under which licence, and its measures.

use crate::{Error, Result};
use serde::{Deserialize, Serialize};
use std::fs::File;
use std::io::Read;
use std::path::{Component, Path, PathBuf};

/// Its name in the folder of a pack.
pub const FILE: &str = "pack.toml";

/// Longest manifest, bytes.
const MOST_BYTES: u64 = 4 << 20;
/// Most recordings of one pack.
const MOST_RECORDINGS: usize = 5_000;
/// Longest text of a manifest, characters; it may end up in the metadata of a file.
const LONGEST_TEXT: usize = 300;
/// Highest low cut: above, it would take the sound itself.
const HIGHEST_CUT_HZ: f32 = 2_000.0;
/// Most tags of a recording.
const MOST_TAGS: usize = 16;

/// What stands in `pack.toml`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// The pack's name: ASCII letters, digits, `-`, `_`; recordings are called `name/file` after it.
    pub name: String,
    /// Its version.
    #[serde(default = "first")]
    pub version: String,
    /// Licence of what says none of its own.
    #[serde(default)]
    pub licence: String,
    /// Author of what says none of its own.
    #[serde(default)]
    pub author: String,
    /// Its recordings.
    #[serde(default, rename = "recording", skip_serializing_if = "Vec::is_empty")]
    pub recordings: Vec<Entry>,
}

fn first() -> String {
    "1".into()
}

/// One recording.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// Where it lies, from the pack's folder, with `/`.
    pub file: String,
    /// What is heard: a Universal Category System id.
    pub class: String,
    /// How it fills time.
    #[serde(default)]
    pub kind: Kind,
    /// Materials, grounds, surfaces, as cue sheets spell them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// How hard it was done, 0..=1: takes of one class with different forces are its velocity layers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub force: Option<f32>,
    /// Its licence; the pack's if empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub licence: String,
    /// Its author; the pack's if empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub author: String,
    /// Where it comes from.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub source: String,
    /// Length, seconds.
    #[serde(default)]
    pub seconds: f64,
    /// Loudest 400 ms, LUFS.
    #[serde(default)]
    pub loudness: f32,
    /// First point at -12 dB of its peak, milliseconds.
    #[serde(default)]
    pub onset_ms: f64,
    /// Kept, credited and heard when a cue names it, but never chosen: a model of its class is recognised better.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub spare: bool,
    /// What lies below is no part of the sound (rumble of a room, a hand on the recorder) and is cut away, hertz.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub low_cut_hz: Option<f32>,
    /// Where it can go round, seconds; all of it if absent.
    #[serde(default, rename = "loop", skip_serializing_if = "Option::is_none")]
    pub round: Option<[f64; 2]>,
    /// Hash of the file, hex.
    #[serde(default)]
    pub sha256: String,
}

/// How a recording fills time.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// It happens.
    #[default]
    OneShot,
    /// It lasts, and can be made to last longer.
    Loop,
}

impl Manifest {
    /// Reads the manifest of the pack in `folder`.
    ///
    /// # Errors
    /// [`Error::Disk`] where there is none, [`Error::Refused`] where it says what it may not.
    pub fn read(folder: &Path) -> Result<Manifest> {
        let path = folder.join(FILE);
        let mut text = String::new();
        let file = File::open(&path).map_err(Error::disk(&path))?;
        file.take(MOST_BYTES + 1).read_to_string(&mut text).map_err(Error::disk(&path))?;
        if text.len() as u64 > MOST_BYTES {
            return Err(Error::refused(&path, format!("is longer than {MOST_BYTES} bytes")));
        }
        let manifest: Manifest = toml::from_str(&text).map_err(|e| {
            let line = e.span().map_or(1, |span| 1 + text[..span.start].matches('\n').count());
            Error::refused(&path, format!("line {line}: {}", e.message().replace('\n', " ")))
        })?;
        manifest.check().map_err(|what| Error::refused(&path, what))?;
        Ok(manifest)
    }

    /// Writes the manifest of the pack in `folder`, whole or not at all.
    ///
    /// # Errors
    /// [`Error::Disk`].
    pub fn write(&self, folder: &Path) -> Result<()> {
        let path = folder.join(FILE);
        self.check().map_err(|what| Error::refused(&path, what))?;
        let text = toml::to_string(self).map_err(|e| Error::refused(&path, e.to_string()))?;
        let partial = folder.join("pack.toml.partial");
        std::fs::write(&partial, text).map_err(Error::disk(&partial))?;
        std::fs::rename(&partial, &path).map_err(Error::disk(&path))
    }

    /// What is wrong with it, in a sentence.
    fn check(&self) -> std::result::Result<(), String> {
        if !is_name(&self.name) {
            return Err(format!(
                "the name {:?} has to be of letters, digits, - and _, at most 64",
                self.name
            ));
        }
        if self.recordings.len() > MOST_RECORDINGS {
            return Err(format!("has {} recordings; {MOST_RECORDINGS} are accepted", self.recordings.len()));
        }
        [&self.version, &self.licence, &self.author].into_iter().try_for_each(|text| plain(text))?;
        let mut files = std::collections::BTreeSet::new();
        for entry in &self.recordings {
            entry.check().map_err(|what| format!("{}: {what}", entry.file.escape_debug()))?;
            if !files.insert(&entry.file) {
                return Err(format!("{} stands twice in it", entry.file));
            }
        }
        Ok(())
    }
}

impl Entry {
    /// The name under which a cue sheet asks for it.
    pub fn id(&self, pack: &str) -> String {
        let stem = self.file.rsplit_once('.').map_or(self.file.as_str(), |(stem, _)| stem);
        format!("{pack}/{stem}")
    }

    /// Where its file lies; never outside of `folder`, whatever links say.
    ///
    /// # Errors
    /// [`Error::Disk`] where there is none, [`Error::Refused`] where it lies elsewhere.
    pub fn path(&self, folder: &Path) -> Result<PathBuf> {
        let path = folder.join(&self.file);
        let real = path.canonicalize().map_err(Error::disk(&path))?;
        let home = folder.canonicalize().map_err(Error::disk(folder))?;
        if !real.starts_with(home) {
            return Err(Error::refused(&path, "leads out of its pack's folder"));
        }
        Ok(real)
    }

    fn check(&self) -> std::result::Result<(), String> {
        let inside = |part| matches!(part, Component::Normal(_));
        if self.file.is_empty() || !Path::new(&self.file).components().all(inside) {
            return Err("the file has to lie in the pack's folder".into());
        }
        let texts = [&self.file, &self.class, &self.licence, &self.author, &self.source, &self.sha256];
        texts.into_iter().chain(&self.tags).try_for_each(|text| plain(text))?;
        if self.tags.len() > MOST_TAGS {
            return Err(format!("has {} tags; {MOST_TAGS} are accepted", self.tags.len()));
        }
        let [from, to] = self.round.unwrap_or([0.0, self.seconds]);
        let numbers_fit = (0.0..=crate::LONGEST_S).contains(&self.seconds)
            && (0.0..=self.seconds * 1000.0).contains(&self.onset_ms)
            && (-200.0..=20.0).contains(&self.loudness)
            && (0.0..=1.0).contains(&self.force.unwrap_or(0.0))
            && (10.0..=HIGHEST_CUT_HZ).contains(&self.low_cut_hz.unwrap_or(10.0))
            && 0.0 <= from
            && from <= to
            && to <= self.seconds;
        if numbers_fit { Ok(()) } else { Err("one of its numbers is out of range".into()) }
    }
}

fn is_name(name: &str) -> bool {
    let fits = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    (1..=64).contains(&name.len()) && name.chars().all(fits)
}

fn plain(text: &str) -> std::result::Result<(), String> {
    if text.chars().count() > LONGEST_TEXT || text.chars().any(char::is_control) {
        let begin: String = text.chars().take(40).collect();
        return Err(format!(
            "{begin:?} … is longer than {LONGEST_TEXT} characters or has control characters"
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> std::result::Result<Manifest, String> {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(FILE), text).unwrap();
        let home = format!("{}/", folder.path().display());
        Manifest::read(folder.path()).map_err(|e| e.to_string().replace(&home, ""))
    }

    fn refusal(entry: &str) -> String {
        let head = "name = \"p\"\n[[recording]]\nclass = \"WOOD-IMPACT\"\n";
        read(&format!("{head}{entry}")).unwrap_err().lines().next().unwrap().to_owned()
    }

    #[test]
    fn what_is_written_is_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let entry = Entry {
            file: "a/b.wav".into(),
            class: "WOOD-IMPACT".into(),
            tags: vec!["wood".into()],
            force: Some(0.5),
            spare: true,
            low_cut_hz: Some(80.0),
            seconds: 2.0,
            loudness: -20.0,
            onset_ms: 3.5,
            round: Some([0.5, 1.5]),
            ..Entry::default()
        };
        let manifest = Manifest { name: "mine".into(), recordings: vec![entry], ..Manifest::default() };
        manifest.write(folder.path()).unwrap();
        assert_eq!(Manifest::read(folder.path()).unwrap(), manifest);
        assert_eq!(manifest.recordings[0].id("mine"), "mine/a/b");
    }

    #[test]
    fn the_default_pack_says_of_everything_whose_it_is_and_takes_only_free_licences() {
        let list = include_str!("../../../script/sounds.toml");
        let manifest = read(list).unwrap();
        assert!(manifest.recordings.len() > 150);
        for entry in &manifest.recordings {
            assert!(
                ["CC0-1.0", "CC-BY-3.0"].contains(&entry.licence.as_str()),
                "{}: {}",
                entry.file,
                entry.licence
            );
            assert!(!entry.author.is_empty() && entry.source.starts_with("https://"), "{}", entry.file);
            assert!(entry.sha256.len() == 64 && entry.seconds > 0.01, "{}", entry.file);
            let is_known = engine::spot::classes().iter().any(|class| class.id == entry.class);
            assert!(is_known, "{}: nothing is ever cast from {}", entry.file, entry.class);
        }
    }

    #[test]
    fn no_file_lies_outside_of_its_pack() {
        for file in ["../up.wav", "/etc/passwd", "a/../../b.wav", "", "./a.wav"] {
            assert!(
                refusal(&format!("file = {file:?}\n")).contains("has to lie in the pack's folder"),
                "{file}"
            );
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_link_that_leads_out_of_the_pack_is_refused() {
        let (folder, outside) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        std::fs::write(outside.path().join("x.wav"), "secret").unwrap();
        std::os::unix::fs::symlink(outside.path().join("x.wav"), folder.path().join("x.wav")).unwrap();
        let entry = Entry { file: "x.wav".into(), ..Entry::default() };
        assert!(entry.path(folder.path()).unwrap_err().to_string().contains("leads out"));
        std::fs::remove_file(folder.path().join("x.wav")).unwrap();
        std::fs::write(folder.path().join("x.wav"), "ours").unwrap();
        assert!(entry.path(folder.path()).is_ok());
    }

    #[test]
    fn what_is_out_of_range_is_refused_with_the_file() {
        for bad in [
            "onset_ms = 5.0",
            "seconds = 1e9",
            "force = 2.0",
            "low_cut_hz = 9000.0",
            "seconds = 2.0\nloop = [1.5, 0.5]",
            "loudness = nan",
        ] {
            let said = refusal(&format!("file = \"a.wav\"\n{bad}\n"));
            assert!(said.contains("a.wav: one of its numbers is out of range"), "{bad}: {said}");
        }
        assert!(refusal("file = \"a.wav\"\nauthor = \"a\\u0000b\"\n").contains("control characters"));
        assert!(read("name = \"a/b\"\n").unwrap_err().contains("letters, digits"));
        assert!(read("name = \"p\"\nnonsense").unwrap_err().starts_with("pack.toml: line 2: "));
    }
}
