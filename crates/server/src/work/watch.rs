//! How an engine hears that it should stop, and says how far it is. Shapes as in the engine's own.

use serde::{Deserialize, Serialize};

/// What a piece of work is doing, in the order in which a soundtrack is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// The clip is fetched from where it lies.
    Fetch,
    /// The container is read and judged.
    Probe,
    /// Frames are decoded.
    Decode,
    /// The picture is analysed.
    Analyse,
    /// The cue sheet is written.
    Spot,
    /// Stems are rendered.
    Render,
    /// Stems are mixed and mastered.
    Master,
    /// Files are encoded and muxed.
    Encode,
    /// Files are moved to where they are served from.
    Publish,
}

/// Why work was told to stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Stop {
    /// Somebody does not want the result any more.
    #[error("cancelled")]
    Cancelled,
    /// The deadline of the work has passed.
    #[error("the work ran out of its time")]
    Deadline,
}

/// The caller's side of long work. Called often; answers at once and from any thread.
pub trait Watch: Sync {
    /// `Err` ends the work as soon as it can end.
    fn check(&self) -> Result<(), Stop>;
    /// A stage begins, or has reached `fraction` (0..=1) of its work.
    fn reached(&self, stage: Stage, fraction: f32);
}
