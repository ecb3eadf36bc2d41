//! A sawtooth without audible aliases.

use crate::dsp::FS;

/// Sawtooth with its step rounded by two-sample polynomials (Välimäki & Huovilainen, "Antialiasing Oscillators in
/// Subtractive Synthesis", 2007).
#[derive(Debug, Clone)]
pub struct Saw {
    phase: f32,
}

impl Saw {
    /// Starts at `phase`, 0..1.
    pub fn new(phase: f32) -> Self {
        Saw { phase }
    }

    /// The next sample at `hz`.
    pub fn sample(&mut self, hz: f32) -> f32 {
        let step = hz / FS;
        self.phase += step;
        if self.phase >= 1.0 {
            self.phase -= 1.0;
        }
        2.0 * self.phase - 1.0 - corner(self.phase, step)
    }
}

fn corner(phase: f32, step: f32) -> f32 {
    if phase < step {
        let x = phase / step;
        x + x - x * x - 1.0
    } else if phase > 1.0 - step {
        let x = (phase - 1.0) / step;
        x * x + x + x + 1.0
    } else {
        0.0
    }
}
