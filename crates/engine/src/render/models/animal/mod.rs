//! Animals: each calls in its own way, once for a moment, again and again over a stretch.

mod beasts;
mod fowl;
mod hooves;
mod phrase;
mod wings;

use super::again::{Pace, again};
use super::ambience::{insects, song_phrase};
use super::blend::Blend;
use crate::cues::{Animal, AnimalKind};
use crate::dsp::{Chance, FS, OnePole};
use crate::render::{Take, Voice};

/// No moment of an animal lasts longer, seconds.
const LONGEST_S: f32 = 3.9;

/// Renders one animal.
pub fn render(animal: &Animal, take: &Take) -> Voice {
    let size = animal.size.clamp(0.2, 4.0);
    match animal.kind {
        AnimalKind::Hooves => hooves::render(size, take),
        AnimalKind::Wings => wings::flap(size, take),
        AnimalKind::Bee | AnimalKind::Mosquito | AnimalKind::Cicada => wings::drone(animal.kind, size, take),
        kind => again(take, LONGEST_S, pace(kind), |chance| utter(kind, size, chance)),
    }
}

/// What the animal says at once.
fn utter(kind: AnimalKind, size: f32, chance: &mut Chance) -> Vec<f32> {
    match kind {
        AnimalKind::Songbird => song_phrase(1.0 / size, chance),
        AnimalKind::Cricket => cricket(size, chance),
        AnimalKind::Frog => frog(size, chance),
        AnimalKind::Whale => deep(&sung(kind, size, chance)),
        kind => sung(kind, size, chance),
    }
}

fn sung(kind: AnimalKind, size: f32, chance: &mut Chance) -> Vec<f32> {
    beasts::phrase(kind).unwrap_or_else(|| fowl::phrase(kind, chance)).sing(size, chance)
}

/// What comes back from the sea's floor and face, ever duller.
fn deep(near: &[f32]) -> Vec<f32> {
    let mut blend = Blend::default();
    blend.add(near, 0.0, 1.0);
    for (late_s, gain, hz) in
        [(0.13, 0.5, 1_800.0), (0.31, 0.4, 1_200.0), (0.52, 0.28, 900.0), (0.8, 0.18, 700.0)]
    {
        let mut water = OnePole::new(hz);
        let far: Vec<f32> = near.iter().map(|x| water.low(*x)).collect();
        blend.add(&far, late_s, gain);
    }
    blend.into_samples()
}

/// Silence between two utterances.
fn pace(kind: AnimalKind) -> Pace {
    let (least, most) = match kind {
        AnimalKind::Purr => (0.02, 0.06),
        AnimalKind::Cricket => (0.02, 0.1),
        AnimalKind::Dog | AnimalKind::Chicken | AnimalKind::Growl => (0.25, 0.8),
        AnimalKind::Crow | AnimalKind::Pig | AnimalKind::Frog | AnimalKind::Whine => (0.3, 0.9),
        AnimalKind::Duck | AnimalKind::Gull | AnimalKind::Pigeon | AnimalKind::Monkey => (0.5, 1.3),
        AnimalKind::Songbird | AnimalKind::Meow | AnimalKind::Hiss => (0.7, 1.8),
        _ => (1.0, 2.5),
    };
    Pace::After(least, most)
}

/// Three or four chirps of a field cricket that sits near.
fn cricket(size: f32, chance: &mut Chance) -> Vec<f32> {
    let mut sound = Vec::new();
    let hz = 4_500.0 / size;
    let pulses = 3 + chance.below(2);
    for _ in 0..3 + chance.below(2) {
        sound.extend_from_slice(insects::chirp(hz, pulses, chance).samples());
        sound.resize(sound.len() + (chance.within(0.28, 0.34) * FS) as usize, 0.0);
    }
    sound
}

/// Two or three croaks.
fn frog(size: f32, chance: &mut Chance) -> Vec<f32> {
    let (low_hz, high_hz) = (chance.within(480.0, 640.0) / size, chance.within(1_200.0, 1_600.0) / size);
    let pulses_hz = chance.within(28.0, 38.0);
    let mut sound = Vec::new();
    for _ in 0..2 + chance.below(2) {
        sound.extend_from_slice(insects::croak((pulses_hz, low_hz, high_hz), chance).samples());
        sound.resize(sound.len() + (chance.within(0.15, 0.25) * FS) as usize, 0.0);
    }
    sound
}
