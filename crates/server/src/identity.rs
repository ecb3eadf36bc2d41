//! Names for things: task ids that grow with time, unguessable ids for files, random numbers at the edge.

use std::sync::atomic::{AtomicI64, Ordering};

/// Ids per millisecond before they run ahead of the clock.
const PER_MS: i64 = 100_000;

/// Makes task ids: 18 decimal digits, strictly increasing within a server, and across restarts.
#[derive(Debug, Default)]
pub(crate) struct TaskIds(AtomicI64);

impl TaskIds {
    /// Ids that come after `newest`, whatever the clock has done since that was made.
    pub(crate) fn after(newest: Option<&str>) -> TaskIds {
        TaskIds(AtomicI64::new(newest.and_then(|id| id.parse().ok()).unwrap_or_default()))
    }

    /// The next id at the time `now_ms` (13 digits from 2001 to 2286).
    pub(crate) fn next(&self, now_ms: i64) -> String {
        let least = now_ms.saturating_mul(PER_MS);
        let step = |last: i64| Some((last + 1).max(least));
        let last = self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, step).unwrap_or(least);
        format!("{:018}", (last + 1).max(least))
    }
}

/// 128 random bits in hex: an id that nobody can guess.
pub(crate) fn unguessable() -> String {
    hex::encode(random::<16>())
}

/// A random number in 0..1, for jitter.
pub(crate) fn chance() -> f64 {
    f64::from(u32::from_le_bytes(random())) / (f64::from(u32::MAX) + 1.0)
}

/// Random bytes from the system.
pub(crate) fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("a system without random numbers cannot serve safely");
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn task_ids_have_18_digits_and_grow_even_when_the_clock_stands_or_turns_back() {
        let ids = TaskIds::default();
        let made: Vec<_> = [1_795_345_000_000, 1_795_345_000_000, 1_795_344_000_000, 1_795_345_000_001]
            .map(|now| ids.next(now))
            .to_vec();
        assert_eq!(made[0], "179534500000000000");
        assert_eq!(made[1], "179534500000000001");
        assert!(made.windows(2).all(|pair| pair[0] < pair[1]), "{made:?}");
        assert!(made.iter().all(|id| id.len() == 18));
    }

    #[test]
    fn a_clock_that_was_set_back_before_a_restart_makes_no_id_twice() {
        let ids = TaskIds::after(Some("179534500000000007"));
        assert_eq!(ids.next(1_795_300_000_000), "179534500000000008");
        assert_eq!(TaskIds::after(None).next(1_795_345_000_000), "179534500000000000");
    }
}
