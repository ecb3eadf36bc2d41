//! The score: planned from scene and wish, composed and rendered from the cue sheet.

mod wish;

mod marks;
mod mood;

mod meter;
mod tempo;

mod grid;

mod harmony;
mod idiom;
mod progression;

mod cast;
mod form;
mod plan;

mod compose;
mod sound;
mod treatment;

mod balance;
mod band;
mod desk;
mod font;
mod midi;
mod program;

mod render;
mod roll;
mod settled;

pub mod judge;

#[cfg(test)]
mod tests;

use crate::cues::Music;

pub use cast::players;
pub use font::SoundFont;
pub use midi::midi;
pub use plan::{named, plan};
pub use render::{layers, render};
pub use roll::{Key, roll};
pub use settled::settle;
pub use wish::Wish;

/// Shortest clip that music is written for, seconds.
const SHORTEST_S: f64 = 0.2;

/// The sheet's score, note by note; `None` where no music plays.
fn read_sheet(sheet: &crate::CueSheet) -> Option<(compose::Frame<'_>, compose::Score)> {
    let music = sheet.music.as_ref().filter(|music| music.on && sheet.duration >= SHORTEST_S)?;
    let frame = compose::Frame::new(music, sheet.duration, sheet.mode.asmr);
    let score = compose::score(&frame, seed_of(sheet, music));
    Some((frame, score))
}

fn seed_of(sheet: &crate::CueSheet, music: &Music) -> crate::Seed {
    music.seed.map(crate::Seed).unwrap_or(crate::Seed(sheet.seed).of_part("music"))
}

/// The mood that a style is at home in.
pub fn home(style: crate::cues::Style) -> crate::scene::Mood {
    let [v, a] = idiom::idiom(style).mood;
    crate::scene::Mood { v, a }
}

/// Times of all beats of a score, seconds.
pub fn beats(music: &Music, duration: f64) -> Vec<f64> {
    let grid = grid::Grid::of(music, duration);
    let last = libm::floor(grid.beat_at(duration)).max(0.0) as usize;
    (0..=last).map(|beat| grid.time_of(beat as f64)).collect()
}
