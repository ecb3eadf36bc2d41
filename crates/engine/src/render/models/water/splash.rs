//! Splashes: slap, cavity, spray, and drops that fall back.

use super::super::stretch::Stretch;
use crate::dsp::{Burst, Chance, FS, Field, Grain, poisson};
use crate::render::Take;

/// One splash as a moment; over a stretch, as many as its strength asks for (about one every .8 s).
pub fn splashes(field: &mut Field, size: f32, stretch: &Stretch, take: &Take) {
    let mut chance = take.chance("splash");
    if take.samples() == 0 {
        return splash(field, (0, 0.0), size, &mut chance);
    }
    let mut at = 0.1;
    while ((at * FS) as usize) < stretch.length {
        let strength = stretch.strength.at((at * FS) as usize);
        if strength > 0.05 {
            let place = ((at * FS) as usize, chance.within(-0.6, 0.6));
            splash(field, place, size * strength * chance.within(0.7, 1.0), &mut chance);
        }
        at += chance.within(0.5, 1.1);
    }
}

fn splash(field: &mut Field, (at, pan): (usize, f32), size: f32, chance: &mut Chance) {
    let slap = Burst { hz: 2_600.0 - 1_200.0 * size, q: 0.5, rise_s: 0.001, fall_s: 0.02 + 0.035 * size };
    let rush = Burst { hz: 3_200.0, q: 0.5, rise_s: 0.02 + 0.03 * size, fall_s: 0.1 + 0.16 * size };
    let thump = Burst { hz: 190.0 - 90.0 * size, q: 0.8, rise_s: 0.003, fall_s: 0.035 };
    let body = Grain::default().burst(slap, 0.8, chance).burst(rush, 0.7, chance).burst(
        thump,
        0.3 + 0.4 * size,
        chance,
    );
    field.place(&body.edged(0.000_5), at, pan, 0.5 + 0.5 * size);
    for _ in 0..2 + (3.0 * size) as usize {
        let cavity = Grain::default().bubble(chance.log_within(0.006, 0.012 + 0.014 * size), 0.14, 0.5);
        let late = chance.within(0.025, 0.11 + 0.1 * size);
        field.place(
            &cavity.edged(0.002),
            at + (late * FS) as usize,
            pan + 0.1 * chance.normal(),
            0.1 + 0.18 * size,
        );
    }
    spray(field, (at, pan), size, chance);
}

/// Small bubbles that thin out, and drops that come down .15 to .7 s later.
fn spray(field: &mut Field, (at, pan): (usize, f32), size: f32, chance: &mut Chance) {
    let length = field.sound().len().saturating_sub(at);
    let fall_s = 0.16 + 0.22 * size;
    let most = 500.0 + 900.0 * size;
    let rate = |i: usize| most * libm::expf(-(i as f32) / (FS * fall_s));
    for late in poisson(length, most, rate, chance) {
        let r = chance.log_within(0.000_4, 0.003);
        let bubble = Grain::default().bubble(r, 0.1, 1.0).edged(0.000_4);
        field.place(
            &bubble,
            at + late,
            pan + 0.35 * chance.normal(),
            0.09 * libm::expf(0.5 * chance.normal()),
        );
    }
    let back =
        |i: usize| 60.0 * size * crate::dsp::raised_cosine((i as f32 / FS - 0.15) / (0.5 + 0.4 * size));
    for late in poisson(length, 60.0, back, chance) {
        let drop = super::drip(chance.log_within(0.000_7, 0.002_5), chance).edged(0.000_4);
        field.place(&drop, at + late, pan + 0.5 * chance.normal(), 0.14 * chance.unit());
    }
}
