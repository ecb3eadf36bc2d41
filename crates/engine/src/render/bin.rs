//! Rendered sounds kept on disk by what they were made from, so that an edited sheet renders only what changed.

use crate::dsp::Stereo;
use crate::{Error, Result};
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

/// First bytes of a file; another shape of it gets another number.
const MARK: &[u8; 8] = b"wtsound1";
/// Ending of the files.
const ENDING: &str = "sound";
/// Mark, offset and check come before the samples, bytes.
const HEAD: usize = 24;

/// An editor's bin: a folder of rendered sounds. What lies in it is believed only where it is whole; anything else is made anew.
#[derive(Debug)]
pub struct Bin {
    folder: PathBuf,
    made_by: String,
    seen: Mutex<Seen>,
}

/// What became of the sounds that were asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Seen {
    /// How many lay there.
    pub found: usize,
    /// How many were made and put there.
    pub made: usize,
    names: BTreeSet<String>,
}

/// A sound and the sample of the clip at which it begins.
pub type Placed = (Stereo, isize);

impl Bin {
    /// The bin in `folder`, which is made if it is missing. `made_by` names the build: another one's sounds are not
    /// taken.
    ///
    /// # Errors
    /// [`Error::Broken`] where the folder cannot be made.
    pub fn open(folder: &Path, made_by: &str) -> Result<Bin> {
        std::fs::create_dir_all(folder).map_err(|e| broken(folder, &e))?;
        Ok(Bin { folder: folder.to_owned(), made_by: made_by.to_owned(), seen: Mutex::default() })
    }

    /// What became of the sounds that were asked for so far.
    pub fn seen(&self) -> Seen {
        self.seen.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).clone()
    }

    /// Removes sounds that nobody has asked for since the bin was opened, so that it holds one sheet's and no more.
    ///
    /// # Errors
    /// [`Error::Broken`] where the folder cannot be read.
    pub fn forget_the_rest(&self) -> Result<()> {
        let seen = self.seen();
        for entry in std::fs::read_dir(&self.folder).map_err(|e| broken(&self.folder, &e))? {
            let path = entry.map_err(|e| broken(&self.folder, &e))?.path();
            let ours = path.extension().is_some_and(|ending| ending == ENDING);
            let name = path.file_stem().and_then(|name| name.to_str()).unwrap_or_default();
            let hash = name.len() == 64 && name.bytes().all(|b| b.is_ascii_hexdigit());
            if ours && hash && !seen.names.contains(name) {
                // Another process may have removed it already.
                let _gone = std::fs::remove_file(&path);
            }
        }
        Ok(())
    }

    /// The name of what is made from `parts`.
    pub(super) fn name(&self, parts: &impl Serialize) -> String {
        let parts = serde_json::to_vec(parts).expect("parts of a sheet have only string keys");
        let mut hash = Sha256::new();
        for part in [self.made_by.as_bytes(), &parts] {
            hash.update((part.len() as u64).to_le_bytes());
            hash.update(part);
        }
        hex::encode(hash.finalize())
    }

    /// The sound of that name: from the bin, else made and put there.
    pub(super) fn placed(&self, name: &str, make: impl FnOnce() -> Result<Placed>) -> Result<Placed> {
        let path = self.folder.join(format!("{name}.{ENDING}"));
        let found = std::fs::read(&path).ok().and_then(|bytes| read(&bytes));
        let mut seen = self.seen.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        seen.names.insert(name.to_owned());
        if let Some(placed) = found {
            seen.found += 1;
            return Ok(placed);
        }
        seen.made += 1;
        drop(seen);
        let placed = make()?;
        self.put(&path, &written(&placed)).map_err(|e| broken(&path, &e))?;
        Ok(placed)
    }

    /// Whole or not at all: a file that was begun must not be found.
    fn put(&self, path: &Path, bytes: &[u8]) -> std::io::Result<()> {
        let mut file = tempfile::NamedTempFile::new_in(&self.folder)?;
        file.write_all(bytes)?;
        file.persist(path)?;
        Ok(())
    }
}

