//! Applause: clappers with a pace and a pair of hands each (palm shapes after B. Repp, "The sound of two hands clapping",
//! 1987), and the many behind them whom nobody tells apart.

use crate::dsp::{Burst, Chance, FS, Field, Grain, OnePole, poisson};
use crate::render::models::stretch::Stretch;

/// Adds an audience that claps.
pub fn clap(field: &mut Field, size: f32, stretch: &Stretch, chance: &mut Chance) {
    for _ in 0..5 + (17.0 * size) as usize {
        clapper(field, stretch, chance);
    }
    behind(field, 40.0 + 560.0 * size, stretch, chance);
}

/// One person: three to five claps a second, not quite even.
fn clapper(field: &mut Field, stretch: &Stretch, chance: &mut Chance) {
    let (pan, away) = (chance.within(-0.95, 0.95), chance.log_within(1.2, 4.0));
    let hands: Vec<Grain> = {
        let palm_hz = chance.log_within(750.0, 2_100.0);
        (0..4).map(|_| hit(palm_hz, chance)).collect()
    };
    let rate = chance.within(3.2, 5.0);
    let mut at_s = chance.within(0.0, 0.5);
    while ((at_s * FS) as usize) < stretch.length {
        let at = (at_s * FS) as usize;
        let strength = stretch.strength.at(at);
        // The first to stop are those with the least to say.
        if strength > 0.15 * chance.unit() {
            field.place(&hands[chance.below(4)], at, pan, strength * chance.within(0.7, 1.0) / away);
        }
        at_s += (1.0 + 0.1 * chance.normal()).clamp(0.6, 1.5) / (rate * (0.8 + 0.2 * strength));
    }
}

/// Palm on palm: a burst in the band that the hollow between them gives, and the slap of the fingers.
pub fn hit(palm_hz: f32, chance: &mut Chance) -> Grain {
    let hollow = Burst {
        hz: palm_hz * chance.within(0.92, 1.08),
        q: chance.within(1.2, 2.4),
        rise_s: 5e-4,
        fall_s: chance.within(0.004, 0.009),
    };
    let slap = Burst { hz: chance.within(2_600.0, 4_500.0), q: 0.8, rise_s: 2e-4, fall_s: 0.002_5 };
    Grain::default().burst(hollow, 1.0, chance).burst(slap, 0.55, chance).edged(2e-4)
}

/// The rows behind: as many claps a second, duller and softer.
fn behind(field: &mut Field, rate: f32, stretch: &Stretch, chance: &mut Chance) {
    let kept: Vec<Grain> = (0..24).map(|_| far(hit(chance.log_within(700.0, 2_200.0), chance))).collect();
    for at in poisson(stretch.length, rate, |i| rate * stretch.strength.at(i), chance) {
        let level = stretch.strength.at(at) * chance.log_within(0.05, 0.22);
        field.place(&kept[chance.below(24)], at, chance.within(-1.0, 1.0), level);
    }
}

fn far(hit: Grain) -> Grain {
    let mut dull = OnePole::new(3_500.0);
    Grain::of(hit.samples().iter().map(|x| dull.low(*x)).collect())
}
