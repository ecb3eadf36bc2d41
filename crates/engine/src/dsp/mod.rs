//! The kit that every sound is built with: chance, noise, filters, resonators, envelopes, delays. 48 kHz, `f32`.

mod chance;
mod delay;
mod envelope;
mod field;
mod filter;
mod grain;
pub mod limit;
mod loudness;
mod noise;
mod pieces;
mod resample;
mod resonator;
mod saw;
mod slow;
mod stereo;
mod tank;
mod times;
mod windows;

pub use chance::Chance;
pub use delay::DelayLine;
pub use envelope::{Gusts, Smooth, fade, raised_cosine};
pub use field::Field;
pub use filter::{DcBlock, OnePole, Svf};
pub use grain::{Burst, Grain};
pub use loudness::{db, gain, integrated_lufs, momentary_max_lufs, true_peak};
pub use noise::{Brownen, Pink, Pinken, White};
pub use pieces::{Cut, Piece, pieces, piecewise};
pub use resample::resampled;
pub use resonator::{Mode, ModeBank};
pub use saw::{Saw, step_rounding};
pub use slow::Slow;
pub use stereo::Stereo;
pub use tank::Tank;
pub use times::{Hawkes, poisson};
pub use windows::{mean_behind, strongest};

/// Samples a second as a float.
pub const FS: f32 = crate::RATE as f32;

/// Added to what goes round in a loop, so that silence does not end in denormal numbers, which are slow: -400 dB.
const TINY: f32 = 1e-20;

/// How many samples `seconds` are, rounded.
pub fn samples(seconds: f64) -> usize {
    libm::round(seconds.max(0.0) * f64::from(crate::RATE)) as usize
}
