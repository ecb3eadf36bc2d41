//! Mouths: what teeth break, what lips and tongue do with what is wet.

use crate::dsp::{Burst, Chance, FS, Grain, OnePole, Svf, raised_cosine};
use crate::render::models::blend::{Blend, Puff, thump, to_peak_one};

/// Soft food pressed once, and the lips' ticks after it.
pub fn chew(asmr: bool, chance: &mut Chance) -> Vec<f32> {
    let mut blend = Blend::default();
    blend.add(&squelch(chance.within(0.16, 0.24), (260.0, 1_000.0), chance), 0.0, 0.8);
    blend.add(&thump(140.0, 0.02, 0.07, chance), 0.02, 0.35);
    for _ in 0..4 + chance.below(4) {
        blend.add(&tick(chance), chance.within(0.02, 0.3), chance.log_within(0.15, 0.6));
    }
    // The mouth opens again: wet surfaces part.
    blend.add(
        &squelch(0.07, (600.0, 2_100.0), chance),
        chance.within(0.24, 0.3),
        if asmr { 0.7 } else { 0.4 },
    );
    blend.into_samples()
}

/// A bite into something brittle: plates that give way one after another, heard through air and jaw.
pub fn crunch(asmr: bool, chance: &mut Chance) -> Vec<f32> {
    let mut air = Blend::default();
    let many = if asmr { 46 } else { 30 } + chance.below(14);
    for _ in 0..many {
        // Most at the first third, then what is left between the teeth.
        let at_s = 0.02 + chance.wait(8.0).min(0.5);
        let hz = chance.log_within(1_200.0, 6_500.0);
        let plate =
            Burst { hz, q: chance.within(1.0, 2.8), rise_s: 2e-4, fall_s: chance.log_within(0.001, 0.005) };
        let grain = Grain::default().burst(plate, 1.0, chance);
        air.add(grain.samples(), at_s, (0.2 * chance.pareto(2.0)).min(1.0));
    }
    let crack = Burst { hz: 2_400.0, q: 0.7, rise_s: 4e-4, fall_s: 0.007 };
    air.add(Grain::default().burst(crack, 1.0, chance).samples(), 0.02, 0.9);
    let outside = air.into_samples();
    let (mut jaw, mut skull) = (OnePole::new(420.0), Svf::new(240.0, 1.2));
    let inside: Vec<f32> = outside.iter().map(|x| jaw.low(*x) + skull.band(*x)).collect();
    let mut blend = Blend::default();
    blend.add(&to_peak_one(outside), 0.0, 1.0);
    blend.add(&to_peak_one(inside), 0.0, 0.5);
    blend.into_samples()
}

/// Air and liquid drawn in over the lip, briefly, and swallowed.
pub fn sip(chance: &mut Chance) -> Vec<f32> {
    let mut blend = Blend::default();
    blend.add(&draught(chance.within(0.28, 0.42), chance), 0.0, 0.8);
    blend.add(&swallow(chance), chance.within(0.6, 0.75), 1.0);
    blend.into_samples()
}

/// The same without manners: long, wet, rising at its end.
pub fn slurp(chance: &mut Chance) -> Vec<f32> {
    let length_s = chance.within(0.75, 1.0);
    let mut blend = Blend::default();
    blend.add(&draught(length_s, chance), 0.0, 1.0);
    for _ in 0..(70.0 * length_s) as usize {
        let bubble = Grain::default().bubble(chance.log_within(0.0012, 0.005), 0.25, 1.0);
        let at_s = chance.within(0.05, length_s - 0.05);
        blend.add(bubble.samples(), at_s, chance.log_within(0.1, 0.5));
    }
    blend.into_samples()
}

/// Noise between lips that flutter, its band rising as the cup empties.
fn draught(length_s: f32, chance: &mut Chance) -> Vec<f32> {
    let n = (length_s * FS) as usize;
    let (mut lips, mut teeth) = (Svf::default(), Svf::new(5_200.0, 1.2));
    let (rate, mut phase) = (chance.within(28.0, 40.0), 0.0f32);
    let sound = (0..n).map(|i| {
        let x = i as f32 / n as f32;
        if i % 48 == 0 {
            lips.tune(1_300.0 + 1_700.0 * x * x, 2.2);
        }
        phase = (phase + rate * (1.0 + 0.4 * x) / FS).fract();
        let flutter = 0.35 + 0.65 * raised_cosine(phase);
        let noise = chance.white();
        (lips.band(noise) + 0.4 * teeth.band(noise))
            * flutter
            * (x / 0.2).min(1.0)
            * ((1.0 - x) / 0.1).min(1.0)
    });
    to_peak_one(sound.collect())
}

