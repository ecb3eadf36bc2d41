//! Held chords; a tone that the next chord has too is held on.

use super::{Frame, Note};
use crate::cues::{Ending, Style};

/// The pad's notes.
pub fn notes(frame: &Frame) -> Vec<Note> {
    let mut notes: Vec<Note> = Vec::new();
    let mut held: Vec<usize> = Vec::new();
    for slot in &frame.slots {
        let (t, until) = (frame.held_from(slot), frame.time(slot.to));
        let mut holding = Vec::new();
        for pitch in voices(frame, &slot.upper, slot.energy) {
            let on = held.iter().find(|&&i| notes[i].pitch == pitch && !slot.opens && !slot.last);
            match on {
                Some(&i) => {
                    notes[i].length_s = until - notes[i].t;
                    holding.push(i);
                }
                None => {
                    holding.push(notes.len());
                    notes.push(Note { t, length_s: until - t, pitch, force: 0.35 + 0.5 * slot.energy });
                }
            }
        }
        held = holding;
    }
    if frame.music.ending == Ending::Hit {
        let end = frame.time(frame.grid.end());
        notes.iter_mut().filter(|n| n.t >= end - 0.05).for_each(|n| n.length_s = 0.3);
    }
    notes
}

/// Thin parts have fewer voices; tension leaves out what would make it sweet.
fn voices(frame: &Frame, upper: &[i32; 4], energy: f32) -> Vec<i32> {
    match frame.music.style {
        Style::Tension if energy > 0.65 => vec![upper[0], upper[2], upper[2] + 12],
        Style::Tension => vec![upper[0], upper[2]],
        Style::Piano if energy < 0.4 => vec![upper[1], upper[3]],
        _ if energy < 0.3 => vec![upper[0], upper[1], upper[3]],
        _ => upper.to_vec(),
    }
}
