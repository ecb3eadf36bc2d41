//! Bangs in company: salvos, rockets with their stars, strings of crackers.

use super::bang::{Charge, through_air};
use crate::cues::BlastKind;
use crate::dsp::{Chance, FS, Hawkes, OnePole, Slow, Svf, gain, samples};
use crate::render::models::blend::{Blend, Puff, to_peak_one};
use core::f32::consts::TAU;

/// Four to six rounds at 640 a minute.
pub fn salvo(charge: Charge, away: f32, chance: &mut Chance) -> Vec<f32> {
    let mut blend = Blend::default();
    for round in 0..4 + chance.below(3) {
        let late = 0.002 * chance.normal();
        let shot = to_peak_one(charge.bang(away, chance));
        blend.add(&shot, (0.0935 * round as f32 + late).max(0.0), chance.within(0.85, 1.0));
    }
    blend.into_samples()
}

/// A rocket climbs, bursts, and its stars crackle. The burst is what is loud.
pub fn firework(size: f32, away: f32, chance: &mut Chance) -> Vec<f32> {
    let climb_s = chance.within(0.75, 1.05);
    let mut blend = Blend::default();
    blend.add(&climb(climb_s, chance), 0.0, gain(-25.0));
    let burst = to_peak_one(Charge::of(BlastKind::Firework, size).bang(away, chance));
    blend.add(&burst, climb_s, 1.0);
    for (late_s, level) in [(0.13, 0.6), (0.31, 0.45), (0.52, 0.33), (0.86, 0.2)] {
        // Houses and hills send it back, duller each time.
        let mut dull = OnePole::new(2_400.0 * level);
        let back: Vec<f32> = burst.iter().map(|x| dull.low(*x)).collect();
        blend.add(&back, climb_s + late_s * chance.within(0.85, 1.2), level);
    }
    if chance.happens(0.85) {
        stars(&mut blend, climb_s + chance.within(0.25, 0.5), gain(-10.0), chance);
    }
    through_air(blend.into_samples(), 0.5 * away)
}

/// A whistle from 1.4 to 3 kHz with the rush of its jet.
fn climb(length_s: f32, chance: &mut Chance) -> Vec<f32> {
    let top_hz = chance.within(2_500.0, 3_200.0);
    let (mut turn, mut rush, mut shake) = (0.0f32, Svf::new(2_500.0, 0.7), 0.0);
    let n = (length_s * FS) as usize;
    let climb = (0..n).map(|i| {
        let x = i as f32 / n as f32;
        if i % 48 == 0 {
            rush.tune(1_200.0 + 2_600.0 * x, 0.8);
            shake = 0.012 * chance.normal();
        }
        turn = (turn + (1_300.0 + (top_hz - 1_300.0) * x) * (1.0 + shake) / FS).fract();
        let whistle = libm::sinf(TAU * turn) + 0.3 * libm::sinf(2.0 * TAU * turn);
        (0.55 * whistle + 0.8 * rush.band(chance.white())) * (x / 0.15).min(1.0) * ((1.0 - x) / 0.12).min(1.0)
    });
    to_peak_one(climb.collect())
}

/// Stars that crackle for a second and a half, in families.
fn stars(blend: &mut Blend, from_s: f32, level: f32, chance: &mut Chance) {
    let length = samples(1.5);
    let fading = Slow::of(length, |t| libm::expf(-1.6 * t as f32));
    let kept: Vec<Vec<f32>> = (0..10).map(|_| crack(chance)).collect();
    for at in (Hawkes { base: 70.0, branching: 0.45, tau_s: 0.03 }).times(length, &fading, chance) {
        let loud = libm::sqrtf(chance.pareto(1.9).min(12.0));
        blend.add(&kept[chance.below(10)], from_s + at as f32 / FS, level * 0.4 * loud);
    }
}

fn crack(chance: &mut Chance) -> Vec<f32> {
    let low_hz = chance.log_within(900.0, 3_000.0);
    Puff { low_hz, high_hz: 6.0 * low_hz, rise_s: 1e-4, t60_s: chance.within(0.006, 0.02) }.samples(chance)
}

/// A second and a half of crackers that set each other off, unevenly.
pub fn string_of_crackers(size: f32, away: f32, chance: &mut Chance) -> Vec<f32> {
    let length = samples(1.5);
    let even = Slow::of(length, |_| 1.0);
    let kept: Vec<Vec<f32>> = (0..6)
        .map(|_| to_peak_one(Charge::of(BlastKind::Firecrackers, size * chance.unit()).bang(away, chance)))
        .collect();
    let mut blend = Blend::default();
    blend.add(&kept[0], 0.0, 0.9);
    for at in (Hawkes { base: 14.0, branching: 0.55, tau_s: 0.05 }).times(length, &even, chance) {
        blend.add(&kept[chance.below(6)], at as f32 / FS, chance.log_within(0.25, 1.0));
    }
    blend.into_samples()
}

/// The thong sings ever higher as its loop runs out, until its tip passes the speed of sound.
pub fn whip(size: f32, away: f32, chance: &mut Chance) -> Vec<f32> {
    let swing_s = chance.within(0.22, 0.32);
    let n = (swing_s * FS) as usize;
    let mut air = Svf::default();
    let swing: Vec<f32> = (0..n)
        .map(|i| {
            let x = i as f32 / n as f32;
            if i % 32 == 0 {
                air.tune(250.0 * libm::powf(14.0, x), 1.6);
            }
            air.band(chance.white()) * x * x
        })
        .collect();
    let mut blend = Blend::default();
    blend.add(&to_peak_one(swing), 0.0, gain(-17.0));
    blend.add(&to_peak_one(Charge::of(BlastKind::Whip, 0.3 * size).bang(away, chance)), swing_s, 1.0);
    blend.into_samples()
}
