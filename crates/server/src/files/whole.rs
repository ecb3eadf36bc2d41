//! Whether a kept file still holds the bytes that its row says: a disk that errs is noticed before a customer notices it.

use super::{Files, digest};
use std::collections::HashMap;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How long a file that was found whole is taken to be so.
const TRUST: Duration = Duration::from_secs(24 * 3600);
/// Most files that are remembered; beyond that all are looked at again.
const REMEMBERED: usize = 65_536;

/// When a file was last found whole.
#[derive(Debug, Clone, Default)]
pub(super) struct FoundWhole(Arc<Mutex<HashMap<String, Instant>>>);

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
        let found = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        found.get(key).is_some_and(|at| at.elapsed() < TRUST)
    }

    fn note(&self, key: &str) {
        let mut found = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if found.len() >= REMEMBERED {
            found.clear();
        }
        found.insert(key.to_owned(), Instant::now());
    }
}
