//! Electric motors: orders of the shaft, the mesh of gears, brushes, and the air or the wood that they work on.

use super::{Run, lay};
use crate::cues::MachineKind;
use crate::dsp::{Chance, FS, Pinken, Slow, Svf, White};
use crate::render::Take;
use core::f32::consts::TAU;

/// A motor.
struct Motor {
    /// Turns a second, idling and under full effort.
    turns_hz: (f32, f32),
    /// Orders of the shaft with their levels.
    orders: &'static [(f32, f32)],
    /// Unsteadiness of the speed.
    drift: f32,
    /// Level of roughness at the rate of the shaft, 0..=1.
    rough: f32,
    /// Noise of air or work: middle, quality, level.
    noise: (f32, f32, f32),
    /// Noise of brushes above 3 kHz.
    brushes: f32,
    /// Whether it falls silent at no effort.
    stops: bool,
}

impl Motor {
    fn of(kind: MachineKind, run: &Run) -> Motor {
        let electric = Motor {
            turns_hz: (run.sized(30.0, 14.0), run.sized(140.0, 70.0)),
            orders: &[(1.0, 0.5), (2.0, 1.0), (4.0, 0.4), (6.0, 0.5), (12.0, 0.9), (24.0, 0.5), (36.0, 0.2)],
            drift: 0.004,
            rough: 0.15,
            noise: (900.0, 0.6, 0.1),
            brushes: 0.03,
            stops: false,
        };
        match kind {
            // A vacuum cleaner: a universal motor at some 20 000 turns a minute, and the air that it draws.
            MachineKind::Appliance => Motor {
                turns_hz: (run.sized(330.0, 190.0), run.sized(480.0, 300.0)),
                orders: &[(1.0, 1.0), (2.0, 0.5), (3.0, 0.25), (7.0, 0.35), (9.0, 0.4), (14.0, 0.15)],
                drift: 0.006,
                rough: 0.05,
                // Bag and hose take the treble of the air; what is left is a hump below 1 kHz under the whine.
                noise: (700.0, 0.7, 1.05),
                brushes: 0.04,
                stops: false,
            },
            MachineKind::Drill => Motor {
                turns_hz: (run.sized(190.0, 120.0), run.sized(420.0, 260.0)),
                orders: &[
                    (0.18, 0.4),
                    (1.0, 1.0),
                    (2.0, 0.9),
                    (3.0, 0.6),
                    (5.0, 0.7),
                    (6.0, 0.8),
                    (11.0, 0.6),
                    (17.0, 0.35),
                    (22.0, 0.2),
                ],
                drift: 0.012,
                rough: 0.15,
                noise: (1_900.0, 0.5, 0.3),
                brushes: 0.12,
                stops: false,
            },
            // A circular saw: 24 teeth at 75 turns a second ring the blade.
            MachineKind::Saw => Motor {
                turns_hz: (run.sized(92.0, 66.0), run.sized(80.0, 54.0)),
                orders: &[
                    (1.0, 0.25),
                    (2.0, 0.2),
                    (5.0, 0.35),
                    (10.0, 0.25),
                    (24.0, 1.0),
                    (48.0, 0.7),
                    (72.0, 0.4),
                    (96.0, 0.25),
                ],
                drift: 0.01,
                rough: 0.35,
                noise: (3_200.0, 0.4, 1.1),
                brushes: 0.3,
                stops: false,
            },
            MachineKind::Servo => Motor {
                turns_hz: (run.sized(60.0, 25.0), run.sized(210.0, 90.0)),
                orders: &[
                    (1.0, 0.3),
                    (3.0, 0.8),
                    (4.0, 1.0),
                    (8.0, 0.7),
                    (9.0, 0.4),
                    (16.0, 0.35),
                    (32.0, 0.15),
                ],
                drift: 0.008,
                rough: 0.3,
                // Small gears of plastic are noisy.
                noise: (2_200.0, 0.6, 0.5),
                brushes: 0.25,
                stops: true,
            },
            _ => electric,
        }
    }
}

