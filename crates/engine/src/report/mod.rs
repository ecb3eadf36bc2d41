//! The numbers that describe a sound, and the picture that shows it.

mod listen;
mod onsets;
mod sheet;
mod spectrum;

pub use listen::{Band, Listening, listen};
pub use onsets::onsets;
pub use sheet::{Canvas, Ink, Lane, contact_sheet, sheet, spectrogram, waveform};
pub use spectrum::Spectra;

use crate::cues::{Music, When};
use crate::mix::{Loudness, Master};
use crate::render::Heard;
use crate::{CueSheet, Scene, Source};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What was heard, what was made of it, and how it sounds: numbers only, no samples.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// The engine that made the sound.
    pub engine: String,
    /// Says that no microphone was involved.
    pub synthetic: bool,
    /// Length of the soundtrack, seconds.
    pub duration: f64,
    /// The file it was made for; `None` where there were only words.
    pub source: Option<Source>,
    /// Whether the mp4's picture had to be encoded anew.
    pub picture_reencoded: bool,
    /// How many cues and beds of each class sound.
    pub classes: BTreeMap<String, usize>,
    /// What the picture showed, in figures.
    pub seen: Seen,
    /// The score in brief; `None` where there is no music.
    pub music: Option<Score>,
    /// How loud the master is, and why not louder.
    pub loudness: Loudness,
    /// The master.
    pub master: Listening,
    /// Each stem, with the master's gain curve.
    pub stems: BTreeMap<String, Listening>,
    /// Gain that lossy files were given to keep their decoded peaks down, decibels, by file.
    pub lossy_gain_db: BTreeMap<String, f32>,
    /// Words of the prompts that nothing was done with.
    pub not_understood: Vec<String>,
    /// What a listener should not expect of this soundtrack.
    pub weak: Vec<String>,
    /// Recordings that are heard, with author, licence and source; none without packs.
    pub credits: Vec<String>,
}

/// What analysis saw, counted.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Seen {
    /// Shots.
    pub shots: usize,
    /// Contacts.
    pub impacts: usize,
    /// Stretches of regular motion.
    pub periodic: usize,
    /// Flashes.
    pub flashes: usize,
    /// Fast passes.
    pub sweeps: usize,
    /// Strongest scene scores over the clip.
    pub scene: BTreeMap<String, f32>,
    /// Things that were named, each with the surest of its kind; none with nets switched off.
    pub things: BTreeMap<String, f32>,
    /// Mean probability of each kind of place over the clip; none with nets switched off.
    pub places: BTreeMap<String, f32>,
}

/// The score in brief.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Score {
    /// Style, as the cue sheet spells it.
    pub style: String,
    /// Beats a minute.
    pub bpm: f64,
    /// Key and mode.
    pub key: String,
    /// Chords by bar.
    pub chords: Vec<String>,
    /// Cuts that lie within 40 ms of a beat, and all cuts.
    pub cuts_on_beat: [usize; 2],
}

impl Report {
    /// Measures a master.
    pub fn of(sheet: &CueSheet, master: &Master, source: Option<&Source>) -> Report {
        let stems = [
            ("foley", &master.stems.foley),
            ("ambience", &master.stems.ambience),
            ("music", &master.stems.music),
            ("source", &master.stems.source),
        ];
        // The clip's own sound is a stem only where it is kept.
        let stems = stems.into_iter().filter(|(_, stem)| !stem.is_empty());
        Report {
            engine: sheet.engine.clone(),
            synthetic: true,
            duration: sheet.duration,
            source: source.cloned(),
            picture_reencoded: source.is_some_and(|source| !source.copyable),
            classes: classes_of(sheet),
            seen: Seen::of(sheet),
            music: sheet.music.as_ref().filter(|m| m.on).map(|m| Score::of(m, sheet)),
            loudness: master.loudness.clone(),
            master: listen(&master.mix),
            stems: stems.map(|(name, stem)| (name.to_owned(), listen(stem))).collect(),
            lossy_gain_db: BTreeMap::new(),
            not_understood: sheet.source.not_understood.clone(),
            weak: weaknesses_of(sheet, source.is_some()),
            credits: Vec::new(),
        }
    }

    /// The same with what is said of recordings.
    pub fn with_recordings(mut self, heard: Heard) -> Report {
        self.credits = heard.credits;
        if !heard.missing.is_empty() {
            self.weak.push(format!("not in any pack, made by models instead: {}", heard.missing.join(", ")));
        }
        self
    }

    /// The same with one thing more that a listener should not expect.
    pub fn with_weakness(mut self, weak: Option<String>) -> Report {
        self.weak.extend(weak);
        self
    }

    /// The report as JSON, indented.
    pub fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).expect("a report has only string keys")
    }
}

fn classes_of(sheet: &CueSheet) -> BTreeMap<String, usize> {
    let cues = sheet.cues.iter().filter(|c| !c.mute).map(|c| &c.class);
    let beds = sheet.beds.iter().filter(|b| !b.mute).map(|b| &b.class);
    let mut classes = BTreeMap::new();
    for class in cues.chain(beds) {
        *classes.entry(class.clone()).or_insert(0) += 1;
    }
    classes
}

