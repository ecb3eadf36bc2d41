//! Seeded chance: the distributions that sounds are drawn from.

use crate::Seed;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::Rng;

/// A stream of random numbers, the same for the same seed everywhere.
#[derive(Debug, Clone)]
pub struct Chance(ChaCha8Rng);

impl Chance {
    /// A stream that depends on nothing but the seed.
    pub fn new(seed: Seed) -> Self {
        Chance(seed.rng())
    }

    /// Even in 0..1.
    pub fn unit(&mut self) -> f32 {
        (self.0.next_u32() >> 8) as f32 * (1.0 / 16_777_216.0)
    }

    /// Even in -1..1: a sample of white noise.
    pub fn white(&mut self) -> f32 {
        self.unit() * 2.0 - 1.0
    }

    /// Even in `least..most`.
    pub fn within(&mut self, least: f32, most: f32) -> f32 {
        least + (most - least) * self.unit()
    }

    /// Even in the logarithm, for frequencies and sizes.
    pub fn log_within(&mut self, least: f32, most: f32) -> f32 {
        least * libm::powf(most / least, self.unit())
    }

    /// Normal with mean 0 and deviation 1 (Box and Muller).
    pub fn normal(&mut self) -> f32 {
        let radius = libm::sqrtf(-2.0 * libm::logf(1.0 - self.unit()));
        radius * libm::cosf(core::f32::consts::TAU * self.unit())
    }

    /// Waiting time of a process with `rate` events a second.
    pub fn wait(&mut self, rate: f32) -> f32 {
        -libm::logf(1.0 - self.unit()) / rate.max(1e-9)
    }

    /// Pareto with least value 1 and exponent `beta` of its density (> 1): many small, few large.
    pub fn pareto(&mut self, beta: f32) -> f32 {
        libm::powf(1.0 - self.unit(), -1.0 / (beta - 1.0))
    }

    /// True in a share `p` of cases.
    pub fn happens(&mut self, p: f32) -> bool {
        self.unit() < p
    }

    /// An index below `n`, even; 0 for `n` = 0.
    pub fn below(&mut self, n: usize) -> usize {
        ((self.unit() * n as f32) as usize).min(n.saturating_sub(1))
    }

    /// One of `of`, by weight.
    pub fn pick<'a, T>(&mut self, of: &'a [(T, f32)]) -> &'a T {
        let mut left = self.unit() * of.iter().map(|(_, w)| w).sum::<f32>();
        for (value, weight) in of {
            left -= weight;
            if left < 0.0 {
                return value;
            }
        }
        &of[of.len() - 1].0
    }
}
