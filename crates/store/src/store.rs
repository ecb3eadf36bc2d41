//! The open database: one writer thread, a few readers.

use crate::{Error, Result};
use std::path::Path;
use std::sync::Arc;

/// The store; clones share it.
#[derive(Clone)]
pub struct Store(Arc<()>);

impl Store {
    /// Opens or creates `dir/wildtrack.db`, brings it to our schema and starts the writer.
    ///
    /// # Errors
    /// `NewerSchema`, `Vault`, `Corrupt` (a pragma did not take), `Io`, `Sqlite`.
    pub fn open(_dir: &Path) -> Result<Store> {
        Err(Error::Closed)
    }

    /// Finishes what is queued, folds the log into the database and ends the threads. Clones get `Closed` from then on.
    pub async fn close(self) {}
}
