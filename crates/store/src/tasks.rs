//! Tasks: what they are, and every call about them but those of their workers.

pub(crate) mod create;
pub(crate) mod delete;
pub(crate) mod end;
mod page;
pub(crate) mod read;

pub(crate) use create::has_room;
pub(crate) use end::{Ending, begin, end};
pub(crate) use read::{by_id, json, texts};

use crate::{AccountId, Artifact, Result, State, Store, Units, Video};
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};
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
    /// The video that it names as its source, which stays until the task has ended.
    pub source: Option<String>,
    /// Names this request, so that sending it again makes no second task.
    pub idempotency_key: Option<String>,
    /// What it costs if it succeeds.
    pub cost: Units,
}

/// What the installation says about creates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Terms {
    /// Whether an account without any pack may have no tasks; otherwise it is not metered.
    pub packs_required: bool,
    /// Bytes that the files of an account may take up, if the account does not say.
    pub most_bytes: Option<u64>,
    /// Tasks that an account may have open at a time, if neither its packs nor it say.
    pub slots: u32,
    /// Unix ms before which a video that can be named must not have come.
    pub kept_since_ms: i64,
}

impl Default for Terms {
    fn default() -> Terms {
        Terms { packs_required: false, most_bytes: None, slots: 20, kept_since_ms: 0 }
    }
}

/// What became of a create.
#[derive(Debug, Clone)]
pub enum Created {
    /// A new task.
    New(Task),
    /// The task that the same request has made before.
    Again(Task),
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
    /// Unix ms at which its files were cleared.
    #[serde(default)]
    pub cleared_ms: Option<i64>,
    /// How often it has been claimed, less what was given back.
    pub attempt: u32,
}

impl Store {
    /// Creates a task, ready to be claimed, with its slot, its reserve and the delivery of its first state. A request
    /// whose idempotency key the account has used before is answered with the task that it made.
    ///
    /// # Errors
    /// In this order: `KeyReused`, `Taken` (the customer's own id is in use), `NoVideo` or `OldVideo` (the source that it
    /// names), `NotFound` (account), `Full`, `NoUnits`, `TooMany` (no slot free).
    pub async fn create_task(&self, new: NewTask, terms: Terms, now_ms: i64) -> Result<Created> {
        self.write(move |db| create::create(db, &new, terms, now_ms)).await
    }

    /// The account's task with that id or, if there is none, with that id of the customer's own; only of this kind, if
    /// one is given.
    pub async fn task(
        &self,
        account: AccountId,
        kind: Option<Kind>,
        id_or_external: &str,
    ) -> Result<Option<Task>> {
        let id = id_or_external.to_owned();
        self.read(move |db| read::by_either_id(db, account, kind, &id)).await
    }

    /// One page (from 1) of the account's tasks of this kind, newest first. Its cost does not grow with `page`.
    pub async fn tasks(&self, account: AccountId, kind: Kind, page: u32, size: u32) -> Result<Vec<Task>> {
        self.read(move |db| page::page(db, account, kind, page, size)).await
    }

    /// Ends a task that has not ended: it has failed, `why` says so, and nothing is charged. Its worker, if it has one,
    /// has lost its claim.
    ///
    /// # Errors
    /// `NotFound`; `WrongState` if it has ended.
    pub async fn cancel_task(
        &self,
        account: AccountId,
        id_or_external: &str,
        why: &str,
        now_ms: i64,
    ) -> Result<Task> {
        let (id, why) = (id_or_external.to_owned(), why.to_owned());
        self.write(move |db| end::cancel(db, read::must_be(db, account, &id)?, why, now_ms)).await
    }

    /// Deletes a task that has ended: nobody finds it any more, and its files and those of its source, if no other task
    /// has it, are named by nobody. What it cost, and that its ids were used, is remembered. Gives back the keys of the
    /// files to remove.
    ///
    /// # Errors
    /// `NotFound`; `WrongState` if it has not ended; `InUse` while another task works on its result.
    pub async fn delete_task(
        &self,
        account: AccountId,
        id_or_external: &str,
        now_ms: i64,
    ) -> Result<Vec<String>> {
        let id = id_or_external.to_owned();
        self.write(move |db| delete::delete(db, &read::must_be(db, account, &id)?, now_ms)).await
    }
}

impl ToSql for Kind {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::from(match self {
            Kind::VideoToAudio => "video_to_audio",
            Kind::TextToAudio => "text_to_audio",
        }))
    }
}

impl FromSql for Kind {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Kind> {
        match value.as_str()? {
            "video_to_audio" => Ok(Kind::VideoToAudio),
            "text_to_audio" => Ok(Kind::TextToAudio),
            other => Err(FromSqlError::Other(format!("unknown kind {other:?}").into())),
        }
    }
}
