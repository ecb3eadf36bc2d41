//! Late reverberation: eight delays that feed each other (Jot & Chaigne, "Digital delay networks", 1991).

use super::{DelayLine, FS, OnePole, Stereo};

/// Lengths at size 1, samples; primes, so that echoes do not pile up.
const LENGTHS: [usize; 8] = [1031, 1327, 1523, 1871, 2053, 2311, 2539, 3011];

/// A place that answers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tail {
    /// Time to fall by 60 dB, seconds.
    pub rt60_s: f32,
    /// How large it is: 1 a hall, 4 a valley.
    pub size: f32,
    /// What is above this is swallowed, hertz.
    pub dull_hz: f32,
}

impl Tail {
    /// What comes back from `sound` alone, as long as `sound`.
    pub fn of(&self, sound: &Stereo) -> Stereo {
        let lengths = LENGTHS.map(|n| ((n as f32 * self.size) as usize).max(64));
        let mut lines = lengths.map(DelayLine::new);
        let mut dull = lengths.map(|_| OnePole::new(self.dull_hz));
        let keep = lengths.map(|n| libm::powf(10.0, -3.0 * n as f32 / (FS * self.rt60_s.max(0.05))));
        let mut wet = Stereo::silence(sound.len());
        for i in 0..sound.len() {
            let mut x = [0.0f32; 8];
            for (k, x) in x.iter_mut().enumerate() {
                *x = dull[k].low(lines[k].read(lengths[k] - 1)) * keep[k];
            }
            wet.left[i] = x[0] - x[2] + x[4] - x[6];
            wet.right[i] = x[1] - x[3] + x[5] - x[7];
            // Householder: x - (2/N)·sum keeps the energy and mixes all lines.
            let mean = x.iter().sum::<f32>() * 0.25;
            for (k, line) in lines.iter_mut().enumerate() {
                let input = if k % 2 == 0 { sound.left[i] } else { sound.right[i] };
                line.push(x[k] - mean + 0.35 * input + 1e-18);
            }
        }
        wet
    }
}
