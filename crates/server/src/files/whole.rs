//! Whether a kept file still holds the bytes that its row says: a disk that errs is noticed before a customer notices it.

use super::{Files, digest};
use std::collections::HashMap;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::Semaphore;

/// How long a file that was found whole is taken to be so.
const TRUST: Duration = Duration::from_secs(24 * 3600);
/// Most files that are remembered; beyond that all are looked at again.
const REMEMBERED: usize = 65_536;

/// How many files are read at a time.
const LOOKING: usize = 2;

/// When a file was last found whole, and who may look.
#[derive(Debug, Clone)]
pub(super) struct FoundWhole {
    found: Arc<Mutex<HashMap<String, Instant>>>,
    looking: Arc<Semaphore>,
}

impl Default for FoundWhole {
    fn default() -> FoundWhole {
        FoundWhole { found: Arc::default(), looking: Arc::new(Semaphore::new(LOOKING)) }
    }
}

impl Files {
    /// Reads the file of a key to its end, unless that was done within a day, and compares.
    ///
    /// # Errors
    /// The system's; a file that is not there is `NotFound`.
    pub(crate) async fn is_whole(&self, key: &str, bytes: u64, sha256: &str) -> io::Result<bool> {
        let path = self.path_of(key).ok_or(io::ErrorKind::NotFound)?;
        let is_long_enough = tokio::fs::metadata(&path).await?.len() == bytes;
        if !is_long_enough || self.found_whole.lately(key) {
            return Ok(is_long_enough);
        }
        // Two at a time, and whoever waited for the same file takes what was found.
        let _turn = self.found_whole.looking.acquire().await.map_err(io::Error::other)?;
        if self.found_whole.lately(key) {
            return Ok(true);
        }
        let found = tokio::task::spawn_blocking(move || digest(&path)).await.map_err(io::Error::other)??;
        let is_whole = found.sha256 == sha256;
        if is_whole {
            self.found_whole.note(key);
        }
        Ok(is_whole)
    }
}

impl FoundWhole {
    fn lately(&self, key: &str) -> bool {
        let found = self.found.lock().unwrap_or_else(PoisonError::into_inner);
        found.get(key).is_some_and(|at| at.elapsed() < TRUST)
    }

    fn note(&self, key: &str) {
        let mut found = self.found.lock().unwrap_or_else(PoisonError::into_inner);
        if found.len() >= REMEMBERED {
            found.clear();
        }
        found.insert(key.to_owned(), Instant::now());
    }
}
