//! The score's part of the cue sheet.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The music of a clip, as it was planned and as it may be edited.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Music {
    /// Heard or not.
    pub on: bool,
    /// The style.
    pub style: Style,
    /// Beats a minute before bending.
    pub bpm: f64,
    /// Beats a bar.
    pub meter: u32,
    /// Tonic: `C`, `C#` … `B`.
    pub key: String,
    /// Mode: `ionian`, `dorian` … .
    pub mode: String,
    /// Bent tempo: from this time (seconds) on, so many beats a minute.
    pub tempo_map: Vec<(f64, f64)>,
    /// Times of first beats of bars, seconds.
    pub downbeats: Vec<f64>,
    /// Parts of the form.
    pub sections: Vec<Section>,
    /// Moments that the music marks (cuts, strong impacts), seconds.
    pub hits: Vec<f64>,
    /// One entry a bar, as written: `Dm9`; two chords that share a bar stand side by side: `Dm9 G`.
    pub chords: Vec<String>,
    /// Layers that play: `pad`, `bass`, `keys`, `lead`, `drums`.
    pub tracks: Vec<Layer>,
    /// Instruments that play a layer instead of the style's own.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub instruments: BTreeMap<Layer, Instrument>,
    /// How it ends.
    pub ending: Ending,
    /// Pleasure and arousal it was written for.
    pub mood: crate::scene::Mood,
    /// Gain over the bus level, decibels.
    pub gain_db: f32,
    /// How far it steps back under foreground sounds, decibels.
    pub duck_db: f32,
    /// Seed of its notes; `None` for one derived from the sheet's.
    pub seed: Option<u64>,
    /// What `tempo_map`, `downbeats` and `chords` were written for. Where `bpm`, `key` or `mode` differ from it, they
    /// have been edited since: tempo is fitted to `hits` anew, chords are moved along.
    pub written_for: Option<WrittenFor>,
    /// Why it is there and sounds so.
    pub from: Vec<String>,
}

/// The tempo and key that a score was planned in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WrittenFor {
    /// As [`Music::bpm`].
    pub bpm: f64,
    /// As [`Music::key`].
    pub key: String,
    /// As [`Music::mode`].
    pub mode: String,
}

impl Default for Music {
    fn default() -> Self {
        Music {
            on: true,
            style: Style::default(),
            bpm: 90.0,
            meter: 4,
            key: "C".into(),
            mode: "ionian".into(),
            tempo_map: Vec::new(),
            downbeats: Vec::new(),
            sections: Vec::new(),
            hits: Vec::new(),
            chords: Vec::new(),
            tracks: Vec::new(),
            instruments: BTreeMap::new(),
            ending: Ending::default(),
            mood: Default::default(),
            gain_db: 0.0,
            duck_db: 4.0,
            seed: None,
            written_for: None,
            from: Vec::new(),
        }
    }
}

/// Styles of music that this engine writes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Style {
    /// Slow pads and bells.
    #[default]
    CinematicAmbient,
    /// Piano, arpeggio and melody, calm or sad or tender by mode.
    Piano,
    /// Plucks, claps, layers that build.
    Uplifting,
    /// Low pulses, ticks, tremolo.
    Tension,
}

/// A part of the form.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Section {
    /// Begin, seconds.
    pub t: f64,
    /// Its letter.
    pub name: String,
    /// How full it is, 0..=1.
    pub energy: f32,
}

/// A layer of the score.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Layer {
    /// Held chords.
    Pad,
    /// The lowest voice.
    Bass,
    /// Broken chords and patterns.
    Keys,
    /// Melody.
    Lead,
    /// Everything that is struck and has no pitch.
    Drums,
    /// Rises into marks: reversed cymbals, risers.
    Swells,
}

/// Instruments with a pitch that this engine plays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Instrument {
    /// A grand piano.
    Piano,
    /// A plucked steel or nylon string.
    Guitar,
    /// A plucked zither (guzheng, harp).
    Zither,
    /// Bowed strings.
    Strings,
    /// Voices that sing "ah".
    Choir,
    /// A warm synthesiser.
    Synth,
    /// Soft bells.
    Bells,
    /// A music box.
    MusicBox,
    /// Wooden bars.
    Marimba,
    /// A flute (dizi).
    Flute,
}

/// How a piece ends.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ending {
    /// The tonic chord, held, rings out.
    #[default]
    Resolve,
    /// A short accented hit.
    Hit,
    /// Everything fades over the last seconds.
    Fade,
    /// A chord that asks for more.
    Open,
}
