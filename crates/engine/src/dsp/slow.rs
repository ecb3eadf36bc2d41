//! Courses of control: values that move slowly, kept at 200 Hz and read between.

use super::{Chance, FS, Gusts};

/// Samples between two kept values.
const STEP: usize = 240;

/// A slow course over a stretch of samples.
#[derive(Debug, Clone, PartialEq)]
pub struct Slow(Vec<f32>);

impl Slow {
    /// What `value` says at each time, seconds.
    pub fn of(samples: usize, mut value: impl FnMut(f64) -> f32) -> Slow {
        let step_s = STEP as f64 / f64::from(FS);
        Slow((0..samples / STEP + 2).map(|i| value(i as f64 * step_s)).collect())
    }

    /// A value that wanders about `mean` with `deviation`, forgetting itself within `tau_s`; never below 0.
    pub fn wandering(samples: usize, mean: f32, deviation: f32, tau_s: f32, chance: &mut Chance) -> Slow {
        let mut gusts = Gusts::new(mean, deviation, tau_s);
        // The first value is already off the mean, as every later one.
        let warm = (3.0 * tau_s * FS) as usize / STEP;
        for _ in 0..warm {
            gusts.after(STEP as f32 / FS, chance);
        }
        Slow::of(samples, |_| gusts.after(STEP as f32 / FS, chance).max(0.0))
    }

    /// The value at a sample; held after the end.
    pub fn at(&self, sample: usize) -> f32 {
        let last = self.0.len() - 1;
        let i = (sample / STEP).min(last);
        let part = (sample % STEP) as f32 / STEP as f32;
        self.0[i] + (self.0[(i + 1).min(last)] - self.0[i]) * part
    }

    /// Each value changed.
    pub fn map(&self, change: impl FnMut(f32) -> f32) -> Slow {
        Slow(self.0.iter().copied().map(change).collect())
    }

    /// Both courses as one.
    pub fn with(&self, other: &Slow, both: impl Fn(f32, f32) -> f32) -> Slow {
        Slow(self.0.iter().zip(&other.0).map(|(a, b)| both(*a, *b)).collect())
    }
}
