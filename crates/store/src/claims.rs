//! Claims: a worker's time-limited, fenced hold on a task, and everything that a worker may write.

use crate::{Artifact, Error, Result, Store, Task, Video};

/// Names a claim; the fence of everything that its holder writes.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ClaimRef {
    /// The task's id.
    pub task: String,
    /// Grows with every claim of the task.
    pub epoch: i64,
}

/// A task to work on.
#[derive(Debug, Clone)]
pub struct Claim {
    /// To be shown with every write.
    pub claim: ClaimRef,
    /// The task, already `processing`; `attempt` counts this claim.
    pub task: Task,
    /// Unix ms; the claim may be given to another after that.
    pub lease_until_ms: i64,
}

/// How a task ends.
#[derive(Debug, Clone)]
pub enum Outcome {
    /// It worked.
    Succeed {
        /// The published files, safely on disk.
        artifacts: Vec<Artifact>,
        /// The result as a source for later tasks.
        result_video: Option<Video>,
        /// Units charged, a decimal string.
        deduction: String,
    },
    /// It did not; nothing is charged.
    Failed {
        /// A sentence for the customer.
        message: String,
    },
}

impl Store {
    /// Takes the task that has waited longest (by its sort key), if one is ready: counts the attempt and starts the
    /// lease before any work. The first claim makes the task `processing`.
    pub async fn claim(&self, _owner: &str, _now_ms: i64, _lease_ms: i64) -> Result<Option<Claim>> {
        Err(Error::Closed)
    }

    /// Prolongs leases; gives back the claims that are still ours. Work on any other must stop.
    pub async fn heartbeat(
        &self,
        _claims: Vec<ClaimRef>,
        _now_ms: i64,
        _lease_ms: i64,
    ) -> Result<Vec<ClaimRef>> {
        Err(Error::Closed)
    }

    /// Records the source video, which becomes the account's. The task's `updated_ms` stays.
    ///
    /// # Errors
    /// `Lost`; `NotFound` if the id is that of another account's video.
    pub async fn set_parent_video(&self, _claim: ClaimRef, _video: Video, _now_ms: i64) -> Result<()> {
        Err(Error::Closed)
    }

    /// Ends the task: state, files, result video, free slot and delivery, all or nothing.
    ///
    /// # Errors
    /// `Lost`.
    pub async fn finish(&self, _claim: ClaimRef, _outcome: Outcome, _now_ms: i64) -> Result<Task> {
        Err(Error::Closed)
    }

    /// Gives the task back unharmed (a graceful stop): ready at once, the attempt not counted.
    ///
    /// # Errors
    /// `Lost`.
    pub async fn give_back(&self, _claim: ClaimRef, _now_ms: i64) -> Result<()> {
        Err(Error::Closed)
    }

    /// Gives the task back after trouble that may pass: ready in `after_ms`. After the third attempt the task has
    /// failed, and `why` is what the customer reads.
    ///
    /// # Errors
    /// `Lost`.
    pub async fn retry_later(
        &self,
        _claim: ClaimRef,
        _why: &str,
        _now_ms: i64,
        _after_ms: i64,
    ) -> Result<()> {
        Err(Error::Closed)
    }

    /// Takes back claims whose lease has run out: ready at once, or failed after the third attempt. How many.
    pub async fn reap(&self, _now_ms: i64) -> Result<u32> {
        Err(Error::Closed)
    }

    /// Takes back every claim of owners whose name starts so: at start-up, those of this process's former life.
    pub async fn release_owner(&self, _owner_prefix: &str, _now_ms: i64) -> Result<u32> {
        Err(Error::Closed)
    }
}
