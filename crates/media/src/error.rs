//! What can go wrong with media, by what the caller would do about it.

use crate::Stop;

/// The result of everything in this crate.
pub type Result<T> = std::result::Result<T, Error>;

/// Why media work ended without a result.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The file is not one that we accept: a whole sentence for its owner, which says what is wrong and what is allowed.
    #[error("{0}")]
    Refused(String),
    /// The work was asked to stop, or ran out of its time.
    #[error("{0}")]
    Stopped(#[from] Stop),
    /// FFmpeg is missing or cannot do what we need of it; `wildtrack doctor` says more.
    #[error("ffmpeg: {0}")]
    Tool(String),
    /// Our own disk or pipe failed; trying again may help.
    #[error("{what}: {source}")]
    Io {
        /// What was being done.
        what: &'static str,
        /// What the system said.
        source: std::io::Error,
    },
}
