//! A page of a list, at the same cost however deep it lies.
//!
//! Tasks are numbered within account and kind, and a table counts how many of every thousand numbers are listed (deleted
//! ones are not). So a page is found by adding up a few hundred counts and skipping less than a thousand index entries.

use super::{Kind, Task, read};
use crate::{AccountId, Result};
use rusqlite::{Connection, OptionalExtension};

/// Numbers in a block; the schema's triggers say so too.
const BLOCK: i64 = 1000;

pub(super) fn page(
    db: &Connection,
    account: AccountId,
    kind: Kind,
    page: u32,
    size: u32,
) -> Result<Vec<Task>> {
    let before = i64::from(page.saturating_sub(1)) * i64::from(size);
    match first_of(db, account, kind, before)? {
        Some(first) => read::listed(db, account, kind, first, size),
        None => Ok(Vec::new()),
    }
}

const COUNTS: &str =
    "SELECT block, listed FROM task_blocks WHERE account = ?1 AND kind = ?2 ORDER BY block DESC";
const NTH: &str =
    "SELECT ordinal FROM tasks WHERE account = ?1 AND kind = ?2 AND ordinal < ?3 AND deleted_ms IS NULL
    ORDER BY ordinal DESC LIMIT 1 OFFSET ?4";

/// The number of the newest listed task that has `before` newer ones.
fn first_of(db: &Connection, account: AccountId, kind: Kind, before: i64) -> Result<Option<i64>> {
    let mut counts = db.prepare_cached(COUNTS)?;
    let mut counts = counts.query((account.0, kind))?;
    let mut left = before;
    while let Some(row) = counts.next()? {
        let (block, listed): (i64, i64) = (row.get(0)?, row.get(1)?);
        if left < listed {
            let place = (account.0, kind, (block + 1) * BLOCK, left);
            return Ok(db.prepare_cached(NTH)?.query_row(place, |row| row.get(0)).optional()?);
        }
        left -= listed;
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::tests::plan;
    use expect_test::expect;

    #[test]
    fn a_page_is_found_in_indexes_alone() {
        expect!["SEARCH task_blocks USING PRIMARY KEY (account=? AND kind=?)"].assert_eq(&plan(COUNTS));
        expect!["SEARCH tasks USING COVERING INDEX tasks_listed (account=? AND kind=? AND ordinal<?)"]
            .assert_eq(&plan(NTH));
    }
}