fn weaknesses_of(sheet: &CueSheet, seen: bool) -> Vec<String> {
    let mut weak = Vec::new();
    let prompted = !sheet.source.sound_effect_prompt.is_empty();
    if !seen && !hears_the_prompt(sheet) && sheet.beds.iter().any(|bed| !bed.mute) {
        weak.push("nothing that the prompt names could be made: what is heard is a quiet room".into());
    }
    if seen && !prompted {
        weak.push("no sound-effect prompt: what sounds is guessed from the picture".into());
    }
    if seen && sheet.analysis.shots.iter().all(|shot| shot.places.is_empty()) {
        weak.push("nets switched off: things and places are guessed from motion and colour".into());
    }
    let unsure = sheet.cues.iter().filter(|c| !c.mute && c.conf < 0.5).count();
    if unsure > 0 {
        weak.push(format!("{unsure} of {} cues are unsure and kept quiet", sheet.cues.len()));
    }
    if !sheet.source.not_understood.is_empty() {
        weak.push(format!("not understood: {}", sheet.source.not_understood.join(", ")));
    }
    weak
}

/// Whether anything that sounds was asked for.
fn hears_the_prompt(sheet: &CueSheet) -> bool {
    let asked = |from: &[String]| from.first().is_some_and(|why| why.starts_with("prompt"));
    sheet.cues.iter().any(|cue| !cue.mute && asked(&cue.from))
        || sheet.beds.iter().any(|bed| !bed.mute && asked(&bed.from))
        || sheet.music.as_ref().is_some_and(|music| music.on)
}

impl Seen {
    fn of(sheet: &CueSheet) -> Seen {
        let scene = &sheet.analysis;
        let mut strongest = BTreeMap::new();
        for (name, score) in scene.shots.iter().flat_map(|shot| &shot.scene) {
            let best: &mut f32 = strongest.entry(name.clone()).or_insert(0.0);
            *best = best.max(*score);
        }
        Seen {
            shots: scene.shots.len(),
            impacts: scene.impacts.len(),
            periodic: scene.periodic.len(),
            flashes: scene.flashes.len(),
            sweeps: scene.sweeps.len(),
            scene: strongest,
            things: things_of(scene),
            places: places_of(scene),
        }
    }
}

fn things_of(scene: &Scene) -> BTreeMap<String, f32> {
    let mut surest = BTreeMap::new();
    for object in &scene.objects {
        let best: &mut f32 = surest.entry(object.label.clone()).or_insert(0.0);
        *best = best.max(object.conf);
    }
    surest
}

fn places_of(scene: &Scene) -> BTreeMap<String, f32> {
    let mut shares = BTreeMap::new();
    for shot in &scene.shots {
        let share = ((shot.t1 - shot.t0) / scene.duration.max(1e-3)) as f32;
        for (name, p) in &shot.places {
            *shares.entry(name.clone()).or_insert(0.0) += p * share;
        }
    }
    shares.retain(|_, p| *p >= 0.02);
    shares.values_mut().for_each(|p| *p = libm::roundf(*p * 1000.0) / 1000.0);
    shares
}

impl Score {
    fn of(music: &Music, sheet: &CueSheet) -> Score {
        let cuts: Vec<f64> = sheet.analysis.shots.iter().skip(1).map(|shot| shot.t0).collect();
        let beats = crate::music::beats(music, sheet.duration);
        let near = |cut: &&f64| beats.iter().any(|beat| (beat - **cut).abs() <= 0.04);
        Score {
            style: serde_json::to_value(music.style)
                .ok()
                .and_then(|v| v.as_str().map(str::to_owned))
                .unwrap_or_default(),
            bpm: music.bpm,
            key: format!("{} {}", music.key, music.mode),
            chords: music.chords.clone(),
            cuts_on_beat: [cuts.iter().filter(near).count(), cuts.len()],
        }
    }
}

/// What was heard, a line for each thing, for a person to read.
pub fn lines(sheet: &CueSheet) -> Vec<String> {
    let mut lines: Vec<(f64, String)> = sheet
        .cues
        .iter()
        .filter(|cue| !cue.mute)
        .map(|cue| {
            let when = match cue.when {
                When::At { t } => format!("{t:6.3} s       "),
                When::Span { t0, t1 } => format!("{t0:6.3}–{t1:.3} s"),
            };
            (
                cue.when.begin(),
                format!("{when}  {:<24} conf {:.2}  {}", cue.class, cue.conf, cue.from.join(", ")),
            )
        })
        .chain(sheet.beds.iter().filter(|bed| !bed.mute).map(|bed| {
            let when = format!("{:6.3}–{:.3} s", bed.t0, bed.t1);
            (bed.t0, format!("{when}  {:<24} conf {:.2}  {}", bed.class, bed.conf, bed.from.join(", ")))
        }))
        .collect();
    lines.sort_by(|a, b| a.0.total_cmp(&b.0));
    lines.into_iter().map(|(_, line)| line).collect()
}
