//! How long somebody else's server may take.

use std::time::Duration;

/// What ends a fetch that does not come to an end.
#[derive(Debug, Clone, Copy)]
pub struct FetchLimits {
    /// Longest time to connect.
    pub connect: Duration,
    /// Longest silence while an answer arrives.
    pub silence: Duration,
    /// Longest time for everything: redirects, head and body.
    pub longest: Duration,
    /// Slowest mean rate of a body after a first silence's time, bytes a second.
    pub slowest: u64,
}

impl Default for FetchLimits {
    fn default() -> FetchLimits {
        FetchLimits {
            connect: Duration::from_secs(5),
            silence: Duration::from_secs(15),
            longest: Duration::from_secs(120),
            slowest: 8 * 1024,
        }
    }
}

impl FetchLimits {
    /// Whether a body of which so much has come in that time does not keep up.
    pub(super) fn is_too_slow(&self, bytes: u64, elapsed: Duration) -> bool {
        let counted_ms = elapsed.saturating_sub(self.silence).as_millis();
        u128::from(bytes) * 1_000 < counted_ms * u128::from(self.slowest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_has_time_to_begin_and_must_then_keep_up() {
        let limits = FetchLimits::default();
        let after = Duration::from_secs;
        assert!(!limits.is_too_slow(0, after(15)));
        assert!(limits.is_too_slow(1, after(16)));
        assert!(!limits.is_too_slow(8 * 1024, after(16)));
        assert!(limits.is_too_slow(80 * 1024 - 1, after(25)) && !limits.is_too_slow(80 * 1024, after(25)));
    }
}
