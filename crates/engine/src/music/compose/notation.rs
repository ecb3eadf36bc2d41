//! What a score is written in: notes, strokes, sweeps, parts.

use crate::cues::{Instrument, Layer};

/// One note.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Note {
    /// Begin, seconds.
    pub t: f64,
    /// Until it is let go, seconds.
    pub length_s: f64,
    /// MIDI number.
    pub pitch: i32,
    /// How hard, 0..=1.
    pub force: f32,
    /// Begins at another pitch and slides into its own.
    pub slide: Option<Slide>,
    /// How it is played.
    pub touch: Touch,
}

/// A way into a note.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Slide {
    /// Where it comes from, semitones against the note: -2 is a whole tone below.
    pub from: f32,
    /// How long it takes, seconds.
    pub over_s: f32,
}

/// How a note is played.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Touch {
    /// As it is written.
    #[default]
    Plain,
    /// Short and dry: a palm on the string, a tongued reed.
    Muted,
    /// Bound to the note before: no attack of its own.
    Bound,
    /// Repeated as fast as the hand can: a bow's, a plectrum's or a mallet's tremolo.
    Tremolo,
    /// With a shake of a scale step at its begin.
    Graced,
}

/// Who plays the bass.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Bass {
    /// A sine with a little edge.
    #[default]
    Sub,
    /// A double bass, plucked.
    Upright,
    /// A bass guitar played with the thumb.
    Round,
    /// A bass guitar played with a plectrum.
    Picked,
    /// A sawtooth behind a filter that closes.
    Saw,
    /// A drum machine's long kick, tuned; glides.
    EightOhEight,
    /// Cellos and double basses.
    LowStrings,
    /// A triangle of four bits.
    Triangle,
}

/// Things that are struck and have no pitch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Drum {
    /// A soft bass drum.
    Kick,
    /// A snare drum.
    Snare,
    /// The stick on the rim.
    Rim,
    /// Several hands.
    Clap,
    /// Seeds in a shell.
    Shaker,
    /// A clock's tick.
    Tick,
    /// A closed hi-hat.
    Hat,
    /// An open one.
    OpenHat,
    /// A ride cymbal.
    Ride,
    /// A brush across a snare drum.
    Brush,
    /// A cymbal.
    Crash,
    /// A large skin.
    Low,
    /// A deep hit with a long tail.
    Boom,
    /// The largest skin, struck with a club.
    Taiko,
    /// A hollow block of wood.
    Woodblock,
    /// A box that is sat on.
    Cajon,
    /// A tom.
    Tom,
    /// A kick from an old record.
    DustyKick,
    /// A snare from an old record.
    DustySnare,
    /// A snare whose hall is cut off.
    GatedSnare,
    /// A chip's noise, short.
    NoiseHat,
    /// A frame drum with a snare of gut, played with the hand.
    Bendir,
    /// Jingles in a frame.
    Tambourine,
    /// Two soft thuds.
    Heartbeat,
}

/// One stroke.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stroke {
    /// When, seconds.
    pub t: f64,
    /// What.
    pub drum: Drum,
    /// How hard, 0..=1.
    pub force: f32,
}

/// A move without a pitch, into a mark or away from it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Swell {
    /// Begin, seconds.
    pub from: f64,
    /// End, seconds: the mark, but for [`Sweep::Drop`], which begins on it.
    pub to: f64,
    /// How strong, 0..=1.
    pub force: f32,
    /// What it is made of.
    pub sweep: Sweep,
}

/// Kinds of swells.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sweep {
    /// A cymbal turned backwards.
    #[default]
    Breath,
    /// A tone and noise that climb.
    Riser,
    /// A struck chord turned backwards.
    Reversed,
    /// A deep tone that falls away.
    Drop,
}

/// A layer with a pitch.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// The layer.
    pub layer: Layer,
    /// Who plays.
    pub instrument: Instrument,
    /// What.
    pub notes: Vec<Note>,
}

/// Everything that is played.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Score {
    /// Layers with a pitch but the bass.
    pub parts: Vec<Part>,
    /// The bass.
    pub bass: Vec<Note>,
    /// Who plays the bass.
    pub bass_by: Bass,
    /// Drums.
    pub strokes: Vec<Stroke>,
    /// Rises and drops.
    pub swells: Vec<Swell>,
}
