//! `wildtrack analyse`: what happens in a clip, as JSON on standard output.

use crate::attention::{Attention, Bench};
use anyhow::Result;
use std::io::Write;
use std::path::PathBuf;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// The clip: .mp4 or .mov, 3.0 to 20.0 s, at most 100 MB
    clip: PathBuf,
    /// Also print every track and envelope
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    bench: Bench,
}

pub fn run(args: &Args) -> Result<()> {
    let mut scene = engine::look(&args.clip, &args.bench.kit(), &Attention::new(true)?)?;
    if !args.all {
        scene = scene.without_curves();
    }
    let json = serde_json::to_string_pretty(&scene)?;
    writeln!(std::io::stdout(), "{json}")?;
    Ok(())
}
