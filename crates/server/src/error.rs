//! Why the server could not start or go on.

use std::path::PathBuf;

/// The result of starting and running a server.
pub type Result<T> = std::result::Result<T, Error>;

/// What stopped the server.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Another server uses this data folder.
    #[error("{} is in use by another server", .0.display())]
    InUse(PathBuf),
    /// There is no database in this data folder.
    #[error("{} has no Wildtrack database", .0.display())]
    NoDatabase(PathBuf),
    /// The database cannot be opened or used.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// A file or a socket failed.
    #[error("{what}: {source}")]
    Io {
        /// What was being done.
        what: &'static str,
        /// What the system said.
        source: std::io::Error,
    },
    /// The outbound client cannot be built.
    #[error("outbound client: {0}")]
    Outbound(String),
    /// A setting makes no sense.
    #[error("setting: {0}")]
    Setting(String),
}

/// Names what was being done when the system said no.
pub(crate) fn io(what: &'static str) -> impl Fn(std::io::Error) -> Error {
    move |source| Error::Io { what, source }
}
