//! What the keys play: bars of steps, sparse bells, a bowl; a chord on every mark, and the last chord.

use super::frame::Slot;
use super::{Frame, Note, Touch, pad, played};
use crate::cues::{Ending, Layer};
use crate::dsp::Chance;
use crate::music::idiom::{Figure, FigureCard, bars};

/// The notes of a figure.
pub fn notes(frame: &Frame, card: &FigureCard, layer: Layer, chance: &mut Chance) -> Vec<Note> {
    if matches!(card.figure, Figure::Held | Figure::Tremolo | Figure::Drone | Figure::Cluster) {
        return pad::notes(frame, card, layer, chance);
    }
    let ways = bars(&card.way, &card.three, &card.six, frame.music.meter);
    let mut way = drawn(ways, chance);
    let mut notes = Vec::new();
    let looped = frame.music.ending == Ending::Loop;
    for slot in frame.slots.iter().filter(|slot| frame.is_in(layer, slot.from)) {
        if slot.energy < card.from && !slot.last && !frame.is_asked(layer) {
            continue;
        }
        if card.changing {
            way = drawn(ways, chance);
        }
        match card.figure {
            _ if slot.last && !looped && card.figure != Figure::Bowl => {
                closing(frame, slot, card, chance, &mut notes);
            }
            Figure::Bowl => bowl(frame, slot, card, &mut notes),
            Figure::Sparse => sparse(frame, slot, card, chance, &mut notes),
            _ => pattern(frame, slot, (card, &way), chance, &mut notes),
        }
    }
    let marked = !frame.idiom.soft && frame.idiom.silence_s < 0.01;
    for beat in frame.hits().into_iter().filter(|&beat| marked && frame.is_in(layer, beat)) {
        accent(frame, beat, card, chance, &mut notes);
    }
    notes
}

fn drawn(ways: &[String], chance: &mut Chance) -> Vec<u8> {
    ways.get(chance.below(ways.len())).map_or(vec![b'0', b'2', b'4', b'2'], |way| way.bytes().collect())
}

/// Tones that patterns count: 0 the bass, 1 its octave or third, 2 to 5 the upper voices, 6 and 7 two of them above.
fn tone(frame: &Frame, slot: &Slot, card: &FigureCard, index: usize) -> i32 {
    let bass = if slot.bass < card.low { slot.bass + 12 } else { slot.bass };
    let tones = slot.chord.pitch_classes();
    let third = (bass + 3..bass + 12).find(|p| tones.contains(&p.rem_euclid(12))).unwrap_or(bass + 12);
    card.lift
        + match index {
            0 => bass,
            1 if card.third => third,
            1 => bass + 12,
            i if card.scale => frame.key.stepped(frame.key.nearest(bass + 12), (i as i32 - 2) * 2 - 1),
            6 => slot.upper[1] + 12,
            7 => slot.upper[3] + 12,
            i => slot.upper[(i - 2).min(3)],
        }
}

/// Tones of one step, from below, with the time between them.
fn tones(frame: &Frame, slot: &Slot, card: &FigureCard, mark: u8) -> (Vec<i32>, f64) {
    let chord = || slot.upper.iter().map(|p| p + card.lift).collect::<Vec<i32>>();
    let strum = 0.011;
    match mark {
        b'x' | b'o' => (chord(), 0.0),
        b'd' => ([vec![tone(frame, slot, card, 0)], chord()].concat(), strum),
        b'u' => (chord().into_iter().rev().take(3).collect(), strum * 0.8),
        b'p' | b'q' => {
            let low = tone(frame, slot, card, 0);
            // Power chords stand on their root, whatever the bass has.
            let root = low - (low - slot.chord.root).rem_euclid(12);
            let root = if root < card.low { root + 12 } else { root };
            let fifth = if slot.chord.is_diminished() { 6 } else { 7 };
            (vec![root, root + fifth, root + 12], 0.004)
        }
        digit => (vec![tone(frame, slot, card, usize::from(digit.saturating_sub(b'0')))], 0.0),
    }
}

fn pattern(
    frame: &Frame,
    slot: &Slot,
    (card, way): (&FigureCard, &[u8]),
    chance: &mut Chance,
    notes: &mut Vec<Note>,
) {
    let a_beat = frame.steps_a_beat(card.grid);
    let into = slot.into * a_beat;
    let count = libm::round((slot.to - slot.from) * a_beat) as usize;
    for i in 0..count {
        let at = i + libm::round(into) as usize;
        let mark = match way[at % way.len()] {
            // A chord that begins within a bar is heard when it begins.
            b'.' | b'-' if i == 0 && way[0].is_ascii_digit() => way[0],
            mark => mark,
        };
        if matches!(mark, b'.' | b'-') {
            continue;
        }
        let beat = slot.from + i as f64 / a_beat;
        let held = (1..count - i).take_while(|k| way[(at + k) % way.len()] == b'-').count();
        let accent = accent_of(card, mark, at, a_beat);
        let deviation = if i == 0 { 0.0015 } else { frame.idiom.deviation_s };
        let t = played(frame.heard(beat), deviation.min(frame.idiom.deviation_s), chance);
        let until = frame.time(slot.to);
        let step = frame.grid.beat_s(beat) / a_beat;
        let length_s = if card.pedal { until - t } else { card.length * step * (1 + held) as f64 }
            .min(until - t)
            .max(0.05);
        let force = (0.38 + 0.40 * slot.energy) * accent * chance.within(0.92, 1.08);
        let touch = if card.muted && held == 0 { Touch::Muted } else { Touch::Plain };
        let (pitches, apart) = tones(frame, slot, card, mark);
        for (k, pitch) in pitches.into_iter().enumerate() {
            let late = apart * k as f64;
            let length_s = (length_s - late).max(0.05);
            notes.push(Note { t: t + late, length_s, pitch, force, touch, ..Note::default() });
        }
    }
}

