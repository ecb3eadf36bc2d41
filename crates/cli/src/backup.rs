//! `wildtrack backup` and `wildtrack restore`: a data folder, whole, elsewhere, and the way back.

use crate::desk::Desk;
use crate::fsck::{lines, well};
use anyhow::Result;
use std::path::PathBuf;

#[derive(Debug, clap::Args)]
pub struct BackupArgs {
    /// Folder to copy to; made if it is missing, else empty. It will hold the keys too: keep it as safe as the data folder
    #[arg(value_name = "DIR")]
    to: PathBuf,
    #[command(flatten)]
    desk: Desk,
}

#[derive(Debug, clap::Args)]
pub struct RestoreArgs {
    /// The backup; it is only read
    #[arg(value_name = "DIR")]
    from: PathBuf,
    #[command(flatten)]
    desk: Desk,
}

pub fn run(args: &BackupArgs) -> Result<()> {
    let findings = server::backup(args.desk.data(), &args.to)?;
    args.desk.answer(&findings, &lines(&findings))?;
    well(&findings, "what was copied")
}

pub fn restore(args: &RestoreArgs) -> Result<()> {
    let findings = server::restore(&args.from, args.desk.data())?;
    args.desk.answer(&findings, &lines(&findings))?;
    well(&findings, "what was restored")
}
