//! The score's part of the cue sheet.

use serde::{Deserialize, Serialize};

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
    /// One chord a bar, as written: `Dm9`.
    pub chords: Vec<String>,
    /// Layers that play: `pad`, `bass`, `keys`, `lead`, `drums`.
    pub tracks: Vec<String>,
    /// Pleasure and arousal it was written for.
    pub mood: crate::scene::Mood,
    /// Gain over the bus level, decibels.
    pub gain_db: f32,
    /// How far it steps back under foreground sounds, decibels.
    pub duck_db: f32,
    /// Seed of its notes; `None` for one derived from the sheet's.
    pub seed: Option<u64>,
    /// Why it is there and sounds so.
    pub from: Vec<String>,
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
            mood: Default::default(),
            gain_db: 0.0,
            duck_db: 4.0,
            seed: None,
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
