//! Synthetic clips with known truth and scores of the engine against them; long lists and many requests for the server.

pub mod draw;
pub mod evidence;
pub mod family;
pub mod film;
pub mod fixture;
pub mod history;
pub mod listening;
pub mod load;
pub mod onsets;
pub mod pages;
pub mod paint;
pub mod prompts;
pub mod score;
pub mod shoot;
pub mod things;
pub mod times;
pub mod watching;
