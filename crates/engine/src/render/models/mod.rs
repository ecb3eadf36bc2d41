//! The sound models: parameters and a take to a voice.

mod ambience;
mod blend;
mod cloth;
mod fire;
mod footstep;
mod impact;
mod rain;
mod stretch;
mod thunder;
mod water;
mod whoosh;
mod wind;

#[cfg(test)]
mod foley_tests;
#[cfg(test)]
pub(super) use foley_tests::every_foley_sound;
#[cfg(test)]
mod texture_tests;

use super::{Take, Voice};
use crate::cues::Sound;

/// Renders one sound.
pub fn render(sound: &Sound, take: &Take) -> Voice {
    match sound {
        Sound::Impact(impact) => impact::render(impact, take),
        Sound::Footstep(step) => footstep::render(step, take),
        Sound::Rain(rain) => rain::render(rain, take),
        Sound::Wind(wind) => wind::render(wind, take),
        Sound::Water(water) => water::render(water, take),
        Sound::Fire(fire) => fire::render(fire, take),
        Sound::Thunder(thunder) => thunder::render(thunder, take),
        Sound::Whoosh(whoosh) => whoosh::render(whoosh, take),
        Sound::Cloth(cloth) => cloth::render(cloth, take),
        Sound::Ambience(ambience) => ambience::render(ambience, take),
        Sound::Sample(sample) => match &sample.instead {
            Some(model) => render(model, take),
            // Nobody knows what it was: silence lies less than any sound.
            None => Voice::point(Vec::new()),
        },
    }
}
