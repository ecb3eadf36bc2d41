//! Magic's: bells too high and too many to be of this world.

use crate::dsp::{Chance, FS, Mode, Svf, raised_cosine};
use crate::render::models::blend::{Blend, to_peak_one};
use crate::render::models::impact::ring_of;
use core::f32::consts::TAU;

/// A scale of five notes over two octaves, as ratios.
const SCALE: [f32; 10] = [1.0, 1.125, 1.25, 1.5, 1.667, 2.0, 2.25, 2.5, 3.0, 3.333];

/// Bells that run upwards, every one a little off its time, and go on glittering.
pub fn shimmer(pitch: f32, length_s: f32, chance: &mut Chance) -> Vec<f32> {
    let mut blend = Blend::default();
    let many = (22.0 * length_s).max(6.0) as usize;
    for k in 0..many {
        let x = k as f32 / many as f32;
        let step = ((x * 9.0) as usize + chance.below(3)).min(9);
        let hz = 1_568.0 * pitch * SCALE[step] * (1.0 + 0.002 * chance.normal());
        let at_s = (x * length_s * 0.75 + 0.015 * chance.normal()).max(0.0);
        blend.add(&glint(hz, chance), at_s, (0.4 + 0.6 * x) * chance.log_within(0.35, 1.0));
    }
    for _ in 0..many {
        let hz = pitch * chance.log_within(5_000.0, 11_000.0);
        blend.add(&glint(hz, chance), chance.within(0.1, length_s), chance.log_within(0.03, 0.16));
    }
    blend.into_samples()
}

/// A bell of glass: pairs that beat.
fn glint(hz: f32, chance: &mut Chance) -> Vec<f32> {
    let t60_s = chance.within(0.5, 1.1);
    let modes = [
        Mode { hz, t60_s, gain: 1.0 },
        Mode { hz: 1.004 * hz, t60_s, gain: 0.6 },
        Mode { hz: 2.76 * hz, t60_s: 0.3 * t60_s, gain: 0.3 },
    ];
    let force: Vec<f32> = (0..24).map(|i| raised_cosine(i as f32 / 24.0)).collect();
    ring_of(&modes, &force)
}

/// A spell is cast: air gathers and swells, notes of an arpeggio race up, and where it strikes it glitters.
pub fn spell(pitch: f32, length_s: f32, chance: &mut Chance) -> Vec<f32> {
    let mut blend = Blend::default();
    blend.add(&gathering(pitch, 0.55 * length_s, chance), 0.0, 0.7);
    let many = 12;
    for k in 0..many {
        let x = k as f32 / many as f32;
        let hz = 523.3 * pitch * SCALE[k % 10] * if k >= 10 { 2.0 } else { 1.0 };
        blend.add(&metal(hz, chance), 0.5 * length_s * libm::powf(x, 0.7), 0.3 + 0.4 * x);
    }
    blend.add(&to_peak_one(shimmer(1.2 * pitch, 0.8 * length_s, chance)), 0.5 * length_s, 0.7);
    blend.into_samples()
}

/// A band of noise that rises, with a hum in it.
fn gathering(pitch: f32, length_s: f32, chance: &mut Chance) -> Vec<f32> {
    let n = (1.5 * length_s * FS) as usize;
    let (mut band, mut turn) = (Svf::default(), 0.0f32);
    let air = (0..n).map(|i| {
        let x = i as f32 / n as f32;
        if i % 32 == 0 {
            band.tune(500.0 * libm::powf(9.0, x), 3.0);
        }
        turn = (turn + 220.0 * pitch * libm::powf(3.0, x) / FS).fract();
        let swell = if x < 0.67 { (x / 0.67) * (x / 0.67) } else { (1.0 - x) / 0.33 };
        (band.band(chance.white()) + 0.12 * libm::sinf(TAU * turn)) * swell
    });
    to_peak_one(air.collect())
}

/// A bell by frequency modulation (J. Chowning, "The synthesis of complex audio spectra by means of frequency
/// modulation", 1973).
fn metal(hz: f32, chance: &mut Chance) -> Vec<f32> {
    let (n, ratio) = ((0.7 * FS) as usize, 3.51 * chance.within(0.995, 1.005));
    let (mut turn, mut other) = (0.0f32, 0.0f32);
    let bell = (0..n).map(|i| {
        let t = i as f32 / FS;
        other = (other + hz * ratio / FS).fract();
        turn = (turn + hz / FS).fract();
        let index = 2.4 * libm::expf(-9.0 * t);
        libm::sinf(TAU * turn + index * libm::sinf(TAU * other)) * libm::expf(-7.5 * t) * (t / 0.002).min(1.0)
    });
    to_peak_one(bell.collect())
}
