//! The ledger: every movement of units, only ever added to.
//!
//! A task's units are reserved with its create, from the packs that end first, and committed or released with its end,
//! each in the transaction of that change. A pack's columns are the sum of its lines (`post` is the only writer of both).

use crate::packs::usable;
use crate::{AccountId, Error, Result, Store, Units};
use rusqlite::{Connection, OptionalExtension};

/// A movement of units. Where they come from and go to, in terms of a pack's columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Movement {
    /// Outside → available.
    Grant,
    /// Available → held.
    Reserve,
    /// Held → spent.
    Commit,
    /// Held → available.
    Release,
    /// Available → expired.
    Expire,
}

impl Movement {
    const fn name(self) -> &'static str {
        match self {
            Movement::Grant => "grant",
            Movement::Reserve => "reserve",
            Movement::Commit => "commit",
            Movement::Release => "release",
            Movement::Expire => "expire",
        }
    }

    const fn of_pack(self) -> &'static str {
        match self {
            Movement::Grant => {
                "UPDATE packs SET quantity = quantity + ?2, available = available + ?2 WHERE id = ?1"
            }
            Movement::Reserve => {
                "UPDATE packs SET available = available - ?2, held = held + ?2 WHERE id = ?1"
            }
            Movement::Commit => "UPDATE packs SET held = held - ?2, spent = spent + ?2 WHERE id = ?1",
            Movement::Release => {
                "UPDATE packs SET held = held - ?2, available = available + ?2 WHERE id = ?1"
            }
            Movement::Expire => {
                "UPDATE packs SET available = available - ?2, expired = expired + ?2 WHERE id = ?1"
            }
        }
    }
}

/// So many units of a pack.
pub(crate) type Line = (String, Units);

/// Whose units move, and for which task.
#[derive(Clone, Copy)]
pub(crate) struct Party<'a> {
    pub account: AccountId,
    pub task: Option<&'a str>,
}

/// Writes one entry with its lines and moves the units.
pub(crate) fn post(
    db: &Connection,
    movement: Movement,
    party: Party,
    lines: &[Line],
    now_ms: i64,
) -> Result<()> {
    let units: Units = lines.iter().map(|(_, units)| *units).sum();
    let sql = "INSERT INTO ledger (account, task, kind, units, at_ms) VALUES (?1, ?2, ?3, ?4, ?5)";
    let entry = (party.account.0, party.task, movement.name(), units, now_ms);
    let number = db.prepare_cached(sql)?.insert(entry)?;
    for (pack, units) in lines {
        let sql = "INSERT INTO ledger_lines (entry, pack, units) VALUES (?1, ?2, ?3)";
        db.prepare_cached(sql)?.execute((number, pack, units))?;
        db.prepare_cached(movement.of_pack())?.execute((pack, units))?;
    }
    Ok(())
}

/// Reserves what a task costs. An account that was never granted a pack is not metered, unless packs are required.
pub(crate) fn reserve(db: &Connection, party: Party, cost: Units, required: bool, now_ms: i64) -> Result<()> {
    if !required && !is_metered(db, party.account)? {
        return Ok(());
    }
    let mut usable = db.prepare_cached(&usable())?;
    let mut rows = usable.query((party.account.0, now_ms))?;
    let (mut lines, mut wanted) = (Vec::new(), cost);
    while wanted > Units::ZERO {
        let row = rows.next()?.ok_or(Error::NoUnits)?;
        let (taken, left) = wanted.take(row.get(1)?);
        lines.push((row.get(0)?, taken));
        wanted = left;
    }
    post(db, Movement::Reserve, party, &lines, now_ms)
}

/// Commits or releases what the task has reserved, if it has.
pub(crate) fn settle(db: &Connection, party: Party, is_success: bool, now_ms: i64) -> Result<()> {
    let sql = "SELECT id FROM ledger WHERE task = ?1 AND kind = 'reserve'";
    let reserve: Option<i64> =
        db.prepare_cached(sql)?.query_row([party.task], |row| row.get(0)).optional()?;
    let Some(reserve) = reserve else { return Ok(()) };
    let mut lines = db.prepare_cached("SELECT pack, units FROM ledger_lines WHERE entry = ?1")?;
    let lines = lines.query_map([reserve], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let lines = lines.collect::<rusqlite::Result<Vec<Line>>>()?;
    let movement = if is_success { Movement::Commit } else { Movement::Release };
    post(db, movement, party, &lines, now_ms)
}

fn is_metered(db: &Connection, account: AccountId) -> Result<bool> {
    let sql = "SELECT EXISTS (SELECT 1 FROM packs WHERE account = ?1)";
    Ok(db.prepare_cached(sql)?.query_row([account.0], |row| row.get(0))?)
}

impl Store {
    /// Writes off what is left in packs whose time is over, at most `most` of them. How many. Units of such a pack can
    /// be used no more in any case; this only closes the books, so it may be late, and must not be early: the caller
    /// has asked `believe_clock`.
    pub async fn expire_packs(&self, now_ms: i64, most: u32) -> Result<u32> {
        self.write(move |db| expire(db, now_ms, most)).await
    }
}

pub(crate) fn expire(db: &Connection, now_ms: i64, most: u32) -> Result<u32> {
    let sql = "SELECT account, id, available FROM packs WHERE invalid_ms <= ?1 AND available > 0
        ORDER BY invalid_ms, id LIMIT ?2";
    let mut over = db.prepare_cached(sql)?;
    let over =
        over.query_map((now_ms, most), |row| Ok((AccountId(row.get(0)?), row.get(1)?, row.get(2)?)))?;
    let over = over.collect::<rusqlite::Result<Vec<(AccountId, String, Units)>>>()?;
    let mut count = 0;
    for (account, pack, left) in over {
        post(db, Movement::Expire, Party { account, task: None }, &[(pack, left)], now_ms)?;
        count += 1;
    }
    Ok(count)
}

#[cfg(test)]
mod tests;
