//! Where sounds begin: spectral flux with an adaptive threshold, made precise on the waveform.

use super::spectrum::Spectra;
use crate::RATE;
use crate::dsp::Stereo;

const SIZE: usize = 1_024;
const HOP: usize = 240;
/// Frames on each side that a peak must stand out of.
const NEAR: usize = 6;
/// Frames on each side that the threshold is taken over.
const WIDE: usize = 40;
/// Least distance of two onsets, seconds.
const APART_S: f64 = 0.08;

/// Onset times in seconds.
///
/// The flux is the half-wave rectified rise of log-compressed magnitudes (Böck & Widmer, DAFx 2013, without their
/// vibrato filter); peaks must pass the local median and a share of the clip's largest flux; each is then moved to the
/// first sample within 30 ms that passes a quarter of the peak level there.
pub fn onsets(signal: &Stereo) -> Vec<f64> {
    let flux = flux_of(&Spectra::of(signal, SIZE, HOP));
    let most = flux.iter().copied().fold(0.0, f32::max);
    if most < 1e-3 {
        return Vec::new();
    }
    let mut found: Vec<f64> = Vec::new();
    for i in 0..flux.len() {
        let near = &flux[i.saturating_sub(NEAR)..(i + NEAR + 1).min(flux.len())];
        let is_peak = near.iter().all(|&other| other <= flux[i]);
        if !is_peak || flux[i] < 0.12 * most || flux[i] < 2.0 * median_near(&flux, i) + 0.02 * most {
            continue;
        }
        let t = sharpened(signal, i * HOP);
        if found.last().is_none_or(|last| t - last >= APART_S) {
            found.push(t);
        }
    }
    found
}

fn flux_of(spectra: &Spectra) -> Vec<f32> {
    let loudest = spectra.frames.iter().flatten().copied().fold(1e-9, f32::max);
    let compress = |x: f32| libm::log1pf(1_000.0 * x / loudest);
    let frames: Vec<Vec<f32>> =
        spectra.frames.iter().map(|f| f.iter().map(|&x| compress(x)).collect()).collect();
    let rise = |now: &[f32], before: &[f32]| {
        now.iter().zip(before).map(|(a, b)| (a - b).max(0.0)).sum::<f32>() / now.len() as f32
    };
    // Over two hops, since a frame is four long: one hop alone halves the rise of a sharp onset.
    (0..frames.len()).map(|i| if i < 2 { 0.0 } else { rise(&frames[i], &frames[i - 2]) }).collect()
}

fn median_near(flux: &[f32], i: usize) -> f32 {
    let mut around = flux[i.saturating_sub(WIDE)..(i + WIDE).min(flux.len())].to_vec();
    around.sort_by(f32::total_cmp);
    around[around.len() / 2]
}

fn sharpened(signal: &Stereo, centre: usize) -> f64 {
    let reach = RATE as usize * 30 / 1_000;
    let begin = centre.saturating_sub(reach);
    let end = (centre + reach).min(signal.len());
    let level = |i: usize| signal.left[i].abs().max(signal.right[i].abs());
    let peak = (begin..end).map(level).fold(0.0, f32::max);
    let first = (begin..end).find(|&i| level(i) >= 0.25 * peak).unwrap_or(centre);
    first as f64 / f64::from(RATE)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Seed;
    use crate::dsp::{Chance, samples};

    #[test]
    fn clicks_in_noise_are_found_to_the_millisecond() {
        let mut chance = Chance::new(Seed(3));
        let mut mono: Vec<f32> = (0..samples(4.0)).map(|_| chance.white() * 0.003).collect();
        let truth = [0.5, 1.21, 1.9, 3.3];
        for t in truth {
            let at = samples(t);
            (0..2_000).for_each(|k| mono[at + k] += 0.4 * libm::expf(-(k as f32) / 400.0) * chance.white());
        }
        let found = onsets(&Stereo::of_mono(&mono));
        assert_eq!(found.len(), truth.len(), "{found:?}");
        for (a, b) in found.iter().zip(truth) {
            assert!((a - b).abs() < 0.002, "{found:?}");
        }
    }

    #[test]
    fn silence_has_no_onsets() {
        assert!(onsets(&Stereo::silence(samples(3.0))).is_empty());
    }
}
