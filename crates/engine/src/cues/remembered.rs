//! What a sheet still knows of the picture that it was written for, so that an edited one need not be watched again.

use super::CueSheet;
use crate::{Scene, Source};

/// Most entries in a list of a scene that somebody may have edited.
const MOST: usize = 4_000;

impl CueSheet {
    /// The scene of the sheet's clip, without tracks and envelopes; `None` where the sheet is of another clip, or the
    /// scene is not one that can be drawn.
    pub fn remembered(&self, source: &Source) -> Option<Scene> {
        let scene = &self.analysis;
        let same = !source.sha256.is_empty() && self.source.video_sha256 == source.sha256;
        let whole = !scene.shots.is_empty() && (scene.duration - self.duration).abs() < 0.1;
        (same && whole && self.is_drawable()).then(|| scene.clone().without_curves())
    }

    fn is_drawable(&self) -> bool {
        let scene = &self.analysis;
        let within = |t: f64| (-1.0..=self.duration + 1.0).contains(&t);
        let few = [
            scene.shots.len(),
            scene.impacts.len(),
            scene.flashes.len(),
            scene.sweeps.len(),
            scene.periodic.iter().map(|stretch| stretch.beats.len() + 1).sum(),
        ];
        few.iter().all(|&count| count <= MOST)
            && (1.0..=1_000.0).contains(&scene.fps)
            && scene.shots.iter().all(|shot| within(shot.t0) && within(shot.t1))
            && scene.impacts.iter().all(|i| within(i.t) && (0.0..=1.0).contains(&i.s))
            && scene.flashes.iter().all(|flash| within(flash.t) && within(flash.t + flash.duration))
            && scene.sweeps.iter().all(|sweep| sweep.t.iter().all(|&t| within(t)))
            && scene.periodic.iter().all(|stretch| stretch.beats.iter().all(|&t| within(t)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scene::{Impact, Shot};

    fn source(sha256: &str) -> Source {
        let json = serde_json::json!({"sha256": sha256, "bytes": 1, "width": 16, "height": 9, "codec": "h264",
            "copyable": true, "start_s": 0.0, "has_audio": false});
        serde_json::from_value(json).unwrap()
    }

    fn sheet(t: f64) -> CueSheet {
        let mut sheet = CueSheet::from_json(br#"{"version":1,"duration":6.0}"#).unwrap();
        sheet.source.video_sha256 = "aa".into();
        let shots = vec![Shot { t1: 6.0, ..Shot::default() }];
        let impacts = vec![Impact { t, s: 0.5, ..Impact::default() }];
        sheet.analysis = Scene { duration: 6.0, fps: 25.0, shots, impacts, ..Scene::default() };
        sheet
    }

    #[test]
    fn a_sheet_remembers_its_own_clip_and_no_other() {
        assert_eq!(sheet(1.0).remembered(&source("aa")), Some(sheet(1.0).analysis));
        assert_eq!(sheet(1.0).remembered(&source("bb")), None);
    }

    #[test]
    fn a_scene_that_no_page_holds_is_watched_anew() {
        assert_eq!(sheet(1e9).remembered(&source("aa")), None);
    }
}
