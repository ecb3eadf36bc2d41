//! How a blow drives what it strikes: the force over time.

use super::Matter;
use crate::dsp::{Chance, FS};
use crate::render::Take;
use core::f32::consts::TAU;

/// One blow: a pulse of force, and the small hits that follow while the bodies settle.
#[derive(Debug, Clone)]
pub struct Blow {
    /// Contact time, seconds.
    pub pulse_s: f32,
    /// How hard, 0..=1.
    pub velocity: f32,
    after: Vec<(f32, f32)>,
}

impl Blow {
    /// Contact time from the softer of both bodies, shorter for a harder (Hertz: velocity to the power of -1/5) and
    /// for a stiffer blow. Real contacts hold several hits within 15 ms; light things rattle on until they lie still.
    pub fn new(hardness: f32, struck: &Matter, striker: &Matter, take: &Take) -> Blow {
        let mut chance = take.chance("blow");
        let own_s = chance.log_within(struck.pulse_s.0, struck.pulse_s.1);
        let softer_s = chance.log_within(striker.pulse_s.0, striker.pulse_s.1).max(own_s);
        let stiff = libm::powf(5.0, 1.0 - 2.0 * hardness.clamp(0.0, 1.0));
        let hertz = libm::powf(take.velocity.max(0.05) / 0.7, -0.2);
        let near = if take.asmr { 0.8 } else { 1.0 };
        let pulse_s = (softer_s * stiff * hertz * near).clamp(6e-5, 0.03);
        Blow { pulse_s, velocity: take.velocity, after: after_hits(pulse_s, struck, &mut chance) }
    }

    /// A blow of one pulse.
    pub fn single(pulse_s: f32, velocity: f32) -> Blow {
        Blow { pulse_s: pulse_s.clamp(6e-5, 0.03), velocity, after: Vec::new() }
    }

    /// Every later small hit: seconds after the blow, and strength.
    pub fn after_hits(&self) -> impl Iterator<Item = (f32, f32)> + '_ {
        self.after.iter().copied()
    }

    /// How bright against velocity .7: 1 there, more when harder.
    pub fn brightness(&self) -> f32 {
        libm::powf(2.0, 1.6 * (self.velocity - 0.7))
    }

    /// The force, sample by sample: raised cosines with a rough top.
    pub fn force(&self, chance: &mut Chance) -> Vec<f32> {
        let last_s = self.after.iter().fold(0.0f32, |t, a| a.0.max(t));
        let mut force = vec![0.0; ((last_s + self.pulse_s) * FS) as usize + 8];
        push(&mut force, 0.0, self.pulse_s, 1.0, chance);
        for &(at_s, strength) in &self.after {
            push(&mut force, at_s, self.pulse_s * 0.8, strength, chance);
        }
        force
    }
}

fn after_hits(pulse_s: f32, struck: &Matter, chance: &mut Chance) -> Vec<(f32, f32)> {
    let mut hits = Vec::new();
    let mut left = 1.5;
    while left > 0.0 && hits.len() < 5 {
        let at_s = pulse_s + chance.log_within(0.05, 1.0) * struck.settle_s;
        hits.push((
            at_s,
            chance.within(0.2, 0.5) * struck.chatter * (1.0 - 0.6 * at_s / (struck.settle_s + pulse_s)),
        ));
        left -= chance.wait(1.0);
    }
    hits
}

fn push(force: &mut [f32], at_s: f32, pulse_s: f32, strength: f32, chance: &mut Chance) {
    let (begin, length) = ((at_s * FS) as usize, (pulse_s * FS).max(2.0));
    let (rough, scale) = (0.15, strength * 24.0 / length);
    for (i, sum) in force.iter_mut().skip(begin).take(length as usize + 1).enumerate() {
        let x = (i as f32 + 0.5) / (length + 1.0);
        *sum += scale * (0.5 - 0.5 * libm::cosf(TAU * x)) * (1.0 + rough * chance.white());
    }
}
