//! Late reverberation: a feedback network of eight delays (Jot & Chaigne, "Digital delay networks", 1991), mixed by a
//! Hadamard matrix. Rooms, valleys and the hall that music rings in are all this one.

use super::{DelayLine, FS, OnePole, Stereo};

const LINES: usize = 8;
/// Delays of a room of middle size, samples: primes, so that echoes do not fall together.
const LENGTHS: [usize; LINES] = [1031, 1237, 1487, 1777, 2089, 2473, 2887, 3331];
/// All-pass diffusers before the network, samples.
const DIFFUSERS: [usize; 4] = [113, 167, 241, 379];

/// The late field of a place.
#[derive(Debug, Clone)]
pub struct Tank {
    lines: Vec<(DelayLine, usize, f32, OnePole)>,
    diffusers: [Vec<(DelayLine, usize)>; 2],
}

impl Tank {
    /// A field that falls by 60 dB in `rt60_s`, above `damp_hz` faster; `scale` stretches the delays with the room.
    pub fn new(rt60_s: f32, damp_hz: f32, scale: f32) -> Self {
        let stretch = |n: usize| ((n as f32 * scale) as usize).max(7) | 1;
        let line = |n: usize| {
            let length = stretch(n);
            let gain = libm::powf(10.0, -3.0 * length as f32 / (FS * rt60_s.max(0.05)));
            (DelayLine::new(length), length, gain, OnePole::new(damp_hz))
        };
        let diffuse = |shift: usize| {
            DIFFUSERS.iter().map(|n| (DelayLine::new(n + shift), n + shift)).collect::<Vec<_>>()
        };
        Tank { lines: LENGTHS.into_iter().map(line).collect(), diffusers: [diffuse(0), diffuse(22)] }
    }

    /// `length` samples of the field that `send` wakes after `wait` samples.
    pub fn fill(&mut self, send: &Stereo, wait: usize, length: usize) -> Stereo {
        let mut out = Stereo::silence(length);
        for i in 0..length {
            let heard =
                |channel: &[f32]| i.checked_sub(wait).and_then(|k| channel.get(k)).copied().unwrap_or(0.0);
            let into = [self.diffuse(0, heard(&send.left)), self.diffuse(1, heard(&send.right))];
            (out.left[i], out.right[i]) = self.turn(into);
        }
        out
    }

    fn diffuse(&mut self, side: usize, x: f32) -> f32 {
        let mut x = x;
        for (line, length) in &mut self.diffusers[side] {
            let past = line.read(*length - 1);
            let y = past - 0.6 * x;
            line.push(x + 0.6 * y);
            x = y;
        }
        x
    }

    fn turn(&mut self, into: [f32; 2]) -> (f32, f32) {
        let mut state = [0.0f32; LINES];
        for (s, (line, length, gain, damp)) in state.iter_mut().zip(&mut self.lines) {
            *s = damp.low(line.read(*length - 1)) * *gain;
        }
        let left = state[0] - state[2] + state[4] - state[6];
        let right = state[1] - state[3] + state[5] - state[7];
        hadamard(&mut state);
        for (k, ((line, ..), s)) in self.lines.iter_mut().zip(state).enumerate() {
            line.push(s + into[k % 2]);
        }
        (left, right)
    }
}

/// Every line into every line, without gain or loss.
fn hadamard(x: &mut [f32; LINES]) {
    for span in [1, 2, 4] {
        for i in (0..LINES).filter(|i| i & span == 0) {
            (x[i], x[i + span]) = (x[i] + x[i + span], x[i] - x[i + span]);
        }
    }
    x.iter_mut().for_each(|x| *x *= 0.353_553_4);
}
