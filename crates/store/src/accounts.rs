//! Accounts and the keys that open them.

use crate::{Error, Result, Secret, Store};

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

impl Store {
    /// Makes an account with one key of each sort. Another process may do this while the server runs.
    ///
    /// # Errors
    /// `Taken` if the name exists.
    pub async fn create_account(&self, _name: &str, _now_ms: i64) -> Result<NewAccount> {
        Err(Error::Closed)
    }

    /// Every account, oldest first.
    pub async fn accounts(&self) -> Result<Vec<Account>> {
        Err(Error::Closed)
    }

    /// The account of an access key and the secret that signs its tokens; `None` if unknown or revoked.
    pub async fn signing_secret(&self, _access_key: &str) -> Result<Option<(AccountId, Secret)>> {
        Err(Error::Closed)
    }

    /// The account that a static API key opens; `None` if unknown or revoked.
    pub async fn account_of_api_key(&self, _api_key: &str) -> Result<Option<AccountId>> {
        Err(Error::Closed)
    }

    /// The text `whsec_<base64>` that signs the account's callbacks.
    pub async fn webhook_secret(&self, _account: AccountId) -> Result<Option<Secret>> {
        Err(Error::Closed)
    }
}
