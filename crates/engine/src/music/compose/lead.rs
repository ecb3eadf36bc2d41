//! The melody: a motif of two bars that returns changed, and closes on the tonic.

use super::frame::Slot;
use super::{Frame, Note, Slide, Touch, played};
use crate::cues::{Ending, Layer};
use crate::dsp::Chance;
use crate::music::idiom::{LeadCard, Manner};

/// Begin and length of each note of a bar, beats.
type Bar = &'static [(f64, f64)];

const SONG: &[Bar] = &[
    &[(0.0, 1.5), (1.5, 0.5), (2.0, 1.2)],
    &[(0.0, 1.0), (1.0, 1.0), (2.0, 1.4)],
    &[(0.0, 0.5), (0.5, 0.5), (1.0, 1.6)],
    &[(1.0, 0.5), (1.5, 0.5), (2.0, 0.9), (3.0, 0.6)],
    &[(0.0, 2.0), (3.0, 0.5), (3.5, 0.4)],
    &[(0.5, 0.5), (1.0, 1.3), (2.5, 0.9)],
];
const BROAD: &[Bar] = &[
    &[(0.0, 2.0), (2.0, 1.2)],
    &[(0.0, 3.0)],
    &[(0.0, 1.0), (1.0, 0.5), (1.5, 1.8)],
    &[(0.0, 1.4), (1.5, 1.5)],
];
const SPARSE: &[Bar] = &[
    &[(0.0, 1.4), (2.5, 0.9)],
    &[(0.5, 0.5), (1.0, 2.0)],
    &[(0.0, 0.5), (0.5, 1.9)],
    &[(1.0, 1.0), (2.0, 1.6)],
];
const CREEPING: &[Bar] = &[&[(0.0, 2.6)], &[(0.0, 1.0), (1.0, 1.8)], &[(2.0, 1.6)]];
const RIFF: &[Bar] = &[
    &[(0.0, 0.5), (0.75, 0.5), (1.5, 0.5), (2.5, 0.5)],
    &[(0.0, 0.25), (0.5, 0.5), (1.5, 0.5), (2.0, 0.9)],
    &[(0.0, 0.75), (0.75, 0.75), (1.5, 0.5), (3.0, 0.4)],
    &[(0.5, 0.5), (1.0, 0.5), (2.0, 0.5), (2.75, 0.5)],
];
const STABS: &[Bar] = &[
    &[(0.0, 0.3), (1.5, 0.3), (2.0, 0.7)],
    &[(0.0, 0.25), (0.75, 0.25), (2.5, 0.3)],
    &[(0.0, 0.7), (3.0, 0.25), (3.5, 0.25)],
];
const HOPPING: &[Bar] = &[
    &[(0.0, 0.4), (0.5, 0.3), (1.0, 0.4), (2.0, 0.8)],
    &[(0.0, 0.3), (1.0, 0.3), (1.5, 0.3), (2.0, 0.3), (2.5, 0.4)],
    &[(0.5, 0.3), (1.0, 0.6), (2.5, 0.3), (3.0, 0.4)],
    &[(0.0, 0.7), (1.0, 0.3), (1.5, 0.9)],
];
const SWINGING: &[Bar] = &[
    &[(0.0, 0.5), (0.5, 0.5), (1.0, 0.5), (1.5, 1.0)],
    &[(0.5, 0.5), (1.0, 0.9), (2.5, 0.5), (3.0, 0.5)],
    &[(1.0, 0.5), (1.5, 0.5), (2.0, 0.5), (2.5, 0.5), (3.0, 0.5)],
    &[(0.0, 1.0), (1.5, 0.5), (2.0, 0.9)],
];
const ORNATE: &[Bar] = &[
    &[(0.0, 1.5), (1.5, 0.5), (2.0, 1.3)],
    &[(0.0, 0.5), (0.5, 0.5), (1.0, 2.0)],
    &[(0.0, 1.0), (1.0, 0.25), (1.25, 0.25), (1.5, 1.6)],
    &[(0.5, 0.5), (1.0, 1.0), (2.0, 1.4)],
];
const THIRDS: &[Bar] = &[
    &[(0.0, 1.0), (1.0, 0.6)],
    &[(0.0, 2.0 / 3.0), (2.0 / 3.0, 1.0 / 3.0), (1.0, 0.6)],
    &[(0.0, 1.0), (4.0 / 3.0, 0.4)],
    &[(0.0, 1.4)],
];
const WALTZ: &[Bar] = &[
    &[(0.0, 1.5), (1.5, 0.4)],
    &[(0.0, 1.0), (1.0, 0.5), (1.5, 0.5)],
    &[(0.0, 1.0), (1.0, 1.2)],
    &[(0.0, 0.5), (0.5, 0.5), (1.0, 1.1)],
];

