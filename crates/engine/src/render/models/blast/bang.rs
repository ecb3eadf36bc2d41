//! One bang: the shock of F. G. Friedlander ("The diffraction of sound pulses", 1946), then everything that follows.

use crate::cues::BlastKind;
use crate::dsp::{Brownen, Chance, FS, Gusts, OnePole, Svf, gain};
use crate::render::models::blend::{Blend, Puff, to_peak_one};
use core::f32::consts::TAU;

/// What goes off.
#[derive(Debug, Clone, Copy)]
pub struct Charge {
    /// Time until the shock's pressure falls below the air's, seconds.
    pub shock_s: f32,
    /// Band of the burning gas: where it begins and where it ends, hertz.
    pub gas_hz: (f32, f32),
    /// Time of the gas to fall by 60 dB, seconds.
    pub gas_s: f32,
    /// The ground's tone: from, to, hertz; and its time to fall by 60 dB, seconds.
    pub ground: (f32, f32, f32),
    /// Level of that tone, decibels.
    pub ground_db: f32,
    /// Time of the rolling tail to fall by 60 dB, seconds.
    pub tail_s: f32,
    /// Level of the tail, decibels.
    pub tail_db: f32,
    /// Pieces that fall down, a second at first.
    pub debris: f32,
}

impl Charge {
    /// The charge of a kind; `size` from 0 to 1 makes it longer and deeper.
    pub fn of(kind: BlastKind, size: f32) -> Charge {
        let grown = libm::powf(2.0, size - 0.5);
        let usual = match kind {
            BlastKind::Pistol => SHOT,
            BlastKind::Automatic => Charge { gas_s: 0.2, tail_db: -25.0, tail_s: 0.5, ..SHOT },
            BlastKind::Rifle => {
                Charge { shock_s: 0.0016, gas_s: 0.4, ground: (110.0, 50.0, 0.22), tail_s: 1.7, ..SHOT }
            }
            BlastKind::Firecrackers | BlastKind::Whip => Charge {
                shock_s: 0.0004,
                gas_hz: (9_000.0, 900.0),
                gas_s: 0.07,
                tail_db: -32.0,
                tail_s: 0.3,
                ..SHOT
            },
            BlastKind::Cannon => Charge {
                shock_s: 0.006,
                gas_hz: (3_200.0, 110.0),
                gas_s: 1.3,
                ground: (62.0, 30.0, 0.9),
                ..HOUSE
            },
            BlastKind::Firework => {
                Charge { shock_s: 0.003, gas_s: 1.2, debris: 0.0, tail_s: 2.2, tail_db: -5.0, ..HOUSE }
            }
            BlastKind::Explosion => HOUSE,
        };
        Charge {
            shock_s: usual.shock_s * grown,
            gas_s: usual.gas_s * grown,
            ground: (usual.ground.0 / grown, usual.ground.1 / libm::sqrtf(grown), usual.ground.2 * grown),
            ..usual
        }
    }

    /// The bang as it is heard `away` metres off.
    pub fn bang(&self, away: f32, chance: &mut Chance) -> Vec<f32> {
        let mut blend = Blend::default();
        blend.add(&self.shock(chance), 0.0, 1.0);
        blend.add(&self.gas(chance), 0.0006, 1.0);
        blend.add(&self.ground(chance), 0.001, gain(self.ground_db));
        let mut near = blend.into_samples();
        near.iter_mut().for_each(|x| *x = libm::tanhf(1.9 * *x));
        let mut whole = Blend::default();
        whole.add(&to_peak_one(near.clone()), 0.0, 1.0);
        whole.add(&self.tail(chance), 0.02, gain(self.tail_db));
        self.falling_down(&mut whole, chance);
        self.answers(&mut whole, &near, away, chance);
        through_air(whole.into_samples(), away)
    }

    /// P(t) = (1 - t/T) e^(-t/T), after a rise of a tenth of a millisecond.
    fn shock(&self, chance: &mut Chance) -> Vec<f32> {
        let t_plus = self.shock_s * chance.within(0.9, 1.12) * FS;
        let shock = (0..(7.0 * t_plus) as usize).map(|i| {
            let x = i as f32 / t_plus;
            (i as f32 / 5.0).min(1.0) * (1.0 - x) * libm::expf(-x)
        });
        to_peak_one(shock.collect())
    }

