//! Our side of a claim while it is worked on: is it still ours, and how far is the work?

use super::timing::{StopWatch, Timing};
use engine::{Stage, Stop, Watch};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use store::ClaimRef;
use tokio_util::sync::CancellationToken;

/// A claim being worked on. Times are monotonic: a jump of the wall clock prolongs no lease.
pub(crate) struct Hold {
    pub(super) claim: ClaimRef,
    lease_end: Mutex<Instant>,
    deadline: Instant,
    /// Set when the claim is lost or the server wants to stop: the work ends.
    pub(super) ended: CancellationToken,
    stages: Mutex<StopWatch>,
}

impl Hold {
    /// `claimed` is a moment before the claim was asked for, so that our lease never ends after the store's.
    pub(super) fn new(claim: ClaimRef, claimed: Instant, lease: Duration, longest: Duration) -> Hold {
        Hold {
            claim,
            lease_end: Mutex::new(claimed + lease),
            deadline: claimed + longest,
            ended: CancellationToken::new(),
            stages: Mutex::new(StopWatch::default()),
        }
    }

    /// The store has prolonged the lease; `asked` is a moment before that.
    pub(super) fn prolong(&self, asked: Instant, lease: Duration) {
        *lock(&self.lease_end) = asked + lease;
    }

    /// Whether the claim is ours beyond doubt. Asked before anything is made visible.
    pub(super) fn is_ours(&self) -> bool {
        !self.ended.is_cancelled() && Instant::now() < *lock(&self.lease_end)
    }

    /// The stages so far.
    pub(super) fn timing(&self) -> Timing {
        lock(&self.stages).timing(Instant::now())
    }
}

impl Watch for Hold {
    fn check(&self) -> Result<(), Stop> {
        if !self.is_ours() {
            return Err(Stop::Cancelled);
        }
        if Instant::now() >= self.deadline { Err(Stop::Deadline) } else { Ok(()) }
    }

    fn reached(&self, stage: Stage, fraction: f32) {
        lock(&self.stages).reached(stage, fraction, Instant::now());
    }
}

/// Nothing is left half-done under these locks, so a panic of another holder does not matter.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hold(claimed: Instant) -> Hold {
        let claim = ClaimRef { task: "1".into(), epoch: 1 };
        Hold::new(claim, claimed, Duration::from_secs(10), Duration::from_secs(60))
    }

    #[test]
    fn a_lease_that_has_run_out_stops_the_work_and_a_heartbeat_saves_it() {
        let now = Instant::now();
        let stale = hold(now - Duration::from_secs(10));
        assert_eq!(stale.check(), Err(Stop::Cancelled));
        stale.prolong(now, Duration::from_secs(10));
        assert_eq!(stale.check(), Ok(()));
        stale.ended.cancel();
        assert_eq!(stale.check(), Err(Stop::Cancelled));
    }

    #[test]
    fn an_attempt_ends_at_its_deadline_however_often_the_lease_is_prolonged() {
        let slow = hold(Instant::now() - Duration::from_secs(60));
        slow.prolong(Instant::now(), Duration::from_secs(10));
        assert_eq!(slow.check(), Err(Stop::Deadline));
    }
}
