//! Deliveries: one callback to be made for each change of a task's state.

use crate::faults::step;
use crate::{AccountId, Error, Result, State, Store, Task, tasks};
use rusqlite::{Connection, OptionalExtension, Row};
use std::collections::HashMap;
use url::Url;

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
    /// The queue whose turn this takes: account and host.
    pub queue: String,
    /// 1 for the first attempt; counts this one.
    pub attempt: u32,
    /// Unix ms from which the schedule of attempts counts: the first attempt, or the first after a replay.
    pub since_ms: i64,
    /// The task as it was then.
    pub snapshot: Task,
}

/// How much a sender can take on. The store gives out no more, so nothing waits in the sender's hands.
#[derive(Debug, Clone, Default)]
pub struct Room {
    /// Callbacks in all.
    pub most: u32,
    /// Callbacks of one queue at a time.
    pub per_queue: u32,
    /// Callbacks of one account at a time.
    pub per_account: u32,
    /// How many of each queue are under way.
    pub busy: HashMap<String, u32>,
}

impl Store {
    /// Callbacks that are due and for which there is room, leased to the caller for `lease_ms`. Queues of which the
    /// least is under way come first. First attempts keep the order of a task's changes.
    pub async fn due_deliveries(&self, now_ms: i64, room: Room, lease_ms: i64) -> Result<Vec<Delivery>> {
        // Looked for by a reader: with very many queues that takes milliseconds, which are not the writer's to lose.
        let due = self.read(move |db| due(db, &room, now_ms)).await?;
        if due.is_empty() {
            return Ok(Vec::new());
        }
        self.write(move |db| lease(db, due, (now_ms, now_ms.saturating_add(lease_ms)))).await
    }

    /// Makes callbacks that a former life had under way due again; how many. Whoever calls this knows that nobody else sends.
    pub async fn release_deliveries(&self) -> Result<u32> {
        self.write(move |db| {
            let sql =
                "UPDATE deliveries SET next_ms = 0 WHERE status = 0 AND attempt > tried AND next_ms > 0";
            Ok(u32::try_from(db.execute(sql, ())?).unwrap_or(u32::MAX))
        })
        .await
    }

    /// The clock was set back by so much: what was to wait until a time of the clock before waits as long by this one. How
    /// many callbacks and tasks. What was under way may be sent again.
    pub async fn clock_went_back(&self, by_ms: i64, now_ms: i64) -> Result<u32> {
        self.write(move |db| {
            let callbacks =
                "UPDATE deliveries SET next_ms = MAX(next_ms - ?1, ?2) WHERE status = 0 AND next_ms > ?2";
            let tasks =
                "UPDATE jobs SET ready_ms = MAX(ready_ms - ?1, ?2) WHERE owner IS NULL AND ready_ms > ?2";
            let moved = db.execute(callbacks, (by_ms, now_ms))? + db.execute(tasks, (by_ms, now_ms))?;
            Ok(u32::try_from(moved).unwrap_or(u32::MAX))
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

    /// The callback failed: to be tried again at `next_ms`, or given up. One that a later change has overtaken is not
    /// tried again.
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
            let sql = format!(
                "UPDATE deliveries SET tried = ?2, trouble = ?3, next_ms = COALESCE(?4, next_ms),
                    status = CASE WHEN ?4 IS NULL THEN 2 WHEN {OVERTAKEN} THEN 3 ELSE 0 END,
                    ended_ms = CASE WHEN ?4 IS NULL OR {OVERTAKEN} THEN ?5 END
                WHERE id = ?1 AND attempt = ?2 AND tried < ?2 AND status = 0"
            );
            exactly_one(db.prepare_cached(&sql)?.execute((id, attempt, why, next_ms, now_ms))?)
        })
        .await
    }
}

/// Most characters of an error that are kept.
const LONGEST_TROUBLE: usize = 500;

/// Freezes the task as it is now into the delivery of its state, which overtakes what has failed of earlier ones.
/// Called in the transaction that changed the state.
pub(crate) fn enqueue(db: &Connection, task: &Task, now_ms: i64) -> Result<()> {
    let Some(url) = &task.callback_url else { return Ok(()) };
    db.prepare_cached(SUPERSEDE)?.execute((&task.id, now_ms))?;
    let sql = "INSERT INTO deliveries (task, seq, state, webhook_id, url, queue, snapshot, first_ms, since_ms, next_ms)
        SELECT ?1, 1 + COUNT(*), ?2, printf('msg_%s_%d', ?1, 1 + COUNT(*)), ?3, ?4, ?5, ?6, ?6, ?7 FROM deliveries WHERE task = ?1";
    let snapshot = serde_json::to_string(task).map_err(|error| Error::Corrupt(error.to_string()))?;
    let values = (&task.id, task.state, url, queue_of(task.account, url), snapshot, task.updated_ms, now_ms);
    db.prepare_cached(sql)?.execute(values)?;
    Ok(())
}

/// The queue that takes turns with others: the account's, for the host, however its name was spelled, and whatever its
/// port. Two accounts that call one host do not wait for each other.
fn queue_of(account: AccountId, url: &str) -> String {
    let url = Url::parse(url).ok();
    let host = url.as_ref().and_then(Url::host_str).unwrap_or_default();
    format!("{}/{}", account.0, host.trim_end_matches('.'))
}

/// Whose queue it is, as `queue_of` writes it.
fn account_of(queue: &str) -> &str {
    queue.split('/').next().unwrap_or_default()
}

/// What is under way is left alone: if it fails it will find that it has been overtaken.
const SUPERSEDE: &str = "UPDATE deliveries SET status = 3, ended_ms = ?2
        WHERE task = ?1 AND status = 0 AND tried > 0 AND tried = attempt";

