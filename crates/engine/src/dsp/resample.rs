//! Another speed or another sample rate, by windowed sines.

use core::f64::consts::PI;

/// Fractions of a sample that are tabulated; between them it goes straight.
const PHASES: usize = 512;
/// Zero crossings of the sine on each side.
const CROSSINGS: usize = 24;
/// What passes, as a share of the lower of both half rates.
const PASS: f64 = 0.94;
/// Shape of the Kaiser window: stop band at about -90 dB (J. Kaiser, "Nonrecursive digital filter design", 1974).
const BETA: f64 = 9.0;

/// `sound` read at `step` of its samples for one of the result's: 2 is an octave up and half as long.
pub fn resampled(sound: &[f32], step: f64) -> Vec<f32> {
    let step = step.clamp(1.0 / 64.0, 64.0);
    let kernel = Kernel::new(step);
    let length = libm::ceil(sound.len() as f64 / step) as usize;
    (0..length).map(|i| kernel.at(sound, i as f64 * step)).collect()
}

/// A table of the filter: for each phase as many weights as samples are touched.
struct Kernel {
    reach: usize,
    rows: Vec<f32>,
}

impl Kernel {
    fn new(step: f64) -> Kernel {
        let cutoff = PASS / step.max(1.0);
        let reach = libm::ceil(CROSSINGS as f64 / cutoff) as usize;
        let mut rows = Vec::with_capacity((PHASES + 1) * 2 * reach);
        for phase in 0..=PHASES {
            let fraction = phase as f64 / PHASES as f64;
            let weight = |tap: usize| {
                let x = tap as f64 - (reach - 1) as f64 - fraction;
                cutoff * sinc(cutoff * x) * kaiser(x / reach as f64)
            };
            let sum: f64 = (0..2 * reach).map(weight).sum();
            rows.extend((0..2 * reach).map(|tap| (weight(tap) / sum) as f32));
        }
        Kernel { reach, rows }
    }

    /// The sound at `place` samples.
    fn at(&self, sound: &[f32], place: f64) -> f32 {
        let whole = libm::floor(place);
        let phase = (place - whole) * PHASES as f64;
        let row = phase as usize;
        let between = (phase - row as f64) as f32;
        let taps = 2 * self.reach;
        let (a, b) = self.rows[row * taps..(row + 2) * taps].split_at(taps);
        let first = whole as isize + 1 - self.reach as isize;
        let skip = (-first).max(0) as usize;
        let heard = sound.get(first.max(0) as usize..).unwrap_or_default();
        let weights = a.iter().zip(b).skip(skip);
        heard.iter().zip(weights).map(|(x, (a, b))| x * (a + (b - a) * between)).sum()
    }
}

fn sinc(x: f64) -> f64 {
    if x.abs() < 1e-9 { 1.0 } else { libm::sin(PI * x) / (PI * x) }
}

fn kaiser(x: f64) -> f64 {
    if x.abs() >= 1.0 { 0.0 } else { bessel(BETA * libm::sqrt(1.0 - x * x)) / bessel(BETA) }
}

/// The modified Bessel function of order zero, by its series.
fn bessel(x: f64) -> f64 {
    let mut term = 1.0;
    (1..40).fold(1.0, |sum, k| {
        term *= (x / 2.0 / f64::from(k)) * (x / 2.0 / f64::from(k));
        sum + term
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tone(hz: f64, rate: f64, samples: usize) -> Vec<f32> {
        (0..samples).map(|i| libm::sin(2.0 * PI * hz * i as f64 / rate) as f32).collect()
    }

    #[test]
    fn a_tone_at_another_rate_is_the_same_tone() {
        let made = resampled(&tone(1_000.0, 44_100.0, 44_100), 44_100.0 / 48_000.0);
        let wanted = tone(1_000.0, 48_000.0, 48_000);
        assert_eq!(made.len(), wanted.len());
        let error = made[500..47_500]
            .iter()
            .zip(&wanted[500..47_500])
            .fold(0.0_f32, |e, (a, b)| e.max((a - b).abs()));
        assert!(error < 2e-4, "{error}");
    }

    #[test]
    fn what_would_fold_back_is_gone() {
        let made = resampled(&tone(20_000.0, 48_000.0, 48_000), 2.0);
        let peak = made[500..23_500].iter().fold(0.0_f32, |p, x| p.max(x.abs()));
        assert!(peak < 2e-4, "{peak}");
        let kept = resampled(&tone(7_900.0, 48_000.0, 48_000), 2.0);
        assert!(kept[500..23_500].iter().fold(0.0_f32, |p, x| p.max(x.abs())) > 0.99);
    }
}
