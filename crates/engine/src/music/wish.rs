//! What a music prompt asked for, in words of music.

use crate::cues::{Ending, Instrument, Layer, Style};
use crate::scene::Mood;

/// Wishes for the score. The default wishes nothing: everything then follows from the picture.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Wish {
    /// The style that was named (a genre that this engine does not write is mapped to the nearest one).
    pub style: Option<Style>,
    /// Sum of the mood words' pleasure and arousal, each -1..=1 (beyond is clipped): "happy" (+.7, +.5), "calm"
    /// (+.3, -.7) …; weighs .8 against the picture's .2.
    pub mood: Option<Mood>,
    /// Beats a minute that were named ("120 bpm"); kept within 3 %, 30..=240.
    pub bpm: Option<f64>,
    /// Pace that was named without a number: -1 slow … 1 fast.
    pub pace: Option<f32>,
    /// Tonic that was named: `C`, `C#` … `B` (flats are written as sharps).
    pub key: Option<String>,
    /// True for minor, false for major, where the prompt says so.
    pub minor: Option<bool>,
    /// Instruments that were named, in the prompt's order; each plays the layer that suits it.
    pub instruments: Vec<Instrument>,
    /// Layers that must play ("with drums").
    pub with: Vec<Layer>,
    /// Layers that must not play ("no drums"); wins over `with` and `instruments`.
    pub without: Vec<Layer>,
    /// How the piece ends, where the prompt says so.
    pub ending: Option<Ending>,
    /// Energy grows from begin to end ("build up").
    pub builds: bool,
    /// Words of the prompt that this wish stands for; they become the music's reasons.
    pub from: Vec<String>,
}
