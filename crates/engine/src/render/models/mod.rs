//! The sound models: parameters and a take to a voice.

mod blend;
mod cloth;
mod footstep;
mod impact;
mod whoosh;

#[cfg(test)]
mod foley_tests;
#[cfg(test)]
pub(super) use foley_tests::every_foley_sound;

use super::{Take, Voice};
use crate::cues::Sound;

/// Renders one sound.
pub fn render(sound: &Sound, take: &Take) -> Voice {
    match sound {
        Sound::Impact(impact) => impact::render(impact, take),
        Sound::Footstep(step) => footstep::render(step, take),
        Sound::Whoosh(whoosh) => whoosh::render(whoosh, take),
        Sound::Cloth(cloth) => cloth::render(cloth, take),
        Sound::Rain(_)
        | Sound::Wind(_)
        | Sound::Water(_)
        | Sound::Fire(_)
        | Sound::Thunder(_)
        | Sound::Ambience(_) => Voice::point(vec![0.0; 480]),
    }
}
