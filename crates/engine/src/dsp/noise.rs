//! Coloured noise.

use super::Chance;

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

/// Brown noise: a leaky sum of white noise.
#[derive(Debug, Clone, Default)]
pub struct Brown(f32);

impl Brown {
    /// The next sample, about .3 root mean square.
    pub fn sample(&mut self, chance: &mut Chance) -> f32 {
        self.0 = 0.998 * self.0 + chance.white() * 0.035;
        self.0
    }
}
