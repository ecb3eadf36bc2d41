//! A synthesiser's solo of saws over an octave, and a games console's pulse.

use super::tone::{BLOCK, Course, Vibrato};
use super::{Colour, Held, pan_of, panned};
use crate::dsp::{Chance, FS, OnePole, Saw, Stereo, Svf};
use crate::music::compose::{Note, Touch};

/// Two saws and one an octave below, behind a steep filter that closes a little; slides and a late vibrato.
pub fn lead(note: &Note, colour: &Colour, left: usize, chance: &mut Chance) -> Stereo {
    let held = held(note, colour, 0.012, 0.20);
    let course = Course::new(note, Vibrato { cents: 12.0, hz: 5.6, after_s: 0.5 }, chance);
    let mut saws = [Saw::at(chance.unit()), Saw::at(chance.unit()), Saw::at(chance.unit())];
    let ratios = [0.9965, 1.0035, 0.5];
    let (mut steep, mut floor) = ([Svf::new(2_000.0, 1.1), Svf::new(2_000.0, 0.6)], OnePole::new(60.0));
    let open_hz = (700.0 + 4_200.0 * note.force) * colour.brightness_hz / 2000.0;
    let mut mono = vec![0.0; held.samples(left)];
    let mut from = 0.0;
    for (i, block) in mono.chunks_mut(BLOCK).enumerate() {
        let t = (i * BLOCK) as f32 / FS;
        let hz = course.hz(t);
        let cutoff = hz.max(200.0) + open_hz * (0.45 + 0.55 * libm::expf(-t / 0.22)) * held.at(t).max(0.05);
        steep.iter_mut().zip([1.1, 0.6]).for_each(|(svf, q)| svf.tune(cutoff, q));
        let to = held.at(t + BLOCK as f32 / FS) * trembling(note, t);
        let step = (to - from) / BLOCK as f32;
        for x in block {
            let [a, b, c] = &mut saws;
            let raw = a.sample(hz * ratios[0]) + b.sample(hz * ratios[1]) + 0.45 * c.sample(hz * ratios[2]);
            let [low, lower] = &mut steep;
            *x = floor.high(lower.low(low.low(raw))) * from;
            from += step;
        }
        from = to;
    }
    let loudness = 0.16 * (0.2 + 0.8 * note.force);
    mono.iter_mut().for_each(|x| *x *= loudness);
    panned(&mono, pan_of(note.pitch, 0.08))
}

/// A pulse a quarter wide (two saws, one against the other) whose loudness has sixteen steps.
pub fn pulse(note: &Note, colour: &Colour, left: usize, chance: &mut Chance) -> Stereo {
    let held = held(note, colour, 0.003, 0.05);
    let course = Course::new(note, Vibrato { cents: 10.0, hz: 6.0, after_s: 0.4 }, chance);
    let (mut up, mut down, mut top) = (Saw::at(0.5), Saw::at(0.75), OnePole::new(1_800.0));
    top.tune((1_500.0 + 8_000.0 * note.force) * libm::sqrtf(colour.brightness_hz / 2000.0));
    let mut floor = OnePole::new(60.0);
    let mut mono = vec![0.0; held.samples(left)];
    let mut from = 0.0;
    for (i, block) in mono.chunks_mut(BLOCK).enumerate() {
        let t = (i * BLOCK) as f32 / FS;
        let fallen = 0.5 + 0.5 * libm::expf(-t / 0.35);
        let stepped = libm::ceilf(15.0 * fallen) / 15.0;
        let to = held.at(t + BLOCK as f32 / FS) * stepped * trembling(note, t);
        let (hz, step) = (course.hz(t), (to - from) / BLOCK as f32);
        for x in block {
            *x = floor.high(top.low(up.sample(hz) - down.sample(hz))) * from;
            from += step;
        }
        from = to;
    }
    let loudness = 0.21 * (0.2 + 0.8 * note.force);
    mono.iter_mut().for_each(|x| *x *= loudness);
    panned(&mono, pan_of(note.pitch, 0.2))
}

fn held(note: &Note, colour: &Colour, attack_s: f32, release_s: f32) -> Held {
    let length_s = note.length_s as f32;
    let (attack_s, release_s) = if colour.asmr { (1.4, 2.0) } else { (attack_s, release_s) };
    Held { attack_s: attack_s.min(0.6 * length_s.max(0.02)), held_s: length_s, release_s }
}

fn trembling(note: &Note, t: f32) -> f32 {
    if note.touch == Touch::Tremolo && libm::fmodf(t, 0.125) > 0.0625 { 0.25 } else { 1.0 }
}
