//! Onsets of a sound by its rise of energy, and the wav reader for it.
//!
//! The detector: mono, first difference (a high-pass of 6 dB an octave, so that rumble does not hide clicks), energy of
//! 8 ms every 2 ms in decibels. An onset lies where that level is at least 9 dB over its mean of the 40 ms before and
//! within 36 dB of the loudest; its time is where the level first passes halfway between the level before and the
//! highest of the next 20 ms. Two onsets are at least 70 ms apart, and between them the level must have fallen by 4 dB.

use anyhow::{Context, Result, bail, ensure};
use std::path::Path;

const HOP_S: f64 = 0.002;
const WINDOW_S: f64 = 0.008;
const RISE_DB: f64 = 9.0;
const RANGE_DB: f64 = 36.0;
const WAIT_S: f64 = 0.07;

/// Samples of a wav, mixed to mono, and their rate.
///
/// # Errors
/// When the file is not a PCM or float wav.
pub fn read_wav(path: &Path) -> Result<(Vec<f32>, f64)> {
    let bytes = std::fs::read(path).with_context(|| format!("reading {}", path.display()))?;
    ensure!(
        bytes.len() > 12 && &bytes[..4] == b"RIFF" && &bytes[8..12] == b"WAVE",
        "{}: no wav",
        path.display()
    );
    let (mut at, mut format) = (12, None);
    while at + 8 <= bytes.len() {
        let size = u32::from_le_bytes([bytes[at + 4], bytes[at + 5], bytes[at + 6], bytes[at + 7]]) as usize;
        let body = &bytes[at + 8..(at + 8).saturating_add(size).min(bytes.len())];
        match &bytes[at..at + 4] {
            b"fmt " if body.len() >= 16 => {
                let word = |k: usize| u16::from_le_bytes([body[k], body[k + 1]]);
                let rate = u32::from_le_bytes([body[4], body[5], body[6], body[7]]);
                let code = if word(0) == 0xFFFE && body.len() >= 26 { word(24) } else { word(0) };
                format = Some((code, usize::from(word(2)), f64::from(rate), usize::from(word(14) / 8)));
            }
            b"data" => {
                let (code, channels, rate, width) = format.context("wav data before its format")?;
                ensure!(
                    channels > 0 && (2..=4).contains(&width),
                    "a wav of {channels} channels, {width} bytes"
                );
                return Ok((mono(body, code, channels, width), rate));
            }
            _ => {}
        }
        at = at.saturating_add(8 + size + size % 2);
    }
    bail!("{}: a wav without data", path.display())
}

fn mono(body: &[u8], code: u16, channels: usize, width: usize) -> Vec<f32> {
    let value = |b: &[u8]| match (code, width) {
        (3, 4) => f32::from_le_bytes([b[0], b[1], b[2], b[3]]),
        (_, 2) => f32::from(i16::from_le_bytes([b[0], b[1]])) / 32_768.0,
        (_, 3) => i32::from_le_bytes([0, b[0], b[1], b[2]]) as f32 / 2_147_483_648.0,
        _ => i32::from_le_bytes([b[0], b[1], b[2], b[3]]) as f32 / 2_147_483_648.0,
    };
    let mean = |frame: &[u8]| frame.chunks_exact(width).map(value).sum::<f32>() / channels as f32;
    body.chunks_exact(channels * width).map(mean).collect()
}

/// Times of onsets, seconds, as the module's text says.
pub fn onsets(samples: &[f32], rate: f64) -> Vec<f64> {
    let levels = levels(samples, rate);
    let loudest = levels.iter().copied().fold(f64::MIN, f64::max);
    if loudest < -90.0 {
        return Vec::new();
    }
    let (back, ahead) = ((0.04 / HOP_S) as usize, (0.02 / HOP_S) as usize);
    let mut found: Vec<f64> = Vec::new();
    let mut lowest = f64::MIN;
    let mut i = 1;
    while i < levels.len() {
        lowest = lowest.min(levels[i]);
        let before = &levels[i.saturating_sub(back)..i];
        let floor = (before.iter().sum::<f64>() / before.len() as f64).max(loudest - RANGE_DB - RISE_DB);
        let top = levels[i..(i + ahead).min(levels.len())].iter().copied().fold(f64::MIN, f64::max);
        let half = (floor + top) / 2.0;
        let t = i as f64 * HOP_S + WINDOW_S / 2.0;
        let late = found.last().is_none_or(|last| t - last > WAIT_S && top - lowest > 4.0);
        if levels[i] >= half && top - floor >= RISE_DB && top > loudest - RANGE_DB && late {
            found.push(t);
            lowest = f64::MAX;
            i += ahead;
        }
        i += 1;
    }
    found
}

fn levels(samples: &[f32], rate: f64) -> Vec<f64> {
    let (hop, window) = ((HOP_S * rate) as usize, (WINDOW_S * rate) as usize);
    let steep: Vec<f64> = samples.windows(2).map(|w| f64::from(w[1] - w[0]).powi(2)).collect();
    let count = steep.len().saturating_sub(window) / hop.max(1);
    (0..count)
        .map(|i| {
            let energy = steep[i * hop..i * hop + window].iter().sum::<f64>() / window as f64;
            10.0 * (energy + 1e-12).log10()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clicks_are_heard_where_they_are_and_a_steady_tone_is_not() {
        let rate = 48_000.0;
        let mut samples: Vec<f32> = (0..96_000).map(|i| 1e-3 * (f64::from(i) * 0.05).sin() as f32).collect();
        for (t, strength) in [(0.5, 0.5), (1.0, 0.2), (1.15, 0.4)] {
            let from = (t * rate) as usize;
            for k in 0..4_000 {
                let fade = (-(k as f64) / 600.0).exp();
                samples[from + k] += (strength * fade * (k as f64 * 0.7).sin()) as f32;
            }
        }
        let found = onsets(&samples, rate);
        assert_eq!(found.len(), 3, "{found:?}");
        for (found, truth) in found.iter().zip([0.5, 1.0, 1.15]) {
            assert!((found - truth).abs() < 0.01, "{found} is not {truth}");
        }
    }
}
