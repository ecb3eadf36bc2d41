//! The family of clips: bounces and hits, 24 to 60 frames a second, on a tripod and in the hand.

pub mod acts;
pub mod known;
pub mod split;
pub mod stage;
#[cfg(test)]
mod tests;
pub mod truth;

use crate::draw::Draw;
use crate::paint::{Thing, World};
use crate::things::{Ball, Hammer};
use serde::{Deserialize, Serialize};

/// What is known of a clip.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Truth {
    /// Name of the clip.
    pub name: String,
    /// `bounce` or `hit`.
    pub kind: String,
    /// `static` or `handheld`.
    pub camera: String,
    /// Frames a second.
    pub fps: f64,
    /// Seconds.
    pub duration: f64,
    /// Times of contact, seconds.
    pub events: Vec<f64>,
}

/// A clip to be filmed.
pub struct Member {
    /// What is known of it.
    pub truth: Truth,
    /// What is seen in it.
    pub world: World,
}

const RATES: [f64; 5] = [24.0, 25.0, 30.0, 50.0, 60.0];

/// Clip number `i` of the family of `seed`: kinds alternate, cameras every two, rates every four.
pub fn member(seed: u64, i: usize) -> Member {
    let aspect = 16.0 / 9.0;
    let own = seed.wrapping_mul(1_000_003).wrapping_add(i as u64);
    let mut draw = Draw::new(own);
    let duration = draw.between(6.0, 8.0).round();
    let (hits, handheld, fps) = (i % 2 == 1, i / 2 % 2 == 1, RATES[i / 4 % RATES.len()]);
    let (thing, events) = if hits {
        let (hammer, blows) = Hammer::new(&mut draw, duration, aspect);
        (Thing::Hammer(hammer), blows)
    } else {
        let (ball, lands) = Ball::new(&mut draw, duration, aspect);
        (Thing::Ball(ball), lands)
    };
    let mut world = World::new(own, aspect, thing);
    world.noise = draw.between(1.0, 4.0);
    world.shutter = draw.between(0.1, 0.8);
    world.shake = if handheld { draw.between(0.012, 0.03) } else { 0.0 };
    for colour in &mut world.palette {
        colour[0] += draw.between(-18.0, 18.0) as f32;
        colour[1] += draw.between(-14.0, 14.0) as f32;
        colour[2] += draw.between(-14.0, 14.0) as f32;
    }
    let (kind, camera) = (if hits { "hit" } else { "bounce" }, if handheld { "handheld" } else { "static" });
    let name = format!("{i:02}-{kind}-{camera}-{fps}");
    Member { truth: Truth { name, kind: kind.into(), camera: camera.into(), fps, duration, events }, world }
}
