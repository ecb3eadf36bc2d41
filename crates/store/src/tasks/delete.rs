//! Deleting a task: it is found by nobody any more, and its files go.

use super::Task;
use crate::files::{clear_artifacts, clear_video, result_in_use};
use crate::{Error, Result};
use rusqlite::{Connection, OptionalExtension};

/// Leaves a row that says that the ids were used and what was charged, and nothing of what was asked or made.
pub(crate) fn delete(db: &Connection, task: &Task, now_ms: i64) -> Result<Vec<String>> {
    if !task.state.is_final() {
        return Err(Error::WrongState(task.state));
    }
    let sql = format!("SELECT {} FROM tasks WHERE id = ?1", result_in_use());
    if db.prepare_cached(&sql)?.query_row([&task.id], |row| row.get(0))? {
        return Err(Error::InUse);
    }
    let mut keys = clear_artifacts(db, task, now_ms)?;
    let sql = "UPDATE tasks SET deleted_ms = ?2, message = '', order_json = '{}', callback_url = NULL WHERE id = ?1";
    db.prepare_cached(sql)?.execute((&task.id, now_ms))?;
    db.prepare_cached("DELETE FROM deliveries WHERE task = ?1")?.execute([&task.id])?;
    if let Some(source) = only_source(db, task)? {
        keys.extend(clear_video(db, &source, now_ms)?);
    }
    Ok(keys)
}

/// The task's source, if it was fetched for it and no other task that is listed has it.
fn only_source(db: &Connection, task: &Task) -> Result<Option<String>> {
    let Some(parent) = &task.parent else { return Ok(None) };
    let sql = "SELECT id FROM videos WHERE id = ?1 AND is_upload = 0 AND key GLOB 'videos/*'
        AND NOT EXISTS (SELECT 1 FROM tasks WHERE parent = ?1 AND deleted_ms IS NULL)
        AND NOT EXISTS (SELECT 1 FROM tasks WHERE source = ?1 AND deleted_ms IS NULL)";
    Ok(db.prepare_cached(sql)?.query_row([&parent.id], |row| row.get(0)).optional()?)
}
