//! Currents: transformers that hum, lamps that buzz, sparks, arcs, and a receiver between its stations.

use super::again::steady;
use super::blend::{Blend, Puff, to_peak_one};
use super::stretch::Stretch;
use crate::cues::{Electric, ElectricKind};
use crate::dsp::{Chance, FS, Hawkes, OnePole, Slow, Svf};
use crate::render::{Take, Voice};
use core::f32::consts::TAU;

/// Overtones of the mains in a core of iron, which is pulled twice a turn: the even ones are the strong ones.
const HUM: [(f32, f32); 8] =
    [(1.0, 0.3), (2.0, 1.0), (3.0, 0.22), (4.0, 0.5), (6.0, 0.28), (8.0, 0.13), (10.0, 0.08), (12.0, 0.05)];

/// Renders a current.
pub fn render(electric: &Electric, take: &Take) -> Voice {
    let mains_hz = electric.mains_hz.clamp(16.0, 400.0);
    steady(take, natural_s(electric.kind), edges_s(electric.kind), |stretch, chance| match electric.kind {
        ElectricKind::Hum => hum(mains_hz, stretch, chance),
        ElectricKind::Buzz => buzz(mains_hz, stretch, chance),
        ElectricKind::Sparks => sparks(mains_hz, stretch, chance),
        ElectricKind::Arc => arc(mains_hz, stretch, chance),
        ElectricKind::Static => between_stations(stretch, chance),
    })
}

fn natural_s(kind: ElectricKind) -> f64 {
    match kind {
        ElectricKind::Sparks => 0.9,
        ElectricKind::Arc => 1.2,
        _ => 2.5,
    }
}

fn edges_s(kind: ElectricKind) -> (f32, f32) {
    match kind {
        ElectricKind::Sparks | ElectricKind::Arc => (0.001, 0.05),
        _ => (0.15, 0.3),
    }
}

fn hum(mains_hz: f32, stretch: &Stretch, chance: &mut Chance) -> Vec<f32> {
    let mut phases = [0.0f32; HUM.len()].map(|_: f32| chance.unit());
    let sway = Slow::wandering(stretch.length, 1.0, 0.05, 0.5, chance);
    (0..stretch.length)
        .map(|i| {
            let tones = phases.iter_mut().zip(HUM).map(|(phase, (order, level))| {
                *phase = (*phase + mains_hz * order / FS).fract();
                level * libm::sinf(TAU * *phase)
            });
            tones.sum::<f32>() * sway.at(i)
        })
        .collect()
}

/// A lamp or a loose core: every half turn a rattle of its own, over the hum.
fn buzz(mains_hz: f32, stretch: &Stretch, chance: &mut Chance) -> Vec<f32> {
    let hum = to_peak_one(hum(mains_hz, stretch, chance));
    let (mut rattle, mut sheet, mut top) =
        (Svf::new(1_150.0, 2.0), Svf::new(2_700.0, 2.5), OnePole::new(7_000.0));
    let loose = Slow::wandering(stretch.length, 1.0, 0.25, 0.25, chance);
    let mut phase = 0.0f32;
    let rattling = hum.iter().enumerate().map(|(i, deep)| {
        phase = (phase + 2.0 * mains_hz / FS).fract();
        let spike = libm::expf(-9.0 * phase) * (1.0 + 0.5 * chance.white());
        let x = spike * loose.at(i);
        0.35 * deep + top.low(rattle.band(x) + 0.8 * sheet.band(x) + 0.12 * x * chance.white())
    });
    rattling.collect()
}

/// Sparks in families: snaps, and now and then one that draws an arc behind it.
fn sparks(mains_hz: f32, stretch: &Stretch, chance: &mut Chance) -> Vec<f32> {
    let mut blend = Blend::default();
    blend.add(&vec![0.0; stretch.length], 0.0, 1.0);
    let kept: Vec<Vec<f32>> = (0..16).map(|_| snap(chance)).collect();
    let mut times =
        Hawkes { base: 7.0, branching: 0.72, tau_s: 0.035 }.times(stretch.length, &stretch.strength, chance);
    times.insert(0, 0);
    for at in times {
        let loud = (0.25 * libm::sqrtf(chance.pareto(1.8))).min(1.0);
        blend.add(&kept[chance.below(16)], at as f32 / FS, if at == 0 { 1.0 } else { loud });
        if chance.happens(0.12) {
            blend.add(&short_arc(mains_hz, chance), at as f32 / FS, 0.6 * loud);
        }
    }
    blend.into_samples()
}

/// A gap breaks down: hardly a millisecond, and bright.
fn snap(chance: &mut Chance) -> Vec<f32> {
    let low_hz = chance.log_within(1_500.0, 5_000.0);
    Puff { low_hz, high_hz: 16_000.0, rise_s: 1e-4, t60_s: chance.log_within(0.004, 0.02) }.samples(chance)
}

fn short_arc(mains_hz: f32, chance: &mut Chance) -> Vec<f32> {
    let length = (chance.within(0.05, 0.16) * FS) as usize;
    let mut phase = 0.0f32;
    let mut band = Svf::new(chance.within(2_500.0, 5_000.0), 0.8);
    let arc = (0..length).map(|i| {
        phase = (phase + 2.0 * mains_hz / FS).fract();
        band.band(chance.white()) * libm::expf(-5.0 * phase) * (1.0 - i as f32 / length as f32)
    });
    to_peak_one(arc.collect())
}

/// An arc that stands: noise that goes out and strikes again twice a turn, its length and band never still.
fn arc(mains_hz: f32, stretch: &Stretch, chance: &mut Chance) -> Vec<f32> {
    let wander = Slow::wandering(stretch.length, 1.0, 0.3, 0.06, chance);
    let (mut band, mut body, mut phase, mut struck) = (Svf::default(), Svf::new(420.0, 1.2), 0.0f32, 1.0f32);
    (0..stretch.length)
        .map(|i| {
            if i % 32 == 0 {
                band.tune(3_000.0 * wander.at(i).clamp(0.4, 2.2), 0.9);
            }
            phase += 2.0 * mains_hz / FS;
            if phase >= 1.0 {
                phase -= 1.0;
                struck = chance.log_within(0.3, 1.3);
            }
            let burning = struck * libm::expf(-4.5 * phase) * wander.at(i).clamp(0.3, 1.8);
            let x = burning * (chance.white() + 0.35);
            band.band(x) + 0.7 * body.band(x)
        })
        .collect()
}

/// A receiver between stations: a band of hiss that fades, crackles, and a whistle that slides through.
fn between_stations(stretch: &Stretch, chance: &mut Chance) -> Vec<f32> {
    let fading = Slow::wandering(stretch.length, 1.0, 0.3, 0.3, chance);
    let beat_hz = Slow::wandering(stretch.length, 900.0, 350.0, 0.8, chance);
    let near = Slow::wandering(stretch.length, 0.15, 0.15, 0.5, chance);
    let (mut low, mut high, mut turn) = (Svf::new(3_600.0, 0.9), Svf::new(500.0, 0.8), 0.0f32);
    (0..stretch.length)
        .map(|i| {
            turn = (turn + beat_hz.at(i) / FS).fract();
            let crackle = if chance.happens(25.0 / FS) { 6.0 * chance.white() } else { 0.0 };
            let noise = fading.at(i) * chance.white() + crackle;
            low.low(high.high(noise)) + 0.25 * near.at(i) * libm::sinf(TAU * turn)
        })
        .collect()
}
