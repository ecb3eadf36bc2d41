//! What an operator does to a data folder from the command line, also while the server runs.

use crate::error::{Error, Result};
use crate::{Clock, SystemClock};
use std::path::Path;

pub use store::{
    Account, Allowance, DeadDelivery, Error as StoreError, Key, KeyKind, NewKey, NewPack, NotUnits, Pack,
    PackKind, PackStatus, Replay, State, Store, Units,
};

/// A new account and its keys, in clear for the only time.
#[derive(serde::Serialize)]
pub struct AccountKeys {
    /// The account's name.
    pub account: String,
    /// `iss` of its tokens.
    pub access_key: String,
    /// What its tokens are signed with.
    pub secret_key: String,
    /// A bearer key for callers that do not sign.
    pub api_key: String,
    /// `whsec_…`: what its callbacks are signed with.
    pub webhook_secret: String,
}

/// The store of the data folder `data`. Takes no lock: a running server sees every change at once.
///
/// # Errors
/// The store's.
pub fn open(data: &Path) -> Result<Store> {
    Ok(Store::open(data)?)
}

/// The store of a data folder that has one already.
///
/// # Errors
/// `NoDatabase` if not, and nothing is made; the store's.
pub fn open_existing(data: &Path) -> Result<Store> {
    if Store::lies_in(data)? { open(data) } else { Err(Error::NoDatabase(data.to_owned())) }
}

/// Makes an account in the data folder `data`.
///
/// # Errors
/// The store's, e.g. `Taken` if the name exists.
pub async fn create_account(data: &Path, name: &str, allowed: Allowance) -> Result<AccountKeys> {
    let store = open(data)?;
    let made = store.create_account(name, allowed, SystemClock.now_ms()).await;
    store.close().await;
    let made = made?;
    Ok(AccountKeys {
        account: made.account.name,
        access_key: made.access_key,
        secret_key: made.secret_key,
        api_key: made.api_key,
        webhook_secret: made.webhook_secret,
    })
}
