//! A score as a piano roll: who plays what when, for those who want to look at it.

use super::{program, read_sheet};
use crate::CueSheet;
use crate::cues::Layer;

/// One note or stroke.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Key {
    /// The layer that it belongs to.
    pub layer: Layer,
    /// Begin, seconds.
    pub t: f64,
    /// How long it is held, seconds; a stroke is not held.
    pub length_s: f64,
    /// MIDI number; a drum's key of General MIDI's kit.
    pub pitch: i32,
    /// How hard, 0..=1.
    pub force: f32,
}

/// Everything that the sheet's score holds, layer by layer; a swell has neither pitch nor force.
pub fn roll(sheet: &CueSheet) -> Vec<Key> {
    let Some((_, score)) = read_sheet(sheet) else {
        return Vec::new();
    };
    let parts = score.parts.iter().map(|part| (part.layer, &part.notes));
    let held = parts.chain([(Layer::Bass, &score.bass)]).flat_map(|(layer, notes)| {
        notes.iter().map(move |note| Key {
            layer,
            t: note.t,
            length_s: note.length_s,
            pitch: note.pitch,
            force: note.force,
        })
    });
    let struck = score.strokes.iter().map(|stroke| Key {
        layer: Layer::Drums,
        t: stroke.t,
        length_s: 0.0,
        pitch: i32::from(program::key_of(stroke.drum)),
        force: stroke.force,
    });
    let swells = score.swells.iter().map(|swell| Key {
        layer: Layer::Swells,
        t: swell.from,
        length_s: swell.to - swell.from,
        pitch: 0,
        force: 0.0,
    });
    held.chain(struck).chain(swells).collect()
}
