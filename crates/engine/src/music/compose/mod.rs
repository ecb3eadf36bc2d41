//! Notes of a score: every layer is written for the chords, the energies and the marks of the sheet.

mod bass;
mod drums;
mod figures;
mod frame;
mod lead;
mod notation;
mod pad;
mod swells;
mod untangled;
mod voicing;

pub use drums::struck;
pub use frame::Frame;
pub use notation::{Bass, Drum, Note, Part, Score, Slide, Stroke, Sweep, Swell, Touch};
pub use voicing::parallel;

use crate::Seed;
use crate::cues::{Instrument, Layer};
use crate::dsp::Chance;

/// Writes every layer that the sheet lists.
pub fn score(frame: &Frame, seed: Seed) -> Score {
    let plays = |layer: Layer| frame.music.tracks.contains(&layer);
    let chance = |name: &str| Chance::new(seed.of_part(name));
    let part = |layer: Layer, notes: Vec<Note>| {
        let notes = untangled::untangled(notes);
        Part { layer, instrument: instrument(frame, layer), notes }
    };
    let mut score = Score { bass_by: frame.idiom.bass.kind, ..Score::default() };
    if plays(Layer::Pad) {
        let notes = pad::notes(frame, &frame.idiom.pad, Layer::Pad, &mut chance("pad"));
        score.parts.push(part(Layer::Pad, notes));
    }
    if plays(Layer::Keys) {
        let notes = figures::notes(frame, &frame.idiom.keys, Layer::Keys, &mut chance("keys"));
        score.parts.push(part(Layer::Keys, notes));
    }
    if plays(Layer::Lead) {
        let notes = lead::notes(frame, &frame.idiom.lead, &mut chance("lead"));
        score.parts.push(part(Layer::Lead, notes));
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
    hush(frame, &mut score);
    score
}

/// Silence before the climax's blow, where the style wants it.
fn hush(frame: &Frame, score: &mut Score) {
    let Some(to) = frame.climax().map(|beat| frame.time(beat)).filter(|_| frame.idiom.silence_s > 0.0) else {
        return;
    };
    let from = to - frame.idiom.silence_s;
    let quiet = |notes: &mut Vec<Note>| {
        notes.retain(|note| !(from..to - 0.02).contains(&note.t));
        for note in notes.iter_mut().filter(|note| note.t < from) {
            note.length_s = note.length_s.min(from - note.t);
        }
    };
    score.parts.iter_mut().for_each(|part| quiet(&mut part.notes));
    quiet(&mut score.bass);
    score.strokes.retain(|stroke| !(from..to - 0.02).contains(&stroke.t));
    let struck = [Layer::Swells, Layer::Drums].iter().any(|layer| frame.music.tracks.contains(layer));
    if struck && !frame.asmr {
        score.strokes.push(Stroke { t: to, drum: Drum::Boom, force: 0.8 });
    }
}

/// Who plays a layer: the sheet's choice or the style's.
pub fn instrument(frame: &Frame, layer: Layer) -> Instrument {
    let own = frame.idiom.players(layer).first().copied().unwrap_or(Instrument::Synth);
    frame.music.instruments.get(&layer).copied().unwrap_or(own)
}

/// Begin of a note as a hand plays it: within about a hundredth of a second of the grid.
fn played(t: f64, deviation_s: f32, chance: &mut Chance) -> f64 {
    (t + f64::from((chance.normal() * deviation_s).clamp(-0.010, 0.010))).max(0.0)
}
