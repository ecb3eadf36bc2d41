//! When events happen: processes of points in time.

use super::{Chance, FS, Slow};

/// Samples at which a Poisson process with `rate(sample)` events a second fires, up to `most_rate`, in order.
pub fn poisson(
    samples: usize,
    most_rate: f32,
    rate: impl Fn(usize) -> f32,
    chance: &mut Chance,
) -> Vec<usize> {
    let mut times = Vec::new();
    let mut at = 0.0f64;
    loop {
        at += f64::from(chance.wait(most_rate) * FS);
        let sample = at as usize;
        if sample >= samples {
            return times;
        }
        // Thinning (Lewis & Shedler 1979): exact for any course below the greatest rate.
        if chance.unit() * most_rate < rate(sample) {
            times.push(sample);
        }
    }
}

/// A process whose events call further events (Hawkes 1971).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hawkes {
    /// Uncalled events a second.
    pub base: f32,
    /// Events that each event calls in the mean, below 1: the branching ratio.
    pub branching: f32,
    /// How long an event goes on calling, seconds.
    pub tau_s: f32,
}

impl Hawkes {
    /// Samples at which it fires, in order; `strength` thins the uncalled events.
    pub fn times(&self, samples: usize, strength: &Slow, chance: &mut Chance) -> Vec<usize> {
        // Each uncalled event begins a family: every member has a Poisson number of children after exponential waits.
        // This equals the rate form (+ (n/τ)·e^(−t/τ) after each event) and needs no stepping in time.
        let branching = self.branching.clamp(0.0, 0.95);
        let mut times = poisson(samples, self.base, |i| self.base * strength.at(i), chance);
        let mut next = 0;
        while next < times.len() {
            let parent = times[next];
            let mut budget = chance.wait(1.0);
            while budget < branching {
                let child = parent + (chance.wait(1.0 / self.tau_s) * FS) as usize;
                if child < samples {
                    times.push(child);
                }
                budget += chance.wait(1.0);
            }
            next += 1;
        }
        times.sort_unstable();
        times
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Seed;

    /// Deviation over mean of the counts in windows of 100 ms.
    fn unevenness(times: &[usize], samples: usize) -> f32 {
        let mut counts = vec![0.0f32; samples / 4800];
        times.iter().for_each(|t| counts[(t / 4800).min(samples / 4800 - 1)] += 1.0);
        let mean = counts.iter().sum::<f32>() / counts.len() as f32;
        let variance = counts.iter().map(|c| (c - mean) * (c - mean)).sum::<f32>() / counts.len() as f32;
        variance.sqrt() / mean
    }

    #[test]
    fn a_hawkes_process_keeps_its_mean_rate_and_clusters_more_than_poisson() {
        let samples = 600 * 48_000;
        let even = Slow::of(samples, |_| 1.0);
        let hawkes = Hawkes { base: 10.0, branching: 0.6, tau_s: 0.05 };
        let called = hawkes.times(samples, &even, &mut Chance::new(Seed(1)));
        let plain = poisson(samples, 25.0, |_| 25.0, &mut Chance::new(Seed(1)));
        // Mean rate is base / (1 - branching) = 25 a second.
        assert!((called.len() as f32 / 600.0 - 25.0).abs() < 1.5, "{}", called.len());
        assert!((plain.len() as f32 / 600.0 - 25.0).abs() < 0.7, "{}", plain.len());
        assert!(unevenness(&called, samples) > 1.4 * unevenness(&plain, samples));
    }
}
