//! Deliveries: one callback to be made for each change of a task's state.

use crate::{AccountId, Error, Result, State, Store, Task, tasks};
use rusqlite::{Connection, Row};

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
    /// Unix ms from which the schedule of attempts counts: the change of state, or a replay.
    pub since_ms: i64,
    /// The task as it was then.
    pub snapshot: Task,
}

impl Store {
    /// At most `most` callbacks that are due, leased to the caller for `lease_ms`. First attempts keep the order of a
    /// task's changes; what has failed once and been followed by a later change is superseded, never given out again.
    pub async fn due_deliveries(&self, now_ms: i64, most: u32, lease_ms: i64) -> Result<Vec<Delivery>> {
        self.write(move |db| {
            supersede(db, now_ms)?;
            lease(db, now_ms, most, now_ms.saturating_add(lease_ms))
        })
        .await
    }

    /// The callback was acknowledged.
    ///
    /// # Errors
    /// `Lost` if this attempt has been answered, a later one has begun, or the delivery has ended.
    pub async fn delivered(&self, id: i64, attempt: u32, now_ms: i64) -> Result<()> {
        self.write(move |db| {
            let sql = "UPDATE deliveries SET status = 1, ended_ms = ?3 WHERE id = ?1 AND attempt = ?2 AND tried < ?2 AND status = 0";
            exactly_one(db.prepare_cached(sql)?.execute((id, attempt, now_ms))?)
        })
        .await
    }

    /// The callback was not tried at all: it is due again at `next_ms`, and this attempt does not count.
    ///
    /// # Errors
    /// `Lost` as for `delivered`.
    pub async fn delivery_untried(&self, id: i64, attempt: u32, next_ms: i64) -> Result<()> {
        self.write(move |db| {
            let sql = "UPDATE deliveries SET attempt = attempt - 1, next_ms = ?3 WHERE id = ?1 AND attempt = ?2 AND tried < ?2 AND status = 0";
            exactly_one(db.prepare_cached(sql)?.execute((id, attempt, next_ms))?)
        })
        .await
    }

    /// The callback failed: to be tried again at `next_ms`, or given up.
    ///
    /// # Errors
    /// `Lost` as for `delivered`.
    pub async fn delivery_failed(
        &self,
        id: i64,
        attempt: u32,
        why: &str,
        next_ms: Option<i64>,
        now_ms: i64,
    ) -> Result<()> {
        let why: String = why.chars().take(LONGEST_TROUBLE).collect();
        self.write(move |db| {
            let status = if next_ms.is_some() { 0 } else { 2 };
            let ended_ms = if next_ms.is_some() { None } else { Some(now_ms) };
            let sql = "UPDATE deliveries SET tried = ?2, trouble = ?3, status = ?4, ended_ms = ?5, next_ms = COALESCE(?6, next_ms)
                WHERE id = ?1 AND attempt = ?2 AND tried < ?2 AND status = 0";
            let changed = db.prepare_cached(sql)?.execute((id, attempt, why, status, ended_ms, next_ms))?;
            exactly_one(changed)
        })
        .await
    }
}

/// Most characters of an error that are kept.
const LONGEST_TROUBLE: usize = 500;

/// Freezes the task as it is now into the delivery of its state. Called in the transaction that changed the state.
pub(crate) fn enqueue(db: &Connection, task: &Task, now_ms: i64) -> Result<()> {
    let Some(url) = &task.callback_url else { return Ok(()) };
    let sql = "INSERT INTO deliveries (task, seq, state, webhook_id, url, snapshot, first_ms, since_ms, next_ms)
        SELECT ?1, 1 + COUNT(*), ?2, printf('msg_%s_%d', ?1, 1 + COUNT(*)), ?3, ?4, ?5, ?5, ?6 FROM deliveries WHERE task = ?1";
    let snapshot = serde_json::to_string(task).map_err(|error| Error::Corrupt(error.to_string()))?;
    db.prepare_cached(sql)?.execute((&task.id, task.state, url, snapshot, task.updated_ms, now_ms))?;
    Ok(())
}

const OVERTAKEN: &str = "UPDATE deliveries SET status = 3, ended_ms = ?1 WHERE status = 0 AND next_ms <= ?1 AND tried > 0
        AND EXISTS (SELECT 1 FROM deliveries later WHERE later.task = deliveries.task AND later.seq > deliveries.seq)";

/// Ends what is due again although a later change has overtaken it.
fn supersede(db: &Connection, now_ms: i64) -> Result<()> {
    db.prepare_cached(OVERTAKEN)?.execute([now_ms])?;
    Ok(())
}

const DUE: &str = "SELECT id FROM deliveries WHERE status = 0 AND next_ms <= ?1 AND NOT EXISTS (SELECT 1 FROM deliveries earlier
        WHERE earlier.task = deliveries.task AND earlier.seq < deliveries.seq AND earlier.status = 0 AND earlier.tried = 0)
        ORDER BY next_ms, id LIMIT ?2";

/// A delivery waits for the first attempt of every earlier one of its task to come to an end, and for no more.
fn lease(db: &Connection, now_ms: i64, most: u32, until_ms: i64) -> Result<Vec<Delivery>> {
    let mut due = db.prepare_cached(DUE)?;
    let due: Vec<i64> = due.query_map((now_ms, most), |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    let sql = "UPDATE deliveries SET attempt = attempt + 1, next_ms = ?2 WHERE id = ?1
        RETURNING id, task, seq, state, webhook_id, url, attempt, since_ms, snapshot";
    let mut leased = db.prepare_cached(sql)?;
    due.into_iter().map(|id| Ok(leased.query_row((id, until_ms), delivery)?)).collect()
}

fn delivery(row: &Row) -> rusqlite::Result<Delivery> {
    let snapshot: Task = tasks::json(row, 8)?;
    Ok(Delivery {
        id: row.get(0)?,
        task: row.get(1)?,
        account: snapshot.account,
        seq: row.get(2)?,
        state: row.get(3)?,
        webhook_id: row.get(4)?,
        url: row.get(5)?,
        attempt: row.get(6)?,
        since_ms: row.get(7)?,
        snapshot,
    })
}

fn exactly_one(changed: usize) -> Result<()> {
    if changed == 1 { Ok(()) } else { Err(Error::Lost) }
}

#[cfg(test)]
mod tests {
    use super::{DUE, OVERTAKEN};
    use crate::schema::tests::plan;
    use expect_test::expect;

    #[test]
    fn what_is_due_is_a_range_of_an_index() {
        expect![[r#"
            SEARCH deliveries USING INDEX deliveries_due (next_ms<?)
            CORRELATED SCALAR SUBQUERY 1
            SEARCH earlier USING INDEX sqlite_autoindex_deliveries_2 (task=? AND seq<?)"#]]
        .assert_eq(&plan(DUE));
        expect![[r#"
            SEARCH deliveries USING INDEX deliveries_again (next_ms<?)
            CORRELATED SCALAR SUBQUERY 1
            SEARCH later USING COVERING INDEX sqlite_autoindex_deliveries_2 (task=? AND seq>?)"#]]
        .assert_eq(&plan(OVERTAKEN));
    }
}
