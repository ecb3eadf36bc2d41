//! Plucked strings: a delay line that loses its edge (Karplus & Strong 1983; Jaffe & Smith 1983), on a wooden body.

use super::{Colour, hertz, pan_of, panned};
use crate::cues::{Instrument, Style};
use crate::dsp::{Chance, DelayLine, FS, Mode, ModeBank, OnePole, Stereo, samples};
use crate::music::compose::Note;

/// One note, at most `left` samples.
pub fn note(
    instrument: Instrument,
    note: &Note,
    colour: &Colour,
    left: usize,
    chance: &mut Chance,
) -> Stereo {
    let zither = instrument == Instrument::Zither;
    let muted = !zither && colour.style == Style::Uplifting;
    let hz = hertz(note.pitch);
    let t60_s = match (zither, muted) {
        (true, _) => 3.5,
        (_, true) => 0.55,
        _ => 2.2,
    } * libm::powf(220.0 / hz, 0.35);
    let held_s = if muted { t60_s } else { note.length_s as f32 + 0.15 };
    let length = samples(f64::from(held_s.min(t60_s) + 0.25)).min(left);
    let edge_hz = (1_100.0 + 4_200.0 * note.force) * libm::sqrtf(colour.brightness_hz / 2000.0);
    let edge_hz = edge_hz
        * if zither {
            1.6
        } else if muted {
            0.5
        } else {
            1.0
        };
    let mut mono =
        string(hz, t60_s, if muted { 0.42 } else { 0.2 }, length, |i| pluck(i, hz, edge_hz, chance));
    let mut body = ModeBank::new(&BODY);
    for (i, x) in mono.iter_mut().enumerate() {
        let t = i as f32 / FS;
        let damped = if t > held_s { libm::expf(-(t - held_s) / 0.05) } else { 1.0 };
        *x = (*x + 0.5 * body.sample(*x * 0.02)) * damped;
    }
    crate::dsp::fade(&mut mono, 0, samples(0.02));
    let loudness = (if muted { 1.5 } else { 1.0 }) * note.force * (0.5 + 0.5 * note.force);
    mono.iter_mut().for_each(|x| *x *= loudness);
    panned(&mono, pan_of(note.pitch, 0.25) + chance.within(-0.35, 0.35))
}

/// Air and plates of a guitar's body (110, 220, 400 Hz).
const BODY: [Mode; 3] = [
    Mode { hz: 110.0, t60_s: 0.12, gain: 0.3 },
    Mode { hz: 221.0, t60_s: 0.10, gain: 0.6 },
    Mode { hz: 403.0, t60_s: 0.07, gain: 0.5 },
];

/// A burst of one period, softened, with the notch of a finger at a seventh of the string.
fn pluck(length: usize, hz: f32, edge_hz: f32, chance: &mut Chance) -> Vec<f32> {
    let mut soft = [OnePole::new(edge_hz), OnePole::new(edge_hz * 1.5)];
    let mut raw: Vec<f32> = (0..length)
        .map(|_| {
            let x = soft[0].low(chance.white());
            soft[1].low(x)
        })
        .collect();
    let mean = raw.iter().sum::<f32>() / length.max(1) as f32;
    let finger = (FS / hz / 7.0) as usize;
    let copy = raw.clone();
    for (i, x) in raw.iter_mut().enumerate() {
        *x -= mean + 0.8 * copy[(i + length - finger.min(length)) % length];
    }
    let power = raw.iter().map(|x| x * x).sum::<f32>() / length.max(1) as f32;
    let level = 0.3 / libm::sqrtf(power).max(1e-4);
    raw.iter_mut().for_each(|x| *x *= level);
    raw
}

fn string(hz: f32, t60_s: f32, dull: f32, length: usize, burst: impl FnOnce(usize) -> Vec<f32>) -> Vec<f32> {
    let period = FS / hz;
    let burst = burst(libm::ceilf(period) as usize);
    let mut line = DelayLine::new(period as usize + 8);
    let keep = libm::powf(10.0, -3.0 * period / (FS * t60_s));
    let mut before = 0.0;
    let back = period - 1.0 - dull;
    (0..length)
        .map(|i| {
            let driven = burst.get(i).copied().unwrap_or(0.0);
            let returned = line.read_between(back);
            let filtered = (1.0 - dull) * returned + dull * before;
            before = returned;
            let y = driven + keep * filtered;
            line.push(y);
            y
        })
        .collect()
}
