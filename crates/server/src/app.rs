//! What every request and every worker shares.

use crate::Clock;
use crate::Config;
use crate::disk::Disk;
use crate::files::{Files, Links};
use crate::identity::TaskIds;
use crate::metrics::Metrics;
use crate::outbound::Outbound;
use crate::places::Places;
use crate::turnstile::Turnstile;
use crate::work::{Holds, Pace};
use std::sync::Arc;
use std::time::Duration;
use store::Store;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

/// Creates that are in the works at the same time, two batches of the store's writer, and those that may wait.
const CREATES: (usize, usize) = (128, 128);
/// Polls at the same time, and those that may wait.
const POLLS: (usize, usize) = (64, 192);
/// Short lists at the same time, and those that may wait: fewer than polls, for each keeps a reader of the store longer.
const LISTS: (usize, usize) = (16, 112);
/// Long lists at the same time, fewer than the store has readers, and those that may wait.
const LONG_LISTS: (usize, usize) = (2, 32);
/// Longest that any of these waits: a client that is told so early can still go elsewhere.
const LONGEST_WAIT: Duration = Duration::from_secs(2);
/// Uploads at the same time.
const MOST_UPLOADS: usize = 16;
/// Uploads of one account at the same time.
const UPLOADS_OF_ONE: usize = 4;
/// Streams of events at the same time.
const MOST_LISTENERS: usize = 512;
/// Streams of events of one account at the same time.
const STREAMS_OF_ONE: usize = 32;

fn turnstile((inside, waiting): (usize, usize)) -> Turnstile {
    Turnstile::new(inside, waiting, LONGEST_WAIT)
}

/// The running server.
pub(crate) struct App {
    pub(crate) config: Config,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) store: Store,
    pub(crate) files: Files,
    pub(crate) links: Links,
    pub(crate) outbound: Outbound,
    pub(crate) task_ids: TaskIds,
    pub(crate) holds: Holds,
    pub(crate) pace: Pace,
    pub(crate) metrics: Metrics,
    pub(crate) disk: Disk,
    pub(crate) creates: Turnstile,
    pub(crate) polls: Turnstile,
    pub(crate) lists: Turnstile,
    pub(crate) uploads: Places,
    /// Long pages of lists that are read at the same time; the short ones and everything else do not wait for them.
    pub(crate) long_lists: Turnstile,
    /// Places for those who follow tasks.
    pub(crate) listeners: Places,
    /// Rung when there may be a task to claim.
    pub(crate) work_bell: Notify,
    /// Rung when there may be a callback to make.
    pub(crate) delivery_bell: Notify,
    /// No new work from here on.
    pub(crate) stopping: CancellationToken,
    /// All work has ended: what is left is to tell of it.
    pub(crate) closing: CancellationToken,
}

impl App {
    pub(crate) fn new(
        config: Config,
        clock: Arc<dyn Clock>,
        store: Store,
        outbound: Outbound,
        (links, task_ids): (Links, TaskIds),
    ) -> crate::Result<App> {
        Ok(App {
            files: Files::new(&config.data)?,
            disk: Disk::new(&config.data, config.least_free),
            outbound,
            holds: Holds::new(config.lease),
            config,
            clock,
            store,
            links,
            task_ids,
            pace: Pace::default(),
            metrics: Metrics::new(),
            creates: turnstile(CREATES),
            polls: turnstile(POLLS),
            lists: turnstile(LISTS),
            uploads: Places::new(MOST_UPLOADS, UPLOADS_OF_ONE),
            long_lists: turnstile(LONG_LISTS),
            listeners: Places::new(MOST_LISTENERS, STREAMS_OF_ONE),
            work_bell: Notify::new(),
            delivery_bell: Notify::new(),
            stopping: CancellationToken::new(),
            closing: CancellationToken::new(),
        })
    }

    /// Unix ms.
    pub(crate) fn now_ms(&self) -> i64 {
        self.clock.now_ms()
    }
}
