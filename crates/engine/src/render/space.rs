//! Where a sound is, and the room around it.

use super::Voice;
use crate::cues::{Position, Room};
use crate::dsp::Stereo;

/// A voice as it is heard from `pos`, with its first sample at sample `at` of the clip.
pub fn place(voice: &Voice, _pos: &Position, _at: isize, _asmr: bool) -> Stereo {
    voice.clone().into_wide()
}

/// How much of a sound at `dist` metres goes to the room.
pub fn send_gain(_dist: f32) -> f32 {
    0.1
}

/// What comes back from the room, `length` samples.
pub fn reverberate(_send: &Stereo, _room: &Room, length: usize) -> Stereo {
    Stereo::silence(length)
}

/// Narrows a field: 0 = mono, 1 = as it is.
pub fn spread(_sound: &mut Stereo, _spread: f32) {}
