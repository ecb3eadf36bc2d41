//! Accounts and the keys that open them.

use crate::vault::{Vault, random, random_key};
use crate::{Error, Result, Secret, Store};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use rusqlite::{Connection, OptionalExtension, Row};
use sha2::{Digest, Sha256};

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
    /// How many tasks it may have open at a time.
    pub max_open: u32,
    /// How many it has.
    pub open: u32,
    /// Unix ms.
    pub created_ms: i64,
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

/// How many tasks an account may have open if nobody says otherwise.
const USUAL_OPEN: u32 = 20;

impl Store {
    /// Makes an account with one key of each sort, which may have `max_open` tasks open at a time (20 if not said). Another process may do this while the server runs.
    ///
    /// # Errors
    /// `Taken` if the name exists; a name must have 1 to 128 characters.
    pub async fn create_account(&self, name: &str, max_open: Option<u32>, now_ms: i64) -> Result<NewAccount> {
        let (name, vault) = (name.to_owned(), self.vault());
        self.write(move |db| create(db, &vault, (name, max_open), now_ms)).await
    }

    /// Every account, oldest first.
    pub async fn accounts(&self) -> Result<Vec<Account>> {
        self.read(|db| {
            let mut statement =
                db.prepare_cached("SELECT id, name, max_open, open, created_ms FROM accounts ORDER BY id")?;
            let accounts = statement.query_map((), account)?.collect::<rusqlite::Result<_>>()?;
            Ok(accounts)
        })
        .await
    }

    /// The account of an access key and the secret that signs its tokens; `None` if unknown or revoked.
    pub async fn signing_secret(&self, access_key: &str) -> Result<Option<(AccountId, Secret)>> {
        let (access_key, vault) = (access_key.to_owned(), self.vault());
        self.read(move |db| {
            let sql = "SELECT account, sealed FROM access_keys WHERE access_key = ?1 AND revoked_ms IS NULL";
            let found = db
                .prepare_cached(sql)?
                .query_row([&access_key], |row| Ok((AccountId(row.get(0)?), row.get::<_, Vec<u8>>(1)?)))
                .optional()?;
            let Some((account, sealed)) = found else { return Ok(None) };
            Ok(Some((account, vault.open_sealed(&signing_label(&access_key), &sealed)?)))
        })
        .await
    }

    /// The account that a static API key opens; `None` if unknown or revoked.
    pub async fn account_of_api_key(&self, api_key: &str) -> Result<Option<AccountId>> {
        let digest = digest(api_key);
        self.read(move |db| {
            let sql = "SELECT account FROM api_keys WHERE digest = ?1 AND revoked_ms IS NULL";
            Ok(db.prepare_cached(sql)?.query_row([digest], |row| row.get(0).map(AccountId)).optional()?)
        })
        .await
    }

    /// The text `whsec_<base64>` that signs the account's callbacks.
    pub async fn webhook_secret(&self, account: AccountId) -> Result<Option<Secret>> {
        let vault = self.vault();
        self.read(move |db| {
            let sql = "SELECT sealed FROM webhook_secrets WHERE account = ?1 AND revoked_ms IS NULL ORDER BY id DESC LIMIT 1";
            let sealed = db.prepare_cached(sql)?.query_row([account.0], |row| row.get::<_, Vec<u8>>(0)).optional()?;
            sealed.map(|sealed| vault.open_sealed(&webhook_label(account), &sealed)).transpose()
        })
        .await
    }
}

fn create(
    db: &Connection,
    vault: &Vault,
    (name, max_open): (String, Option<u32>),
    now_ms: i64,
) -> Result<NewAccount> {
    let taken =
        db.query_row("SELECT EXISTS (SELECT 1 FROM accounts WHERE name = ?1)", [&name], |row| row.get(0))?;
    if taken {
        return Err(Error::Taken(name));
    }
    let sql = "INSERT INTO accounts (name, max_open, created_ms) VALUES (?1, ?2, ?3) RETURNING id, name, max_open, open, created_ms";
    let account = db.query_row(sql, (&name, max_open.unwrap_or(USUAL_OPEN), now_ms), account)?;
    let new = NewAccount {
        access_key: format!("wt{}", hex::encode(random::<16>()?)),
        secret_key: random_key("")?,
        api_key: random_key("wt_")?,
        webhook_secret: format!("whsec_{}", BASE64_STANDARD.encode(random::<32>()?)),
        account,
    };
    keep_keys(db, vault, &new, now_ms)?;
    Ok(new)
}

fn keep_keys(db: &Connection, vault: &Vault, new: &NewAccount, now_ms: i64) -> Result<()> {
    let id = new.account.id;
    let signing = vault.seal(&signing_label(&new.access_key), new.secret_key.as_bytes())?;
    db.execute(
        "INSERT INTO access_keys (access_key, account, sealed, created_ms) VALUES (?1, ?2, ?3, ?4)",
        (&new.access_key, id.0, signing, now_ms),
    )?;
    let prefix: String = new.api_key.chars().take(8).collect();
    db.execute(
        "INSERT INTO api_keys (digest, prefix, account, created_ms) VALUES (?1, ?2, ?3, ?4)",
        (digest(&new.api_key), prefix, id.0, now_ms),
    )?;
    let webhook = vault.seal(&webhook_label(id), new.webhook_secret.as_bytes())?;
    db.execute(
        "INSERT INTO webhook_secrets (account, sealed, created_ms) VALUES (?1, ?2, ?3)",
        (id.0, webhook, now_ms),
    )?;
    Ok(())
}

fn account(row: &Row) -> rusqlite::Result<Account> {
    Ok(Account {
        id: AccountId(row.get(0)?),
        name: row.get(1)?,
        max_open: row.get(2)?,
        open: row.get(3)?,
        created_ms: row.get(4)?,
    })
}

/// API keys have 256 random bits, so a plain digest gives nothing away and needs no salt.
fn digest(api_key: &str) -> [u8; 32] {
    Sha256::digest(api_key.as_bytes()).into()
}

fn signing_label(access_key: &str) -> String {
    format!("v1|{access_key}")
}

fn webhook_label(account: AccountId) -> String {
    format!("v1|webhook|{}", account.0)
}
