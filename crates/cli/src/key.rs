//! `wildtrack key`: the keys of an account. A secret is shown when it is made and never again.

use crate::desk::{Desk, account_named, or_not_found};
use crate::table;
use crate::when::{Span, shown};
use anyhow::Result;
use serde::Serialize;
use server::administration::{self, KeyKind, NewKey};
use server::{Clock, SystemClock};

#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, clap::Subcommand)]
enum Verb {
    /// List the keys of an account, without their secrets
    List {
        /// The account's name
        account: String,
        #[command(flatten)]
        desk: Desk,
    },
    /// Make another key; those that the account has stay good
    Create {
        /// The account's name
        account: String,
        /// What it is for
        #[arg(long)]
        kind: Kind,
        #[command(flatten)]
        desk: Desk,
    },
    /// Make a new key and end the others of its kind after a while, in which all of them are good
    Rotate {
        /// The account's name
        account: String,
        /// What it is for
        #[arg(long)]
        kind: Kind,
        /// How long the old keys stay good, like 0s, 30m, 24h or 7d
        #[arg(long, value_name = "TIME", default_value = "24h")]
        overlap: Span,
        #[command(flatten)]
        desk: Desk,
    },
    /// End a key at once
    Revoke {
        /// The account's name
        account: String,
        /// The key's id, as `key list` shows it
        id: String,
        #[command(flatten)]
        desk: Desk,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum, Serialize)]
#[serde(rename_all = "lowercase")]
enum Kind {
    /// Signs tokens: an access key and its secret key
    Signing,
    /// Is sent as it is
    Api,
    /// Signs callbacks
    Webhook,
}

pub fn run(args: Args) -> Result<()> {
    let now_ms = SystemClock.now_ms();
    match args.verb {
        Verb::List { account, desk } => list(&desk, &account, now_ms),
        Verb::Create { account, kind, desk } => create(&desk, &account, kind, now_ms),
        Verb::Rotate { account, kind, overlap, desk } => rotate(&desk, &account, (kind, overlap), now_ms),
        Verb::Revoke { account, id, desk } => revoke(&desk, &account, &id, now_ms),
    }
}

fn list(desk: &Desk, account: &str, now_ms: i64) -> Result<()> {
    let keys = desk.work(async |store| {
        account_named(store, account).await?;
        Ok(store.keys(account).await?)
    })?;
    let lines: Vec<Line> = keys.into_iter().map(|key| Line::of(key, now_ms)).collect();
    let rows: Vec<_> = lines.iter().map(Line::cells).collect();
    let head = ["id", "kind", "begins", "created", "state"];
    desk.answer(&lines, &table::lines(head, &rows, "The account has no keys."))
}

fn create(desk: &Desk, account: &str, kind: Kind, now_ms: i64) -> Result<()> {
    let key = desk.work(async |store| {
        account_named(store, account).await?;
        Ok(store.create_key(account, kind.into(), now_ms).await?)
    })?;
    let made = Made::of(account, key, now_ms);
    desk.answer(&made, &made.lines())
}

fn rotate(desk: &Desk, account: &str, (kind, overlap): (Kind, Span), now_ms: i64) -> Result<()> {
    let key = desk.work(async |store| {
        account_named(store, account).await?;
        Ok(store.rotate_key(account, kind.into(), overlap.0, now_ms).await?)
    })?;
    let old_until_ms = now_ms.saturating_add(overlap.0);
    let rotated = Rotated { made: Made::of(account, key, now_ms), old_until_ms };
    let mut lines = rotated.made.lines();
    lines.push(match overlap {
        Span(0) => "The keys of this kind that the account had are good for nothing from now on.".to_owned(),
        _ => format!(
            "Old and new are both good until {}; then the keys of this kind that the account had end.",
            shown(old_until_ms)
        ),
    });
    desk.answer(&rotated, &lines)
}

