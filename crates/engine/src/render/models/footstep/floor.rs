//! Solid ground: every contact strikes the floor through the sole.

use super::{Sole, Tread};
use crate::cues::{Footstep, Ground, Material, Shoe};
use crate::dsp::{Chance, Mode, OnePole, Svf, gain};
use crate::render::Take;
use crate::render::models::blend::{Blend, Puff, thump, to_peak_one};
use crate::render::models::impact::{Blow, Matter, body_modes, ring_of};

/// How a floor answers.
struct Floor {
    matter: Matter,
    /// Length of the part that sounds, metres.
    size: f32,
    /// Share of the material's own ringing that is left, laid in mortar or on beams.
    free: f32,
    /// Level of its modes, decibels.
    ring_db: f32,
    /// Thump: hertz, time to fall, decibels.
    thump: (f32, f32, f32),
    /// How much of the sole's click is left, decibels.
    click_db: f32,
    /// Dust and sand on it, decibels.
    grit_db: f32,
}

fn floor(ground: Ground) -> Floor {
    let of = |material, size, free, ring_db, thump, click_db, grit_db| Floor {
        matter: Matter::of(material),
        size,
        free,
        ring_db,
        thump,
        click_db,
        grit_db,
    };
    match ground {
        Ground::Wood => of(Material::HollowWood, 0.5, 0.7, -4.0, (105.0, 0.15, 0.0), -1.0, -22.0),
        Ground::Tile => of(Material::Ceramic, 0.25, 0.06, -10.0, (85.0, 0.06, -8.0), 3.0, -20.0),
        Ground::Metal => of(Material::SheetMetal, 0.5, 0.7, -3.0, (75.0, 0.18, -2.0), 0.0, -26.0),
        Ground::Carpet => of(Material::Soil, 0.15, 0.8, -6.0, (75.0, 0.08, 2.0), -16.0, -60.0),
        _ => of(Material::Stone, 0.2, 0.5, -9.0, (82.0, 0.07, -6.0), 2.0, -14.0),
    }
}

/// Lays a step on solid ground.
pub fn lay(blend: &mut Blend, step: &Footstep, sole: &Sole, tread: &Tread, take: &Take) {
    let floor = floor(step.ground);
    let mut chance = take.chance("floor");
    for (n, &(at_s, strength)) in tread.contacts.iter().enumerate() {
        let heel = n == 0;
        let strength = if heel { 1.0 } else { strength };
        strike(blend, (&floor, sole, tread), (at_s, strength, heel), &mut chance);
    }
    if sole.claws && step.ground != Ground::Carpet {
        claws(blend, &mut chance);
    }
    if step.ground == Ground::Metal {
        rattle(blend, &floor, tread, &mut chance);
    }
    if step.ground == Ground::Wood && chance.happens(0.06) {
        creak(blend, tread.scuff.0 * 0.5, &mut chance);
    }
    scuff(blend, step, &floor, tread, take, &mut chance);
}

fn strike(
    blend: &mut Blend,
    (floor, sole, tread): (&Floor, &Sole, &Tread),
    (at_s, strength, heel): (f32, f32, bool),
    chance: &mut Chance,
) {
    // The ball of the foot is softer than the heel.
    let softer = if heel { 1.0 } else { 1.5 };
    let blow = Blow::single(sole.pulse_s * softer * chance.within(0.85, 1.15), tread.velocity);
    let force = blow.force(chance);
    let mut modes = body_modes(&floor.matter, floor.size, &blow, chance);
    for mode in &mut modes {
        *mode = Mode { hz: mode.hz * tread.pitch, t60_s: mode.t60_s * floor.free, ..*mode };
    }
    blend.add(&dulled(&ring_of(&modes, &force), sole.dull_hz), at_s, strength * gain(floor.ring_db));
    let bright = libm::powf(2.0, 1.2 * (tread.velocity - 0.7)) / softer;
    let click = Puff {
        low_hz: sole.click_hz.0,
        high_hz: sole.click_hz.1 * bright,
        rise_s: 0.35 * sole.pulse_s,
        t60_s: sole.click_t60_s * chance.within(0.8, 1.3),
    };
    let click_db = sole.click_db + floor.click_db + chance.within(-2.0, 2.0);
    blend.add(&click.samples(chance), at_s, strength * gain(click_db));
    if let (Some((material, size)), true) = (sole.heel, heel) {
        let knock = ring_of(&body_modes(&Matter::of(material), size * tread.pitch, &blow, chance), &force);
        blend.add(&knock, at_s, strength * gain(-10.0 + 0.5 * floor.click_db));
    }
    let (hz, t60_s, thump_db) = floor.thump;
    let beat = thump(hz * tread.pitch * chance.within(0.95, 1.05), 1.5e-3 + sole.pulse_s, t60_s, chance);
    blend.add(&beat, at_s, strength * gain(thump_db + sole.thump_db - tread.lift_db));
}

