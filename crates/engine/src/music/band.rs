//! Who plays: every layer of a score by our own instruments or by a SoundFont, placed in a hall.

use super::compose::{Drum, Frame, Note, Part, Score, Stroke};
use super::font::SoundFont;
use super::program;
use super::sound::{self, Colour};
use super::treatment::{self, Treatment};
use crate::cues::{Instrument, Layer, Style};
use crate::dsp::{Chance, OnePole, Stereo, Tank, gain, samples};
use crate::{Result, Seed, Watch};

/// How far a kick takes pads and keys down where a style pumps, decibels.
const PUMP_DB: f32 = 9.0;
/// Drums and rises against the layers, and into the hall, decibels.
const DRUMS: (f32, f32) = (-2.0, -16.0);
const SWELLS: (f32, f32) = (0.0, -8.0);
/// The bass stays out of the hall.
const DRY: f32 = -60.0;

/// The players of one piece.
pub struct Band<'a> {
    /// What they read.
    pub frame: &'a Frame<'a>,
    /// Who plays in place of our instruments.
    pub font: Option<&'a SoundFont>,
    /// Where their unsteadiness comes from.
    pub seed: Seed,
    /// Samples.
    pub length: usize,
}

/// What was played, and what of it goes into the hall.
struct Desk {
    dry: Stereo,
    send: Stereo,
}

impl Desk {
    fn mix(&mut self, layer: &Stereo, (level_db, send_db): (f32, f32)) {
        self.dry.add(layer, 0, gain(level_db));
        self.send.add(layer, 0, gain(level_db + send_db));
    }
}

