//! `wildtrack retention`: what an operator says about the clearing of results.

use crate::desk::Desk;
use crate::when::shown;
use anyhow::Result;
use serde::Serialize;
use server::{Clock, SystemClock};

#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, clap::Subcommand)]
enum Verb {
    /// Say that this machine's clock is right. Results are cleared when their time is over, but not after the clock has
    /// leapt more than a day past the last time that was believed: then nothing is cleared until somebody says this
    Confirm {
        #[command(flatten)]
        desk: Desk,
    },
}

pub fn run(args: Args) -> Result<()> {
    let Verb::Confirm { desk } = args.verb;
    let now_ms = SystemClock.now_ms();
    let before_ms = desk.work(async |store| Ok(store.confirm_clock(now_ms).await?))?;
    let lines = [
        format!("believed before  {}", before_ms.map_or_else(|| "no time yet".to_owned(), shown)),
        format!("believed now     {}", shown(now_ms)),
    ];
    desk.answer(&Confirmed { before_ms, now_ms }, &lines)
}

/// What was believed, and what is.
#[derive(Serialize)]
struct Confirmed {
    /// `null` if no time had been believed yet.
    before_ms: Option<i64>,
    now_ms: i64,
}
