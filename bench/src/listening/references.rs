//! Real recordings of classes: a folder of files named after their class (`RAIN-GENERAL.ogg`).

use super::ear::EAR_HZ;
use anyhow::{Context, Result, ensure};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The recordings of a folder by the name before their extension; none without a folder.
///
/// # Errors
/// When the folder cannot be read.
pub fn recordings(folder: Option<&Path>) -> Result<BTreeMap<String, PathBuf>> {
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
///
/// # Errors
/// As [`decoded`].
pub fn five_seconds(path: &Path) -> Result<Vec<f32>> {
    let once = decoded(path, EAR_HZ)?;
    ensure!(!once.is_empty(), "{}: no sound", path.display());
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
