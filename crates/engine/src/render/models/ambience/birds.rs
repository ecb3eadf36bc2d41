//! Birds: songs of syllables that glide, trill and repeat, each bird with a song, a branch and a temper of its own.

use super::super::stretch::Stretch;
use crate::dsp::{Chance, FS, Field, Grain, OnePole, raised_cosine};
use core::f32::consts::TAU;

/// One note of a song.
#[derive(Debug, Clone, Copy)]
struct Note {
    /// Pitch at begin, middle and end, hertz.
    hz: [f32; 3],
    length_s: f32,
    /// Silence after it, seconds.
    gap_s: f32,
    /// Vibrations of the pitch a second, and their depth as a share.
    trill: (f32, f32),
    gain: f32,
}

impl Note {
    fn sound(&self, out: &mut Vec<f32>, overtone: f32) {
        let n = (self.length_s * FS) as usize;
        let mut phase = 0.0f32;
        for i in 0..n {
            let x = i as f32 / n as f32;
            let [a, b, c] = self.hz;
            let glide = if x < 0.5 { a + (b - a) * 2.0 * x } else { b + (c - b) * (2.0 * x - 1.0) };
            let shake = libm::sinf(TAU * self.trill.0 * i as f32 / FS);
            phase += TAU * glide * (1.0 + self.trill.1 * shake) / FS;
            if phase > TAU {
                phase -= TAU;
            }
            // Quick to open, slower to close, and louder where the trill is high.
            let open = (x / 0.18).min(1.0) * ((1.0 - x) / 0.4).min(1.0);
            let env = open * open * (3.0 - 2.0 * open) * (1.0 + 0.35 * shake * f32::from(self.trill.1 > 0.0));
            out.push(self.gain * env * (libm::sinf(phase) + overtone * libm::sinf(2.0 * phase)));
        }
        out.resize(out.len() + (self.gap_s * FS) as usize, 0.0);
    }
}

/// Ways to sing.
const WAYS: [fn(f32, &mut Chance) -> Vec<Note>; 5] = [two_notes, falling, chips, flute, warble];

/// Adds `count` birds, 8 to 35 m away, each with a phrase every 2.5 to 6 s.
pub fn sing(field: &mut Field, count: usize, stretch: &Stretch, chance: &mut Chance) {
    let first = chance.below(WAYS.len());
    for bird in 0..count {
        let song = WAYS[(first + bird) % WAYS.len()];
        let (away, pan) = (chance.log_within(8.0, 35.0), chance.within(-0.95, 0.95));
        let pitch = chance.within(0.9, 1.15);
        // One bird is heard soon, or a short clip has none.
        let mut at = if bird == 0 { chance.within(0.2, 1.0) } else { chance.within(0.4, 4.0) };
        let theme = song(pitch, chance);
        while ((at * FS) as usize) < stretch.length {
            let strength = stretch.strength.at((at * FS) as usize);
            let phrase = vary(&theme, chance);
            let grain = voice(&phrase, away);
            if strength > 0.05 {
                field.place(&grain, (at * FS) as usize, pan, strength * 8.0 / away);
            }
            at += grain.samples().len() as f32 / FS + chance.within(1.6, 4.5);
        }
    }
}

/// One phrase of one bird that sits near, at `pitch` against the usual.
pub fn phrase(pitch: f32, chance: &mut Chance) -> Vec<f32> {
    let song = WAYS[chance.below(WAYS.len())];
    let theme = song(pitch * chance.within(0.95, 1.08), chance);
    voice(&theme, 8.0).samples().to_vec()
}

/// The song again, not quite the same.
fn vary(theme: &[Note], chance: &mut Chance) -> Vec<Note> {
    let whole = 1.0 + 0.012 * chance.normal();
    let fewer = chance.below(3).min(theme.len().saturating_sub(3));
    theme[..theme.len() - fewer]
        .iter()
        .map(|note| Note {
            hz: note.hz.map(|hz| hz * whole * (1.0 + 0.008 * chance.normal())),
            gap_s: note.gap_s * chance.within(0.9, 1.1),
            gain: note.gain * chance.within(0.8, 1.1),
            ..*note
        })
        .collect()
}

