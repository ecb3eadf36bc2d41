//! The one thread that writes: waiting requests share a transaction and are answered after its COMMIT.

use crate::faults::step;
use crate::queue::Queue;
use crate::{Error, Result};
use rusqlite::{Connection, ffi};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, sync_channel};
use std::time::{Duration, Instant};
use tokio::sync::oneshot;

/// Requests that may wait; beyond that the store is `Busy`.
const LONGEST_QUEUE: usize = 1024;
/// Most requests that share a transaction.
const LARGEST_BATCH: usize = 64;
/// Longest that a request waits for company.
const GATHER: Duration = Duration::from_millis(2);

pub(crate) struct Writer(Queue<Box<dyn Job>>);

impl Writer {
    /// Starts the thread, which owns `db` from now on.
    pub fn start(db: Connection) -> Result<Writer> {
        let (sender, requests) = sync_channel(LONGEST_QUEUE);
        let thread =
            std::thread::Builder::new().name("store-writer".into()).spawn(move || serve(&db, &requests))?;
        Ok(Writer(Queue::new(sender, vec![thread])))
    }

    /// Runs `work` in a savepoint of its own. `Ok` means that it is on the disk; after an error nothing of it is.
    pub async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let (reply, answer) = oneshot::channel();
        self.0.send(Box::new(Request { work: Some(work), result: None, reply }))?;
        answer.await.unwrap_or(Err(Error::Closed))
    }

    /// Writes what is queued, folds the log into the database, ends the thread. Blocks.
    pub fn close(&self) {
        self.0.close();
    }
}

/// One request on its way through a transaction.
trait Job: Send {
    /// Does the work; false: roll this one back.
    fn work(&mut self, db: &Connection) -> bool;
    /// Tells the caller, now that the fate of the transaction is known.
    fn answer(self: Box<Self>, fate: &Fate);
}

struct Request<Work, T> {
    work: Option<Work>,
    result: Option<Result<T>>,
    reply: oneshot::Sender<Result<T>>,
}

impl<T: Send, Work: FnOnce(&Connection) -> Result<T> + Send> Job for Request<Work, T> {
    fn work(&mut self, db: &Connection) -> bool {
        // A panic is this request's trouble alone: it is rolled back like an error, and the thread lives on.
        let work = self.work.take().map(|work| AssertUnwindSafe(move || work(db)));
        self.result = work.map(|work| catch_unwind(work).unwrap_or(Err(Error::Panicked)));
        matches!(self.result, Some(Ok(_)))
    }

    fn answer(self: Box<Self>, fate: &Fate) {
        let result = match (self.result, fate) {
            (Some(Err(own)), _) => Err(own),
            (_, Fate::Lost(failure)) => Err(failure.again().into()),
            (_, Fate::RolledBack) => Err(Error::Busy("the transaction was rolled back")),
            (result, Fate::Committed) => result.unwrap_or(Err(Error::Closed)),
        };
        // A caller that has gone away does not change what was written.
        let _ = self.reply.send(result);
    }
}

/// What became of a shared transaction.
enum Fate {
    Committed,
    /// One request's error made SQLite roll everything back; the others may try again.
    RolledBack,
    Lost(Failure),
}

/// An error of SQLite that can be told to several callers.
struct Failure {
    code: i32,
    text: String,
}

impl Failure {
    fn again(&self) -> rusqlite::Error {
        rusqlite::Error::SqliteFailure(ffi::Error::new(self.code), Some(self.text.clone()))
    }
}

impl From<rusqlite::Error> for Failure {
    fn from(error: rusqlite::Error) -> Failure {
        let code = error.sqlite_error().map_or(ffi::SQLITE_ERROR, |error| error.extended_code);
        Failure { code, text: error.to_string() }
    }
}

fn serve(db: &Connection, requests: &Receiver<Box<dyn Job>>) {
    while let Ok(first) = requests.recv() {
        let mut batch = gather(first, requests);
        let fate = transact(db, &mut batch).unwrap_or_else(|error| Fate::Lost(error.into()));
        if let Fate::Lost(failure) = &fate {
            stop_after_failed_sync(failure);
        }
        if !db.is_autocommit() {
            // The transaction is lost either way: if even this fails, the next BEGIN says so to its callers.
            let _ = db.execute_batch("ROLLBACK");
        }
        for request in batch {
            request.answer(&fate);
        }
    }
    step("store.closing");
    // Best effort: whatever is not folded in now is replayed from the log at the next start.
    let _ = db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", (), |_| Ok(()));
}

fn gather(first: Box<dyn Job>, requests: &Receiver<Box<dyn Job>>) -> Vec<Box<dyn Job>> {
    let until = Instant::now() + GATHER;
    let mut batch = vec![first];
    while batch.len() < LARGEST_BATCH {
        match requests.recv_timeout(until.saturating_duration_since(Instant::now())) {
            Ok(next) => batch.push(next),
            Err(_) => break,
        }
    }
    batch
}

fn transact(db: &Connection, batch: &mut [Box<dyn Job>]) -> rusqlite::Result<Fate> {
    let run = |sql| db.prepare_cached(sql)?.execute(()).map(|_| ());
    run("BEGIN IMMEDIATE")?;
    for request in batch {
        run("SAVEPOINT request")?;
        let keep = request.work(db);
        if db.is_autocommit() {
            return Ok(Fate::RolledBack);
        }
        if !keep {
            run("ROLLBACK TO request")?;
        }
        run("RELEASE request")?;
    }
    step("commit.before");
    run("COMMIT")?;
    step("commit.after");
    Ok(Fate::Committed)
}

/// After a failed fsync the kernel may have dropped the dirty pages, and a second fsync would lie (Rebello et al.,
/// "Can Applications Recover from fsync Failures?", USENIX ATC 2020). Only a new process, reading from the disk, knows what is there.
fn stop_after_failed_sync(failure: &Failure) {
    if matches!(failure.code, ffi::SQLITE_IOERR_FSYNC | ffi::SQLITE_IOERR_DIR_FSYNC) {
        eprintln!("the database could not be synced to disk, stopping: {}", failure.text);
        std::process::abort();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_request_that_panics_is_rolled_back_and_the_next_one_is_served() {
        let db = Connection::open_in_memory().unwrap();
        db.execute_batch("CREATE TABLE kept (n)").unwrap();
        let writer = Writer::start(db).unwrap();
        let add = |n: i64| {
            move |db: &Connection| {
                db.execute("INSERT INTO kept VALUES (?1)", [n])?;
                assert!(n != 2, "two is one too many");
                Ok(())
            }
        };
        let (one, two, three) = tokio::join!(writer.run(add(1)), writer.run(add(2)), writer.run(add(3)));
        assert!(matches!(two, Err(Error::Panicked)), "{two:?}");
        one.and(three).unwrap();
        let sum =
            writer.run(|db| Ok(db.query_row("SELECT SUM(n) FROM kept", (), |row| row.get::<_, i64>(0))?));
        assert_eq!(sum.await.unwrap(), 4);
    }
}
