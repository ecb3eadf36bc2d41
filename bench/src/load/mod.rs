//! Many requests at a time against a server of this build: how many a second, how long they take, what they cost.
//!
//! A closed loop: each connection sends its next request once it has its answer. The generator is one thread and shares
//! the machine with the server, so the figures are those of the pair.
#![allow(clippy::print_stdout, reason = "a measuring tool speaks on its standard output")]

mod connection;
mod scenario;
mod served;

use crate::history::{Extent, write};
use crate::times::Times;
use anyhow::{Context, Result, bail, ensure};
use connection::{Connection, Verdict};
use scenario::{Promise, Scenario, scenarios};
use served::Served;
use std::fs::File;
use std::io::Write;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};
use store::{Durability, Store};
use tokio::task::JoinSet;

/// What to measure.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The `wildtrack` program
    #[arg(long, value_name = "FILE")]
    program: PathBuf,
    /// Folder for the data, which is removed at the end; on a disk, or durability costs nothing
    #[arg(long, value_name = "DIR")]
    folder: PathBuf,
    /// Tasks that lie in the database
    #[arg(long, value_name = "N", default_value_t = 100_000, value_parser = clap::value_parser!(u32).range(1_000..))]
    tasks: u32,
    /// How many of them wait
    #[arg(long, value_name = "N", default_value_t = 10_000, value_parser = clap::value_parser!(u32).range(100..))]
    waiting: u32,
    /// Connections at a time; may be given several times
    #[arg(long, value_name = "N", default_values_t = [64, 16])]
    connections: Vec<usize>,
    /// How long each is measured, seconds
    #[arg(long, value_name = "S", default_value_t = 10)]
    seconds: u64,
    /// Measure only scenarios whose name begins so
    #[arg(long, value_name = "NAME", default_value = "")]
    only: String,
    /// More than the server can do is asked of it: 503 with Retry-After is counted and no error
    #[arg(long)]
    overload: bool,
}

/// How long requests are sent before they count.
const WARM_UP: Duration = Duration::from_secs(2);
/// How soon who was shed asks again; less than he was told to wait.
const IMPATIENCE: Duration = Duration::from_millis(250);
/// `synchronous` of a database that syncs every commit.
const FULL: i64 = 2;

/// Fills, serves, measures, prints.
///
/// # Errors
/// When a request was not answered with success; and what else goes wrong.
pub async fn run(args: &Args) -> Result<()> {
    std::fs::create_dir_all(&args.folder)?;
    let folder = tempfile::tempdir_in(&args.folder)?;
    let data = folder.path().join("data");
    let now = SystemTime::now().duration_since(UNIX_EPOCH)?;
    let ended = args.tasks.saturating_sub(args.waiting).max(100);
    let extent = Extent { ended, waiting: args.waiting, deleted: ended / 100 };
    let history = write(&data, extent, now.as_millis() as i64).await?;
    println!("{} tasks lie in the database, {} of them wait", ended + args.waiting, args.waiting);
    conditions(&data).await?;
    let served = Served::start(&args.program, &data).await?;
    println!(
        "{:20} {:>5} {:>9} {:>8} {:>8} {:>8} {:>6} {:>7} {:>9}",
        "request", "conns", "per s", "p50 ms", "p99 ms", "max ms", "errors", "shed", "CPU µs"
    );
    let mut errors = 0;
    for scenario in scenarios(&history, now.as_secs()) {
        for &connections in args.connections.iter().filter(|_| scenario.name.starts_with(&args.only)) {
            let outcome = outcome(&served, &scenario, connections, Duration::from_secs(args.seconds)).await?;
            println!("{}", outcome.line(&scenario, connections));
            errors += outcome.errors + if args.overload { 0 } else { outcome.shed };
        }
    }
    println!("the server has had {:.0} MB at most; load average {}", served.peak_mb()?, load_average()?);
    ensure!(errors == 0, "{errors} requests were not answered with success");
    Ok(())
}

/// Prints what the figures depend on: how durable a commit is, what a sync costs here, who else works.
async fn conditions(data: &Path) -> Result<()> {
    let store = Store::open(data)?;
    let Durability { journal_mode, synchronous } = store.durability().await?;
    store.close().await;
    ensure!(synchronous == FULL, "synchronous={synchronous}: not every commit is on the disk");
    let syncs = syncs(&data.join("probe"))?;
    println!(
        "journal_mode={journal_mode} synchronous=FULL; a synced write of 4 KiB takes {:.2} ms, p99 {:.2} ms; load average {}",
        syncs.median_ms(),
        syncs.quantile_ms(0.99),
        load_average()?
    );
    Ok(())
}

