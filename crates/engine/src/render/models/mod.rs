//! The sound models: parameters and a take to a voice.

use super::{Take, Voice};
use crate::cues::Sound;

/// Renders one sound.
pub fn render(sound: &Sound, _take: &Take) -> Voice {
    match sound {
        Sound::Impact(_)
        | Sound::Footstep(_)
        | Sound::Rain(_)
        | Sound::Wind(_)
        | Sound::Water(_)
        | Sound::Fire(_)
        | Sound::Thunder(_)
        | Sound::Whoosh(_)
        | Sound::Cloth(_)
        | Sound::Ambience(_) => Voice::point(vec![0.0; 480]),
    }
}
