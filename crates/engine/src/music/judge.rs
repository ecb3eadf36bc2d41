//! A score held against the rules that its style states for itself, and cuts held against its beats.

use super::compose::{Frame, Note, Score, score};
use super::grid::Grid;
use super::idiom::idiom;
use super::{Wish, plan};
use crate::cues::{Layer, Music, Style};
use crate::dsp::Chance;
use crate::scene::{Mood, Scene, Shot};
use crate::{CueSheet, Seed};

/// Figures of one score, beside what its style allows.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Figures {
    /// Share of notes in the mode.
    pub in_mode: f32,
    /// Share of notes on strong beats that belong to the chord, of all notes or of the melody's, whichever is less.
    pub on_chord: f32,
    /// Share of moves of upper voices in fifths or octaves with the bass.
    pub parallels: f32,
    /// Share of melody bars that are the bar before over again.
    pub repeats: f32,
    /// Share of melody bars after the motif's own that have the rhythm of an earlier one.
    pub returns: f32,
    /// Share of the melody's long notes that rub against a chord at a semitone.
    pub clashes: f32,
    /// Share of the melody's time that rests.
    pub rests: f32,
    /// Whether there is to be a melody.
    pub sings: bool,
    /// Bars in which nothing begins.
    pub empty: usize,
    /// Width of the melody, semitones.
    pub span: i32,
    /// Lowest and highest note of pad, keys and lead.
    pub range: [i32; 2],
    /// Most onsets of one part a beat.
    pub per_beat: f32,
    /// Mean pitch of pad, keys and lead, MIDI numbers.
    pub register: f32,
    /// Beats a minute.
    pub bpm: f32,
}

/// A scene that is only cuts and a mood.
pub fn bare_scene(duration: f64, cuts: &[f64], mood: Mood) -> Scene {
    let mut edges = vec![0.0];
    edges.extend(cuts);
    edges.push(duration);
    let shots = edges.windows(2).map(|w| Shot { t0: w[0], t1: w[1], mood, ..Shot::default() }).collect();
    Scene { duration, fps: 25.0, shots, ..Scene::default() }
}

/// Up to `most` cuts (at least one) at random, no two nearer than .6 s.
pub fn random_cuts(duration: f64, most: usize, seed: Seed) -> Vec<f64> {
    let mut chance = Chance::new(seed.of_part("cuts"));
    let mut cuts: Vec<f64> = Vec::new();
    for _ in 0..1 + chance.below(most) {
        let t = f64::from(chance.within(0.7, duration as f32 - 0.8));
        if cuts.iter().all(|c| (c - t).abs() >= 0.6) {
            cuts.push(t);
        }
    }
    cuts.sort_by(f64::total_cmp);
    cuts
}

/// A piece of a style as a random clip would have it, between 4 and 20 s long.
pub fn piece(style: Style, seed: Seed) -> (Music, f64) {
    let mut chance = Chance::new(seed.of_part("piece"));
    let duration = libm::round(f64::from(chance.within(4.0, 20.0)) * 10.0) / 10.0;
    let [v, a] = idiom(style).mood;
    let mood = Mood { v: v + chance.within(-0.4, 0.4), a: a + chance.within(-0.4, 0.4) };
    let mood = Mood { v: mood.v.clamp(-1.0, 1.0), a: mood.a.clamp(-1.0, 1.0) };
    let wish = Wish { style: Some(style), ..Wish::default() };
    let scene = bare_scene(duration, &random_cuts(duration, 4, seed), mood);
    (plan(&scene, &wish, false, seed), duration)
}

/// Times of the planned beats, and of the bend of each stretch, as a fraction.
pub fn bends(music: &Music) -> Vec<f64> {
    music.tempo_map.iter().map(|(_, bpm)| (music.bpm / bpm - 1.0).abs()).collect()
}

/// How suddenly tempo changes from each stretch to the next, as a fraction.
pub fn jumps(music: &Music) -> Vec<f64> {
    music.tempo_map.windows(2).map(|pair| (pair[1].1 / pair[0].1 - 1.0).abs()).collect()
}

