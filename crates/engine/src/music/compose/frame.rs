//! What every layer is written on: chords with their voices and energies, in beats.

use super::voicing;
use crate::cues::Music;
use crate::music::grid::Grid;
use crate::music::harmony::{Chord, Key};
use crate::music::idiom::{Idiom, idiom};

/// One chord of the piece.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Slot {
    /// First beat.
    pub from: f64,
    /// First beat after it.
    pub to: f64,
    /// Beats of its bar before it.
    pub into: f64,
    /// The chord.
    pub chord: Chord,
    /// Four upper voices, MIDI numbers, rising.
    pub upper: [i32; 4],
    /// Bass note.
    pub bass: i32,
    /// How full, 0..=1.
    pub energy: f32,
    /// Begins a bar.
    pub downbeat: bool,
    /// Begins a part of the form.
    pub opens: bool,
    /// The last chord.
    pub last: bool,
}

/// A piece before its notes.
pub struct Frame<'a> {
    /// The sheet's music.
    pub music: &'a Music,
    /// The style's card.
    pub idiom: &'static Idiom,
    /// Beats in time.
    pub grid: Grid,
    /// Key.
    pub key: Key,
    /// Chords in order.
    pub slots: Vec<Slot>,
    /// No transients.
    pub asmr: bool,
}

