//! Skins: kick, snares, toms, bendir, taiko, a heartbeat, a deep hit.

use super::super::panned;
use crate::dsp::{Chance, FS, Mode, ModeBank, OnePole, Stereo, Svf, Tank, fade, samples};

/// A soft bass drum.
pub fn kick(chance: &mut Chance) -> Vec<f32> {
    falling(160.0, 50.0, 0.028, 0.11, 0.4, chance)
}

/// Two soft thuds, the second lower.
pub fn heartbeat(chance: &mut Chance) -> Vec<f32> {
    let first = falling(78.0, 44.0, 0.03, 0.09, 0.55, chance);
    let second = falling(64.0, 38.0, 0.03, 0.10, 0.40, chance);
    let mut mono = vec![0.0; samples(0.75)];
    for (from, part, gain) in [(0, &first, 1.0), (samples(0.27), &second, 0.75)] {
        let mut soft = OnePole::new(160.0);
        mono[from..].iter_mut().zip(part).for_each(|(x, y)| *x += gain * soft.low(*y));
    }
    mono
}

/// A snare: two modes of its skin, wires that rattle longer the harder it is struck.
pub fn snare(hard: f32, chance: &mut Chance) -> Vec<f32> {
    let shift = chance.within(0.985, 1.015);
    let mode = |hz: f32, t60_s: f32, gain: f32| Mode { hz: hz * shift, t60_s, gain };
    let mut skin = ModeBank::new(&[mode(185.0, 0.22, 1.0), mode(330.0, 0.16, 0.6), mode(510.0, 0.08, 0.3)]);
    let (mut wires, mut air) = (Svf::new(1_900.0, 0.6), Svf::new(5_500.0, 0.6));
    let rattle_s = 0.045 + 0.03 * hard;
    let mut mono: Vec<f32> = (0..samples(0.4))
        .map(|i| {
            let t = i as f32 / FS;
            let white = chance.white();
            let push = if i < 40 { 0.025 * libm::sinf(core::f32::consts::PI * i as f32 / 40.0) } else { 0.0 };
            let noise = wires.band(white) + 0.8 * air.band(white);
            let course = libm::expf(-t / rattle_s) * (1.0 - libm::expf(-t / 0.0007));
            skin.sample(push) + 0.85 * noise * course
        })
        .collect();
    fade(&mut mono, 0, samples(0.05));
    mono
}

/// A snare in a large hall whose gate falls shut after a fifth of a second.
pub fn gated_snare(hard: f32, chance: &mut Chance) -> Stereo {
    let dry = snare(hard, chance);
    let length = samples(0.36);
    let mut sound = Tank::new(2.4, 6_000.0, 0.8).fill(&Stereo::of_mono(&dry), 0, length);
    sound.scale(0.45);
    let dry = panned(&dry[..dry.len().min(length)], 0.0);
    sound.add(&dry, 0, 1.0);
    for channel in sound.channels_mut() {
        let shut = samples(0.22);
        for (i, x) in channel.iter_mut().enumerate().skip(shut) {
            *x *= libm::expf(-((i - shut) as f32) / FS / 0.018);
        }
        fade(channel, 0, samples(0.02));
    }
    sound
}

/// A membrane with its first five modes (1 : 1.59 : 2.14 : 2.30 : 2.65), a stick or a hand on it.
struct Skin {
    hz: f32,
    t60_s: f32,
    /// Contact, samples.
    contact: usize,
    /// Cutoff and decay of the slap, and how much of it.
    slap: (f32, f32, f32),
    /// How far the pitch is up while the skin is stretched, share.
    stretch: f32,
    length_s: f64,
}

impl Skin {
    fn struck(&self, hard: f32, chance: &mut Chance) -> Vec<f32> {
        let hz = self.hz * chance.within(0.975, 1.025);
        let modes =
            [(1.0, 1.0, 1.0), (1.594, 0.6, 0.5), (2.136, 0.42, 0.35), (2.296, 0.36, 0.25), (2.653, 0.3, 0.2)];
        let mode =
            |(ratio, decay, gain): (f32, f32, f32)| Mode { hz: hz * ratio, t60_s: self.t60_s * decay, gain };
        let push: Vec<f32> = (0..self.contact)
            .map(|i| {
                let x = i as f32 / self.contact as f32;
                libm::sinf(core::f32::consts::PI * x) * 1.57 / self.contact as f32
            })
            .collect();
        let length = samples(self.length_s);
        let mut mono = ModeBank::new(&modes.map(mode)).ring(&push, length);
        let (cutoff, decay_s, gain) = self.slap;
        let mut slap = Svf::new(cutoff * (0.5 + hard), 0.7);
        let mut phase = 0.0f32;
        for (i, x) in mono.iter_mut().enumerate() {
            let t = i as f32 / FS;
            phase += hz * (1.0 + self.stretch * hard * libm::expf(-t / 0.05)) / FS;
            let thump = libm::sinf(core::f32::consts::TAU * phase.fract())
                * libm::expf(-6.91 * t / (0.7 * self.t60_s));
            let hand = slap.low(chance.white()) * libm::expf(-t / decay_s) * (1.0 - libm::expf(-t / 0.0008));
            *x += 0.7 * thump * (1.0 - libm::expf(-t / 0.002)) + gain * (0.3 + 1.6 * hard * hard) * hand;
        }
        fade(&mut mono, 0, samples(0.06).min(length));
        mono
    }
}

