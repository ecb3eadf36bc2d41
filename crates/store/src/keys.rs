//! The keys of an account: made, listed, rotated with an overlap, revoked; and what each of them opens.
//!
//! A key is good until its `revoked_ms`, which may lie ahead: that is how a rotation lets old and new live side by side.

use crate::accounts::account_named;
use crate::vault::{Vault, random, random_key};
use crate::{AccountId, Error, Result, Secret, Store};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use rusqlite::{Connection, OptionalExtension};
use sha2::{Digest, Sha256};

/// What a key is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyKind {
    /// Signs tokens: an access key and its secret.
    Signing,
    /// Is sent as it is.
    Api,
    /// Signs callbacks.
    Webhook,
}

/// A key that exists; its secret is not among what can be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// What to call it: the access key itself, `api-…` or `webhook-…`.
    pub id: String,
    /// What it is for.
    pub kind: KeyKind,
    /// The first characters of an API key, so that its holder can tell which one it is.
    pub begins: Option<String>,
    /// Unix ms.
    pub created_ms: i64,
    /// Unix ms from which on it is good for nothing; may lie ahead.
    pub revoked_ms: Option<i64>,
}

/// A key that was just made, with its secret in clear for the only time.
pub struct NewKey {
    /// What to call it; of a signing pair the access key.
    pub id: String,
    /// What it is for.
    pub kind: KeyKind,
    /// The secret key, the API key, or `whsec_…`.
    pub secret: String,
}

impl Store {
    /// Makes the account of that name another key; the ones that it has stay good.
    ///
    /// # Errors
    /// `NotFound` (account).
    pub async fn create_key(&self, account: &str, kind: KeyKind, now_ms: i64) -> Result<NewKey> {
        let (account, vault) = (account.to_owned(), self.vault());
        self.write(move |db| make(db, &vault, (account_named(db, &account)?.id, kind), now_ms)).await
    }

    /// Makes the account a new key of this kind; those that it has end `overlap_ms` from now, if not sooner.
    ///
    /// # Errors
    /// `NotFound` (account).
    pub async fn rotate_key(
        &self,
        account: &str,
        kind: KeyKind,
        overlap_ms: i64,
        now_ms: i64,
    ) -> Result<NewKey> {
        let (account, vault) = (account.to_owned(), self.vault());
        self.write(move |db| {
            let account = account_named(db, &account)?.id;
            let end_ms = now_ms.saturating_add(overlap_ms);
            let sql = format!("UPDATE {} SET revoked_ms = ?2 WHERE account = ?1 AND {IS_GOOD}", kind.table());
            db.execute(&sql, (account.0, end_ms))?;
            make(db, &vault, (account, kind), now_ms)
        })
        .await
    }

    /// Ends a key now. A key that has ended stays as it was.
    ///
    /// # Errors
    /// `NotFound` if the account has no key of that id.
    pub async fn revoke_key(&self, account: &str, id: &str, now_ms: i64) -> Result<Key> {
        let (account, id) = (account.to_owned(), id.to_owned());
        self.write(move |db| {
            let account = account_named(db, &account)?.id;
            let key = keys(db, account)?.into_iter().find(|key| key.id == id).ok_or(Error::NotFound)?;
            let sql = format!(
                "UPDATE {} SET revoked_ms = ?2 WHERE account = ?1 AND {} = ?3 AND {IS_GOOD}",
                key.kind.table(),
                key.kind.id()
            );
            db.execute(&sql, (account.0, now_ms, &id))?;
            keys(db, account)?.into_iter().find(|key| key.id == id).ok_or(Error::NotFound)
        })
        .await
    }

    /// Every key of the account of that name, by kind, oldest first.
    ///
    /// # Errors
    /// `NotFound` (account).
    pub async fn keys(&self, account: &str) -> Result<Vec<Key>> {
        let account = account.to_owned();
        self.read(move |db| keys(db, account_named(db, &account)?.id)).await
    }

    /// The account of an access key and the secret that signs its tokens; `None` if unknown or revoked.
    pub async fn signing_secret(&self, access_key: &str, now_ms: i64) -> Result<Option<(AccountId, Secret)>> {
        let (access_key, vault) = (access_key.to_owned(), self.vault());
        self.read(move |db| {
            let sql = format!("SELECT account, sealed FROM access_keys WHERE access_key = ?1 AND {IS_GOOD}");
            let found = db
                .prepare_cached(&sql)?
                .query_row((&access_key, now_ms), |row| {
                    Ok((AccountId(row.get(0)?), row.get::<_, Vec<u8>>(1)?))
                })
                .optional()?;
            let Some((account, sealed)) = found else { return Ok(None) };
            Ok(Some((account, vault.open_sealed(&signing_label(&access_key), &sealed)?)))
        })
        .await
    }

