//! Blades that turn in air: helicopters, propellers, drones, fans.

use super::{Run, lay};
use crate::cues::MachineKind;
use crate::dsp::{Chance, FS, OnePole, Pinken, Slow, Svf, White};
use crate::render::Take;
use crate::render::models::harmonics;
use core::f32::consts::TAU;

/// Runs a rotor.
pub fn run(kind: MachineKind, run: &Run, take: &Take) -> Vec<f32> {
    let mut chance = take.chance("rotor");
    let mut out = vec![0.0; run.length];
    match kind {
        MachineKind::Helicopter => helicopter(&mut out, run, &mut chance),
        MachineKind::Propeller => propeller(&mut out, run, &mut chance),
        MachineKind::Drone => drone(&mut out, run, &mut chance),
        _ => fan(&mut out, run, &mut chance),
    }
    out.iter_mut().enumerate().for_each(|(i, x)| *x *= 0.45 + 0.55 * run.effort.at(i));
    out
}

/// A tone of blades that pass `hz` times a second, with `count` harmonics falling by `slope`.
struct Blades {
    hz: f32,
    count: usize,
    slope: f32,
    drift: f32,
}

impl Blades {
    /// `pace` moves the pitch with effort.
    fn tone(&self, run: &Run, pace: impl Fn(f32) -> f32, chance: &mut Chance) -> Vec<f32> {
        let drift = Slow::wandering(run.length, 1.0, self.drift, 0.5, chance);
        let heights: Vec<f32> =
            (1..=self.count).map(|k| libm::powf(k as f32, -self.slope) * chance.within(0.6, 1.2)).collect();
        let mut phase = chance.unit();
        let mut wave = |i: usize| {
            phase = (phase + self.hz * pace(run.effort.at(i)) * drift.at(i) / FS).fract();
            harmonics(TAU * phase, &heights)
        };
        (0..run.length).map(&mut wave).collect()
    }
}

/// Noise in a band, moved by `level` at every sample.
fn air(run: &Run, (hz, q): (f32, f32), chance: &mut Chance, mut level: impl FnMut(usize) -> f32) -> Vec<f32> {
    let (mut white, mut pink, mut band) = (White::new(chance), Pinken::default(), Svf::new(hz, q));
    (0..run.length).map(|i| band.band(pink.sample(white.sample())) * level(i)).collect()
}

/// Every main blade that meets the wake of the last one slaps, 10 to 20 times a second; over it the tail rotor's tone
/// and the turbine's whine.
fn helicopter(out: &mut [f32], run: &Run, chance: &mut Chance) {
    let slaps_hz = run.sized(19.0, 10.5);
    let pace = |effort: f32| 0.86 + 0.2 * effort;
    let drift = Slow::wandering(run.length, 1.0, 0.008, 0.7, chance);
    let mut phase = chance.unit();
    let mut uneven = 1.0f32;
    let blade: Vec<(f32, f32)> = (0..run.length)
        .map(|i| {
            phase += slaps_hz * pace(run.effort.at(i)) * drift.at(i) / FS;
            if phase >= 1.0 {
                phase -= 1.0;
                uneven = chance.within(0.8, 1.15);
            }
            (phase, uneven)
        })
        .collect();
    let chop = |i: usize| {
        let (phase, uneven) = blade[i];
        let up = (phase / 0.08).min(1.0);
        0.16 + uneven * up * libm::expf(-7.0 * phase)
    };
    let mut beat = OnePole::new(240.0);
    let thud: Vec<f32> = blade
        .iter()
        .map(|(phase, uneven)| {
            let x = phase / slaps_hz;
            let swing = libm::sinf(TAU * 68.0 * x) * libm::expf(-x / 0.022);
            beat.low(uneven * swing * (x / 0.002).min(1.0))
        })
        .collect();
    lay(out, &thud, 0.9);
    lay(out, &air(run, (190.0, 0.7), chance, chop), 0.8);
    lay(out, &air(run, (700.0, 0.5), chance, chop), 0.65);
    lay(out, &air(run, (2_300.0, 0.5), chance, |i| 0.25 + chop(i)), 0.22);
    let tail = Blades { hz: slaps_hz * 5.6, count: 9, slope: 0.8, drift: 0.004 };
    lay(out, &tail.tone(run, pace, chance), 0.16);
    let whine = Blades { hz: run.sized(2_900.0, 1_900.0), count: 2, slope: 1.0, drift: 0.003 };
    lay(out, &whine.tone(run, pace, chance), 0.035);
}

