//! Packs: folders of recordings that the engine may be lent.
//!
//! A pack is a folder with a [`Manifest`] in `pack.toml` and the files that it names. [`Shelf`] opens all packs of a
//! folder and is the engine's [`engine::Library`]; [`index`] writes the manifest of a folder of one's own.
//!
//! This crate knows files and the engine, and nothing else. What it reads was put there by somebody else: sizes are
//! bounded, and no name leads out of its folder.

mod error;
mod manifest;

mod decode;
mod measure;
mod shelf;

mod index;
mod naming;

pub use decode::{LONGEST_S, decoded};
pub use error::{Error, Result};
pub use index::{Indexed, index};
pub use manifest::{Entry, FILE, Kind, Manifest};
pub use measure::Measures;
pub use naming::class_of_file;
pub use shelf::Shelf;
