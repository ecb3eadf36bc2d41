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

/// A sheet with one of everything that holds a number.
fn full() -> serde_json::Value {
    let sound = |id: &str, model: &str, params: serde_json::Value| {
        serde_json::json!({"id": id, "t": 1.0, "class": "X", "model": model, "params": params, "velocity": 0.5,
            "gain_db": 0.0, "conf": 1.0, "pos": {"az": 0.0, "el": 0.0, "dist": 2.0}})
    };
    let cues = [
        sound("impact", "impact", serde_json::json!({"size": 0.1, "hardness": 0.5, "body": 0.3})),
        sound("rain", "rain", serde_json::json!({"mm_per_hour": 6.0})),
        sound("wind", "wind", serde_json::json!({"speed": 5.0, "gusts": 0.5, "whistle": 0.0, "leaves": 0.0})),
        sound("water", "water", serde_json::json!({"size": 0.5})),
        sound("fire", "fire", serde_json::json!({"size": 0.5, "crackle": 0.5})),
        sound("thunder", "thunder", serde_json::json!({"away": 700.0})),
        sound(
            "whoosh",
            "whoosh",
            serde_json::json!({"d": 0.03, "length": 0.3, "tone": 0.2, "designed": 0.0}),
        ),
        sound("ambience", "ambience", serde_json::json!({"wind": 0.3, "life": 0.5})),
        sound("friction", "friction", serde_json::json!({"size": 0.4, "force": 0.5})),
        sound("rolling", "rolling", serde_json::json!({"speed": 1.5, "rough": 0.4})),
        sound("door", "door", serde_json::json!({"size": 0.5, "creak": 0.2})),
        sound("machine", "machine", serde_json::json!({"load": 0.4, "size": 0.5, "pass": 0.0})),
        sound("shatter", "shatter", serde_json::json!({"size": 0.4})),
        sound("crumple", "crumple", serde_json::json!({"size": 0.4})),
        sound("click", "click", serde_json::json!({"size": 0.4})),
    ];
    let mut sheet = serde_json::json!({"version": 1, "seed": 1, "duration": 8.0, "fps": 25.0,
        "mode": {"target_lufs": -16.0, "true_peak_dbtp": -1.5}, "room": {"wet_db": 0.0},
        "beds": [{"id": "bed", "class": "X", "model": "fire", "params": {"size": 0.5}, "t0": 0.0, "t1": 8.0,
            "gain_db": 0.0, "fade_in": 0.1, "fade_out": 0.1, "spread": 1.0, "conf": 1.0}],
        "music": {"bpm": 90.0, "meter": 4, "gain_db": 0.0, "duck_db": 4.0, "seed": 1, "mood": {"v": 0.0, "a": 0.0},
            "tempo_map": [[0.0, 90.0]], "downbeats": [0.0], "hits": [1.0],
            "sections": [{"t": 0.0, "name": "A", "energy": 0.5}],
            "written_for": {"bpm": 90.0, "key": "C", "mode": "ionian"}}});
    sheet["cues"] = serde_json::to_value(cues).unwrap();
    sheet["cues"][0]["env"] = serde_json::json!({"t": [0.0, 1.0], "v": [0.0, 1.0]});
    sheet["cues"][1]["pos"]["az"] = serde_json::json!([[0.0, -10.0], [1.0, 10.0]]);
    sheet
}

/// Every number of a tree, as a JSON pointer.
fn numbers(value: &serde_json::Value, at: String, all: &mut Vec<String>) {
    match value {
        serde_json::Value::Number(_) => all.push(at),
        serde_json::Value::Array(items) => {
            items.iter().enumerate().for_each(|(i, item)| numbers(item, format!("{at}/{i}"), all));
        }
        serde_json::Value::Object(fields) => {
            fields.iter().for_each(|(key, item)| numbers(item, format!("{at}/{key}"), all));
        }
        _ => {}
    }
}

