//! `wildtrack account`: who may use a server, and how much of it.

use crate::desk::{Desk, account_named, block_on};
use crate::size::Size;
use crate::{table, when};
use anyhow::{Result, anyhow, bail};
use serde::Serialize;
use server::administration::{Account, Allowance, StoreError};

#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, clap::Subcommand)]
enum Verb {
    /// Make an account and print its keys, which are shown only now; also while the server runs
    Create {
        /// Its name, 1 to 128 characters
        name: String,
        #[command(flatten)]
        allowed: Allowed,
        #[command(flatten)]
        desk: Desk,
    },
    /// List the accounts, oldest first
    List {
        #[command(flatten)]
        desk: Desk,
    },
    /// Change what an account may have
    #[command(group(clap::ArgGroup::new("what").args(["slots", "storage_quota"]).required(true).multiple(true)))]
    Allow {
        /// Its name
        name: String,
        #[command(flatten)]
        allowed: Allowed,
        #[command(flatten)]
        desk: Desk,
    },
}

#[derive(Debug, clap::Args)]
struct Allowed {
    /// Tasks that it may have open at a time; 20 if nobody has said
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=100_000))]
    slots: Option<u32>,
    /// What its files may take up, in bytes or like 10GB; as the server is told if nobody has said
    #[arg(long, value_name = "SIZE")]
    storage_quota: Option<Size>,
}

pub fn run(args: Args) -> Result<()> {
    match args.verb {
        Verb::Create { name, allowed, desk } => create(&desk, &name, allowed.into()),
        Verb::List { desk } => list(&desk),
        Verb::Allow { name, allowed, desk } => allow(&desk, &name, allowed.into()),
    }
}

fn create(desk: &Desk, name: &str, allowed: Allowance) -> Result<()> {
    let length = name.chars().count();
    if !(1..=128).contains(&length) {
        bail!("the name has {length} characters; 1 to 128 are accepted");
    }
    let keys = block_on(async { Ok(server::create_account(desk.data(), name, allowed).await) })?;
    let keys = keys.map_err(|error| match error {
        server::Error::Store(StoreError::Taken(_)) => anyhow!("there is an account named {name:?} already"),
        error => error.into(),
    })?;
    let lines = [
        format!("account         {}", keys.account),
        format!("access key      {}", keys.access_key),
        format!("secret key      {}", keys.secret_key),
        format!("API key         {}", keys.api_key),
        format!("webhook secret  {}", keys.webhook_secret),
        "These keys are shown only now.".to_owned(),
    ];
    desk.answer(&keys, &lines)
}

fn list(desk: &Desk) -> Result<()> {
    let accounts = desk.work(async |store| Ok(store.accounts().await?))?;
    let lines: Vec<Line> = accounts.iter().map(Line::of).collect();
    let rows: Vec<_> = lines.iter().map(Line::cells).collect();
    desk.answer(&lines, &table::lines(HEAD, &rows, "There are no accounts."))
}

fn allow(desk: &Desk, name: &str, allowed: Allowance) -> Result<()> {
    let account = desk.work(async |store| {
        account_named(store, name).await?;
        Ok(store.allow(name, allowed).await?)
    })?;
    let line = Line::of(&account);
    desk.answer(&line, &table::lines(HEAD, &[line.cells()], ""))
}

const HEAD: [&str; 6] = ["account", "slots", "open", "stored", "quota", "created"];

/// An account in a list.
#[derive(Serialize)]
struct Line<'a> {
    account: &'a str,
    /// `null`: as the server is told.
    slots: Option<u32>,
    open: u32,
    stored_bytes: u64,
    /// `null`: as the server is told.
    quota_bytes: Option<u64>,
    created_ms: i64,
}

impl Line<'_> {
    fn of(account: &Account) -> Line<'_> {
        Line {
            account: &account.name,
            slots: account.slots,
            open: account.open,
            stored_bytes: account.stored_bytes,
            quota_bytes: account.most_bytes,
            created_ms: account.created_ms,
        }
    }

    fn cells(&self) -> [String; 6] {
        [
            self.account.to_owned(),
            self.slots.map_or_else(|| "the server's".to_owned(), |slots| slots.to_string()),
            self.open.to_string(),
            Size(self.stored_bytes).to_string(),
            self.quota_bytes.map_or_else(|| "the server's".to_owned(), |bytes| Size(bytes).to_string()),
            when::shown(self.created_ms),
        ]
    }
}

impl From<Allowed> for Allowance {
    fn from(allowed: Allowed) -> Allowance {
        Allowance { slots: allowed.slots, most_bytes: allowed.storage_quota.map(|size| size.0) }
    }
}
