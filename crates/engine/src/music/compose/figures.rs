//! What the keys play: broken chords, sparse bells, plucked patterns, a driving ostinato; a chord on every mark.

use super::frame::Slot;
use super::{Frame, Note, played};
use crate::cues::{Ending, Style};
use crate::dsp::Chance;

/// The keys' notes.
pub fn notes(frame: &Frame, chance: &mut Chance) -> Vec<Note> {
    let order = Order::drawn(frame.music.style, chance);
    let mut notes = Vec::new();
    for slot in &frame.slots {
        match frame.music.style {
            _ if slot.last => closing(frame, slot, chance, &mut notes),
            Style::CinematicAmbient => bells(frame, slot, chance, &mut notes),
            _ => pattern(frame, slot, &order, chance, &mut notes),
        }
    }
    for beat in frame.hits() {
        accent(frame, beat, chance, &mut notes);
    }
    notes
}

/// A repeated way through the tones of a chord; `None` rests.
struct Order(Vec<Option<usize>>);

impl Order {
    fn drawn(style: Style, chance: &mut Chance) -> Order {
        let ways: &[&str] = match style {
            Style::Piano | Style::CinematicAmbient => {
                &["02345432", "02435423", "02423542", "03425342", "02354325", "0243.542"]
            }
            Style::Uplifting => &["2423525.", "24.52.42", "2.42.453", "24254253", "25.42.52"],
            Style::Tension => &["00100100", "01001001", "00000010", "0.01001.", "00010010"],
        };
        let way = ways[chance.below(ways.len())];
        Order(way.chars().map(|c| c.to_digit(10).map(|d| d as usize)).collect())
    }

    fn at(&self, i: usize) -> Option<usize> {
        self.0[i % self.0.len()]
    }
}

/// Tones that patterns count: 0 the bass, 1 its fifth or octave, 2 to 5 the upper voices.
fn tone(frame: &Frame, slot: &Slot, index: usize) -> i32 {
    let low = if frame.music.style == Style::Tension { 43 } else { 40 };
    let bass = if slot.bass < low { slot.bass + 12 } else { slot.bass };
    match index {
        0 => bass,
        1 if frame.music.style == Style::Tension => bass + if slot.chord.is_minor() { 3 } else { 7 },
        1 => bass + 12,
        i => slot.upper[(i - 2).min(3)],
    }
}

/// Notes a beat by arousal and energy: 1, 2 or 4.
fn notes_a_beat(frame: &Frame, slot: &Slot) -> usize {
    let drive = frame.music.mood.a + 0.8 * (slot.energy - 0.5);
    match frame.music.style {
        Style::Piano if drive < -0.75 => 1,
        Style::Piano if drive > 0.75 => 4,
        Style::Uplifting if drive > 0.35 => 4,
        Style::Tension if drive > 0.1 => 4,
        _ => 2,
    }
}

fn pattern(frame: &Frame, slot: &Slot, order: &Order, chance: &mut Chance, notes: &mut Vec<Note>) {
    let a_beat = notes_a_beat(frame, slot);
    let count = libm::round((slot.to - slot.from) * a_beat as f64) as usize;
    let pedal = frame.music.style == Style::Piano;
    for i in 0..count {
        let Some(index) = order.at(if i == 0 { 0 } else { i }) else { continue };
        let beat = slot.from + i as f64 / a_beat as f64;
        let accent = if i == 0 {
            1.0
        } else if i % a_beat == 0 {
            0.78
        } else {
            0.62
        };
        let t = played(frame.time(beat), if i == 0 { 0.0015 } else { 0.004 }, chance);
        let until = frame.time(slot.to);
        let short = frame.grid.beat_s(beat) / a_beat as f64;
        let length_s = if pedal { until - t } else { 0.8 * short };
        let force = (0.38 + 0.40 * slot.energy) * accent * chance.within(0.92, 1.08);
        notes.push(Note { t, length_s, pitch: tone(frame, slot, index), force });
    }
}

fn bells(frame: &Frame, slot: &Slot, chance: &mut Chance, notes: &mut Vec<Note>) {
    let mut last = usize::MAX;
    let count = libm::round((slot.to - slot.from) * 2.0) as usize;
    for i in 0..count {
        let p = match i {
            0 => 1.0,
            i if i % 2 == 0 => 0.28 + 0.45 * slot.energy,
            _ => 0.25 * slot.energy,
        };
        if !chance.happens(p) {
            continue;
        }
        let mut which = chance.below(4);
        if which == last {
            which = (which + 1) % 4;
        }
        last = which;
        let t = played(frame.time(slot.from + 0.5 * i as f64), 0.004, chance);
        let force = (0.32 + 0.35 * slot.energy) * if i == 0 { 1.0 } else { chance.within(0.5, 0.8) };
        notes.push(Note { t, length_s: 2.5, pitch: slot.upper[which] + 12, force });
    }
}

/// The last chord, rolled from below.
fn closing(frame: &Frame, slot: &Slot, chance: &mut Chance, notes: &mut Vec<Note>) {
    let t = frame.time(slot.from);
    let hit = frame.music.ending == Ending::Hit;
    let roll = match frame.music.style {
        _ if hit => 0.0,
        Style::Piano | Style::CinematicAmbient => 0.045,
        Style::Uplifting => 0.02,
        Style::Tension => 0.0,
    };
    let length_s = if hit { 0.25 } else { frame.time(slot.to) - t };
    let lift = if frame.music.style == Style::CinematicAmbient { 12 } else { 0 };
    let low = (frame.music.style != Style::CinematicAmbient).then(|| tone(frame, slot, 0));
    let pitches = low.into_iter().chain(slot.upper.iter().map(|p| p + lift));
    for (i, pitch) in pitches.enumerate() {
        let begin = t + roll * i as f64;
        let force = (0.36 + 0.30 * slot.energy) * chance.within(0.92, 1.08) * if i == 0 { 1.0 } else { 0.85 };
        notes.push(Note { t: begin, length_s: length_s - roll * i as f64, pitch, force });
    }
}

/// A chord on a mark, so that the picture's cut is heard in the harmony too.
fn accent(frame: &Frame, beat: f64, chance: &mut Chance, notes: &mut Vec<Note>) {
    let slot = frame.slot_at(beat);
    let t = frame.time(beat);
    let lift = if frame.music.style == Style::CinematicAmbient { 12 } else { 0 };
    // Where the chord begins too, its own notes already sound.
    let with_chord = if (beat - slot.from).abs() < 0.01 { 0.75 } else { 1.0 };
    let length_s = match frame.music.style {
        Style::Tension => 0.3,
        Style::Uplifting => 0.8,
        _ => frame.time(slot.to) - t + 0.3,
    };
    for &pitch in &slot.upper[1..] {
        let force = (0.36 + 0.32 * slot.energy) * with_chord * chance.within(0.92, 1.05);
        notes.push(Note { t, length_s, pitch: pitch + lift, force });
    }
}
