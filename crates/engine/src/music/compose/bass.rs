//! The bass: a bar of steps that follows the chords' roots, a long tone where it is quiet, or a walk.

use super::frame::Slot;
use super::{Frame, Note, Slide, played};
use crate::cues::{Ending, Layer};
use crate::dsp::Chance;
use crate::music::idiom::bars;

/// How often the last step of a chord leads into the next root.
const APPROACHES: f32 = 0.3;

/// The bass's notes.
pub fn notes(frame: &Frame, chance: &mut Chance) -> Vec<Note> {
    let card = &frame.idiom.bass;
    let ways = bars(&card.way, &card.three, &card.six, frame.music.meter);
    let way: Vec<u8> = ways.get(chance.below(ways.len())).map_or(vec![b'r'], |way| way.bytes().collect());
    let mut notes = Vec::new();
    for (i, slot) in frame.slots.iter().enumerate().filter(|(_, slot)| frame.is_in(Layer::Bass, slot.from)) {
        let next = frame.slots.get(i + 1).map(|next| next.bass);
        let walks = way == b"walk";
        match () {
            () if slot.last || frame.asmr || slot.energy < card.still => long(frame, slot, &mut notes),
            () if walks => walk(frame, slot, next, chance, &mut notes),
            () => steps(frame, slot, (&way, next), chance, &mut notes),
        }
    }
    notes
}

fn long(frame: &Frame, slot: &Slot, notes: &mut Vec<Note>) {
    let t = frame.held_from(slot);
    let short = slot.last && frame.music.ending == Ending::Hit;
    let length_s = if short { 0.4 } else { frame.time(slot.to) - t - 0.02 };
    notes.push(Note { t, length_s, pitch: slot.bass, force: 0.45 + 0.4 * slot.energy, ..Note::default() });
}

/// The chord's fifth (its root where the fifth is in the bass) within an octave of the bass.
fn fifth(slot: &Slot) -> i32 {
    let size = if slot.chord.is_diminished() { 6 } else { 7 };
    let fifth = slot.chord.root + size;
    let over = match (fifth - slot.bass).rem_euclid(12) {
        0 => (slot.chord.root - slot.bass).rem_euclid(12),
        over => over,
    };
    if slot.bass > 41 { slot.bass + over - 12 } else { slot.bass + over }
}

/// A tone of the scale next to the coming root.
fn approach(frame: &Frame, slot: &Slot, next: Option<i32>) -> i32 {
    match next {
        Some(next) if next != slot.bass => frame.key.stepped(next, if next > slot.bass { -1 } else { 1 }),
        _ => fifth(slot),
    }
}

fn steps(
    frame: &Frame,
    slot: &Slot,
    (way, next): (&[u8], Option<i32>),
    chance: &mut Chance,
    notes: &mut Vec<Note>,
) {
    let a_beat = frame.steps_a_beat(4);
    let into = libm::round(slot.into * a_beat) as usize;
    let count = libm::round((slot.to - slot.from) * a_beat) as usize;
    let leads = chance.happens(APPROACHES);
    for i in 0..count {
        let at = i + into;
        let mark = way[at % way.len()];
        let off_beat = way[0] == b'.';
        let mark = if i == 0 && !off_beat && matches!(mark, b'-' | b'.') { b'r' } else { mark };
        let pitch = match mark {
            b'r' | b's' => slot.bass,
            b'f' => fifth(slot),
            b'o' => slot.bass + 12,
            b'a' if leads => approach(frame, slot, next),
            b'a' => slot.bass,
            _ => continue,
        };
        let beat = slot.from + i as f64 / a_beat;
        let held = (1..count - i).take_while(|k| way[(at + k) % way.len()] == b'-').count();
        let accent = [1.0, 0.7, 0.8, 0.7][at % 4];
        let t = played(frame.heard(beat), 0.002_f32.min(frame.idiom.deviation_s), chance);
        let length_s = 0.92 * (1 + held) as f64 * frame.grid.beat_s(beat) / a_beat;
        let t = if slot.from < 0.01 && i == 0 && held > 6 { 0.0 } else { t };
        let force = (0.45 + 0.42 * slot.energy) * accent * chance.within(0.92, 1.08);
        let slide = (mark == b's').then_some(Slide { from: 7.0, over_s: 0.12 });
        notes.push(Note { t, length_s, pitch, force, slide, ..Note::default() });
    }
}

/// A tone a beat: the root, tones of the chord or the scale on the way, and a step into the next root.
fn walk(frame: &Frame, slot: &Slot, next: Option<i32>, chance: &mut Chance, notes: &mut Vec<Note>) {
    let count = libm::round(slot.to - slot.from).max(1.0) as usize;
    let target = next.unwrap_or(slot.bass);
    let tones = slot.chord.pitch_classes();
    let mut pitch = slot.bass;
    for i in 0..count {
        let beat = slot.from + i as f64;
        if i > 0 {
            let up = if pitch > 45 {
                false
            } else if pitch < 33 {
                true
            } else {
                target >= pitch
            };
            pitch = match () {
                () if i + 1 == count => approach(frame, slot, next),
                () if i % 2 == 0 || chance.happens(0.4) => chord_step(&tones, pitch, up),
                () => frame.key.stepped(pitch, if up { 1 } else { -1 }),
            };
        }
        let t = played(frame.heard(beat), 0.004, chance);
        let force = (0.5 + 0.3 * slot.energy) * [1.0, 0.85, 0.92, 0.85][i % 4] * chance.within(0.92, 1.08);
        let length_s = 0.9 * frame.grid.beat_s(beat);
        notes.push(Note { t, length_s, pitch, force, ..Note::default() });
    }
}

fn chord_step(tones: &[i32], from: i32, up: bool) -> i32 {
    let direction = if up { 1 } else { -1 };
    let ways = (1..12).map(|d| from + direction * d);
    ways.into_iter().find(|p| tones.contains(&p.rem_euclid(12))).unwrap_or(from)
}
