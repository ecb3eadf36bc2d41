//! Where an operator works: the data folder, the form of the answer, and a sentence for every refusal.

use anyhow::{Result, anyhow};
use serde::Serialize;
use server::administration::{self, Account, Store, StoreError};
use std::io::Write;
use std::path::{Path, PathBuf};

/// What every command of an operator is told. They all take no lock, so a server may be running.
#[derive(Debug, Clone, clap::Args)]
pub struct Desk {
    /// The server's data folder
    #[arg(long, value_name = "DIR", env = "WILDTRACK_DATA")]
    data: PathBuf,
    /// Print one JSON document; times are Unix ms
    #[arg(long)]
    json: bool,
}

impl Desk {
    /// The data folder.
    pub fn data(&self) -> &Path {
        &self.data
    }

    /// Does something with the store of a data folder that has one.
    pub fn work<T>(&self, work: impl AsyncFnOnce(&Store) -> Result<T>) -> Result<T> {
        block_on(async {
            let store = administration::open_existing(&self.data)?;
            let done = work(&store).await;
            store.close().await;
            done
        })
    }

    /// Says what was done: the document to a program, the lines to a person.
    pub fn answer(&self, document: &impl Serialize, lines: &[String]) -> Result<()> {
        let mut out = std::io::stdout().lock();
        if self.json {
            writeln!(out, "{}", serde_json::to_string(document)?)?;
        } else {
            lines.iter().try_for_each(|line| writeln!(out, "{line}"))?;
        }
        Ok(())
    }
}

/// Runs one future to its end on this thread.
pub fn block_on<T>(work: impl Future<Output = Result<T>>) -> Result<T> {
    tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(work)
}

/// The account of that name.
pub async fn account_named(store: &Store, name: &str) -> Result<Account> {
    store
        .account_named(name)
        .await
        .map_err(|error| or_not_found(error, &format!("no account is named {name:?}")))
}

/// The sentence for an error of the store; `missing` is the one for what was not found.
pub fn or_not_found(error: StoreError, missing: &str) -> anyhow::Error {
    match error {
        StoreError::NotFound => anyhow!("{missing}"),
        error => error.into(),
    }
}
