//! What every request and every worker shares.

use crate::Clock;
use crate::Config;
use crate::files::{Files, Links};
use crate::identity::TaskIds;
use crate::metrics::Metrics;
use crate::outbound::Outbound;
use crate::places::Places;
use crate::work::{Holds, Pace};
use std::sync::Arc;
use store::Store;
use tokio::sync::{Notify, Semaphore};
use tokio_util::sync::CancellationToken;

/// Creates that may be in the works at the same time; more are told to come back.
const MOST_CREATES: usize = 256;
/// Uploads at the same time.
const MOST_UPLOADS: usize = 16;
/// Uploads of one account at the same time.
const UPLOADS_OF_ONE: usize = 4;
/// Streams of events at the same time.
const MOST_LISTENERS: usize = 512;
/// Streams of events of one account at the same time.
const STREAMS_OF_ONE: usize = 32;
/// Fewer than the store has readers.
const MOST_LONG_LISTS: usize = 2;

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
    pub(crate) creates: Semaphore,
    pub(crate) uploads: Places,
    /// Long pages of lists that are read at the same time; the short ones and everything else do not wait for them.
    pub(crate) long_lists: Semaphore,
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
        (links, task_ids): (Links, TaskIds),
    ) -> crate::Result<App> {
        Ok(App {
            files: Files::new(&config.data)?,
            outbound: Outbound::new(config.allow_private)?,
            holds: Holds::new(config.lease),
            config,
            clock,
            store,
            links,
            task_ids,
            pace: Pace::default(),
            metrics: Metrics::new(),
            creates: Semaphore::new(MOST_CREATES),
            uploads: Places::new(MOST_UPLOADS, UPLOADS_OF_ONE),
            long_lists: Semaphore::new(MOST_LONG_LISTS),
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