/// A piece with this many bars has a melody that nobody asked for, and so has a slower one of two bars and so many seconds.
const LEAST_BARS: usize = 4;
const LEAST_S: f64 = 5.0;
/// Runs of semitones stay a surprise: beats from one to the next.
const RUNS_APART: f64 = 6.0;

/// The melody's notes.
pub fn notes(frame: &Frame, card: &LeadCard, chance: &mut Chance) -> Vec<Note> {
    let bars: Vec<(f64, f64)> = frame.grid.downbeats.windows(2).map(|w| (w[0], w[1])).collect();
    let asked = frame.music.instruments.contains_key(&Layer::Lead);
    let long = bars.len() >= LEAST_BARS || bars.len() >= 2 && frame.time(frame.grid.end()) >= LEAST_S;
    if !long && !asked {
        return vec![];
    }
    let mut line = Line::new(frame, card);
    let waits = usize::from(bars.len() >= LEAST_BARS && !frame.music.entries.is_empty())
        .max(usize::from(bars.len() > LEAST_BARS));
    // The fuller half of a calm piece has its melody too, and what was asked for is heard, however quiet the part.
    let mut fullest: Vec<f32> = bars.iter().skip(waits).map(|bar| frame.energy_at(bar.0)).collect();
    fullest.sort_by(|a, b| b.total_cmp(a));
    let from =
        if asked { 0.0 } else { card.from.min(fullest.get(fullest.len() / 2).copied().unwrap_or(0.0)) };
    let sings = |beat: f64| frame.energy_at(beat) >= from && frame.is_in(Layer::Lead, beat);
    let sung: Vec<(f64, f64)> = bars.into_iter().skip(waits).filter(|bar| sings(bar.0)).collect();
    let motif = Motif::drawn(frame, card.manner, sung.len(), chance);
    sung.iter().enumerate().for_each(|(i, &bar)| line.bar(&motif, i, bar, chance));
    if !line.notes.is_empty() && frame.music.ending != Ending::Loop {
        line.close(frame.grid.end());
    }
    breathe(frame, &mut line.notes);
    line.notes
}

/// Shortens notes where the melody would rest less than its style wants.
fn breathe(frame: &Frame, notes: &mut [Note]) {
    let end = frame.time(frame.grid.end());
    let most = (1.0 - f64::from(frame.idiom.rules.rests[0]) - 0.03) * end;
    let mut starts: Vec<(f64, f64)> =
        notes.iter().filter(|n| n.t < end - 0.05).map(|n| (n.t, n.length_s)).collect();
    starts.sort_by(|a, b| a.0.total_cmp(&b.0));
    starts.dedup_by(|next, kept| next.0 - kept.0 < 0.01);
    let sounding: f64 = starts.iter().map(|(_, length_s)| length_s).sum();
    if sounding > most {
        notes.iter_mut().filter(|n| n.t < end - 0.05).for_each(|n| n.length_s *= most / sounding);
    }
}

