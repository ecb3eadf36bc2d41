//! Tasks: created with their slot and first delivery, read one by one or page by page.

mod read;

pub(crate) use read::{by_id, json};

use crate::{AccountId, Artifact, Error, Result, State, Store, Video, deliveries};
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};
use rusqlite::{Connection, OptionalExtension};
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
    pub async fn create_task(&self, new: NewTask, now_ms: i64) -> Result<Task> {
        self.write(move |db| create(db, &new, now_ms)).await
    }

    /// The account's task of this kind with that id or, if there is none, with that id of the customer's own.
    pub async fn task(&self, account: AccountId, kind: Kind, id_or_external: &str) -> Result<Option<Task>> {
        let id = id_or_external.to_owned();
        self.read(move |db| read::by_either_id(db, account, kind, &id)).await
    }

    /// One page (from 1) of the account's tasks of this kind, newest first. Its cost does not grow with `page`.
    pub async fn tasks(&self, account: AccountId, kind: Kind, page: u32, size: u32) -> Result<Vec<Task>> {
        self.read(move |db| read::page(db, account, kind, page, size)).await
    }
}

/// How far one open task of an account moves its next task back in the queue: about three times what a task takes.
const QUANTUM_MS: i64 = 120_000;

fn create(db: &Connection, new: &NewTask, now_ms: i64) -> Result<Task> {
    if let Some(external_id) = &new.external_id {
        let sql = "SELECT EXISTS (SELECT 1 FROM tasks WHERE account = ?1 AND external_id = ?2)";
        if db.prepare_cached(sql)?.query_row((new.account.0, external_id), |row| row.get(0))? {
            return Err(Error::Taken(external_id.clone()));
        }
    }
    let open = take_slot(db, new.account)?;
    insert(db, new, now_ms)?;
    let sort_key = now_ms.saturating_add(QUANTUM_MS.saturating_mul(open - 1));
    let sql = "INSERT INTO jobs (task, sort_key) VALUES (?1, ?2)";
    db.prepare_cached(sql)?.execute((&new.id, sort_key))?;
    let task = by_id(db, &new.id)?;
    deliveries::enqueue(db, &task, now_ms)?;
    Ok(task)
}

/// Counts the new task in and says how many are open now. A counter, because counting rows admits too many once
/// two transactions read the same snapshot.
fn take_slot(db: &Connection, account: AccountId) -> Result<i64> {
    let sql = "UPDATE accounts SET open = open + 1 WHERE id = ?1 AND open < max_open RETURNING open";
    let open = db.prepare_cached(sql)?.query_row([account.0], |row| row.get(0)).optional()?;
    if let Some(open) = open {
        return Ok(open);
    }
    let exists = "SELECT EXISTS (SELECT 1 FROM accounts WHERE id = ?1)";
    let exists = db.prepare_cached(exists)?.query_row([account.0], |row| row.get(0))?;
    Err(if exists { Error::TooMany } else { Error::NotFound })
}

fn insert(db: &Connection, new: &NewTask, now_ms: i64) -> Result<()> {
    let sql = "INSERT INTO tasks (id, account, kind, external_id, order_json, callback_url, created_ms, updated_ms, ordinal)
        SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7, 1 + COALESCE(MAX(ordinal), 0) FROM tasks WHERE account = ?2 AND kind = ?3";
    let NewTask { id, account, kind, external_id, order, callback_url } = new;
    db.prepare_cached(sql)?.execute((
        id,
        account.0,
        kind,
        external_id,
        order.to_string(),
        callback_url,
        now_ms,
    ))?;
    Ok(())
}

/// The one way into a final state: frees the slot, ends the live work, enqueues the delivery.
pub(crate) fn end(db: &Connection, id: &str, ending: Ending, now_ms: i64) -> Result<Task> {
    let task = by_id(db, id)?;
    let state = task.state.to(ending.state)?;
    let sql = "UPDATE tasks SET state = ?2, message = ?3, deduction = ?4, attempt = ?5,
        updated_ms = MAX(updated_ms, ?6), ended_ms = MAX(updated_ms, ?6) WHERE id = ?1";
    db.prepare_cached(sql)?.execute((id, state, ending.message, ending.deduction, task.attempt, now_ms))?;
    db.prepare_cached("DELETE FROM jobs WHERE task = ?1")?.execute([id])?;
    db.prepare_cached("UPDATE accounts SET open = open - 1 WHERE id = ?1")?.execute([task.account.0])?;
    let ended = by_id(db, id)?;
    deliveries::enqueue(db, &ended, now_ms)?;
    Ok(ended)
}

/// What a task's last transition writes.
pub(crate) struct Ending {
    pub state: State,
    pub message: String,
    pub deduction: String,
}

impl Ending {
    /// Nothing is charged.
    pub fn failed(message: String) -> Ending {
        Ending { state: State::Failed, message, deduction: "0".into() }
    }
}

/// Makes a task `processing`, if it is not yet.
pub(crate) fn begin(db: &Connection, id: &str, now_ms: i64) -> Result<Task> {
    let task = by_id(db, id)?;
    if task.state == State::Processing {
        return Ok(task);
    }
    let sql = "UPDATE tasks SET state = ?2, updated_ms = MAX(updated_ms, ?3) WHERE id = ?1";
    db.prepare_cached(sql)?.execute((id, task.state.to(State::Processing)?, now_ms))?;
    let begun = by_id(db, id)?;
    deliveries::enqueue(db, &begun, now_ms)?;
    Ok(begun)
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
