//! What a style is: the cards of `styles.toml`, read once.

use super::compose::{Bass, Sweep};
use crate::cues::{Ending, Instrument, Layer, Style};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// A style's card.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Idiom {
    /// The style.
    pub id: Style,
    /// Pleasure and arousal that it is at home in.
    pub mood: [f32; 2],
    /// Places of the picture that ask for it, or, below zero, against it.
    #[serde(default)]
    pub places: BTreeMap<String, f32>,
    /// How much a cut a second asks for it; a style without this is never chosen by the picture.
    pub cuts: Option<f32>,
    /// Slowest and fastest, beats a minute.
    pub bpm: [f64; 2],
    /// Metres; the first is the usual one.
    pub meters: Vec<u32>,
    /// Where the second of two eighths falls, share of the beat; even without.
    pub swing: Option<[f32; 2]>,
    /// Modes from bright to dark, each with the least valence it suits.
    pub modes: Vec<(String, f32)>,
    /// Progressions by name.
    pub progressions: Vec<String>,
    /// How often a chord gets a seventh.
    pub sevenths: f32,
    /// How often a chord gets a ninth.
    pub ninths: f32,
    /// Chords before the last one.
    pub cadences: Vec<String>,
    /// Groove by name.
    pub groove: String,
    /// Layers that play unasked.
    pub layers: Vec<Layer>,
    /// How it ends unasked.
    #[serde(default)]
    pub ending: Ending,
    /// How long before the clip's end the last chord begins, seconds.
    pub ring_s: [f64; 2],
    /// Time between the tones of the last chord, seconds.
    #[serde(default)]
    pub roll_s: f64,
    /// How far hands stray from the grid, seconds.
    #[serde(default = "hands")]
    pub deviation_s: f32,
    /// How far the tempo breathes, seconds.
    #[serde(default)]
    pub rubato_s: f64,
    /// How much slower it becomes towards the end, as a fraction.
    #[serde(default)]
    pub slows: f64,
    /// Rises.
    pub swell: SwellCard,
    /// The drums fall silent before the climax, and something deep falls on it.
    #[serde(default)]
    pub drop: bool,
    /// Silence before a blow, seconds.
    #[serde(default)]
    pub silence_s: f64,
    /// No transients.
    #[serde(default)]
    pub soft: bool,
    /// Reverberation time, seconds.
    pub hall_s: f32,
    /// Level over the bus, decibels.
    #[serde(default)]
    pub gain_db: f32,
    /// Level of an old record's crackle, decibels full scale.
    pub vinyl_db: Option<f32>,
    /// How far a record's speed wavers, as a fraction.
    #[serde(default)]
    pub wow: f32,
    /// The whole is dull above, hertz.
    pub lowpass_hz: Option<f32>,
    /// The kick presses pads and keys down.
    #[serde(default)]
    pub pump: bool,
    /// How far the keys are out of tune, hundredths of a semitone.
    #[serde(default)]
    pub detune_cents: f32,
    /// Held chords.
    pub pad: FigureCard,
    /// Broken chords and patterns.
    pub keys: FigureCard,
    /// Melody.
    pub lead: LeadCard,
    /// The lowest voice.
    pub bass: BassCard,
    /// What the score is checked against.
    pub rules: Rules,
}

/// Who plays chords, and how.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FigureCard {
    /// The usual instrument, then those that take its place.
    pub plays: Vec<Instrument>,
    /// The kind of figure.
    pub figure: Figure,
    /// Steps a beat.
    #[serde(default = "eighths")]
    pub grid: u32,
    /// Bars of steps.
    #[serde(default)]
    pub way: Vec<String>,
    /// Bars of 3/4.
    #[serde(default)]
    pub three: Vec<String>,
    /// Bars of 6/8, six steps.
    #[serde(default)]
    pub six: Vec<String>,
    /// Steps that are accented.
    #[serde(default)]
    pub accents: Vec<usize>,
    /// Length of a note, share of its step.
    #[serde(default = "whole")]
    pub length: f64,
    /// Notes ring until the chord changes.
    #[serde(default)]
    pub pedal: bool,
    /// Played with a palm on the strings, or short.
    #[serde(default)]
    pub muted: bool,
    /// Another bar is drawn for every chord.
    #[serde(default)]
    pub changing: bool,
    /// Tones run through the scale, not the chord.
    #[serde(default)]
    pub scale: bool,
    /// Tone 1 is the chord's third.
    #[serde(default)]
    pub third: bool,
    /// Lowest bass tone of the figure, MIDI number.
    #[serde(default = "lowest")]
    pub low: i32,
    /// Upper voices that are held; all four where empty.
    #[serde(default)]
    pub voices: Vec<usize>,
    /// Moved up by so many semitones.
    #[serde(default)]
    pub lift: i32,
    /// Energy from which it plays.
    #[serde(default)]
    pub from: f32,
}

