//! What can be wrong with a pack, each with the file and what to do.

use std::path::{Path, PathBuf};

/// The result of everything in this crate.
pub type Result<T> = std::result::Result<T, Error>;

/// Why a pack or a recording cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file or folder cannot be read or written.
    #[error("{}: {source}", path.display())]
    Disk {
        /// Which one.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A manifest or a recording is not one that we accept: what stands there, and what is accepted.
    #[error("{}: {what}", path.display())]
    Refused {
        /// Which one.
        path: PathBuf,
        /// A sentence.
        what: String,
    },
}

impl Error {
    /// A sentence about a file.
    pub(crate) fn refused(path: &Path, what: impl Into<String>) -> Error {
        Error::Refused { path: path.to_owned(), what: what.into() }
    }

    /// What the disk said of a file.
    pub(crate) fn disk(path: &Path) -> impl FnOnce(std::io::Error) -> Error {
        let path = path.to_owned();
        |source| Error::Disk { path, source }
    }
}
