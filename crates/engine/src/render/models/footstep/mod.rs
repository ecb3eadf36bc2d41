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

/// One step.
pub fn render(step: &Footstep, take: &Take) -> Voice {
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
    blend.into_moment(LONGEST_S, take)
}
