//! Which ear a near sound is at: where the picture shows it, else the foot's or slowly from one to the other; never ahead.

use super::super::whereabouts::tenth;
use crate::Seed;
use crate::cues::{Azimuth, Cue, Sound};
use crate::dsp::Chance;
use crate::render::side_at;

/// Nothing that keeps still is nearer to the middle than this, degrees.
pub const LEAST_DEG: f32 = 44.0;
/// Nor farther from it.
const MOST_DEG: f32 = 74.0;
/// The picture says a side where it shows a thing farther from the middle than this, degrees.
const SHOWN_DEG: f32 = 10.0;
/// The farthest that the picture puts a thing, degrees.
const EDGE_DEG: f32 = 70.0;
/// A way through the picture is so much wider at the ears, and ends there, degrees.
const WIDER: f32 = 2.0;
const WIDEST_DEG: f32 = 80.0;

/// Takes every cue out of the middle. What follows a moving thing may cross it.
pub fn apart(cues: &mut [Cue]) {
    for cue in cues.iter_mut() {
        cue.pos.az = match &cue.pos.az {
            Azimuth::Still(az) => Azimuth::Still(tenth(aside(cue, *az))),
            Azimuth::Path(way) => {
                let wider = |az: f32| tenth((WIDER * az).clamp(-WIDEST_DEG, WIDEST_DEG));
                Azimuth::Path(way.iter().map(|&(t, az)| (t, wider(az))).collect())
            }
        };
    }
}

fn aside(cue: &Cue, az: f32) -> f32 {
    if az.abs() >= SHOWN_DEG {
        let share = (az.abs() / EDGE_DEG).min(1.0);
        return (LEAST_DEG + share * (MOST_DEG - LEAST_DEG)).copysign(az);
    }
    let side = match &cue.sound {
        Sound::Footstep(step) => {
            if step.left {
                -1.0
            } else {
                1.0
            }
        }
        _ => side_at(cue.when.begin()),
    };
    somewhere(&cue.id).copysign(side)
}

/// How far from the middle something is that nobody sees, degrees.
pub fn somewhere(id: &str) -> f32 {
    Chance::new(Seed::of(&[b"side", id.as_bytes()])).within(LEAST_DEG + 4.0, MOST_DEG - 2.0)
}
