//! The sound models: parameters and a take to a voice.

mod again;
mod ambience;
mod animal;
mod blast;
mod blend;
mod body;
mod click;
mod cloth;
mod crowd;
mod crumple;
mod designed;
mod door;
mod electric;
mod fire;
mod footstep;
mod friction;
mod impact;
mod machine;
mod motion;
mod rain;
mod rolling;
mod shatter;
mod signal;
mod steam;
mod stretch;
mod throat;
mod thunder;
mod water;
mod whoosh;
mod wind;

#[cfg(test)]
mod ear;
#[cfg(test)]
mod effects_tests;
#[cfg(test)]
mod foley_tests;
#[cfg(test)]
pub(super) use foley_tests::every_foley_sound;
#[cfg(test)]
mod handled_tests;
#[cfg(test)]
mod living_tests;
#[cfg(test)]
mod promises_tests;
#[cfg(test)]
pub(super) use promises_tests::every_called_sound;
#[cfg(test)]
mod texture_tests;

use super::{Take, Voice};
use crate::cues::Sound;

/// The sum of `heights` times the sines of once, twice, thrice … an angle, by Chebyshev's recurrence.
fn harmonics(angle: f32, heights: &[f32]) -> f32 {
    let (mut before, mut now, turn) = (0.0, libm::sinf(angle), 2.0 * libm::cosf(angle));
    let mut sum = 0.0;
    for height in heights {
        sum += height * now;
        (before, now) = (now, turn * now - before);
    }
    sum
}

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
        Sound::Animal(animal) => animal::render(animal, take),
        Sound::Blast(blast) => blast::render(blast, take),
        Sound::Signal(signal) => signal::render(signal, take),
        Sound::Body(body) => body::render(body, take),
        Sound::Crowd(crowd) => crowd::render(crowd, take),
        Sound::Designed(designed) => designed::render(designed, take),
        Sound::Electric(electric) => electric::render(electric, take),
        Sound::Steam(steam) => steam::render(steam, take),
        Sound::Whoosh(whoosh) => whoosh::render(whoosh, take),
        Sound::Cloth(cloth) => cloth::render(cloth, take),
        Sound::Ambience(ambience) => ambience::render(ambience, take),
        Sound::Shatter(shatter) => shatter::render(shatter, take),
        Sound::Friction(friction) => friction::render(friction, take),
        Sound::Rolling(rolling) => rolling::render(rolling, take),
        Sound::Crumple(crumple) => crumple::render(crumple, take),
        Sound::Door(door) => door::render(door, take),
        Sound::Click(click) => click::render(click, take),
        Sound::Machine(machine) => machine::render(machine, take),
        Sound::Sample(sample) => match &sample.instead {
            Some(model) => render(model, take),
            // Nobody knows what it was: silence lies less than any sound.
            None => Voice::point(Vec::new()),
        },
    }
}
