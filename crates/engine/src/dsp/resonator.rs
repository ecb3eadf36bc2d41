//! Modal resonators: the sound of solid things (van den Doel, Kry & Pai, "FoleyAutomatic", 2001).

use super::FS;

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
            let re = state.0 + force;
            *state = (re * turn.0 - state.1 * turn.1, re * turn.1 + state.1 * turn.0);
            sum += state.1 * gain;
        }
        sum
    }
}
