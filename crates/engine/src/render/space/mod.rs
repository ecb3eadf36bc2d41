//! Where a sound is, and the room around it.

mod ears;
mod near;
mod place;
mod reflections;
mod room;

pub use place::place;
pub use room::{reverberate, tail_s};

use crate::dsp::{Stereo, gain};

/// How much of a sound at `dist` metres goes to the room, against what is heard directly: distant sounds are mostly
/// room.
pub fn send_gain(dist: f32) -> f32 {
    gain((-24.0 + 10.0 * libm::log2f(1.0 + dist.max(0.0) / 2.0)).min(6.0))
}

/// Narrows a field: 0 = mono, 1 = as it is.
pub fn spread(sound: &mut Stereo, spread: f32) {
    let width = spread.clamp(0.0, 1.0);
    for (left, right) in sound.left.iter_mut().zip(&mut sound.right) {
        let (mid, side) = (0.5 * (*left + *right), 0.5 * (*left - *right) * width);
        (*left, *right) = (mid + side, mid - side);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_room_takes_over_with_distance() {
        let db_at = |dist| crate::dsp::db(send_gain(dist));
        assert!((db_at(2.0) + 14.0).abs() < 0.1);
        assert!(db_at(0.2) < db_at(2.0) && db_at(2.0) < db_at(20.0));
        assert!(db_at(10_000.0) <= 6.01);
    }

    #[test]
    fn spread_moves_between_mono_and_what_was_made() {
        let made = Stereo { left: vec![1.0, 0.0, 0.5], right: vec![0.0, 1.0, 0.5] };
        let mut same = made.clone();
        spread(&mut same, 1.0);
        assert_eq!(same, made);
        let mut mono = made;
        spread(&mut mono, 0.0);
        assert_eq!(mono.left, mono.right);
    }
}
