//! Deliveries: one callback to be made for each change of a task's state.

use crate::{AccountId, Error, Result, State, Store, Task};

/// A callback to be made now.
#[derive(Debug, Clone)]
pub struct Delivery {
    /// Its number.
    pub id: i64,
    /// The task that it tells of.
    pub task: String,
    /// Whose task.
    pub account: AccountId,
    /// 1, 2, 3 …: the order of the task's changes.
    pub seq: u32,
    /// What the task became.
    pub state: State,
    /// The same for every attempt.
    pub webhook_id: String,
    /// Where to post it.
    pub url: String,
    /// 1 for the first attempt; counts this one.
    pub attempt: u32,
    /// Unix ms of the change of state.
    pub first_ms: i64,
    /// The task as it was then.
    pub snapshot: Task,
}

impl Store {
    /// At most `most` callbacks that are due, leased to the caller for `lease_ms`. First attempts keep the order of a
    /// task's changes; what has failed once and been followed by a later change is superseded, never given out again.
    pub async fn due_deliveries(&self, _now_ms: i64, _most: u32, _lease_ms: i64) -> Result<Vec<Delivery>> {
        Err(Error::Closed)
    }

    /// The callback was acknowledged.
    ///
    /// # Errors
    /// `Lost` if a later attempt has begun or the delivery has ended.
    pub async fn delivered(&self, _id: i64, _attempt: u32, _now_ms: i64) -> Result<()> {
        Err(Error::Closed)
    }

    /// The callback failed: to be tried again at `next_ms`, or given up.
    ///
    /// # Errors
    /// `Lost` as for `delivered`.
    pub async fn delivery_failed(
        &self,
        _id: i64,
        _attempt: u32,
        _why: &str,
        _next_ms: Option<i64>,
        _now_ms: i64,
    ) -> Result<()> {
        Err(Error::Closed)
    }
}
