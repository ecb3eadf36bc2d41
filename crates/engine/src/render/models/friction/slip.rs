//! Stick and slip: slips that come faster the faster it turns, heard through the body of a door or a strap (after A.
//! Farnell, "Designing Sound", the creaking door).

use super::super::blend::{Blend, to_peak_one};
use super::super::motion::Motion;
use crate::cues::{Friction, FrictionKind};
use crate::dsp::{Chance, FS, Mode, ModeBank, OnePole, Slow, raised_cosine};
use crate::render::Take;

/// Resonances of a wooden door and its hinge: hertz, quality, level.
const DOOR: [(f32, f32, f32); 10] = [
    (125.0, 2.0, 0.3),
    (250.0, 3.0, 0.6),
    (395.0, 5.0, 1.0),
    (560.0, 6.0, 0.9),
    (790.0, 8.0, 0.9),
    (1_150.0, 9.0, 0.8),
    (1_730.0, 10.0, 0.7),
    (2_480.0, 12.0, 0.6),
    (3_600.0, 12.0, 0.45),
    (5_200.0, 10.0, 0.25),
];
/// Resonances of a saddle or a sole.
const STRAP: [(f32, f32, f32); 6] = [
    (240.0, 3.0, 0.8),
    (470.0, 4.0, 1.0),
    (880.0, 5.0, 0.8),
    (1_450.0, 5.0, 0.6),
    (2_300.0, 4.0, 0.45),
    (3_900.0, 3.0, 0.3),
];

/// A slip does not begin at once, samples: .2 ms in which the contact lets go.
const LETS_GO: f32 = 10.0;

/// Slips a second, slowest and fastest.
fn rates_hz(kind: FrictionKind) -> (f32, f32) {
    if kind == FrictionKind::Leather { (14.0, 75.0) } else { (11.0, 170.0) }
}

/// Turns a hinge or bends leather.
pub fn slip(blend: &mut Blend, friction: &Friction, motion: &Motion, take: &Take) {
    let mut chance = take.chance("slips");
    let force = slips(friction, motion, &mut chance);
    let leather = friction.kind == FrictionKind::Leather;
    let body: &[(f32, f32, f32)] = if leather { &STRAP } else { &DOOR };
    let scale = libm::powf(0.4 / friction.size.clamp(0.05, 3.0), 0.3) * chance.within(0.94, 1.06);
    let modes: Vec<Mode> = body
        .iter()
        .map(|&(hz, q, gain)| Mode {
            hz: hz * scale * chance.within(0.97, 1.03),
            t60_s: 2.2 * q / (hz * scale),
            gain,
        })
        .collect();
    let mut bank = ModeBank::new(&modes);
    // A slip gives back what was pulled: it has two sides and no mean, so it is its slope that the body hears.
    let mut before = 0.0;
    let ring = force.iter().map(|&f| bank.sample(f - core::mem::replace(&mut before, f))).collect();
    blend.add(&to_peak_one(ring), 0.0, 0.85);
    blend.add(&to_peak_one(force), 0.0, if leather { 0.08 } else { 0.15 });
}

/// The slips: each as strong as the root of the time in which force gathered for it.
fn slips(friction: &Friction, motion: &Motion, chance: &mut Chance) -> Vec<f32> {
    let (slow_hz, fast_hz) = rates_hz(friction.kind);
    let wander = Slow::wandering(motion.length, 1.0, 0.3, 0.12, chance);
    let grip = Slow::wandering(motion.length, 0.75, 0.3, 0.09, chance);
    let (mut phase, mut due, mut waited) = (0.0f32, 1.0f32, 0usize);
    let (mut pulse, mut soft) =
        (0.0f32, OnePole::new(if friction.kind == FrictionKind::Leather { 2_200.0 } else { 7_000.0 }));
    let jitter = if friction.kind == FrictionKind::Leather { 0.4 } else { 0.05 };
    let mut out = Vec::with_capacity(motion.length);
    for i in 0..motion.length {
        let v = motion.at(i);
        let pace = (v * (0.55 + 0.5 * friction.force) * wander.at(i)).clamp(0.0, 1.3);
        phase += slow_hz * libm::powf(fast_hz / slow_hz, pace) * f32::from(v > 0.04) / FS;
        waited += 1;
        if phase > due {
            phase -= due;
            due = (1.0 + jitter * chance.normal()).clamp(0.3, 2.0);
            let gathered = libm::sqrtf((waited as f32 / FS).min(0.06) * 20.0);
            pulse = gathered * libm::sqrtf(v) * grip.at(i).min(1.3) * chance.within(0.8, 1.2);
            waited = 0;
        }
        let begun = raised_cosine((waited as f32 + 0.5).min(LETS_GO) * 0.5 / LETS_GO);
        out.push(soft.low(pulse * begun * (1.0 + 0.5 * chance.white())));
        pulse *= 0.94;
    }
    out
}
