//! One step in time: heel, ball, toe-off.

use super::Sole;
use crate::cues::{Footstep, Shoe};
use crate::dsp::FS;
use crate::render::Take;

/// When the parts of a foot meet the ground, and how hard.
#[derive(Debug, Clone, PartialEq)]
pub struct Tread {
    /// Heel, then ball: seconds and strength.
    pub contacts: Vec<(f32, f32)>,
    /// The toe pushes off: seconds and strength.
    pub scuff: (f32, f32),
    /// Pitch of this foot against the other.
    pub pitch: f32,
    /// How much less a running foot leans on the ground, decibels.
    pub lift_db: f32,
    /// How hard, 0..=1.
    pub velocity: f32,
}

impl Tread {
    /// Heel at 0, ball 60 to 120 ms after it when walking, 20 to 40 ms when running; paws come down whole.
    pub fn new(step: &Footstep, sole: &Sole, take: &Take) -> Tread {
        let mut chance = take.chance("tread");
        let gap_s = if step.run { chance.within(0.02, 0.04) } else { chance.within(0.06, 0.12) };
        let mut contacts = vec![(0.0, 1.0)];
        let ball = sole.ball * chance.within(0.75, 1.2) * if step.run { 1.3 } else { 1.0 };
        if step.shoe == Shoe::Paw {
            // The hind foot of the other side comes down with it, almost.
            contacts.push((chance.within(0.025, 0.07), chance.within(0.4, 0.9)));
        } else {
            contacts.push((gap_s, ball));
        }
        let off_s = if step.run { chance.within(0.11, 0.16) } else { chance.within(0.25, 0.34) };
        let side = if step.left { 0.985 } else { 1.015 };
        Tread {
            contacts,
            scuff: (off_s, sole.scuff * chance.within(0.4, 1.2) * if step.run { 1.6 } else { 1.0 }),
            pitch: side * chance.within(0.985, 1.015),
            lift_db: if step.run { 5.0 } else { 0.0 },
            velocity: take.velocity,
        }
    }

    /// How hard the foot presses, 0..=1 and a little over, sample by sample until it has left: loose ground crunches
    /// by it. Heel and ball bite at once and give slowly.
    ///
    /// `give` is how deep it sinks: the deeper, the longer everything lasts.
    pub fn press(&self, give: f32) -> Vec<f32> {
        let end_s = self.scuff.0 + 0.15 * give;
        let bump = |t: f32, at_s: f32, rise_s: f32, fall_s: f32| {
            let x = (t - at_s) / if t < at_s { rise_s } else { fall_s };
            libm::expf(-0.5 * x * x)
        };
        let press = |i: usize| {
            let t = i as f32 / FS - 0.015 * give;
            let body: f32 = self
                .contacts
                .iter()
                .map(|c| c.1 * bump(t, c.0 * (0.6 + 0.4 * give), 7e-3 * give, 0.04 * give))
                .sum();
            body + 0.5 * self.scuff.1 * bump(t, self.scuff.0, 0.04, 0.05)
        };
        (0..(end_s * FS) as usize).map(press).collect()
    }
}