/// Rhythm and contour of two bars.
struct Motif {
    rhythm: [Bar; 2],
    contour: [i32; 12],
    /// What the first three tones of the chord cost on each strong note: less is sweeter.
    colours: [[f32; 3]; 12],
}

impl Motif {
    fn drawn(frame: &Frame, manner: Manner, bars: usize, chance: &mut Chance) -> Motif {
        let table = match (frame.music.meter, manner) {
            (6, _) => THIRDS,
            (3, Manner::Song | Manner::Broad | Manner::Ornate) => WALTZ,
            (_, Manner::Song) => SONG,
            (_, Manner::Broad) => BROAD,
            (_, Manner::Sparse) => SPARSE,
            (_, Manner::Creeping) => CREEPING,
            (_, Manner::Riff) => RIFF,
            (_, Manner::Stabs) => STABS,
            (_, Manner::Hopping) => HOPPING,
            (_, Manner::Swinging) => SWINGING,
            (_, Manner::Ornate) => ORNATE,
        };
        let first = chance.below(table.len());
        let other = (first + 1 + chance.below(table.len() - 1)) % table.len();
        // A piece of few bars has only one of them to come back to.
        let second = if bars < LEAST_BARS { first } else { other };
        let sizes: &[(i32, f32)] = match manner {
            Manner::Hopping | Manner::Riff => &[(1, 0.35), (2, 0.4), (0, 0.1), (3, 0.15)],
            Manner::Creeping => &[(1, 0.9), (0, 0.1)],
            _ => &[(1, 0.6), (2, 0.2), (0, 0.12), (3, 0.08)],
        };
        // Steps of the scale: up in the first bar, down in the second, an arch.
        let step = |up: f32, chance: &mut Chance| {
            let size = *chance.pick(sizes);
            if chance.happens(up) { size } else { -size }
        };
        let contour = core::array::from_fn(|i| step(if i < 6 { 0.72 } else { 0.28 }, chance));
        let colours = core::array::from_fn(|_| {
            [chance.within(0.0, 3.0), chance.within(-1.0, 2.0), chance.within(0.0, 3.0)]
        });
        Motif { rhythm: [table[first], table[second]], contour, colours }
    }
}

/// Where a note of the melody stands, beats.
struct Moment {
    beat: f64,
    length: f64,
    strong: bool,
}

struct Line<'a> {
    frame: &'a Frame<'a>,
    card: &'a LeadCard,
    notes: Vec<Note>,
    last: i32,
    centre: i32,
    /// Where the motif sets out from.
    anchor: i32,
    before: Vec<i32>,
    /// The beat that was run into last.
    ran: f64,
}

