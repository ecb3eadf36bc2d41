//! What an underground train has beside its wheels' roar: the song of its drive, and flanges that squeal in bends.

use super::Way;
use crate::dsp::{FS, Pinken, Slow, Svf, White};
use crate::render::Take;
use crate::render::models::harmonics;
use core::f32::consts::TAU;

/// Teeth of the pinion that pass for every metre: the gears' song at 14 m/s lies at 900 Hz.
const MESH_PER_M: f32 = 64.0;

/// Gears and inverter: their pitch is the speed's.
pub fn drive(way: &Way, take: &Take) -> Vec<f32> {
    let mut chance = take.chance("drive");
    let rough = Slow::wandering(way.speed.len(), 1.0, 0.25, 0.03, &mut chance);
    let heights = [1.0, 0.35, 0.5, 0.1, 0.15];
    let mut phase = 0.0f32;
    let mut sing = |(i, v): (usize, &f32)| {
        phase = (phase + MESH_PER_M * v / FS).fract();
        harmonics(TAU * phase, &heights) * rough.at(i) * (v / way.full.max(0.05)).min(1.0)
    };
    way.speed.iter().enumerate().map(&mut sing).collect()
}

/// A flange rubs on the rail's head: a band of noise so narrow that it sings, coming and going with the bend.
pub fn squeal(way: &Way, take: &Take) -> Vec<f32> {
    let mut chance = take.chance("squeal");
    let n = way.speed.len();
    let bend = Slow::wandering(n, 0.1, 0.55, 0.5, &mut chance);
    let (mut white, mut pink) = (White::new(&mut chance), Pinken::default());
    let low_hz = chance.within(1_900.0, 2_500.0);
    let mut singers = [1.0, 1.62, 2.31].map(|ratio| Svf::new(low_hz * ratio, 60.0));
    let levels = [1.0, 0.6, 0.4];
    let mut sing = |i: usize| {
        let x = 0.5 * pink.sample(white.sample()) + 0.5 * white.sample();
        let sung: f32 = singers.iter_mut().zip(levels).map(|(singer, level)| level * singer.band(x)).sum();
        sung * bend.at(i).max(0.0) * (way.speed[i] / way.full.max(0.05)).min(1.0)
    };
    (0..n).map(&mut sing).collect()
}
