//! Bytes to frames and samples and back. Hostile input stops here.
//!
//! FFmpeg runs as a child process with a pinned demuxer, a codec allow-list, caps and deadlines; it is never linked.
//! This crate knows no network, no database, no environment and no clock: who calls it passes [`Tools`], [`Limits`]
//! and a [`Watch`] that says when to stop.

mod clip;
mod error;
mod limits;
mod watch;

pub use clip::{Clip, Source};
pub use error::{Error, Result};
pub use limits::{Limits, Tools};
pub use watch::{Patient, Stage, Stop, Watch};
