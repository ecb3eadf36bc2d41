//! Drums off an old record, and a chip's noise.

use super::skins;
use crate::dsp::{Chance, OnePole, fade, samples};

/// A kick that a worn needle gives back: bent, dull, short.
pub fn kick(chance: &mut Chance) -> Vec<f32> {
    worn(skins::kick(chance), 2.4, 1_400.0)
}

/// A snare from the same record.
pub fn snare(hard: f32, chance: &mut Chance) -> Vec<f32> {
    worn(skins::snare(hard, chance), 2.0, 3_400.0)
}

fn worn(mut mono: Vec<f32>, drive: f32, top_hz: f32) -> Vec<f32> {
    let (mut top, mut lower, mut floor) =
        (OnePole::new(top_hz), OnePole::new(1.5 * top_hz), OnePole::new(45.0));
    mono.iter_mut().for_each(|x| {
        let bent = libm::tanhf(drive * *x) / libm::tanhf(drive).max(0.5);
        *x = floor.high(lower.low(top.low(bent)));
    });
    let length = mono.len();
    fade(&mut mono, 0, samples(0.03).min(length));
    mono
}

/// A chip's noise: held for three samples, falling in sixteen steps.
pub fn noise_hat(chance: &mut Chance) -> Vec<f32> {
    let length = samples(0.06);
    let mut held = 0.0;
    let mut floor = OnePole::new(1_500.0);
    let mut mono: Vec<f32> = (0..length)
        .map(|i| {
            if i % 3 == 0 {
                held = if chance.happens(0.5) { 1.0 } else { -1.0 };
            }
            let left = 1.0 - i as f32 / length as f32;
            floor.high(held) * libm::ceilf(15.0 * left * left) / 15.0
        })
        .collect();
    fade(&mut mono, 8, 48);
    mono
}
