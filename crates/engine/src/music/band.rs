//! Who plays: every layer of a score by our own instruments or by a SoundFont, as loud as each other.

use super::compose::{Drum, Frame, Note, Part, Score, Stroke};
use super::font::SoundFont;
use super::sound::{self, Colour};
use super::treatment::{self, Treatment};
use super::{balance, program};
use crate::cues::{Instrument, Layer, Style};
use crate::dsp::{Chance, OnePole, Stereo, integrated_lufs};
use crate::{Result, Seed, Watch};

/// How far a kick takes pads and keys down where a style pumps, decibels.
const PUMP_DB: f32 = 9.0;
/// Loudness of a layer that stands in front, before the whole is levelled, LUFS.
const FRONT_LUFS: f32 = -23.0;
/// Most that a layer is made louder or softer to come there, decibels.
const MOST_DB: f32 = 40.0;
/// How much softer a kit plays in a quiet piece, decibels for the whole range of energy; and where it is at home.
const BY_ENERGY: (f32, f32) = (8.0, 0.6);

/// What is played above a bass leaves it room below this, hertz.
const ROOM_HZ: f32 = 80.0;
/// How far apart the two takes of a doubled part stand.
const DOUBLED: f32 = 0.7;

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

/// One layer as it was played, before hall and treatment.
pub struct Take {
    /// Which.
    pub layer: Layer,
    /// What was played.
    pub sound: Stereo,
    /// Gain that brings it to its place, decibels.
    pub level_db: f32,
    /// How much of it goes into the hall, decibels.
    pub send_db: f32,
}

impl Band<'_> {
    /// All layers of a score.
    ///
    /// # Errors
    /// [`crate::Error::Stopped`] when the watch says so; [`crate::Error::Refused`] for a SoundFont that is damaged.
    pub fn takes(&self, score: &Score, watch: &dyn Watch) -> Result<Vec<Take>> {
        let pump_db = self.treatment().pump_db;
        let mut takes = Vec::new();
        for part in &score.parts {
            watch.check()?;
            let mut sound = self.part(part)?;
            if pump_db > 0.0 && part.layer != Layer::Lead {
                treatment::pump(&mut sound, &score.strokes, pump_db);
            }
            if !score.bass.is_empty() {
                clear(&mut sound);
            }
            takes.push(self.placed(part.layer, sound));
        }
        watch.check()?;
        takes.push(self.placed(Layer::Bass, self.bass(score)?));
        watch.check()?;
        takes.push(self.placed(Layer::Drums, self.drums(&score.strokes)?));
        takes.push(self.placed(Layer::Swells, self.swells(score)));
        Ok(takes)
    }

    /// A layer at its loudness, whoever played it.
    fn placed(&self, layer: Layer, mut sound: Stereo) -> Take {
        let place = balance::place(self.frame.music.style, layer);
        lean(&mut sound, place.pan);
        let measured = integrated_lufs(&sound);
        let calm_db = if layer == Layer::Drums { BY_ENERGY.0 * (self.energy() - BY_ENERGY.1) } else { 0.0 };
        let wanted = FRONT_LUFS + place.level + calm_db;
        let level_db =
            if measured.is_finite() { (wanted - measured).clamp(-MOST_DB, MOST_DB) } else { place.level };
        Take { layer, sound, level_db, send_db: place.hall }
    }

    /// How full the piece is in the mean, 0..=1.
    fn energy(&self) -> f32 {
        let slots = &self.frame.slots;
        let beats: f64 = slots.iter().map(|slot| slot.to - slot.from).sum();
        let full: f64 = slots.iter().map(|slot| (slot.to - slot.from) * f64::from(slot.energy)).sum();
        (full / beats.max(1e-6)) as f32
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

    /// What the mood asks of every instrument.
    pub fn colour(&self) -> Colour {
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
        if part.layer != Layer::Keys || !is_doubled(part.instrument) {
            return layer;
        }
        // The part is played twice, once for each side: no two strokes of a hand are alike.
        let (mut second, mut doubled) = (Stereo::silence(self.length), Stereo::silence(self.length));
        for note in &part.notes {
            let late_s = f64::from(0.012 + chance.normal() * 0.004).max(0.002);
            let note = Note { t: note.t + late_s, force: note.force * chance.within(0.9, 1.08), ..*note };
            sound::play(part.instrument, &note, &colour, chance, &mut second);
        }
        lean(&mut layer, -DOUBLED);
        lean(&mut second, DOUBLED);
        doubled.add(&layer, 0, 1.0);
        doubled.add(&second, 0, 1.0);
        doubled
    }

    fn by_font(&self, font: &SoundFont, part: &Part, chance: &mut Chance) -> Result<Stereo> {
        let notes: Vec<Note> =
            part.notes.iter().flat_map(|note| sound::strokes_of(part.instrument, note, chance)).collect();
        font.play(program::of_part(part.instrument, &notes), &notes, self.length)
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

/// What bands record twice.
fn is_doubled(instrument: Instrument) -> bool {
    matches!(instrument, Instrument::Guitar | Instrument::ElectricGuitar | Instrument::Pizzicato)
}

/// Leaves the lowest octaves to the bass.
fn clear(sound: &mut Stereo) {
    for channel in sound.channels_mut() {
        let (mut a, mut b) = (OnePole::new(ROOM_HZ), OnePole::new(ROOM_HZ));
        channel.iter_mut().for_each(|x| *x = b.high(a.high(*x)));
    }
}

/// Moves a sound to one side: what the far channel loses, the near one gets.
fn lean(sound: &mut Stereo, pan: f32) {
    if pan == 0.0 {
        return;
    }
    let keep = 1.0 - pan.abs();
    let (far, near) =
        if pan < 0.0 { (&mut sound.right, &mut sound.left) } else { (&mut sound.left, &mut sound.right) };
    for (far, near) in far.iter_mut().zip(near) {
        *near += (1.0 - keep) * 0.7 * *far;
        *far *= keep;
    }
}
