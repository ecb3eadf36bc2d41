//! A bounded queue and the threads that serve it; closing it serves what is queued, then joins them.

use crate::{Error, Result};
use std::sync::mpsc::{SyncSender, TrySendError};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;

pub(crate) struct Queue<Job> {
    open: Mutex<Option<Served<Job>>>,
}

struct Served<Job> {
    sender: SyncSender<Job>,
    threads: Vec<JoinHandle<()>>,
}

impl<Job> Queue<Job> {
    /// `threads` must end once the receiving half says that every sender is gone.
    pub fn new(sender: SyncSender<Job>, threads: Vec<JoinHandle<()>>) -> Queue<Job> {
        Queue { open: Mutex::new(Some(Served { sender, threads })) }
    }

    /// Queues a job without waiting.
    pub fn send(&self, job: Job) -> Result<()> {
        let open = self.lock();
        let served = open.as_ref().ok_or(Error::Closed)?;
        served.sender.try_send(job).map_err(|refused| match refused {
            TrySendError::Full(_) => Error::Busy("the queue is full"),
            TrySendError::Disconnected(_) => Error::Closed,
        })
    }

    /// Lets nobody in any more and waits until the threads have served the rest. Blocks.
    pub fn close(&self) {
        let Some(Served { sender, threads }) = self.lock().take() else { return };
        drop(sender);
        for thread in threads {
            // A thread that panicked has already answered `Closed` to all who waited for it.
            let _ = thread.join();
        }
    }

    fn lock(&self) -> MutexGuard<'_, Option<Served<Job>>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<Job> Drop for Queue<Job> {
    fn drop(&mut self) {
        self.close();
    }
}
