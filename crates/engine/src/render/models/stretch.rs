//! How long a texture lasts, and how strong it is meanwhile.

use crate::dsp::{Slow, samples};
use crate::render::Take;

/// The time a texture fills.
#[derive(Debug, Clone, PartialEq)]
pub struct Stretch {
    /// Its samples.
    pub length: usize,
    /// Its strength, 0..=1.
    pub strength: Slow,
}

impl Stretch {
    /// The take's stretch, or `natural_s` seconds where the take is a moment.
    pub fn of(take: &Take, natural_s: f64) -> Stretch {
        let length = if take.samples() > 0 { take.samples() } else { samples(natural_s) };
        Stretch { length, strength: Slow::of(length, |t| take.strength(t)) }
    }
}