fn revoke(desk: &Desk, account: &str, id: &str, now_ms: i64) -> Result<()> {
    let (key, keys) = desk.work(async |store| {
        account_named(store, account).await?;
        let key = store.revoke_key(account, id, now_ms).await;
        let key =
            key.map_err(|error| or_not_found(error, &format!("{account:?} has no key of the id {id:?}")))?;
        Ok((key, store.keys(account).await?))
    })?;
    let left = keys.iter().filter(|other| other.kind == key.kind && is_good(other, now_ms)).count();
    let revoked = Revoked { account, key: Line::of(key, now_ms), left };
    let mut lines =
        vec![format!("{id} is good for nothing since {}.", shown(revoked.key.revoked_ms.unwrap_or(now_ms)))];
    lines.extend((left == 0).then(|| revoked.key.kind.none_left().to_owned()));
    desk.answer(&revoked, &lines)
}

fn is_good(key: &administration::Key, now_ms: i64) -> bool {
    key.revoked_ms.is_none_or(|end_ms| end_ms > now_ms)
}

/// A key in a list.
#[derive(Serialize)]
struct Line {
    id: String,
    kind: Kind,
    /// First characters of an API key.
    begins: Option<String>,
    created_ms: i64,
    /// May lie ahead.
    revoked_ms: Option<i64>,
    good: bool,
}

impl Line {
    fn of(key: administration::Key, now_ms: i64) -> Line {
        let good = is_good(&key, now_ms);
        let administration::Key { id, kind, begins, created_ms, revoked_ms } = key;
        Line { id, kind: kind.into(), begins, created_ms, revoked_ms, good }
    }

    fn cells(&self) -> [String; 5] {
        let state = match self.revoked_ms {
            None => "good".to_owned(),
            Some(end_ms) if self.good => format!("good until {}", shown(end_ms)),
            Some(end_ms) => format!("ended {}", shown(end_ms)),
        };
        let begins = self.begins.as_ref().map(|begins| format!("{begins}…"));
        [
            self.id.clone(),
            self.kind.name().to_owned(),
            begins.unwrap_or_default(),
            shown(self.created_ms),
            state,
        ]
    }
}

/// A key that was just made.
#[derive(Serialize)]
struct Made<'a> {
    account: &'a str,
    /// Of a signing pair the access key.
    id: String,
    kind: Kind,
    secret: String,
    created_ms: i64,
}

impl Made<'_> {
    fn of(account: &str, key: NewKey, now_ms: i64) -> Made<'_> {
        Made { account, id: key.id, kind: key.kind.into(), secret: key.secret, created_ms: now_ms }
    }

    fn lines(&self) -> Vec<String> {
        let (id, secret) = match self.kind {
            Kind::Signing => ("access key", "secret key"),
            Kind::Api => ("id", "API key"),
            Kind::Webhook => ("id", "webhook secret"),
        };
        vec![
            format!("{:14}  {}", "account", self.account),
            format!("{id:14}  {}", self.id),
            format!("{secret:14}  {}", self.secret),
            "The secret is shown only now.".to_owned(),
        ]
    }
}

/// A key that was just made in place of others.
#[derive(Serialize)]
struct Rotated<'a> {
    #[serde(flatten)]
    made: Made<'a>,
    /// When the others end, if not sooner.
    old_until_ms: i64,
}

/// A key that was just ended.
#[derive(Serialize)]
struct Revoked<'a> {
    account: &'a str,
    #[serde(flatten)]
    key: Line,
    /// Keys of its kind that are good.
    left: usize,
}

impl Kind {
    const fn name(self) -> &'static str {
        match self {
            Kind::Signing => "signing",
            Kind::Api => "api",
            Kind::Webhook => "webhook",
        }
    }

    /// What it means that the last one has ended.
    const fn none_left(self) -> &'static str {
        match self {
            Kind::Signing => "The account can sign no tokens until it has another signing key.",
            Kind::Api => "The account has no API key any more.",
            Kind::Webhook => "The account's callbacks are not signed until it has another webhook secret.",
        }
    }
}

impl From<Kind> for KeyKind {
    fn from(kind: Kind) -> KeyKind {
        match kind {
            Kind::Signing => KeyKind::Signing,
            Kind::Api => KeyKind::Api,
            Kind::Webhook => KeyKind::Webhook,
        }
    }
}

impl From<KeyKind> for Kind {
    fn from(kind: KeyKind) -> Kind {
        match kind {
            KeyKind::Signing => Kind::Signing,
            KeyKind::Api => Kind::Api,
            KeyKind::Webhook => Kind::Webhook,
        }
    }
}