impl<'a> Frame<'a> {
    /// Reads the sheet's music.
    pub fn new(music: &'a Music, duration: f64, asmr: bool) -> Frame<'a> {
        let grid = Grid::of(music, duration);
        let key = Key::read(&music.key, &music.mode);
        let slots = slots(music, &grid, &key);
        Frame { music, idiom: idiom(music.style), grid, key, slots, asmr }
    }

    /// Seconds at a beat.
    pub fn time(&self, beat: f64) -> f64 {
        self.grid.time_of(beat)
    }

    /// Steps that a figure of `grid` a beat has in this metre: three in 6/8.
    pub fn steps_a_beat(&self, grid: u32) -> f64 {
        if self.music.meter == 6 { 3.0 } else { f64::from(grid.max(1)) }
    }

    /// Where a step falls, in beats: the second of two eighths late where the style swings.
    pub fn swung(&self, beat: f64) -> f64 {
        let Some([least, most]) = self.idiom.swing.filter(|_| self.music.meter != 6) else { return beat };
        let seed = (self.music.seed.unwrap_or(0) % 17) as f64 / 16.0;
        let late = f64::from(least) + f64::from(most - least) * seed;
        let (whole, part) = (libm::floor(beat), beat - libm::floor(beat));
        whole + if part < 0.5 { part * 2.0 * late } else { late + (part - 0.5) * 2.0 * (1.0 - late) }
    }

    /// When a step is heard: swung, and, where the style breathes, a little before or after the beat.
    pub fn heard(&self, beat: f64) -> f64 {
        let breath = libm::sin(beat * 0.9 + (self.music.seed.unwrap_or(0) % 7) as f64);
        self.time(self.swung(beat)) + self.idiom.rubato_s * breath * f64::from(u8::from(beat > 0.2))
    }

    /// Whether a layer is already in: its entry has passed.
    pub fn is_in(&self, layer: crate::cues::Layer, beat: f64) -> bool {
        self.music.entries.get(&layer).is_none_or(|from| self.time(beat) + 0.08 >= *from)
    }

    /// Whether the sheet names who plays a layer, which then plays however quiet the part is.
    pub fn is_asked(&self, layer: crate::cues::Layer) -> bool {
        self.music.instruments.contains_key(&layer)
    }

    /// The beat of the climax: the mark or opening at the fullest part; none in a short piece.
    pub fn climax(&self) -> Option<f64> {
        let fullest = self.music.sections.iter().max_by(|a, b| a.energy.total_cmp(&b.energy))?;
        let beat = libm::round(self.grid.beat_at(fullest.t));
        (beat >= 4.0 && beat < self.grid.end() - 0.5).then_some(beat)
    }

    /// When a held tone of a chord begins: the first chord's with the clip, so that a late first downbeat leaves no hole.
    pub fn held_from(&self, slot: &Slot) -> f64 {
        if slot.from < 0.01 { 0.0 } else { self.time(slot.from) }
    }

    /// Energy at a beat.
    pub fn energy_at(&self, beat: f64) -> f32 {
        energy(self.music, self.time(beat) + 0.05)
    }

    /// The chord that sounds at a beat.
    pub fn slot_at(&self, beat: f64) -> &Slot {
        let after = self.slots.partition_point(|slot| slot.from <= beat + 1e-6);
        &self.slots[after.max(1) - 1]
    }

    /// Marks as beats on the grid of sixteenths, without those at the piece's begin and end.
    pub fn hits(&self) -> Vec<f64> {
        let inside = |beat: &f64| *beat > 0.2 && *beat < self.grid.end() - 0.1;
        let usable = self.music.hits.iter().filter(|t| t.is_finite() && **t < self.grid.duration);
        let beats = usable.map(|&t| libm::round(self.grid.beat_at(t) * 4.0) / 4.0);
        let mut beats: Vec<f64> = beats.filter(inside).collect();
        beats.sort_by(f64::total_cmp);
        beats.dedup();
        beats
    }
}

fn energy(music: &Music, t: f64) -> f32 {
    let current = music.sections.iter().rfind(|section| section.t <= t);
    current.or(music.sections.first()).map_or(0.5, |section| section.energy).clamp(0.0, 1.0)
}

fn slots(music: &Music, grid: &Grid, key: &Key) -> Vec<Slot> {
    let bars = grid.downbeats.len();
    let mut slots: Vec<Slot> = Vec::new();
    for bar in 0..bars {
        let from = grid.downbeats[bar];
        let last = bar + 1 == bars;
        let at_end = grid.beat_at(grid.duration) - from < 0.5;
        if last && at_end && music.ending == crate::cues::Ending::Loop && bars > 1 {
            break;
        }
        let to = if last { grid.beat_at(grid.duration).max(from + 0.5) } else { grid.downbeats[bar + 1] };
        let chords = chords_of_bar(music, bar, bars, key);
        let share = libm::ceil((to - from) / chords.len() as f64);
        for (i, chord) in chords.iter().enumerate() {
            let begin = from + share * i as f64;
            let end = if i + 1 == chords.len() { to } else { (begin + share).min(to) };
            if end - begin < 0.5 {
                continue;
            }
            let t = grid.time_of(begin);
            let opens = slots.is_empty() || music.sections.iter().any(|s| (s.t - t).abs() < 0.06);
            let (bass, upper) = voicing::lead(chord, slots.last().map(|s| (s.bass, s.upper)), music.mood);
            let energy = energy(music, t + 0.05);
            let last = last && i + 1 == chords.len();
            slots.push(Slot {
                from: begin,
                to: end,
                into: begin - from,
                chord: *chord,
                upper,
                bass,
                energy,
                downbeat: i == 0,
                opens,
                last,
            });
        }
    }
    slots
}

/// The chords written for a bar, moved along if key or mode were edited. Missing ones repeat what there is; without
/// any, the tonic sounds.
fn chords_of_bar(music: &Music, bar: usize, bars: usize, key: &Key) -> Vec<Chord> {
    let written = &music.chords;
    let entry = match written.len() {
        0 => None,
        n if bar + 1 == bars && music.ending != crate::cues::Ending::Loop => Some(&written[n - 1]),
        n => Some(&written[bar % n]),
    };
    let read: Vec<Chord> =
        entry.map_or(vec![], |text| text.split_whitespace().take(4).filter_map(Chord::read).collect());
    if read.is_empty() {
        return vec![key.chord(0, 3)];
    }
    match music.written_for.as_ref().map(|w| Key::read(&w.key, &w.mode)).filter(|from| from != key) {
        Some(from) => read.iter().map(|chord| chord.moved(&from, key)).collect(),
        None => read,
    }
}
