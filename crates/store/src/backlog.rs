//! How much there is to do: a task's place in the queue, and the numbers that an operator watches.

use crate::{Result, Store};
use rusqlite::{Connection, OptionalExtension};

/// Most tasks that are counted ahead of one: beyond that the place is "at least so many".
const FURTHEST: u32 = 10_000;

/// What waits and what is being worked on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Backlog {
    /// Tasks that wait for a worker.
    pub waiting: u64,
    /// Tasks that a worker has claimed.
    pub claimed: u64,
    /// Callbacks that are still to be made.
    pub deliveries: u64,
    /// Callbacks that were given up.
    pub dead_deliveries: u64,
    /// Bytes that all files take up.
    pub stored_bytes: u64,
}

impl Store {
    /// How many tasks are ahead of one that waits, at most 10 000; `None` if it does not wait.
    pub async fn ahead_of(&self, task: &str) -> Result<Option<u32>> {
        let task = task.to_owned();
        self.read(move |db| ahead_of(db, &task)).await
    }

    /// The greatest id that a task has; `None` before the first.
    pub async fn newest_task(&self) -> Result<Option<String>> {
        self.read(|db| Ok(db.query_row("SELECT MAX(id) FROM tasks", (), |row| row.get(0))?)).await
    }

    /// The numbers of this moment.
    pub async fn backlog(&self) -> Result<Backlog> {
        self.read(|db| {
            let count = |sql: &str| -> Result<u64> {
                Ok(db.prepare_cached(sql)?.query_row((), |row| row.get::<_, i64>(0))?.cast_unsigned())
            };
            Ok(Backlog {
                waiting: count("SELECT count(*) FROM jobs WHERE owner IS NULL")?,
                claimed: count("SELECT count(*) FROM jobs WHERE owner IS NOT NULL")?,
                deliveries: count("SELECT count(*) FROM deliveries WHERE status = 0")?,
                dead_deliveries: count("SELECT count(*) FROM deliveries WHERE status = 2")?,
                stored_bytes: count("SELECT COALESCE(SUM(stored_bytes), 0) FROM accounts")?,
            })
        })
        .await
    }
}

const AHEAD: &str =
    "SELECT count(*) FROM (SELECT 1 FROM jobs WHERE owner IS NULL AND (sort_key, task) < (?1, ?2) LIMIT ?3)";

fn ahead_of(db: &Connection, task: &str) -> Result<Option<u32>> {
    let sql = "SELECT sort_key FROM jobs WHERE task = ?1 AND owner IS NULL";
    let key: Option<i64> = db.prepare_cached(sql)?.query_row([task], |row| row.get(0)).optional()?;
    let Some(key) = key else { return Ok(None) };
    Ok(Some(db.prepare_cached(AHEAD)?.query_row((key, task, FURTHEST), |row| row.get(0))?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::tests::plan;
    use expect_test::expect;

    #[test]
    fn a_place_in_the_queue_is_a_range_of_an_index() {
        expect![[r#"
            CO-ROUTINE (subquery-1)
            SEARCH jobs USING INDEX jobs_ready ((sort_key,task)<(?,?))
            SCAN (subquery-1)"#]]
        .assert_eq(&plan(AHEAD));
    }
}
