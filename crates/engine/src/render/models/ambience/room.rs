//! What people leave to be heard of them in rooms and streets: a board that gives, keys, a chair, a drawer, steps.

use super::super::stretch::Stretch;
use crate::dsp::{Burst, Chance, FS, Field, Grain, Mode, OnePole, poisson};

/// A house that is lived in: now and then something settles, is put down, or is moved next door.
pub fn stir(field: &mut Field, life: f32, stretch: &Stretch, chance: &mut Chance) {
    let most = 0.3 + 1.1 * life;
    for at in poisson(stretch.length, most, |i| most * stretch.strength.at(i), chance) {
        let (grain, gain) = match chance.below(3) {
            0 => (put_down(chance), 0.3),
            1 => (board(chance), 0.5),
            _ => (next_door(chance), 0.8),
        };
        field.place(&grain, at, chance.within(-0.8, 0.8), gain * chance.log_within(0.2, 1.0));
    }
}

/// People at desks: keys in bursts, a mouse, a chair, a cup, somebody who walks by.
pub fn work(field: &mut Field, life: f32, stretch: &Stretch, chance: &mut Chance) {
    for _ in 0..2 + (2.0 * life) as usize {
        typist(field, stretch, chance);
    }
    for at in poisson(stretch.length, 0.9, |i| 0.9 * stretch.strength.at(i), chance) {
        let grain = if chance.happens(0.5) { put_down(chance) } else { board(chance) };
        field.place(&grain, at, chance.within(-0.8, 0.8), chance.log_within(0.2, 0.8));
    }
    walker(field, (chance.within(0.2, 1.2), 0.2), stretch, chance);
}

/// People who pass on a pavement.
pub fn passers(field: &mut Field, life: f32, stretch: &Stretch, chance: &mut Chance) {
    let mut begin_s = chance.within(0.0, 1.0);
    while begin_s * FS < stretch.length as f32 {
        walker(field, (begin_s, chance.log_within(0.25, 0.8)), stretch, chance);
        begin_s += chance.within(2.0, 5.0) / (0.4 + life);
    }
}

/// Cups, plates and spoons of a room where people eat.
pub fn tableware(field: &mut Field, stretch: &Stretch, chance: &mut Chance) {
    let kept: Vec<Grain> = (0..12).map(|_| clink(chance)).collect();
    for at in poisson(stretch.length, 1.6, |i| 1.6 * stretch.strength.at(i), chance) {
        let pan = chance.within(-0.9, 0.9);
        for time in 0..1 + chance.below(2) {
            let late = at + time * (chance.within(0.06, 0.2) * FS) as usize;
            field.place(&kept[chance.below(12)], late, pan, chance.log_within(0.1, 0.7));
        }
    }
}

/// One piece against another.
fn clink(chance: &mut Chance) -> Grain {
    let hz = chance.log_within(1_800.0, 4_200.0);
    let t60_s = chance.log_within(0.06, 0.25);
    let modes = [
        Mode { hz, t60_s, gain: 1.0 },
        Mode { hz: 2.2 * hz, t60_s: 0.7 * t60_s, gain: 0.7 },
        Mode { hz: 3.1 * hz, t60_s: 0.4 * t60_s, gain: 0.4 },
    ];
    let touch = Burst { hz: 5_000.0, q: 0.7, rise_s: 2e-4, fall_s: 0.002 };
    Grain::default().burst(touch, 0.4, chance).ring(&modes, 0.3)
}

/// Six to eleven steps from one side to the other, nearest in the middle.
fn walker(field: &mut Field, (begin_s, gain): (f32, f32), stretch: &Stretch, chance: &mut Chance) {
    let many = 6 + chance.below(6);
    let (pace_s, way) = (chance.within(0.5, 0.6), if chance.happens(0.5) { 1.0 } else { -1.0 });
    let hz = chance.log_within(500.0, 1_100.0);
    for step in 0..many {
        let x = 2.0 * step as f32 / many as f32 - 1.0;
        let at = ((begin_s + step as f32 * pace_s * chance.within(0.97, 1.03)) * FS) as usize;
        if at < stretch.length {
            let near = gain * (1.0 - 0.75 * x.abs()) * stretch.strength.at(at) * chance.within(0.7, 1.0);
            field.place(&heel(hz, chance), at, way * 0.9 * x, near);
        }
    }
}

