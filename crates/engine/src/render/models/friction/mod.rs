//! Friction: rough surfaces that are dragged, and surfaces that stick and slip.

mod rough;
mod slip;
mod tone;
mod zip;

use super::blend::Blend;
use super::motion::Motion;
use crate::cues::{Friction, FrictionKind};
use crate::render::{Take, Voice};

/// A gesture (a moment), or as much as the take's strength says (a stretch).
pub fn render(friction: &Friction, take: &Take) -> Voice {
    let (gesture_s, pause_s) = gestures(friction.kind);
    let motion = Motion::gestures(take, gesture_s, pause_s, &mut take.chance("motion"));
    let mut blend = Blend::default();
    match friction.kind {
        FrictionKind::Creak | FrictionKind::Leather => slip::slip(&mut blend, friction, &motion, take),
        FrictionKind::Squeal | FrictionKind::Skid => tone::tone(&mut blend, friction, &motion, take),
        FrictionKind::Zipper => zip::zip(&mut blend, friction, &motion, take),
        _ => rough::drag(&mut blend, friction, &motion, take),
    }
    motion.voice(blend, take)
}

/// Lengths of a gesture and of the pause after it, seconds.
fn gestures(kind: FrictionKind) -> (f32, f32) {
    match kind {
        FrictionKind::Scrape => (0.7, 0.15),
        FrictionKind::Slide => (0.8, 0.3),
        FrictionKind::Saw => (0.36, 0.06),
        FrictionKind::Write => (0.13, 0.05),
        FrictionKind::Drawer => (0.7, 0.5),
        FrictionKind::Creak => (1.5, 0.35),
        FrictionKind::Leather => (0.6, 0.3),
        FrictionKind::Squeal => (0.55, 0.3),
        FrictionKind::Skid => (1.6, 0.6),
        FrictionKind::Zipper => (0.55, 0.35),
    }
}
