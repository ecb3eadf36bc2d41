//! `wildtrack render --cues`: an edited sheet sounds edited, and a sheet that cannot be meant is refused.

use crate::fixtures::{Rendered, clip, plain};
use crate::sound::{Wav, level_db};
use crate::{folder, program};
use serde_json::{Value, json};
use std::path::PathBuf;

/// Room around an edit in which the sound may differ, seconds.
const AROUND_S: f64 = 0.1;
/// How long the room, its pieces and the layers that stepped back remember an edit at most, seconds.
const AFTER_S: f64 = 1.6;

/// Writes a sheet that differs from the plain render's by `change`.
fn edited(name: &str, change: impl FnOnce(&mut Value)) -> PathBuf {
    let mut sheet = plain().json("cues.json");
    change(&mut sheet);
    let path = folder::fresh(name).join("edited.json");
    std::fs::write(&path, serde_json::to_vec(&sheet).unwrap()).unwrap();
    path
}

#[test]
fn a_muted_cue_is_gone_a_nudged_one_has_moved_and_the_rest_stays() {
    let (mut muted_s, mut old_s) = (0.0, 0.0);
    let changed = edited("nudge-sheet", |sheet| {
        let cues = sheet["cues"].as_array_mut().unwrap();
        let after = |t: f64| move |cue: &&mut Value| cue["t"].as_f64().is_some_and(|at| at > t);
        let muted = cues.iter_mut().find(after(5.0)).unwrap();
        muted_s = muted["t"].as_f64().unwrap();
        muted["mute"] = json!(true);
        let nudged = cues.iter_mut().find(after(6.0)).unwrap();
        old_s = nudged["t"].as_f64().unwrap();
        nudged["t"] = json!(old_s - 0.2);
    });
    let new_s = old_s - 0.2;
    assert!(muted_s + 2.0 * AROUND_S < new_s, "the edits are too near each other to be told apart");
    let changed = Rendered::new("nudge", &["--cues", changed.to_str().unwrap()]);
    let [before, now] = [plain(), &changed].map(|render| Wav::read(&render.file("stems/foley.wav")));

    for (from, to) in [(0.0, muted_s - AROUND_S), (old_s + AFTER_S, 8.0)] {
        assert!(before.between(from, to) == now.between(from, to), "{from} to {to} s has changed");
    }
    let level = |wav: &Wav, at| level_db(wav.between(at, at + AROUND_S));
    let fell = |at| level(&before, at) - level(&now, at);
    assert!(fell(muted_s) > 12.0, "the muted cue fell by {:.1} dB", fell(muted_s));
    assert!(fell(new_s) < -6.0, "nothing is heard where the cue was put: {:.1} dB", fell(new_s));
    let moved = (level(&before, old_s), level(&now, new_s));
    assert!((moved.0 - moved.1).abs() < 3.0, "the nudged cue sounds otherwise: {moved:.1?}");
}

#[test]
fn an_unedited_sheet_renders_to_the_same_sound() {
    let sheet = plain().file("cues.json");
    let render = Rendered::new("unedited", &["--cues", sheet.to_str().unwrap()]);
    for name in ["audio.wav", "stems/foley.wav", "stems/ambience.wav", "stems/music.wav"] {
        assert!(render.bytes(name) == plain().bytes(name), "{name}");
    }
}

#[test]
fn a_sheet_that_cannot_be_meant_is_refused_and_nothing_is_written() {
    let longer = edited("longer-sheet", |sheet| sheet["duration"] = json!(9.5));
    let twice = edited("twice-sheet", |sheet| {
        let cues = sheet["cues"].as_array_mut().unwrap();
        cues.push(cues[0].clone());
    });
    let broken = folder::fresh("broken-sheet").join("edited.json");
    std::fs::write(&broken, b"{\"version\": 1, \"cues\": [").unwrap();
    let first = plain().json("cues.json")["cues"][0]["id"].as_str().unwrap().to_owned();
    let table: [(&str, PathBuf, &[&str]); 3] = [
        ("longer", longer, &["cue sheet lasts 9.5", "the clip 8.0"]),
        ("twice", twice, &["twice", &first]),
        ("broken", broken, &["the cue sheet cannot be read"]),
    ];
    for (name, sheet, words) in table {
        let out = folder::absent(&format!("{name}-refused"));
        program::render(&clip("bounce"), &out, &["--cues", sheet.to_str().unwrap()]).is_refused_with(words);
        assert!(!out.exists(), "{name}: something was written");
    }
}

#[test]
fn a_score_is_edited_without_its_video_in_tempo_and_by_layer() {
    let sheet = plain().json("cues.json");
    let music = &sheet["music"];
    assert!(music["on"].as_bool().unwrap(), "there is no music to edit");
    let bpm = music["bpm"].as_f64().unwrap() + 7.0;
    let faster = edited("faster-sheet", |sheet| sheet["music"]["bpm"] = json!(bpm));
    let faster = Rendered::new("faster", &["--cues", faster.to_str().unwrap()]);
    let now = faster.json("cues.json");
    assert_ne!(now["music"]["tempo_map"], music["tempo_map"]);
    assert_eq!(now["music"]["written_for"]["bpm"], json!(bpm));
    assert!(faster.bytes("stems/music.mid") != plain().bytes("stems/music.mid"));
    let layer = music["tracks"][0].as_str().unwrap().to_owned();
    let muted =
        edited("muted-layer-sheet", |sheet| sheet["music"]["faders"] = json!({ layer: { "mute": true } }));
    let muted = Rendered::new("muted-layer", &["--cues", muted.to_str().unwrap()]);
    assert!(muted.bytes("stems/music.wav") != plain().bytes("stems/music.wav"));
    assert!(muted.bytes("stems/music.mid").len() < plain().bytes("stems/music.mid").len());
}
