//! Jets: the roar of turbulent air, its crackle, and the whine of the compressor.

use super::{Run, lay};
use crate::dsp::{Brownen, FS, OnePole, Pinken, Slow, Svf, White};
use crate::render::Take;
use core::f32::consts::TAU;

/// Runs a jet engine.
pub fn run(run: &Run, take: &Take) -> Vec<f32> {
    let mut out = vec![0.0; run.length];
    lay(&mut out, &roar(run, take), 1.0);
    lay(&mut out, &hiss(run, take), 0.3);
    lay(&mut out, &whine(run, take), 0.4 - 0.1 * run.size);
    out.iter_mut().enumerate().for_each(|(i, x)| *x *= 0.25 + 0.75 * run.effort.at(i));
    out
}

/// Broad noise about 150 to 500 Hz that tumbles; its peaks are steep, which is the crackle of a near jet.
fn roar(run: &Run, take: &Take) -> Vec<f32> {
    let mut chance = take.chance("roar");
    let tumble = Slow::wandering(run.length, 1.0, 0.22, 0.09, &mut chance);
    let swell = Slow::wandering(run.length, 1.0, 0.14, 0.9, &mut chance);
    let (mut white, mut pink, mut brown) = (White::new(&mut chance), Pinken::default(), Brownen::default());
    let hz = run.sized(420.0, 200.0);
    let (mut body, mut upper, mut deep) = (Svf::new(hz, 0.45), Svf::new(3.2 * hz, 0.5), OnePole::new(150.0));
    (0..run.length)
        .map(|i| {
            let noise = white.sample();
            let x = pink.sample(noise);
            let air = body.band(x)
                + 0.5 * upper.band(x) * (0.4 + 0.8 * run.effort.at(i))
                + 0.5 * deep.low(brown.sample(noise));
            let steep = air + 1.2 * air * air.abs();
            steep * tumble.at(i) * swell.at(i)
        })
        .collect()
}

fn hiss(run: &Run, take: &Take) -> Vec<f32> {
    let mut chance = take.chance("hiss");
    let (mut white, mut high, mut low) =
        (White::new(&mut chance), Svf::new(1_800.0, 0.6), OnePole::new(6_500.0));
    (0..run.length).map(|i| low.low(high.high(white.sample())) * (0.4 + 0.6 * run.effort.at(i))).collect()
}

/// Blades of the compressor: a few tones that rise with its speed, rough from the air they cut.
fn whine(run: &Run, take: &Take) -> Vec<f32> {
    let mut chance = take.chance("whine");
    let hz = run.sized(3_400.0, 2_000.0);
    let tones: Vec<(f32, f32)> = [1.0, 1.34, 2.02, 0.47, 0.31, 0.19]
        .into_iter()
        .map(|r| (r * chance.within(0.98, 1.02), chance.within(0.4, 1.0)))
        .collect();
    let rough = Slow::wandering(run.length, 1.0, 0.35, 0.02, &mut chance);
    let mut phases = vec![0.0f32; tones.len()];
    let mut sing = |i: usize| -> f32 {
        let pace = 0.55 + 0.45 * run.effort.at(i);
        let sum: f32 = phases
            .iter_mut()
            .zip(&tones)
            .map(|(phase, (ratio, level))| {
                *phase = (*phase + hz * ratio * pace / FS).fract();
                level * libm::sinf(TAU * *phase)
            })
            .sum();
        sum * rough.at(i)
    };
    (0..run.length).map(&mut sing).collect()
}
