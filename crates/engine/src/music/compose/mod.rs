//! Notes of a score: every layer is written for the chords, the energies and the marks of the sheet.

mod bass;
mod drums;
mod figures;
mod frame;
mod lead;
mod pad;
mod swells;
mod voicing;

pub use frame::Frame;

use crate::Seed;
use crate::cues::{Instrument, Layer, Style};
use crate::dsp::Chance;

/// One note.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Note {
    /// Begin, seconds.
    pub t: f64,
    /// Until it is let go, seconds.
    pub length_s: f64,
    /// MIDI number.
    pub pitch: i32,
    /// How hard, 0..=1.
    pub force: f32,
}

/// Things that are struck and have no pitch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Drum {
    /// A soft bass drum.
    Kick,
    /// Several hands.
    Clap,
    /// Seeds in a shell.
    Shaker,
    /// A clock's tick.
    Tick,
    /// A large skin.
    Low,
    /// A deep hit with a long tail.
    Boom,
    /// A cymbal.
    Crash,
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

/// A rise of noise into a mark.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Swell {
    /// Begin, seconds.
    pub from: f64,
    /// The mark, seconds.
    pub to: f64,
    /// How strong, 0..=1.
    pub force: f32,
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
    /// Drums.
    pub strokes: Vec<Stroke>,
    /// Rises.
    pub swells: Vec<Swell>,
}

/// Writes every layer that the sheet lists.
pub fn score(frame: &Frame, seed: Seed) -> Score {
    let plays = |layer: Layer| frame.music.tracks.contains(&layer);
    let chance = |name: &str| Chance::new(seed.of_part(name));
    let part = |layer: Layer, notes: Vec<Note>| Part { layer, instrument: instrument(frame, layer), notes };
    let mut score = Score::default();
    if plays(Layer::Pad) {
        score.parts.push(part(Layer::Pad, pad::notes(frame)));
    }
    if plays(Layer::Keys) {
        score.parts.push(part(Layer::Keys, figures::notes(frame, &mut chance("keys"))));
    }
    if plays(Layer::Lead) {
        score.parts.push(part(Layer::Lead, lead::notes(frame, &mut chance("lead"))));
    }
    if plays(Layer::Bass) {
        score.bass = bass::notes(frame, &mut chance("bass"));
    }
    if plays(Layer::Drums) {
        score.strokes = drums::strokes(frame, &mut chance("drums"));
    }
    if plays(Layer::Swells) {
        score.swells = swells::swells(frame);
    }
    score
}

/// Who plays a layer: the sheet's choice or the style's.
fn instrument(frame: &Frame, layer: Layer) -> Instrument {
    let own = match (layer, frame.music.style) {
        (Layer::Pad, Style::Piano | Style::Tension) => Instrument::Strings,
        (Layer::Pad, _) => Instrument::Synth,
        (Layer::Lead, Style::Piano) => Instrument::Piano,
        (Layer::Lead, Style::Uplifting) => Instrument::Piano,
        (Layer::Lead, _) => Instrument::Bells,
        (_, Style::CinematicAmbient) => Instrument::Bells,
        (_, Style::Piano) => Instrument::Piano,
        (_, Style::Uplifting) => Instrument::Guitar,
        (_, Style::Tension) => Instrument::Strings,
    };
    frame.music.instruments.get(&layer).copied().unwrap_or(own)
}

/// Begin of a note as a hand plays it: within about a hundredth of a second of the grid.
fn played(t: f64, deviation_s: f32, chance: &mut Chance) -> f64 {
    (t + f64::from((chance.normal() * deviation_s).clamp(-0.010, 0.010))).max(0.0)
}
