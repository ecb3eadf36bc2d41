//! Footsteps: heel, ball and scuff on solid, loose and wet ground.

mod floor;
mod loose;
mod shaker;
mod sole;
mod tread;
mod wet;

use super::blend::Blend;
use crate::cues::{Footstep, Ground};
use crate::render::{Take, Voice};
use sole::Sole;
use tread::Tread;

/// No step lasts longer, seconds.
const LONGEST_S: f32 = 1.2;

/// One step for a moment; a stretch is walked.
pub fn render(step: &Footstep, take: &Take) -> Voice {
    if take.length_s <= 0.0 {
        return laid(step, take).into_moment(LONGEST_S, take);
    }
    let mut chance = take.chance("walk");
    let mut walk = Blend::default();
    let (mut at_s, mut foot) = (chance.within(0.05, 0.3), 0);
    while f64::from(at_s) < take.length_s {
        let strength = take.strength(f64::from(at_s));
        if strength > 0.05 {
            let velocity = take.velocity * chance.within(0.85, 1.1);
            let one = Take::new(take.seed.of_part(&format!("step {foot}")), velocity, 0.0, take.asmr);
            let step = Footstep { left: foot % 2 == 0, ..step.clone() };
            walk.add(&laid(&step, &one).into_samples(), at_s, strength * chance.within(0.85, 1.0));
        }
        at_s += chance.within(0.94, 1.06) * if step.run { 0.36 } else { 0.56 };
        foot += 1;
    }
    walk.into_stretch(take.samples(), take)
}

fn laid(step: &Footstep, take: &Take) -> Blend {
    let sole = Sole::of(step.shoe);
    let tread = Tread::new(step, &sole, take);
    let mut blend = Blend::default();
    match step.ground {
        Ground::Wood | Ground::Concrete | Ground::Tile | Ground::Metal | Ground::Carpet => {
            floor::lay(&mut blend, step, &sole, &tread, take);
        }
        Ground::Grass | Ground::Leaves | Ground::Gravel | Ground::Sand | Ground::Snow => {
            loose::lay(&mut blend, step, &sole, &tread, take);
        }
        Ground::Mud => wet::mud(&mut blend, &sole, &tread, take),
        Ground::Water => wet::puddle(&mut blend, &sole, &tread, take),
    }
    blend
}
