//! What a sound prompt asks for: classes with attributes in order, and what it does not want.

mod bind;
mod clauses;
#[cfg(test)]
mod expected;
mod leftover;
mod measures;
#[cfg(test)]
mod readings_tests;
mod shares;
#[cfg(test)]
mod unseen_tests;

pub use shares::shares;

use super::interpreter::Interpreter;
use super::kin;
use super::lexicon::{Attribute, Meaning};
use super::slips;
use super::text::normal;
use super::vocabulary::Piece;
use crate::cues::{RoomPreset, Shoe};
use std::collections::BTreeSet;

/// A prompt, understood.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Prompt {
    /// What is to be heard, in the order of the words.
    pub asked: Vec<Asked>,
    /// Classes that are not to be heard.
    pub banned: BTreeSet<usize>,
    /// Nothing else is to be heard.
    pub only: bool,
    /// Music was named: wanted or not.
    pub music: Option<bool>,
    /// No effects and no ambience.
    pub mute_effects: bool,
    /// Silence was asked for by name.
    pub silent: bool,
    /// No ambience.
    pub mute_ambience: bool,
    /// The room that was named.
    pub space: Option<RoomPreset>,
    /// Words that nothing was done with.
    pub not_understood: Vec<String>,
    /// Slips of the finger, each with what was read for it.
    pub read_as: Vec<String>,
}

/// A class that a prompt names.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Asked {
    /// Index in the lexicon.
    pub class: usize,
    /// How it is to be.
    pub notes: Notes,
    /// Place in the chain of "then"; 0 is first.
    pub step: u32,
    /// The words, as they stood.
    pub words: String,
    /// How sure an interpreter was of the class; `None` where the lexicon names it.
    pub sureness: Option<f32>,
}

/// What is said about a class.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Notes {
    /// 0..=1.
    pub intensity: Option<f32>,
    /// Metres.
    pub distance: Option<f32>,
    /// Factor of the rate.
    pub speed: Option<f32>,
    /// Factor of the size.
    pub size: Option<f32>,
    /// Factor of the pitch.
    pub pitch: Option<f32>,
    /// 0 = dull, 1 = crisp.
    pub crisp: Option<f32>,
    /// What is worn.
    pub shoe: Option<Shoe>,
    /// Running.
    pub run: bool,
    /// Indices of stuffs, the thing's own first.
    pub stuffs: Vec<usize>,
    /// How many.
    pub count: Option<u32>,
    /// How many a second.
    pub rate: Option<f64>,
    /// When.
    pub anchor: Option<Anchor>,
    /// How long, seconds.
    pub lasting: Option<f64>,
}

/// A time that a prompt names.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Anchor {
    /// Seconds.
    At(f64),
    /// At the beginning.
    Start,
    /// Halfway.
    Middle,
    /// At the end.
    End,
    /// On every cut.
    EachCut,
    /// On every impact.
    EachHit,
}

impl Notes {
    fn take(&mut self, attribute: &Attribute, inverted: bool) {
        // "Not too loud" asks for a middle that leans away from what was named.
        let intensity =
            attribute.intensity.map(|i| if inverted { if i > 0.5 { 0.35 } else { 0.6 } } else { i });
        self.intensity = intensity.or(self.intensity);
        if inverted {
            return;
        }
        self.distance = attribute.distance.or(self.distance);
        self.speed = attribute.speed.or(self.speed);
        self.size = attribute.size.or(self.size);
        self.pitch = attribute.pitch.or(self.pitch);
        self.crisp = attribute.crisp.or(self.crisp);
        self.shoe = attribute.shoe.or(self.shoe);
        self.run |= attribute.run == Some(true);
    }

    /// Takes over what is said here for the first time.
    fn join(&mut self, other: Notes) {
        self.intensity = self.intensity.or(other.intensity);
        self.distance = self.distance.or(other.distance);
        self.speed = self.speed.or(other.speed);
        self.size = self.size.or(other.size);
        self.pitch = self.pitch.or(other.pitch);
        self.crisp = self.crisp.or(other.crisp);
        self.shoe = self.shoe.or(other.shoe);
        self.run |= other.run;
        self.stuffs.extend(other.stuffs);
        self.count = self.count.or(other.count);
        self.rate = self.rate.or(other.rate);
        self.anchor = self.anchor.or(other.anchor);
        self.lasting = self.lasting.or(other.lasting);
    }
}

/// Understands a prompt in English, Chinese or both, by the lexicon alone.
pub fn understood(text: &str) -> Prompt {
    understood_by(text, None)
}

/// The same with an interpreter, if there is one, for what the lexicon does not know.
pub fn understood_by(text: &str, interpreter: Option<&dyn Interpreter>) -> Prompt {
    let mut text = normal(text);
    let mut pieces = kin::pieces(&text);
    let mut read_as = Vec::new();
    if let Some(mended) = slips::mended(&text, &pieces) {
        (text, read_as) = (mended.text, mended.slips);
        pieces = kin::pieces(&text);
    }
    let answers =
        interpreter.map_or_else(Vec::new, |interpreter| leftover::answers(&text, &pieces, interpreter));
    let pieces = leftover::filled(pieces, &answers);
    let mut prompt = clauses::read(&text, &pieces);
    prompt.not_understood = unknown(&text, &pieces);
    prompt.read_as = read_as;
    prompt
}

fn unknown(text: &str, pieces: &[Piece<'_, Meaning>]) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for piece in pieces {
        if let Piece::Unknown(range) = piece
            && text[range.clone()].chars().any(|c| super::text::is_cjk(c) || range.len() > 1)
            && !words.contains(&text[range.clone()].to_string())
        {
            words.push(text[range.clone()].to_string());
        }
    }
    words
}
