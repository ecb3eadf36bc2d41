//! The ceiling: a look-ahead limiter on true peaks, as a gain curve that every stem shares.

use super::{FS, Stereo, gain, mean_behind, samples, strongest};
use core::f32::consts::PI;

const LOOK_AHEAD_S: f64 = 0.0015;
const RELEASE_S: f32 = 0.060;
/// The limiter has let go where it takes off less than this share: it forgets, where an endless approach would not.
const LET_GO: f32 = 1e-4;
/// Points between samples at which a peak is looked for.
const PHASES: usize = 4;
/// How far under the ceiling peaks are held: four points between samples do not see the highest one.
const SLACK_DB: f32 = 0.1;
/// Factors are averaged in whole parts of this, exactly.
const WHOLE: f64 = (1_u64 << 40) as f64;
/// Taps of the interpolator on each side.
const REACH: usize = 6;

/// The factor (0..=1) at every sample that keeps `signal * drive` under `ceiling` (full scale = 1) between samples too.
pub fn curve(signal: &Stereo, drive: f32, ceiling: f32) -> Vec<f32> {
    let peaks = peaks_of(signal, ceiling / drive);
    let window = samples(LOOK_AHEAD_S);
    let ceiling = ceiling * gain(-SLACK_DB);
    let wanted: Vec<f32> = peaks.iter().map(|peak| (ceiling / (peak * drive).max(1e-9)).min(1.0)).collect();
    let lowest = strongest(&wanted, [0, window], |a, b| a < b);
    let step = 1.0 - libm::expf(-1.0 / (RELEASE_S * FS));
    let mut now = 1.0_f32;
    let released: Vec<f32> = lowest
        .iter()
        .map(|&low| {
            now += (1.0 - now) * step;
            now = low.min(if now > 1.0 - LET_GO { 1.0 } else { now });
            now
        })
        .collect();
    smoothed(&released, window)
}

/// The deepest reduction of a curve, decibels, positive.
pub fn depth_db(curve: &[f32]) -> f32 {
    -super::db(curve.iter().copied().fold(1.0, f32::min))
}

/// The highest level that `signal` reaches between this sample and the next, either channel, as far as it may pass
/// `ceiling`.
fn peaks_of(signal: &Stereo, ceiling: f32) -> Vec<f32> {
    let taps = interpolator();
    let mut peaks = vec![0.0_f32; signal.len()];
    for channel in signal.channels() {
        // Only where a sample is near the ceiling can a point between samples matter.
        let worth = ceiling * gain(-18.0);
        for (i, peak) in peaks.iter_mut().enumerate() {
            let here = channel[i].abs();
            *peak = peak.max(here);
            if here >= worth {
                *peak = peak.max(between(channel, i, &taps));
            }
        }
    }
    peaks
}

fn between(channel: &[f32], i: usize, taps: &[[f32; 2 * REACH]; PHASES - 1]) -> f32 {
    taps.iter()
        .map(|phase| {
            let sum = phase.iter().enumerate().fold(0.0, |sum, (k, tap)| {
                let at = (i + k + 1).checked_sub(REACH).and_then(|at| channel.get(at));
                sum + tap * at.copied().unwrap_or(0.0)
            });
            f32::abs(sum)
        })
        .fold(0.0, f32::max)
}

/// Windowed-sinc interpolation at the quarters between two samples (a Hann window over twelve samples; the filter of
/// BS.1770-4 annex 2 has the same length).
fn interpolator() -> [[f32; 2 * REACH]; PHASES - 1] {
    core::array::from_fn(|phase| {
        let at = (phase + 1) as f32 / PHASES as f32;
        core::array::from_fn(|k| {
            let x = (k as f32 - (REACH as f32 - 1.0)) - at;
            let window = 0.5 + 0.5 * libm::cosf(PI * x / REACH as f32);
            if x == 0.0 { 1.0 } else { libm::sinf(PI * x) / (PI * x) * window }
        })
    })
}

/// The mean of each factor and the `window` before it: since each of them is at most what the peak allows, so is the
/// mean.
pub fn smoothed(factors: &[f32], window: usize) -> Vec<f32> {
    let whole: Vec<i64> = factors.iter().map(|x| (f64::from(*x) * WHOLE) as i64).collect();
    let first = whole.first().copied().unwrap_or(0);
    mean_behind(&whole, window, first).map(|mean| (mean / WHOLE) as f32).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dsp::{Chance, db, true_peak};

    fn loud_noise() -> Stereo {
        let mut chance = Chance::new(crate::Seed(7));
        let channel: Vec<f32> =
            (0..48_000).map(|i| chance.white() * if i % 9_600 < 200 { 1.0 } else { 0.1 }).collect();
        Stereo::of_mono(&channel)
    }

    fn applied(signal: &Stereo, curve: &[f32]) -> Stereo {
        let mut out = signal.clone();
        for channel in out.channels_mut() {
            channel.iter_mut().zip(curve).for_each(|(x, g)| *x *= g);
        }
        out
    }

    #[test]
    fn true_peaks_stay_under_the_ceiling() {
        let noise = loud_noise();
        let limited = applied(&noise, &curve(&noise, 1.0, 0.5));
        assert!(db(true_peak(&noise)) > -1.0);
        assert!(db(true_peak(&limited)) < db(0.5) + 0.3, "{}", db(true_peak(&limited)));
    }

    #[test]
    fn quiet_signals_are_untouched() {
        let noise = loud_noise();
        assert!(curve(&noise, 0.2, 0.5).iter().all(|&g| g == 1.0));
    }

    #[test]
    fn the_curve_never_jumps() {
        let noise = loud_noise();
        let curve = curve(&noise, 2.0, 0.5);
        assert!(curve.windows(2).all(|w| (w[1] - w[0]).abs() < 0.03));
    }
}
