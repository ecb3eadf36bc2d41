//! Pots and pans: water that leaves hot fat in a hurry, bubbles that come up, gas that leaves a glass.

use crate::dsp::{Burst, Chance, FS, Grain, Hawkes, OnePole, Slow, Svf};
use crate::render::models::blend::Blend;
use crate::render::models::stretch::Stretch;

/// Something wet meets a hot plate: a hiss that comes and goes, and fine crackling.
pub fn sizzle(size: f32, asmr: bool, stretch: &Stretch, chance: &mut Chance) -> Vec<f32> {
    let mut blend = Blend::default();
    blend.add(&hiss((3_200.0, 7_000.0), 0.35, stretch, chance), 0.0, 0.3);
    let detail = if asmr { 1.6 } else { 1.0 };
    let fine = Hawkes { base: detail * (90.0 + 80.0 * size), branching: 0.5, tau_s: 0.02 };
    spit(&mut blend, fine, (3_000.0, 11_000.0), 0.16, (stretch, &mut *chance));
    let coarse = Hawkes { base: 3.0 + 4.0 * size, branching: 0.5, tau_s: 0.03 };
    spit(&mut blend, coarse, (1_500.0, 6_000.0), 0.4, (stretch, chance));
    blend.into_samples()
}

/// Fat that boils around what lies in it: a broad rustle, pops, and bubbles under it.
pub fn frying(size: f32, asmr: bool, stretch: &Stretch, chance: &mut Chance) -> Vec<f32> {
    let mut blend = Blend::default();
    blend.add(&hiss((1_700.0, 5_200.0), 0.25, stretch, chance), 0.0, 0.26);
    let detail = if asmr { 1.5 } else { 1.0 };
    let fine = Hawkes { base: detail * (130.0 + 130.0 * size), branching: 0.4, tau_s: 0.015 };
    spit(&mut blend, fine, (1_400.0, 7_500.0), 0.22, (stretch, &mut *chance));
    let pops = Hawkes { base: 5.0 + 6.0 * size, branching: 0.55, tau_s: 0.04 };
    spit(&mut blend, pops, (900.0, 5_000.0), 0.55, (stretch, &mut *chance));
    let under = Hawkes { base: 22.0 + 22.0 * size, branching: 0.5, tau_s: 0.05 };
    bubbles(&mut blend, under, (0.0018, 0.006), 0.12, (stretch, chance));
    blend.into_samples()
}

/// Water on a rolling boil: large bubbles that come in crowds, and the pot that rumbles with them.
pub fn boiling(size: f32, stretch: &Stretch, chance: &mut Chance) -> Vec<f32> {
    let mut blend = Blend::default();
    let large = Hawkes { base: 16.0 + 18.0 * size, branching: 0.65, tau_s: 0.06 };
    bubbles(&mut blend, large, (0.004, 0.013), 0.5, (stretch, &mut *chance));
    let small = Hawkes { base: 60.0, branching: 0.4, tau_s: 0.03 };
    bubbles(&mut blend, small, (0.0012, 0.004), 0.16, (stretch, &mut *chance));
    blend.add(&hiss((380.0, 1_300.0), 0.3, stretch, chance), 0.0, 0.16);
    blend.into_samples()
}

/// A glass just poured: bubbles that burst at the surface, too small to have a pitch.
pub fn fizz(size: f32, asmr: bool, stretch: &Stretch, chance: &mut Chance) -> Vec<f32> {
    let mut blend = Blend::default();
    let detail = if asmr { 1.5 } else { 1.0 };
    let bursting = Hawkes { base: detail * (260.0 + 300.0 * size), branching: 0.25, tau_s: 0.02 };
    spit(&mut blend, bursting, (4_500.0, 13_000.0), 0.3, (stretch, &mut *chance));
    blend.add(&hiss((6_000.0, 11_000.0), 0.15, stretch, chance), 0.0, 0.1);
    blend.into_samples()
}

/// Noise between two frequencies that swells and sinks by `sway`.
fn hiss((low_hz, high_hz): (f32, f32), sway: f32, stretch: &Stretch, chance: &mut Chance) -> Vec<f32> {
    let breath = Slow::wandering(stretch.length, 1.0, sway, 0.12, chance);
    let (mut low, mut high) = (Svf::new(high_hz, 0.6), Svf::new(low_hz, 0.7));
    (0..stretch.length)
        .map(|i| {
            // The weaker, the duller: fewer drops, and the large ones last.
            low.low(high.high(chance.white())) * breath.at(i) * stretch.strength.at(i)
        })
        .collect()
}

/// Droplets that burst, by a process: clicks in a band.
fn spit(
    blend: &mut Blend,
    process: Hawkes,
    (low_hz, high_hz): (f32, f32),
    level: f32,
    (stretch, chance): (&Stretch, &mut Chance),
) {
    let kept: Vec<Grain> = (0..40)
        .map(|_| {
            let burst = Burst {
                hz: chance.log_within(low_hz, high_hz),
                q: chance.within(0.8, 2.5),
                rise_s: 1.5e-4,
                fall_s: chance.log_within(0.000_4, 0.003),
            };
            Grain::default().burst(burst, 1.0, chance)
        })
        .collect();
    for at in process.times(stretch.length, &stretch.strength, chance) {
        let loud = (0.35 * libm::sqrtf(chance.pareto(1.9))).min(1.6);
        blend.add(kept[chance.below(40)].samples(), at as f32 / FS, level * loud);
    }
}

/// Bubbles of radii between two, metres, by a process; the pot's wall takes their edge off.
fn bubbles(
    blend: &mut Blend,
    process: Hawkes,
    (least_m, most_m): (f32, f32),
    level: f32,
    (stretch, chance): (&Stretch, &mut Chance),
) {
    let kept: Vec<Grain> = (0..30)
        .map(|_| {
            let mut wall = OnePole::new(2_500.0);
            let bubble = Grain::default().bubble(chance.log_within(least_m, most_m), 0.15, 1.0);
            Grain::of(bubble.samples().iter().map(|x| wall.low(*x)).collect())
        })
        .collect();
    for at in process.times(stretch.length, &stretch.strength, chance) {
        blend.add(kept[chance.below(30)].samples(), at as f32 / FS, level * chance.log_within(0.3, 1.2));
    }
}
