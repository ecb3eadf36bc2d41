//! Electric keys: tines before a pickup, and an organ of drawn bars behind a turning horn.

use super::tone::{BLOCK, Harmonics, sine};
use super::{Colour, Held, hertz, pan_of};
use crate::dsp::{Chance, FS, OnePole, Stereo, fade, samples};
use crate::music::compose::Note;

/// Sways of the panner a second.
const SWAY_HZ: f32 = 4.4;

/// An electric piano: one sine bends another (Chowning 1973), a tine fourteen times as high for thirty milliseconds,
/// a slow tremolo from side to side.
pub fn electric_piano(note: &Note, colour: &Colour, left: usize) -> Stereo {
    let hz = hertz(note.pitch);
    let t60_s = 5.5 * libm::powf(262.0 / hz, 0.4);
    let (held_s, damper_s) = (note.length_s as f32, 0.18);
    let length = samples(f64::from((held_s + damper_s).min(t60_s))).min(left);
    let bright = libm::sqrtf(colour.brightness_hz / 2000.0);
    let (bark, tine) = ((0.15 + 1.5 * note.force * note.force) * bright, 0.32 * note.force * bright);
    // All keys sway together: the panner comes after them.
    let begin = (SWAY_HZ * note.t as f32).fract();
    let soft_s: f32 = if colour.asmr { 0.4 } else { 0.0015 };
    let pan = pan_of(note.pitch, 0.25);
    let mut sound = Stereo::silence(length);
    let mut phase = 0.0f32;
    let loudness = 0.46 * note.force * (0.55 + 0.45 * note.force);
    let [left_out, right_out] = sound.channels_mut();
    for (i, (ls, rs)) in left_out.chunks_mut(BLOCK).zip(right_out.chunks_mut(BLOCK)).enumerate() {
        let t = (i * BLOCK) as f32 / FS;
        let index = bark * (0.22 + 0.78 * libm::expf(-t / 0.35)) * libm::sqrtf(262.0 / hz).min(1.6) * 0.159;
        let ping = tine * libm::expf(-t / 0.03) * f32::from(hz * 14.0 < 15_000.0);
        let rise = 1.0 - libm::expf(-(t + 2e-4) / soft_s.max(1e-4));
        let damped = if t > held_s { libm::expf(-6.91 * (t - held_s) / damper_s) } else { 1.0 };
        let body = 0.45 * libm::expf(-t / 0.25) + 0.55 * libm::expf(-6.91 * t / t60_s);
        let gain = loudness * body * damped * rise.max(0.0);
        let sway = pan + 0.45 * sine(SWAY_HZ * t + begin);
        let angle = core::f32::consts::FRAC_PI_4 * (1.0 + sway.clamp(-1.0, 1.0));
        let sides = [libm::cosf(angle) * gain, libm::sinf(angle) * gain];
        for (l, r) in ls.iter_mut().zip(rs) {
            phase += hz / FS;
            phase -= libm::floorf(phase);
            let mut x = sine(phase + index * sine(phase));
            if ping > 1e-4 {
                x += ping * sine(14.0 * phase);
            }
            (*l, *r) = (x * sides[0], x * sides[1]);
        }
    }
    for channel in sound.channels_mut() {
        let mut floor = OnePole::new(25.0);
        channel.iter_mut().for_each(|x| *x = floor.high(*x));
        fade(channel, 24.min(length), samples(0.02).min(length));
    }
    sound
}

/// Drawbars, counted in halves of the key's own pitch: 16', 8', 5 1/3', 4', 2 2/3', 2'.
const BARS: [f32; 8] = [0.5, 0.9, 0.45, 0.6, 0.0, 0.3, 0.0, 0.22];

/// An organ: sines that do not decay, a click of the contact, a horn that turns.
pub fn organ(note: &Note, colour: &Colour, left: usize, chance: &mut Chance) -> Stereo {
    let hz = hertz(note.pitch);
    let length_s = note.length_s as f32;
    let attack_s = if colour.asmr { 1.4 } else { 0.008f32.min(0.3 * length_s) };
    let held = Held { attack_s, held_s: length_s, release_s: if colour.asmr { 2.0 } else { 0.09 } };
    let length = held.samples(left);
    let bright = note.force * libm::sqrtf(colour.brightness_hz / 2000.0);
    let gains: [f32; 8] = core::array::from_fn(|i| BARS[i] * if i < 2 { 1.0 } else { 0.3 + 0.9 * bright });
    let mut row = Harmonics::new(gains);
    let (mut click, begin, turn_hz) = (OnePole::new(2_500.0), chance.unit(), 5.8 * chance.within(0.99, 1.01));
    let mut sound = Stereo::silence(length);
    let loudness = 0.14 * (0.2 + 0.8 * note.force);
    let [left_out, right_out] = sound.channels_mut();
    let mut from = 0.0;
    for (i, (ls, rs)) in left_out.chunks_mut(BLOCK).zip(right_out.chunks_mut(BLOCK)).enumerate() {
        let t = (i * BLOCK) as f32 / FS;
        let turn = sine(turn_hz * t + begin);
        let pitch = 0.5 * hz * (1.0 + 0.0012 * sine(turn_hz * t + begin + 0.25));
        let contact = 0.25 * note.force * libm::expf(-t / 0.004);
        let to = held.at(t + BLOCK as f32 / FS);
        let step = (to - from) / BLOCK as f32;
        let sides = [loudness * (1.0 + 0.16 * turn), loudness * (1.0 - 0.16 * turn)];
        for (l, r) in ls.iter_mut().zip(rs) {
            let x = (row.sample(pitch) + contact * click.low(chance.white())) * from;
            from += step;
            (*l, *r) = (x * sides[0], x * sides[1]);
        }
        from = to;
    }
    sound
}
