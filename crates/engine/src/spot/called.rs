//! What a few words, or the id of a class, sound like on their own.

use super::lexicon::{Class, lexicon};
use super::prompt::{self, Notes};
use super::sound;
use crate::cues::Sound;

/// A sound by its name.
#[derive(Debug, Clone, PartialEq)]
pub struct Called {
    /// What was named.
    pub class: &'static Class,
    /// The model that makes it, as the words have it.
    pub sound: Sound,
    /// How hard, 0..=1.
    pub velocity: f32,
    /// Gain of a cue over the loudness table, decibels.
    pub gain_db: f32,
    /// Gain of a bed over it.
    pub bed_gain_db: f32,
}

/// The sound that a few words name first, in English or Chinese.
pub fn called(words: &str) -> Option<Called> {
    let asked = prompt::understood(words).asked.into_iter().next()?;
    of(&lexicon().classes[asked.class], &asked.notes)
}

/// The sound of a class as it usually is; `None` for an id that no class has, or what cannot be made.
pub fn of_class(id: &str) -> Option<Called> {
    of(lexicon().class(id)?, &Notes::default())
}

fn of(class: &'static Class, notes: &Notes) -> Option<Called> {
    let instead = || class.substitute.iter().chain(&class.parts).find_map(|id| lexicon().class(id));
    let made = if class.sound.is_some() { class } else { instead()? };
    Some(Called {
        class: made,
        sound: sound::of(made, notes)?,
        velocity: sound::velocity(made, notes),
        gain_db: made.gain_db,
        bed_gain_db: sound::bed_gain_db(made, notes),
    })
}
