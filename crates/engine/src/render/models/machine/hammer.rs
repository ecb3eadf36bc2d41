//! A pneumatic hammer: a piston that strikes a chisel some twenty times a second, and the air that it lets off.

use super::{Run, lay};
use crate::dsp::{Chance, FS};
use crate::render::Take;
use crate::render::models::blend::{Puff, thump};
use crate::render::models::click;

/// Strokes that are made before they come again in another order.
const MADE: usize = 8;

/// Runs a hammer.
pub fn run(run: &Run, take: &Take) -> Vec<f32> {
    let mut chance = take.chance("hammer");
    let strokes: Vec<Vec<f32>> = (0..MADE).map(|_| stroke(&mut chance)).collect();
    let mut blows = vec![0.0; run.length];
    let mut at_s = 0.0f32;
    while at_s * FS < run.length as f32 {
        let at = (at_s * FS) as usize;
        let effort = run.effort.at(at);
        let level = (0.4 + 0.6 * effort) * chance.within(0.75, 1.1);
        let stroke = &strokes[chance.below(MADE)];
        blows[at..].iter_mut().zip(stroke).for_each(|(sum, x)| *sum += level * x);
        let hz = run.sized(32.0, 20.0) * (0.8 + 0.25 * effort);
        at_s += (1.0 + 0.03 * chance.normal()) / hz;
    }
    let mut out = vec![0.0; run.length];
    lay(&mut out, &blows, 1.0);
    out
}

/// The piston on the chisel, which its hole holds, the chisel on the stone, and the exhaust, which is the loudest of it.
fn stroke(chance: &mut Chance) -> Vec<f32> {
    let mut out = vec![0.0; (0.14 * FS) as usize];
    let mut add = |late_s: f32, sound: &[f32], level: f32| {
        out.iter_mut().skip((late_s * FS) as usize).zip(sound).for_each(|(sum, x)| *sum += level * x);
    };
    for (hz, level) in [(640.0, 0.5), (1_370.0, 0.7), (2_900.0, 0.5), (5_100.0, 0.3)] {
        add(0.0, &click::tap(hz * chance.within(0.96, 1.04), 0.03, chance), 1.3 * level);
    }
    add(0.001, &thump(88.0, 1e-3, 0.05, chance), 0.5);
    let stone = Puff { low_hz: 350.0, high_hz: 4_500.0, rise_s: 4e-4, t60_s: 0.03 };
    add(0.002, &stone.samples(chance), 0.4);
    let air = Puff { low_hz: 900.0, high_hz: 7_000.0, rise_s: 5e-3, t60_s: 0.06 };
    add(0.012, &air.samples(chance), 1.6);
    out
}
