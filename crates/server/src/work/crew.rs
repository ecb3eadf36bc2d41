//! The crew: one loop for each slot, the heartbeat, the reaper, and who clears.

use super::OpenStudio;
use super::holds::keep_alive;
use super::job::{self, DEAF_AFTER, SlotAfter};
use super::retention::clear;
use super::slot::Slot;
use super::sweep::sweep;
use crate::app::App;
use crate::error::{Result, io};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::task::{JoinHandle, JoinSet};

/// What owners of this data folder's claims are called; the folder has one server at a time.
const OWNER: &str = "server/";
/// How often expired leases are looked for.
const REAP: Duration = Duration::from_secs(2);

/// How far the clocks may drift apart between two looks before it is a jump.
const MOST_APART_MS: i64 = 1_000;

/// Everybody who works; owned by `serve`, which lets them go.
pub(crate) struct Crew {
    slots: JoinSet<()>,
    heartbeat: JoinHandle<()>,
    reaper: JoinHandle<()>,
    clearer: JoinHandle<()>,
}

impl Crew {
    /// Takes back what a former life had in hand, then starts to work.
    pub(crate) async fn start(app: &Arc<App>, open: &OpenStudio) -> Result<Crew> {
        let released = app.store.release_owner(OWNER, app.now_ms()).await?;
        if released > 0 {
            tracing::info!(released, "tasks of a former life are ready again");
        }
        app.store.release_deliveries().await?;
        if app.config.trust_clock {
            app.store.confirm_clock(app.now_ms()).await?;
        }
        store::faults::step("start.taken_back");
        sweep(app, Duration::ZERO).await;
        store::faults::step("start.swept");
        let mut slots = JoinSet::new();
        for number in 0..app.config.slots {
            let slot = Slot::start(number, open.clone()).map_err(io("starting a slot"))?;
            slots.spawn(work_on(app.clone(), slot, open.clone(), number));
        }
        Ok(Crew {
            slots,
            heartbeat: tokio::spawn(keep_alive(app.clone())),
            reaper: tokio::spawn(reap(app.clone())),
            clearer: tokio::spawn(clear(app.clone())),
        })
    }

    /// Waits for the work in hand, at most `grace`; then tells it to end and gives it back.
    pub(crate) async fn stop(mut self, app: &App, grace: Duration) {
        let all = async { while self.slots.join_next().await.is_some() {} };
        if tokio::time::timeout(grace, all).await.is_err() {
            app.holds.end_all();
            let all = async { while self.slots.join_next().await.is_some() {} };
            let _last_wait = tokio::time::timeout(Duration::from_secs(5), all).await;
        }
        self.heartbeat.abort();
        self.reaper.abort();
        self.clearer.abort();
    }
}

/// Claims and works until the server stops.
async fn work_on(app: Arc<App>, mut slot: Slot, open: OpenStudio, number: usize) {
    let owner = format!("{OWNER}{number}");
    let lease_ms = app.config.lease.as_millis() as i64;
    while !app.stopping.is_cancelled() {
        // A job whose claim was lost may still be on the thread; no other task shall pay for that with an attempt.
        if tokio::time::timeout(DEAF_AFTER, slot.is_free()).await.is_err() {
            slot = replaced(slot, number, &open);
            continue;
        }
        let claimed = Instant::now();
        // Where a result could not be written, an attempt would be wasted.
        let claim = async {
            if app.disk.has_room() { app.store.claim(&owner, app.now_ms(), lease_ms).await } else { Ok(None) }
        };
        match claim.await {
            Ok(Some(claim)) => {
                app.delivery_bell.notify_one();
                // Where one task was ready there may be more: the next idle slot looks at once.
                app.work_bell.notify_one();
                if job::run(&app, &slot, claim, claimed).await == SlotAfter::Deaf {
                    slot = replaced(slot, number, &open);
                }
                continue;
            }
            Ok(None) => {}
            Err(error) => tracing::warn!(%error, "no claim could be made"),
        }
        tokio::select! {
            () = app.work_bell.notified() => {}
            () = tokio::time::sleep(app.config.poll) => {}
            () = app.stopping.cancelled() => {}
        }
    }
}

/// Another thread in place of one whose engine does not end; the old one ends when it can.
fn replaced(deaf: Slot, number: usize, open: &OpenStudio) -> Slot {
    tracing::error!(number, "an engine does not end; its slot gets another thread");
    Slot::start(number, open.clone()).unwrap_or_else(|error| {
        tracing::error!(%error, "no thread to be had");
        deaf
    })
}

/// The wall clock beside the monotonic one.
struct Clocks {
    wall_ms: i64,
    at: Instant,
}

impl Clocks {
    fn set(wall_ms: i64, at: Instant) -> Clocks {
        Clocks { wall_ms, at }
    }

    /// How far ahead of time the wall clock has come since the last look, if that is a leap; a server that slept counts too.
    fn leap_ms(&mut self, wall_ms: i64, at: Instant) -> Option<i64> {
        let passed_ms = at.saturating_duration_since(self.at).as_millis() as i64;
        let apart_ms = (wall_ms.saturating_sub(self.wall_ms)).saturating_sub(passed_ms);
        *self = Clocks::set(wall_ms, at);
        (apart_ms.saturating_abs() > MOST_APART_MS).then_some(apart_ms)
    }
}

/// Takes back expired leases, again and again. Leases are written in wall time: after a jump of that clock nothing is
/// taken until every heartbeat has had its turn.
async fn reap(app: Arc<App>) {
    let mut clocks = Clocks::set(app.now_ms(), Instant::now());
    let mut trusted = Instant::now();
    loop {
        tokio::time::sleep(REAP).await;
        let now = Instant::now();
        // One look at the clock: between two it could leap.
        let wall_ms = app.now_ms();
        let leap_ms = clocks.leap_ms(wall_ms, now);
        if let Some(leap_ms) = leap_ms.filter(|_| !store::faults::goes_without("doubt in the clock")) {
            tracing::warn!(
                "the wall clock was set: leases are left alone until their heartbeats have followed"
            );
            trusted = now + app.config.lease;
            follow_back(&app, leap_ms).await;
        }
        if now < trusted {
            continue;
        }
        match app.store.reap(wall_ms).await {
            Ok(0) => {}
            Ok(reaped) => {
                tracing::warn!(reaped, "leases had run out");
                app.work_bell.notify_one();
                app.delivery_bell.notify_one();
            }
            Err(error) => tracing::warn!(%error, "expired leases could not be looked for"),
        }
    }
}

/// What was to wait until a time of a clock that stood ahead does not wait until then.
async fn follow_back(app: &App, leap_ms: i64) {
    if leap_ms < 0
        && let Err(error) = app.store.clock_went_back(leap_ms.saturating_neg(), app.now_ms()).await
    {
        tracing::warn!(%error, "callbacks and tasks may wait for a time that the clock showed before");
    }
    app.delivery_bell.notify_one();
    app.work_bell.notify_one();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_is_set_is_noticed_once_and_one_that_drifts_is_not() {
        let start = Instant::now();
        let at = |s| start + Duration::from_secs(s);
        let mut clocks = Clocks::set(1_000_000, start);
        assert_eq!(clocks.leap_ms(1_002_040, at(2)), None);
        assert_eq!(clocks.leap_ms(4_602_040, at(4)), Some(3_598_000), "an hour ahead");
        assert_eq!(clocks.leap_ms(4_604_000, at(6)), None);
        assert_eq!(clocks.leap_ms(4_600_000, at(8)), Some(-6_000), "six seconds back");
    }
}