/// How a score is built.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Form {
    /// Where the fullest part begins, seconds; none in a short piece.
    pub climax: Option<f64>,
    /// When the last chord begins, seconds.
    pub last_chord: f64,
    /// Whether that is the tonic's.
    pub is_home: bool,
    /// When the last written note is let go, seconds.
    pub last_note_ends: f64,
    /// Between which times before the clip's end the style lets it begin, seconds.
    pub may_ring_s: [f64; 2],
}

/// The form of a score.
pub fn form(music: &Music, duration: f64) -> Form {
    let frame = Frame::new(music, duration, idiom(music.style).soft);
    let written = score(&frame, Seed(music.seed.unwrap_or(1)));
    let notes = written.parts.iter().flat_map(|part| &part.notes).chain(&written.bass);
    Form {
        climax: frame.climax().map(|beat| frame.time(beat)),
        last_chord: frame.time(frame.grid.end()),
        is_home: frame.slots.last().is_some_and(|slot| slot.chord.root == frame.key.tonic),
        last_note_ends: notes.map(|note| note.t + note.length_s).fold(0.0, f64::max),
        may_ring_s: idiom(music.style).ring_s,
    }
}

/// Seconds from a moment to the nearest beat of a score.
pub fn from_beat(music: &Music, duration: f64, t: f64) -> f64 {
    let grid = Grid::of(music, duration);
    (grid.time_of(libm::round(grid.beat_at(t))) - t).abs()
}

/// Share of a score's notes that belong to its mode.
pub fn in_mode(music: &Music, duration: f64) -> f32 {
    let frame = Frame::new(music, duration, idiom(music.style).soft);
    let written = score(&frame, Seed(music.seed.unwrap_or(1)));
    let notes = written.parts.iter().flat_map(|part| &part.notes).chain(&written.bass);
    let inside: Vec<bool> = notes.map(|note| frame.key.contains(note.pitch)).collect();
    let count = inside.iter().filter(|belongs| **belongs).count();
    if inside.is_empty() { 1.0 } else { count as f32 / inside.len() as f32 }
}

/// The figures of a score.
pub fn figures(music: &Music, duration: f64) -> Figures {
    let frame = Frame::new(music, duration, idiom(music.style).soft);
    let written = score(&frame, Seed(music.seed.unwrap_or(1)));
    let pitched: Vec<&Note> = written.parts.iter().flat_map(|part| &part.notes).collect();
    let all: Vec<&Note> = pitched.iter().copied().chain(&written.bass).collect();
    let share = |hits: usize, all: usize| if all == 0 { 1.0 } else { hits as f32 / all as f32 };
    let on_chord = |note: &Note| {
        let beat = libm::round(frame.grid.beat_at(note.t));
        let chord = &frame.slot_at(beat).chord;
        let pitch = note.pitch.rem_euclid(12);
        chord.pitch_classes().contains(&pitch) || chord.bass == Some(pitch)
    };
    let fitting = |notes: &[Note]| {
        let strong: Vec<&Note> = notes.iter().filter(|note| is_strong(&frame, note.t)).collect();
        share(strong.iter().filter(|note| on_chord(note)).count(), strong.len())
    };
    let lead = written.parts.iter().find(|part| part.layer == Layer::Lead).map(|part| part.notes.as_slice());
    let lead = top(lead.unwrap_or_default());
    let span =
        lead.iter().map(|n| n.pitch).max().unwrap_or(0) - lead.iter().map(|n| n.pitch).min().unwrap_or(0);
    let pitches = || pitched.iter().map(|note| note.pitch);
    let everything: Vec<Note> = all.iter().map(|note| **note).collect();
    Figures {
        in_mode: share(all.iter().filter(|note| frame.key.contains(note.pitch)).count(), all.len()),
        on_chord: fitting(&everything).min(fitting(&lead)),
        parallels: parallels(&frame),
        repeats: repeats(&frame, &lead),
        returns: returns(&frame, &lead),
        clashes: clashes(&written, &lead),
        sings: music.tracks.contains(&Layer::Lead) && frame.time(frame.grid.end()) >= 6.0,
        empty: empty(&frame, &written),
        rests: rests(&frame, &lead),
        span,
        range: [pitches().min().unwrap_or(60), pitches().max().unwrap_or(60)],
        per_beat: per_beat(&frame, &written),
        register: pitches().sum::<i32>() as f32 / pitches().count().max(1) as f32,
        bpm: music.bpm as f32,
    }
}