fn accent_of(card: &FigureCard, mark: u8, at: usize, a_beat: f64) -> f32 {
    let steps = (4.0 * a_beat) as usize;
    let own = match mark {
        b'x' | b'p' | b'd' => 1.0,
        b'o' | b'q' | b'u' => 0.68,
        _ if !card.accents.is_empty() => {
            if card.accents.contains(&(at % steps)) {
                1.0
            } else {
                0.6
            }
        }
        _ if at == 0 => 1.0,
        _ if at % a_beat as usize == 0 => 0.78,
        _ => 0.62,
    };
    // A chord's step is not louder than the tone of an arpeggio by all its tones.
    if mark.is_ascii_digit() { own } else { own * 0.8 }
}

fn sparse(frame: &Frame, slot: &Slot, card: &FigureCard, chance: &mut Chance, notes: &mut Vec<Note>) {
    let mut last = usize::MAX;
    let a_beat = frame.steps_a_beat(2);
    let count = libm::round((slot.to - slot.from) * a_beat) as usize;
    for i in 0..count {
        let p = match i {
            0 => 1.0,
            i if i % a_beat as usize == 0 => 0.28 + 0.45 * slot.energy,
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
        let t = played(frame.heard(slot.from + i as f64 / a_beat), frame.idiom.deviation_s, chance);
        let force = (0.32 + 0.35 * slot.energy) * if i == 0 { 1.0 } else { chance.within(0.5, 0.8) };
        let length_s = 2.5_f64.min(frame.grid.duration - t).max(0.1);
        notes.push(Note { t, length_s, pitch: slot.upper[which] + card.lift, force, ..Note::default() });
    }
}

/// One tone when a chord begins, barely struck: tonic, second or fifth, which ring together for as long as they like.
fn bowl(frame: &Frame, slot: &Slot, card: &FigureCard, notes: &mut Vec<Note>) {
    let t = if slot.from < 0.01 { 0.1 } else { frame.time(slot.from) };
    let chord = slot.chord.pitch_classes();
    let sounds = |pc: &i32| chord.contains(pc) || slot.chord.bass == Some(*pc);
    let tones = [0, 1, 4].map(|degree| frame.key.midi(degree).rem_euclid(12));
    let tones: Vec<i32> = tones.into_iter().filter(sounds).collect();
    let near = (0..12).flat_map(|away| [slot.upper[1] - away, slot.upper[1] + away]);
    let pitch =
        near.into_iter().find(|p| tones.contains(&p.rem_euclid(12))).unwrap_or(slot.upper[1]) + card.lift;
    let length_s = (frame.grid.duration - t).max(0.1);
    notes.push(Note { t, length_s, pitch, force: 0.25 + 0.15 * slot.energy, ..Note::default() });
}

/// The last chord, rolled from below.
fn closing(frame: &Frame, slot: &Slot, card: &FigureCard, chance: &mut Chance, notes: &mut Vec<Note>) {
    let t = frame.time(slot.from);
    let hit = frame.music.ending == Ending::Hit;
    let roll = if hit { 0.0 } else { frame.idiom.roll_s };
    let length_s = if hit { 0.25 } else { frame.time(slot.to) - t };
    let power = card.way.iter().any(|way| way.contains('p'));
    let pitches = match power {
        true => tones(frame, slot, card, b'p').0,
        false => {
            let low = (card.lift == 0).then(|| tone(frame, slot, card, 0));
            low.into_iter().chain(slot.upper.iter().map(|p| p + card.lift)).collect()
        }
    };
    for (i, pitch) in pitches.into_iter().enumerate() {
        let begin = t + roll * i as f64;
        let force = (0.36 + 0.30 * slot.energy) * chance.within(0.92, 1.08) * if i == 0 { 1.0 } else { 0.85 };
        let length_s = (length_s - roll * i as f64).max(0.1);
        notes.push(Note { t: begin, length_s, pitch, force, ..Note::default() });
    }
}

/// A chord on a mark, so that the picture's cut is heard in the harmony too.
fn accent(frame: &Frame, beat: f64, card: &FigureCard, chance: &mut Chance, notes: &mut Vec<Note>) {
    let slot = frame.slot_at(beat);
    let t = frame.time(beat);
    // Where the chord begins too, its own notes already sound.
    let with_chord = if (beat - slot.from).abs() < 0.01 { 0.75 } else { 1.0 };
    let rings = card.pedal || card.figure == Figure::Sparse;
    let length_s =
        if rings { frame.time(slot.to) - t + 0.05 } else { 0.9 * frame.grid.beat_s(beat).min(0.6) };
    let power = card.way.iter().any(|way| way.contains('p'));
    let pitches = if power {
        tones(frame, slot, card, b'p').0
    } else {
        slot.upper[1..].iter().map(|p| p + card.lift).collect()
    };
    for pitch in pitches {
        let force = (0.36 + 0.32 * slot.energy) * with_chord * chance.within(0.92, 1.05);
        notes.push(Note { t, length_s, pitch, force, ..Note::default() });
    }
}