impl<'a> Line<'a> {
    fn new(frame: &'a Frame<'a>, card: &'a LeadCard) -> Line<'a> {
        let mood = frame.music.mood;
        let register = 6.0 * mood.v.clamp(-1.0, 1.0) + 3.0 * mood.a.clamp(-1.0, 1.0);
        let centre = 70 + card.lift + libm::roundf(register) as i32;
        let anchor = frame.key.nearest(centre);
        Line { frame, card, notes: vec![], last: anchor, centre, anchor, before: vec![], ran: -RUNS_APART }
    }

    /// One bar: form a a' b a'', where b turns the contour over and sets out from above.
    fn bar(&mut self, motif: &Motif, bar: usize, (from, to): (f64, f64), chance: &mut Chance) {
        let half = bar % 2;
        let turned = bar / 2 % 4 == 2;
        let over = if turned { -1 } else { 1 };
        if half == 0 {
            self.last = self.frame.key.stepped(self.anchor, if turned { 2 } else { 0 });
        }
        let mut played_now = Vec::new();
        for (i, &(at, length)) in motif.rhythm[half].iter().enumerate() {
            let beat = from + at;
            if beat + 0.3 > to {
                break;
            }
            let wanted = over * motif.contour[half * 6 + i.min(5)];
            let strong = (at == libm::floor(at) && at as i64 % 2 == 0)
                || (at - libm::floor(at)).abs() < 1e-6 && length >= 1.0;
            let moment = Moment { beat, length: length.min(to - beat), strong };
            let mut pitch = self.next(&moment, wanted, &motif.colours[half * 6 + i.min(5)]);
            played_now.push(pitch);
            // A bar that would say the bar before over again turns its last note aside.
            if played_now == self.before && i + 1 == motif.rhythm[half].len() {
                pitch = self.aside(pitch, &moment);
            }
            let pitch = self.within(pitch);
            played_now[i] = pitch;
            self.note(beat, length.min(to - beat), (pitch, strong), chance);
        }
        self.before = played_now;
    }

    fn note(&mut self, beat: f64, length: f64, (pitch, strong): (i32, bool), chance: &mut Chance) {
        let t = played(self.frame.heard(beat), self.frame.idiom.deviation_s, chance);
        let length_s =
            (self.frame.time(beat + length) - self.frame.time(beat)).min(self.frame.grid.duration - t);
        let energy = self.frame.energy_at(beat);
        let force = (0.5 + 0.35 * energy) * if strong { 1.0 } else { 0.82 } * chance.within(0.94, 1.06);
        let gap = (pitch - self.last).abs();
        let slide = (chance.happens(self.card.slides) && (1..=5).contains(&gap))
            .then_some(Slide { from: (self.last - pitch).clamp(-3, 3) as f32, over_s: 0.09 });
        let graced = chance.happens(self.card.graces) && strong && slide.is_none();
        let touch = if graced { Touch::Graced } else { Touch::Plain };
        let rested = beat - self.ran >= RUNS_APART;
        if chance.happens(self.card.runs) && strong && gap >= 3 && beat >= 1.0 && rested {
            self.run_into(beat, pitch, force);
        }
        let note = Note { t, length_s, pitch, force, slide, touch };
        self.notes.push(note);
        if self.card.doubled.is_some_and(|from| energy >= from) {
            self.notes.push(Note { pitch: pitch - 12, force: 0.7 * force, ..note });
        }
        if self.card.manner == Manner::Stabs {
            let tones = self.frame.slot_at(beat).chord.pitch_classes();
            let below = (3..12).map(|d| pitch - d).filter(|p| tones.contains(&p.rem_euclid(12))).take(2);
            let chord: Vec<Note> = below.map(|pitch| Note { pitch, force: 0.8 * force, ..note }).collect();
            self.notes.extend(chord);
        }
        self.last = pitch;
    }

    /// Two semitones on the way to a note, where nothing else sounds.
    fn run_into(&mut self, beat: f64, pitch: i32, force: f32) {
        let from = if self.last < pitch { -1 } else { 1 };
        let begin = self.frame.heard(beat - 0.5);
        let free = self.notes.last().is_none_or(|note| note.t + note.length_s <= begin + 0.02);
        self.ran = if free { beat } else { self.ran };
        for (i, before) in [(0, 0.5), (1, 0.25)].into_iter().filter(|_| free) {
            let t = self.frame.heard(beat - before);
            let length_s = 0.2 * self.frame.grid.beat_s(beat);
            let pitch = pitch + from * (2 - i);
            self.notes.push(Note { t, length_s, pitch, force: 0.75 * force, ..Note::default() });
        }
    }

    /// The note `wanted` steps away; on strong beats a tone of the chord near it, thirds rather than roots.
    fn next(&self, moment: &Moment, wanted: i32, colour: &[f32; 3]) -> i32 {
        let pull = match self.last - self.centre {
            d if d > 4 => -wanted.abs().max(1),
            d if d < -4 => wanted.abs().max(1),
            _ => wanted,
        };
        let key = &self.frame.key;
        let target = key.stepped(key.nearest(self.last), pull);
        if !moment.strong {
            let mut ways = [0, 1, -1, 2, -2].into_iter().map(|step| self.within(key.stepped(target, step)));
            return ways.find(|p| !self.rubs(*p, moment)).unwrap_or(self.within(target));
        }
        let tones = self.frame.slot_at(moment.beat).chord.pitch_classes();
        let place = |p: &i32| tones.iter().position(|pc| *pc == p.rem_euclid(12));
        let cost = |p: i32, place: usize| {
            let far = (p - target).abs() as f32 * 2.0 + if p == self.last { 3.0 } else { 0.0 };
            // What does not belong to a five-tone scale is passed by.
            let foreign = if key.contains(p) { 0.0 } else { 6.0 };
            let rubs = if self.rubs(p, moment) { 40.0 } else { 0.0 };
            far + colour.get(place).copied().unwrap_or(3.0) + foreign + rubs
        };
        let all = (self.centre - 7..=self.centre + 7).filter_map(|p| place(&p).map(|at| (p, cost(p, at))));
        all.min_by(|a, b| a.1.total_cmp(&b.1)).map_or(target, |(p, _)| p)
    }

    /// Another note instead of one: a tone of the chord on a strong beat, else the next one of the scale.
    fn aside(&self, pitch: i32, moment: &Moment) -> i32 {
        let step = if pitch > self.centre { -1 } else { 1 };
        let tones = self.frame.slot_at(moment.beat).chord.pitch_classes();
        let fits = |p: &i32| match moment.strong {
            true => tones.contains(&p.rem_euclid(12)) && !self.rubs(*p, moment),
            false => self.frame.key.contains(*p) && !self.rubs(*p, moment),
        };
        (1..=7).map(|d| pitch + step * d).find(fits).unwrap_or(pitch)
    }

    /// The nearest note of the scale in the melody's range.
    fn within(&self, pitch: i32) -> i32 {
        let range = self.centre - 7..=self.centre + 7;
        if range.contains(&pitch) {
            return pitch;
        }
        let edge = pitch.clamp(self.centre - 7, self.centre + 7);
        let inward = if pitch > self.centre { -1 } else { 1 };
        if self.frame.key.contains(edge) { edge } else { self.frame.key.stepped(edge, inward) }
    }

    /// Whether a note that lasts would lie a semitone, or an octave and one, from a voice of a chord that sounds with it.
    fn rubs(&self, pitch: i32, moment: &Moment) -> bool {
        let frame = self.frame;
        let lasts = frame.time(moment.beat + moment.length) - frame.time(moment.beat) > 0.3;
        let lifts = [frame.idiom.pad.lift, frame.idiom.keys.lift];
        // Chords may have their tones an octave higher as well.
        let near = |voice: i32| pitch - voice == -1 || pitch > voice && (pitch - voice) % 12 == 1;
        let slots = [moment.beat, moment.beat + 0.9 * moment.length].map(|beat| frame.slot_at(beat));
        let against = |slot: &Slot| {
            near(slot.bass) || slot.upper.iter().any(|v| lifts.iter().any(|lift| near(v + lift)))
        };
        lasts && slots.into_iter().any(against)
    }

    /// Ends on the tonic's root, third or fifth, whichever is nearest.
    fn close(&mut self, end: f64) {
        let tones = self.frame.slot_at(end).chord.pitch_classes();
        let all = (self.centre - 7..=self.centre + 7)
            .filter(|p| tones.iter().take(2).any(|pc| p.rem_euclid(12) == *pc));
        let moment = Moment { beat: end, length: 2.0, strong: true };
        let far = |p: &i32| (p - self.last).abs() + if self.rubs(*p, &moment) { 20 } else { 0 };
        let pitch = all.min_by_key(far).unwrap_or(self.last);
        let t = self.frame.time(end);
        let short = self.frame.music.ending == Ending::Hit;
        let length_s = if short { 0.3 } else { self.frame.grid.duration - t };
        let force = 0.55 + 0.25 * self.frame.energy_at(end);
        self.notes.push(Note { t, length_s, pitch, force, ..Note::default() });
    }
}
