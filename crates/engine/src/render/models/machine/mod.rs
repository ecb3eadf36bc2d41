//! Machines that run: engines, rotors, motors, jets and plant, from idling to full load, at a place or passing by.

mod engine;
mod foot;
mod hammer;
mod jet;
mod motor;
mod pass;
mod plant;
mod printer;
mod rotor;

use super::blend::{Blend, to_peak_one};
use super::motion::Motion;
use crate::cues::{Machine, MachineKind};
use crate::dsp::{FS, OnePole, Slow};
use crate::render::{Take, Voice};

/// A moment of a machine, seconds.
const NATURAL_S: f64 = 2.6;

/// How hard a machine works over time.
struct Run {
    /// Its samples.
    length: usize,
    /// 0 idling, 1 all it can; it has inertia.
    effort: Slow,
    /// 0 where the course says that nothing is heard, else 1.
    there: Slow,
    /// 0 the smallest of its kind, 1 the largest.
    size: f32,
}

impl Run {
    fn of(machine: &Machine, motion: &Motion, length: usize, take: &Take) -> Run {
        let passes = machine.pass > 0.05;
        let foot = foot::course(machine, length, take);
        let strength = |i: usize| if passes { 1.0 } else { motion.at(i) };
        let (mut slow, mut lead) = (0.0f32, true);
        let effort = Slow::of(length, |t| {
            let now = (t * f64::from(FS)) as usize;
            let wanted = (machine.load.clamp(0.0, 1.0) * strength(now) * foot.at(now)).min(1.0);
            // A quarter of a second of inertia, in steps of 5 ms.
            slow = if lead && !motion.is_moment() { wanted } else { slow + 0.02 * (wanted - slow) };
            lead = false;
            slow
        });
        let there = Slow::of(length, |t| (strength((t * f64::from(FS)) as usize) / 0.06).min(1.0));
        Run { length, effort, there, size: machine.size.clamp(0.0, 1.0) }
    }

    /// From `small` to `large` by size, even in the logarithm.
    fn sized(&self, small: f32, large: f32) -> f32 {
        small * libm::powf(large / small, self.size)
    }
}

/// Renders a machine for the take's stretch; a moment of it is turned up and down once.
pub fn render(machine: &Machine, take: &Take) -> Voice {
    let motion = Motion::running(take, NATURAL_S);
    let way = (machine.pass > 0.05 && !motion.is_moment()).then(|| pass::Way::new(machine, &motion));
    let length = motion.length + way.as_ref().map_or(0, pass::Way::lead);
    let still = Machine { pass: if way.is_some() { machine.pass } else { 0.0 }, ..machine.clone() };
    let run = Run::of(&still, &motion, length, take);
    let mut sound = sound(machine.kind, &run, take);
    sound.iter_mut().enumerate().for_each(|(i, x)| *x *= run.there.at(i));
    let heard = match way {
        Some(way) => way.heard(&sound),
        None => sound,
    };
    let mut blend = Blend::default();
    blend.add(&to_peak_one(heard), 0.0, 1.0);
    motion.voice(blend, take)
}

fn sound(kind: MachineKind, run: &Run, take: &Take) -> Vec<f32> {
    match kind {
        MachineKind::Car
        | MachineKind::Motorcycle
        | MachineKind::Truck
        | MachineKind::Boat
        | MachineKind::Mower
        | MachineKind::Chainsaw
        | MachineKind::Locomotive => engine::run(kind, run, take),
        MachineKind::Propeller | MachineKind::Helicopter | MachineKind::Drone | MachineKind::Fan => {
            rotor::run(kind, run, take)
        }
        MachineKind::Jet => jet::run(run, take),
        MachineKind::Hvac | MachineKind::Industrial => plant::run(kind, run, take),
        MachineKind::Jackhammer => hammer::run(run, take),
        MachineKind::Printer => printer::run(run, take),
        _ => motor::run(kind, run, take),
    }
}

/// Adds `layer` at root mean square `level`.
fn lay(sum: &mut [f32], layer: &[f32], level: f32) {
    let power = layer.iter().map(|x| f64::from(*x) * f64::from(*x)).sum::<f64>() / layer.len().max(1) as f64;
    let gain = level / (libm::sqrt(power) as f32).max(1e-9);
    sum.iter_mut().zip(layer).for_each(|(sum, x)| *sum += gain * x);
}

/// Takes the edge off above `hz`, 12 dB an octave.
fn dulled(sound: &mut [f32], hz: f32) {
    let mut low = [OnePole::new(hz), OnePole::new(hz)];
    for x in sound {
        let once = low[0].low(*x);
        *x = low[1].low(once);
    }
}
