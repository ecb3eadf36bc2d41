//! The sound models: parameters and a take to a voice.

mod ambience;
mod fire;
mod rain;
mod stretch;
mod thunder;
mod water;
mod wind;

#[cfg(test)]
mod texture_tests;

use super::{Take, Voice};
use crate::cues::Sound;

/// Renders one sound.
pub fn render(sound: &Sound, take: &Take) -> Voice {
    match sound {
        Sound::Rain(rain) => rain::render(rain, take),
        Sound::Wind(wind) => wind::render(wind, take),
        Sound::Water(water) => water::render(water, take),
        Sound::Fire(fire) => fire::render(fire, take),
        Sound::Thunder(thunder) => thunder::render(thunder, take),
        Sound::Ambience(ambience) => ambience::render(ambience, take),
        Sound::Impact(_) | Sound::Footstep(_) | Sound::Whoosh(_) | Sound::Cloth(_) => {
            Voice::point(vec![0.0; 480])
        }
    }
}