/// A gulp: the larynx rises and falls, a pocket of air goes along.
pub fn swallow(chance: &mut Chance) -> Vec<f32> {
    let mut blend = Blend::default();
    let click = Puff { low_hz: 900.0, high_hz: 3_500.0, rise_s: 8e-4, t60_s: 0.018 };
    blend.add(&click.samples(chance), 0.0, 0.4);
    blend.add(&thump(190.0 * chance.within(0.9, 1.1), 0.012, 0.09, chance), 0.004, 0.9);
    let pocket = Grain::default().bubble(chance.within(0.006, 0.009), 0.25, 1.0);
    blend.add(pocket.samples(), 0.03, 0.9);
    blend.add(&thump(230.0 * chance.within(0.9, 1.1), 0.012, 0.07, chance), chance.within(0.16, 0.2), 0.55);
    blend.into_samples()
}

/// Lips drawn apart: a squeak of suction, then the smack.
pub fn kiss(chance: &mut Chance) -> Vec<f32> {
    let n = (chance.within(0.09, 0.14) * FS) as usize;
    let (mut suck, mut wet) = (Svf::default(), Svf::new(4_800.0, 1.0));
    let squeak: Vec<f32> = (0..n)
        .map(|i| {
            let x = i as f32 / n as f32;
            if i % 32 == 0 {
                suck.tune(1_300.0 + 1_300.0 * x, 7.0);
            }
            let noise = chance.white();
            (suck.band(noise) + 0.15 * wet.band(noise)) * x * x * ((1.0 - x) / 0.05).min(1.0)
        })
        .collect();
    let mut blend = Blend::default();
    blend.add(&to_peak_one(squeak), 0.0, 0.55);
    let at_s = n as f32 / FS;
    let smack = Puff { low_hz: 700.0, high_hz: 4_500.0, rise_s: 6e-4, t60_s: 0.03 };
    blend.add(&smack.samples(chance), at_s, 1.0);
    let hollow = Grain::default().bubble(0.0024, 0.2, 1.0);
    blend.add(hollow.samples(), at_s, 0.6);
    blend.into_samples()
}

/// Something wet is pressed: noise in a band that moves between two frequencies, with bubbles that burst in it.
pub fn squelch(length_s: f32, (low_hz, high_hz): (f32, f32), chance: &mut Chance) -> Vec<f32> {
    let n = (length_s * FS) as usize;
    let (mut band, mut grit) = (Svf::default(), OnePole::new(90.0));
    let noise: Vec<f32> = (0..n)
        .map(|i| {
            let x = i as f32 / n as f32;
            if i % 32 == 0 {
                band.tune(low_hz * libm::powf(high_hz / low_hz, raised_cosine(x)), 1.8);
            }
            let rough = (0.4 + 9.0 * grit.low(chance.white()).abs()).min(2.0);
            band.band(chance.white()) * raised_cosine(x) * rough
        })
        .collect();
    let mut blend = Blend::default();
    blend.add(&to_peak_one(noise), 0.0, 0.8);
    for _ in 0..(60.0 * length_s) as usize + 2 {
        let bubble = Grain::default().bubble(chance.log_within(0.0008, 0.003), 0.2, 1.0);
        blend.add(bubble.samples(), chance.within(0.0, length_s), chance.log_within(0.1, 0.5));
    }
    blend.into_samples()
}

fn tick(chance: &mut Chance) -> Vec<f32> {
    let hz = chance.log_within(1_200.0, 4_500.0);
    let tick = Burst { hz, q: 2.5, rise_s: 3e-4, fall_s: chance.within(0.001, 0.003) };
    Grain::default().burst(tick, 1.0, chance).samples().to_vec()
}
