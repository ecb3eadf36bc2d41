//! A zip: one small click for every tooth, as many a second as the slider passes.

use super::super::blend::{Blend, to_peak_one};
use super::super::motion::Motion;
use crate::cues::{Friction, Material};
use crate::dsp::{Chance, FS, Mode, ModeBank, Slow, Svf};
use crate::render::Take;

/// Teeth a second at no speed and at full speed.
const TEETH_HZ: (f32, f32) = (55.0, 330.0);

/// Pulls the slider; its noise rises in pitch with speed.
pub fn zip(blend: &mut Blend, friction: &Friction, motion: &Motion, take: &Take) {
    let mut chance = take.chance("teeth");
    let teeth = teeth(motion, &mut chance);
    let metal = !matches!(friction.material, Material::Plastic);
    let mut bank = ModeBank::new(&slider(metal, &mut chance));
    let ring: Vec<f32> = teeth.iter().map(|&f| bank.sample(f)).collect();
    blend.add(&to_peak_one(ring), 0.0, 0.8);
    blend.add(&to_peak_one(brushing(motion, &mut chance)), 0.0, 0.28);
    pull(blend, motion, &mut chance);
}

fn teeth(motion: &Motion, chance: &mut Chance) -> Vec<f32> {
    let uneven = Slow::wandering(motion.length, 1.0, 0.12, 0.04, chance);
    let (mut phase, mut due, mut pulse) = (0.0f32, 1.0f32, 0.0f32);
    let mut out = Vec::with_capacity(motion.length);
    for i in 0..motion.length {
        let v = motion.at(i) * uneven.at(i);
        let rate = if v < 0.03 { 0.0 } else { TEETH_HZ.0 + (TEETH_HZ.1 - TEETH_HZ.0) * v };
        phase += rate / FS;
        if phase > due {
            phase -= due;
            due = 1.0 + 0.05 * chance.normal();
            pulse = (0.35 + 0.65 * v) * chance.within(0.75, 1.2);
        }
        out.push(pulse * (1.0 + 0.6 * chance.white()));
        pulse *= 0.85;
    }
    out
}

fn slider(metal: bool, chance: &mut Chance) -> Vec<Mode> {
    let (scale, t60_s) = if metal { (1.0, 0.008) } else { (0.7, 0.004) };
    [(900.0, 0.4), (1_900.0, 0.7), (3_100.0, 1.0), (4_600.0, 1.0), (6_400.0, 0.8), (8_900.0, 0.5)]
        .map(|(hz, gain)| Mode { hz: hz * scale * chance.within(0.92, 1.08), t60_s, gain })
        .to_vec()
}

/// Tape that runs through the slider.
fn brushing(motion: &Motion, chance: &mut Chance) -> Vec<f32> {
    let mut band = Svf::default();
    let mut out = Vec::with_capacity(motion.length);
    for i in 0..motion.length {
        let v = motion.at(i);
        if i % 32 == 0 {
            band.tune(1_500.0 + 4_000.0 * v, 0.8);
        }
        out.push(band.band(chance.white()) * v);
    }
    out
}

/// The pull tab clinks where the slider starts.
fn pull(blend: &mut Blend, motion: &Motion, chance: &mut Chance) {
    let start = (0..motion.length).step_by(240).find(|&i| motion.at(i) > 0.1).unwrap_or(0);
    let modes = [2_700.0, 4_350.0, 7_100.0].map(|hz| Mode {
        hz: hz * chance.within(0.95, 1.05),
        t60_s: 0.03,
        gain: 1.0,
    });
    blend.add(&super::super::impact::ring_of(&modes, &[0.4, 1.0, 0.4]), start as f32 / FS, 0.16);
}
