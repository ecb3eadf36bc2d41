//! The seam between the service and the engine: what a slot asks of whoever makes the sound.

use super::{Stop, Watch};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What the customer wants to hear.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Brief {
    /// Which sounds; empty: those of the picture.
    pub sfx: String,
    /// Which music; empty: see the contract, "What silence means".
    pub bgm: String,
    /// Close, detailed sound.
    pub asmr: bool,
    /// `None`: derived from the video and the brief.
    pub seed: Option<u64>,
}

/// A file that the engine wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Produced {
    /// `video`, `audio_mp3`, `audio_wav`, `cues`, `report`, `sheet`, `stem_foley`, …; one of each.
    pub role: String,
    /// Where it lies. Its last part is the name under which it is offered: ASCII letters, digits, `.`, `-`, `_`.
    pub path: PathBuf,
    /// Its MIME type.
    pub media_type: String,
    /// Its length, if it plays.
    pub duration_ms: Option<i64>,
}

/// Why there is no sound.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// The clip or the brief cannot be used: a sentence for the customer.
    #[error("{0}")]
    Refused(String),
    /// The watch said stop.
    #[error(transparent)]
    Stopped(Stop),
    /// Something of ours broke; another attempt may work.
    #[error("{0}")]
    Broken(String),
}

/// An engine with everything it owns. Lives on one thread.
pub trait Studio {
    /// Looks at the clip and makes its sound.
    ///
    /// # Errors
    /// See [`Failure`].
    fn score(&mut self, source: &Path, brief: &Brief, watch: &dyn Watch) -> Result<Box<dyn Scored>, Failure>;
}

/// A sound that has been made and not been written yet.
pub trait Scored {
    /// Length of the clip, as measured.
    fn duration_ms(&self) -> i64;

    /// Writes every file into the empty folder `folder`.
    ///
    /// # Errors
    /// See [`Failure`].
    fn deliver(&self, source: &Path, folder: &Path, watch: &dyn Watch) -> Result<Vec<Produced>, Failure>;
}

/// Opens a studio on the thread that will own it; called again after a panic.
pub type OpenStudio = Arc<dyn Fn() -> Box<dyn Studio> + Send + Sync>;