/// A piston engine and a propeller that turn together: a deep drone rich in harmonics.
fn propeller(out: &mut [f32], run: &Run, chance: &mut Chance) {
    let pace = |effort: f32| 0.62 + 0.5 * effort;
    let hz = run.sized(95.0, 62.0);
    let blades = Blades { hz, count: 26, slope: 0.85, drift: 0.006 };
    let mut drone = blades.tone(run, pace, chance);
    // Firings of the engine at half the rate of the blades beat against them.
    let other = Blades { hz: hz * 0.497, count: 40, slope: 1.0, drift: 0.006 }.tone(run, pace, chance);
    drone.iter_mut().zip(&other).for_each(|(a, b)| *a = libm::tanhf(1.4 * (*a + 0.6 * b)));
    super::dulled(&mut drone, 1_500.0);
    lay(out, &drone, 1.0);
    let mut phase = 0.0f32;
    let mut pulse = |i: usize| {
        phase = (phase + hz * pace(run.effort.at(i)) / FS).fract();
        0.4 + libm::expf(-3.0 * phase)
    };
    lay(out, &air(run, (900.0, 0.5), chance, &mut pulse), 0.35);
    lay(out, &air(run, (3_000.0, 0.5), chance, |_| 1.0), 0.08);
}

/// Four small rotors, each a few per cent beside the others and corrected all the time.
fn drone(out: &mut [f32], run: &Run, chance: &mut Chance) {
    let hz = run.sized(290.0, 150.0);
    let pace = |effort: f32| 0.85 + 0.35 * effort;
    for apart in [0.965, 0.99, 1.012, 1.04] {
        let rotor = Blades { hz: hz * apart, count: 18, slope: 0.75, drift: 0.014 };
        lay(out, &rotor.tone(run, pace, chance), 0.5);
    }
    let whine = Blades { hz: hz * 7.02, count: 3, slope: 0.7, drift: 0.012 };
    lay(out, &whine.tone(run, pace, chance), 0.14);
    lay(out, &air(run, (3_400.0, 0.5), chance, |_| 1.0), 0.3);
}

/// Air that is pushed, the passing blades in it, and the motor's hum at twice the mains.
fn fan(out: &mut [f32], run: &Run, chance: &mut Chance) {
    let pace = |effort: f32| 0.55 + 0.6 * effort;
    let hz = run.sized(92.0, 44.0);
    let (mut phase, mut wobble) = (0.0f32, 0.0f32);
    let mut flutter = |i: usize| {
        let step = hz * pace(run.effort.at(i)) / FS;
        phase = (phase + step).fract();
        wobble = (wobble + step / 4.0).fract();
        (0.78 + 0.22 * libm::cosf(TAU * phase))
            * (0.9 + 0.1 * libm::cosf(TAU * wobble))
            * (0.4 + 0.6 * run.effort.at(i))
    };
    let rush = air(run, (430.0, 0.35), chance, &mut flutter);
    lay(out, &rush, 1.0);
    lay(out, &air(run, (1_700.0, 0.4), chance, |i| 0.3 + 0.7 * run.effort.at(i)), 0.28);
    lay(out, &Blades { hz, count: 4, slope: 1.1, drift: 0.004 }.tone(run, pace, chance), 0.22);
    lay(out, &Blades { hz: 100.0, count: 5, slope: 0.9, drift: 0.0005 }.tone(run, |_| 1.0, chance), 0.12);
}
