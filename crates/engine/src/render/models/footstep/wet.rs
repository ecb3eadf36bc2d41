//! Wet ground: mud that sucks, puddles that splash.

use super::shaker::Grains;
use super::{Sole, Tread};
use crate::dsp::{Chance, FS, Svf, gain};
use crate::render::Take;
use crate::render::models::blend::{Blend, Puff, thump, to_peak_one};
use core::f32::consts::TAU;

/// A step into mud: a dull smack, bubbles, and the foot coming free.
pub fn mud(blend: &mut Blend, sole: &Sole, tread: &Tread, take: &Take) {
    let mut chance = take.chance("mud");
    for &(at_s, strength) in &tread.contacts {
        blend.add(
            &thump(72.0 * tread.pitch, 6e-3, 0.07, &mut chance),
            at_s,
            strength * gain(-10.0 + 0.5 * sole.thump_db),
        );
        let smack = Puff { low_hz: 120.0, high_hz: 1_900.0, rise_s: 14e-3, t60_s: 0.13 };
        blend.add(&smack.samples(&mut chance), at_s, 0.7 * strength);
        squelch(blend, at_s + 0.01, (1_400.0, 420.0), 1.2 * strength, &mut chance);
    }
    bubbles(blend, (0.0, 0.22), (2e-3, 8e-3), 9 + chance.below(9), &mut chance);
    squelch(blend, tread.scuff.0, (450.0, 1_900.0), 1.0, &mut chance);
    bubbles(blend, (tread.scuff.0 + 0.04, 0.1), (2e-3, 6e-3), 4 + chance.below(4), &mut chance);
}

/// Air and mud through a narrow gap: a band of noise that moves, in small gulps.
fn squelch(blend: &mut Blend, at_s: f32, hz: (f32, f32), level: f32, chance: &mut Chance) {
    let length = (chance.within(0.11, 0.2) * FS) as usize;
    let (mut band, mut gulps) = (Svf::default(), Svf::new(70.0, 1.5));
    let noise = (0..length).map(|i| {
        let x = i as f32 / length as f32;
        if i % 16 == 0 {
            band.tune(hz.0 * libm::powf(hz.1 / hz.0, x), 1.8);
        }
        let gulp = (0.4 + 14.0 * gulps.band(chance.white())).clamp(0.0, 2.0);
        band.band(chance.white()) * gulp * libm::sinf(core::f32::consts::PI * x)
    });
    blend.add(&to_peak_one(noise.collect()), at_s, level);
}

/// A step into a puddle: slap, spray, drops that fall back.
pub fn puddle(blend: &mut Blend, sole: &Sole, tread: &Tread, take: &Take) {
    let mut chance = take.chance("puddle");
    for &(at_s, strength) in &tread.contacts {
        let slap = Puff {
            low_hz: 350.0,
            high_hz: chance.within(3_000.0, 4_800.0) * (0.6 + 0.6 * tread.velocity),
            rise_s: 12e-3,
            t60_s: chance.within(0.08, 0.14),
        };
        blend.add(&slap.samples(&mut chance), at_s, 0.55 * strength);
        blend.add(
            &thump(95.0 * tread.pitch, 5e-3, 0.07, &mut chance),
            at_s,
            strength * gain(-9.0 + 0.5 * sole.thump_db),
        );
        let press = falling(0.035, 0.11, 0.5);
        let spray = spray().crunch(&press, &mut chance);
        blend.add(&spray, at_s, 1.3 * strength);
    }
    let splash = (190.0 * (0.5 + tread.velocity)) as usize;
    bubbles(blend, (0.004, 0.16), (4.5e-4, 2.6e-3), splash, &mut chance);
    bubbles(blend, (0.12, 0.3), (4e-4, 1.8e-3), splash / 2, &mut chance);
}

/// Water thrown up and about, drop by drop.
fn spray() -> Grains {
    Grains {
        count: 150.0,
        hz: 2_600.0,
        spread: 2.4,
        q: 0.9,
        grain_s: 1.6e-3,
        settle_s: 6e-3,
        beta: 1.9,
        dull_hz: 9_000.0,
    }
}

/// Rises within `rise_s`, then falls with the time constant `fall_s`.
fn falling(rise_s: f32, fall_s: f32, length_s: f32) -> Vec<f32> {
    let course = |i: usize| {
        let t = i as f32 / FS;
        (t / rise_s).min(1.0) * libm::expf(-(t - rise_s).max(0.0) / fall_s)
    };
    (0..(length_s * FS) as usize).map(course).collect()
}

/// `count` bubbles with radii from a power law, most of them soon after `when.0`, within about `when.1` seconds.
fn bubbles(blend: &mut Blend, when: (f32, f32), radius_m: (f32, f32), count: usize, chance: &mut Chance) {
    for _ in 0..count {
        let at_s = when.0 + chance.wait(2.5 / when.1).min(1.5 * when.1);
        let radius = (radius_m.0 * libm::sqrtf(chance.pareto(2.4))).min(radius_m.1);
        let level = 0.14 * libm::powf(radius / 5e-3, 0.75) * gain(5.0 * chance.normal().clamp(-2.0, 1.5));
        blend.add(&bubble(radius, chance), at_s, level);
    }
}

/// One bubble of `r` metres (van den Doel 2005): f = 3/r, d = .13/r + .0072 r^-1.5; some rise in pitch.
fn bubble(r: f32, chance: &mut Chance) -> Vec<f32> {
    let hz = 3.0 / r;
    let damping = 0.13 / r + 0.0072 * libm::powf(r, -1.5);
    let rise = if chance.happens(0.4) { 0.1 * chance.within(0.5, 1.5) } else { 0.0 };
    let mut turn = 0.0f32;
    let wave = (0..(7.0 / damping * FS) as usize).map(|i| {
        let t = i as f32 / FS;
        turn += hz * (1.0 + rise * damping * t) / FS;
        libm::sinf(TAU * (turn % 1.0)) * libm::expf(-damping * t) * (t * 2_000.0).min(1.0)
    });
    wave.collect()
}
