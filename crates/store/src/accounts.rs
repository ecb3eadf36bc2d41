//! Accounts: who may have tasks, how many at a time, and how much room their files have.

use crate::keys::{self, KeyKind};
use crate::packs::slots_now;
use crate::vault::Vault;
use crate::{Error, Result, Store};
use rusqlite::{Connection, OptionalExtension, Row};

/// The number of an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub struct AccountId(pub i64);

/// A customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Its number.
    pub id: AccountId,
    /// Its name, unique.
    pub name: String,
    /// How many tasks it may have open at a time, if none of its packs says otherwise; `None`: as the installation says.
    pub slots: Option<u32>,
    /// How many it has.
    pub open: u32,
    /// Bytes that its files take up.
    pub stored_bytes: u64,
    /// Bytes that they may; `None`: as the installation says.
    pub most_bytes: Option<u64>,
    /// Unix ms.
    pub created_ms: i64,
    /// What it has set for its tasks, as JSON; the store does not look into it.
    pub settings: String,
}

/// A fresh account with its keys in clear: the only moment at which they can be read together.
pub struct NewAccount {
    /// The account.
    pub account: Account,
    /// The public half of the signing pair (`iss` of a token).
    pub access_key: String,
    /// The secret half, the HMAC key of a token.
    pub secret_key: String,
    /// A bearer key for callers that do not sign.
    pub api_key: String,
    /// `whsec_<base64>`: signs callbacks.
    pub webhook_secret: String,
}

/// What an account may have; `None` leaves what was, or the usual.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Allowance {
    /// Tasks that it may have open at a time.
    pub slots: Option<u32>,
    /// Bytes that its files may take up.
    pub most_bytes: Option<u64>,
}

impl Store {
    /// Makes an account with one key of each sort. Another process may do this while the server runs.
    ///
    /// # Errors
    /// `Taken` if the name exists; `Invalid` unless it has 1 to 128 characters.
    pub async fn create_account(&self, name: &str, allowed: Allowance, now_ms: i64) -> Result<NewAccount> {
        let (name, vault) = (name.to_owned(), self.vault());
        self.write(move |db| create(db, &vault, (&name, allowed), now_ms)).await
    }

    /// Changes what an account may have.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn allow(&self, name: &str, allowed: Allowance) -> Result<Account> {
        let name = name.to_owned();
        self.write(move |db| {
            let sql = "UPDATE accounts SET slots = COALESCE(?2, slots), most_bytes = COALESCE(?3, most_bytes) WHERE name = ?1";
            db.execute(sql, (&name, allowed.slots, allowed.most_bytes.map(u64::cast_signed)))?;
            account_named(db, &name)
        })
        .await
    }

    /// Keeps what an account has set for its tasks.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn set_settings(&self, id: AccountId, settings: String) -> Result<()> {
        self.write(move |db| {
            let sql = "UPDATE accounts SET settings = ?2 WHERE id = ?1";
            let changed = db.prepare_cached(sql)?.execute((id.0, settings))?;
            if changed == 1 { Ok(()) } else { Err(Error::NotFound) }
        })
        .await
    }

    /// Every account, oldest first.
    pub async fn accounts(&self) -> Result<Vec<Account>> {
        self.read(|db| {
            let mut statement = db.prepare_cached(&format!("SELECT {ACCOUNT} FROM accounts ORDER BY id"))?;
            let accounts = statement.query_map((), account)?.collect::<rusqlite::Result<_>>()?;
            Ok(accounts)
        })
        .await
    }

    /// Tasks that the account may have open now: what its most generous pack that can be used says, or else it, or else
    /// `usual`.
    pub async fn slots_of(&self, id: AccountId, usual: u32, now_ms: i64) -> Result<u32> {
        self.read(move |db| {
            let sql = format!("SELECT {} FROM accounts WHERE id = ?1", slots_now());
            let slots = db.prepare_cached(&sql)?.query_row((id.0, now_ms, usual), |row| row.get(0));
            slots.optional()?.ok_or(Error::NotFound)
        })
        .await
    }

    /// One account.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn account(&self, id: AccountId) -> Result<Account> {
        self.read(move |db| account_of(db, id)).await
    }

    /// The account of that name.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn account_named(&self, name: &str) -> Result<Account> {
        let name = name.to_owned();
        self.read(move |db| account_named(db, &name)).await
    }
}

fn create(
    db: &Connection,
    vault: &Vault,
    (name, allowed): (&str, Allowance),
    now_ms: i64,
) -> Result<NewAccount> {
    if !(1..=128).contains(&name.chars().count()) {
        return Err(Error::Invalid("an account's name has 1 to 128 characters"));
    }
    let taken =
        db.query_row("SELECT EXISTS (SELECT 1 FROM accounts WHERE name = ?1)", [name], |row| row.get(0))?;
    if taken {
        return Err(Error::Taken(name.to_owned()));
    }
    let sql = format!(
        "INSERT INTO accounts (name, slots, most_bytes, created_ms) VALUES (?1, ?2, ?3, ?4) RETURNING {ACCOUNT}"
    );
    let account =
        db.query_row(&sql, (name, allowed.slots, allowed.most_bytes.map(u64::cast_signed), now_ms), account)?;
    let made = |kind| keys::make(db, vault, (account.id, kind), now_ms);
    let (signing, api, webhook) = (made(KeyKind::Signing)?, made(KeyKind::Api)?, made(KeyKind::Webhook)?);
    Ok(NewAccount {
        account,
        access_key: signing.id,
        secret_key: signing.secret,
        api_key: api.secret,
        webhook_secret: webhook.secret,
    })
}

const ACCOUNT: &str = "id, name, slots, open, stored_bytes, most_bytes, created_ms, settings";

/// The account of that name, or `NotFound`.
pub(crate) fn account_named(db: &Connection, name: &str) -> Result<Account> {
    let sql = format!("SELECT {ACCOUNT} FROM accounts WHERE name = ?1");
    db.prepare_cached(&sql)?.query_row([name], account).optional()?.ok_or(Error::NotFound)
}

/// The account of that number, or `NotFound`.
pub(crate) fn account_of(db: &Connection, id: AccountId) -> Result<Account> {
    let sql = format!("SELECT {ACCOUNT} FROM accounts WHERE id = ?1");
    db.prepare_cached(&sql)?.query_row([id.0], account).optional()?.ok_or(Error::NotFound)
}

/// Counts bytes of files that came (more than 0) or went (less).
pub(crate) fn count_bytes(db: &Connection, account: AccountId, change: i64) -> Result<()> {
    let sql = "UPDATE accounts SET stored_bytes = stored_bytes + ?2 WHERE id = ?1";
    db.prepare_cached(sql)?.execute((account.0, change))?;
    Ok(())
}

fn account(row: &Row) -> rusqlite::Result<Account> {
    Ok(Account {
        id: AccountId(row.get(0)?),
        name: row.get(1)?,
        slots: row.get(2)?,
        open: row.get(3)?,
        stored_bytes: row.get::<_, i64>(4)?.cast_unsigned(),
        most_bytes: row.get::<_, Option<i64>>(5)?.map(i64::cast_unsigned),
        created_ms: row.get(6)?,
        settings: row.get(7)?,
    })
}
