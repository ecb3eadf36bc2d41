//! Synthetic clips with known truth, and scores of the engine against them.

pub mod draw;
pub mod family;
pub mod film;
pub mod fixture;
pub mod onsets;
pub mod paint;
pub mod score;
pub mod things;
