//! The modes of a body: the same body at every hit, struck at another place each time.

use super::matter::Shape;
use super::{Blow, Matter};
use crate::Seed;
use crate::dsp::{Chance, Mode};
use core::f32::consts::PI;

/// Free bar (Euler and Bernoulli).
const BAR: [f32; 5] = [1.0, 2.756, 5.404, 8.933, 13.34];
/// Twisting and plate-like modes that a real bar or tool has beside.
const TOOL: [f32; 8] = [1.73, 2.33, 3.91, 4.11, 6.3, 6.71, 7.9, 10.6];
/// Wine glass.
const GLASS: [f32; 7] = [1.0, 2.32, 3.1, 4.25, 5.2, 6.63, 9.38];
/// Circular plate, free.
const PLATE: [f32; 8] = [1.0, 1.73, 2.33, 3.91, 4.11, 6.3, 6.71, 9.2];
/// Membrane.
const MEMBRANE: [f32; 7] = [1.0, 1.593, 2.135, 2.295, 2.653, 2.917, 3.155];

/// The modes of a body of `matter`, `size` metres long, as `blow` wakes them. Where they lie follows from material
/// and size alone, so that every hit on it is heard as the same thing; strengths follow from where it is struck.
pub fn body_modes(matter: &Matter, size: f32, blow: &Blow, chance: &mut Chance) -> Vec<Mode> {
    let mut body = identity(matter, size);
    let loss = body.log_within(matter.loss.0, matter.loss.1);
    let lowest_hz = matter.lowest_hz(size) * chance.within(0.975, 1.025);
    // The hand that holds it damps it more or less, and the floor takes its share.
    let held = chance.log_within(0.75, 1.6);
    let place = chance.within(0.06, 0.5);
    // Hard bodies give their treble away freely.
    let slope = (1.15 - 0.65 * blow.velocity) * if rings(matter.shape) { 0.6 } else { 1.0 };
    let mut modes = Vec::new();
    for (k, (ratio, strength)) in ratios(matter.shape, &mut body).into_iter().enumerate() {
        let hz = lowest_hz * ratio * (1.0 + 0.002 * chance.normal());
        let node = 0.1 + libm::fabsf(libm::sinf(PI * (k + 1) as f32 * place));
        let level = strength * node * libm::powf(ratio.max(0.5), -slope) * chance.log_within(0.5, 2.0);
        // A thin sheet hardly moves the air at its lowest modes.
        let level = if matches!(matter.shape, Shape::Sheet(_)) { level * hz / (hz + 900.0) } else { level };
        let alpha = (PI * hz * loss + matter.alpha0) * held;
        modes.push(Mode { hz, t60_s: 6.91 / alpha, gain: level });
    }
    if matter.shape == Shape::Box {
        modes.push(cavity(&mut body, chance));
    }
    if rings(matter.shape) { split(&modes, &mut body) } else { modes }
}

fn identity(matter: &Matter, size: f32) -> Chance {
    let grid = libm::roundf(size * 200.0) as i32;
    Chance::new(Seed::of(&[b"body", &[matter.material as u8], &grid.to_le_bytes()]))
}

/// Frequencies against the lowest, with strengths.
fn ratios(shape: Shape, body: &mut Chance) -> Vec<(f32, f32)> {
    let near = |set: &[f32], level: f32, body: &mut Chance| -> Vec<(f32, f32)> {
        set.iter().map(|r| (r * (1.0 + 0.012 * body.normal()), level)).collect()
    };
    match shape {
        Shape::Block(count, span) => spread(count, span, body),
        Shape::Box => spread(14, 20.0, body),
        Shape::Bar => [near(&BAR, 1.0, body), near(&TOOL, 0.9, body)].concat(),
        Shape::Sheet(count) => even(count, body),
        Shape::Shell => near(&GLASS, 1.0, body),
        Shape::Bowl => near(&PLATE, 1.0, body),
        Shape::Lump => near(&MEMBRANE, 1.0, body),
    }
}

/// Modes of a block: even in the logarithm, each somewhere in its share, the lowest at 1.
fn spread(count: usize, span: f32, body: &mut Chance) -> Vec<(f32, f32)> {
    let mode = |k: usize| {
        let at = if k == 0 { 0.0 } else { (k as f32 + body.within(-0.4, 0.4)) / count as f32 };
        (libm::powf(span, at), body.within(0.6, 1.3))
    };
    (0..count).map(mode).collect()
}

/// Modes of a plate held at its edges: as many in every hertz, none in step with another.
fn even(count: usize, body: &mut Chance) -> Vec<(f32, f32)> {
    let aspect = body.within(0.45, 0.85);
    let at = |m: usize, n: usize| (m * m) as f32 + aspect * aspect * (n * n) as f32;
    let mut ratios: Vec<f32> =
        (1..16).flat_map(|m| (1..16).map(move |n| (m, n))).map(|(m, n)| at(m, n)).collect();
    ratios.sort_by(f32::total_cmp);
    let lowest = ratios[0];
    // All of the lowest, ever fewer of the dense ones above.
    let reach = |k: usize| k + k * k / 16;
    let ratios: Vec<f32> = (0..count).filter_map(|k| ratios.get(reach(k)).copied()).collect();
    let mode = |ratio: f32| {
        let bent = 1.0 + 0.02 * body.normal();
        (ratio / lowest * bent, body.within(0.4, 1.6) * libm::powf(ratio / lowest, 0.6))
    };
    ratios.into_iter().map(mode).collect()
}

/// The air inside a box.
fn cavity(body: &mut Chance, chance: &mut Chance) -> Mode {
    let hz = body.within(90.0, 160.0) * chance.within(0.985, 1.015);
    Mode { hz, t60_s: 0.15, gain: 0.7 }
}

fn rings(shape: Shape) -> bool {
    matches!(shape, Shape::Bar | Shape::Sheet(_) | Shape::Shell | Shape::Bowl)
}

/// No real body is quite round: every mode is a pair that beats.
fn split(modes: &[Mode], body: &mut Chance) -> Vec<Mode> {
    let pair = |m: &Mode| {
        let apart = body.within(0.001, 0.003);
        let share = body.within(0.35, 0.65);
        [
            Mode { hz: m.hz * (1.0 - apart), gain: m.gain * share, ..*m },
            Mode { hz: m.hz * (1.0 + apart), gain: m.gain * (1.0 - share), ..*m },
        ]
    };
    modes.iter().flat_map(pair).collect()
}
