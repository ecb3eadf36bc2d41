//! Crickets, grasshoppers, bees and frogs (figures of the field cricket after A. Farnell, "Designing Sound").

use super::super::stretch::Stretch;
use crate::dsp::{Chance, FS, Field, Grain, Slow, Svf, raised_cosine};
use core::f32::consts::TAU;

/// Adds `count` field crickets, some near, most far, each with its own pitch and period.
pub fn crickets(field: &mut Field, count: usize, stretch: &Stretch, chance: &mut Chance) {
    for cricket in 0..count {
        let hz = 4_500.0 * (1.0 + 0.03 * chance.normal());
        let (pan, gain) =
            (chance.within(-0.95, 0.95), if cricket < 2 { 1.0 } else { chance.log_within(0.1, 0.5) });
        let (period, pulses) = (chance.within(0.45, 0.85), 3 + chance.below(3));
        let kept: Vec<Grain> = (0..4).map(|_| chirp(hz, pulses, chance)).collect();
        let mut at = chance.within(0.0, period);
        while ((at * FS) as usize) < stretch.length {
            let strength = stretch.strength.at((at * FS) as usize);
            field.place(&kept[chance.below(4)], (at * FS) as usize, pan, gain * strength);
            at += period * (1.0 + 0.03 * chance.normal()).max(0.5);
            if chance.happens(0.03) {
                at += period * chance.within(1.0, 3.0);
            }
        }
    }
    chorus(field, stretch, chance);
}

/// A chirp of a few pulses, one every 17 ms, each louder than the last; 4.5 kHz and a weak octave.
pub fn chirp(hz: f32, pulses: usize, chance: &mut Chance) -> Grain {
    let pulse = 0.017 * FS;
    let n = (pulse * pulses as f32) as usize;
    let slide = chance.within(-0.01, 0.004);
    let sound = (0..n)
        .map(|i| {
            let (which, x) = ((i as f32 / pulse) as usize, (i as f32 % pulse) / pulse);
            // The wing closes in two thirds of the period.
            let env = raised_cosine((x / 0.75).min(1.0)) * (which as f32 + 2.0) / (pulses as f32 + 1.0);
            let t = i as f32 / FS;
            let tone = |f: f32| libm::sinf(TAU * f * (1.0 + slide * x) * t);
            env * (tone(hz) + 0.5 * tone(hz + 50.0) + 0.08 * tone(2.0 * hz))
        })
        .collect();
    Grain::of(sound)
}

/// Far tree crickets: a thin unbroken shimmer, pulsing too fast to count.
fn chorus(field: &mut Field, stretch: &Stretch, chance: &mut Chance) {
    let rates = [chance.within(38.0, 46.0), chance.within(47.0, 58.0)];
    let sway = Slow::wandering(stretch.length, 1.0, 0.15, 1.0, chance);
    field.noise(0.3, chance, |side| {
        let (mut low, mut high) = (Svf::new(4_150.0, 30.0), Svf::new(4_950.0, 25.0));
        let (sway, rate) = (&sway, rates[side]);
        move |white, i| {
            let phase = (i as f32 * rate / FS).fract();
            let pulse = 0.35 + 0.65 * raised_cosine(phase);
            0.16 * pulse * (low.band(white) + 0.7 * high.band(white)) * sway.at(i) * stretch.strength.at(i)
        }
    });
}

/// Adds grasshoppers and a bee or two that pass.
pub fn meadow(field: &mut Field, life: f32, stretch: &Stretch, chance: &mut Chance) {
    for _ in 0..1 + (4.0 * life) as usize {
        let hz = chance.log_within(6_000.0, 9_500.0);
        let (pan, gain, rate) =
            (chance.within(-0.95, 0.95), chance.log_within(0.05, 0.2), chance.within(16.0, 26.0));
        let mut at = chance.within(0.0, 1.5);
        while ((at * FS) as usize) < stretch.length {
            let rasp = rasp(hz, rate, chance);
            let strength = stretch.strength.at((at * FS) as usize);
            field.place(&rasp, (at * FS) as usize, pan, gain * strength);
            at += rasp.samples().len() as f32 / FS + chance.within(0.5, 2.2);
        }
    }
    for _ in 0..1 + (1.5 * life) as usize {
        bee(field, stretch, chance);
    }
}

