//! `wildtrack pack`: resource packs, the units that an account may use for a time.

use crate::desk::{Desk, account_named};
use crate::table;
use crate::when::{Moment, Span, shown};
use anyhow::{Result, bail};
use serde::Serialize;
use server::administration::{NewPack, Pack, PackKind, PackStatus, Units};
use server::{Clock, SystemClock};

#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, clap::Subcommand)]
enum Verb {
    /// Grant an account a pack; tasks are refused or accepted by it at once
    Grant {
        /// The account's name
        account: String,
        #[command(flatten)]
        wanted: Wanted,
        #[command(flatten)]
        desk: Desk,
    },
    /// List the packs of an account, those that end first before the others
    List {
        /// The account's name
        account: String,
        #[command(flatten)]
        desk: Desk,
    },
}

#[derive(Debug, clap::Args)]
struct Wanted {
    /// How many units, a decimal number
    #[arg(long, value_name = "UNITS")]
    units: Units,
    /// Its name, 1 to 128 characters; "200 units" and the like if not given
    #[arg(long)]
    name: Option<String>,
    /// A label that the account sees: both kinds count down
    #[arg(long, default_value = "decreasing_total")]
    kind: Kind,
    /// Tasks that the account may have open at a time while the pack can be used; as without packs if not given
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=100_000))]
    concurrency: Option<u32>,
    /// When it begins: a day like 2027-01-31 (in UTC) or a time like 2027-01-31T18:00:00Z; now if not given
    #[arg(long, value_name = "TIME")]
    from: Option<Moment>,
    /// When it ends, written like --from
    #[arg(long, value_name = "TIME", conflicts_with = "for")]
    until: Option<Moment>,
    /// How long it lasts, like 12h or 30d
    #[arg(long, value_name = "TIME", default_value = "30d")]
    r#for: Span,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
#[value(rename_all = "snake_case")]
enum Kind {
    DecreasingTotal,
    ConstantPeriod,
}

pub fn run(args: Args) -> Result<()> {
    let now_ms = SystemClock.now_ms();
    match args.verb {
        Verb::Grant { account, wanted, desk } => {
            let new = wanted.pack(now_ms)?;
            let pack = desk.work(async |store| {
                account_named(store, &account).await?;
                Ok(store.grant_pack(&account, new, now_ms).await?)
            })?;
            let line = Line::of(&pack, now_ms);
            desk.answer(&line, &table::lines(HEAD, &[line.cells()], ""))
        }
        Verb::List { account, desk } => {
            let packs =
                desk.work(async |store| Ok(store.packs(account_named(store, &account).await?.id).await?))?;
            let lines: Vec<Line> = packs.iter().map(|pack| Line::of(pack, now_ms)).collect();
            let rows: Vec<_> = lines.iter().map(Line::cells).collect();
            desk.answer(&lines, &table::lines(HEAD, &rows, "The account has no packs."))
        }
    }
}

impl Wanted {
    /// The pack that is meant if it is granted now.
    fn pack(self, now_ms: i64) -> Result<NewPack> {
        let effective_ms = self.from.map_or(now_ms, |from| from.0);
        let invalid_ms = self.until.map_or(effective_ms.saturating_add(self.r#for.0), |until| until.0);
        if invalid_ms <= effective_ms {
            bail!("the pack would end at {} and begin at {}", shown(invalid_ms), shown(effective_ms));
        }
        Ok(NewPack {
            name: self.name.unwrap_or_else(|| format!("{} units", self.units)),
            kind: self.kind.into(),
            units: self.units,
            concurrency: self.concurrency,
            effective_ms,
            invalid_ms,
        })
    }
}

const HEAD: [&str; 12] = [
    "id",
    "name",
    "kind",
    "quantity",
    "remaining",
    "held",
    "spent",
    "expired",
    "at a time",
    "from",
    "until",
    "status",
];

/// A pack in a list; amounts are decimals in text, so that nobody reads them as floats.
#[derive(Serialize)]
struct Line<'a> {
    id: &'a str,
    name: &'a str,
    kind: &'static str,
    quantity: String,
    remaining: String,
    held: String,
    spent: String,
    expired: String,
    concurrency: Option<u32>,
    granted_ms: i64,
    from_ms: i64,
    until_ms: i64,
    status: &'static str,
}

impl Line<'_> {
    fn of(pack: &Pack, now_ms: i64) -> Line<'_> {
        Line {
            id: &pack.id,
            name: &pack.name,
            kind: kind_name(pack.kind),
            quantity: pack.quantity.to_string(),
            remaining: pack.remaining(now_ms).to_string(),
            held: pack.held.to_string(),
            spent: pack.spent.to_string(),
            expired: expired(pack, now_ms).to_string(),
            concurrency: pack.concurrency,
            granted_ms: pack.purchased_ms,
            from_ms: pack.effective_ms,
            until_ms: pack.invalid_ms,
            status: status_name(pack.status(now_ms)),
        }
    }

    fn cells(&self) -> [String; 12] {
        let concurrency = self.concurrency.map_or_else(|| "as without".to_owned(), |tasks| tasks.to_string());
        [
            self.id.to_owned(),
            self.name.to_owned(),
            self.kind.to_owned(),
            self.quantity.clone(),
            self.remaining.clone(),
            self.held.clone(),
            self.spent.clone(),
            self.expired.clone(),
            concurrency,
            shown(self.from_ms),
            shown(self.until_ms),
            self.status.to_owned(),
        ]
    }
}