/// What of a style's rules a score breaks, in words.
pub fn broken(style: Style, f: &Figures) -> Vec<String> {
    let rules = &idiom(style).rules;
    let checks = [
        (f.in_mode >= rules.in_mode, format!("in mode {:.2} < {:.2}", f.in_mode, rules.in_mode)),
        (f.on_chord >= rules.on_chord, format!("on chord {:.2} < {:.2}", f.on_chord, rules.on_chord)),
        (f.parallels <= rules.parallels, format!("parallels {:.2} > {:.2}", f.parallels, rules.parallels)),
        (f.repeats <= rules.repeats, format!("repeats {:.2} > {:.2}", f.repeats, rules.repeats)),
        (f.returns >= rules.returns, format!("returns {:.2} < {:.2}", f.returns, rules.returns)),
        (f.clashes <= rules.clashes, format!("clashes {:.2} > {:.2}", f.clashes, rules.clashes)),
        (f.rests >= rules.rests[0], format!("rests {:.2} < {:.2}", f.rests, rules.rests[0])),
        (f.rests <= rules.rests[1] || !f.sings, format!("rests {:.2} > {:.2}", f.rests, rules.rests[1])),
        (f.empty == 0 || idiom(style).soft, format!("{} empty bars", f.empty)),
        (f.span <= rules.span, format!("span {} > {}", f.span, rules.span)),
        (f.range[0] >= rules.range[0], format!("lowest {} < {}", f.range[0], rules.range[0])),
        (f.range[1] <= rules.range[1], format!("highest {} > {}", f.range[1], rules.range[1])),
        (f.per_beat <= rules.per_beat, format!("onsets {:.1} > {:.1} a beat", f.per_beat, rules.per_beat)),
    ];
    checks.into_iter().filter(|(kept, _)| !kept).map(|(_, words)| words).collect()
}

/// The score of a cue sheet as figures; `None` without music.
pub fn figures_of(sheet: &CueSheet) -> Option<Figures> {
    sheet.music.as_ref().map(|music| figures(music, sheet.duration))
}

fn is_strong(frame: &Frame, t: f64) -> bool {
    let beat = frame.grid.beat_at(t);
    let near = libm::round(beat);
    let bar = frame.grid.downbeats.iter().rfind(|b| **b <= near + 0.01).copied().unwrap_or(0.0);
    (frame.grid.time_of(near) - t).abs() < 0.03 && (near - bar) as i64 % 2 == 0
}

/// The highest of notes that begin together.
fn top(notes: &[Note]) -> Vec<Note> {
    let mut sorted = notes.to_vec();
    sorted.sort_by(|a, b| a.t.total_cmp(&b.t).then(b.pitch.cmp(&a.pitch)));
    sorted.dedup_by(|next, kept| next.t - kept.t < 0.01);
    sorted
}

fn parallels(frame: &Frame) -> f32 {
    let (mut found, mut moves) = (0, 0);
    for pair in frame.slots.windows(2) {
        for (before, after) in pair[0].upper.iter().zip(&pair[1].upper) {
            moves += 1;
            found += usize::from(super::compose::parallel(pair[0].bass, pair[1].bass, *before, *after));
        }
    }
    if moves == 0 { 0.0 } else { found as f32 / moves as f32 }
}

/// The melody's bars: steps of a sixteenth and pitches, bars without a note left out.
fn sung(frame: &Frame, lead: &[Note]) -> Vec<Vec<(i64, i32)>> {
    let bars = frame.grid.downbeats.windows(2).map(|bar| {
        let (from, to) = (frame.time(bar[0]) - 0.05, frame.time(bar[1]) - 0.05);
        let inside = lead.iter().filter(|n| (from..to).contains(&n.t));
        inside.map(|n| (libm::round((frame.grid.beat_at(n.t) - bar[0]) * 4.0) as i64, n.pitch)).collect()
    });
    bars.filter(|bar: &Vec<(i64, i32)>| !bar.is_empty()).collect()
}

