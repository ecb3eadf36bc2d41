//! Notes of a score: every layer is written for the chords, the energies and the marks of the sheet.

mod bass;
mod drums;
mod figures;
mod frame;
mod lead;
mod notation;
mod pad;
mod swells;
mod voicing;

pub use frame::Frame;
pub use notation::{Bass, Drum, Note, Part, Score, Slide, Stroke, Sweep, Swell, Touch};

use crate::Seed;
use crate::cues::{Instrument, Layer, Style};
use crate::dsp::Chance;

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
