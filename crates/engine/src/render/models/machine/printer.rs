//! An ink-jet printer: the carriage runs across the page and back, and between two runs the paper is fed on.

use super::{Run, lay};
use crate::dsp::{Chance, FS, OnePole, Svf};
use crate::render::Take;
use crate::render::models::blend::thump;
use crate::render::models::click;
use core::f32::consts::TAU;

/// How fast carriage and rollers go, sample by sample, 0..=1, and when the carriage comes to its stop.
struct Course {
    carriage: Vec<f32>,
    feed: Vec<f32>,
    stops: Vec<usize>,
}

impl Course {
    fn of(run: &Run, chance: &mut Chance) -> Course {
        let mut course =
            Course { carriage: vec![0.0; run.length], feed: vec![0.0; run.length], stops: Vec::new() };
        let mut at_s = 0.02;
        while at_s * FS < run.length as f32 {
            let haste = 0.75 + 0.5 * run.effort.at((at_s * FS) as usize);
            let feed_s = chance.within(0.18, 0.3) / haste;
            ramp(&mut course.feed, (at_s, feed_s), 0.012, chance.within(0.85, 1.0));
            at_s += feed_s + chance.within(0.01, 0.04);
            let run_s = chance.within(0.42, 0.62) / haste;
            ramp(&mut course.carriage, (at_s, run_s), 0.07, chance.within(0.9, 1.0));
            at_s += run_s;
            course.stops.push((at_s * FS) as usize);
            at_s += chance.within(0.01, 0.03);
        }
        course
    }
}

/// Speeds up, goes evenly, and slows down again.
fn ramp(speed: &mut [f32], (begin_s, length_s): (f32, f32), edge_s: f32, most: f32) {
    let from = (begin_s * FS) as usize;
    for (i, v) in speed.iter_mut().enumerate().skip(from).take((length_s * FS) as usize) {
        let t = (i - from) as f32 / FS;
        *v = most * (t / edge_s).min((length_s - t) / edge_s).clamp(0.0, 1.0);
    }
}

/// Runs a printer.
pub fn run(run: &Run, take: &Take) -> Vec<f32> {
    let mut chance = take.chance("printer");
    let course = Course::of(run, &mut chance);
    let mut out = vec![0.0; run.length];
    let large = run.sized(1.0, 0.75);
    lay(&mut out, &slide(&course.carriage, &mut chance), 1.0);
    lay(&mut out, &whine(&course.carriage, large * 1_400.0, (&[1.0, 0.35, 0.2], 0.02), &mut chance), 0.5);
    lay(
        &mut out,
        &whine(&course.feed, large * 290.0, (&[0.7, 1.0, 0.8, 0.6, 0.5, 0.4, 0.3], 0.05), &mut chance),
        0.35,
    );
    lay(&mut out, &rollers(&course.feed, &mut chance), 0.8);
    let mut knocks = vec![0.0; run.length];
    for &stop in &course.stops {
        knock(&mut knocks, stop, &mut chance);
    }
    lay(&mut out, &knocks, 0.4);
    out.iter_mut().enumerate().for_each(|(i, x)| *x *= libm::sqrtf(run.effort.at(i).max(0.0)));
    out
}

/// The carriage on its rod, and its belt: noise that rises with speed.
fn slide(speed: &[f32], chance: &mut Chance) -> Vec<f32> {
    let (mut rod, mut air) = (Svf::default(), Svf::new(5_200.0, 0.5));
    let mut rough = OnePole::new(40.0);
    speed
        .iter()
        .enumerate()
        .map(|(i, v)| {
            if i % 32 == 0 {
                rod.tune(1_000.0 + 1_200.0 * v, 0.7);
            }
            let white = chance.white();
            let uneven = 0.7 + 5.0 * rough.low(white).abs();
            (rod.band(white) + 0.5 * air.band(white)) * v * uneven
        })
        .collect()
}

/// A motor whose pitch is its speed.
fn whine(speed: &[f32], hz: f32, (heights, shaken): (&[f32], f32), chance: &mut Chance) -> Vec<f32> {
    let (mut turn, mut shake) = (chance.unit(), OnePole::new(25.0));
    speed
        .iter()
        .map(|v| {
            let uneven = 1.0 + shaken * 10.0 * shake.low(chance.white());
            turn = (turn + hz * v * uneven / FS).fract();
            crate::render::models::harmonics(TAU * turn, heights) * libm::sqrtf(*v)
        })
        .collect()
}

/// Paper between rubber rollers.
fn rollers(speed: &[f32], chance: &mut Chance) -> Vec<f32> {
    let (mut paper, mut high) = (Svf::new(2_600.0, 0.5), Svf::new(900.0, 0.7));
    speed.iter().map(|v| high.high(paper.band(chance.white())) * v).collect()
}

/// The carriage turns round at its end.
fn knock(out: &mut [f32], at: usize, chance: &mut Chance) {
    let level = chance.within(0.5, 1.0);
    let mut add = |sound: &[f32], level: f32| {
        out.iter_mut().skip(at).zip(sound).for_each(|(sum, x)| *sum += level * x);
    };
    add(&click::tap(chance.within(820.0, 1_000.0), 0.03, chance), level);
    add(&thump(150.0, 1.5e-3, 0.05, chance), 0.6 * level);
}
