//! `wildtrack account`: who may use a server.

use anyhow::{Result, bail};
use server::administration::Allowance;
use std::io::Write;
use std::path::PathBuf;

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
        /// Tasks that it may have open at a time; 20 if not given
        #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=100_000))]
        slots: Option<u32>,
        /// The server's data folder
        #[arg(long, value_name = "DIR", env = "WILDTRACK_DATA")]
        data: PathBuf,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
}

pub fn run(args: Args) -> Result<()> {
    let Verb::Create { name, slots, data, json } = args.verb;
    let length = name.chars().count();
    if !(1..=128).contains(&length) {
        bail!("the name has {length} characters; 1 to 128 are accepted");
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let keys = runtime.block_on(server::create_account(
        &data,
        &name,
        Allowance { max_open: slots, ..Allowance::default() },
    ))?;
    let mut out = std::io::stdout().lock();
    if json {
        writeln!(out, "{}", serde_json::to_string(&keys)?)?;
        return Ok(());
    }
    writeln!(out, "account         {}", keys.account)?;
    writeln!(out, "access key      {}", keys.access_key)?;
    writeln!(out, "secret key      {}", keys.secret_key)?;
    writeln!(out, "API key         {}", keys.api_key)?;
    writeln!(out, "webhook secret  {}", keys.webhook_secret)?;
    writeln!(out, "These keys are shown only now.")?;
    Ok(())
}
