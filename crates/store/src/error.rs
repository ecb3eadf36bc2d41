//! What can go wrong, by what the caller would do about it.

use crate::State;
use rusqlite::ErrorCode;

/// The result of every call of the store.
pub type Result<T> = std::result::Result<T, Error>;

/// Why a call of the store was not carried out. Nothing of it has been written.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The queue is full, another process holds the database, or the disk is full: try again later (503).
    #[error("the store is busy: {0}")]
    Busy(&'static str),
    /// The store has been closed, or its writer has died: this process will not serve again (503).
    #[error("the store is closed")]
    Closed,
    /// The name, or the customer's own id of a task, is in use in this account.
    #[error("{0:?} already exists")]
    Taken(String),
    /// The account has no free slot.
    #[error("every slot of the account is taken")]
    TooMany,
    /// The account's packs do not hold what the task costs.
    #[error("the account's packs do not hold enough units")]
    NoUnits,
    /// The account's files take up all the room that it has.
    #[error("the account's storage is full: {stored} of {most} bytes")]
    Full {
        /// Bytes that its files take up.
        stored: u64,
        /// Bytes that they may.
        most: u64,
    },
    /// The account has no video of that id, or its file is gone.
    #[error("the account has no such video")]
    NoVideo,
    /// The video is older than what can still be named.
    #[error("the video is too old")]
    OldVideo,
    /// The idempotency key belongs to another request of the account's.
    #[error("the idempotency key was used for another request")]
    KeyReused,
    /// The task is not in a state in which this can be done.
    #[error("the task is {0:?}")]
    WrongState(State),
    /// A running task needs it.
    #[error("in use by a running task")]
    InUse,
    /// What was to be written makes no sense; the text says what would.
    #[error("{0}")]
    Invalid(&'static str),
    /// The fence held: this claim, or this attempt of a delivery, is no longer the current one. Stop and clean up.
    #[error("the claim is no longer ours")]
    Lost,
    /// There is no such account, key, task, video or delivery.
    #[error("not found")]
    NotFound,
    /// The database was written by a newer program; this one must not touch it.
    #[error("the database has schema {found}, this program knows up to {known}")]
    NewerSchema {
        /// `user_version` of the file.
        found: u32,
        /// Newest schema of this program.
        known: u32,
    },
    /// The key file is missing, readable by others, damaged, or not the one that sealed the secrets.
    #[error("vault: {0}")]
    Vault(String),
    /// A row or a setting of the database is not what we wrote.
    #[error("corrupt: {0}")]
    Corrupt(String),
    /// The database failed.
    #[error("sqlite: {0}")]
    Sqlite(rusqlite::Error),
    /// The call panicked, which is a fault of this program; the store goes on.
    #[error("the call panicked")]
    Panicked,
    /// A file of the data directory failed.
    #[error("data directory: {0}")]
    Io(#[from] std::io::Error),
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Error {
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
                Error::Busy("another process is writing")
            }
            Some(ErrorCode::DiskFull) => Error::Busy("the disk is full"),
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Error::Corrupt(error.to_string()),
            _ if matches!(error, rusqlite::Error::FromSqlConversionFailure(..)) => {
                Error::Corrupt(error.to_string())
            }
            _ => Error::Sqlite(error),
        }
    }
}