/// Kinds of figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Figure {
    /// A chord, its common tones bound over.
    Held,
    /// The same, shivering.
    Tremolo,
    /// Root and fifth through the whole piece.
    Drone,
    /// Neighbouring semitones that gather.
    Cluster,
    /// Single tones with much air.
    Sparse,
    /// One tone a chord, hardly struck.
    Bowl,
    /// A bar of steps.
    Pattern,
}

/// Who plays the melody, and how.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LeadCard {
    /// The usual instrument, then those that take its place.
    pub plays: Vec<Instrument>,
    /// Its manner.
    pub manner: Manner,
    /// Moved up by so many semitones.
    #[serde(default)]
    pub lift: i32,
    /// Energy from which it plays.
    #[serde(default)]
    pub from: f32,
    /// Energy from which an octave is added.
    pub doubled: Option<f32>,
    /// How often a note is slid into.
    #[serde(default)]
    pub slides: f32,
    /// How often a note is graced.
    #[serde(default)]
    pub graces: f32,
    /// How often a gap is run through in semitones.
    #[serde(default)]
    pub runs: f32,
}

/// Manners of melodies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Manner {
    /// A motif that sings.
    Song,
    /// Long notes.
    Broad,
    /// Few notes.
    Sparse,
    /// Semitones that climb.
    Creeping,
    /// A short figure that returns.
    Riff,
    /// Short chords of brass.
    Stabs,
    /// Leaps and rests.
    Hopping,
    /// Eighths that swing.
    Swinging,
    /// Slides and graces on five tones.
    Ornate,
}

/// Who plays the bass, and how.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BassCard {
    /// The instrument.
    pub kind: Bass,
    /// Bars of sixteenths; `walk` walks.
    pub way: Vec<String>,
    /// Bars of 3/4.
    #[serde(default)]
    pub three: Vec<String>,
    /// Bars of 6/8, six steps.
    #[serde(default)]
    pub six: Vec<String>,
    /// Below this energy it holds its root.
    #[serde(default)]
    pub still: f32,
}

/// How rises are made.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SwellCard {
    /// Of what.
    pub sweep: Sweep,
    /// How long at most, seconds.
    pub longest_s: f64,
}

/// What a style promises of its score.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    /// Least share of notes that belong to the mode.
    pub in_mode: f32,
    /// Least share of notes on strong beats that belong to the chord.
    pub on_chord: f32,
    /// Greatest share of moves of an upper voice in fifths or octaves with the bass; 1 where they are part of the style.
    pub parallels: f32,
    /// Greatest share of melody bars that are the bar before over again.
    pub repeats: f32,
    /// Least share of the melody's bars that have the rhythm of an earlier one: a motif comes back.
    pub returns: f32,
    /// Greatest share of the melody's long notes that rub against a chord at a semitone.
    pub clashes: f32,
    /// Least and greatest share of a melody's time that rests: it breathes, and it is there.
    pub rests: [f32; 2],
    /// Widest melody, semitones.
    pub span: i32,
    /// Lowest and highest note of pad, keys and lead, MIDI numbers.
    pub range: [i32; 2],
    /// Most onsets of one part a beat, chords counted once.
    pub per_beat: f32,
}

fn hands() -> f32 {
    0.004
}

fn eighths() -> u32 {
    2
}

fn whole() -> f64 {
    1.0
}

fn lowest() -> i32 {
    40
}

#[derive(Deserialize)]
struct File {
    style: Vec<Idiom>,
}

static IDIOMS: LazyLock<Vec<Idiom>> = LazyLock::new(|| {
    let file: File = toml::from_str(include_str!("../../data/music/styles.toml"))
        .expect("the styles are compiled in and tested");
    file.style
});

/// All cards.
pub fn idioms() -> &'static [Idiom] {
    &IDIOMS
}

/// The card of a style.
pub fn idiom(style: Style) -> &'static Idiom {
    IDIOMS.iter().find(|idiom| idiom.id == style).expect("every style has a card, tested")
}

impl Idiom {
    /// The mode for a valence.
    pub fn mode(&self, valence: f32) -> &str {
        let found = self.modes.iter().find(|(_, floor)| valence >= *floor);
        found.or(self.modes.last()).map_or("ionian", |(name, _)| name)
    }

    /// Who may play a layer, the usual one first.
    pub fn players(&self, layer: Layer) -> &[Instrument] {
        match layer {
            Layer::Pad => &self.pad.plays,
            Layer::Keys => &self.keys.plays,
            Layer::Lead => &self.lead.plays,
            Layer::Bass | Layer::Drums | Layer::Swells => &[],
        }
    }
}

/// The bars of a metre: those written for it, or the usual ones, which are cut where the bar ends.
pub fn bars<'a>(way: &'a [String], three: &'a [String], six: &'a [String], meter: u32) -> &'a [String] {
    match meter {
        3 if !three.is_empty() => three,
        6 if !six.is_empty() => six,
        _ => way,
    }
}
