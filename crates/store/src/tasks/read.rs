//! Reads tasks: by either id, or a stretch of a list.

use super::{Kind, Task};
use crate::{AccountId, Error, Result, State, files};
use rusqlite::{Connection, OptionalExtension, Row};

pub(crate) fn by_id(db: &Connection, id: &str) -> Result<Task> {
    one(db, "t.id = ?1", [id])?.ok_or(Error::NotFound)
}

/// The account's task with that id or, if there is none, with that id of the customer's own.
pub(crate) fn by_either_id(
    db: &Connection,
    account: AccountId,
    kind: Option<Kind>,
    id: &str,
) -> Result<Option<Task>> {
    let found = match one(db, OWN_ID, (account.0, id))? {
        Some(task) => Some(task),
        None => one(db, EXTERNAL_ID, (account.0, id))?,
    };
    Ok(found.filter(|task| kind.is_none_or(|kind| kind == task.kind)))
}

/// As `by_either_id`, of any kind; `NotFound` if there is none.
pub(crate) fn must_be(db: &Connection, account: AccountId, id: &str) -> Result<Task> {
    by_either_id(db, account, None, id)?.ok_or(Error::NotFound)
}

const SELECT: &str =
    "SELECT t.id, t.account, t.kind, t.external_id, t.state, t.message, t.order_json, t.parent, t.deduction,
    t.callback_url, t.created_ms, t.updated_ms, t.ended_ms, COALESCE(j.attempt, t.attempt), t.cleared_ms
    FROM tasks t LEFT JOIN jobs j ON j.task = t.id WHERE";

const OWN_ID: &str = "t.account = ?1 AND t.id = ?2 AND t.deleted_ms IS NULL";
const EXTERNAL_ID: &str = "t.account = ?1 AND t.external_id = ?2 AND t.deleted_ms IS NULL";
const LISTED: &str = "t.account = ?1 AND t.kind = ?2 AND t.ordinal <= ?3 AND t.deleted_ms IS NULL ORDER BY t.ordinal DESC LIMIT ?4";

fn one(db: &Connection, which: &str, values: impl rusqlite::Params) -> Result<Option<Task>> {
    let found = db.prepare_cached(&format!("{SELECT} {which}"))?.query_row(values, bare).optional()?;
    found.map(|bare| whole(db, bare)).transpose()
}

/// The newest listed tasks from this number on down.
pub(super) fn listed(
    db: &Connection,
    account: AccountId,
    kind: Kind,
    first: i64,
    most: u32,
) -> Result<Vec<Task>> {
    let mut statement = db.prepare_cached(&format!("{SELECT} {LISTED}"))?;
    let found = statement.query_map((account.0, kind, first, most), bare)?;
    found.map(|bare| whole(db, bare?)).collect()
}

/// A task's own row, and the id of its source video.
type Bare = (Task, Option<String>);

fn bare(row: &Row) -> rusqlite::Result<Bare> {
    let task = Task {
        id: row.get(0)?,
        account: AccountId(row.get(1)?),
        kind: row.get(2)?,
        external_id: row.get(3)?,
        state: row.get(4)?,
        message: row.get(5)?,
        order: json(row, 6)?,
        parent: None,
        artifacts: Vec::new(),
        deduction: row.get(8)?,
        callback_url: row.get(9)?,
        created_ms: row.get(10)?,
        updated_ms: row.get(11)?,
        ended_ms: row.get(12)?,
        attempt: row.get(13)?,
        cleared_ms: row.get(14)?,
    };
    Ok((task, row.get(7)?))
}

fn whole(db: &Connection, (mut task, parent): Bare) -> Result<Task> {
    if let Some(parent) = parent {
        task.parent = files::video_of(db, &parent)?;
    }
    if task.state == State::Succeed {
        task.artifacts = files::artifacts_of(db, &task.id)?;
    }
    Ok(task)
}

/// The first column of every row.
pub(crate) fn texts(db: &Connection, sql: &str, values: impl rusqlite::Params) -> Result<Vec<String>> {
    let mut statement = db.prepare_cached(sql)?;
    Ok(statement.query_map(values, |row| row.get(0))?.collect::<rusqlite::Result<_>>()?)
}

/// A column of JSON text.
pub(crate) fn json<T: serde::de::DeserializeOwned>(row: &Row, column: usize) -> rusqlite::Result<T> {
    serde_json::from_str(row.get_ref(column)?.as_str()?).map_err(|error| {
        rusqlite::Error::FromSqlConversionFailure(column, rusqlite::types::Type::Text, Box::new(error))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::tests::plan;
    use expect_test::expect;

    #[test]
    fn a_page_is_a_range_of_an_index() {
        expect![[r#"
            SEARCH t USING INDEX sqlite_autoindex_tasks_3 (account=? AND kind=? AND ordinal<?)
            SEARCH j USING PRIMARY KEY (task=?) LEFT-JOIN"#]]
        .assert_eq(&plan(&format!("{SELECT} {LISTED}")));
    }

    #[test]
    fn a_task_is_found_by_either_id_without_a_scan() {
        expect![[r#"
            SEARCH t USING INDEX sqlite_autoindex_tasks_1 (id=?)
            SEARCH j USING PRIMARY KEY (task=?) LEFT-JOIN"#]]
        .assert_eq(&plan(&format!("{SELECT} {OWN_ID}")));
        expect![[r#"
            SEARCH t USING INDEX sqlite_autoindex_tasks_2 (account=? AND external_id=?)
            SEARCH j USING PRIMARY KEY (task=?) LEFT-JOIN"#]]
        .assert_eq(&plan(&format!("{SELECT} {EXTERNAL_ID}")));
    }
}
