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
    /// Beats a bar: 3, 4; 6 is 6/8, whose beat is a dotted quarter.
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
    /// Layers that are silent before a time, seconds.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub entries: BTreeMap<Layer, f64>,
    /// Layers that were made louder, softer or silent by hand. The others keep every sample.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub faders: BTreeMap<Layer, Fader>,
    /// Groove of the drums (`g1` … of `grooves.toml`) instead of the style's own.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub groove: String,
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
    /// What `tempo_map`, `downbeats`, `chords` and `tracks` were written for. Where `bpm`, `key`, `mode` or `style`
    /// differ from it, they have been edited since: tempo is fitted to `hits` anew, chords are moved along, the new
    /// style's layers play.
    pub written_for: Option<WrittenFor>,
    /// The SoundFont that plays it; `None` for the engine's own instruments. Said, not asked: an edit changes nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub soundfont: Option<FontSignature>,
    /// Why it is there and sounds so.
    pub from: Vec<String>,
}

/// The tempo, key and style that a score was planned in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WrittenFor {
    /// As [`Music::bpm`].
    pub bpm: f64,
    /// As [`Music::key`].
    pub key: String,
    /// As [`Music::mode`].
    pub mode: String,
    /// As [`Music::style`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub style: Option<Style>,
}

/// A SoundFont, by its file's name and checksum.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FontSignature {
    /// File name.
    pub file: String,
    /// SHA-256 of the file, hexadecimal.
    pub sha256: String,
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
            entries: BTreeMap::new(),
            faders: BTreeMap::new(),
            groove: String::new(),
            ending: Ending::default(),
            mood: Default::default(),
            gain_db: 0.0,
            duck_db: 4.0,
            seed: None,
            written_for: None,
            soundfont: None,
            from: Vec::new(),
        }
    }
}

/// Styles of music that this engine writes; what each of them is stands in `data/music/styles.toml`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Style {
    /// Slow pads and bells.
    #[default]
    CinematicAmbient,
    /// Brass over an ostinato and large drums.
    CinematicEpic,
    /// Low pulses, ticks, tremolo.
    Tension,
    /// Clusters, a music box out of tune, silence.
    Horror,
    /// Plucks, claps, layers that build.
    #[serde(alias = "uplifting")]
    Corporate,
    /// Strummed and picked strings.
    AcousticFolk,
    /// Ninths on an electric piano, drums from an old record.
    Lofi,
    /// Four on the floor.
    HousePop,
    /// Half time under fast hats, a gliding bass.
    TrapHiphop,
    /// Arpeggios and a gated snare.
    Synthwave,
    /// Piano, slow and free.
    PianoSad,
    /// Piano and strings, tender.
    #[serde(alias = "piano")]
    PianoRomantic,
    /// Plucked strings, woodblock, rests.
    Playful,
    /// Five tones, zither, flute or fiddle.
    Chinese,
    /// Walking bass, brushes, vibraphone.
    Jazz,
    /// Power chords and a kit.
    Rock,
    /// Brass stabs over a breakbeat.
    ActionSport,
    /// Marimba and an off-beat guitar.
    Tropical,
    /// A games console.
    Chiptune,
    /// A fifth and a bowl, nothing sudden.
    AsmrDrone,
}

impl Style {
    /// All of them, in the order of the data file.
    pub const ALL: [Style; 20] = [
        Style::CinematicAmbient,
        Style::CinematicEpic,
        Style::Tension,
        Style::Horror,
        Style::Corporate,
        Style::AcousticFolk,
        Style::Lofi,
        Style::HousePop,
        Style::TrapHiphop,
        Style::Synthwave,
        Style::PianoSad,
        Style::PianoRomantic,
        Style::Playful,
        Style::Chinese,
        Style::Jazz,
        Style::Rock,
        Style::ActionSport,
        Style::Tropical,
        Style::Chiptune,
        Style::AsmrDrone,
    ];
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

impl Layer {
    /// All of them.
    pub const ALL: [Layer; 6] =
        [Layer::Pad, Layer::Bass, Layer::Keys, Layer::Lead, Layer::Drums, Layer::Swells];
}

/// What was done to a layer by hand.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Fader {
    /// Gain over the style's own level, decibels.
    pub gain_db: f32,
    /// Not heard.
    pub mute: bool,
}

/// Instruments with a pitch that this engine plays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Instrument {
    /// A grand piano.
    Piano,
    /// A piano of tuned tines (Rhodes).
    ElectricPiano,
    /// An organ of drawn bars.
    Organ,
    /// A plucked steel or nylon string.
    Guitar,
    /// A guitar through an amplifier.
    ElectricGuitar,
    /// A plucked zither with bridges.
    #[serde(alias = "zither")]
    Guzheng,
    /// A plucked lute.
    Pipa,
    /// A harp.
    Harp,
    /// Strings plucked with the finger.
    Pizzicato,
    /// Bowed strings, a section; cellos and basses in the low register.
    Strings,
    /// One violin.
    Violin,
    /// One cello.
    Cello,
    /// A fiddle of two strings on a skin.
    Erhu,
    /// Voices that sing "ah".
    Choir,
    /// Horns and trumpets.
    Brass,
    /// A clarinet.
    Clarinet,
    /// A flute.
    Flute,
    /// A bamboo flute with a membrane.
    Dizi,
    /// A warm synthesiser.
    Synth,
    /// A synthesiser's solo: sawtooth and pulse.
    Lead,
    /// A games console's pulse.
    Pulse,
    /// Soft bells.
    Bells,
    /// A music box.
    MusicBox,
    /// Steel bars under hammers.
    Celesta,
    /// Wooden bars.
    Marimba,
    /// Metal bars over fans.
    Vibraphone,
    /// Tongues plucked with the thumbs.
    Kalimba,
    /// A bowl that is rubbed and struck.
    SingingBowl,
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
    /// Whole bars up to the last sample, so that the piece joins its own beginning.
    Loop,
}
