//! Modal resonators: the sound of solid things (van den Doel, Kry & Pai, "FoleyAutomatic", 2001).

use super::{FS, TINY};

/// One mode of a body.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mode {
    /// Frequency, hertz.
    pub hz: f32,
    /// Time to fall by 60 dB, seconds.
    pub t60_s: f32,
    /// Gain.
    pub gain: f32,
}

/// Modes that ring together. Each is a rotating complex number, stable under any drive.
#[derive(Debug, Clone, Default)]
pub struct ModeBank {
    turn: Vec<(f32, f32)>,
    state: Vec<(f32, f32)>,
    gain: Vec<f32>,
}

impl ModeBank {
    /// A silent bank. Modes above .45 of the sample rate are left out.
    pub fn new(modes: &[Mode]) -> Self {
        let mut bank = ModeBank::default();
        for mode in modes.iter().filter(|m| m.hz > 10.0 && m.hz < 0.45 * FS) {
            let radius = libm::expf(-6.91 / (mode.t60_s.max(1e-4) * FS));
            let angle = core::f32::consts::TAU * mode.hz / FS;
            bank.turn.push((radius * libm::cosf(angle), radius * libm::sinf(angle)));
            bank.state.push((0.0, 0.0));
            bank.gain.push(mode.gain);
        }
        bank
    }

    /// One sample, driven by `force`.
    pub fn sample(&mut self, force: f32) -> f32 {
        let mut sum = 0.0;
        for ((state, turn), gain) in self.state.iter_mut().zip(&self.turn).zip(&self.gain) {
            let re = state.0 + force + TINY;
            *state = (re * turn.0 - state.1 * turn.1, re * turn.1 + state.1 * turn.0);
            sum += state.1 * gain;
        }
        sum
    }

    /// `length` samples from rest, driven by `force` and left to itself after it. The same sound as sample by sample,
    /// but a mode that has died away costs nothing more.
    pub fn ring(&self, force: &[f32], length: usize) -> Vec<f32> {
        let mut sum = vec![0.0; length];
        for (turn, gain) in self.turn.iter().zip(&self.gain) {
            let (mut re, mut im) = (0.0f32, 0.0f32);
            for (i, out) in sum.iter_mut().enumerate() {
                let driven = re + force.get(i).copied().unwrap_or(0.0);
                (re, im) = (driven * turn.0 - im * turn.1, driven * turn.1 + im * turn.0);
                *out += im * gain;
                if i > force.len() && re.abs() + im.abs() < 1e-7 {
                    break;
                }
            }
        }
        sum
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ringing_at_once_is_the_same_as_sample_by_sample() {
        let modes = [
            Mode { hz: 440.0, t60_s: 0.2, gain: 1.0 },
            Mode { hz: 3_000.0, t60_s: 0.02, gain: 0.5 },
            Mode { hz: 30_000.0, t60_s: 1.0, gain: 9.0 },
        ];
        let force = [0.5, 1.0, 0.5];
        let at_once = ModeBank::new(&modes).ring(&force, 9_600);
        let mut bank = ModeBank::new(&modes);
        for (i, x) in at_once.iter().enumerate() {
            let y = bank.sample(force.get(i).copied().unwrap_or(0.0));
            assert!((x - y).abs() < 1e-4, "sample {i}: {x} against {y}");
        }
    }

    #[test]
    fn a_mode_falls_by_60_decibels_in_its_time() {
        let ringing = ModeBank::new(&[Mode { hz: 1_000.0, t60_s: 0.1, gain: 1.0 }]).ring(&[1.0], 9_600);
        let loud = |from: usize| ringing[from..from + 96].iter().fold(0.0f32, |p, x| x.abs().max(p));
        let fall_db = 20.0 * (loud(0) / loud(4_800)).log10();
        assert!((fall_db - 60.0).abs() < 1.0, "{fall_db}");
    }

    #[test]
    fn a_bank_left_alone_never_computes_with_denormal_numbers() {
        let mut bank = ModeBank::new(&[Mode { hz: 800.0, t60_s: 0.005, gain: 1.0 }]);
        bank.sample(1.0);
        for _ in 0..48_000 {
            bank.sample(0.0);
        }
        assert!(bank.state.iter().all(|s| !s.0.is_subnormal() && !s.1.is_subnormal()));
    }
}
