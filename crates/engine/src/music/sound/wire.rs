//! A string that is plucked: its own past goes round and loses its edge (Karplus & Strong 1983; Jaffe & Smith 1983).

use super::tone::{BLOCK, sine};
use crate::dsp::{Chance, FS};

/// How a string is plucked and how it dies.
#[derive(Debug, Clone, Copy)]
pub struct Wire {
    /// Time to -60 dB at the fundamental, seconds.
    pub t60_s: f32,
    /// How much edge every round takes, 0..0.5.
    pub dull: f32,
    /// Where it is plucked, share of its length.
    pub at: f32,
    /// Overtones fall by half within about this many hertz.
    pub edge_hz: f32,
    /// Share of noise in the pluck: nail or plectrum.
    pub nail: f32,
}

impl Wire {
    /// The string's sound, `length` samples; `hz` gives its pitch at a time.
    pub fn ring(&self, hz: impl Fn(f32) -> f32, length: usize, chance: &mut Chance) -> Vec<f32> {
        let burst = self.pluck(hz(0.0), chance);
        let mut sound = vec![0.0f32; length];
        let (mut before, mut kept) = (0.0, 0.0);
        for begin in (0..length).step_by(BLOCK) {
            let now = hz(begin as f32 / FS);
            let period = FS / now;
            let keep = libm::powf(10.0, -3.0 * period / (FS * self.t60_s));
            let reader = Reader::new(period - self.dull);
            for i in begin..(begin + BLOCK).min(length) {
                let returned = reader.read(&sound, i);
                kept = keep * ((1.0 - self.dull) * returned + self.dull * before);
                before = returned;
                sound[i] = burst.get(i).copied().unwrap_or(0.0) + kept;
            }
        }
        debug_assert!(kept.is_finite());
        sound
    }

    /// One period of a string that is let go: overtones with gaps where the finger stood, in sine phase, so that it
    /// begins and ends at rest.
    fn pluck(&self, hz: f32, chance: &mut Chance) -> Vec<f32> {
        let period = FS / hz;
        let length = libm::ceilf(period) as usize;
        let mut burst = vec![0.0f32; length];
        let most = ((12_000.0 / hz) as usize).clamp(1, 80);
        for n in 1..=most {
            let order = n as f32;
            let gap = sine(0.5 * order * self.at).abs().max(0.02);
            let gain = gap / order * libm::exp2f(-order * hz / self.edge_hz);
            if gain < 1e-4 {
                continue;
            }
            let late = chance.within(-0.02, 0.02);
            burst
                .iter_mut()
                .enumerate()
                .for_each(|(i, x)| *x += gain * sine(order * i as f32 / period + late));
        }
        let mut soft = crate::dsp::OnePole::new(self.edge_hz);
        burst.iter_mut().for_each(|x| *x += self.nail * soft.low(chance.white()));
        let mean = burst.iter().sum::<f32>() / length as f32;
        let power = burst.iter().map(|x| (x - mean) * (x - mean)).sum::<f32>() / length as f32;
        let level = 0.3 / libm::sqrtf(power).max(1e-4);
        burst.iter_mut().for_each(|x| *x = (*x - mean) * level);
        crate::dsp::fade(&mut burst, 12.min(length / 8), 12.min(length / 8));
        burst
    }
}

/// Reads a signal's own past between samples (Lagrange, third order).
struct Reader {
    whole: usize,
    taps: [f32; 4],
}

impl Reader {
    fn new(back: f32) -> Reader {
        let back = back.max(2.0);
        let whole = back as usize;
        let d = 1.0 + back - whole as f32;
        let taps = [
            -(d - 1.0) * (d - 2.0) * (d - 3.0) / 6.0,
            d * (d - 2.0) * (d - 3.0) / 2.0,
            -d * (d - 1.0) * (d - 3.0) / 2.0,
            d * (d - 1.0) * (d - 2.0) / 6.0,
        ];
        Reader { whole, taps }
    }

    fn read(&self, past: &[f32], now: usize) -> f32 {
        let first = now + 1 - self.whole.min(now + 1);
        if now >= self.whole + 2 {
            let part = &past[now - self.whole - 2..=now - self.whole + 1];
            return part[3] * self.taps[0]
                + part[2] * self.taps[1]
                + part[1] * self.taps[2]
                + part[0] * self.taps[3];
        }
        if first == 0 { 0.0 } else { past[first - 1] }
    }
}
