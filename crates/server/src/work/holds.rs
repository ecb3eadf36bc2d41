//! Every claim in hand, and the heartbeat that keeps them ours.

use super::hold::Hold;
use super::timing::Timing;
use crate::app::App;
use std::collections::{BTreeMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// The claims that this process works on, by task.
pub(crate) struct Holds {
    lease: Duration,
    held: Mutex<BTreeMap<String, Arc<Hold>>>,
}

impl Holds {
    pub(crate) fn new(lease: Duration) -> Holds {
        Holds { lease, held: Mutex::default() }
    }

    /// Stages of a task that is being worked on here.
    pub(crate) fn timing_of(&self, task: &str) -> Option<Timing> {
        self.held().get(task).map(|hold| hold.timing())
    }

    pub(super) fn add(&self, hold: Arc<Hold>) {
        self.held().insert(hold.claim.task.clone(), hold);
    }

    /// Forgets this hold, not a later one on the same task.
    pub(super) fn remove(&self, hold: &Arc<Hold>) {
        let mut held = self.held();
        if held.get(&hold.claim.task).is_some_and(|known| Arc::ptr_eq(known, hold)) {
            held.remove(&hold.claim.task);
        }
    }

    /// Tells the work on a task to end, if there is any here.
    pub(crate) fn end(&self, task: &str) {
        if let Some(hold) = self.held().get(task) {
            hold.ended.cancel();
        }
    }

    /// Tells all work to end.
    pub(super) fn end_all(&self) {
        self.held().values().for_each(|hold| hold.ended.cancel());
    }

    fn all(&self) -> Vec<Arc<Hold>> {
        self.held().values().cloned().collect()
    }

    fn held(&self) -> MutexGuard<'_, BTreeMap<String, Arc<Hold>>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Prolongs every lease, again and again, in one call of the store each time. Never ends by itself.
pub(super) async fn keep_alive(app: Arc<App>) {
    let mut tick = tokio::time::interval(app.config.heartbeat);
    tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tick.tick().await;
        beat(&app).await;
    }
}

async fn beat(app: &App) {
    let holds = app.holds.all();
    if holds.is_empty() {
        return;
    }
    let (asked, lease) = (Instant::now(), app.holds.lease);
    store::faults::step("heartbeat");
    let claims = holds.iter().map(|hold| hold.claim.clone()).collect();
    match app.store.heartbeat(claims, app.now_ms(), lease.as_millis() as i64).await {
        Ok(ours) => {
            let ours: HashSet<_> = ours.into_iter().collect();
            for hold in holds {
                if ours.contains(&hold.claim) { hold.prolong(asked, lease) } else { hold.ended.cancel() }
            }
        }
        Err(error) => tracing::warn!(%error, "heartbeat failed"),
    }
    // What could not be prolonged in time ends, whether or not its engine asks.
    app.holds.all().iter().filter(|hold| !hold.is_ours()).for_each(|hold| hold.ended.cancel());
}
