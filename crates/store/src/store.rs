//! The open database: one writer, a few readers, the key of the secrets.

use crate::private::private_folder;
use crate::readers::Readers;
use crate::schema::Durability;
use crate::vault::Vault;
use crate::writer::Writer;
use crate::{Result, schema};
use rusqlite::Connection;
use std::path::Path;
use std::sync::Arc;

const READERS: usize = 3;
/// What the database is called in its folder.
pub(crate) const DATABASE: &str = "wildtrack.db";

/// The store; clones share it. Several processes may have the same directory open.
#[derive(Clone)]
pub struct Store(Arc<Open>);

struct Open {
    readers: Readers,
    writer: Writer,
    vault: Arc<Vault>,
}

impl Store {
    /// Opens or creates `dir/wildtrack.db` and `dir/vault.key`, brings the schema up to date, starts the threads.
    ///
    /// # Errors
    /// `NewerSchema`, `Vault`, `Corrupt` (a pragma did not take), `Busy`, `Io`, `Sqlite`.
    pub fn open(dir: &Path) -> Result<Store> {
        private_folder(dir)?;
        let path = dir.join(DATABASE);
        let db = schema::open_writer(&path)?;
        let nothing_sealed = "SELECT NOT EXISTS (SELECT 1 FROM access_keys)";
        let vault = Vault::open(&dir.join("vault.key"), db.query_row(nothing_sealed, (), |row| row.get(0))?)?;
        let readers = (0..READERS).map(|_| schema::open_reader(&path)).collect::<Result<_>>()?;
        Ok(Store(Arc::new(Open {
            readers: Readers::start(readers)?,
            writer: Writer::start(db)?,
            vault: Arc::new(vault),
        })))
    }

    /// Whether `dir` has a database that [`Store::open`] would open; otherwise it would make one.
    ///
    /// # Errors
    /// `Io` if that cannot be seen.
    pub fn lies_in(dir: &Path) -> Result<bool> {
        Ok(dir.join(DATABASE).try_exists()?)
    }

    /// Finishes what is queued, folds the log into the database and ends the threads. Clones get `Closed` from then on.
    pub async fn close(self) {
        let ended = tokio::task::spawn_blocking(move || {
            self.0.readers.close();
            self.0.writer.close();
        });
        // The closing thread cannot be cancelled, and a panic in it has nothing left to break.
        let _ = ended.await;
    }

    /// How what is written reaches the disk: read back from the connection that writes.
    pub async fn durability(&self) -> Result<Durability> {
        self.write(schema::durability).await
    }

    pub(crate) async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        self.0.writer.run(work).await
    }

    pub(crate) async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        self.0.readers.run(work).await
    }

    pub(crate) fn vault(&self) -> Arc<Vault> {
        Arc::clone(&self.0.vault)
    }
}