/// Whether a later change of its task has overtaken a row of `deliveries`, as SQL.
pub(crate) const OVERTAKEN: &str = "EXISTS (SELECT 1 FROM deliveries later WHERE later.task = deliveries.task AND later.seq > deliveries.seq)";

/// Hops from queue to queue, whatever lies between.
const QUEUES: &str = "WITH RECURSIVE queues (queue) AS (
        SELECT min(queue) FROM deliveries WHERE status = 0 UNION ALL
        SELECT (SELECT min(queue) FROM deliveries WHERE status = 0 AND queue > queues.queue) FROM queues WHERE queue IS NOT NULL)
        SELECT queue FROM queues WHERE queue IS NOT NULL";

/// A delivery waits for the first attempt of every earlier one of its task to come to an end, and for no more.
const DUE: &str = "SELECT next_ms, id FROM deliveries WHERE status = 0 AND queue = ?1 AND next_ms <= ?2 AND NOT EXISTS (SELECT 1 FROM deliveries earlier
        WHERE earlier.task = deliveries.task AND earlier.seq < deliveries.seq AND earlier.status = 0 AND earlier.tried = 0)
        ORDER BY next_ms, id LIMIT ?3";

/// The numbers of the deliveries that may go now. A queue's first comes before another's second, and an account has so
/// many places and no more, so that what hangs does not take every place, however many hosts it hangs at.
fn due(db: &Connection, room: &Room, now_ms: i64) -> Result<Vec<i64>> {
    let mut due: Vec<(u32, i64, i64, String)> = Vec::new();
    let mut of_queue = db.prepare_cached(DUE)?;
    for queue in tasks::texts(db, QUEUES, ())? {
        let busy = room.busy.get(&queue).copied().unwrap_or(0);
        let turns = busy..room.per_queue.min(busy.saturating_add(room.most));
        let found = of_queue.query_map((&queue, now_ms, turns.len() as u32), |row| {
            Ok((row.get::<_, i64>(0)?, row.get(1)?))
        })?;
        for (turn, found) in turns.zip(found) {
            let (next_ms, id) = found?;
            due.push((turn, next_ms, id, account_of(&queue).to_owned()));
        }
    }
    due.sort_unstable();
    let mut of_account: HashMap<String, u32> = HashMap::new();
    for (queue, busy) in &room.busy {
        *of_account.entry(account_of(queue).to_owned()).or_default() += busy;
    }
    let has_place = |(.., account): &(u32, i64, i64, String)| {
        let held = of_account.entry(account.clone()).or_default();
        *held += 1;
        *held <= room.per_account
    };
    Ok(due.into_iter().filter(has_place).take(room.most as usize).map(|(_, _, id, _)| id).collect())
}

/// What has ended or been leased since it was found is left out. The schedule counts from the first attempt: a server
/// that was off for a week does not give up at once.
fn lease(db: &Connection, due: Vec<i64>, (now_ms, until_ms): (i64, i64)) -> Result<Vec<Delivery>> {
    let sql = "UPDATE deliveries SET attempt = attempt + 1, next_ms = ?3, since_ms = CASE attempt WHEN 0 THEN ?2 ELSE since_ms END
        WHERE id = ?1 AND status = 0 AND next_ms <= ?2 RETURNING id, task, seq, state, webhook_id, url, attempt, since_ms, snapshot, queue";
    let mut leased = db.prepare_cached(sql)?;
    let mut lease = |id| {
        step("delivery.leasing");
        Ok(leased.query_row((id, now_ms, until_ms), delivery).optional()?)
    };
    due.into_iter().filter_map(|id| lease(id).transpose()).collect()
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
        queue: row.get(9)?,
    })
}

fn exactly_one(changed: usize) -> Result<()> {
    if changed == 1 { Ok(()) } else { Err(Error::Lost) }
}

#[cfg(test)]
mod tests {
    use super::{DUE, QUEUES, SUPERSEDE, queue_of};
    use crate::AccountId;
    use crate::schema::tests::plan;
    use expect_test::expect;

    #[test]
    fn what_is_due_is_found_without_walking_through_what_is_not() {
        expect![[r#"
            CO-ROUTINE queues
            SETUP
            SEARCH deliveries USING COVERING INDEX deliveries_due
            RECURSIVE STEP
            SCAN queues
            CORRELATED SCALAR SUBQUERY 2
            SEARCH deliveries USING COVERING INDEX deliveries_due (queue>?)
            SCAN queues"#]]
        .assert_eq(&plan(QUEUES));
        expect![[r#"
            SEARCH deliveries USING INDEX deliveries_due (queue=? AND next_ms<?)
            CORRELATED SCALAR SUBQUERY 1
            SEARCH earlier USING INDEX sqlite_autoindex_deliveries_2 (task=? AND seq<?)"#]]
        .assert_eq(&plan(DUE));
        expect!["SEARCH deliveries USING INDEX sqlite_autoindex_deliveries_2 (task=?)"]
            .assert_eq(&plan(SUPERSEDE));
    }

    #[test]
    fn a_host_is_the_same_however_it_is_spelled() {
        for url in
            ["http://h.example/a", "https://H.example:8443/b?c", "http://u@h.example./", "http://h%2Eexample"]
        {
            assert_eq!(queue_of(AccountId(7), url), "7/h.example", "{url}");
        }
        assert_eq!(queue_of(AccountId(7), "http://0x7f.1:80/"), "7/127.0.0.1");
        assert_eq!(queue_of(AccountId(7), "http://[::1]:80/"), "7/[::1]");
        assert_eq!(queue_of(AccountId(7), "nonsense"), "7/");
    }
}
