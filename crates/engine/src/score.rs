//! The engine's front page: a clip and a brief become a soundtrack, and words alone a sound.

use crate::cues::OwnSound;
use crate::dsp::Stereo;
use crate::mix::Master;
use crate::report::Report;
use crate::{Brief, CueSheet, Error, Kit, Result, Scene, Stage, Watch, analyse, mix, render, spot};
use media::Clip;
use std::ops::RangeInclusive;
use std::path::Path;

/// How long a sound may last that is made from words alone, seconds.
pub const WORDS_S: RangeInclusive<f64> = 3.0..=10.0;

/// A sheet for words has no frames; its length may be off by what its writer rounded, as if it had this many a second.
const SHEET_HZ: f64 = 1_000.0;

/// A finished soundtrack with everything that led to it.
#[derive(Debug, Clone)]
pub struct Score {
    /// The decoded picture; `None` for a sound made from words alone.
    pub clip: Option<Clip>,
    /// What happens in it.
    pub scene: Scene,
    /// What sounds when.
    pub cues: CueSheet,
    /// The sound.
    pub master: Master,
    /// The numbers that describe it.
    pub report: Report,
}

/// Makes the soundtrack of the clip in `source`.
///
/// # Errors
/// [`crate::Error::Refused`] for a clip or a sheet that we do not accept, [`crate::Error::Stopped`] when the watch says
/// so, [`crate::Error::Broken`] when FFmpeg or the disk fail.
pub fn score_clip(source: &Path, brief: &Brief, kit: &Kit, watch: &dyn Watch) -> Result<Score> {
    score_opened(open_clip(source, kit, watch)?, brief, kit, watch)
}

/// The first half of [`score_clip`]: the clip in `source`, probed and decoded.
///
/// # Errors
/// As [`score_clip`].
pub fn open_clip(source: &Path, kit: &Kit, watch: &dyn Watch) -> Result<Clip> {
    let ffmpeg = media::Ffmpeg { tools: &kit.tools, limits: &kit.limits, watch };
    Ok(media::open_with(source, kit.stills, &ffmpeg)?)
}

/// The second half of [`score_clip`]: the soundtrack of a clip that [`open_clip`] gave.
///
/// # Errors
/// As [`score_clip`].
pub fn score_opened(mut clip: Clip, brief: &Brief, kit: &Kit, watch: &dyn Watch) -> Result<Score> {
    let scene = match brief.cues.as_ref().and_then(|edited| edited.remembered(&clip.source)) {
        Some(scene) => scene,
        None => analyse::scene(&clip, kit, watch)?,
    };
    // Only analysis looks at them, and they are large.
    clip.stills = Vec::new();
    watch.reached(Stage::Spot, 0.0);
    let cues = match &brief.cues {
        Some(edited) => with_scene(edited.fitted_to(clip.duration_s, scene.fps)?, &scene),
        None => {
            let sheet = spot::cue_sheet(&scene, brief, Some(&clip.source), kit.interpreter.as_deref());
            kept(cast(sheet, kit), brief)
        }
    };
    performed(Some(clip), scene, cues, kit, watch)
}

/// Makes a sound of `duration_s` seconds ([`WORDS_S`]) from the words of a brief alone: the same way without a picture.
///
/// # Errors
/// As [`score_clip`]; [`Error::Refused`] also for another length.
pub fn score_words(duration_s: f64, brief: &Brief, kit: &Kit, watch: &dyn Watch) -> Result<Score> {
    if !WORDS_S.contains(&duration_s) {
        let (least, most) = (WORDS_S.start(), WORDS_S.end());
        return Err(Error::Refused(format!(
            "a sound of {duration_s} s was asked for; {least:.1} to {most:.1} s are accepted"
        )));
    }
    let scene = Scene::unseen(duration_s);
    watch.reached(Stage::Spot, 0.0);
    let cues = match &brief.cues {
        Some(edited) => edited.fitted_to(duration_s, SHEET_HZ)?,
        None => {
            let sheet = spot::cue_sheet(&scene, brief, None, kit.interpreter.as_deref());
            kept(cast(sheet, kit), brief)
        }
    };
    performed(None, scene, cues, kit, watch)
}

/// A new sheet with the kit's recordings where they are better than models.
fn cast(mut sheet: CueSheet, kit: &Kit) -> CueSheet {
    if let Some(library) = &kit.library {
        spot::cast(&mut sheet, library.as_ref());
    }
    sheet
}

/// A sheet that came without what was seen in its clip, with it.
fn with_scene(sheet: CueSheet, scene: &Scene) -> CueSheet {
    match sheet.analysis.shots.is_empty() {
        true => CueSheet { analysis: scene.clone().without_curves(), ..sheet },
        false => sheet,
    }
}

/// A new sheet with what is locked in the brief's older one.
fn kept(sheet: CueSheet, brief: &Brief) -> CueSheet {
    match &brief.keep {
        Some(older) => spot::keep(sheet, older),
        None => sheet,
    }
}

/// From the sheet to the sound.
fn performed(
    clip: Option<Clip>,
    scene: Scene,
    mut cues: CueSheet,
    kit: &Kit,
    watch: &dyn Watch,
) -> Result<Score> {
    let mut stems = render::stems(&cues, kit, watch)?;
    let own = own_sound(clip.as_ref(), &cues, kit, watch)?;
    watch.reached(Stage::Master, 0.0);
    stems.source = own.sound;
    let master = mix::master(&stems, &cues);
    cues.mode.levels = Some(master.loudness.levels());
    let heard = render::heard(&cues, kit.library.as_deref());
    let source = clip.as_ref().map(|clip| &clip.source);
    let report = Report::of(&cues, &master, source).with_recordings(heard).with_weakness(own.lacking);
    Ok(Score { clip, scene, cues, master, report })
}

/// The clip's own sound, empty where it is not kept, and why there is none where it should be.
#[derive(Default)]
struct Own {
    sound: Stereo,
    lacking: Option<String>,
}

/// A soundtrack that cannot be decoded is no reason to give none at all.
fn own_sound(clip: Option<&Clip>, cues: &CueSheet, kit: &Kit, watch: &dyn Watch) -> Result<Own> {
    let Some(clip) = clip.filter(|_| cues.source.sound != OwnSound::Replace) else {
        return Ok(Own::default());
    };
    let lacking = |said: String| Ok(Own { sound: Stereo::default(), lacking: Some(said) });
    let ffmpeg = media::Ffmpeg { tools: &kit.tools, limits: &kit.limits, watch };
    match media::own_sound(&ffmpeg, clip) {
        Ok(Some([left, right])) => Ok(Own { sound: Stereo { left, right }, lacking: None }),
        Ok(None) => lacking("the video has no sound of its own that could be kept".to_owned()),
        Err(media::Error::Refused(said)) => lacking(said),
        Err(other) => Err(other.into()),
    }
}

/// What happens in the clip in `source`, with tracks and envelopes.
///
/// # Errors
/// As [`score_clip`].
pub fn look(source: &Path, kit: &Kit, watch: &dyn Watch) -> Result<Scene> {
    analyse::scene(&open_clip(source, kit, watch)?, kit, watch)
}