    /// The account that a static API key opens; `None` if unknown or revoked.
    pub async fn account_of_api_key(&self, api_key: &str, now_ms: i64) -> Result<Option<AccountId>> {
        let digest = digest(api_key);
        self.read(move |db| {
            let sql = format!("SELECT account FROM api_keys WHERE digest = ?1 AND {IS_GOOD}");
            let account = |row: &rusqlite::Row| row.get(0).map(AccountId);
            Ok(db.prepare_cached(&sql)?.query_row((digest, now_ms), account).optional()?)
        })
        .await
    }

    /// The texts `whsec_<base64>` that sign the account's callbacks now, newest first: two while one is being rotated.
    pub async fn webhook_secrets(&self, account: AccountId, now_ms: i64) -> Result<Vec<Secret>> {
        let vault = self.vault();
        self.read(move |db| {
            let sql = format!(
                "SELECT sealed FROM webhook_secrets WHERE account = ?1 AND {IS_GOOD} ORDER BY id DESC"
            );
            let mut statement = db.prepare_cached(&sql)?;
            let sealed = statement.query_map((account.0, now_ms), |row| row.get::<_, Vec<u8>>(0))?;
            sealed.map(|sealed| vault.open_sealed(&webhook_label(account), &sealed?)).collect()
        })
        .await
    }
}

/// Whether a key is good at ?2, as SQL.
const IS_GOOD: &str = "(revoked_ms IS NULL OR revoked_ms > ?2)";

/// Makes one key and keeps what must be kept of it.
pub(crate) fn make(
    db: &Connection,
    vault: &Vault,
    (account, kind): (AccountId, KeyKind),
    now_ms: i64,
) -> Result<NewKey> {
    let (id, secret) = match kind {
        KeyKind::Signing => {
            let (id, secret) = (format!("wt{}", hex::encode(random::<16>()?)), random_key("")?);
            let sealed = vault.seal(&signing_label(&id), secret.as_bytes())?;
            let sql =
                "INSERT INTO access_keys (access_key, account, sealed, created_ms) VALUES (?1, ?2, ?3, ?4)";
            db.execute(sql, (&id, account.0, sealed, now_ms))?;
            (id, secret)
        }
        KeyKind::Api => {
            let secret = random_key("wt_")?;
            let (digest, begins) = (digest(&secret), secret.chars().take(8).collect::<String>());
            let sql = "INSERT INTO api_keys (digest, prefix, account, created_ms) VALUES (?1, ?2, ?3, ?4)";
            db.execute(sql, (digest, begins, account.0, now_ms))?;
            (api_key_id(&digest), secret)
        }
        KeyKind::Webhook => {
            let secret = format!("whsec_{}", BASE64_STANDARD.encode(random::<32>()?));
            let sealed = vault.seal(&webhook_label(account), secret.as_bytes())?;
            let sql = "INSERT INTO webhook_secrets (account, sealed, created_ms) VALUES (?1, ?2, ?3)";
            let number = db.prepare(sql)?.insert((account.0, sealed, now_ms))?;
            (format!("webhook-{number}"), secret)
        }
    };
    Ok(NewKey { id, kind, secret })
}

fn keys(db: &Connection, account: AccountId) -> Result<Vec<Key>> {
    let mut keys = Vec::new();
    for kind in [KeyKind::Signing, KeyKind::Api, KeyKind::Webhook] {
        let begins = if kind == KeyKind::Api { "prefix" } else { "NULL" };
        let sql = format!(
            "SELECT {}, {begins}, created_ms, revoked_ms FROM {} WHERE account = ?1 ORDER BY created_ms, rowid",
            kind.id(),
            kind.table()
        );
        let mut statement = db.prepare(&sql)?;
        let found = statement.query_map([account.0], |row| {
            let (created_ms, revoked_ms) = (row.get(2)?, row.get(3)?);
            Ok(Key { id: row.get(0)?, kind, begins: row.get(1)?, created_ms, revoked_ms })
        })?;
        keys.extend(found.collect::<rusqlite::Result<Vec<_>>>()?);
    }
    Ok(keys)
}

impl KeyKind {
    const fn table(self) -> &'static str {
        match self {
            KeyKind::Signing => "access_keys",
            KeyKind::Api => "api_keys",
            KeyKind::Webhook => "webhook_secrets",
        }
    }

    /// The SQL expression of a key's id.
    const fn id(self) -> &'static str {
        match self {
            KeyKind::Signing => "access_key",
            KeyKind::Api => "'api-' || lower(hex(substr(digest, 1, 6)))",
            KeyKind::Webhook => "'webhook-' || id",
        }
    }
}

fn api_key_id(digest: &[u8; 32]) -> String {
    format!("api-{}", hex::encode(&digest[..6]))
}

/// API keys have 256 random bits, so a plain digest gives nothing away and needs no salt.
fn digest(api_key: &str) -> [u8; 32] {
    Sha256::digest(api_key.as_bytes()).into()
}

pub(crate) fn signing_label(access_key: &str) -> String {
    format!("v1|{access_key}")
}

fn webhook_label(account: AccountId) -> String {
    format!("v1|webhook|{}", account.0)
}