/// A phrase as it is heard `away` metres off: the air takes the overtones first.
fn voice(phrase: &[Note], away: f32) -> Grain {
    let mut sound = Vec::new();
    phrase.iter().for_each(|note| note.sound(&mut sound, 0.12));
    let mut air = OnePole::new((2.5e5 / away).clamp(4_000.0, 16_000.0));
    sound.iter_mut().for_each(|x| *x = air.low(*x));
    Grain::of(sound)
}

fn note(hz: [f32; 3], length_s: f32, gap_s: f32) -> Note {
    Note { hz, length_s, gap_s, trill: (0.0, 0.0), gain: 1.0 }
}

/// High and low in turn, three to six times.
fn two_notes(pitch: f32, chance: &mut Chance) -> Vec<Note> {
    let (high, low) = (pitch * chance.within(4_600.0, 5_600.0), pitch * chance.within(3_300.0, 4_000.0));
    let pair = [
        note([high * 0.97, high, high * 0.98], 0.11, 0.045),
        note([low * 1.03, low, low * 0.97], 0.14, 0.075),
    ];
    pair.repeat(3 + chance.below(4))
}

/// Downward notes that come faster, and a flourish.
fn falling(pitch: f32, chance: &mut Chance) -> Vec<Note> {
    let mut song: Vec<Note> = (0..9 + chance.below(4))
        .map(|i| {
            let hz = pitch * (5_400.0 - 210.0 * i as f32);
            note([hz * 1.18, hz, hz * 0.82], 0.075, (0.085 - 0.006 * i as f32).max(0.025))
        })
        .collect();
    let end = pitch * chance.within(3_000.0, 3_400.0);
    song.push(Note { trill: (38.0, 0.12), ..note([end, end * 1.5, end * 1.1], 0.2, 0.02) });
    song.push(note([end * 1.7, end * 1.2, end * 0.85], 0.13, 0.0));
    song
}

/// The same short chip 14 to 22 times a second.
fn chips(pitch: f32, chance: &mut Chance) -> Vec<Note> {
    let hz = pitch * chance.within(4_200.0, 5_400.0);
    let each_s = chance.within(0.045, 0.07);
    (0..14 + chance.below(10))
        .map(|i| {
            let gain = (0.35 + 0.08 * i as f32).min(1.0);
            Note { gain, ..note([hz * 1.25, hz * 0.95, hz * 0.75], 0.6 * each_s, 0.4 * each_s) }
        })
        .collect()
}

/// Slow low whistles with slides, then a scratchy twitter.
fn flute(pitch: f32, chance: &mut Chance) -> Vec<Note> {
    let mut song: Vec<Note> = (0..3 + chance.below(3))
        .map(|_| {
            let hz = pitch * chance.within(1_800.0, 2_900.0);
            let bend = chance.within(0.85, 1.2);
            let trill = if chance.happens(0.3) { (24.0, 0.03) } else { (0.0, 0.0) };
            Note {
                trill,
                ..note([hz, hz * bend, hz * chance.within(0.9, 1.1)], chance.within(0.12, 0.26), 0.05)
            }
        })
        .collect();
    for _ in 0..5 {
        let hz = pitch * chance.within(3_800.0, 6_000.0);
        let length_s = chance.within(0.03, 0.06);
        song.push(Note { gain: 0.4, ..note([hz, hz * chance.within(0.7, 1.4), hz], length_s, 0.02) });
    }
    song
}

