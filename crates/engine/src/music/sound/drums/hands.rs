//! Hands and wood: clap, rim, shaker, tick, brush, woodblock, cajon.

use crate::dsp::{Chance, FS, Mode, ModeBank, OnePole, Stereo, Svf, fade, samples};

/// Several hands within thirty milliseconds, each side its own.
pub fn clap(chance: &mut Chance) -> Stereo {
    let mut side = || {
        let mut palm = Svf::new(1_150.0, 1.3);
        let bursts: [f32; 4] = [0.0, 0.0095, 0.0195, 0.028].map(|t| t + chance.within(0.0, 0.002));
        let mut mono: Vec<f32> = (0..samples(0.22))
            .map(|i| {
                let t = i as f32 / FS;
                let each = |(n, from): (usize, &f32)| {
                    let decay_s = if n == 3 { 0.045 } else { 0.004 };
                    let after = t - from;
                    if after >= 0.0 {
                        libm::expf(-after / decay_s) * (1.0 - libm::expf(-after / 4e-4))
                    } else {
                        0.0
                    }
                };
                let strength: f32 = bursts.iter().enumerate().map(each).sum();
                palm.band(chance.white()) * strength
            })
            .collect();
        fade(&mut mono, 96, samples(0.03));
        mono
    };
    Stereo { left: side(), right: side() }
}

/// Seeds that fly against the shell, and back.
pub fn shaker(chance: &mut Chance) -> Vec<f32> {
    let mut shell = Svf::new(6_200.0, 1.2);
    let mut mono: Vec<f32> = (0..samples(0.09))
        .map(|i| {
            let t = i as f32 / FS;
            let course = libm::expf(-(t - 0.012) * (t - 0.012) / 1.6e-4) + 0.5 * libm::expf(-t / 0.02);
            shell.band(chance.white()) * course
        })
        .collect();
    fade(&mut mono, 96, samples(0.02));
    mono
}

/// A clock's tick.
pub fn tick(chance: &mut Chance) -> Vec<f32> {
    let mode = |hz: f32, t60_s: f32, gain: f32| Mode { hz, t60_s, gain };
    let mut wood =
        ModeBank::new(&[mode(1_850.0, 0.05, 0.5), mode(3_120.0, 0.035, 0.35), mode(5_300.0, 0.02, 0.2)]);
    let scale = chance.within(0.9, 1.0);
    let mut mono: Vec<f32> =
        (0..samples(0.07)).map(|i| wood.sample(if i < 12 { 0.16 * scale } else { 0.0 })).collect();
    fade(&mut mono, 0, samples(0.02));
    mono
}

/// Modes of something small that is hit for `contact` samples.
fn wood(modes: &[(f32, f32, f32)], contact: usize, length_s: f64, chance: &mut Chance) -> Vec<f32> {
    let shift = chance.within(0.985, 1.015);
    let modes: Vec<Mode> =
        modes.iter().map(|&(hz, t60_s, gain)| Mode { hz: hz * shift, t60_s, gain }).collect();
    let push: Vec<f32> = (0..contact)
        .map(|i| {
            let x = (i as f32 + 0.5) / contact as f32;
            libm::sinf(core::f32::consts::PI * x) * 1.57 / contact as f32
        })
        .collect();
    let length = samples(length_s);
    let mut mono = ModeBank::new(&modes).ring(&push, length);
    fade(&mut mono, 0, samples(0.02));
    mono
}

/// The stick across the rim.
pub fn rim(chance: &mut Chance) -> Vec<f32> {
    wood(&[(480.0, 0.09, 0.7), (1_720.0, 0.06, 0.9), (2_950.0, 0.04, 0.5)], 20, 0.12, chance)
}

/// A hollow block of wood.
pub fn woodblock(chance: &mut Chance) -> Vec<f32> {
    wood(&[(880.0, 0.13, 1.0), (2_230.0, 0.06, 0.5), (3_900.0, 0.03, 0.2)], 24, 0.18, chance)
}

/// A box's front: its wood near the edge, and wires behind it.
pub fn cajon(hard: f32, chance: &mut Chance) -> Vec<f32> {
    let mut mono = wood(&[(96.0, 0.22, 0.9), (340.0, 0.12, 0.8), (810.0, 0.07, 0.5)], 60, 0.3, chance);
    let (mut wires, mut slap) = (Svf::new(3_400.0, 0.8), Svf::new(1_300.0, 0.8));
    for (i, x) in mono.iter_mut().enumerate() {
        let t = i as f32 / FS;
        let white = chance.white();
        *x += wires.band(white) * 0.5 * hard * libm::expf(-t / 0.05) * (1.0 - libm::expf(-t / 0.002));
        *x += slap.band(white) * 0.8 * libm::expf(-t / 0.012) * (1.0 - libm::expf(-t / 0.0006));
    }
    let length = mono.len();
    fade(&mut mono, 0, samples(0.03).min(length));
    mono
}

/// A brush drawn across a skin: noise that swells and ebbs.
pub fn brush(hard: f32, chance: &mut Chance) -> Vec<f32> {
    let length_s = 0.30 - 0.12 * hard;
    let (mut skin, mut floor) = (Svf::new(3_200.0, 0.6), OnePole::new(500.0));
    let length = samples(f64::from(length_s));
    let mut mono: Vec<f32> = (0..length)
        .map(|i| {
            let x = i as f32 / length as f32;
            let tap = hard * libm::expf(-x / 0.06) * (1.0 - libm::expf(-x / 0.008));
            let drawn = 0.55 * libm::powf(libm::sinf(core::f32::consts::PI * x).max(0.0), 1.4);
            floor.high(skin.band(chance.white())) * (1.6 * tap + drawn)
        })
        .collect();
    fade(&mut mono, 96, samples(0.03));
    mono
}
