//! Does a page deep in a long list cost what the first one costs? Ratios within one run, beside a query that counts its
//! way down.
#![allow(clippy::print_stdout, reason = "a measuring tool speaks on its standard output")]

use crate::history::{Extent, write};
use crate::times::Times;
use anyhow::{Result, ensure};
use rusqlite::{Connection, OpenFlags, Row, params};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};
use store::{AccountId, Kind, Store};

/// What to measure.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Folder for the database, which is removed at the end
    #[arg(long, value_name = "DIR")]
    folder: PathBuf,
    /// Tasks of the one account
    #[arg(long, value_name = "N", default_value_t = 600_000, value_parser = clap::value_parser!(u32).range(2_000..))]
    tasks: u32,
    /// How often each page is read
    #[arg(long, value_name = "N", default_value_t = 60, value_parser = clap::value_parser!(u32).range(30..))]
    rounds: u32,
    /// How many times the first page's time the deepest may take
    #[arg(long, value_name = "RATIO", default_value_t = 3.0)]
    limit: f64,
}

/// Deepest page that the API gives.
const DEEPEST: u32 = 1_000;
/// Tasks on a page: the most, and the usual.
const SIZES: [u32; 2] = [500, 30];
/// Rounds that do not count.
const WARM_UP: u32 = 3;

/// Fills, measures, prints.
///
/// # Errors
/// When a deepest page is beyond the limit; and the store's.
pub async fn run(args: &Args) -> Result<()> {
    std::fs::create_dir_all(&args.folder)?;
    let data = tempfile::tempdir_in(&args.folder)?;
    let begun = Instant::now();
    let now_ms = SystemTime::now().duration_since(UNIX_EPOCH)?.as_millis() as i64;
    let extent = Extent { ended: args.tasks, waiting: 0, deleted: args.tasks / 100 };
    let history = write(data.path(), extent, now_ms).await?;
    let Extent { ended, deleted, .. } = extent;
    println!(
        "{ended} tasks of one account, filled in {:.0} s; {deleted} of them deleted",
        seconds_since(begun)
    );
    let list =
        List { store: Store::open(data.path())?, naive: naive(data.path())?, account: history.account };
    let mut pages: Vec<Page> = SIZES.iter().flat_map(|size| pages_of(history.ended.len(), *size)).collect();
    for round in 0..WARM_UP + args.rounds {
        for page in &mut pages {
            let time = list.time(page).await?;
            if round >= WARM_UP {
                page.times.push(time);
            }
        }
    }
    list.store.close().await;
    judge(report(pages), args.limit)
}

/// A page, by whom it is read, and how long that took in each round.
struct Page {
    size: u32,
    number: u32,
    reader: Reader,
    times: Vec<Duration>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Reader {
    /// What the server calls.
    Store,
    /// The baseline: `LIMIT … OFFSET …`.
    Offset,
}

/// First, deepest, and some between, by both readers in turn.
fn pages_of(listed: usize, size: u32) -> Vec<Page> {
    let deepest = DEEPEST.min(listed as u32 / size);
    let mut numbers =
        [1, deepest / 100, deepest / 10, deepest / 2, deepest].map(|number| number.max(1)).to_vec();
    numbers.dedup();
    let of =
        |number| [Reader::Store, Reader::Offset].map(|reader| Page { size, number, reader, times: vec![] });
    numbers.into_iter().flat_map(of).collect()
}

struct List {
    store: Store,
    naive: Connection,
    account: AccountId,
}

impl List {
    async fn time(&self, page: &Page) -> Result<Duration> {
        let begun = Instant::now();
        let found = match page.reader {
            Reader::Store => {
                let tasks =
                    self.store.tasks(self.account, Kind::VideoToAudio, page.number, page.size).await?;
                tasks.len()
            }
            Reader::Offset => counted_down(&self.naive, self.account, page)?,
        };
        let time = begun.elapsed();
        ensure!(found == page.size as usize, "page {} has {found} tasks", page.number);
        Ok(time)
    }
}

fn naive(data: &Path) -> Result<Connection> {
    let db = Connection::open_with_flags(data.join("wildtrack.db"), OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    Ok(db)
}

/// The same rows as the store reads, without its numbers and counts.
fn counted_down(db: &Connection, account: AccountId, page: &Page) -> Result<usize> {
    let sql = "SELECT t.*, j.attempt FROM tasks t LEFT JOIN jobs j ON j.task = t.id
        WHERE t.account = ?1 AND t.kind = 'video_to_audio' AND t.deleted_ms IS NULL ORDER BY t.ordinal DESC LIMIT ?2 OFFSET ?3";
    let mut tasks = db.prepare_cached(sql)?;
    let mut tasks = tasks.query(params![account.0, page.size, (page.number - 1) * page.size])?;
    let mut found = 0;
    while let Some(task) = tasks.next()? {
        let (id, parent): (String, Option<String>) = (task.get("id")?, task.get("parent")?);
        let _order: serde_json::Value = serde_json::from_str(&task.get::<_, String>("order_json")?)?;
        read_all(db, "SELECT * FROM videos WHERE id = ?1", parent)?;
        read_all(db, "SELECT * FROM artifacts WHERE task = ?1 ORDER BY place", Some(id))?;
        found += 1;
    }
    Ok(found)
}

/// Reads every column of every row.
fn read_all(db: &Connection, sql: &str, value: Option<String>) -> Result<()> {
    let mut statement = db.prepare_cached(sql)?;
    let columns = statement.column_count();
    let whole = |row: &Row| (0..columns).map(|i| row.get::<_, rusqlite::types::Value>(i)).collect();
    let rows = statement.query_map([value], whole)?;
    let _rows: Vec<Vec<rusqlite::types::Value>> = rows.collect::<rusqlite::Result<_>>()?;
    Ok(())
}

/// Prints the times; gives back what of the store's deepest pages must be within the limit.
fn report(pages: Vec<Page>) -> Vec<f64> {
    println!("{:>5} {:>6}  {:31} LIMIT … OFFSET …", "size", "page", "store");
    let mut ratios = Vec::new();
    for size in SIZES {
        let mut first = [f64::NAN; 2];
        let of_size: Vec<&Page> = pages.iter().filter(|page| page.size == size).collect();
        for pair in of_size.chunks(2) {
            let times = [&pair[0].times, &pair[1].times].map(|times| Times::from(times.clone()));
            let medians = times.each_ref().map(Times::median_ms);
            if pair[0].number == 1 {
                first = medians;
            }
            let cell = |i: usize| {
                let p99_ms = times[i].quantile_ms(0.99);
                format!("{:7.2} ms p99 {p99_ms:7.2} × {:5.2}", medians[i], medians[i] / first[i])
            };
            println!("{size:>5} {:>6}  {} {}", pair[0].number, cell(0), cell(1));
        }
        let deepest = of_size.iter().rev().find(|page| page.reader == Reader::Store);
        ratios.extend(deepest.map(|page| Times::from(page.times.clone()).median_ms() / first[0]));
    }
    ratios
}

fn judge(ratios: Vec<f64>, limit: f64) -> Result<()> {
    let worst = ratios.into_iter().fold(0.0, f64::max);
    ensure!(worst <= limit, "a deepest page takes {worst:.2} times the first; {limit} is allowed");
    println!("the deepest pages take at most {worst:.2} times the first; {limit} is allowed");
    Ok(())
}

fn seconds_since(begun: Instant) -> f64 {
    begun.elapsed().as_secs_f64()
}