impl Band<'_> {
    /// All layers, in their hall.
    ///
    /// # Errors
    /// [`crate::Error::Stopped`] when the watch says so; [`crate::Error::Refused`] for a SoundFont that is damaged.
    pub fn play(&self, score: &Score, watch: &dyn Watch) -> Result<Stereo> {
        let treatment = self.treatment();
        let mut desk = Desk { dry: Stereo::silence(self.length), send: Stereo::silence(self.length) };
        for part in &score.parts {
            watch.check()?;
            let mut layer = self.part(part)?;
            if treatment.pump_db > 0.0 && part.layer != Layer::Lead {
                treatment::pump(&mut layer, &score.strokes, treatment.pump_db);
            }
            desk.mix(&layer, self.balance(part.layer));
        }
        watch.check()?;
        desk.mix(&self.bass(score)?, (self.frame.idiom.bass.level, DRY));
        watch.check()?;
        desk.mix(&self.drums(&score.strokes)?, DRUMS);
        desk.mix(&self.swells(score), SWELLS);
        watch.check()?;
        let Desk { mut dry, send } = desk;
        dry.add(&hall(send, self.frame.idiom.hall_s), 0, 0.3);
        treatment::tape(&mut dry, &treatment, &mut self.chance("tape"));
        Ok(dry)
    }

    /// What the style does to its sound.
    pub fn treatment(&self) -> Treatment {
        let idiom = self.frame.idiom;
        Treatment {
            pump_db: if idiom.pump { PUMP_DB } else { 0.0 },
            wow: idiom.wow,
            top_hz: idiom.lowpass_hz.unwrap_or(0.0),
            vinyl_db: idiom.vinyl_db,
        }
    }

    /// Chance of a name.
    pub fn chance(&self, name: &str) -> Chance {
        Chance::new(self.seed.of_part(name))
    }

    /// Gain of a layer and how much of it goes into the hall, decibels.
    fn balance(&self, layer: Layer) -> (f32, f32) {
        let idiom = self.frame.idiom;
        match layer {
            Layer::Pad => (idiom.pad.level, idiom.pad.send),
            Layer::Lead => (idiom.lead.level, idiom.lead.send),
            _ => (idiom.keys.level, idiom.keys.send),
        }
    }

    fn colour(&self) -> Colour {
        let (music, asmr) = (self.frame.music, self.frame.asmr);
        let octaves = 1.0 * music.mood.a.clamp(-1.0, 1.0) + 0.5 * music.mood.v.clamp(-1.0, 1.0);
        let brightness_hz = 2000.0 * libm::powf(2.0, if asmr { octaves.min(0.0) - 1.0 } else { octaves });
        let grit = match music.style {
            Style::Rock => 0.85,
            Style::ActionSport => 0.7,
            _ => 0.25,
        };
        Colour { brightness_hz, style: music.style, grit, asmr }
    }

    fn part(&self, part: &Part) -> Result<Stereo> {
        let mut chance = Chance::new(self.seed.of_part("touch").of_part(&format!("{:?}", part.layer)));
        let mut layer = match self.font {
            Some(font) if !self.frame.asmr => self.by_font(font, part, &mut chance)?,
            _ => self.by_hand(part, &mut chance),
        };
        let idiom = self.frame.idiom;
        if part.layer == Layer::Keys && idiom.detune_cents > 0.0 {
            // A works whose spring is tired: its pitch wavers.
            let wow = libm::exp2f(idiom.detune_cents / 1200.0) - 1.0;
            treatment::tape(&mut layer, &Treatment { wow, ..Treatment::default() }, &mut chance);
        }
        Ok(layer)
    }

    fn by_hand(&self, part: &Part, chance: &mut Chance) -> Stereo {
        let (colour, mut layer) = (self.colour(), Stereo::silence(self.length));
        for note in &part.notes {
            sound::play(part.instrument, note, &colour, chance, &mut layer);
        }
        layer
    }

    fn by_font(&self, font: &SoundFont, part: &Part, chance: &mut Chance) -> Result<Stereo> {
        let notes: Vec<Note> =
            part.notes.iter().flat_map(|note| sound::strokes_of(part.instrument, note, chance)).collect();
        font.play(program_of(part.instrument, &notes), &notes, self.length)
    }

    fn bass(&self, score: &Score) -> Result<Stereo> {
        // What is synthesised is ours in any case: no SoundFont has it.
        let ours = program::is_synthesised(score.bass_by) || self.frame.asmr;
        if let Some(font) = self.font.filter(|_| !ours) {
            return font.play(program::of_bass(score.bass_by), &score.bass, self.length);
        }
        let (colour, mut chance) = (self.colour(), self.chance("bass touch"));
        let mut bass = Stereo::silence(self.length);
        for note in &score.bass {
            sound::bass(score.bass_by, note, &colour, &mut chance, &mut bass);
        }
        Ok(bass)
    }

    fn drums(&self, strokes: &[Stroke]) -> Result<Stereo> {
        let theirs = |drum: Drum| self.font.is_some() && program::in_kit(drum);
        let (mut drums, mut chance) = (Stereo::silence(self.length), self.chance("strokes"));
        for stroke in strokes.iter().filter(|stroke| !theirs(stroke.drum)) {
            sound::stroke(stroke, &mut chance, &mut drums);
        }
        if let Some(font) = self.font {
            let strokes: Vec<&Stroke> = strokes.iter().filter(|stroke| theirs(stroke.drum)).collect();
            drums.add(&font.strike(&strokes, self.length)?, 0, 1.0);
        }
        Ok(drums)
    }

    fn swells(&self, score: &Score) -> Stereo {
        let (colour, mut chance) = (self.colour(), self.chance("swells"));
        let mut swells = Stereo::silence(self.length);
        score.swells.iter().for_each(|swell| sound::swell(swell, &colour, &mut chance, &mut swells));
        swells
    }
}

/// Strings have a program of their own where they tremble.
fn program_of(instrument: Instrument, notes: &[Note]) -> u8 {
    let trembling = notes.iter().filter(|n| n.touch == super::compose::Touch::Tremolo).count();
    match instrument {
        Instrument::Strings if 2 * trembling > notes.len() => 44,
        other => program::of(other),
    }
}

/// The hall that music rings in: dark, and without mud.
fn hall(mut send: Stereo, rt60_s: f32) -> Stereo {
    for channel in send.channels_mut() {
        let mut floor = OnePole::new(190.0);
        channel.iter_mut().for_each(|x| *x = floor.high(*x));
    }
    Tank::new(rt60_s, 4_200.0, 1.0).fill(&send, samples(0.018), send.len())
}
