//! Making an account from the command line, also while the server runs.

use crate::error::Result;
use crate::{Clock, SystemClock};
use std::path::Path;

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

/// Makes an account in the data folder `data` with so many slots for open tasks. Takes no lock: a running server sees the account at once.
///
/// # Errors
/// The store's, e.g. `Taken` if the name exists.
pub async fn create_account(data: &Path, name: &str, slots: Option<u32>) -> Result<AccountKeys> {
    let store = store::Store::open(data)?;
    let made = store.create_account(name, slots, SystemClock.now_ms()).await;
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