fn repeats(frame: &Frame, lead: &[Note]) -> f32 {
    let bars = sung(frame, lead);
    let same = bars.windows(2).filter(|pair| pair[0] == pair[1]).count();
    if bars.len() < 2 { 0.0 } else { same as f32 / (bars.len() - 1) as f32 }
}

/// A motif has two bars, or one in a piece of few; bars that are cut short are compared as far as they go.
fn returns(frame: &Frame, lead: &[Note]) -> f32 {
    let bars = sung(frame, lead);
    let own = if bars.len() > 3 { 2 } else { 1 };
    let alike = |one: &[(i64, i32)], other: &[(i64, i32)]| {
        let end = one.last().map_or(0, |n| n.0).min(other.last().map_or(0, |n| n.0));
        let steps = |bar: &[(i64, i32)]| bar.iter().map(|n| n.0).filter(|s| *s <= end).collect::<Vec<_>>();
        let (one, other) = (steps(one), steps(other));
        let common = one.iter().filter(|step| other.contains(step)).count();
        2 * common >= one.len().max(other.len()) + common.min(1)
    };
    let again = (own..bars.len()).filter(|&i| bars[..i].iter().any(|bar| alike(bar, &bars[i]))).count();
    if bars.len() <= own { 1.0 } else { again as f32 / (bars.len() - own) as f32 }
}

/// Notes of the melody that last, against chords that sound with them: a semitone apart, or a ninth of thirteen.
fn clashes(written: &Score, lead: &[Note]) -> f32 {
    let chords =
        || written.parts.iter().filter(|part| part.layer != Layer::Lead).flat_map(|part| &part.notes);
    let together = |a: &Note, b: &Note| (a.t + a.length_s).min(b.t + b.length_s) - a.t.max(b.t);
    let rubs = |note: &&Note| {
        chords().any(|c| matches!((note.pitch - c.pitch).abs(), 1 | 13) && together(note, c) > 0.3)
    };
    let long: Vec<&Note> = lead.iter().filter(|note| note.length_s > 0.4).collect();
    long.iter().filter(|note| rubs(note)).count() as f32 / long.len().max(1) as f32
}

fn empty(frame: &Frame, written: &Score) -> usize {
    let notes = written.parts.iter().flat_map(|part| &part.notes).chain(&written.bass).map(|note| note.t);
    let times: Vec<f64> = notes.chain(written.strokes.iter().map(|stroke| stroke.t)).collect();
    let bars = frame.grid.downbeats.windows(2).map(|bar| (frame.time(bar[0]), frame.time(bar[1])));
    let begins = |(from, to): &(f64, f64)| times.iter().any(|t| (from - 0.15..to - 0.05).contains(t));
    bars.filter(|bar| !begins(bar)).count()
}

/// Share of the time before the last chord in which the melody is silent.
fn rests(frame: &Frame, lead: &[Note]) -> f32 {
    let end = frame.time(frame.grid.end());
    let sounding: f64 = lead.iter().filter(|n| n.t < end - 0.05).map(|n| n.length_s.min(end - n.t)).sum();
    if end <= 0.0 { 1.0 } else { (1.0 - sounding / end).clamp(0.0, 1.0) as f32 }
}

/// Most onsets of one part between two beats, chords and strums counted once.
fn per_beat(frame: &Frame, written: &Score) -> f32 {
    let last = libm::floor(frame.grid.end()) as usize;
    let most = |notes: &[Note]| {
        let notes = top(notes);
        let in_beat = |beat: usize| {
            let (from, to) = (frame.time(beat as f64) - 0.02, frame.time(beat as f64 + 1.0) - 0.02);
            notes.iter().filter(|n| (from..to).contains(&n.t)).count()
        };
        (0..last).map(in_beat).max().unwrap_or(0)
    };
    written.parts.iter().map(|part| most(&part.notes)).max().unwrap_or(0) as f32
}
