//! Deterministic mutants for the tests of every parser: structure where a parser has some, noise everywhere.
//!
//! Each parser's crate has a test that runs a [`Campaign`] over it: a second or so with all the others, as long as
//! `FUZZ_SECONDS` says in the long form (`script/torture fuzz`). No coverage is measured; instead a mutant to which the
//! parser answers something new becomes a parent of further mutants.

pub mod boxes;
mod campaign;
mod chance;
pub mod text;

pub use campaign::{Campaign, Tally};
pub use chance::Chance;
