//! What can go wrong in the engine, by what the caller would do about it.

use media::Stop;

/// The result of everything in this crate.
pub type Result<T> = std::result::Result<T, Error>;

/// Why no soundtrack was made.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The clip or the cue sheet is not one that we accept: a whole sentence for its owner.
    #[error("{0}")]
    Refused(String),
    /// The work was cancelled or ran out of its time.
    #[error("{0}")]
    Stopped(#[from] Stop),
    /// Our own tools or disk failed; trying again may help.
    #[error("{0}")]
    Broken(String),
}

impl From<media::Error> for Error {
    fn from(error: media::Error) -> Self {
        match error {
            media::Error::Refused(sentence) => Error::Refused(sentence),
            media::Error::Stopped(stop) => Error::Stopped(stop),
            other => Error::Broken(other.to_string()),
        }
    }
}
