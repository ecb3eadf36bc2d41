//! What is in the picture: nets look at a few stills a second and name things, people and places; flow says when.

mod figures;
mod glances;
mod linking;
mod sureness;
#[cfg(test)]
mod tests;
mod words;

pub(super) use figures::figures;
pub(super) use glances::{Glance, Looker};
pub(super) use linking::objects;
pub(super) use words::{labels, place_of, places};
