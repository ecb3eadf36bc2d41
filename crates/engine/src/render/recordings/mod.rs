//! Recordings to voices: which take is heard, and how it is varied, stretched and made to go round.

mod grains;
mod pieces;
mod round;
mod take;
#[cfg(test)]
mod tests;

use super::{Take, Voice};
use crate::cues::{Filled, Sample, Sound};
use crate::dsp::{Stereo, resampled};
use crate::library::{Lasting, Library, Recording};
use crate::render::voice::Sounding;
use crate::{CueSheet, Result, Seed};
use std::collections::BTreeSet;

/// What a cue or a bed of a sheet is, as far as recordings go.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'a> {
    /// The id of the cue or bed.
    pub id: &'a str,
    /// Its class.
    pub class: &'a str,
    /// What the sheet says.
    pub sample: &'a Sample,
}

impl<'a> Wanted<'a> {
    /// What a sound of the sheet wants; `None` where it is made by a model.
    pub fn of(id: &'a str, class: &'a str, sound: &'a Sound) -> Option<Wanted<'a>> {
        match sound {
            Sound::Sample(sample) => Some(Wanted { id, class, sample }),
            _ => None,
        }
    }

    /// The recording that is heard: the one that is named, else one of the class by the cue's own seed, a spare one only
    /// where there is no other. Of others' choices it knows nothing, so that an edit of one cue never changes another.
    fn chosen(&self, seed: Seed, library: &dyn Library) -> Option<usize> {
        let all = library.recordings();
        match &self.sample.recording {
            Some(id) => all.iter().position(|recording| recording.id == *id),
            None => {
                let mut takes: Vec<usize> = (0..all.len()).filter(|&i| all[i].class == self.class).collect();
                if takes.iter().any(|&i| !all[i].spare) {
                    takes.retain(|&i| !all[i].spare);
                }
                let mut chance = crate::dsp::Chance::new(seed.of_part("recording"));
                (!takes.is_empty()).then(|| takes[chance.below(takes.len())])
            }
        }
    }
}

/// The voice of a sound that wants a recording; `None` where the library has none, and the model has to stand in.
///
/// # Errors
/// As [`Library::sound`].
pub fn voice(wanted: &Wanted<'_>, take: &Take, library: &dyn Library) -> Result<Option<Voice>> {
    let Some(index) = wanted.chosen(take.seed, library) else { return Ok(None) };
    let (recording, sound) = (&library.recordings()[index], library.sound(index)?);
    let voice = match (take.length_s > 0.0, recording.lasting) {
        (true, Lasting::Round(from, to)) => {
            let part = part_of(&sound, from, to);
            let part = at_speed(part, f64::from(wanted.sample.speed));
            Voice::wide(shaped(filled(&part, wanted.sample.filled, take), take))
        }
        _ => take::once(recording, &sound, f64::from(wanted.sample.speed), take),
    };
    Ok(Some(voice))
}

/// As [`voice`], from one place: the middle of what was recorded around it.
///
/// # Errors
/// As [`Library::sound`].
pub fn point(wanted: &Wanted<'_>, take: &Take, library: &dyn Library) -> Result<Option<Voice>> {
    let narrowed = |voice: Voice| match voice.sound {
        Sounding::Point(_) => voice,
        Sounding::Wide(wide) => {
            let mono = wide.left.iter().zip(&wide.right).map(|(l, r)| 0.5 * (l + r)).collect();
            Voice { sound: Sounding::Point(mono), onset: voice.onset }
        }
    };
    Ok(voice(wanted, take, library)?.map(narrowed))
}

/// What has to be said of a sheet's recordings.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Heard {
    /// A line for each recording that is heard, in the order of their ids.
    pub credits: Vec<String>,
    /// Recordings that are wanted and not there.
    pub missing: Vec<String>,
}

/// Which recordings of a library a sheet makes heard.
pub fn heard(sheet: &CueSheet, library: Option<&dyn Library>) -> Heard {
    let cues = sheet.cues.iter().filter(|cue| !cue.mute).map(|cue| (&cue.id, &cue.class, &cue.sound));
    let beds = sheet.beds.iter().filter(|bed| !bed.mute).map(|bed| (&bed.id, &bed.class, &bed.sound));
    let (mut found, mut missing) = (BTreeSet::new(), BTreeSet::new());
    for wanted in cues.chain(beds).filter_map(|(id, class, sound)| Wanted::of(id, class, sound)) {
        let seed = Seed(sheet.seed).of_part(wanted.id);
        let chosen = library.and_then(|library| Some((library, wanted.chosen(seed, library)?)));
        match chosen {
            Some((library, index)) => found.insert(line(&library.recordings()[index])),
            None => missing.insert(wanted.sample.recording.as_deref().unwrap_or(wanted.class).to_owned()),
        };
    }
    Heard { credits: found.into_iter().collect(), missing: missing.into_iter().collect() }
}

fn line(recording: &Recording) -> String {
    format!("{}: {}", recording.id, recording.credit)
}

fn part_of(sound: &Stereo, from: f64, to: f64) -> Stereo {
    let (from, to) = (crate::dsp::samples(from), crate::dsp::samples(to).min(sound.len()));
    let cut = |channel: &Vec<f32>| channel.get(from..to).unwrap_or(channel).to_vec();
    Stereo { left: cut(&sound.left), right: cut(&sound.right) }
}

fn at_speed(sound: Stereo, speed: f64) -> Stereo {
    if speed == 1.0 {
        return sound;
    }
    Stereo { left: resampled(&sound.left, speed), right: resampled(&sound.right, speed) }
}

fn filled(part: &Stereo, how: Filled, take: &Take) -> Stereo {
    let length = take.samples();
    match how {
        Filled::Round => round::filled(part, length, &mut take.chance("round")),
        Filled::Grains => grains::filled(part, length, &mut take.chance("grains")),
        Filled::Pieces => pieces::filled(part, length, &mut take.chance("pieces")),
    }
}

fn shaped(mut sound: Stereo, take: &Take) -> Stereo {
    if take.is_shaped() {
        for channel in sound.channels_mut() {
            for (i, x) in channel.iter_mut().enumerate() {
                *x *= take.strength(i as f64 / f64::from(crate::RATE));
            }
        }
    }
    sound
}
