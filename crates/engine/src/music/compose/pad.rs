//! Held chords; a tone that the next chord has too is held on.

use super::frame::Slot;
use super::{Frame, Note, Touch};
use crate::cues::{Ending, Layer};
use crate::dsp::Chance;
use crate::music::idiom::{Figure, FigureCard};

/// The pad's notes.
pub fn notes(frame: &Frame, card: &FigureCard, layer: Layer, chance: &mut Chance) -> Vec<Note> {
    let mut notes = match card.figure {
        Figure::Drone => drone(frame),
        Figure::Cluster => cluster(frame, layer, chance),
        _ => held(frame, card, layer),
    };
    let shiver = card.figure == Figure::Tremolo;
    notes.iter_mut().filter(|_| shiver).for_each(|note| note.touch = Touch::Tremolo);
    if frame.music.ending == Ending::Hit {
        let end = frame.time(frame.grid.end());
        notes.iter_mut().filter(|n| n.t >= end - 0.05).for_each(|n| n.length_s = 0.3);
    }
    notes
}

fn held(frame: &Frame, card: &FigureCard, layer: Layer) -> Vec<Note> {
    let mut notes: Vec<Note> = Vec::new();
    let mut holding: Vec<usize> = Vec::new();
    for slot in &frame.slots {
        let (t, until) = (frame.held_from(slot), frame.time(slot.to));
        let mut now = Vec::new();
        // The layer's own beginning waits for its energy; the last chord has everyone.
        let plays =
            frame.is_in(layer, slot.from) && (slot.energy >= card.from || slot.last || frame.is_asked(layer));
        for pitch in voices(card, slot, slot.energy).into_iter().filter(|_| plays) {
            let on = holding.iter().find(|&&i| notes[i].pitch == pitch && !slot.opens && !slot.last);
            match on {
                Some(&i) => {
                    notes[i].length_s = until - notes[i].t;
                    now.push(i);
                }
                None => {
                    now.push(notes.len());
                    let force = 0.35 + 0.5 * slot.energy;
                    notes.push(Note { t, length_s: until - t, pitch, force, ..Note::default() });
                }
            }
        }
        holding = now;
    }
    notes
}

/// Thin parts have fewer voices.
fn voices(card: &FigureCard, slot: &Slot, energy: f32) -> Vec<i32> {
    let upper = &slot.upper;
    if !card.voices.is_empty() {
        let own = card.voices.iter().map(|&v| upper[v.min(3)] + card.lift);
        // A full part of a thin pad is thickened above.
        let above = (energy > 0.65).then(|| upper[2] + 12 + card.lift);
        return own.chain(above).collect();
    }
    let chosen = if energy < 0.3 { vec![upper[0], upper[1], upper[3]] } else { upper.to_vec() };
    chosen.into_iter().map(|pitch| pitch + card.lift).collect()
}

/// Root, fifth and octave from begin to end.
fn drone(frame: &Frame) -> Vec<Note> {
    let length_s = frame.grid.duration;
    let tonic = 48 + frame.key.tonic;
    let fold = |pitch: i32| if pitch > 59 { pitch - 12 } else { pitch };
    let pitches = [fold(tonic), fold(tonic) + 7, fold(tonic) + 12];
    pitches.into_iter().map(|pitch| Note { t: 0.0, length_s, pitch, force: 0.4, ..Note::default() }).collect()
}

/// Semitones that gather around a tone of the chord, one more in fuller parts, and part again.
fn cluster(frame: &Frame, layer: Layer, chance: &mut Chance) -> Vec<Note> {
    let mut notes = Vec::new();
    for slot in frame.slots.iter().filter(|slot| frame.is_in(layer, slot.from)) {
        let t = frame.held_from(slot);
        let length_s = (frame.time(slot.to) + 0.25).min(frame.grid.duration) - t;
        let count = 2 + usize::from(slot.energy > 0.4) + usize::from(slot.energy > 0.6);
        for (i, pitch) in gathered(frame, slot).into_iter().take(count).enumerate() {
            let begin = t + f64::from(chance.within(0.0, 0.2)) * i as f64 * f64::from(u8::from(t > 0.0));
            let force = 0.35 + 0.4 * slot.energy;
            notes.push(Note { t: begin, length_s: length_s - (begin - t), pitch, force, ..Note::default() });
        }
    }
    notes
}

/// The tone of the chord where the mode has two neighbours a semitone apart, those two first.
fn gathered(frame: &Frame, slot: &Slot) -> [i32; 4] {
    let key = &frame.key;
    let beside = |p: i32| [1, -1].into_iter().map(|d| p + d).find(|&p| key.contains(p));
    let middle = slot.upper.iter().copied().filter(|&p| key.contains(p)).find(|&p| beside(p).is_some());
    let middle = middle.unwrap_or(slot.upper[1]);
    [middle, beside(middle).unwrap_or(middle + 1), key.stepped(middle, -2), key.nearest(middle + 6)]
}
