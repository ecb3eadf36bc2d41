//! What is heard: onsets as librosa finds them, CondFoleyGen's figures and our strict ones on foley, films' own soundtracks.

pub mod flux;
pub mod foley;
pub mod own;
pub mod published;

use anyhow::{Context, Result, ensure};
use std::path::Path;
use std::process::Command;

/// Samples of a file's sound as one channel at a rate, through FFmpeg.
///
/// # Errors
/// When there is no sound, or FFmpeg fails.
pub fn samples(path: &Path, rate: u32) -> Result<Vec<f32>> {
    let done = Command::new("ffmpeg")
        .args(["-v", "error", "-threads", "1", "-i"])
        .arg(path)
        .args(["-vn", "-ac", "1", "-ar", &rate.to_string(), "-f", "f32le", "-"])
        .output()
        .context("starting ffmpeg")?;
    ensure!(done.status.success(), "{}: {}", path.display(), String::from_utf8_lossy(&done.stderr));
    Ok(done.stdout.chunks_exact(4).map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect())
}
