//! Bodies: breath and heart, mouths that eat, drink, kiss, and noses.

mod air;
mod mouth;

pub use mouth::squelch;

use super::again::{Pace, again};
use super::blend::{Blend, thump};
use crate::cues::{Body, BodyKind};
use crate::dsp::{Chance, OnePole};
use crate::render::{Take, Voice};

/// No moment of a body lasts longer, seconds.
const LONGEST_S: f32 = 3.9;

/// Renders a body; over a stretch it goes on as the effort says.
pub fn render(body: &Body, take: &Take) -> Voice {
    let effort = body.effort.clamp(0.0, 1.0);
    again(take, LONGEST_S, pace(body.kind, effort), |chance| match body.kind {
        BodyKind::Breath => air::breath(effort, chance),
        BodyKind::Pant => air::pant(effort, chance),
        BodyKind::Snore => air::snore(chance),
        BodyKind::Sniff => air::sniff(chance),
        BodyKind::Cough => air::cough(chance),
        BodyKind::Sneeze => air::sneeze(chance),
        BodyKind::Heartbeat => heartbeat(effort, chance),
        BodyKind::Chew => mouth::chew(take.asmr, chance),
        BodyKind::Crunch => mouth::crunch(take.asmr, chance),
        BodyKind::Sip => mouth::sip(chance),
        BodyKind::Slurp => mouth::slurp(chance),
        BodyKind::Swallow => mouth::swallow(chance),
        BodyKind::Kiss => mouth::kiss(chance),
    })
}

/// When it comes again.
fn pace(kind: BodyKind, effort: f32) -> Pace {
    match kind {
        BodyKind::Heartbeat => {
            let period_s = 60.0 / beats_a_minute(effort);
            Pace::Every(0.98 * period_s, 1.02 * period_s)
        }
        BodyKind::Breath => Pace::After(0.5 - 0.4 * effort, 0.8 - 0.6 * effort),
        BodyKind::Pant => Pace::After(0.0, 0.03),
        BodyKind::Snore => Pace::After(0.4, 0.8),
        BodyKind::Chew => Pace::Every(0.58, 0.72),
        BodyKind::Crunch => Pace::Every(0.5, 0.75),
        BodyKind::Sip | BodyKind::Slurp | BodyKind::Swallow => Pace::After(0.7, 1.5),
        BodyKind::Kiss | BodyKind::Sniff => Pace::After(0.8, 2.0),
        BodyKind::Cough | BodyKind::Sneeze => Pace::After(0.8, 2.2),
    }
}

/// From sleep to the end of a race.
pub fn beats_a_minute(effort: f32) -> f32 {
    52.0 + 98.0 * effort
}

/// Two valves: the first deeper and longer, the second a third of the beat later.
fn heartbeat(effort: f32, chance: &mut Chance) -> Vec<f32> {
    let apart_s = 0.32 - 0.14 * effort;
    let mut blend = Blend::default();
    blend.add(&thump(52.0 * chance.within(0.97, 1.03), 0.014, 0.17, chance), 0.0, 1.0);
    blend.add(&thump(66.0 * chance.within(0.97, 1.03), 0.01, 0.12, chance), apart_s, 0.7);
    // What a stethoscope adds: without it small speakers are silent.
    blend.add(&thump(125.0, 0.01, 0.07, chance), 0.004, 0.35);
    blend.add(&thump(150.0, 0.008, 0.05, chance), apart_s + 0.003, 0.25);
    // Ribs and a coat let nothing else through: with more it is a knock on a door.
    let (mut ribs, mut coat) = (OnePole::new(150.0), OnePole::new(190.0));
    blend.into_samples().iter().map(|x| coat.low(ribs.low(*x))).collect()
}
