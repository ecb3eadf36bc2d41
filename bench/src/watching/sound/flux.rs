//! Onsets by spectral flux of mel bands, as librosa's `onset_detect` (settings of its version 0.10) finds them.

use super::super::peaks::{Picking, peaks};
use realfft::RealFftPlanner;
use std::f64::consts::PI;

/// Samples a second that librosa loads.
pub const RATE: u32 = 22_050;
const HOP: usize = 512;
const WINDOW: usize = 2_048;
const BANDS: usize = 128;
/// Frames that the flux is moved by: one of lag, and half a window over the hop.
const SHIFT: usize = 1 + WINDOW / (2 * HOP);
/// Windows of `onset_detect`: 30 ms of greatest, 100 ms of mean, in whole frames.
const PICKING: Picking =
    Picking { pre_max: 1, post_max: 1, pre_average: 4, post_average: 5, delta: 0.0, wait: 1 };

/// Places of onsets, samples at [`RATE`]; librosa's own threshold is 0.07, CondFoleyGen's 0.3.
pub fn onsets(samples: &[f32], delta: f32) -> Vec<usize> {
    let mut strength = strength(samples);
    let low = strength.iter().copied().fold(f32::MAX, f32::min);
    strength.iter_mut().for_each(|s| *s -= low);
    let top = strength.iter().copied().fold(0.0, f32::max);
    if top <= 0.0 {
        return Vec::new();
    }
    strength.iter_mut().for_each(|s| *s /= top);
    peaks(&strength, &Picking { delta, ..PICKING }).into_iter().map(|i| i * HOP).collect()
}

/// Mean rise of the bands' levels from frame to frame.
fn strength(samples: &[f32]) -> Vec<f32> {
    let levels = levels(samples);
    let rise = |w: &[Vec<f32>]| {
        w[0].iter().zip(&w[1]).map(|(before, now)| (now - before).max(0.0)).sum::<f32>() / BANDS as f32
    };
    let mut strength = vec![0.0; SHIFT];
    strength.extend(levels.windows(2).map(rise));
    strength.truncate(levels.len());
    strength
}

/// Levels of mel bands in decibels, no more than 80 under the loudest; frames stand around their time.
fn levels(samples: &[f32]) -> Vec<Vec<f32>> {
    let fft = RealFftPlanner::<f32>::new().plan_fft_forward(WINDOW);
    let hann: Vec<f32> =
        (0..WINDOW).map(|i| (0.5 - 0.5 * (2.0 * PI * i as f64 / WINDOW as f64).cos()) as f32).collect();
    let (mut input, mut output) = (fft.make_input_vec(), fft.make_output_vec());
    let bands = bands();
    let mut levels = Vec::new();
    for frame in 0..=samples.len() / HOP {
        for (i, value) in input.iter_mut().enumerate() {
            let at = (frame * HOP + i).checked_sub(WINDOW / 2);
            *value = hann[i] * at.and_then(|at| samples.get(at)).copied().unwrap_or(0.0);
        }
        fft.process(&mut input, &mut output).expect("buffers are the plan's own");
        let power: Vec<f32> = output.iter().map(|c| c.norm_sqr()).collect();
        let level = |band: &Vec<(usize, f32)>| {
            let sum: f32 = band.iter().map(|&(bin, weight)| weight * power[bin]).sum();
            10.0 * sum.max(1e-10).log10()
        };
        levels.push(bands.iter().map(level).collect());
    }
    let top = levels.iter().flatten().copied().fold(f32::MIN, f32::max);
    levels.iter_mut().flatten().for_each(|level: &mut f32| *level = level.max(top - 80.0));
    levels
}

/// Triangles on Slaney's mel scale, each of equal area: bins and weights.
fn bands() -> Vec<Vec<(usize, f32)>> {
    let top = mel_of(f64::from(RATE) / 2.0);
    let edges: Vec<f64> = (0..BANDS + 2).map(|i| hz_of(top * i as f64 / (BANDS + 1) as f64)).collect();
    let weight = |band: usize, bin: usize| {
        let hz = bin as f64 * f64::from(RATE) / WINDOW as f64;
        let (low, middle, high) = (edges[band], edges[band + 1], edges[band + 2]);
        let triangle = ((hz - low) / (middle - low)).min((high - hz) / (high - middle)).max(0.0);
        (triangle * 2.0 / (high - low)) as f32
    };
    let band = |b: usize| (0..=WINDOW / 2).map(|bin| (bin, weight(b, bin))).filter(|w| w.1 > 0.0).collect();
    (0..BANDS).map(band).collect()
}

fn mel_of(hz: f64) -> f64 {
    if hz < 1_000.0 { hz * 3.0 / 200.0 } else { 15.0 + (hz / 1_000.0).ln() * 27.0 / 6.4_f64.ln() }
}

fn hz_of(mel: f64) -> f64 {
    if mel < 15.0 { mel * 200.0 / 3.0 } else { 1_000.0 * ((mel - 15.0) * 6.4_f64.ln() / 27.0).exp() }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// Two seconds with clicks at these times.
    pub(in super::super) fn clicks(times: &[f64]) -> Vec<f32> {
        let mut samples = vec![0.0; 2 * RATE as usize];
        for &t in times {
            let from = (t * f64::from(RATE)) as usize;
            for k in 0..2_000 {
                samples[from + k] += ((-(k as f64) / 300.0).exp() * (k as f64 * 0.9).sin()) as f32;
            }
        }
        samples
    }

    #[test]
    fn clicks_are_found_within_two_hops_and_silence_has_none() {
        let times = [0.5, 0.9, 1.4];
        let found = onsets(&clicks(&times), 0.3);
        assert_eq!(found.len(), 3, "{found:?}");
        for (found, t) in found.iter().zip(times) {
            let error = *found as f64 / f64::from(RATE) - t;
            assert!(error.abs() < 0.047, "{error}");
        }
        assert_eq!(onsets(&vec![0.0; 44_100], 0.07), Vec::<usize>::new());
    }
}
