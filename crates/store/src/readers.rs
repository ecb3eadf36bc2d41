//! A few threads that read, each with a connection that cannot write.

use crate::queue::Queue;
use crate::{Error, Result};
use rusqlite::Connection;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::oneshot;

/// Requests that may wait; beyond that the store is `Busy`.
const LONGEST_QUEUE: usize = 1024;

type Job = Box<dyn FnOnce(&Connection) + Send>;

pub(crate) struct Readers(Queue<Job>);

impl Readers {
    /// Starts one thread per connection.
    pub fn start(connections: Vec<Connection>) -> Result<Readers> {
        let (sender, requests) = sync_channel::<Job>(LONGEST_QUEUE);
        let requests = Arc::new(Mutex::new(requests));
        let threads = connections.into_iter().map(|db| {
            let requests = Arc::clone(&requests);
            std::thread::Builder::new().name("store-reader".into()).spawn(move || serve(&db, &requests))
        });
        Ok(Readers(Queue::new(sender, threads.collect::<std::io::Result<_>>()?)))
    }

    /// Runs `work` on one snapshot of the database.
    pub async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let (reply, answer) = oneshot::channel();
        let job = move |db: &Connection| {
            // A caller that has gone away does not want the answer.
            let result = catch_unwind(AssertUnwindSafe(|| on_one_snapshot(db, work)));
            let _ = reply.send(result.unwrap_or(Err(Error::Panicked)));
        };
        self.0.send(Box::new(job))?;
        answer.await.unwrap_or(Err(Error::Closed))
    }

    /// Answers what is queued and ends the threads. Blocks.
    pub fn close(&self) {
        self.0.close();
    }
}

fn on_one_snapshot<T>(db: &Connection, work: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
    let snapshot = Snapshot::open(db)?;
    work(snapshot.0)
}

/// A read transaction, ended however the work ends. rusqlite's own plans its two statements anew each time, which was 4 %
/// of the processor time of a poll.
struct Snapshot<'a>(&'a Connection);

impl Snapshot<'_> {
    fn open(db: &Connection) -> Result<Snapshot<'_>> {
        db.prepare_cached("BEGIN")?.execute(())?;
        Ok(Snapshot(db))
    }
}

impl Drop for Snapshot<'_> {
    fn drop(&mut self) {
        // If this fails, the next BEGIN says so to its caller.
        let _ = self.0.prepare_cached("ROLLBACK").and_then(|mut end| end.execute(()));
    }
}

fn serve(db: &Connection, requests: &Mutex<Receiver<Job>>) {
    // The guard must not outlive the statement: the others take their turn while this one works.
    let next = || requests.lock().unwrap_or_else(PoisonError::into_inner).recv();
    while let Ok(job) = next() {
        job(db);
    }
}