fn dulled(ringing: &[f32], above_hz: f32) -> Vec<f32> {
    let mut dull = [OnePole::new(above_hz), OnePole::new(above_hz)];
    let [first, second] = &mut dull;
    to_peak_one(ringing.iter().map(|x| second.low(first.low(*x))).collect())
}

/// Three or four claws, one after another.
fn claws(blend: &mut Blend, chance: &mut Chance) {
    for _ in 0..(3 + chance.below(2)) {
        let low_hz = chance.log_within(2_200.0, 4_500.0);
        let tick = Puff { low_hz, high_hz: 2.0 * low_hz, rise_s: 2e-4, t60_s: chance.within(5e-3, 1e-2) };
        let at_s = chance.within(0.0, 0.022);
        blend.add(&tick.samples(chance), at_s, chance.within(0.5, 1.2));
    }
}

/// A grate that settles.
fn rattle(blend: &mut Blend, floor: &Floor, tread: &Tread, chance: &mut Chance) {
    let mut at_s = 0.02;
    for n in 0..(2 + chance.below(3)) {
        at_s += chance.within(0.015, 0.05);
        let blow = Blow::single(2e-4, tread.velocity);
        let force = blow.force(chance);
        let modes = body_modes(&floor.matter, floor.size * 0.45, &blow, chance);
        let level = gain(-12.0 - 4.0 * n as f32) * tread.velocity;
        blend.add(&ring_of(&modes, &force), at_s, level);
    }
}

/// A board that gives: slips at a rising rate through the wood's own formants.
fn creak(blend: &mut Blend, at_s: f32, chance: &mut Chance) {
    let board = [(250.0, 60e-3), (395.0, 50e-3), (560.0, 40e-3), (790.0, 30e-3), (1_400.0, 15e-3)];
    let modes = board.map(|(hz, t60_s)| Mode { hz: hz * chance.within(0.9, 1.1), t60_s, gain: 1.0 });
    let mut force = vec![0.0; 9_600];
    let (mut at, mut rate) = (0.0f32, chance.within(50.0, 90.0));
    while (at as usize) < force.len() {
        force[at as usize] = chance.within(0.4, 1.0);
        at += crate::dsp::FS / rate * chance.within(0.85, 1.15);
        rate *= 1.03;
    }
    let course = |i: usize| libm::sinf(core::f32::consts::PI * i as f32 / 9_600.0).max(0.0);
    let force: Vec<f32> = force.iter().enumerate().map(|(i, f)| f * course(i)).collect();
    blend.add(&ring_of(&modes, &force), at_s, 0.08);
}

/// Grit under the sole while it rolls, and the toe that drags.
fn scuff(blend: &mut Blend, step: &Footstep, floor: &Floor, tread: &Tread, take: &Take, chance: &mut Chance) {
    let bare = if matches!(step.shoe, Shoe::Barefoot | Shoe::Paw) { -8.0 } else { 0.0 };
    let press = tread.press(1.3);
    let near = if take.asmr { 4.0 } else { 0.0 };
    let sand = super::shaker::Grains::SAND.crunch(&press, chance);
    blend.add(&sand, 0.0, gain(floor.grit_db + bare + near));
    let fast = if step.run { 5.0 } else { 0.0 };
    roll(blend, tread, gain(floor.click_db - 10.0 + 0.7 * bare + fast), chance);
    let (at_s, strength) = tread.scuff;
    let (low_hz, high_hz) = if step.ground == Ground::Carpet { (300.0, 2_200.0) } else { (700.0, 4_500.0) };
    let drag = Puff { low_hz, high_hz, rise_s: 0.05, t60_s: chance.within(0.1, 0.18) }.samples(chance);
    let mut rough = Svf::new(45.0, 0.7);
    let drag: Vec<f32> =
        drag.iter().map(|x| x * (1.0 + 8.0 * rough.low(chance.white())).clamp(0.1, 2.0)).collect();
    blend.add(&to_peak_one(drag), at_s, strength * gain(-13.0 + bare));
}

/// The sole that lays itself down from heel to ball: a rough rush between the two.
fn roll(blend: &mut Blend, tread: &Tread, level: f32, chance: &mut Chance) {
    let to_s = tread.contacts.last().map_or(0.03, |c| c.0).max(0.04) + 0.05;
    let high_hz = chance.log_within(1_600.0, 3_000.0);
    let rush = Puff { low_hz: 280.0, high_hz, rise_s: 0.5 * to_s, t60_s: 0.09 }.samples(chance);
    let mut rough = Svf::new(80.0, 0.7);
    let rush = rush.iter().map(|x| x * (1.0 + 7.0 * rough.low(chance.white())).clamp(0.1, 2.2));
    blend.add(&to_peak_one(rush.collect()), 0.004, level);
}