fn written((sound, at): &Placed) -> Vec<u8> {
    let samples: Vec<u8> = sound.left.iter().chain(&sound.right).flat_map(|x| x.to_le_bytes()).collect();
    let at = (*at as i64).to_le_bytes();
    [&MARK[..], &at, &check(&samples, at).to_le_bytes(), &samples].concat()
}

fn read(bytes: &[u8]) -> Option<Placed> {
    let (head, samples) = (bytes.get(..HEAD)?, &bytes[HEAD..]);
    let number = |from: usize| head[from..from + 8].try_into().ok();
    let at: [u8; 8] = number(8)?;
    if head[..8] != MARK[..] || samples.len() % 8 != 0 || check(samples, at).to_le_bytes() != head[16..] {
        return None;
    }
    let (left, right) = samples.split_at(samples.len() / 2);
    let channel = |bytes: &[u8]| -> Vec<f32> {
        bytes.chunks_exact(4).map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect()
    };
    let at = isize::try_from(i64::from_le_bytes(at)).ok()?;
    Some((Stereo { left: channel(left), right: channel(right) }, at))
}

/// Against files that were cut or spoilt: FNV-1a (Fowler, Noll, Vo) over words of four bytes.
fn check(samples: &[u8], at: [u8; 8]) -> u64 {
    let words = at.chunks_exact(4).chain(samples.chunks_exact(4));
    let seed = 0xcbf2_9ce4_8422_2325 ^ samples.len() as u64;
    words.fold(seed, |sum, b| {
        (sum ^ u64::from(u32::from_le_bytes([b[0], b[1], b[2], b[3]]))).wrapping_mul(0x0100_0000_01b3)
    })
}

fn broken(path: &Path, error: &std::io::Error) -> Error {
    Error::Broken(format!("{}: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sound() -> Placed {
        (Stereo { left: vec![0.1, -0.2, 1e-30], right: vec![0.3, f32::MIN_POSITIVE, -0.0] }, -7)
    }

    fn bin(folder: &Path, made_by: &str) -> Bin {
        Bin::open(folder, made_by).unwrap()
    }

    #[test]
    fn a_sound_is_made_once_and_comes_back_to_the_bit() {
        let folder = tempfile::tempdir().unwrap();
        let bin = bin(folder.path(), "a");
        let name = bin.name(&"knock");
        bin.placed(&name, || Ok(sound())).unwrap();
        let again = bin.placed(&name, || panic!("made twice")).unwrap();
        let bits = |placed: &Placed| placed.0.right.iter().map(|x| x.to_bits()).collect::<Vec<_>>();
        assert_eq!((again.1, bits(&again)), (-7, bits(&sound())));
        assert_eq!((bin.seen().found, bin.seen().made), (1, 1));
    }

    #[test]
    fn another_builds_sounds_and_spoilt_files_are_made_anew() {
        let folder = tempfile::tempdir().unwrap();
        let (one, other) = (bin(folder.path(), "a"), bin(folder.path(), "b"));
        assert_ne!(one.name(&"knock"), other.name(&"knock"));
        let name = one.name(&"knock");
        one.placed(&name, || Ok(sound())).unwrap();
        let path = folder.path().join(format!("{name}.sound"));
        let whole = std::fs::read(&path).unwrap();
        let mut flipped = whole.clone();
        flipped[HEAD + 3] ^= 1;
        for spoilt in [&whole[..whole.len() - 4], &whole[..10], &flipped, &[]] {
            std::fs::write(&path, spoilt).unwrap();
            one.placed(&name, || Ok(sound())).unwrap();
            assert_eq!(std::fs::read(&path).unwrap(), whole, "{} bytes were believed", spoilt.len());
        }
    }

    #[test]
    fn what_nobody_asks_for_is_forgotten_and_strangers_files_are_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let first = bin(folder.path(), "a");
        let [old, new] = ["old", "new"].map(|what| first.name(&what));
        first.placed(&old, || Ok(sound())).unwrap();
        std::fs::write(folder.path().join("diary.sound"), b"mine").unwrap();
        let later = bin(folder.path(), "a");
        later.placed(&new, || Ok(sound())).unwrap();
        later.forget_the_rest().unwrap();
        let there = |name: &str| folder.path().join(format!("{name}.sound")).exists();
        assert_eq!([there(&old), there(&new), there("diary")], [false, true, true]);
    }
}
