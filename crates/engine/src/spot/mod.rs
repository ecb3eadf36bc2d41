//! Scene and brief to cue sheet: what is heard, when, where and how, and why.
//!
//! `prompt` understands the words with the `lexicon` (`slips` of the finger mended) and, behind it, an `interpreter`, `wish` those about music, `semantics` weighs what could sound, `director` decides; `casting` takes
//! recordings for it where there are good ones.

mod called;
mod casting;
mod director;
mod interpreter;
mod kin;
mod lexicon;
mod likeness;
mod locks;
mod prompt;
mod semantics;
mod slips;
mod sound;
mod text;
mod vocabulary;
mod wish;

pub use called::{Called, called, of_class};
pub use casting::cast;
pub use interpreter::{Guess, Interpreter};
pub use lexicon::{Class, Kind};
pub use likeness::Likeness;
pub use locks::keep;

use crate::cues::{BedLevel, Mode, Origin};
use crate::{Brief, CueSheet, Scene, Source};

/// Everything that has a name of its own, in the order of its data file.
pub fn classes() -> &'static [Class] {
    &lexicon::lexicon().classes
}

/// Writes the cue sheet of a clip, whose file is `source`, or, without one, of words alone. Words that the lexicon does not
/// know are asked of the interpreter, if there is one.
pub fn cue_sheet(
    scene: &Scene,
    brief: &Brief,
    source: Option<&Source>,
    interpreter: Option<&dyn Interpreter>,
) -> CueSheet {
    let (wishes, seed) = match source {
        Some(source) => (director::Wishes::of(brief, interpreter), brief.seed_for(&source.sha256)),
        None => (director::Wishes::of_words(brief, interpreter), brief.seed_for_words(scene.duration)),
    };
    let directed = director::direct(scene, &wishes);
    let wish = wishes.music.as_ref();
    CueSheet {
        version: crate::cues::VERSION,
        engine: concat!("procedural/", env!("CARGO_PKG_VERSION")).into(),
        seed: seed.0,
        duration: scene.duration,
        fps: scene.fps,
        mode: mode(brief.asmr, scene),
        source: Origin {
            sound: brief.own_sound,
            video_sha256: source.map(|source| source.sha256.clone()).unwrap_or_default(),
            sound_effect_prompt: brief.sfx.clone(),
            bgm_prompt: brief.bgm.clone(),
            not_understood: wishes.not_understood(),
            read_as: wishes.sounds.read_as.clone(),
        },
        analysis: scene.clone().without_curves(),
        beds: directed.beds,
        cues: directed.cues,
        music: wish.map(|wish| crate::music::plan(scene, wish, brief.asmr, seed.of_part("music"))),
        room: directed.room,
        more: serde_json::Map::new(),
    }
}

/// How much a class matters when it gets crowded, 1..=9; 5 for what has no name.
pub fn priority_of(class: &str) -> u8 {
    lexicon::lexicon().class(class).map_or(5, |class| class.priority)
}

/// The class that a few words name first, by the lexicon or else by the interpreter.
pub fn class_called(words: &str, interpreter: Option<&dyn Interpreter>) -> Option<&'static str> {
    let asked = prompt::understood_by(words, interpreter).asked;
    asked.first().map(|asked| lexicon::lexicon().classes[asked.class].id.as_str())
}

fn mode(asmr: bool, scene: &Scene) -> Mode {
    let beds = if scene.is_unseen() { BedLevel::Front } else { BedLevel::Under };
    match asmr {
        true => Mode { asmr, target_lufs: -20.0, true_peak_dbtp: -3.0, beds, levels: None },
        false => Mode { beds, ..Mode::default() },
    }
}
