//! Which sounds of a new sheet recordings are taken for: those of classes that a library has good ones of, unless the
//! sound has to follow what the picture does. Spare recordings are taken only by name.

use super::lexicon::lexicon;
use crate::cues::{ClothKind, Cue, Filled, Impact, Sample, Sound, WaterKind, When};
use crate::dsp::Chance;
use crate::library::{Lasting, Recording};
use crate::{CueSheet, Library, Seed};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;

/// What is heard so often needs so many takes, or it sounds like a machine.
const TAKES: usize = 3;
/// Takes whose force is so near to the nearest make one velocity layer.
const LAYER: f32 = 0.13;
/// A thing this many times larger or smaller than its class usually is, no recording of the class stands for.
const SIZES: f32 = 3.0;
/// Speed follows size with this exponent: a bell twice as large is not an octave lower on a recording of another bell.
const SIZE_TO_SPEED: f32 = 0.35;
/// Shorter than this a recording makes an even texture only in grains, seconds.
const SHORT_S: f64 = 1.5;
/// Farther than this, thunder is another sound, metres.
const NEAR_THUNDER: f32 = 1_500.0;
/// Less rain than the first is light, more than the second heavy, millimetres an hour.
const RAIN: (f32, f32) = (2.5, 16.0);

/// Gives the sounds of a new sheet recordings. Each choice is written into the sheet by name, so that what is edited
/// later changes nothing else; all takes of a set are heard before one comes again, and none twice running.
pub fn cast(sheet: &mut CueSheet, library: &dyn Library) {
    let (all, seed) = (library.recordings(), Seed(sheet.seed));
    cast_cues(&mut sheet.cues, seed, all);
    for bed in sheet.beds.iter_mut().filter(|bed| !bed.lock) {
        if bed.env.is_empty() || follows_by_level(&bed.sound) {
            let takes = lasting(&bed.class, &bed.sound, all);
            let mut chance = Chance::new(seed.of_part(&bed.id).of_part("casting"));
            if let Some(&take) = takes.get(chance.below(takes.len())) {
                bed.sound = sample(&all[take], &bed.class, &bed.sound);
            }
        }
    }
}

fn cast_cues(cues: &mut [Cue], seed: Seed, all: &[Recording]) {
    let mut often: BTreeMap<String, usize> = BTreeMap::new();
    cues.iter().for_each(|cue| *often.entry(cue.class.clone()).or_default() += 1);
    let mut rounds: BTreeMap<String, Round> = BTreeMap::new();
    for cue in cues.iter_mut().filter(|cue| !cue.lock) {
        let takes = takes_of(cue, all);
        if takes.len() < TAKES.min(often[&cue.class]) {
            continue;
        }
        let round = rounds.entry(cue.class.clone()).or_default();
        let fresh = fresh(&layer(&takes, all, cue.velocity), &takes, round);
        let mut chance = Chance::new(seed.of_part(&cue.id).of_part("casting"));
        let Some(&take) = fresh.get(chance.below(fresh.len())) else { continue };
        round.push(take);
        cue.sound = sample(&all[take], &cue.class, &cue.sound);
    }
}

/// Takes that were heard since all were, the last one at the end.
type Round = Vec<usize>;

/// The takes of a layer that this round has not heard; when all were, a new round begins, not with the last one. A layer
/// of one take: its neighbours in force are nearer than the same take again.
fn fresh(layer: &[usize], takes: &[usize], round: &mut Round) -> Vec<usize> {
    let last = round.last().copied();
    if layer.iter().all(|take| round.contains(take)) {
        round.retain(|take| !layer.contains(take));
    }
    let unheard = layer.iter().copied().filter(|take| !round.contains(take) && Some(*take) != last).collect();
    let others = takes.iter().copied().filter(|take| Some(*take) != last).collect();
    [unheard, others, takes.to_vec()].into_iter().find(|choice| !choice.is_empty()).unwrap_or_default()
}

/// Recordings that a cue could be.
fn takes_of(cue: &Cue, all: &[Recording]) -> Vec<usize> {
    match cue.when {
        When::At { .. } => {
            fitting(&cue.class, &cue.sound, all, |recording| recording.lasting == Lasting::Once)
        }
        When::Span { .. } if cue.env.is_empty() || follows_by_level(&cue.sound) => {
            lasting(&cue.class, &cue.sound, all)
        }
        When::Span { .. } => Vec::new(),
    }
}

fn lasting(class: &str, sound: &Sound, all: &[Recording]) -> Vec<usize> {
    fitting(class, sound, all, |recording| recording.lasting != Lasting::Once)
}

fn fitting(class: &str, sound: &Sound, all: &[Recording], like: impl Fn(&Recording) -> bool) -> Vec<usize> {
    let stands = |recording: &Recording| recording.class == class && !recording.spare;
    (0..all.len()).filter(|&i| stands(&all[i]) && like(&all[i]) && fits(&all[i], sound)).collect()
}

