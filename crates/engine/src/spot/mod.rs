//! Scene and brief to cue sheet.

use crate::{Brief, CueSheet, Scene, Source};

/// Writes the cue sheet of a clip.
pub fn cue_sheet(scene: &Scene, brief: &Brief, source: &Source) -> CueSheet {
    let seed = brief.seed_for(&source.sha256);
    CueSheet {
        version: crate::cues::VERSION,
        engine: String::new(),
        seed: seed.0,
        duration: scene.duration,
        fps: scene.fps,
        mode: Default::default(),
        source: Default::default(),
        analysis: scene.clone(),
        beds: vec![],
        cues: vec![],
        music: None,
        room: Default::default(),
        more: Default::default(),
    }
}
