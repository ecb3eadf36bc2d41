//! Friction that sings: slips locked to a mode of the body, as chalk, wet glass, brakes and tyres do.

use super::super::blend::{Blend, Puff, to_peak_one};
use super::super::harmonics;
use super::super::motion::Motion;
use crate::cues::{Friction, FrictionKind, Material};
use crate::dsp::{Chance, FS, Pink, Slow, Smooth, Svf};
use crate::render::Take;
use core::f32::consts::TAU;

/// One voice of a squeal.
struct Singer {
    /// Its pitch in the middle of the movement, hertz.
    hz: f32,
    /// Its level.
    level: f32,
    /// How far its pitch rises with speed, as a share.
    rise: f32,
    /// How fast its harmonics fall: 1 a saw, 2 a flute.
    slope: f32,
}

/// A squeal or a skid.
pub fn tone(blend: &mut Blend, friction: &Friction, motion: &Motion, take: &Take) {
    let mut chance = take.chance("singers");
    for singer in singers(friction, &mut chance) {
        blend.add(&to_peak_one(sing(&singer, friction.kind, motion, &mut chance)), 0.0, singer.level);
    }
    let level = if friction.kind == FrictionKind::Skid { 1.4 } else { 0.1 };
    blend.add(&to_peak_one(rubbing(friction, motion, take)), 0.0, level);
}

fn singers(friction: &Friction, chance: &mut Chance) -> Vec<Singer> {
    let large = libm::powf(0.4 / friction.size.clamp(0.05, 3.0), 0.25);
    if friction.kind == FrictionKind::Skid {
        // Each tyre sings for itself, close to the others.
        let low_hz = chance.within(690.0, 860.0) * large;
        let tyre = |ratio: f32, level: f32| Singer { hz: low_hz * ratio, level, rise: 0.07, slope: 1.0 };
        return vec![tyre(1.0, 1.0), tyre(1.07, 0.8), tyre(1.19, 0.6), tyre(1.42, 0.5)];
    }
    let (low_hz, high_hz, rise, slope) = match friction.material {
        Material::Rubber | Material::Flesh | Material::Soil => (850.0, 1_300.0, 0.4, 1.3),
        Material::Wood | Material::HollowWood | Material::Plastic => (900.0, 1_400.0, 0.3, 1.1),
        _ => (1_900.0, 2_700.0, 0.16, 1.2),
    };
    vec![Singer { hz: chance.log_within(low_hz, high_hz) * large, level: 1.0, rise, slope }]
}

/// The tone follows the movement; it breaks off where it is too slow to be kept up.
fn sing(singer: &Singer, kind: FrictionKind, motion: &Motion, chance: &mut Chance) -> Vec<f32> {
    let drift = Slow::wandering(motion.length, 1.0, 0.018, 0.25, chance);
    let flutter = Slow::wandering(
        motion.length,
        1.0,
        if kind == FrictionKind::Skid { 0.3 } else { 0.22 },
        0.018,
        chance,
    );
    let mut level = Smooth::new(0.02, 0.035);
    let mut phase = chance.unit();
    let count = (0.42 * FS / (singer.hz * 1.5)).min(7.0) as usize;
    let heights: Vec<f32> = (1..=count.max(1)).map(|k| libm::powf(k as f32, -singer.slope)).collect();
    // Four tyres on a road of stones are never in tune.
    let shaken = if kind == FrictionKind::Skid { 0.02 } else { 0.004 };
    let (mut rough, mut torn) = (Svf::new(90.0, 0.8), Svf::default());
    let mut out = Vec::with_capacity(motion.length);
    for i in 0..motion.length {
        let v = motion.at(i);
        let shake = shaken * rough.band(40.0 * chance.white()).clamp(-1.5, 1.5);
        phase = (phase + singer.hz * (1.0 + singer.rise * (v - 0.7) + shake) * drift.at(i) / FS).fract();
        let held = level.sample(if v > 0.12 { libm::powf(v, 0.8) } else { 0.0 });
        let sung = harmonics(TAU * phase, &heights);
        if kind == FrictionKind::Skid {
            if i % 32 == 0 {
                torn.tune(singer.hz * (1.0 + singer.rise * (v - 0.7)) * drift.at(i), 24.0);
            }
            out.push((0.3 * sung + 5.0 * torn.band(chance.white())) * held * flutter.at(i));
        } else {
            out.push(sung * held * flutter.at(i));
        }
    }
    out
}

/// The noise of the rubbing surfaces themselves.
fn rubbing(friction: &Friction, motion: &Motion, take: &Take) -> Vec<f32> {
    let mut chance = take.chance("rubbing");
    let skid = friction.kind == FrictionKind::Skid;
    let mut wide = Svf::new(if skid { 950.0 } else { 3_500.0 }, 0.6);
    let mut pink = Pink::default();
    let rough = Slow::wandering(motion.length, 1.0, 0.3, 0.03, &mut chance);
    let mut out: Vec<f32> = (0..motion.length)
        .map(|i| wide.band(pink.sample(&mut chance)) * motion.at(i) * rough.at(i))
        .collect();
    if skid {
        let bite = Puff { low_hz: 200.0, high_hz: 3_000.0, rise_s: 0.01, t60_s: 0.12 }.samples(&mut chance);
        out.iter_mut().zip(&bite).for_each(|(sum, x)| *sum += 0.06 * x * motion.at(0).max(0.3));
    }
    out
}
