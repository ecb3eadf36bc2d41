//! The cue sheet: every sound of a clip, when, where and how, in a form that people edit.

mod check;
mod effects;
mod handled;
mod living;
mod music;
mod ranges;
mod remembered;
mod sound;
#[cfg(test)]
mod tests;

pub use effects::*;
pub use handled::*;
pub use living::*;
pub use music::{Ending, Instrument, Layer, Music, Section, Style, WrittenFor};
pub use sound::*;

use crate::Scene;
use ranges::Number;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// The version of the sheet's shape that this engine writes.
pub const VERSION: u32 = 1;

/// All sounds of a clip. Unknown fields are kept; times are seconds from the first frame.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CueSheet {
    /// Version of this shape.
    pub version: u32,
    /// The engine that wrote it.
    #[serde(default)]
    pub engine: String,
    /// Seed of the job; every cue's own seed comes from it and the cue's id.
    #[serde(default)]
    pub seed: u64,
    /// Length of the soundtrack, seconds.
    pub duration: f64,
    /// Mean frame rate of the picture.
    #[serde(default)]
    pub fps: f64,
    /// How it is mixed.
    #[serde(default)]
    pub mode: Mode,
    /// Where it comes from.
    #[serde(default)]
    pub source: Origin,
    /// What analysis saw (tracks and envelopes left out).
    #[serde(default)]
    pub analysis: Scene,
    /// Sounds that lie under everything.
    #[serde(default)]
    pub beds: Vec<Bed>,
    /// Sounds at a moment or over a stretch.
    #[serde(default)]
    pub cues: Vec<Cue>,
    /// The score; `None` where there is no music.
    #[serde(default)]
    pub music: Option<Music>,
    /// The room that cues sound in.
    #[serde(default)]
    pub room: Room,
    /// Fields of other versions or other programs.
    #[serde(flatten)]
    pub more: Map<String, Value>,
}

/// How a sheet is mixed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Mode {
    /// Near, quiet, dry, detailed.
    pub asmr: bool,
    /// Integrated loudness to aim at, LUFS.
    pub target_lufs: f32,
    /// Ceiling of the wav, dBTP.
    pub true_peak_dbtp: f32,
    /// What the beds are to the rest.
    #[serde(skip_serializing_if = "BedLevel::is_usual")]
    pub beds: BedLevel,
    /// Gains that were found for this target when the sheet was first rendered, kept so that an edit of one cue does
    /// not move the others; without them, or for another target, they are found anew.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub levels: Option<Levels>,
}

/// What beds are to the rest of a mix.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BedLevel {
    /// They lie under a picture and are never raised towards the target.
    #[default]
    Under,
    /// They were asked for by name and are raised with everything else.
    Front,
}

impl BedLevel {
    fn is_usual(&self) -> bool {
        *self == BedLevel::default()
    }
}

/// Gains of a finished mix.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Levels {
    /// The target that they were found for, LUFS.
    pub target_lufs: f32,
    /// Make-up of foley and music, decibels.
    pub makeup_db: f32,
    /// How far foley is faded down under music, decibels.
    pub ride_db: f32,
    /// Loudest moment of the foreground, to which music and beds step back, dBFS; `None` to measure it anew.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub foreground_db: Option<f32>,
    /// Taken off behind the limiter, decibels; `None` to measure it anew.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trim_db: Option<f32>,
}

impl Default for Mode {
    fn default() -> Self {
        Mode {
            asmr: false,
            target_lufs: -16.0,
            true_peak_dbtp: -1.5,
            beds: BedLevel::default(),
            levels: None,
        }
    }
}

/// Where a sheet comes from.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Origin {
    /// Hash of the video's bytes, hex; empty where there was none.
    pub video_sha256: String,
    /// What becomes of the sound that the video has already.
    #[serde(skip_serializing_if = "OwnSound::is_usual")]
    pub sound: OwnSound,
    /// The prompts, as they were given.
    pub sound_effect_prompt: String,
    /// See above.
    pub bgm_prompt: String,
    /// Words of the prompts that the engine did nothing with.
    pub not_understood: Vec<String>,
}

/// What becomes of the sound that a clip has already.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OwnSound {
    /// The new sound takes its place.
    #[default]
    Replace,
    /// It is heard with the new sound, which steps back where somebody speaks.
    Keep,
    /// The same, and it steps back under new foreground sounds where nobody speaks.
    Duck,
}

impl OwnSound {
    /// Whether nothing was said about it.
    pub fn is_usual(&self) -> bool {
        *self == OwnSound::default()
    }
}

/// One sound at one moment or over one stretch.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Cue {
    /// Unique in the sheet; the cue's randomness follows from it.
    pub id: String,
    /// When.
    #[serde(flatten)]
    pub when: When,
    /// What is heard: a Universal Category System id such as `FOOTSTEPS-HUMAN`.
    pub class: String,
    /// The model that renders it, with its parameters.
    #[serde(flatten)]
    pub sound: Sound,
    /// How hard, 0..=1; .7 is the level of the loudness table.
    #[serde(default = "velocity")]
    pub velocity: f32,
    /// Gain over the loudness table, decibels.
    #[serde(default)]
    pub gain_db: f32,
    /// Where.
    #[serde(default)]
    pub pos: Position,
    /// Course of a stretch's strength: times in seconds and values 0..=1; empty means even.
    #[serde(default, skip_serializing_if = "Course::is_empty")]
    pub env: Course,
    /// How sure the engine is of it, 0..=1.
    #[serde(default = "sure")]
    pub conf: f32,
    /// Why it is there: `impact 3`, `gait track 2`, `prompt`, `flash 1` …
    #[serde(default)]
    pub from: Vec<String>,
    /// Kept through a new analysis.
    #[serde(default)]
    pub lock: bool,
    /// Not heard.
    #[serde(default)]
    pub mute: bool,
    /// Its own seed, below 2^53; `None` for one from the sheet's seed and its id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seed: Option<u64>,
    /// Fields of other versions or other programs.
    #[serde(flatten, deserialize_with = "strangers")]
    pub more: Map<String, Value>,
}

