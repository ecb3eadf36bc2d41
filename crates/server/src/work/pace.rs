//! How long tasks take here, for estimates.

use std::sync::atomic::{AtomicU64, Ordering};

/// What a task is taken to take before one has been timed, ms.
const FIRST_GUESS_MS: u64 = 6_000;
/// How much the newest time counts: one part in so many.
const MEMORY: u64 = 8;

/// The mean of the last tasks' times, newer ones counting more.
pub(crate) struct Pace(AtomicU64);

impl Default for Pace {
    fn default() -> Pace {
        Pace(AtomicU64::new(FIRST_GUESS_MS))
    }
}

impl Pace {
    /// A task has succeeded and took so long.
    pub(crate) fn took(&self, ms: u64) {
        let step = |mean: u64| Some((mean * (MEMORY - 1) + ms) / MEMORY);
        let _always_some = self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, step);
    }

    /// About how long a task will take from now on: what is left of it, after those ahead have been shared among the slots.
    pub(crate) fn remaining_ms(&self, ahead: Option<u32>, percent: u8, slots: usize) -> u64 {
        let one_ms = self.0.load(Ordering::Relaxed);
        let rounds = ahead.map_or(0, |ahead| u64::from(ahead) / slots.max(1) as u64 + u64::from(ahead > 0));
        one_ms * rounds + one_ms * u64::from(100 - percent.min(100)) / 100
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_estimate_follows_what_tasks_took_and_who_is_ahead() {
        let pace = Pace::default();
        assert_eq!(pace.remaining_ms(None, 50, 1), 3_000);
        for _ in 0..100 {
            pace.took(800);
        }
        assert!(
            (795..=810).contains(&pace.remaining_ms(Some(0), 0, 2)),
            "{}",
            pace.remaining_ms(Some(0), 0, 2)
        );
        assert!(pace.remaining_ms(Some(10), 0, 1) > pace.remaining_ms(Some(10), 0, 2));
        assert_eq!(pace.remaining_ms(None, 100, 1), 0);
    }
}
