//! Real recordings of classes: those of the packs, and a folder of files named after their class (`RAIN-GENERAL.ogg`).

use super::ear::{EAR_HZ, at_16_khz};
use anyhow::{Context, Result, ensure};
use engine::Library;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

/// What classes sound like in the world.
#[derive(Default)]
pub struct References {
    files: BTreeMap<String, PathBuf>,
    packs: Option<Arc<dyn Library>>,
}

impl References {
    /// The recordings of a folder and of packs.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn new(folder: Option<&Path>, packs: Option<Arc<dyn Library>>) -> Result<References> {
        Ok(References { files: recordings(folder)?, packs })
    }

    /// Every recording of a class as our own renders fill five seconds, 16 kHz.
    ///
    /// # Errors
    /// When one cannot be read.
    pub fn of(&self, class: &str) -> Result<Vec<Vec<f32>>> {
        let mut takes = Vec::new();
        if let Some(path) = self.files.get(class) {
            takes.push(five_seconds(decoded(path, EAR_HZ)?).with_context(|| path.display().to_string())?);
        }
        let Some(packs) = &self.packs else { return Ok(takes) };
        for (i, recording) in packs.recordings().iter().enumerate().filter(|(_, r)| r.class == class) {
            let heard = at_16_khz(packs.sound(i)?.as_ref());
            takes.push(five_seconds(heard).with_context(|| recording.id.clone())?);
        }
        Ok(takes)
    }
}

/// The recordings of a folder by the name before their extension; none without a folder.
///
/// # Errors
/// When the folder cannot be read.
fn recordings(folder: Option<&Path>) -> Result<BTreeMap<String, PathBuf>> {
    let Some(folder) = folder else { return Ok(BTreeMap::new()) };
    let mut found = BTreeMap::new();
    for entry in std::fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let path = entry?.path();
        if let Some(name) = path.file_stem().filter(|_| path.is_file()) {
            found.insert(name.to_string_lossy().into_owned(), path.clone());
        }
    }
    Ok(found)
}

/// A recording in one channel, `rate` samples a second.
///
/// # Errors
/// When FFmpeg cannot read it.
pub fn decoded(path: &Path, rate: usize) -> Result<Vec<f32>> {
    let rate = rate.to_string();
    let mut command = Command::new("ffmpeg");
    command.args(["-nostdin", "-v", "error", "-threads", "1", "-i"]).arg(path);
    command.args(["-vn", "-ac", "1", "-ar", &rate, "-f", "f32le", "-"]);
    let done = command.output().context("running ffmpeg")?;
    ensure!(done.status.success(), "{}: {}", path.display(), String::from_utf8_lossy(&done.stderr).trim());
    let value = |b: &[u8]| f32::from_le_bytes([b[0], b[1], b[2], b[3]]);
    Ok(done.stdout.chunks_exact(4).map(value).collect())
}

/// Five seconds of a recording as our own renders fill them: a short one comes again about once a second.
fn five_seconds(once: Vec<f32>) -> Result<Vec<f32>> {
    ensure!(!once.is_empty(), "no sound");
    let mut all = Vec::new();
    while all.len() < 5 * EAR_HZ {
        all.extend_from_slice(&once);
        if once.len() < 4 * EAR_HZ {
            let rest = EAR_HZ.saturating_sub(once.len()).max(3 * EAR_HZ / 10);
            all.resize(all.len() + rest, 0.0);
        }
    }
    all.truncate(5 * EAR_HZ);
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_knock_comes_again_each_second_and_rain_goes_on() {
        let knock = five_seconds(vec![1.0; 800]).unwrap();
        assert!(knock[EAR_HZ] == 1.0 && knock[EAR_HZ - 1] == 0.0 && knock.len() == 5 * EAR_HZ);
        assert_eq!(knock.iter().sum::<f32>(), 4_000.0);
        assert!(five_seconds(vec![1.0; 9 * EAR_HZ / 2]).unwrap().iter().all(|x| *x == 1.0));
        assert!(five_seconds(Vec::new()).is_err());
    }
}
