//! The melody: a motif of two bars that returns changed, and closes on the tonic.

use super::{Frame, Note, played};
use crate::cues::Style;
use crate::dsp::Chance;

/// Rhythms of a bar of four beats: begin and length of each note.
const RHYTHMS: [&[(f64, f64)]; 6] = [
    &[(0.0, 1.5), (1.5, 0.5), (2.0, 1.5)],
    &[(0.0, 1.0), (1.0, 1.0), (2.0, 1.75)],
    &[(0.0, 0.5), (0.5, 0.5), (1.0, 2.0)],
    &[(1.0, 0.5), (1.5, 0.5), (2.0, 1.0), (3.0, 0.75)],
    &[(0.0, 2.5), (3.0, 0.5), (3.5, 0.5)],
    &[(0.5, 0.5), (1.0, 1.5), (2.5, 1.0)],
];

/// The melody's notes; none in a piece of fewer than eight beats.
pub fn notes(frame: &Frame, chance: &mut Chance) -> Vec<Note> {
    let end = frame.grid.end();
    if end < 8.0 {
        return vec![];
    }
    let motif = Motif::drawn(chance);
    let mood = frame.music.mood;
    let centre = 71 + libm::roundf(4.0 * mood.v.clamp(-1.0, 1.0) + 2.0 * mood.a.clamp(-1.0, 1.0)) as i32;
    let mut line = Line { frame, notes: vec![], last: centre, centre };
    let bars: Vec<(f64, f64)> = frame.grid.downbeats.windows(2).map(|w| (w[0], w[1])).collect();
    for (i, &(from, to)) in bars.iter().enumerate() {
        let waits = i == 0 || (frame.music.style == Style::Uplifting && frame.energy_at(from) < 0.42);
        if !waits {
            line.bar(&motif, i - 1, from, to, chance);
        }
    }
    if !line.notes.is_empty() {
        line.close(end);
    }
    line.notes
}

/// Rhythm and contour of two bars.
struct Motif {
    rhythm: [&'static [(f64, f64)]; 2],
    contour: [i32; 8],
}

impl Motif {
    fn drawn(chance: &mut Chance) -> Motif {
        let first = chance.below(RHYTHMS.len());
        let second = (first + 1 + chance.below(RHYTHMS.len() - 1)) % RHYTHMS.len();
        // Steps of the scale: up in the first bar, down in the second, an arch.
        let step = |up: f32, chance: &mut Chance| {
            let size = *chance.pick(&[(1, 0.6), (2, 0.2), (0, 0.12), (3, 0.08)]);
            if chance.happens(up) { size } else { -size }
        };
        let contour = core::array::from_fn(|i| step(if i < 4 { 0.72 } else { 0.28 }, chance));
        Motif { rhythm: [RHYTHMS[first], RHYTHMS[second]], contour }
    }
}

struct Line<'a> {
    frame: &'a Frame<'a>,
    notes: Vec<Note>,
    last: i32,
    centre: i32,
}

impl Line<'_> {
    /// One bar: form a a' b a'', where b turns the contour over.
    fn bar(&mut self, motif: &Motif, bar: usize, from: f64, to: f64, chance: &mut Chance) {
        let half = bar % 2;
        let over = if bar / 2 % 4 == 2 { -1 } else { 1 };
        for (i, &(at, length)) in motif.rhythm[half].iter().enumerate() {
            let beat = from + at;
            if beat + 0.4 > to {
                break;
            }
            let wanted = over * motif.contour[half * 4 + i.min(3)];
            let strong = at == libm::floor(at) && (at as i64 % 2 == 0 || length >= 1.0);
            let pitch = self.next(beat, wanted, strong);
            let t = played(self.frame.time(beat), 0.004, chance);
            let length_s = self.frame.time((beat + length).min(to)) - t;
            let energy = self.frame.energy_at(beat);
            let force = (0.5 + 0.35 * energy) * if strong { 1.0 } else { 0.82 } * chance.within(0.94, 1.06);
            self.notes.push(Note { t, length_s, pitch, force });
            self.last = pitch;
        }
    }

    /// The note `wanted` steps away; on strong beats the nearest tone of the chord to it.
    fn next(&self, beat: f64, wanted: i32, strong: bool) -> i32 {
        let pull = match self.last - self.centre {
            d if d > 5 => -wanted.abs(),
            d if d < -5 => wanted.abs(),
            _ => wanted,
        };
        let target = self.step(pull);
        if !strong {
            return target;
        }
        let tones = self.frame.slot_at(beat).chord.pitch_classes();
        let all = (self.centre - 9..=self.centre + 9).filter(|p| tones.contains(&p.rem_euclid(12)));
        all.min_by_key(|p| (p - target).abs() * 2 + 3 * i32::from(*p == self.last)).unwrap_or(target)
    }

    fn step(&self, steps: i32) -> i32 {
        let key = &self.frame.key;
        let near = (0..3).find_map(|d| key.degree_of(self.last - d).map(|degree| (self.last - d, degree)));
        let (pitch, degree) = near.unwrap_or((self.last, 0));
        pitch + key.midi(degree + steps) - key.midi(degree)
    }

    /// Ends on the tonic's root or third, whichever is nearer.
    fn close(&mut self, end: f64) {
        let tones = self.frame.slot_at(end).chord.pitch_classes();
        let all = (self.last - 7..=self.last + 7)
            .filter(|p| tones.iter().take(2).any(|pc| p.rem_euclid(12) == *pc));
        let pitch = all.min_by_key(|p| (p - self.last).abs()).unwrap_or(self.last);
        let t = self.frame.time(end);
        let length_s = self.frame.grid.duration - t;
        self.notes.push(Note { t, length_s, pitch, force: 0.55 + 0.25 * self.frame.energy_at(end) });
    }
}
