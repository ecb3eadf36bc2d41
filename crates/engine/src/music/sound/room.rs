//! The hall that music rings in: a feedback delay network (Jot & Chaigne 1991), eight lines, dark, without low mud.

use crate::dsp::{DelayLine, FS, OnePole, Stereo, samples};

/// Lengths of the lines, samples: primes, so that echoes do not fall together.
const LINES: [usize; 8] = [1_187, 1_429, 1_619, 1_877, 2_111, 2_417, 2_687, 3_049];

/// A hall.
pub struct Room {
    lines: [DelayLine; 8],
    damp: [OnePole; 8],
    keep: [f32; 8],
    wait: [DelayLine; 2],
    delay: usize,
    floor: [OnePole; 2],
}

impl Room {
    /// A hall that falls by 60 dB in `rt60_s`, high tones sooner.
    pub fn new(rt60_s: f32) -> Room {
        let keep = LINES.map(|n| libm::powf(10.0, -3.0 * n as f32 / (FS * rt60_s)));
        Room {
            lines: LINES.map(DelayLine::new),
            damp: core::array::from_fn(|_| OnePole::new(4_200.0)),
            keep,
            wait: core::array::from_fn(|_| DelayLine::new(samples(0.02))),
            delay: samples(0.018),
            floor: core::array::from_fn(|_| OnePole::new(190.0)),
        }
    }

    /// What comes back.
    pub fn reverberate(&mut self, send: &Stereo) -> Stereo {
        let mut wet = Stereo::silence(send.len());
        for i in 0..send.len() {
            let (left, right) = self.sample(send.left[i], send.right[i]);
            wet.left[i] = left;
            wet.right[i] = right;
        }
        wet
    }

    fn sample(&mut self, left: f32, right: f32) -> (f32, f32) {
        let mut heard = [0.0; 8];
        for (k, h) in heard.iter_mut().enumerate() {
            *h = self.keep[k] * self.damp[k].low(self.lines[k].read(LINES[k] - 1));
        }
        let mut input = [left, right];
        for (c, x) in input.iter_mut().enumerate() {
            let clear = self.floor[c].high(*x);
            self.wait[c].push(clear);
            *x = self.wait[c].read(self.delay);
        }
        let mixed = hadamard(heard);
        for (k, line) in self.lines.iter_mut().enumerate() {
            line.push(mixed[k] + input[k % 2] * 0.5);
        }
        let out = |from: usize| {
            heard.iter().skip(from).step_by(2).enumerate().map(|(i, x)| if i % 2 == 0 { *x } else { -x })
        };
        (0.6 * out(0).sum::<f32>(), 0.6 * out(1).sum::<f32>())
    }
}

/// Eight lines mixed without loss.
fn hadamard(mut x: [f32; 8]) -> [f32; 8] {
    for half in [1, 2, 4] {
        for i in (0..8).filter(|i| i & half == 0) {
            (x[i], x[i + half]) = (x[i] + x[i + half], x[i] - x[i + half]);
        }
    }
    x.map(|v| v * 0.353_553_4)
}