/// Runs a motor. A servo moves and stops, again and again.
pub fn run(kind: MachineKind, run: &Run, take: &Take) -> Vec<f32> {
    let motor = Motor::of(kind, run);
    let mut chance = take.chance("motor");
    let effort: Vec<f32> = if motor.stops {
        moves(run, &mut chance)
    } else {
        (0..run.length).map(|i| run.effort.at(i)).collect()
    };
    let mut out = vec![0.0; run.length];
    lay(&mut out, &tones(&motor, &effort, &mut chance), 1.0);
    lay(&mut out, &noise(&motor, &effort, &mut chance), motor.noise.2);
    let brushes = Motor { noise: (5_500.0, 0.5, 1.0), ..motor };
    lay(&mut out, &noise(&brushes, &effort, &mut chance), brushes.brushes);
    let least = if brushes.stops { 0.0 } else { 0.45 };
    out.iter_mut().zip(&effort).for_each(|(x, e)| *x *= least + (1.0 - least) * libm::sqrtf(e.max(0.0)));
    out
}

/// Moves of .2 to .7 s with halts between them.
fn moves(run: &Run, chance: &mut Chance) -> Vec<f32> {
    let (mut begin, mut long, mut level) = (0.0f32, chance.within(0.35, 0.7), 1.0f32);
    (0..run.length)
        .map(|i| {
            let t = i as f32 / FS;
            if t > begin + long {
                begin = t + chance.within(0.08, 0.5);
                (long, level) = (chance.within(0.2, 0.7), chance.within(0.55, 1.0));
            }
            let x = (t - begin) / long;
            let ramp = |x: f32| (x * long / 0.06).clamp(0.0, 1.0);
            level * ramp(x).min(ramp(1.0 - x)) * (0.1 + 0.9 * run.effort.at(i))
        })
        .collect()
}

fn tones(motor: &Motor, effort: &[f32], chance: &mut Chance) -> Vec<f32> {
    let drift = Slow::wandering(effort.len(), 1.0, motor.drift, 0.35, chance);
    let shake = Slow::wandering(effort.len(), 1.0, 0.5 * motor.rough, 0.01, chance);
    let starts: Vec<f32> = motor.orders.iter().map(|_| chance.unit()).collect();
    let mut turns = 0.0f64;
    let mut sing = |(i, e): (usize, &f32)| -> f32 {
        let hz = motor.turns_hz.0 + (motor.turns_hz.1 - motor.turns_hz.0) * e;
        turns += f64::from(hz * drift.at(i) / FS);
        let wave = |(order, level): &(f32, f32), start: &f32| {
            let phase = (turns * f64::from(*order)).fract() as f32;
            // Edged, as a motor's forces are.
            let s = libm::sinf(TAU * (phase + start));
            level * (s + 0.35 * s * s.abs())
        };
        let beat = 1.0 + motor.rough * libm::sinf(TAU * (turns.fract() as f32));
        motor.orders.iter().zip(&starts).map(|(order, start)| wave(order, start)).sum::<f32>()
            * beat
            * shake.at(i)
    };
    effort.iter().enumerate().map(&mut sing).collect()
}

fn noise(motor: &Motor, effort: &[f32], chance: &mut Chance) -> Vec<f32> {
    let (hz, q, _) = motor.noise;
    let (mut white, mut pink) = (White::new(chance), Pinken::default());
    let uneven = Slow::wandering(effort.len(), 1.0, 0.12 + 0.4 * motor.rough, 0.03, chance);
    let mut band = Svf::new(hz, q);
    let mut turn = 0.0f32;
    effort
        .iter()
        .enumerate()
        .map(|(i, e)| {
            turn = (turn + motor.turns_hz.1 / FS).fract();
            let beat = 1.0 + motor.rough * libm::sinf(TAU * turn);
            let x = if hz > 2_000.0 { white.sample() } else { pink.sample(white.sample()) };
            band.band(x) * uneven.at(i) * beat * (0.35 + 0.65 * e)
        })
        .collect()
}