    /// Noise whose band closes as the gas cools; it boils, so it is not even.
    fn gas(&self, chance: &mut Chance) -> Vec<f32> {
        let n = (1.2 * self.gas_s * FS) as usize;
        let (mut low, mut lower, mut boil) =
            (Svf::default(), OnePole::new(12_000.0), Gusts::new(1.0, 0.35, 0.012));
        let mut rough = 1.0;
        let gas = (0..n).map(|i| {
            let t = i as f32 / (self.gas_s * FS);
            if i % 32 == 0 {
                let (open, close) = self.gas_hz;
                low.tune(close * libm::powf(open / close, libm::expf(-5.0 * t)), 0.6);
                rough = boil.after(32.0 / FS, chance).clamp(0.3, 2.0);
            }
            // What the closing band takes away is given back, so that the fall is the time's alone.
            let lift = 1.0 + 3.0 * (1.0 - libm::expf(-5.0 * t));
            lower.low(low.low(chance.white()))
                * rough
                * lift
                * libm::expf(-6.91 * t)
                * (i as f32 / 24.0).min(1.0)
        });
        to_peak_one(gas.collect())
    }

    fn ground(&self, chance: &mut Chance) -> Vec<f32> {
        let (from, to, t60_s) = self.ground;
        let bend = chance.within(0.95, 1.06);
        let mut turn = 0.0f32;
        let beat = (0..(1.3 * t60_s * FS) as usize).map(|i| {
            let t = i as f32 / (t60_s * FS);
            turn = (turn + bend * (to + (from - to) * libm::expf(-4.0 * t)) / FS).fract();
            libm::sinf(TAU * turn) * libm::expf(-6.91 * t) * (i as f32 / 96.0).min(1.0)
        });
        beat.collect()
    }

    /// Hills and houses far off, all at once: deep noise that rolls.
    fn tail(&self, chance: &mut Chance) -> Vec<f32> {
        let n = (1.2 * self.tail_s * FS) as usize;
        let (mut brown, mut low, mut air) = (Brownen::default(), OnePole::new(420.0), OnePole::new(1_900.0));
        let mut roll = Gusts::new(1.0, 0.4, 0.07);
        let mut now = 1.0;
        let tail = (0..n).map(|i| {
            if i % 32 == 0 {
                now = roll.after(32.0 / FS, chance).clamp(0.2, 2.2);
            }
            let white = chance.white();
            let noise = low.low(brown.sample(white)) + 0.1 * air.low(white);
            let t = i as f32 / (self.tail_s * FS);
            noise * now * libm::expf(-6.91 * t) * (i as f32 / (0.05 * FS)).min(1.0)
        });
        to_peak_one(tail.collect())
    }

    /// Clods, stones and splinters come down for a second and a half, the large ones first.
    fn falling_down(&self, whole: &mut Blend, chance: &mut Chance) {
        if self.debris <= 0.0 {
            return;
        }
        let mut at_s = 0.18;
        while at_s < 2.4 {
            let low_hz = chance.log_within(300.0, 2_600.0);
            let piece =
                Puff { low_hz, high_hz: 2.4 * low_hz, rise_s: 6e-4, t60_s: chance.within(0.015, 0.06) };
            let level = (0.035 * chance.pareto(2.2)).min(0.2) * libm::expf(-at_s / 1.1);
            whole.add(&piece.samples(chance), at_s, level);
            at_s += chance.wait(self.debris * libm::expf(-at_s / 0.9));
        }
    }

    /// Single walls that throw the bang back, later the farther it is.
    fn answers(&self, whole: &mut Blend, near: &[f32], away: f32, chance: &mut Chance) {
        let part = &near[..near.len().min((0.3 * FS) as usize)];
        let mut at_s = chance.within(0.05, 0.09) + (away / 3_000.0).min(0.12);
        for echo in 0..5 {
            let mut dull = OnePole::new(chance.within(900.0, 1_500.0) / (1.0 + 0.25 * echo as f32));
            let answer: Vec<f32> = part.iter().map(|x| dull.low(*x)).collect();
            whole.add(&answer, at_s, gain(self.tail_db + 5.0 - 3.0 * echo as f32));
            at_s += chance.log_within(0.05, 0.2);
        }
    }
}

/// A shot: short and dry.
const SHOT: Charge = Charge {
    shock_s: 0.0009,
    gas_hz: (12_000.0, 750.0),
    gas_s: 0.36,
    ground: (150.0, 75.0, 0.13),
    ground_db: -11.0,
    tail_s: 1.2,
    tail_db: -16.0,
    debris: 0.0,
};

/// What takes a house with it.
const HOUSE: Charge = Charge {
    shock_s: 0.009,
    gas_hz: (5_500.0, 300.0),
    gas_s: 1.9,
    ground: (62.0, 33.0, 1.1),
    ground_db: -5.0,
    tail_s: 3.0,
    tail_db: -8.0,
    debris: 55.0,
};

/// Two poles at 8·10⁵/r Hz: what `away` metres of air take.
pub fn through_air(mut sound: Vec<f32>, away: f32) -> Vec<f32> {
    let cutoff_hz = (8.0e5 / away).clamp(250.0, 18_000.0);
    let (mut first, mut second) = (OnePole::new(cutoff_hz), OnePole::new(3.0 * cutoff_hz));
    sound.iter_mut().for_each(|x| *x = second.low(first.low(*x)));
    sound
}