/// Fields that no other part of a cue has taken; the reader hands its time over again.
fn strangers<'de, D: serde::Deserializer<'de>>(reader: D) -> Result<Map<String, Value>, D::Error> {
    let mut all = Map::deserialize(reader)?;
    all.retain(|field, _| !["t", "t0", "t1"].contains(&field.as_str()));
    Ok(all)
}

fn velocity() -> f32 {
    0.7
}

fn sure() -> f32 {
    1.0
}

/// A moment or a stretch.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum When {
    /// A moment: the onset (or, for a whoosh, the peak) lies here.
    At {
        /// Seconds.
        t: f64,
    },
    /// A stretch.
    Span {
        /// Begin, seconds.
        t0: f64,
        /// End, seconds.
        t1: f64,
    },
}

impl When {
    /// The first moment.
    pub fn begin(self) -> f64 {
        match self {
            When::At { t } => t,
            When::Span { t0, .. } => t0,
        }
    }

    /// The same, not beyond `duration` seconds.
    pub fn within(self, duration: f64) -> When {
        match self {
            When::At { t } => When::At { t: t.min(duration) },
            When::Span { t0, t1 } => When::Span { t0: t0.min(duration), t1: t1.min(duration) },
        }
    }
}

/// Where a sound comes from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Position {
    /// Azimuth, degrees, right is positive; a number, or a path of `[seconds, degrees]`.
    pub az: Azimuth,
    /// Elevation, degrees.
    pub el: f32,
    /// Distance, metres.
    pub dist: f32,
}

impl Default for Position {
    fn default() -> Self {
        Position { az: Azimuth::Still(0.0), el: 0.0, dist: 2.0 }
    }
}

/// A direction that may change.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Azimuth {
    /// One direction, degrees.
    Still(f32),
    /// Break points: seconds of the clip, degrees.
    Path(Vec<(f64, f32)>),
}

/// A course over time: as many values as times.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Course {
    /// Seconds of the clip, increasing.
    pub t: Vec<f64>,
    /// Values, 0..=1.
    pub v: Vec<f32>,
}

impl Course {
    /// True where there are no points.
    pub fn is_empty(&self) -> bool {
        self.t.is_empty()
    }

    /// The value at `t`, straight between points, held outside; 1 where there are none.
    pub fn at(&self, t: f64) -> f32 {
        let after = self.t.partition_point(|&x| x <= t);
        match (after, self.t.len()) {
            (_, 0) => 1.0,
            (0, _) => self.v[0],
            (i, n) if i == n => self.v[n - 1],
            (i, _) => {
                let (a, b) = (self.t[i - 1], self.t[i]);
                self.v[i - 1] + (self.v[i] - self.v[i - 1]) * ((t - a) / (b - a)) as f32
            }
        }
    }
}

/// A sound that lies under a stretch of the clip.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Bed {
    /// Unique in the sheet.
    pub id: String,
    /// What is heard, as for cues.
    pub class: String,
    /// The model that renders it.
    #[serde(flatten)]
    pub sound: Sound,
    /// Begin, seconds.
    pub t0: f64,
    /// End, seconds.
    pub t1: f64,
    /// Gain over the loudness table, decibels.
    #[serde(default)]
    pub gain_db: f32,
    /// Fades, seconds.
    #[serde(default)]
    pub fade_in: f64,
    /// See above.
    #[serde(default)]
    pub fade_out: f64,
    /// Course of its strength.
    #[serde(default, skip_serializing_if = "Course::is_empty")]
    pub env: Course,
    /// Stereo width, 0 = mono, 1 = as wide as it is made.
    #[serde(default = "sure")]
    pub spread: f32,
    /// How sure the engine is of it.
    #[serde(default = "sure")]
    pub conf: f32,
    /// Why it is there.
    #[serde(default)]
    pub from: Vec<String>,
    /// Kept through a new analysis.
    #[serde(default)]
    pub lock: bool,
    /// Not heard.
    #[serde(default)]
    pub mute: bool,
    /// Its own seed, below 2^53; `None` for one from the sheet's seed and its id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seed: Option<u64>,
    /// Fields of other versions or other programs.
    #[serde(flatten)]
    pub more: Map<String, Value>,
}

/// The room that cues sound in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Room {
    /// Its kind.
    pub preset: RoomPreset,
    /// Level of the reverberation against the preset's own, decibels.
    pub wet_db: f32,
}

impl Default for Room {
    fn default() -> Self {
        Room { preset: RoomPreset::Living, wet_db: 0.0 }
    }
}

/// Kinds of room, from dead to church.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RoomPreset {
    /// A treated booth: near and dry (ASMR).
    Booth,
    /// A small furnished room.
    Small,
    /// A living room.
    #[default]
    Living,
    /// An office.
    Office,
    /// Tiles.
    Bathroom,
    /// A hall.
    Hall,
    /// A church.
    Church,
    /// A cave.
    Cave,
    /// Between houses.
    Street,
    /// Among trees.
    Forest,
    /// An open field: next to nothing comes back.
    Field,
}
