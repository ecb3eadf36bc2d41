//! The score: planned from scene and wish, composed and rendered from the cue sheet.

mod wish;

mod marks;
mod mood;

mod meter;
mod tempo;

mod grid;

mod harmony;
mod progression;

mod form;
mod plan;

mod compose;
mod sound;

mod render;

#[cfg(test)]
mod tests;

use crate::cues::Music;

pub use plan::plan;
pub use render::render;
pub use wish::Wish;

/// Times of all beats of a score, seconds.
pub fn beats(music: &Music, duration: f64) -> Vec<f64> {
    let grid = grid::Grid::of(music, duration);
    let last = libm::floor(grid.beat_at(duration)).max(0.0) as usize;
    (0..=last).map(|beat| grid.time_of(beat as f64)).collect()
}
