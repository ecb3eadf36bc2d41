//! When a callback that failed is tried again.

use std::time::Duration;

/// Waits after the first attempts, seconds.
const FIRST_S: [u64; 5] = [5, 30, 120, 300, 600];
/// Later waits: until so long after the change of state (s), this long (s).
const LATER_S: [(u64, u64); 4] =
    [(2 * 3600, 15 * 60), (6 * 3600, 30 * 60), (24 * 3600, 2 * 3600), (72 * 3600, 6 * 3600)];
/// How far a wait may differ from the table, so that many do not come at once.
const JITTER: f64 = 0.2;

/// How long to wait after attempt number `attempt` (from 1) has failed, `age_ms` after the change of state; `None` when
/// it is time to give up. `chance` in 0..1 places the wait within its jitter.
pub(super) fn next_after(attempt: u32, age_ms: i64, chance: f64) -> Option<Duration> {
    let age_s = u64::try_from(age_ms / 1000).unwrap_or(0);
    let (end_s, _) = LATER_S[LATER_S.len() - 1];
    let wait_s = match FIRST_S.get(attempt.saturating_sub(1) as usize) {
        Some(_) if age_s >= end_s => return None,
        Some(wait_s) => *wait_s,
        None => LATER_S.iter().find(|(until_s, _)| age_s < *until_s)?.1,
    };
    Some(Duration::from_secs(wait_s).mul_f64(1.0 + JITTER * (2.0 * chance - 1.0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_endpoint_that_is_down_for_good_is_tried_for_three_days() {
        let (mut age_s, mut attempt, mut waits) = (0, 1, Vec::new());
        while let Some(wait) = next_after(attempt, age_s * 1000, 0.5) {
            waits.push(wait.as_secs());
            age_s += wait.as_secs() as i64;
            attempt += 1;
        }
        assert_eq!(waits[..7], [5, 30, 120, 300, 600, 900, 900]);
        assert!((72 * 3600..78 * 3600).contains(&age_s), "{age_s}");
        assert!(waits.windows(2).all(|pair| pair[0] <= pair[1]));
        assert_eq!(waits.last(), Some(&(6 * 3600)));
    }

    #[test]
    fn jitter_stays_within_a_fifth() {
        assert_eq!(next_after(1, 0, 0.0), Some(Duration::from_secs(4)));
        assert_eq!(next_after(1, 0, 1.0), Some(Duration::from_secs(6)));
    }

    #[test]
    fn an_endpoint_back_after_an_hour_hears_within_a_quarter_of_one() {
        let wait = next_after(9, 3_600_000, 1.0).unwrap();
        assert!(wait <= Duration::from_secs(18 * 60), "{wait:?}");
    }
}
