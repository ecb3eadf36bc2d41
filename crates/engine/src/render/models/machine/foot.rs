//! The driver's foot: where nobody says how fast it goes, an engine under load pulls through its gears.

use super::Machine;
use crate::cues::MachineKind;
use crate::dsp::Slow;
use crate::render::Take;

/// Below this load an engine idles, and nobody touches the pedal.
const IDLE: f32 = 0.25;

/// A factor on the load over time: rises through a gear, falls back when it is changed. Even where the picture gives the
/// course, for machines that pass, and for those that have no pedal.
pub fn course(machine: &Machine, length: usize, take: &Take) -> Slow {
    let gear_s = match machine.kind {
        MachineKind::Motorcycle => 1.5,
        MachineKind::Car => 2.4,
        MachineKind::Truck => 2.9,
        _ => 0.0,
    };
    let depth = (1.8 * (machine.load - IDLE)).clamp(0.0, 0.6);
    let goes_evenly = take.is_shaped() || take.length_s <= 0.0 || machine.pass > 0.05;
    if gear_s == 0.0 || depth == 0.0 || goes_evenly {
        return Slow::of(length, |_| 1.0);
    }
    let mut chance = take.chance("foot");
    let mut long = gear_s * chance.within(0.8, 1.2);
    let mut begin = -long * chance.within(0.1, 0.5);
    Slow::of(length, |t| {
        let t = t as f32;
        if t > begin + long {
            begin = t;
            long = gear_s * chance.within(0.8, 1.25);
        }
        let x = (t - begin) / long;
        // The clutch takes a tenth of the gear; then it pulls, less and less.
        let pull = if x < 0.1 { 0.0 } else { libm::powf((x - 0.1) / 0.9, 0.7) };
        1.0 + depth * (1.5 * pull - 0.7)
    })
}
