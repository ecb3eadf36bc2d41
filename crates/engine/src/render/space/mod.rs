//! Where a sound is, and the room around it.

mod around;
mod ears;
mod hands;
mod near;
mod pinna;
mod place;
mod reflections;
mod room;
mod width;

pub use around::both_ears;
pub use hands::{aside, lighten, other, side_at, wandering};
pub use place::place;
pub use room::{reverberate, tail_s};
pub use width::spread;

use crate::dsp::gain;

/// How much of a sound at `dist` metres goes to the room, against what is heard directly: distant sounds are mostly
/// room.
pub fn send_gain(dist: f32) -> f32 {
    gain((-24.0 + 10.0 * libm::log2f(1.0 + dist.max(0.0) / 2.0)).min(6.0))
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
}
