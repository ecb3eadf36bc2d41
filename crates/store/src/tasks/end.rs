//! The changes of a task's state after its create, each with its delivery.

use super::{Task, read};
use crate::faults::step;
use crate::ledger::{Party, settle};
use crate::{Error, Result, State, Units, deliveries};
use rusqlite::Connection;

/// What a task's last transition writes.
pub(crate) struct Ending {
    state: State,
    message: String,
}

impl Ending {
    /// What was reserved is charged.
    pub fn succeeded() -> Ending {
        Ending { state: State::Succeed, message: String::new() }
    }

    /// Nothing is charged.
    pub fn failed(message: String) -> Ending {
        Ending { state: State::Failed, message }
    }
}

/// The one way into a final state: settles the units, frees the slot, ends the live work, enqueues the delivery.
pub(crate) fn end(db: &Connection, id: &str, ending: Ending, now_ms: i64) -> Result<Task> {
    let task = read::by_id(db, id)?;
    let state = task.state.to(ending.state)?;
    let is_success = state == State::Succeed;
    settle(db, Party { account: task.account, task: Some(id) }, is_success, now_ms)?;
    step("end.settled");
    let deduction = if is_success { cost_of(db, id)? } else { Units::ZERO };
    let sql = "UPDATE tasks SET state = ?2, message = ?3, deduction = ?4, attempt = ?5,
        updated_ms = MAX(updated_ms, ?6), ended_ms = MAX(updated_ms, ?6) WHERE id = ?1";
    let ended = (id, state, ending.message, deduction.to_string(), task.attempt, now_ms);
    db.prepare_cached(sql)?.execute(ended)?;
    step("end.state");
    db.prepare_cached("DELETE FROM jobs WHERE task = ?1")?.execute([id])?;
    db.prepare_cached("UPDATE accounts SET open = open - 1 WHERE id = ?1")?.execute([task.account.0])?;
    let ended = read::by_id(db, id)?;
    deliveries::enqueue(db, &ended, now_ms)?;
    step("end.enqueued");
    Ok(ended)
}

/// As `end`, for a task that has not ended and whose worker is not asked.
pub(crate) fn cancel(db: &Connection, task: Task, why: String, now_ms: i64) -> Result<Task> {
    if task.state.is_final() {
        return Err(Error::WrongState(task.state));
    }
    end(db, &task.id, Ending::failed(why), now_ms)
}

/// Makes a task `processing`, if it is not yet.
pub(crate) fn begin(db: &Connection, id: &str, now_ms: i64) -> Result<Task> {
    let task = read::by_id(db, id)?;
    if task.state == State::Processing {
        return Ok(task);
    }
    let sql = "UPDATE tasks SET state = ?2, updated_ms = MAX(updated_ms, ?3) WHERE id = ?1";
    db.prepare_cached(sql)?.execute((id, task.state.to(State::Processing)?, now_ms))?;
    let begun = read::by_id(db, id)?;
    deliveries::enqueue(db, &begun, now_ms)?;
    Ok(begun)
}

fn cost_of(db: &Connection, id: &str) -> Result<Units> {
    let sql = "SELECT cost FROM tasks WHERE id = ?1";
    Ok(db.prepare_cached(sql)?.query_row([id], |row| row.get(0))?)
}
