//! Filters whose cutoff may move at every sample.

use super::{FS, TINY};
use core::f32::consts::PI;

/// A first-order low-pass; high-pass is what it leaves.
#[derive(Debug, Clone, Default)]
pub struct OnePole {
    a: f32,
    y: f32,
}

impl OnePole {
    /// -3 dB at `cutoff_hz`.
    pub fn new(cutoff_hz: f32) -> Self {
        let mut pole = OnePole::default();
        pole.tune(cutoff_hz);
        pole
    }

    /// Moves the cutoff.
    pub fn tune(&mut self, cutoff_hz: f32) {
        self.a = 1.0 - libm::expf(-2.0 * PI * cutoff_hz.clamp(0.1, 0.49 * FS) / FS);
    }

    /// The low part of `x`.
    pub fn low(&mut self, x: f32) -> f32 {
        self.y += self.a * (x + TINY - self.y);
        self.y
    }

    /// The high part of `x`.
    pub fn high(&mut self, x: f32) -> f32 {
        x - self.low(x)
    }
}

/// State-variable filter in trapezoidal form (A. Simper, "Linear Trapezoidal Integrated SVF", 2013): second order,
/// stable under any movement of its cutoff.
#[derive(Debug, Clone, Default)]
pub struct Svf {
    k: f32,
    a: [f32; 3],
    state: [f32; 2],
}

impl Svf {
    /// A filter at `cutoff_hz` with quality `q`.
    pub fn new(cutoff_hz: f32, q: f32) -> Self {
        let mut svf = Svf::default();
        svf.tune(cutoff_hz, q);
        svf
    }

    /// Moves cutoff and quality; the state is kept.
    pub fn tune(&mut self, cutoff_hz: f32, q: f32) {
        let g = libm::tanf(PI * cutoff_hz.clamp(5.0, 0.48 * FS) / FS);
        self.k = 1.0 / q.max(0.05);
        let a1 = 1.0 / (1.0 + g * (g + self.k));
        self.a = [a1, g * a1, g * g * a1];
    }

    fn step(&mut self, x: f32) -> (f32, f32) {
        let [a1, a2, a3] = self.a;
        let [ic1, ic2] = self.state;
        let v3 = x + TINY - ic2;
        let band = a1 * ic1 + a2 * v3;
        let low = ic2 + a2 * ic1 + a3 * v3;
        self.state = [2.0 * band - ic1, 2.0 * low - ic2];
        (band, low)
    }

    /// Low-pass, 12 dB an octave.
    pub fn low(&mut self, x: f32) -> f32 {
        self.step(x).1
    }

    /// High-pass, 12 dB an octave.
    pub fn high(&mut self, x: f32) -> f32 {
        let (band, low) = self.step(x);
        x - self.k * band - low
    }

    /// Band-pass with gain 1 at its centre.
    pub fn band(&mut self, x: f32) -> f32 {
        self.step(x).0 * self.k
    }
}

/// Takes away what does not move: a high-pass at `20 Hz`.
#[derive(Debug, Clone)]
pub struct DcBlock(OnePole);

impl Default for DcBlock {
    fn default() -> Self {
        DcBlock(OnePole::new(20.0))
    }
}

impl DcBlock {
    /// `x` without its mean.
    pub fn sample(&mut self, x: f32) -> f32 {
        self.0.high(x)
    }
}
