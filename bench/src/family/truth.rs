//! What is known of one clip: the JSON beside it, the same for rendered and for real ones.

use serde::{Deserialize, Serialize};

/// What is known of a clip.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Known {
    /// Name of the clip.
    pub name: String,
    /// `tune` or `judge`.
    pub set: String,
    /// `rendered` or `real`.
    pub source: String,
    /// The family, or the name of the footage.
    pub kind: String,
    /// `static`, `handheld`, `pan`, `tilt` or `zoom`.
    pub camera: String,
    /// Frames a second.
    pub fps: f64,
    /// `constant`, `variable` or `repeated`.
    pub rate: String,
    /// Width and height, pixels.
    pub size: [usize; 2],
    /// Seconds.
    pub duration: f64,
    /// Contacts.
    pub impacts: Vec<Event>,
    /// Heel strikes.
    pub steps: Vec<Event>,
    /// Shots, in order.
    pub shots: Vec<ShotBegin>,
    /// Flashes.
    pub flashes: Vec<FlashAt>,
    /// Stretches in which feet come down that nobody listed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub crowd: Vec<[f64; 2]>,
    /// What is seen that could sound.
    pub objects: Vec<Stretch>,
    /// What kind of place it is.
    pub places: Vec<Stretch>,
    /// Anything else.
    pub notes: String,
}

/// A contact or a step.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// Seconds.
    pub t: f64,
    /// 0..1 from the left.
    pub x: f64,
    /// 0..1 from the top.
    pub y: f64,
    /// What happens.
    pub what: String,
    /// A stroke of two or three frames.
    #[serde(default)]
    pub fast: bool,
    /// Whether a careful person would be sure of it.
    #[serde(default = "yes")]
    pub clear: bool,
}

/// Where a shot begins.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ShotBegin {
    /// Seconds: the first frame after a cut, the middle of a slow change.
    pub t: f64,
    /// `start`, `cut`, `fade` or `dissolve`.
    pub begins: String,
    /// Begin of the change.
    pub t0: f64,
    /// End of the change.
    pub t1: f64,
}

/// A flash.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct FlashAt {
    /// Seconds.
    pub t: f64,
    /// Seconds.
    pub duration: f64,
}

/// A stretch of the clip and its label.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Stretch {
    /// Begin.
    pub t0: f64,
    /// End.
    pub t1: f64,
    /// What.
    pub label: String,
}

fn yes() -> bool {
    true
}
