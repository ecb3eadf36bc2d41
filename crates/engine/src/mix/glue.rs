//! The bus compressor: loud stretches are held together a little, as one gain curve that every stem shares.

use crate::dsp::{FS, Stereo, db, gain};

/// Samples of which one level is taken.
const BLOCK: usize = (FS * 0.005) as usize;
/// Blocks on each side over which levels are averaged: 60 ms in all.
const REACH: usize = 6;
/// Decibels in for one decibel out, above the threshold.
const RATIO: f32 = 1.5;
/// How far over the loudness aimed at the threshold lies, decibels.
const OVER_TARGET_DB: f32 = 5.0;
/// Most that is taken, decibels.
const MOST_DB: f32 = 3.0;

/// The factor (0..=1) at every sample. Levels are means of what is near and nothing else, so an edit elsewhere moves no
/// bit of it here.
pub fn curve(mix: &Stereo, target_lufs: f32) -> Vec<f32> {
    let power: Vec<f32> = mix.left.chunks(BLOCK).zip(mix.right.chunks(BLOCK)).map(power_of).collect();
    let threshold_db = target_lufs + OVER_TARGET_DB;
    let gains: Vec<f32> = (0..power.len())
        .map(|i| {
            let near = &power[i.saturating_sub(REACH)..(i + REACH + 1).min(power.len())];
            let level_db = 0.5 * db(near.iter().sum::<f32>() / near.len() as f32);
            let over_db = (level_db - threshold_db).max(0.0);
            gain(-(over_db * (1.0 - 1.0 / RATIO)).min(MOST_DB))
        })
        .collect();
    (0..mix.len()).map(|i| drawn(&gains, i)).collect()
}

fn power_of((left, right): (&[f32], &[f32])) -> f32 {
    left.iter().chain(right).map(|x| x * x).sum::<f32>() / left.len().max(1) as f32
}

/// Straight between the middles of blocks.
fn drawn(gains: &[f32], i: usize) -> f32 {
    let at = (i as f32 + 0.5) / BLOCK as f32 - 0.5;
    let before = (at.max(0.0) as usize).min(gains.len() - 1);
    let after = (before + 1).min(gains.len() - 1);
    gains[before] + (gains[after] - gains[before]) * (at - before as f32).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tone(level: impl Fn(f32) -> f32) -> Stereo {
        let sample = |i: usize| level(i as f32 / FS) * libm::sinf(i as f32 * 0.05);
        Stereo::of_mono(&(0..96_000).map(sample).collect::<Vec<_>>())
    }

    #[test]
    fn loud_stretches_are_held_by_a_third_of_what_they_are_over() {
        // Both sides of a sine of amplitude 1 have a power of 1 together: 0 dB, 11 over the threshold.
        let held = curve(&tone(|t| if t < 1.0 { 0.05 } else { 0.5 }), -16.0);
        assert_eq!(held[20_000], 1.0);
        let deep = -db(held[70_000]);
        assert!((deep - 5.0 / 3.0).abs() < 0.15, "{deep}");
        assert!(held.windows(2).all(|w| (w[1] - w[0]).abs() < 1e-3));
    }

    #[test]
    fn an_edit_moves_no_bit_of_the_curve_a_tenth_of_a_second_away() {
        let (a, b) = (tone(|_| 0.6), tone(|t| if t < 1.0 { 0.6 } else { 0.9 }));
        let (a, b) = (curve(&a, -16.0), curve(&b, -16.0));
        assert!(a[..43_200] == b[..43_200] && a[60_000] != b[60_000]);
    }
}
