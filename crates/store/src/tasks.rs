//! Tasks: created with their slot and first delivery, read one by one or page by page.

use crate::{AccountId, Artifact, Error, Result, State, Store, Video};
use serde::{Deserialize, Serialize};

/// What sort of task it is; each sort has its own list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A soundtrack for a silent clip.
    VideoToAudio,
    /// A sound from words alone.
    TextToAudio,
}

/// A task to be created.
#[derive(Debug, Clone)]
pub struct NewTask {
    /// 18 decimal digits, increasing with time, unique over all accounts.
    pub id: String,
    /// Whose it is.
    pub account: AccountId,
    /// What sort it is.
    pub kind: Kind,
    /// The customer's own id, unique in the account over all kinds.
    pub external_id: Option<String>,
    /// What was asked for; the store only keeps it.
    pub order: serde_json::Value,
    /// Where changes of state are to be posted.
    pub callback_url: Option<String>,
}

/// A task as it is, or was when a delivery froze it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Task {
    /// 18 decimal digits.
    pub id: String,
    /// Whose it is.
    pub account: AccountId,
    /// What sort it is.
    pub kind: Kind,
    /// The customer's own id.
    pub external_id: Option<String>,
    /// How far it has come.
    pub state: State,
    /// Why it failed, else empty.
    pub message: String,
    /// What was asked for.
    pub order: serde_json::Value,
    /// The source video, once it has been fetched and probed.
    pub parent: Option<Video>,
    /// The published files, in the order in which `finish` was given them.
    pub artifacts: Vec<Artifact>,
    /// Units charged, a decimal string, once it has ended.
    pub deduction: Option<String>,
    /// Where changes of state are posted.
    pub callback_url: Option<String>,
    /// Unix ms.
    pub created_ms: i64,
    /// Unix ms of the last change of state.
    pub updated_ms: i64,
    /// Unix ms, once it has ended.
    pub ended_ms: Option<i64>,
    /// How often it has been claimed, less what was given back.
    pub attempt: u32,
}

impl Store {
    /// Takes a slot of the account and creates the task, ready to be claimed, with the delivery of its first state.
    ///
    /// # Errors
    /// `Taken` (the customer's own id is in use; tested before the slots), `TooMany` (no slot free), `NotFound` (account).
    pub async fn create_task(&self, _new: NewTask, _now_ms: i64) -> Result<Task> {
        Err(Error::Closed)
    }

    /// The account's task of this kind with that id or, if there is none, with that id of the customer's own.
    pub async fn task(
        &self,
        _account: AccountId,
        _kind: Kind,
        _id_or_external: &str,
    ) -> Result<Option<Task>> {
        Err(Error::Closed)
    }

    /// One page (from 1) of the account's tasks of this kind, newest first. Its cost does not grow with `page`.
    pub async fn tasks(&self, _account: AccountId, _kind: Kind, _page: u32, _size: u32) -> Result<Vec<Task>> {
        Err(Error::Closed)
    }
}
