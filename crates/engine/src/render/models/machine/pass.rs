//! A machine that passes by: the way of its sound through the air, which is the delay, the Doppler shift, the distance
//! and the dullness of what is far.

use super::super::motion::Motion;
use crate::cues::Machine;
use crate::dsp::{FS, OnePole};

/// Speed of sound, metres a second.
const C: f32 = 343.0;

/// The way of a machine along a straight line.
pub struct Way {
    length: usize,
    speed: f32,
    nearest_m: f32,
    nearest_s: f32,
}

impl Way {
    /// Nearest where the course is strongest, in the middle where it is even.
    pub fn new(machine: &Machine, motion: &Motion) -> Way {
        let steps: Vec<usize> = (0..motion.length).step_by(240).collect();
        let most = steps.iter().map(|&i| motion.at(i)).fold(0.0, f32::max);
        let strongest: Vec<usize> = steps.into_iter().filter(|&i| motion.at(i) > 0.98 * most).collect();
        let nearest = strongest.get(strongest.len() / 2).copied().unwrap_or(motion.length / 2);
        // What is fast is watched from farther away.
        let nearest_m = 4.0 + 0.35 * machine.pass;
        Way { length: motion.length, speed: machine.pass, nearest_m, nearest_s: nearest as f32 / FS }
    }

    /// Samples that have to be there before the first is heard.
    pub fn lead(&self) -> usize {
        let far = self.away(0).max(self.away(self.length));
        ((far - self.nearest_m) / C * FS) as usize + 64
    }

    fn away(&self, sample: usize) -> f32 {
        let x = self.speed * (sample as f32 / FS - self.nearest_s);
        libm::sqrtf(self.nearest_m * self.nearest_m + x * x)
    }

    /// What is heard of `sound`, which begins [`Way::lead`] samples before.
    pub fn heard(&self, sound: &[f32]) -> Vec<f32> {
        let lead = self.lead() as f32;
        let mut air = OnePole::default();
        let mut out = Vec::with_capacity(self.length);
        for i in 0..self.length {
            let away = self.away(i);
            if i % 32 == 0 {
                air.tune((1.6e5 / away).clamp(700.0, 16_000.0));
            }
            let at = i as f32 + lead - (away - self.nearest_m) / C * FS;
            let (whole, part) = (at.max(0.0) as usize, at.max(0.0).fract());
            let read = |k: usize| sound.get(k).copied().unwrap_or(0.0);
            let x = read(whole) * (1.0 - part) + read(whole + 1) * part;
            out.push(air.low(x) * self.nearest_m / away);
        }
        out
    }
}
