//! `wildtrack doctor`: what is missing on this machine, and how to get it.

use crate::attention::Bench;
use anyhow::{Result, bail};
use std::io::Write;

#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    bench: Bench,
}

pub fn run(args: &Args) -> Result<()> {
    let findings = engine::doctor(&args.bench.blind_kit().tools);
    let mut out = std::io::stdout().lock();
    for finding in &findings {
        let mark = if finding.good { "ok     " } else { "missing" };
        writeln!(out, "{mark}  {}: {}", finding.what, finding.found)?;
        if !finding.good {
            writeln!(out, "         {}", finding.remedy)?;
        }
    }
    if findings.iter().any(|finding| !finding.good) {
        bail!("something is missing");
    }
    Ok(())
}
