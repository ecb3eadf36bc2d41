//! `wildtrack serve`: the HTTP API.

use crate::attention::Bench;
use crate::size::Size;
use anyhow::{Result, bail};
use server::administration::Units;
use server::work::OpenStudio;
use server::{Config, Network, Parts, SystemClock, SystemNames};
use std::io::IsTerminal;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Folder for database, keys and files; made if it is missing
    #[arg(long, value_name = "DIR", env = "WILDTRACK_DATA")]
    data: PathBuf,
    /// Address and port to listen on; port 0 takes a free one
    #[arg(long, value_name = "ADDR", env = "WILDTRACK_LISTEN", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// What result URLs begin with, if it is not http:// and the address
    #[arg(long, value_name = "URL", env = "WILDTRACK_PUBLIC_URL")]
    public_url: Option<String>,
    /// Fetch videos from, and send callbacks to, loopback and private addresses too; for development
    #[arg(long)]
    allow_private: bool,
    /// Network that videos are fetched from and callbacks sent to although it is not public, like 10.20.0.0/16; may be repeated
    #[arg(long, value_name = "NETWORK")]
    open_network: Vec<Network>,
    /// Tasks worked on at the same time, each on a thread with an engine of its own; 0 only accepts tasks
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u16).range(0..=256))]
    slots: u16,
    /// Units that a task costs, a decimal number
    #[arg(long, value_name = "UNITS", env = "WILDTRACK_UNIT_COST", default_value = "0.25")]
    unit_cost: Units,
    /// Tasks that an account may have open at a time, if neither its packs nor `account allow` say
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    account_slots: u32,
    /// Refuse tasks of accounts that have no resource pack; otherwise such accounts are not metered
    #[arg(long)]
    require_packs: bool,
    /// What the files of an account may take up, in bytes or like 10GB, if `account allow` does not say; no limit if not given
    #[arg(long, value_name = "SIZE")]
    storage_quota: Option<Size>,
    /// What must be free on the disk of the data, in bytes or like 512MB; with less nothing new is taken in, 0 for any
    #[arg(long, value_name = "SIZE", default_value = "512MB")]
    least_free: Size,
    /// Days that results can be fetched after a task has ended
    #[arg(long, value_name = "DAYS", default_value_t = 30, value_parser = clap::value_parser!(u32).range(1..=3650))]
    retention_days: u32,
    /// Seconds that one attempt at a task may take
    #[arg(long, value_name = "S", default_value_t = 900, value_parser = clap::value_parser!(u32).range(10..=86_400))]
    attempt_limit: u32,
    /// Seconds that an endpoint has to answer a callback
    #[arg(long, value_name = "S", default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..=20))]
    callback_timeout: u32,
    /// Origin whose pages may call this server from a browser, like https://example.com; `*` for all; may be repeated
    #[arg(long, value_name = "ORIGIN", value_parser = origin)]
    cors: Vec<String>,
    /// Who bears this may read /api/metrics; without it there are no metrics
    #[arg(long, value_name = "TOKEN", env = "WILDTRACK_METRICS_TOKEN", hide_env_values = true)]
    metrics_token: Option<String>,
    /// Believe the clock at this start, however far it is from the last time that was seen
    #[arg(long)]
    trust_clock: bool,
    #[command(flatten)]
    bench: Bench,
}

pub fn run(args: Args) -> Result<()> {
    tracing_subscriber::fmt()
        .with_env_filter(
            tracing_subscriber::EnvFilter::try_from_env("WILDTRACK_LOG").unwrap_or_else(|_| "info".into()),
        )
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .init();
    let mut kit = if args.slots == 0 { args.bench.blind_kit() } else { args.bench.kit()? };
    // On the disk of the results, and cleared at every start: a full system folder for temporary files is none of our concern.
    kit.tools.scratch = server::scratch_folder(&args.data)?;
    let findings = if args.slots == 0 { Vec::new() } else { engine::doctor(&kit.tools) };
    let may_lack = if args.bench.is_unconfined() { engine::Finding::CONFINEMENT } else { "" };
    if let Some(missing) = findings.into_iter().find(|finding| !finding.good && finding.what != may_lack) {
        bail!("{}: {}; {}", missing.what, missing.found, missing.remedy);
    }
    let config = Config {
        public_url: args.public_url,
        allow_private: args.allow_private,
        opened: args.open_network,
        slots: usize::from(args.slots),
        unit_cost: args.unit_cost,
        account_slots: args.account_slots,
        require_packs: args.require_packs,
        storage_quota: args.storage_quota.map(|size| size.0),
        least_free: args.least_free.0,
        cors: args.cors,
        metrics_token: args.metrics_token,
        trust_clock: args.trust_clock,
        retention: Duration::from_secs(u64::from(args.retention_days) * 24 * 3600),
        attempt_limit: Duration::from_secs(args.attempt_limit.into()),
        callback_timeout: Duration::from_secs(args.callback_timeout.into()),
        ..Config::new(args.data, args.listen)
    };
    let studio: OpenStudio = Arc::new(move || server::work::studio_of(kit.clone()));
    let parts = Parts { clock: Arc::new(SystemClock), studio, names: Arc::new(SystemNames) };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let told = |address| eprintln!("wildtrack: listening on http://{address}");
        server::serve(config, parts, asked_to_stop(), told).await
    })?;
    Ok(())
}

/// Takes what browsers send as `Origin`: scheme and host, and no more.
fn origin(text: &str) -> Result<String, String> {
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let is_origin = host.is_some_and(|host| {
        !host.is_empty() && host.chars().all(|c| c.is_ascii_alphanumeric() || "-.:[]".contains(c))
    });
    if text == "*" || is_origin {
        Ok(text.to_owned())
    } else {
        Err("an origin like https://example.com, or *, is expected".to_owned())
    }
}

/// Ready on SIGTERM or Ctrl-C.
async fn asked_to_stop() {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut terminate) = signal(SignalKind::terminate()) else {
        let _ = tokio::signal::ctrl_c().await;
        return;
    };
    tokio::select! {
        _ = terminate.recv() => {}
        _ = tokio::signal::ctrl_c() => {}
    }
}

#[cfg(test)]
mod tests {
    use super::origin;

    #[test]
    fn an_origin_is_scheme_and_host_and_no_more() {
        for good in ["*", "https://example.com", "http://localhost:3000", "http://[::1]:80"] {
            assert_eq!(origin(good).as_deref(), Ok(good));
        }
        for bad in
            ["", "example.com", "https://", "https://example.com/", "https://a b", "ftp://a", "**", "null"]
        {
            assert!(origin(bad).is_err(), "{bad}");
        }
    }
}