/// What follows the picture only in level: a recording does it too. Wind changes its colour with its speed, cloth its
/// grain.
fn follows_by_level(sound: &Sound) -> bool {
    matches!(
        sound,
        Sound::Rain(_)
            | Sound::Water(_)
            | Sound::Fire(_)
            | Sound::Ambience(_)
            | Sound::Crowd(_)
            | Sound::Steam(_)
            | Sound::Electric(_)
    )
}

/// Whether a recording of the class can stand for the sound.
fn fits(recording: &Recording, sound: &Sound) -> bool {
    match sound {
        Sound::Impact(impact) => {
            agrees(recording, impact.material) && size_ratio(&recording.class, impact).is_some()
        }
        Sound::Footstep(step) => recording.has(&word(step.ground)),
        Sound::Rain(rain) => {
            agrees(recording, rain.on) && recording.has_strength(strength_of(rain.mm_per_hour))
        }
        Sound::Water(water) => agrees::<WaterKind>(recording, water.kind),
        Sound::Cloth(cloth) => agrees::<ClothKind>(recording, cloth.kind),
        Sound::Thunder(thunder) => recording.has("far") == (thunder.away > NEAR_THUNDER),
        // A pass is as long and as fast as the picture shows.
        Sound::Whoosh(_) | Sound::Sample(_) => false,
        Sound::Wind(_) | Sound::Fire(_) | Sound::Ambience(_) => true,
        Sound::Animal(animal) => agrees(recording, animal.kind),
        Sound::Body(body) => agrees(recording, body.kind),
        Sound::Crowd(crowd) => agrees(recording, crowd.kind),
        Sound::Blast(blast) => agrees(recording, blast.kind),
        Sound::Signal(signal) => agrees(recording, signal.kind),
        Sound::Designed(designed) => agrees(recording, designed.kind),
        Sound::Electric(electric) => agrees(recording, electric.kind),
        Sound::Steam(steam) => agrees(recording, steam.kind),
        Sound::Shatter(shatter) => agrees(recording, shatter.of),
        Sound::Friction(friction) => agrees(recording, friction.kind),
        Sound::Rolling(rolling) => agrees(recording, rolling.of),
        Sound::Crumple(crumple) => agrees(recording, crumple.kind),
        Sound::Door(door) => agrees(recording, door.does) && agrees(recording, door.material),
        Sound::Click(click) => agrees(recording, click.kind),
        // What passes by is nearest when the picture says.
        Sound::Machine(machine) => machine.pass == 0.0 && agrees(recording, machine.kind),
    }
}

fn strength_of(mm_per_hour: f32) -> &'static str {
    match mm_per_hour {
        mm if mm < RAIN.0 => "light",
        mm if mm > RAIN.1 => "heavy",
        _ => "middling",
    }
}

impl Recording {
    /// True where it says nothing about strength, or this.
    fn has_strength(&self, strength: &str) -> bool {
        self.has(strength) || !["light", "middling", "heavy"].iter().any(|other| self.has(other))
    }
}

/// True where the recording has the tag, or none of its kind.
fn agrees<T: Serialize + DeserializeOwned>(recording: &Recording, wanted: T) -> bool {
    let is_kind = |tag: &String| serde_json::from_value::<T>(tag.as_str().into()).is_ok();
    recording.has(&word(wanted)) || !recording.tags.iter().any(is_kind)
}

/// An enum's value as sheets spell it.
fn word(value: impl Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default()
}

/// The takes nearest in force to a velocity; those that do not say are in every layer.
fn layer(takes: &[usize], all: &[Recording], velocity: f32) -> Vec<usize> {
    let away = |take: &usize| all[*take].force.map_or(0.0, |force| (force - velocity).abs());
    let nearest = takes.iter().map(away).fold(f32::MAX, f32::min);
    takes.iter().copied().filter(|take| away(take) <= nearest + LAYER).collect()
}

/// How much smaller the thing is than its class usually is; `None` where no recording stands for it.
fn size_ratio(class: &str, impact: &Impact) -> Option<f32> {
    let usual = match lexicon().class(class).and_then(|class| class.sound.as_ref()) {
        Some(Sound::Impact(usual)) => usual.size,
        _ => impact.size,
    };
    Some(usual / impact.size.max(1e-3)).filter(|ratio| (1.0 / SIZES..=SIZES).contains(ratio))
}

fn sample(recording: &Recording, class: &str, model: &Sound) -> Sound {
    let speed = match model {
        Sound::Impact(impact) => libm::powf(size_ratio(class, impact).unwrap_or(1.0), SIZE_TO_SPEED),
        _ => 1.0,
    };
    let filled = match recording.lasting {
        _ if recording.has("events") => Filled::Pieces,
        Lasting::Round(from, to) if to - from < SHORT_S => Filled::Grains,
        _ => Filled::Round,
    };
    Sound::Sample(Sample {
        recording: Some(recording.id.clone()),
        speed: libm::roundf(speed * 100.0) / 100.0,
        filled,
        instead: Some(Box::new(model.clone())),
    })
}
