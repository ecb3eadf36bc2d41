//! Synthetic clips with known truth, and scores of the engine against them.
fn main() {}
