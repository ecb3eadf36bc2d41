//! The engine's front page: a clip and a brief become a soundtrack.

use crate::mix::Master;
use crate::report::Report;
use crate::{Brief, CueSheet, Kit, Result, Scene, Stage, Watch, analyse, mix, render, spot};
use media::Clip;
use std::path::Path;

/// A finished soundtrack with everything that led to it.
#[derive(Debug, Clone)]
pub struct Score {
    /// The decoded picture.
    pub clip: Clip,
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
    Ok(media::open(source, &kit.tools, &kit.limits, watch)?)
}

/// The second half of [`score_clip`]: the soundtrack of a clip that [`open_clip`] gave.
///
/// # Errors
/// As [`score_clip`].
pub fn score_opened(clip: Clip, brief: &Brief, kit: &Kit, watch: &dyn Watch) -> Result<Score> {
    let scene = analyse::scene(&clip, kit, watch)?;
    watch.reached(Stage::Spot, 0.0);
    let mut cues = match &brief.cues {
        Some(edited) => edited.clone().fitted_to(clip.duration_s, scene.fps)?,
        None => spot::cue_sheet(&scene, brief, &clip.source),
    };
    let stems = render::stems(&cues, kit, watch)?;
    watch.reached(Stage::Master, 0.0);
    let master = mix::master(&stems, &cues);
    cues.mode.levels = Some(master.loudness.levels());
    let report = Report::of(&cues, &master, &clip.source);
    Ok(Score { clip, scene, cues, master, report })
}

/// What happens in the clip in `source`, with tracks and envelopes.
///
/// # Errors
/// As [`score_clip`].
pub fn look(source: &Path, kit: &Kit, watch: &dyn Watch) -> Result<Scene> {
    analyse::scene(&open_clip(source, kit, watch)?, kit, watch)
}
