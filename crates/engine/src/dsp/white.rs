//! White noise for beds, and what turns it pink or brown.

use super::Chance;

/// White noise at the speed of a few instructions (Marsaglia, "Xorshift RNGs", 2003), for beds.
#[derive(Debug, Clone)]
pub struct White(u32);

impl White {
    /// A stream begun by chance.
    pub fn new(chance: &mut Chance) -> White {
        White((chance.unit() * 16_777_216.0) as u32 * 2 + 1)
    }

    /// Even in -1..1.
    pub fn sample(&mut self) -> f32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 17;
        self.0 ^= self.0 << 5;
        (self.0 >> 8) as f32 * (2.0 / 16_777_216.0) - 1.0
    }
}

/// Turns white noise pink within .5 dB (Kellet's economy form, musicdsp.org "Pink noise filter").
#[derive(Debug, Clone, Default)]
pub struct Pinken([f32; 3]);

impl Pinken {
    /// The pink sample for a white one, about .3 root mean square.
    pub fn sample(&mut self, white: f32) -> f32 {
        let b = &mut self.0;
        b[0] = 0.99765 * b[0] + white * 0.099_046;
        b[1] = 0.963 * b[1] + white * 0.296_516_4;
        b[2] = 0.57 * b[2] + white * 1.052_691_3;
        (b[0] + b[1] + b[2] + white * 0.1848) * 0.25
    }
}

/// Turns white noise brown: a leaky sum.
#[derive(Debug, Clone, Default)]
pub struct Brownen(f32);

impl Brownen {
    /// The brown sample for a white one, about .3 root mean square.
    pub fn sample(&mut self, white: f32) -> f32 {
        self.0 = 0.998 * self.0 + white * 0.035;
        self.0
    }
}