/// Thin notes of many shapes, none twice.
fn warble(pitch: f32, chance: &mut Chance) -> Vec<Note> {
    (0..8 + chance.below(6))
        .map(|_| {
            let hz = pitch * chance.log_within(2_600.0, 6_400.0);
            let (b, c) = (chance.within(0.75, 1.35), chance.within(0.75, 1.3));
            let trill = if chance.happens(0.35) { (chance.within(18.0, 42.0), 0.08) } else { (0.0, 0.0) };
            let length_s = chance.log_within(0.04, 0.18);
            Note {
                trill,
                gain: chance.within(0.5, 1.0),
                ..note([hz, hz * b, hz * c], length_s, chance.within(0.02, 0.08))
            }
        })
        .collect()
}

/// A lark high above: an unbroken run of quick trilled notes, each figure three to seven times.
pub fn lark(field: &mut Field, stretch: &Stretch, chance: &mut Chance) {
    let (away, pan) = (chance.within(25.0, 40.0), chance.within(-0.6, 0.6));
    let mut at = chance.within(0.1, 0.6);
    while ((at * FS) as usize) < stretch.length {
        let mut phrase = Vec::new();
        for _ in 0..4 {
            let hz = chance.log_within(3_000.0, 6_000.0);
            let figure = Note {
                trill: (chance.within(25.0, 60.0), chance.within(0.02, 0.14)),
                gain: chance.within(0.5, 1.0),
                ..note(
                    [hz, hz * chance.within(0.8, 1.3), hz * chance.within(0.85, 1.2)],
                    chance.within(0.04, 0.11),
                    chance.within(0.012, 0.04),
                )
            };
            phrase.extend(core::iter::repeat_n(figure, 3 + chance.below(5)));
        }
        let grain = voice(&phrase, away);
        let strength = stretch.strength.at((at * FS) as usize);
        field.place(&grain, (at * FS) as usize, pan, 0.22 * strength);
        at += grain.samples().len() as f32 / FS + 0.02;
    }
}

/// Gulls: laughing runs of calls that rise and fall, rich in harmonics and hoarse.
pub fn gulls(field: &mut Field, life: f32, stretch: &Stretch, chance: &mut Chance) {
    if life <= 0.0 {
        return;
    }
    for gull in 0..1 + (2.5 * life) as usize {
        let (pan, away) = (chance.within(-0.9, 0.9), chance.log_within(1.0, 3.0));
        let mut at = chance.within(0.4, 2.0) + 1.7 * gull as f32;
        while at * FS < stretch.length as f32 {
            let size = chance.within(0.9, 1.1);
            for call in 0..2 + chance.below(4) {
                let sample = (at * FS) as usize;
                let strength = if sample < stretch.length { stretch.strength.at(sample) } else { 0.0 };
                let cry = cry(size * (1.0 - 0.02 * call as f32), chance);
                field.place(&cry, sample, pan + 0.03 * call as f32, strength / away);
                at += chance.within(0.36, 0.48);
            }
            at += chance.within(2.5, 6.0);
        }
    }
}

/// One cry: fundamental 800 → 1300 → 900 Hz under a mouth that opens.
fn cry(size: f32, chance: &mut Chance) -> Grain {
    let length_s = chance.within(0.3, 0.46);
    let n = (length_s * FS) as usize;
    let (top, mut phase) = (chance.within(900.0, 1_150.0) * size, 0.0f32);
    let mut hoarse = OnePole::new(160.0);
    let sound = (0..n)
        .map(|i| {
            let x = i as f32 / n as f32;
            let glide = if x < 0.25 { 0.66 + 1.36 * x } else { 1.0 - 0.42 * (x - 0.25) };
            phase += TAU * top * glide * (1.0 + 0.5 * hoarse.low(chance.white())) / FS;
            if phase > TAU {
                phase -= TAU;
            }
            let mouth = 0.3 + 0.7 * raised_cosine(x);
            let tone: f32 = (1..=6)
                .map(|k| libm::sinf(phase * k as f32) * [0.5, 1.0, 0.9, 0.7, 0.5, 0.35][k - 1] * mouth)
                .sum();
            let env = (x / 0.12).min(1.0) * ((1.0 - x) / 0.3).min(1.0);
            0.35 * env * tone
        })
        .collect();
    Grain::of(sound)
}
