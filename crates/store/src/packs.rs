//! Resource packs: units that an account was granted for a time.

use crate::accounts::account_named;
use crate::ledger::{Movement, Party, post};
use crate::vault::random;
use crate::{AccountId, Error, Result, Store, Units};
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};
use rusqlite::{Connection, Row};

/// What sort of pack it is. A label: both count down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PackKind {
    /// So many units until they are used up.
    DecreasingTotal,
    /// So many units for a period.
    ConstantPeriod,
}

/// What a pack is to its account at some moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PackStatus {
    /// Its time has not begun.
    ToBeOnline,
    /// It can be used.
    Online,
    /// Its time is over.
    Expired,
    /// Nothing is left of it.
    RunOut,
}

/// A pack to be granted.
#[derive(Debug, Clone)]
pub struct NewPack {
    /// Its name, 1 to 128 characters; several packs may share one.
    pub name: String,
    /// Its sort.
    pub kind: PackKind,
    /// How many units, more than none.
    pub units: Units,
    /// Tasks that the account may have open at a time while the pack can be used; `None`: as without packs.
    pub concurrency: Option<u32>,
    /// Unix ms of its first moment.
    pub effective_ms: i64,
    /// Unix ms of the first moment after it.
    pub invalid_ms: i64,
}

/// A pack as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pack {
    /// Unguessable.
    pub id: String,
    /// See [`NewPack::name`].
    pub name: String,
    /// Its sort.
    pub kind: PackKind,
    /// See [`NewPack::concurrency`].
    pub concurrency: Option<u32>,
    /// Unix ms of the grant.
    pub purchased_ms: i64,
    /// Unix ms of its first moment.
    pub effective_ms: i64,
    /// Unix ms of the first moment after it.
    pub invalid_ms: i64,
    /// All that was granted.
    pub quantity: Units,
    /// What nobody has asked for yet.
    pub available: Units,
    /// Reserved by tasks that have not ended.
    pub held: Units,
    /// Used by tasks that succeeded.
    pub spent: Units,
    /// Written off after its time.
    pub expired: Units,
}

impl Pack {
    /// What the pack is to its account at `now_ms`.
    pub fn status(&self, now_ms: i64) -> PackStatus {
        if self.spent == self.quantity {
            PackStatus::RunOut
        } else if now_ms >= self.invalid_ms {
            PackStatus::Expired
        } else if now_ms < self.effective_ms {
            PackStatus::ToBeOnline
        } else if self.available == Units::ZERO && self.held == Units::ZERO {
            PackStatus::RunOut
        } else {
            PackStatus::Online
        }
    }

    /// What can still be asked of it at `now_ms`: nothing once its time is over.
    pub fn remaining(&self, now_ms: i64) -> Units {
        if now_ms >= self.invalid_ms { Units::ZERO } else { self.available }
    }
}

impl Store {
    /// Grants the account of that name a pack. Another process may do this while the server runs.
    ///
    /// # Errors
    /// `NotFound` (account); `Invalid` if the pack has no units, no time or no name.
    pub async fn grant_pack(&self, account: &str, new: NewPack, now_ms: i64) -> Result<Pack> {
        let account = account.to_owned();
        self.write(move |db| {
            let account = account_named(db, &account)?.id;
            grant(db, account, &new, now_ms)
        })
        .await
    }

    /// The account's packs, those that end first before the others.
    pub async fn packs(&self, account: AccountId) -> Result<Vec<Pack>> {
        self.read(move |db| packs(db, account)).await
    }
}

pub(crate) fn grant(db: &Connection, account: AccountId, new: &NewPack, now_ms: i64) -> Result<Pack> {
    if new.units == Units::ZERO || new.invalid_ms <= new.effective_ms {
        return Err(Error::Invalid("a pack has more than 0 units and ends after it begins"));
    }
    if !(1..=128).contains(&new.name.chars().count()) || new.concurrency == Some(0) {
        return Err(Error::Invalid(
            "a pack's name has 1 to 128 characters, and its concurrency is at least 1",
        ));
    }
    let id = format!("pack-{}", hex::encode(random::<12>()?));
    let sql =
        "INSERT INTO packs (id, account, name, kind, concurrency, purchased_ms, effective_ms, invalid_ms)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
    let NewPack { name, kind, units, concurrency, effective_ms, invalid_ms } = new;
    db.execute(sql, (&id, account.0, name, kind, concurrency, now_ms, effective_ms, invalid_ms))?;
    post(db, Movement::Grant, Party { account, task: None }, &[(id.clone(), *units)], now_ms)?;
    let sql = format!("SELECT {PACK} FROM packs WHERE id = ?1");
    Ok(db.query_row(&sql, [id], pack)?)
}

pub(crate) fn packs(db: &Connection, account: AccountId) -> Result<Vec<Pack>> {
    let sql = format!("SELECT {PACK} FROM packs WHERE account = ?1 ORDER BY invalid_ms, effective_ms, id");
    let mut statement = db.prepare_cached(&sql)?;
    Ok(statement.query_map([account.0], pack)?.collect::<rusqlite::Result<_>>()?)
}

/// Whether it is a pack of the account ?1 in its time at ?2, as SQL.
const IN_TIME: &str = "account = ?1 AND invalid_ms > ?2 AND effective_ms <= ?2";

/// Packs that a task may draw on, those that end first before the others, as a query over the account ?1 at ?2.
pub(crate) fn usable() -> String {
    format!(
        "SELECT id, available FROM packs WHERE {IN_TIME} AND available > 0 ORDER BY invalid_ms, effective_ms, id"
    )
}

/// Tasks that a row of `accounts` (?1) may have open at ?2: what its most generous pack that can be used says, or else it,
/// or else ?3; as SQL.
pub(crate) fn slots_now() -> String {
    format!(
        "COALESCE((SELECT MAX(concurrency) FROM packs WHERE {IN_TIME} AND available + held > 0), slots, ?3)"
    )
}

const PACK: &str = "id, name, kind, concurrency, purchased_ms, effective_ms, invalid_ms, quantity, available, held, spent, expired";

fn pack(row: &Row) -> rusqlite::Result<Pack> {
    Ok(Pack {
        id: row.get(0)?,
        name: row.get(1)?,
        kind: row.get(2)?,
        concurrency: row.get(3)?,
        purchased_ms: row.get(4)?,
        effective_ms: row.get(5)?,
        invalid_ms: row.get(6)?,
        quantity: row.get(7)?,
        available: row.get(8)?,
        held: row.get(9)?,
        spent: row.get(10)?,
        expired: row.get(11)?,
    })
}

impl ToSql for PackKind {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::from(match self {
            PackKind::DecreasingTotal => "decreasing_total",
            PackKind::ConstantPeriod => "constant_period",
        }))
    }
}

impl FromSql for PackKind {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<PackKind> {
        match value.as_str()? {
            "decreasing_total" => Ok(PackKind::DecreasingTotal),
            "constant_period" => Ok(PackKind::ConstantPeriod),
            other => Err(FromSqlError::Other(format!("unknown kind of pack {other:?}").into())),
        }
    }
}
