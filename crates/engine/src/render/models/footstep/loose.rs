//! Loose ground: grass, leaves, gravel, sand, snow.

use super::shaker::Grains;
use super::{Sole, Tread};
use crate::cues::{Footstep, Ground, Shoe};
use crate::dsp::{Chance, Mode, gain};
use crate::render::Take;
use crate::render::models::blend::{Blend, thump};
use crate::render::models::impact::ring_of;

/// How deep a foot sinks, against solid ground.
const GIVE: f32 = 2.6;

/// Lays a step on loose ground.
pub fn lay(blend: &mut Blend, step: &Footstep, sole: &Sole, tread: &Tread, take: &Take) {
    let mut chance = take.chance("loose");
    let press = pressing(step, tread, take, &mut chance);
    for &(ref grains, level_db) in heaps(step.ground) {
        let bright = libm::powf(2.0, 0.6 * (tread.velocity - 0.7)) * tread.pitch;
        let near = if take.asmr { 1.5 } else { 1.0 };
        let grains = Grains { count: grains.count * near, hz: grains.hz * bright, ..*grains };
        blend.add(&grains.crunch(&press, &mut chance), 0.0, gain(level_db));
    }
    match step.ground {
        Ground::Gravel => clacks(blend, &press, (1_300.0, 6_000.0), (0.005, 0.014), 30.0, &mut chance),
        Ground::Leaves => clacks(blend, &press, (1_500.0, 7_000.0), (0.002, 0.006), 45.0, &mut chance),
        Ground::Snow => squeak(blend, &press, &mut chance),
        _ => {}
    }
    let (hz, thump_db) = under(step.ground);
    for &(at_s, strength) in &tread.contacts {
        let beat = thump(hz * tread.pitch, 6e-3 + sole.pulse_s, 0.07, &mut chance);
        blend.add(&beat, at_s + 0.02, strength * gain(thump_db + 0.5 * sole.thump_db));
    }
}

/// Pressure, uneven as the heap gives way in jerks; paws and bare feet tread lighter.
fn pressing(step: &Footstep, tread: &Tread, take: &Take, chance: &mut Chance) -> Vec<f32> {
    let lighter = match step.shoe {
        Shoe::Paw => 0.5,
        Shoe::Barefoot | Shoe::Heel => 0.75,
        _ => 1.0,
    };
    let mut jerk = 1.0;
    let mut until = 0;
    let mut press = tread.press(GIVE);
    for (i, p) in press.iter_mut().enumerate() {
        if i >= until {
            jerk = chance.within(0.45, 1.25);
            until = i + (chance.within(0.004, 0.022) * crate::dsp::FS) as usize;
        }
        *p *= jerk * lighter * (0.5 + 0.7 * take.velocity);
    }
    press
}

/// A heap and its level, decibels.
type Heap = (Grains, f32);

/// A row of the tables below: count, hz, spread, q, grain_s, settle_s, beta, dull_hz.
const fn grains([count, hz, spread, q, grain_s, settle_s, beta, dull_hz]: [f32; 8]) -> Grains {
    Grains { count, hz, spread, q, grain_s, settle_s, beta, dull_hz }
}

const GRAVEL: [Heap; 3] = [
    (grains([26.0, 4_300.0, 1.9, 3.2, 1.1e-3, 7e-3, 1.7, 12_000.0]), 0.0),
    (grains([180.0, 7_000.0, 1.4, 2.0, 9e-4, 5e-3, 2.2, 14_000.0]), -9.0),
    (grains([14.0, 1_300.0, 1.6, 1.6, 2e-3, 7e-3, 2.0, 4_000.0]), -7.0),
];
const SNOW: [Heap; 2] = [
    (grains([9.0, 850.0, 1.6, 1.2, 1.6e-3, 1.4e-2, 2.0, 3_500.0]), 0.0),
    (grains([60.0, 2_600.0, 1.5, 1.0, 7e-4, 1.2e-2, 2.0, 7_000.0]), -4.0),
];
const LEAVES: [Heap; 2] = [
    (grains([46.0, 3_800.0, 1.8, 1.2, 9e-4, 8e-3, 1.8, 11_000.0]), 0.0),
    (grains([5.0, 2_200.0, 2.0, 0.8, 2.5e-3, 1.2e-2, 1.9, 8_000.0]), -3.0),
];
const GRASS: [Heap; 1] = [(grains([110.0, 3_000.0, 1.7, 0.8, 8e-4, 6e-3, 2.2, 4_500.0]), 0.0)];
const SAND: [Heap; 2] =
    [(Grains::SAND, 0.0), (Grains { hz: 1_700.0, dull_hz: 3_000.0, ..Grains::SAND }, -5.0)];

/// The heaps that lie on a ground.
fn heaps(ground: Ground) -> &'static [Heap] {
    match ground {
        Ground::Gravel => &GRAVEL,
        Ground::Snow => &SNOW,
        Ground::Leaves => &LEAVES,
        Ground::Grass => &GRASS,
        _ => &SAND,
    }
}

/// The soil under it: hertz and decibels.
fn under(ground: Ground) -> (f32, f32) {
    match ground {
        Ground::Gravel => (90.0, -9.0),
        Ground::Snow => (75.0, -9.0),
        Ground::Leaves => (80.0, -10.0),
        Ground::Sand => (70.0, -6.0),
        _ => (80.0, -3.0),
    }
}

/// Single grains that are heard as such: stones that knock, leaves that crack.
fn clacks(
    blend: &mut Blend,
    press: &[f32],
    hz: (f32, f32),
    t60_s: (f32, f32),
    count: f32,
    chance: &mut Chance,
) {
    let total: f32 = press.iter().sum();
    let mut left = count * chance.within(0.8, 1.2);
    while left > 0.0 {
        left -= 1.0;
        let mut share = chance.unit() * total;
        let at = press.iter().position(|p| {
            share -= p;
            share < 0.0
        });
        let at = at.unwrap_or(0);
        let mode = |chance: &mut Chance| Mode {
            hz: chance.log_within(hz.0, hz.1),
            t60_s: chance.within(t60_s.0, t60_s.1),
            gain: 1.0,
        };
        let modes = [mode(chance), mode(chance), mode(chance)];
        let force: Vec<f32> = (0..14).map(|i| chance.white() * (1.0 - i as f32 / 14.0)).collect();
        let level = 0.24 * libm::sqrtf(chance.pareto(1.7).min(25.0)) * press[at].min(1.0);
        blend.add(&ring_of(&modes, &force), at as f32 / crate::dsp::FS, level);
    }
}

/// Snow that is pressed sticks and slips: a low creak in it.
fn squeak(blend: &mut Blend, press: &[f32], chance: &mut Chance) {
    let pitch = chance.within(300.0, 620.0);
    let modes = [1.0, 1.9, 3.1].map(|ratio| Mode { hz: pitch * ratio, t60_s: 0.018, gain: 1.0 / ratio });
    let mut force = vec![0.0; press.len()];
    let mut at = 0.0f32;
    while (at as usize) < force.len() {
        let p = press[at as usize].min(1.2);
        force[at as usize] = p * chance.within(0.3, 1.0);
        at += crate::dsp::FS / (90.0 + 190.0 * p) * chance.within(0.6, 1.5);
    }
    blend.add(&ring_of(&modes, &force), 0.0, gain(-10.0));
}
