//! Reads tasks: by either id, or page by page.

use super::{Kind, Task};
use crate::{AccountId, Error, Result, State, files};
use rusqlite::{Connection, OptionalExtension, Row};

pub(crate) fn by_id(db: &Connection, id: &str) -> Result<Task> {
    one(db, "t.id = ?1", [id])?.ok_or(Error::NotFound)
}

/// The account's task of this kind with that id or, if there is none, with that id of the customer's own.
pub(crate) fn by_either_id(
    db: &Connection,
    account: AccountId,
    kind: Kind,
    id: &str,
) -> Result<Option<Task>> {
    match one(db, OWN_ID, (account.0, kind, id))? {
        Some(task) => Ok(Some(task)),
        None => one(db, EXTERNAL_ID, (account.0, kind, id)),
    }
}

const SELECT: &str =
    "SELECT t.id, t.account, t.kind, t.external_id, t.state, t.message, t.order_json, t.parent, t.deduction,
    t.callback_url, t.created_ms, t.updated_ms, t.ended_ms, COALESCE(j.attempt, t.attempt)
    FROM tasks t LEFT JOIN jobs j ON j.task = t.id WHERE";

const OWN_ID: &str = "t.account = ?1 AND t.kind = ?2 AND t.id = ?3";
const EXTERNAL_ID: &str = "t.account = ?1 AND t.kind = ?2 AND t.external_id = ?3";
const NEWEST: &str = "SELECT COALESCE(MAX(ordinal), 0) FROM tasks WHERE account = ?1 AND kind = ?2";
const PAGE: &str =
    "t.account = ?1 AND t.kind = ?2 AND t.ordinal <= ?3 AND t.ordinal > ?4 ORDER BY t.ordinal DESC";

fn one(db: &Connection, which: &str, values: impl rusqlite::Params) -> Result<Option<Task>> {
    let found = db.prepare_cached(&format!("{SELECT} {which}"))?.query_row(values, bare).optional()?;
    found.map(|bare| whole(db, bare)).transpose()
}

pub(crate) fn page(
    db: &Connection,
    account: AccountId,
    kind: Kind,
    page: u32,
    size: u32,
) -> Result<Vec<Task>> {
    let newest: i64 = db.prepare_cached(NEWEST)?.query_row((account.0, kind), |row| row.get(0))?;
    let first = newest - i64::from(page.saturating_sub(1)) * i64::from(size);
    let mut statement = db.prepare_cached(&format!("{SELECT} {PAGE}"))?;
    let found = statement.query_map((account.0, kind, first, first - i64::from(size)), bare)?;
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
            SEARCH t USING INDEX sqlite_autoindex_tasks_3 (account=? AND kind=? AND ordinal>? AND ordinal<?)
            SEARCH j USING PRIMARY KEY (task=?) LEFT-JOIN"#]]
        .assert_eq(&plan(&format!("{SELECT} {PAGE}")));
        expect!["SEARCH tasks USING COVERING INDEX sqlite_autoindex_tasks_3 (account=? AND kind=?)"]
            .assert_eq(&plan(NEWEST));
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
