//! `wildtrack delivery`: callbacks that were given up, seen and sent again.

use crate::desk::{Desk, account_named};
use crate::{table, when};
use anyhow::{Result, bail};
use serde::Serialize;
use server::administration::{DeadDelivery, Replay, State};
use server::{Clock, SystemClock};

#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, clap::Subcommand)]
enum Verb {
    /// List callbacks that were given up, oldest first
    List {
        /// Only those of the account of this name
        #[arg(long, value_name = "NAME")]
        account: Option<String>,
        /// How many at most
        #[arg(long, value_name = "N", default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..=100_000))]
        most: u32,
        #[command(flatten)]
        desk: Desk,
    },
    /// Make callbacks that were given up due again, under their old ids and with a fresh schedule
    Replay {
        #[command(flatten)]
        which: Which,
        #[command(flatten)]
        desk: Desk,
    },
}

#[derive(Debug, clap::Args)]
#[group(required = true, multiple = false)]
struct Which {
    /// The one of this id
    id: Option<i64>,
    /// All of the account of this name
    #[arg(long, value_name = "NAME")]
    account: Option<String>,
    /// All of all accounts
    #[arg(long)]
    all: bool,
}

pub fn run(args: Args) -> Result<()> {
    match args.verb {
        Verb::List { account, most, desk } => list(&desk, account.as_deref(), most),
        Verb::Replay { which, desk } => replay(&desk, which, SystemClock.now_ms()),
    }
}

fn list(desk: &Desk, account: Option<&str>, most: u32) -> Result<()> {
    let dead = desk.work(async |store| {
        if let Some(name) = account {
            account_named(store, name).await?;
        }
        Ok(store.dead_deliveries(account, most).await?)
    })?;
    let lines: Vec<Line> = dead.iter().map(Line::of).collect();
    let rows: Vec<_> = lines.iter().map(Line::cells).collect();
    let head = ["id", "account", "task", "state", "attempts", "given up", "trouble", "url"];
    desk.answer(&lines, &table::lines(head, &rows, "No callback was given up."))
}

fn replay(desk: &Desk, which: Which, now_ms: i64) -> Result<()> {
    let replayed = desk.work(async |store| {
        if let Some(name) = &which.account {
            account_named(store, name).await?;
        }
        let all = which.account.map_or(Replay::All, Replay::OfAccount);
        let replayed = store.replay(which.id.map_or(all, Replay::One), now_ms).await?;
        match which.id {
            Some(id) if replayed == 0 => bail!("no callback of the id {id} was given up"),
            _ => Ok(replayed),
        }
    })?;
    let line = match replayed {
        0 => "No callback was given up.".to_owned(),
        1 => "1 callback is due again.".to_owned(),
        many => format!("{many} callbacks are due again."),
    };
    desk.answer(&Replayed { replayed }, &[line])
}

#[derive(Serialize)]
struct Replayed {
    replayed: u32,
}

/// A callback in a list.
#[derive(Serialize)]
struct Line<'a> {
    id: i64,
    account: &'a str,
    task: &'a str,
    state: State,
    webhook_id: &'a str,
    url: String,
    attempts: u32,
    trouble: &'a str,
    changed_ms: i64,
    given_up_ms: i64,
}

impl Line<'_> {
    fn of(dead: &DeadDelivery) -> Line<'_> {
        Line {
            id: dead.id,
            account: &dead.account,
            task: &dead.task,
            state: dead.state,
            webhook_id: &dead.webhook_id,
            url: without_secrets(&dead.url),
            attempts: dead.attempts,
            trouble: &dead.trouble,
            changed_ms: dead.first_ms,
            given_up_ms: dead.ended_ms,
        }
    }

    fn cells(&self) -> [String; 8] {
        [
            self.id.to_string(),
            self.account.to_owned(),
            self.task.to_owned(),
            state_name(self.state).to_owned(),
            self.attempts.to_string(),
            when::shown(self.given_up_ms),
            self.trouble.to_owned(),
            self.url.clone(),
        ]
    }
}

const fn state_name(state: State) -> &'static str {
    match state {
        State::Submitted => "submitted",
        State::Processing => "processing",
        State::Succeed => "succeed",
        State::Failed => "failed",
    }
}

/// The URL without query, fragment, user and password: what is not needed to see where it leads may be a secret.
fn without_secrets(url: &str) -> String {
    let address = url.split(['?', '#']).next().unwrap_or_default();
    let Some((scheme, rest)) = address.split_once("://") else { return address.to_owned() };
    let end = rest.find(['/', '\\']).unwrap_or(rest.len());
    let host = rest[..end].rsplit('@').next().unwrap_or_default();
    format!("{scheme}://{host}{}", &rest[end..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_is_shown_without_what_may_be_secret() {
        let table = [
            ("https://example.com/hook", "https://example.com/hook"),
            ("https://example.com:8443", "https://example.com:8443"),
            ("https://example.com/hook?token=s3cret&x=1", "https://example.com/hook"),
            ("https://example.com?token=s3cret", "https://example.com"),
            ("https://example.com/a#s3cret", "https://example.com/a"),
            ("https://ada:s3cret@example.com/@a", "https://example.com/@a"),
            ("https://ada:s3@cret@example.com?b@c", "https://example.com"),
            ("s3cret?", "s3cret"),
        ];
        for (url, shown) in table {
            assert_eq!(without_secrets(url), shown);
        }
    }

    #[test]
    fn one_says_what_to_replay_and_says_it_once() {
        use clap::Args as _;
        let read = |line: &str| {
            let command = Which::augment_args(clap::Command::new("replay"));
            command.try_get_matches_from(format!("replay {line}").split_whitespace()).is_ok()
        };
        for good in ["7", "--account ada", "--all"] {
            assert!(read(good), "{good}");
        }
        for bad in ["", "7 --all", "7 --account ada", "--account ada --all", "seven"] {
            assert!(!read(bad), "{bad}");
        }
    }
}
