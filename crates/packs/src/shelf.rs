//! All packs of a folder as the engine's library: manifests are read at once, sounds when they are wanted.

use crate::manifest::{FILE, Kind};
use crate::{Entry, Error, Manifest, Result, decoded};
use engine::dsp::{DcBlock, Stereo, Svf};
use engine::{Lasting, Library, Recording};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// Most packs of a folder.
const MOST_PACKS: usize = 64;
/// Largest file of a recording, bytes.
pub(crate) const MOST_BYTES: u64 = 64 << 20;
/// Decoded samples that are kept, a channel: about 190 MB; beyond that all are let go.
const KEPT_SAMPLES: usize = 24_000_000;

/// Every recording of every pack in a folder.
#[derive(Debug)]
pub struct Shelf {
    packs: Vec<(PathBuf, Manifest)>,
    /// Pack and entry of each recording.
    places: Vec<(usize, usize)>,
    recordings: Vec<Recording>,
    decoded: Mutex<BTreeMap<usize, Arc<Stereo>>>,
}

impl Shelf {
    /// Opens the packs in `folder`, in the order of their folders' names; without the folder there are none.
    ///
    /// # Errors
    /// As [`Manifest::read`], for the first pack that cannot be read; [`Error::Refused`] for two packs of one name.
    pub fn open(folder: &Path) -> Result<Shelf> {
        Shelf::of(&packs_in(folder)?)
    }

    /// Opens the packs in these folders.
    ///
    /// # Errors
    /// As [`Shelf::open`].
    pub fn of(folders: &[PathBuf]) -> Result<Shelf> {
        let read = |folder: &PathBuf| Ok((folder.clone(), Manifest::read(folder)?));
        let packs = folders.iter().map(read).collect::<Result<Vec<_>>>()?;
        for (i, (folder, pack)) in packs.iter().enumerate() {
            if let Some((other, _)) = packs[..i].iter().find(|(_, other)| other.name == pack.name) {
                let what = format!("has the name {} as {} has", pack.name, other.display());
                return Err(Error::refused(folder, what));
            }
        }
        let (mut places, mut recordings) = (Vec::new(), Vec::new());
        for (i, (_, pack)) in packs.iter().enumerate() {
            places.extend((0..pack.recordings.len()).map(|j| (i, j)));
            recordings.extend(pack.recordings.iter().map(|entry| recording(pack, entry)));
        }
        Ok(Shelf { packs, places, recordings, decoded: Mutex::default() })
    }

    /// The packs, each with its folder.
    pub fn packs(&self) -> &[(PathBuf, Manifest)] {
        &self.packs
    }

    /// Reads every file and says which are not what their manifest says.
    pub fn faults(&self) -> Vec<Error> {
        (0..self.places.len()).filter_map(|i| self.read(i).err()).collect()
    }

    /// The sound of a recording from its file, which has to be the one that was measured.
    fn read(&self, index: usize) -> Result<Stereo> {
        let (pack, entry) = self.places[index];
        let (folder, manifest) = &self.packs[pack];
        let entry = &manifest.recordings[entry];
        let path = entry.path(folder)?;
        let bytes = bytes_of(&path)?;
        if hash_of(&bytes) != entry.sha256 {
            let what = "is not the file that its pack.toml was made for; index the folder again with `wildtrack library add`";
            return Err(Error::refused(&path, what));
        }
        let mut sound = decoded(&bytes, &path)?;
        for channel in sound.channels_mut() {
            let mut block = DcBlock::default();
            channel.iter_mut().for_each(|x| *x = block.sample(*x));
            if let Some(hz) = entry.low_cut_hz {
                cut_below(hz, channel);
            }
        }
        Ok(sound)
    }
}

/// Takes away what lies below, by 24 dB an octave: two filters whose qualities make a Butterworth of fourth order.
fn cut_below(hz: f32, channel: &mut [f32]) {
    for q in [0.541, 1.307] {
        let mut filter = Svf::new(hz, q);
        channel.iter_mut().for_each(|x| *x = filter.high(*x));
    }
}

impl Library for Shelf {
    fn recordings(&self) -> &[Recording] {
        &self.recordings
    }

    fn sound(&self, index: usize) -> engine::Result<Arc<Stereo>> {
        let kept = || self.decoded.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(sound) = kept().get(&index) {
            return Ok(sound.clone());
        }
        let sound = Arc::new(self.read(index).map_err(|e| engine::Error::Broken(e.to_string()))?);
        let mut kept = kept();
        if kept.values().map(|sound| sound.len()).sum::<usize>() + sound.len() > KEPT_SAMPLES {
            kept.clear();
        }
        kept.insert(index, sound.clone());
        Ok(sound)
    }
}

/// The folders in `folder` that are packs, in the order of their names.
fn packs_in(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(e) => return Err(Error::disk(folder)(e)),
    };
    let mut packs = Vec::new();
    for entry in entries {
        let path = entry.map_err(Error::disk(folder))?.path();
        if path.join(FILE).is_file() {
            packs.push(path);
        }
    }
    if packs.len() > MOST_PACKS {
        return Err(Error::refused(
            folder,
            format!("holds {} packs; {MOST_PACKS} are accepted", packs.len()),
        ));
    }
    packs.sort();
    Ok(packs)
}

fn recording(pack: &Manifest, entry: &Entry) -> Recording {
    let [from, to] = entry.round.unwrap_or([0.0, entry.seconds]);
    Recording {
        id: entry.id(&pack.name),
        class: entry.class.clone(),
        lasting: if entry.kind == Kind::Loop { Lasting::Round(from, to) } else { Lasting::Once },
        tags: entry.tags.clone(),
        force: entry.force,
        seconds: entry.seconds,
        onset_s: entry.onset_ms / 1000.0,
        spare: entry.spare,
        credit: credit(pack, entry),
    }
}

/// Author, licence and source of a recording, in one line.
fn credit(pack: &Manifest, entry: &Entry) -> String {
    let own = |of_entry: &String, of_pack: &String| {
        if of_entry.is_empty() { of_pack.clone() } else { of_entry.clone() }
    };
    let author = own(&entry.author, &pack.author);
    let author = if author.is_empty() { "unknown author".into() } else { author };
    let parts = [author, own(&entry.licence, &pack.licence), entry.source.clone()];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

/// A file's bytes, if they are not too many.
pub(crate) fn bytes_of(path: &Path) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(Error::disk(path))?;
    file.take(MOST_BYTES + 1).read_to_end(&mut bytes).map_err(Error::disk(path))?;
    if bytes.len() as u64 > MOST_BYTES {
        return Err(Error::refused(path, format!("is larger than {} MB", MOST_BYTES >> 20)));
    }
    Ok(bytes)
}

/// SHA-256, hex.
pub(crate) fn hash_of(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}
