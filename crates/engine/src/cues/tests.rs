//! Sheets as people write them: the documented form, unknown fields, what is refused.

use super::*;
use crate::Error;

const DOCUMENTED: &str = r#"{
  "version": 1, "engine": "procedural/1.0", "seed": 90417, "duration": 8.04, "fps": 24.0, "sample_rate": 48000,
  "mode": {"asmr": false, "target_lufs": -16, "true_peak_dbtp": -1.5, "output": "stereo"},
  "source": {"video_sha256": "00ff", "sound_effect_prompt": "rain", "bgm_prompt": "", "not_understood": []},
  "beds": [{"id": "b1", "class": "AMBIENCE-FOREST", "model": "ambience", "params": {"place": "forest", "wind": 0.3, "life": 0.4},
            "t0": 0, "t1": 8.04, "gain_db": -3, "fade_in": 0.4, "fade_out": 0.5, "spread": 1.0}],
  "cues": [{"id": "c7", "t": 1.482, "class": "FOOTSTEPS-HUMAN", "model": "footstep",
            "params": {"ground": "leaves", "shoe": "sneaker"}, "velocity": 0.62, "gain_db": -4,
            "pos": {"az": -8, "el": -5, "dist": 3.0}, "conf": 0.8, "from": ["gait 0", "prompt"], "lock": false, "mute": false},
           {"id": "c9", "t0": 2.9, "t1": 3.5, "class": "SWOOSHES-WHOOSH", "model": "whoosh",
            "env": {"t": [2.9, 3.21, 3.5], "v": [0, 1, 0.1]}, "params": {"d": 0.03},
            "pos": {"az": [[2.9, -40], [3.5, 35]], "dist": 2}}],
  "room": {"preset": "forest", "wet_db": -3}, "my_editor": {"zoom": 2}
}"#;

fn documented() -> CueSheet {
    CueSheet::from_json(DOCUMENTED.as_bytes()).unwrap()
}

fn refusal(sheet: &str) -> String {
    match CueSheet::from_json(sheet.as_bytes()) {
        Err(Error::Refused(sentence)) => sentence,
        other => panic!("accepted: {other:?}"),
    }
}

#[test]
fn the_documented_sheet_is_read() {
    let sheet = documented();
    assert_eq!(sheet.cues[0].when, When::At { t: 1.482 });
    assert_eq!(sheet.cues[1].pos.az, Azimuth::Path(vec![(2.9, -40.0), (3.5, 35.0)]));
    assert!(matches!(&sheet.cues[0].sound, Sound::Footstep(step) if step.ground == Ground::Leaves));
    assert!(matches!(&sheet.beds[0].sound, Sound::Ambience(bed) if bed.place == Place::Forest));
    assert!(sheet.music.is_none());
}

#[test]
fn fields_of_other_programs_survive_a_round_trip() {
    let again = CueSheet::from_json(documented().to_json().as_bytes()).unwrap();
    assert_eq!(again, documented());
    assert_eq!(again.more["my_editor"]["zoom"], 2);
    assert_eq!(again.more["sample_rate"], 48000);
}

#[test]
fn what_cannot_be_rendered_is_refused_by_name() {
    let refused = |from: &str, to: &str| {
        assert!(DOCUMENTED.contains(from), "{from}");
        refusal(&DOCUMENTED.replacen(from, to, 1))
    };
    assert!(refused("\"version\": 1,", "\"version\": 9,").contains("version 9"));
    assert!(refused("\"t\": 1.482", "\"t\": 99").contains("c7: t is 99"));
    assert!(refused("\"velocity\": 0.62", "\"velocity\": 7").contains("c7: velocity"));
    assert!(refused("[0, 1, 0.1]", "[0, 1]").contains("c9: env"));
    assert!(refused("\"id\": \"c9\"", "\"id\": \"c7\"").contains("stands twice"));
    assert!(refused("\"spread\": 1.0", "\"spread\": 3.0").contains("b1: spread"));
}

#[test]
fn a_sheet_fits_a_clip_that_is_a_frame_longer_and_no_more() {
    let fitted = documented().fitted_to(8.08, 24.0).unwrap();
    assert_eq!(fitted.duration, 8.08);
    assert_eq!(fitted.beds[0].t1, 8.08);
    let error = documented().fitted_to(8.2, 24.0).unwrap_err();
    assert!(matches!(error, Error::Refused(sentence) if sentence.contains("8.040 s and the clip 8.200 s")));
}