fn syncs(path: &Path) -> Result<Times> {
    let mut file = File::create(path)?;
    let mut times = Vec::new();
    for _ in 0..200 {
        let begun = Instant::now();
        file.write_all(&[1; 4096])?;
        file.sync_data()?;
        times.push(begun.elapsed());
    }
    std::fs::remove_file(path)?;
    Ok(times.into())
}

fn load_average() -> Result<String> {
    let load = std::fs::read_to_string("/proc/loadavg")?;
    Ok(load.split(' ').take(2).collect::<Vec<_>>().join(" "))
}

/// What came of one scenario.
struct Outcome {
    times: Times,
    errors: usize,
    shed: usize,
    seconds: f64,
    /// Of the server, for one request.
    processor_us: f64,
}

async fn outcome(
    served: &Served,
    scenario: &Scenario,
    connections: usize,
    length: Duration,
) -> Result<Outcome> {
    let begin = Instant::now() + WARM_UP;
    let (requests, window) = (Arc::new(scenario.requests.clone()), (begin, begin + length));
    let mut clients = JoinSet::new();
    for number in 0..connections {
        clients.spawn(ask_on(served.address, requests.clone(), number * 17, window));
    }
    tokio::time::sleep_until(begin.into()).await;
    let before_s = served.processor_s()?;
    tokio::time::sleep_until(window.1.into()).await;
    let processor_s = served.processor_s()? - before_s;
    let (mut times, mut errors, mut shed) = (Vec::new(), 0, 0);
    while let Some(client) = clients.join_next().await {
        let heard = client??;
        times.extend(heard.times);
        errors += heard.wrong;
        shed += heard.shed;
    }
    ensure!(!times.is_empty(), "{}: no request was answered", scenario.name);
    let processor_us = 1e6 * processor_s / times.len() as f64;
    Ok(Outcome { times: times.into(), errors, shed, seconds: length.as_secs_f64(), processor_us })
}

/// What one connection has heard.
#[derive(Default)]
struct Heard {
    /// How long each request took that was sent and answered with success within the window.
    times: Vec<Duration>,
    wrong: usize,
    shed: usize,
}

/// Asks until the window closes.
async fn ask_on(
    address: SocketAddr,
    requests: Arc<Vec<Vec<u8>>>,
    first: usize,
    (begin, end): (Instant, Instant),
) -> Result<Heard> {
    let mut connection = Connection::open(address).await?;
    let mut heard = Heard::default();
    for request in requests.iter().cycle().skip(first % requests.len()) {
        let sent = Instant::now();
        if sent >= end {
            break;
        }
        let verdict = connection.ask(request).await.context("asking")?;
        let answered = Instant::now();
        let counts = answered >= begin && answered <= end;
        match verdict {
            Verdict::Success if counts => heard.times.push(answered - sent),
            Verdict::Success => {}
            Verdict::Shed => {
                heard.shed += usize::from(counts);
                tokio::time::sleep(IMPATIENCE).await;
            }
            Verdict::Wrong => heard.wrong += 1,
        }
        if heard.wrong > 100 {
            bail!("more than 100 errors on one connection, the last: {}", connection.answer());
        }
    }
    Ok(heard)
}

impl Outcome {
    fn line(&self, scenario: &Scenario, connections: usize) -> String {
        let Outcome { times, errors, shed, seconds, processor_us } = self;
        let (per_s, p99_ms) = (times.count() as f64 / seconds, times.quantile_ms(0.99));
        let verdict = scenario.promise.map(|Promise { per_s: least, p99_ms: most }| {
            let within = if most.is_finite() { format!(", p99 < {most} ms") } else { String::new() };
            let word = if per_s >= least && p99_ms < most { "kept" } else { "MISSED" };
            format!("  {word}: {least} a second{within}")
        });
        format!(
            "{:20} {connections:>5} {per_s:>9.0} {:>8.2} {p99_ms:>8.2} {:>8.2} {errors:>6} {shed:>7} {processor_us:>9.0}{}",
            scenario.name,
            times.median_ms(),
            times.quantile_ms(1.0),
            verdict.unwrap_or_default()
        )
    }
}