/// A tom of a drum kit.
pub fn tom(hard: f32, chance: &mut Chance) -> Vec<f32> {
    let skin = Skin {
        hz: 118.0,
        t60_s: 0.55,
        contact: 110,
        slap: (1_600.0, 0.01, 0.5),
        stretch: 0.35,
        length_s: 0.6,
    };
    skin.struck(hard, chance)
}

/// A bendir, a frame drum with a snare of gut, under fingers.
pub fn bendir(hard: f32, chance: &mut Chance) -> Vec<f32> {
    let skin = Skin {
        hz: 92.0,
        t60_s: 0.8,
        contact: 150,
        slap: (2_400.0, 0.014, 0.55),
        stretch: 0.12,
        length_s: 0.9,
    };
    skin.struck(hard, chance)
}

/// The largest skin, struck with a club, in the open: body and a bang of wood.
pub fn taiko(hard: f32, chance: &mut Chance) -> Stereo {
    let skin =
        Skin { hz: 66.0, t60_s: 1.5, contact: 190, slap: (900.0, 0.02, 0.9), stretch: 0.4, length_s: 1.7 };
    let mono = skin.struck(hard, chance);
    panned(&mono, chance.within(-0.25, 0.25))
}

/// A tone that falls from one pitch to another within `fall_s`, with time constant `decay_s`, and a soft click.
fn falling(
    from_hz: f32,
    to_hz: f32,
    fall_s: f32,
    decay_s: f32,
    length_s: f64,
    chance: &mut Chance,
) -> Vec<f32> {
    let mut phase = 0.0f32;
    let mut dull = OnePole::new(2_500.0);
    let mut mono: Vec<f32> = (0..samples(length_s))
        .map(|i| {
            let t = i as f32 / FS;
            phase += (to_hz + (from_hz - to_hz) * libm::expf(-t / fall_s)) / FS;
            let click = dull.low(chance.white()) * libm::expf(-t / 0.002) * 0.35;
            (libm::sinf(core::f32::consts::TAU * phase) * libm::expf(-t / decay_s) + click)
                * (1.0 - libm::expf(-t / 0.0008))
        })
        .collect();
    fade(&mut mono, 0, samples(0.03));
    mono
}

/// A deep hit with a long tail.
pub fn boom(chance: &mut Chance) -> Stereo {
    let mut sound = panned(&falling(115.0, 46.0, 0.09, 0.40, 1.8, chance), 0.0);
    for channel in sound.channels_mut() {
        let mut air = Svf::new(420.0, 0.6);
        for (i, x) in channel.iter_mut().enumerate() {
            let t = i as f32 / FS;
            *x += air.low(chance.white()) * 0.5 * libm::expf(-t / 0.16);
        }
    }
    sound
}

/// A large drum: the modes of a circular membrane (1 : 1.59 : 2.14 : 2.30), a slap of the stick.
pub fn low(force: f32, chance: &mut Chance) -> Stereo {
    let hz = 72.0 * chance.within(0.97, 1.03);
    let mode = |ratio: f32, t60_s: f32, gain: f32| Mode { hz: hz * ratio, t60_s, gain };
    let mut bank = ModeBank::new(&[
        mode(1.0, 0.9, 1.0),
        mode(1.594, 0.5, 0.5),
        mode(2.136, 0.35, 0.35),
        mode(2.296, 0.3, 0.25),
    ]);
    let mut slap = Svf::new(700.0 + 900.0 * force, 0.7);
    let mono: Vec<f32> = (0..samples(0.9))
        .map(|i| {
            let t = i as f32 / FS;
            let push =
                if i < 240 { libm::sinf(core::f32::consts::PI * i as f32 / 240.0) * 0.0065 } else { 0.0 };
            bank.sample(push) + slap.low(chance.white()) * 0.35 * libm::expf(-t / 0.012)
        })
        .collect();
    let mut mono = mono;
    fade(&mut mono, 0, samples(0.05));
    panned(&mono, chance.within(-0.2, 0.2))
}
