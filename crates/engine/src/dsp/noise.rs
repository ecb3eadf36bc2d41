//! White, pink and brown noise.

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

/// Pink noise, -3 dB an octave within .05 dB from 9 Hz up (Kellet's seven poles, musicdsp.org "Pink noise filter";
/// poles moved from 44.1 to 48 kHz would shift the slope by less than .1 dB, so they are kept).
#[derive(Debug, Clone, Default)]
pub struct Pink([f32; 7]);

impl Pink {
    /// The next sample from a white one, about unit peak.
    pub fn sample(&mut self, chance: &mut Chance) -> f32 {
        let (white, b) = (chance.white(), &mut self.0);
        b[0] = 0.99886 * b[0] + white * 0.0555179;
        b[1] = 0.99332 * b[1] + white * 0.0750759;
        b[2] = 0.969 * b[2] + white * 0.153852;
        b[3] = 0.8665 * b[3] + white * 0.3104856;
        b[4] = 0.55 * b[4] + white * 0.5329522;
        b[5] = -0.7616 * b[5] - white * 0.016898;
        let pink = b.iter().sum::<f32>() + white * 0.5362;
        b[6] = white * 0.115926;
        pink * 0.11
    }
}
