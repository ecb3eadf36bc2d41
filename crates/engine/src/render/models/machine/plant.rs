//! Plant: the air of a building, and a hall of machines.

use super::{Run, lay};
use crate::cues::MachineKind;
use crate::dsp::{Brownen, Chance, FS, OnePole, Pinken, Slow, Svf, White};
use crate::render::Take;
use crate::render::models::blend::{Puff, thump};
use crate::render::models::click;
use core::f32::consts::TAU;

/// Runs plant.
pub fn run(kind: MachineKind, run: &Run, take: &Take) -> Vec<f32> {
    let mut chance = take.chance("plant");
    let mut out = vec![0.0; run.length];
    if kind == MachineKind::Hvac {
        ducts(&mut out, run, &mut chance)
    } else {
        hall(&mut out, run, &mut chance)
    }
    out.iter_mut().enumerate().for_each(|(i, x)| *x *= 0.5 + 0.5 * run.effort.at(i));
    out
}

/// Air in ducts: deep noise that breathes a little, a compressor's hum under it.
fn ducts(out: &mut [f32], run: &Run, chance: &mut Chance) {
    let breath = Slow::wandering(run.length, 1.0, 0.06, 0.8, chance);
    let (mut white, mut pink, mut brown) = (White::new(chance), Pinken::default(), Brownen::default());
    let (mut rush, mut deep) = (Svf::new(run.sized(420.0, 230.0), 0.35), OnePole::new(180.0));
    let rush: Vec<f32> = (0..run.length)
        .map(|i| {
            let noise = white.sample();
            (rush.band(pink.sample(noise)) + 0.4 * deep.low(brown.sample(noise)))
                * breath.at(i)
                * (0.5 + 0.5 * run.effort.at(i))
        })
        .collect();
    lay(out, &rush, 1.0);
    lay(out, &hum(run, &[(49.2, 0.5), (98.4, 1.0), (196.8, 0.4), (295.2, 0.25)], chance), 0.3);
}

fn hum(run: &Run, tones: &[(f32, f32)], chance: &mut Chance) -> Vec<f32> {
    let mut phases: Vec<f32> = tones.iter().map(|_| chance.unit()).collect();
    let mut sing = |_| -> f32 {
        phases
            .iter_mut()
            .zip(tones)
            .map(|(phase, (hz, level))| {
                *phase = (*phase + hz / FS).fract();
                level * libm::sinf(TAU * *phase)
            })
            .sum()
    };
    (0..run.length).map(&mut sing).collect()
}

/// Two machines that turn, a press that strikes, air that is let off after it.
fn hall(out: &mut [f32], run: &Run, chance: &mut Chance) {
    ducts(out, run, chance);
    for (hz, level) in [(24.6, 0.45), (37.1, 0.35)] {
        let tones: Vec<(f32, f32)> =
            (1..14).map(|k| (hz * k as f32, chance.within(0.3, 1.0) / k as f32)).collect();
        lay(out, &hum(run, &tones, chance), level);
    }
    let each_s = run.sized(0.55, 1.4) * (1.25 - 0.5 * run.effort.at(run.length / 2));
    let mut press = vec![0.0; run.length];
    let mut at_s = 0.1;
    while ((at_s + 0.02) * FS) < run.length as f32 {
        strike(&mut press[(at_s * FS) as usize..], chance);
        at_s += each_s * (1.0 + 0.015 * chance.normal());
    }
    lay(out, &press, 0.6);
}

/// A ram falls, metal answers, the valve lets off.
fn strike(out: &mut [f32], chance: &mut Chance) {
    let add = |out: &mut [f32], late_s: f32, sound: &[f32], level: f32| {
        out.iter_mut().skip((late_s * FS) as usize).zip(sound).for_each(|(sum, x)| *sum += level * x);
    };
    add(out, 0.0, &thump(62.0, 2e-3, 0.2, chance), 1.0);
    for hz in [330.0, 610.0, 1_270.0] {
        let plate = click::tap(hz * chance.within(0.97, 1.03), 0.28, chance);
        add(out, 0.002, &plate, 0.45);
    }
    let valve = Puff { low_hz: 1_800.0, high_hz: 8_000.0, rise_s: 0.015, t60_s: 0.3 }.samples(chance);
    add(out, 0.16, &valve, 0.16);
}
