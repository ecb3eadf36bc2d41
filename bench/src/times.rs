//! Many durations of one thing, and what can be said of them.

use std::time::Duration;

/// Durations, shortest first.
#[derive(Debug, Clone, Default)]
pub struct Times(Vec<Duration>);

impl From<Vec<Duration>> for Times {
    fn from(mut times: Vec<Duration>) -> Times {
        times.sort_unstable();
        Times(times)
    }
}

impl Times {
    /// How many there are.
    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// The duration that a share (0..=1) of all does not exceed, ms; NaN if there is none.
    pub fn quantile_ms(&self, share: f64) -> f64 {
        let rank = (share * self.0.len() as f64).ceil().max(1.0) as usize;
        self.0.get(rank - 1).map_or(f64::NAN, |time| 1e3 * time.as_secs_f64())
    }

    /// The middle one, ms.
    pub fn median_ms(&self) -> f64 {
        self.quantile_ms(0.5)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quantile_is_one_of_the_durations_and_the_last_share_is_the_longest() {
        let times = Times::from((1..=200).rev().map(Duration::from_millis).collect::<Vec<_>>());
        let at = |share| times.quantile_ms(share).round();
        assert_eq!([at(0.0), at(0.5), at(0.99), at(1.0)], [1.0, 100.0, 198.0, 200.0]);
        assert!(Times::default().median_ms().is_nan());
    }
}
