//! What prompts and the ASMR mode do to a render.

use crate::fixtures::{Rendered, plain};
use crate::sound::Wav;
use serde_json::Value;

fn classes(render: &Rendered) -> Vec<String> {
    render.json("report.json")["classes"].as_object().unwrap().keys().cloned().collect()
}

/// Level of an octave of the ambience.
fn ambience_db(render: &Rendered, hz: f64) -> f64 {
    Wav::read(&render.file("stems/ambience.wav")).band_db(hz)
}

fn is_silent(render: &Rendered, stem: &str) -> bool {
    Wav::read(&render.file(&format!("stems/{stem}.wav"))).samples.iter().all(|&x| x == 0)
}

#[test]
fn rain_on_metal_and_then_thunder_are_heard_and_music_is_not() {
    let rain = Rendered::new("rain", &["--sfx", "heavy rain on a metal roof, then thunder"]);
    let report = rain.json("report.json");
    let heard = classes(&rain);
    for class in ["RAIN-METAL", "WEATHER-THUNDER"] {
        assert!(heard.iter().any(|name| name == class), "{class} is not in {heard:?}");
        assert!(!classes(plain()).iter().any(|name| name == class), "{class} is there unasked");
    }
    assert_eq!(report["music"], Value::Null);
    assert_eq!(report["not_understood"], serde_json::json!([]));
    assert!(is_silent(&rain, "music") && !is_silent(plain(), "music"));
    let more_db = ambience_db(&rain, 2_000.0) - ambience_db(plain(), 2_000.0);
    assert!(more_db > 20.0, "at 2 kHz the ambience rose by {more_db:.1} dB");
    let sheet = rain.json("cues.json");
    let thunder = sheet["cues"].as_array().unwrap().iter().find(|cue| cue["class"] == "WEATHER-THUNDER");
    let thunder_s = thunder.and_then(|cue| cue["t"].as_f64().or(cue["t0"].as_f64())).unwrap();
    assert!(thunder_s > 1.0, "the thunder does not come after the rain but at {thunder_s} s");
}

#[test]
fn a_chinese_prompt_brings_rain_and_forbids_music() {
    let rain = Rendered::new("rain-chinese", &["--sfx", "下雨声，不要音乐"]);
    let heard = classes(&rain);
    assert!(heard.iter().any(|name| name.starts_with("RAIN-")), "{heard:?}");
    assert_eq!(rain.json("cues.json")["music"], Value::Null);
    assert_eq!(rain.json("report.json")["not_understood"], serde_json::json!([]));
    assert!(is_silent(&rain, "music"));
    let more_db = ambience_db(&rain, 4_000.0) - ambience_db(plain(), 4_000.0);
    assert!(more_db > 20.0, "at 4 kHz the ambience rose by {more_db:.1} dB");
}

#[test]
fn asmr_is_nearer_and_quieter() {
    let near = Rendered::new("asmr", &["--asmr"]);
    let number = |render: &Rendered, path: &str| render.json("report.json").pointer(path).unwrap().as_f64();
    assert_eq!(number(&near, "/loudness/target_lufs"), Some(-20.0));
    assert_eq!(number(plain(), "/loudness/target_lufs"), Some(-16.0));
    let loudness = "/loudness/integrated_lufs";
    assert!(number(&near, loudness) < number(plain(), loudness));
    assert!(number(&near, loudness).unwrap() <= -20.0);
    assert_eq!(near.json("cues.json")["mode"]["asmr"], true);
    let farthest = |render: &Rendered| {
        let sheet = render.json("cues.json");
        let cues = sheet["cues"].as_array().unwrap();
        cues.iter().filter_map(|cue| cue["pos"]["dist"].as_f64()).fold(0.0, f64::max)
    };
    let (here, there) = (farthest(&near), farthest(plain()));
    assert!(here < 0.5 && there > 2.0, "farthest cue at {here} m and at {there} m");
    // Low frequencies grow where the head is near; the quieter master must not be the whole difference.
    let foley = |render: &Rendered| Wav::read(&render.file("stems/foley.wav"));
    let tilt = |wav: &Wav| wav.band_db(8_000.0) - wav.band_db(500.0);
    let (near_tilt, far_tilt) = (tilt(&foley(&near)), tilt(&foley(plain())));
    assert!((near_tilt - far_tilt).abs() > 1.0, "same colour: {near_tilt:.1} and {far_tilt:.1} dB");
}

#[test]
fn a_prompt_that_is_too_long_is_refused_before_anything_is_written() {
    let out = crate::folder::absent("long-prompt");
    let prompt = "雨".repeat(201);
    let ended = crate::program::render(&crate::fixtures::clip("bounce"), &out, &["--sfx", &prompt]);
    ended.is_refused_with(&["--sfx has 201 characters", "200"]);
    assert!(!out.exists());
}
