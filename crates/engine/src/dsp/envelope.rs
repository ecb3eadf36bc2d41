//! Courses of loudness over time.

use super::{Chance, FS};

/// Follows a value with separate times for rising and falling.
#[derive(Debug, Clone)]
pub struct Smooth {
    up: f32,
    down: f32,
    value: f32,
}

impl Smooth {
    /// Time constants in seconds.
    pub fn new(attack_s: f32, release_s: f32) -> Self {
        let rate = |s: f32| 1.0 - libm::expf(-1.0 / (s.max(1e-5) * FS));
        Smooth { up: rate(attack_s), down: rate(release_s), value: 0.0 }
    }

    /// The followed value.
    pub fn sample(&mut self, target: f32) -> f32 {
        let rate = if target > self.value { self.up } else { self.down };
        self.value += rate * (target - self.value);
        self.value
    }
}

/// A value that wanders about a mean (Ornstein and Uhlenbeck): gusts, drift, unsteadiness.
#[derive(Debug, Clone)]
pub struct Gusts {
    mean: f32,
    deviation: f32,
    tau_s: f32,
    value: f32,
}

impl Gusts {
    /// Wanders about `mean` with standard deviation `deviation`, forgetting itself within `tau_s` seconds.
    pub fn new(mean: f32, deviation: f32, tau_s: f32) -> Self {
        Gusts { mean, deviation, tau_s, value: mean }
    }

    /// The value after another `dt_s` seconds (`dt_s` well below `tau_s`).
    pub fn after(&mut self, dt_s: f32, chance: &mut Chance) -> f32 {
        let pull = (self.mean - self.value) * dt_s / self.tau_s;
        self.value += pull + self.deviation * libm::sqrtf(2.0 * dt_s / self.tau_s) * chance.normal();
        self.value
    }
}

/// A raised cosine: 0 at both ends of 0..=1, 1 in the middle.
pub fn raised_cosine(x: f32) -> f32 {
    if (0.0..=1.0).contains(&x) { 0.5 - 0.5 * libm::cosf(core::f32::consts::TAU * x) } else { 0.0 }
}

/// Fades the first `attack` and the last `release` samples with half a cosine, so that nothing begins or ends with a
/// click.
pub fn fade(samples: &mut [f32], attack: usize, release: usize) {
    let ramp = |i: usize, of: usize| 0.5 - 0.5 * libm::cosf(core::f32::consts::PI * i as f32 / of as f32);
    samples.iter_mut().take(attack).enumerate().for_each(|(i, x)| *x *= ramp(i, attack));
    samples.iter_mut().rev().take(release).enumerate().for_each(|(i, x)| *x *= ramp(i, release));
}