/// What was written off, and what will be when the ledger next looks at a pack whose time is over.
fn expired(pack: &Pack, now_ms: i64) -> Units {
    let is_over = now_ms >= pack.invalid_ms;
    [pack.expired, if is_over { pack.available } else { Units::ZERO }].into_iter().sum()
}

const fn kind_name(kind: PackKind) -> &'static str {
    match kind {
        PackKind::DecreasingTotal => "decreasing_total",
        PackKind::ConstantPeriod => "constant_period",
    }
}

const fn status_name(status: PackStatus) -> &'static str {
    match status {
        PackStatus::ToBeOnline => "toBeOnline",
        PackStatus::Online => "online",
        PackStatus::Expired => "expired",
        PackStatus::RunOut => "runOut",
    }
}

impl From<Kind> for PackKind {
    fn from(kind: Kind) -> PackKind {
        match kind {
            Kind::DecreasingTotal => PackKind::DecreasingTotal,
            Kind::ConstantPeriod => PackKind::ConstantPeriod,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::{Args as _, FromArgMatches as _};

    const NOW_MS: i64 = 1_801_418_400_000;
    const DAY_MS: i64 = 86_400_000;

    fn granted(line: &str) -> Result<NewPack, String> {
        let command = Wanted::augment_args(clap::Command::new("grant"));
        let matches = command.try_get_matches_from(format!("grant {line}").split_whitespace());
        let wanted =
            matches.and_then(|matches| Wanted::from_arg_matches(&matches)).map_err(|e| e.to_string())?;
        wanted.pack(NOW_MS).map_err(|e| e.to_string())
    }

    #[test]
    fn a_pack_begins_now_and_lasts_30_days_if_nobody_says_otherwise() {
        let pack = granted("--units 200").unwrap();
        assert_eq!((pack.effective_ms, pack.invalid_ms), (NOW_MS, NOW_MS + 30 * DAY_MS));
        assert_eq!(
            (&*pack.name, pack.kind, pack.concurrency),
            ("200 units", PackKind::DecreasingTotal, None)
        );
    }

    #[test]
    fn begin_end_and_length_are_what_was_said() {
        let table = [
            ("--for 12h", (NOW_MS, NOW_MS + DAY_MS / 2)),
            ("--from 2027-02-01", (NOW_MS + DAY_MS / 4, NOW_MS + DAY_MS / 4 + 30 * DAY_MS)),
            ("--until 2027-02-01", (NOW_MS, NOW_MS + DAY_MS / 4)),
            ("--from 2027-02-01 --until 2027-02-02", (NOW_MS + DAY_MS / 4, NOW_MS + DAY_MS * 5 / 4)),
            ("--from 2027-02-01 --for 1d", (NOW_MS + DAY_MS / 4, NOW_MS + DAY_MS * 5 / 4)),
        ];
        for (line, times) in table {
            let pack = granted(&format!("--units 0.5 --kind constant_period {line}")).unwrap();
            assert_eq!((pack.effective_ms, pack.invalid_ms), times, "{line}");
            assert_eq!(pack.kind, PackKind::ConstantPeriod);
        }
    }

    #[test]
    fn a_pack_that_makes_no_sense_is_refused() {
        let table = [
            (
                "--units 1 --until 2027-01-31",
                "would end at 2027-01-31T00:00:00Z and begin at 2027-01-31T18:00:00Z",
            ),
            ("--units 1 --for 0s", "would end at"),
            ("--units 1 --until 2028-01-01 --for 3d", "cannot be used with"),
            ("--units -1", "--units"),
            ("--units 0.1234567", "must be a decimal number"),
            ("--units 1 --concurrency 0", "0 is not in"),
            ("--units 1 --kind gift", "decreasing_total, constant_period"),
            ("", "--units"),
        ];
        for (line, words) in table {
            let error = granted(line).unwrap_err();
            assert!(error.contains(words), "{line}: {error}");
        }
    }
}
