//! The bass: one long tone a chord, or eighths where the style drives.

use super::{Frame, Note, played};
use crate::cues::{Ending, Style};
use crate::dsp::Chance;

/// The bass's notes.
pub fn notes(frame: &Frame, chance: &mut Chance) -> Vec<Note> {
    let mut notes = Vec::new();
    for (i, slot) in frame.slots.iter().enumerate() {
        let style = frame.music.style;
        let drives = matches!(style, Style::Uplifting | Style::Tension) && !slot.last;
        if drives && (slot.energy >= 0.5 || style == Style::Tension) {
            let next = frame.slots.get(i + 1).map(|next| next.bass);
            eighths(frame, i, next, chance, &mut notes);
            continue;
        }
        let t = frame.held_from(slot);
        let short = slot.last && frame.music.ending == Ending::Hit;
        let length_s = if short { 0.4 } else { frame.time(slot.to) - t - 0.02 };
        notes.push(Note { t, length_s, pitch: slot.bass, force: 0.45 + 0.4 * slot.energy });
    }
    notes
}

fn eighths(frame: &Frame, slot: usize, next: Option<i32>, chance: &mut Chance, notes: &mut Vec<Note>) {
    let slot = &frame.slots[slot];
    let count = libm::round((slot.to - slot.from) * 2.0) as usize;
    let approach = chance.happens(0.3);
    for i in 0..count {
        let beat = slot.from + 0.5 * i as f64;
        let accent = if i % 4 == 0 { 1.0 } else { [0.6, 0.75][i % 2] };
        let closing = i + 1 == count && approach && frame.music.style == Style::Uplifting;
        let fifth = slot.bass + if slot.bass > 41 { -5 } else { 7 };
        let pitch = match next {
            Some(next) if closing && next != slot.bass => fifth,
            _ => slot.bass,
        };
        let t = played(frame.time(beat), 0.002, chance);
        let length_s = 0.42 * frame.grid.beat_s(beat);
        let force = (0.4 + 0.5 * slot.energy) * accent * chance.within(0.92, 1.08);
        notes.push(Note { t, length_s, pitch, force });
    }
}
