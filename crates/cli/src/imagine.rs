//! `wildtrack imagine`: a sound from words alone, in one folder of results.

use crate::attention::{Attention, Bench};
use crate::render::{checked, tell};
use anyhow::Result;
use engine::Brief;
use std::path::PathBuf;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// What should sound, music included, in English or Chinese, at most 200 characters
    prompt: String,
    /// How long, 3.0 to 10.0 seconds
    #[arg(long, value_name = "S", default_value_t = 5.0)]
    seconds: f64,
    /// Folder for the results; made if it is missing
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Seed of the sound, below 2^53; without it, the same prompt and length sound the same
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(0..=(1 << 53) - 1))]
    seed: Option<u64>,
    /// Say nothing but errors
    #[arg(long, short)]
    quiet: bool,
    #[command(flatten)]
    bench: Bench,
}

pub fn run(args: &Args) -> Result<()> {
    let sfx = checked("the prompt", &args.prompt)?;
    let brief = Brief { sfx, seed: args.seed, ..Brief::default() };
    let watch = Attention::new(args.quiet)?;
    let kit = args.bench.lent_kit()?;
    let score = engine::score_words(args.seconds, &brief, &kit, &watch)?;
    let files = engine::deliver(&score, None, &args.out, &kit, &watch)?;
    if !args.quiet {
        tell(&score, &files, &watch);
    }
    Ok(())
}