fn heel(hz: f32, chance: &mut Chance) -> Grain {
    let hz = hz * chance.within(0.9, 1.1);
    let tap = Burst { hz, q: 1.0, rise_s: 3e-4, fall_s: 0.006 };
    let floor = Burst { hz: 180.0, q: 1.0, rise_s: 1e-3, fall_s: 0.02 };
    let sole = Burst { hz: 0.7 * hz, q: 0.8, rise_s: 4e-3, fall_s: 0.015 };
    let sole = Grain::default().burst(sole, 0.3, chance).after(chance.within(0.07, 0.1));
    Grain::default().burst(tap, 1.0, chance).burst(floor, 0.6, chance).and(&sole)
}

/// Four to fourteen keys, then thought.
fn typist(field: &mut Field, stretch: &Stretch, chance: &mut Chance) {
    let (pan, gain) = (chance.within(-0.9, 0.9), chance.log_within(0.1, 0.3));
    let mut at_s = chance.within(0.0, 1.0);
    while at_s * FS < stretch.length as f32 {
        for _ in 0..4 + chance.below(11) {
            let at = (at_s * FS) as usize;
            if at < stretch.length {
                field.place(&key(chance), at, pan, gain * stretch.strength.at(at) * chance.within(0.5, 1.0));
            }
            at_s += chance.log_within(0.08, 0.24);
        }
        at_s += chance.within(0.4, 1.6);
    }
}

fn key(chance: &mut Chance) -> Grain {
    let down = Burst { hz: chance.within(1_800.0, 3_400.0), q: 1.2, rise_s: 2e-4, fall_s: 0.004 };
    let bed = Burst { hz: chance.within(350.0, 550.0), q: 1.2, rise_s: 5e-4, fall_s: 0.009 };
    let up = Burst { hz: chance.within(2_600.0, 4_500.0), q: 1.2, rise_s: 2e-4, fall_s: 0.002 };
    let up = Grain::default().burst(up, 0.35, chance).after(chance.within(0.06, 0.09));
    Grain::default().burst(down, 0.8, chance).burst(bed, 0.6, chance).and(&up)
}

/// A cup or a book is laid on wood.
fn put_down(chance: &mut Chance) -> Grain {
    let hz = chance.log_within(240.0, 700.0);
    let table = [
        Mode { hz, t60_s: 0.09, gain: 1.0 },
        Mode { hz: 2.3 * hz, t60_s: 0.05, gain: 0.5 },
        Mode { hz: 4.1 * hz, t60_s: 0.03, gain: 0.25 },
    ];
    let touch = Burst { hz: 1_900.0, q: 0.7, rise_s: 3e-4, fall_s: 0.004 };
    Grain::default().burst(touch, 0.5, chance).ring(&table, 0.5)
}

/// A floor or a chair that gives: short stick and slip, low.
fn board(chance: &mut Chance) -> Grain {
    let hz = chance.log_within(300.0, 800.0);
    let mut creak = Grain::default();
    let mut late_s = 0.0;
    for _ in 0..5 + chance.below(9) {
        let tick = Burst { hz: hz * chance.within(0.95, 1.05), q: 5.0, rise_s: 5e-4, fall_s: 0.006 };
        creak = creak.and(&Grain::default().burst(tick, chance.within(0.3, 0.9), chance).after(late_s));
        late_s += chance.within(0.012, 0.03);
    }
    creak
}

/// A step or a door behind a wall, which lets through what is low.
fn next_door(chance: &mut Chance) -> Grain {
    let thud = Burst { hz: chance.within(60.0, 130.0), q: 1.1, rise_s: 3e-3, fall_s: 0.045 };
    let mut wall = OnePole::new(250.0);
    let near = Grain::default().burst(thud, 1.0, chance);
    Grain::of(near.samples().iter().map(|x| wall.low(*x)).collect())
}
