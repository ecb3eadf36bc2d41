//! The cartoon's: a spring, a pop, a splat.

use crate::dsp::{Chance, FS, Saw, Svf};
use crate::render::models::blend::{Blend, Puff, thump, to_peak_one};
use crate::render::models::body::squelch;
use core::f32::consts::TAU;

/// A strip of steel over the edge of a table: its tone bends as it swings, wide at first, and its formant with it.
pub fn boing(pitch: f32, chance: &mut Chance) -> Vec<f32> {
    let n = (chance.within(0.95, 1.15) * FS) as usize;
    let (mut swing, mut saw) = (0.0f32, Saw::at(0.0));
    let (mut mouth, mut upper) = (Svf::default(), Svf::default());
    let spring: Vec<f32> = (0..n)
        .map(|i| {
            let x = i as f32 / n as f32;
            swing = (swing + (13.0 - 4.0 * x) / FS).fract();
            let wave = libm::sinf(TAU * swing);
            let wide = libm::expf(-2.6 * x);
            let hz = 118.0 * pitch * (1.0 + 0.9 * x) * (1.0 + 0.28 * wide * wave);
            if i % 16 == 0 {
                mouth.tune(720.0 * pitch * libm::powf(2.0, 1.1 * wide * wave + 0.5 * x), 6.0);
                upper.tune(2_100.0 * pitch * libm::powf(2.0, 0.6 * wide * wave), 5.0);
            }
            let source = saw.sample(hz);
            let out = mouth.band(source) + 0.5 * upper.band(source) + 0.15 * source;
            out * libm::expf(-3.4 * x) * (i as f32 / 60.0).min(1.0) * ((1.0 - x) / 0.1).min(1.0)
        })
        .collect();
    let mut blend = Blend::default();
    blend.add(&to_peak_one(spring), 0.0, 1.0);
    let flick = Puff { low_hz: 800.0, high_hz: 4_000.0, rise_s: 4e-4, t60_s: 0.02 };
    blend.add(&flick.samples(chance), 0.0, 0.25);
    blend.into_samples()
}

/// A finger out of a cheek, a cork out of a bottle: a sine that rises for a twentieth of a second.
pub fn pop(pitch: f32, chance: &mut Chance) -> Vec<f32> {
    let n = (0.055 * FS) as usize;
    let (low_hz, high_hz) = (380.0 * pitch, 980.0 * pitch * chance.within(0.92, 1.1));
    // Without it so short a sine leaves a push of air behind.
    let mut thin = Svf::new(170.0 * pitch, 0.7);
    let mut turn = 0.0f32;
    let chirp: Vec<f32> = (0..n + 960)
        .map(|i| {
            let x = i as f32 / n as f32;
            turn = (turn + (low_hz + (high_hz - low_hz) * x * x) / FS).fract();
            let level = libm::expf(-3.5 * x) * (i as f32 / 40.0).min(1.0) * (1.0 - x).max(0.0);
            thin.high(libm::sinf(TAU * turn) * level)
        })
        .collect();
    let mut blend = Blend::default();
    blend.add(&to_peak_one(chirp), 0.0, 1.0);
    let lips = Puff { low_hz: 900.0, high_hz: 5_000.0, rise_s: 1.2e-3, t60_s: 0.012 };
    blend.add(&lips.samples(chance), 0.0, 0.25);
    blend.into_samples()
}

/// Something soft and wet meets a wall, sticks, and comes off.
pub fn splat(pitch: f32, chance: &mut Chance) -> Vec<f32> {
    let mut blend = Blend::default();
    let slap = Puff { low_hz: 250.0, high_hz: 4_500.0, rise_s: 8e-4, t60_s: 0.07 };
    blend.add(&slap.samples(chance), 0.0, 1.0);
    blend.add(&thump(105.0 * pitch, 0.002, 0.12, chance), 0.0, 0.8);
    blend.add(&squelch(0.2, (2_400.0 * pitch, 500.0 * pitch), chance), 0.012, 0.8);
    blend.add(&squelch(0.14, (450.0 * pitch, 1_300.0 * pitch), chance), chance.within(0.22, 0.28), 0.45);
    blend.into_samples()
}
