//! Deliveries that were given up: listed, and replayed when somebody asks for it.

use crate::accounts::account_named;
use crate::deliveries::OVERTAKEN;
use crate::{Result, State, Store};
use rusqlite::Row;

/// A callback that nobody has heard in the end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeadDelivery {
    /// Its number.
    pub id: i64,
    /// The name of the account whose task it tells of.
    pub account: String,
    /// The task.
    pub task: String,
    /// What the task became.
    pub state: State,
    /// The same for every attempt.
    pub webhook_id: String,
    /// Where it was posted.
    pub url: String,
    /// How often.
    pub attempts: u32,
    /// Why the last attempt failed.
    pub trouble: String,
    /// Unix ms of the change of state.
    pub first_ms: i64,
    /// Unix ms at which it was given up.
    pub ended_ms: i64,
}

/// Which deliveries to replay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Replay {
    /// The one of this number.
    One(i64),
    /// All of the account of this name.
    OfAccount(String),
    /// All.
    All,
}

impl Store {
    /// Deliveries that were given up, of one account or of all, oldest first, at most `most`. What a later state of its
    /// task has overtaken is not among them: nobody is to hear old news after new.
    ///
    /// # Errors
    /// `NotFound` (account).
    pub async fn dead_deliveries(&self, account: Option<&str>, most: u32) -> Result<Vec<DeadDelivery>> {
        let account = account.map(str::to_owned);
        self.read(move |db| {
            let account =
                account.map(|name| account_named(db, &name)).transpose()?.map(|account| account.id.0);
            let mut statement = db.prepare_cached(&dead_of())?;
            let dead = statement.query_map((account, most), dead)?.collect::<rusqlite::Result<_>>()?;
            Ok(dead)
        })
        .await
    }

    /// Makes deliveries that were given up due at once, with a fresh schedule and under the same id. How many.
    ///
    /// # Errors
    /// `NotFound` (account).
    pub async fn replay(&self, which: Replay, now_ms: i64) -> Result<u32> {
        self.write(move |db| {
            let revive = format!(
                "UPDATE deliveries SET status = 0, ended_ms = NULL, attempt = 0, tried = 0, trouble = '', since_ms = ?1, next_ms = ?1
                WHERE status = 2 AND NOT {OVERTAKEN}"
            );
            let revived = match which {
                Replay::All => db.execute(&revive, [now_ms])?,
                Replay::One(id) => db.execute(&format!("{revive} AND id = ?2"), (now_ms, id))?,
                Replay::OfAccount(name) => {
                    let of = format!("{revive} AND task IN (SELECT id FROM tasks WHERE account = ?2)");
                    db.execute(&of, (now_ms, account_named(db, &name)?.id.0))?
                }
            };
            Ok(u32::try_from(revived).unwrap_or(u32::MAX))
        })
        .await
    }
}

fn dead_of() -> String {
    format!(
        "SELECT deliveries.id, a.name, deliveries.task, deliveries.state, webhook_id, url, deliveries.attempt, trouble, first_ms, deliveries.ended_ms
        FROM deliveries CROSS JOIN tasks t ON t.id = deliveries.task CROSS JOIN accounts a ON a.id = t.account
        WHERE status = 2 AND (?1 IS NULL OR t.account = ?1) AND NOT {OVERTAKEN} ORDER BY deliveries.id LIMIT ?2"
    )
}

fn dead(row: &Row) -> rusqlite::Result<DeadDelivery> {
    Ok(DeadDelivery {
        id: row.get(0)?,
        account: row.get(1)?,
        task: row.get(2)?,
        state: row.get(3)?,
        webhook_id: row.get(4)?,
        url: row.get(5)?,
        attempts: row.get(6)?,
        trouble: row.get(7)?,
        first_ms: row.get(8)?,
        ended_ms: row.get(9)?,
    })
}

#[cfg(test)]
mod tests {
    use super::dead_of;
    use crate::schema::tests::plan;
    use expect_test::expect;

    #[test]
    fn the_dead_are_found_without_walking_through_the_living() {
        expect![[r#"
            SEARCH deliveries USING INDEX deliveries_dead (status=?)
            CORRELATED SCALAR SUBQUERY 1
            SEARCH later USING COVERING INDEX sqlite_autoindex_deliveries_2 (task=? AND seq>?)
            SEARCH t USING INDEX sqlite_autoindex_tasks_1 (id=?)
            SEARCH a USING INTEGER PRIMARY KEY (rowid=?)"#]]
        .assert_eq(&plan(&dead_of()));
    }
}
