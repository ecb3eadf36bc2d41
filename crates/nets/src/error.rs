//! What can go wrong with a look at a picture.

/// The result of everything in this crate.
pub type Result<T> = std::result::Result<T, Error>;

/// Why a picture was not looked at.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The picture's bytes are not as many as its size says, or it has none.
    #[error("a picture of {width} × {height} pixels cannot have {bytes} bytes")]
    Picture {
        /// Width, pixels.
        width: usize,
        /// Height, pixels.
        height: usize,
        /// How many bytes there were.
        bytes: usize,
    },
    /// The runtime could not load or run a net: the build is broken, or there was no memory.
    #[error("the {net} net: {why}")]
    Net {
        /// Which net.
        net: &'static str,
        /// What the runtime said.
        why: String,
    },
}
