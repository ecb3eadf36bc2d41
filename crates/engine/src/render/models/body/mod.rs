//! Bodies: breath and heart, mouths that eat, drink, kiss, and noses.

mod air;
mod limbs;
mod mouth;
mod tune;

pub use mouth::squelch;

use super::again::{Pace, again, steady};
use super::ambience::murmur;
use super::blend::{Blend, to_peak_one};
use crate::cues::{Body, BodyKind};
use crate::dsp::{Chance, FS, OnePole, Svf};
use crate::render::{Take, Voice};

/// No moment of a body lasts longer, seconds.
const LONGEST_S: f32 = 3.9;

/// Renders a body; over a stretch it goes on as the effort says.
pub fn render(body: &Body, take: &Take) -> Voice {
    let effort = body.effort.clamp(0.0, 1.0);
    if body.kind == BodyKind::Voice {
        return steady(take, 2.6, (0.02, 0.2), murmur);
    }
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
        BodyKind::Whistle | BodyKind::Voice => tune::whistle(chance),
        BodyKind::Clap => limbs::clap(chance),
        BodyKind::Fall => limbs::fall(effort, chance),
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
        BodyKind::Cough | BodyKind::Sneeze | BodyKind::Fall => Pace::After(0.8, 2.2),
        BodyKind::Whistle | BodyKind::Voice => Pace::After(0.4, 1.2),
        BodyKind::Clap => Pace::Every(0.42, 0.5),
    }
}

/// From sleep to the end of a race.
pub fn beats_a_minute(effort: f32) -> f32 {
    46.0 + 60.0 * effort + 40.0 * effort * effort
}

/// Two valves shut, the first longer and deeper, the second a third of the beat later; what lies between is tissue, so
/// neither has an edge, and blood is heard to rush after the first.
fn heartbeat(effort: f32, chance: &mut Chance) -> Vec<f32> {
    let apart_s = 0.34 - 0.14 * effort;
    let mut blend = Blend::default();
    blend.add(&valve((50.0, 0.15), chance), 0.0, chance.within(0.9, 1.1));
    blend.add(&valve((66.0, 0.1), chance), apart_s, chance.within(0.55, 0.75));
    let rush = super::blend::Puff { low_hz: 60.0, high_hz: 260.0, rise_s: 0.05, t60_s: 0.3 };
    blend.add(&rush.samples(chance), 0.04, 0.05 + 0.06 * effort);
    // Ribs and a coat let nothing else through: with more it is a knock on a door.
    let (mut ribs, mut coat, mut still) = (OnePole::new(150.0), OnePole::new(170.0), Svf::new(30.0, 0.7));
    blend.into_samples().iter().map(|x| still.high(coat.low(ribs.low(*x)))).collect()
}

/// A valve that shuts: a few swings of the wall about `hz`, which rise within two of them.
fn valve((hz, length_s): (f32, f32), chance: &mut Chance) -> Vec<f32> {
    let n = (1.6 * length_s * FS) as usize;
    let (mut wall, mut chest) = (Svf::new(hz, 2.0), Svf::new(2.3 * hz, 1.6));
    let peak = 0.3 * length_s;
    let swings = (0..n).map(|i| {
        let x = (i as f32 / FS - peak) / (0.28 * length_s);
        let noise = chance.white();
        (wall.band(noise) + 0.45 * chest.band(noise)) * libm::expf(-0.5 * x * x)
    });
    to_peak_one(swings.collect())
}
