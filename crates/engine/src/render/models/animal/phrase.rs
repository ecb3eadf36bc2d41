//! A phrase: calls in a row with the silence between them.

use crate::dsp::{Chance, FS};
use crate::render::models::throat::Call;

/// One call in a phrase.
#[derive(Debug, Clone, Copy)]
pub struct Said {
    /// The call.
    pub call: Call,
    /// Silence after it, seconds.
    pub gap_s: f32,
    /// Its loudness in the phrase.
    pub gain: f32,
    /// Its pitch in the phrase.
    pub pitch: f32,
}

/// Calls in a row.
#[derive(Debug, Clone, Default)]
pub struct Phrase(Vec<Said>);

impl Phrase {
    /// A phrase of one call.
    pub fn of(call: Call) -> Phrase {
        Phrase::default().then(call, 0.0)
    }

    /// With another call and the silence after it.
    pub fn then(self, call: Call, gap_s: f32) -> Phrase {
        self.then_at(call, gap_s, (1.0, 1.0))
    }

    /// The same at a gain and a pitch of its own.
    pub fn then_at(mut self, call: Call, gap_s: f32, (gain, pitch): (f32, f32)) -> Phrase {
        self.0.push(Said { call, gap_s, gain, pitch });
        self
    }

    /// The phrase by an animal of `size`.
    pub fn sing(&self, size: f32, chance: &mut Chance) -> Vec<f32> {
        let mut sound: Vec<f32> = Vec::new();
        for said in &self.0 {
            let voice = said.call.sing(size / said.pitch, chance);
            let gain = said.gain * chance.within(0.85, 1.0);
            sound.extend(voice.iter().map(|x| x * gain));
            let gap = (said.gap_s * chance.within(0.85, 1.15) * FS) as usize;
            sound.resize(sound.len() + gap, 0.0);
        }
        sound
    }
}
