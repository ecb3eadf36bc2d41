//! `wildtrack fsck`: whether a data folder is as it must be.

use crate::desk::Desk;
use crate::size::Size;
use anyhow::{Result, bail};
use server::Findings;

#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    desk: Desk,
}

pub fn run(args: &Args) -> Result<()> {
    let findings = server::fsck(args.desk.data())?;
    args.desk.answer(&findings, &lines(&findings))?;
    well(&findings, "the data folder")
}

/// What was looked at, and every fault.
pub fn lines(findings: &Findings) -> Vec<String> {
    let mut lines = vec![
        format!("tasks    {}", findings.tasks),
        format!("entries  {}", findings.entries),
        format!("files    {}, {}", findings.files, Size(findings.bytes)),
        format!("unnamed  {}", findings.unnamed),
    ];
    lines.extend(findings.faults.iter().map(|fault| format!("FAULT    {fault}")));
    lines
}

/// An error if there is a fault.
pub fn well(findings: &Findings, what: &str) -> Result<()> {
    match findings.faults.len() {
        0 => Ok(()),
        1 => bail!("{what} has a fault"),
        many => bail!("{what} has {many} faults"),
    }
}
