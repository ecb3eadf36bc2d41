//! Picture and brief to sound: pure, synchronous, seeded.
//!
//! Everything between picture and sound goes through the cue sheet:
//! `analyse` writes a [`Scene`], `spot` turns scene and [`Brief`] into a [`CueSheet`], `render` and `music` turn the
//! sheet into stems, `mix` makes the master, `report` measures it and draws it, `deliver` writes the files.
//!
//! Without a clip the scene is empty and the words of the brief are all there is; the way is the same.
//!
//! The crate has no network, no database, no async, no clock and no environment. The same clip, brief and seed give
//! the same bytes on one thread or many.

pub mod brief;
pub mod cues;
pub mod exchange;
pub mod scene;

pub mod analyse;
pub mod spot;

pub mod dsp;
pub mod mix;
pub mod music;
pub mod render;

pub mod report;

mod deliver;
mod error;
mod kit;
mod library;
mod score;
mod seed;
#[cfg(test)]
mod words_tests;

pub use brief::Brief;
pub use cues::CueSheet;
pub use deliver::{Produced, Role, deliver};
pub use error::{Error, Result};
pub use kit::Kit;
pub use library::{Lasting, Library, Recording};
pub use media::{Clip, Finding, Limits, Patient, Source, Stage, Stop, Tools, Watch, doctor};
pub use scene::Scene;
pub use score::{Score, WORDS_S, look, open_clip, score_clip, score_opened, score_words};
pub use seed::Seed;

/// Sample rate of everything that sounds, hertz.
pub const RATE: u32 = 48_000;
