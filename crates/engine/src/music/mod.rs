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

pub use plan::plan;
pub use render::render;
pub use wish::Wish;
