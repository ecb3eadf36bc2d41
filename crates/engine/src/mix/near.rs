//! What nearness does to the whole foreground in ASMR mode: less at 5 kHz, more in the deep, softer beginnings.

use crate::dsp::{FS, Stereo, Svf, db, gain, samples};

/// Less energy about 5 kHz precedes tingling (Terashima 2024): how much less, decibels.
const DIP_DB: f32 = -4.6;
const DIP_HZ: f32 = 5_000.0;
/// What a microphone adds to something near, and below what frequency, as a mouth at an ear has it.
const NEAR_DB: f32 = 4.0;
const NEAR_HZ: f32 = 180.0;

/// A sound at a fifth of a metre is 14 dB over the loudness table, which is for one metre: a microphone so near is turned
/// down by as much, or the beds, which nobody leans over, would have to yield, decibels.
pub const CLOSE_DB: f32 = -14.0;

/// Peaks this far below the loudest, and above, are softened, decibels.
const SOFT_FROM_DB: f32 = -9.0;
/// How much the loudest peak loses, decibels.
const SOFTEST_DB: f32 = 3.0;
const LOOK_AHEAD_S: f64 = 0.001;
const RELEASE_S: f32 = 0.03;

/// The colour of nearness.
pub fn colour(layer: &mut Stereo) {
    for channel in layer.channels_mut() {
        let (mut band, mut deep) = (Svf::new(DIP_HZ, 1.0), Svf::new(NEAR_HZ, 0.6));
        for x in channel.iter_mut() {
            *x += (gain(DIP_DB) - 1.0) * band.band(*x);
            *x += (gain(NEAR_DB) - 1.0) * deep.low(*x);
        }
    }
}

/// Takes up to 3 dB off what stands out most: a knee between 9 dB below the loudest peak (`top_db`) and the peak itself.
pub fn soften(layer: &mut Stereo, top_db: f32) {
    let ahead = samples(LOOK_AHEAD_S);
    let fall = libm::expf(-1.0 / (RELEASE_S * FS));
    let level = |i: usize| layer.left[i].abs().max(layer.right[i].abs());
    let mut follow = 0.0_f32;
    let peaks: Vec<f32> = (0..layer.len())
        .map(|i| {
            follow = level((i + ahead).min(layer.len() - 1)).max(follow * fall);
            follow
        })
        .collect();
    let threshold = gain(top_db + SOFT_FROM_DB);
    let less = |peak: f32| match peak > threshold {
        // Quadratic: half way up the knee a quarter of it is taken.
        true => {
            let part = (db(peak / threshold) / -SOFT_FROM_DB).min(1.0);
            gain(-SOFTEST_DB * part * part)
        }
        false => 1.0,
    };
    // The mean over the look-ahead turns a step into a slope.
    let wanted: Vec<f32> = peaks.iter().map(|&peak| less(peak)).collect();
    let curve = crate::dsp::limit::smoothed(&wanted, ahead);
    for channel in layer.channels_mut() {
        channel.iter_mut().zip(&curve).for_each(|(x, less)| *x *= less);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rms_of_tone(hz: f32) -> f32 {
        let tone: Vec<f32> =
            (0..48_000).map(|i| libm::sinf(core::f32::consts::TAU * hz * i as f32 / FS)).collect();
        let mut heard = Stereo::of_mono(&tone);
        colour(&mut heard);
        let settled = &heard.left[4_800..];
        db(libm::sqrtf(2.0 * settled.iter().map(|x| x * x).sum::<f32>() / settled.len() as f32))
    }

    #[test]
    fn the_dip_lies_at_5_khz_and_the_deep_comes_nearer() {
        assert!((-5.0..=-3.0).contains(&rms_of_tone(5_000.0)), "{}", rms_of_tone(5_000.0));
        assert!(rms_of_tone(1_000.0).abs() < 0.7 && rms_of_tone(15_000.0).abs() < 1.2);
        assert!((3.0..=4.5).contains(&rms_of_tone(70.0)), "{}", rms_of_tone(70.0));
    }

    #[test]
    fn the_hardest_beginnings_lose_three_decibels_and_quiet_ones_none() {
        let mut knocks = vec![0.0_f32; 48_000];
        for (at, level) in [(4_800, 0.9), (24_000, 0.2)] {
            (0..480).for_each(|i| {
                knocks[at + i] = level * libm::expf(-(i as f32) / 60.0) * if i % 8 < 4 { 1.0 } else { -1.0 }
            });
        }
        let mut heard = Stereo::of_mono(&knocks);
        soften(&mut heard, db(0.9));
        let peak = |sound: &[f32], at: usize| sound[at..at + 480].iter().fold(0.0f32, |p, x| x.abs().max(p));
        let lost = |at| db(peak(&knocks, at)) - db(peak(&heard.left, at));
        assert!((2.5..=3.1).contains(&lost(4_800)), "{}", lost(4_800));
        assert!(lost(24_000).abs() < 0.01, "{}", lost(24_000));
    }
}