/// A leg drawn over a wing: noise in bursts.
fn rasp(hz: f32, rate: f32, chance: &mut Chance) -> Grain {
    let n = (chance.within(0.5, 1.6) * FS) as usize;
    let mut band = Svf::new(hz, 4.0);
    let sound = (0..n)
        .map(|i| {
            let stroke = raised_cosine((i as f32 * rate / FS).fract());
            let swell = raised_cosine(0.5 * i as f32 / n as f32)
                .min(raised_cosine(0.5 + 0.5 * i as f32 / n as f32) * 8.0);
            band.band(chance.white()) * stroke * stroke * swell.min(1.0)
        })
        .collect();
    Grain::of(sound).edged(0.02)
}

/// A bee flies by: wings at 200 Hz, rich in overtones, rising a little as it nears.
fn bee(field: &mut Field, stretch: &Stretch, chance: &mut Chance) {
    let n = (chance.within(1.8, 3.5) * FS) as usize;
    let at = chance.below(stretch.length.saturating_sub(n / 2).max(1));
    let wings = Slow::wandering(n, 200.0 * chance.within(0.9, 1.25), 5.0, 0.15, chance);
    let mut phase = 0.0f32;
    let mut nasal = Svf::new(900.0, 0.7);
    let sound: Vec<f32> = (0..n)
        .map(|i| {
            let x = i as f32 / n as f32;
            phase = (phase + wings.at(i) * (1.03 - 0.06 * x) / FS).fract();
            let buzz = (2.0 * phase - 1.0) - (2.0 * (phase + 0.3).fract() - 1.0);
            nasal.low(buzz) * raised_cosine(x) * raised_cosine(x)
        })
        .collect();
    let half = chance.within(-0.8, 0.8);
    field.place(&Grain::of(sound), at, half, 0.05 * stretch.strength.at(at));
}

/// A frog or two across the water: croaks of 25 to 40 pulses a second.
pub fn frogs(field: &mut Field, stretch: &Stretch, chance: &mut Chance) {
    for _ in 0..2 {
        let (pan, away) = (chance.within(-0.9, 0.9), chance.log_within(1.0, 3.0));
        let (rate, low, high) =
            (chance.within(25.0, 40.0), chance.within(450.0, 700.0), chance.within(1_100.0, 1_700.0));
        let mut at = chance.within(0.6, 3.5);
        while at * FS < stretch.length as f32 {
            for _ in 0..1 + chance.below(3) {
                let sample = (at * FS) as usize;
                if sample < stretch.length {
                    let croak = croak((rate, low, high), chance);
                    field.place(&croak, sample, pan, stretch.strength.at(sample) / away);
                }
                at += chance.within(0.45, 0.6);
            }
            at += chance.within(2.0, 5.0);
        }
    }
}

/// A croak: pulses a second, and the two resonances of the throat.
pub fn croak((rate, low, high): (f32, f32, f32), chance: &mut Chance) -> Grain {
    let n = (chance.within(0.22, 0.34) * FS) as usize;
    let (mut throat, mut mouth) = (Svf::new(low, 7.0), Svf::new(high, 6.0));
    let mut phase = 0.0f32;
    let sound: Vec<f32> = (0..n)
        .map(|i| {
            let x = i as f32 / n as f32;
            phase += rate * (1.0 + 0.3 * x) / FS;
            let puff = if phase >= 1.0 { 1.0 } else { 0.0 };
            phase = phase.fract();
            let breath = puff * 20.0 + 0.2 * chance.white();
            (throat.band(breath) + 0.5 * mouth.band(breath)) * (x / 0.3).min(1.0) * ((1.0 - x) / 0.2).min(1.0)
        })
        .collect();
    Grain::default().plus(&sound, 0.8).edged(0.004)
}