#[test]
fn every_number_of_a_sheet_is_refused_by_name_where_it_is_out_of_range() {
    let (sheet, mut all) = (full(), Vec::new());
    CueSheet::from_json(sheet.to_string().as_bytes()).unwrap();
    numbers(&sheet, String::new(), &mut all);
    assert!(all.len() > 100, "{}", all.len());
    for pointer in &all {
        for bad in [1e6, -1e6] {
            let mut sheet = full();
            *sheet.pointer_mut(pointer).unwrap() = bad.into();
            if ["seed", "meter", "version"].iter().any(|whole| pointer.ends_with(whole)) {
                *sheet.pointer_mut(pointer).unwrap() = serde_json::json!(u32::MAX as u64 * 4_000_000);
            }
            let sentence = refusal(&sheet.to_string());
            let mut names = pointer.split('/').rev().filter(|part| part.parse::<usize>().is_err());
            let field = names.next().unwrap();
            let named = match field {
                "t" | "v" if pointer.contains("/env/") => sentence.contains("env"),
                "duration" => sentence.contains("lasts"),
                _ => sentence.contains(field) || sentence.contains("cannot be read"),
            };
            assert!(named, "{pointer} = {bad}: {sentence}");
            let cue = pointer.strip_prefix("/cues/").and_then(|rest| rest.split('/').next());
            let id = cue.map_or("", |i| sheet["cues"][i.parse::<usize>().unwrap()]["id"].as_str().unwrap());
            assert!(sentence.starts_with(id), "{pointer} = {bad}: {sentence}");
        }
    }
}

#[test]
fn the_ends_of_a_range_are_accepted_and_what_lies_beyond_is_told_the_range() {
    let sheet = |d: &str| DOCUMENTED.replacen("{\"d\": 0.03}", &format!("{{\"d\": {d}}}"), 1);
    for d in ["0.001", "0.5"] {
        CueSheet::from_json(sheet(d).as_bytes()).unwrap();
    }
    assert_eq!(refusal(&sheet("0.51")), "c9: params.d is 0.51; 0.001 to 0.5 is accepted");
    assert_eq!(refusal(&sheet("1e39")), "c9: params.d is inf; 0.001 to 0.5 is accepted");
}

#[test]
fn every_sound_and_score_is_accepted_as_it_is_by_default() {
    let mut sheet = CueSheet { music: Some(Music::default()), cues: Vec::new(), ..documented() };
    let sounds = [
        Sound::Impact(Impact::default()),
        Sound::Footstep(Footstep::default()),
        Sound::Rain(Rain::default()),
        Sound::Wind(Wind::default()),
        Sound::Water(Water::default()),
        Sound::Fire(Fire::default()),
        Sound::Thunder(Thunder::default()),
        Sound::Animal(Animal::default()),
        Sound::Blast(Blast::default()),
        Sound::Signal(Signal::default()),
        Sound::Body(Body::default()),
        Sound::Crowd(Crowd::default()),
        Sound::Designed(Designed::default()),
        Sound::Electric(Electric::default()),
        Sound::Steam(Steam::default()),
        Sound::Whoosh(Whoosh::default()),
        Sound::Cloth(Cloth::default()),
        Sound::Ambience(Ambience::default()),
        Sound::Friction(Friction::default()),
        Sound::Rolling(Rolling::default()),
        Sound::Crumple(Crumple::default()),
        Sound::Shatter(Shatter::default()),
        Sound::Door(Door::default()),
        Sound::Click(Click::default()),
        Sound::Machine(Machine::default()),
    ];
    let cue = &documented().cues[0];
    let cues = sounds.into_iter().enumerate();
    sheet.cues = cues.map(|(i, sound)| Cue { id: format!("d{i}"), sound, ..cue.clone() }).collect();
    sheet.check().unwrap();
}

#[test]
fn a_score_with_a_thousand_hits_is_refused() {
    let music = Music { hits: vec![1.0; 1_000], ..Music::default() };
    let error = CueSheet { music: Some(music), ..documented() }.check().unwrap_err();
    assert!(matches!(error, Error::Refused(sentence) if sentence.contains("hits")));
}

#[test]
fn numbers_too_large_for_a_sample_are_refused_by_their_place() {
    // 1e39 is infinite as an f32; the reader itself refuses it, before any field is looked at.
    let mut sheet = full();
    *sheet.pointer_mut("/cues/0/velocity").unwrap() = 1e39.into();
    let sentence = refusal(&sheet.to_string());
    assert!(sentence.contains("out of range at line"), "{sentence}");
}
