//! Sheets go out and come back; hostile texts are refused by line; the schema says what the reader says.

use super::*;
use crate::cues::{Azimuth, Sound, When};
use serde_json::{Value, json};

fn sheet() -> CueSheet {
    let json = json!({"version": 1, "seed": 3, "duration": 8.0,
        "beds": [{"id": "b", "class": "AMBIENCE-FOREST", "model": "ambience",
            "params": {"place": "forest", "wind": 0.3, "life": 0.4}, "t0": 0.0, "t1": 8.0, "gain_db": -3.5}],
        "cues": [
            {"id": "c1", "t": 1.4826, "class": "DOORS-KNOCK", "model": "impact",
                "params": {"material": "hollow_wood", "size": 0.31}, "velocity": 0.62, "gain_db": -4.0,
                "pos": {"az": -8.5, "dist": 3.0}, "lock": true, "note": "mine"},
            {"id": "=cmd|' /C calc'!A0", "t0": 2.9, "t1": 3.5, "class": "SWOOSHES-WHOOSH", "model": "whoosh",
                "params": {"d": 0.05}, "pos": {"az": [[2.9, -40.0], [3.5, 35.0]], "dist": 2.0}, "seed": 7},
            {"id": "odd \"one\", 2", "t": 5.0, "class": "MY-OWN", "model": "click", "params": {}, "mute": true}]});
    CueSheet::from_json(json.to_string().as_bytes()).unwrap()
}

fn empty() -> CueSheet {
    CueSheet::from_json(br#"{"version":1,"duration":8.0}"#).unwrap()
}

fn refusal(text: &str) -> String {
    match read(text, &empty()) {
        Err(Error::Refused(sentence)) => sentence,
        other => panic!("accepted: {other:?}"),
    }
}

#[test]
fn every_form_comes_back_onto_its_sheet_as_it_was() {
    for form in [Form::Csv, Form::Vtt] {
        let text = written(&sheet(), form);
        assert_eq!(read(&text, &sheet()).unwrap(), sheet(), "{text}");
    }
}

#[test]
fn a_table_onto_nothing_keeps_times_classes_levels_and_directions() {
    let mut known = sheet();
    known.cues.pop();
    let again = read(&written(&known, Form::Csv), &empty()).unwrap();
    let told = |sheet: &CueSheet| {
        let cues = sheet.cues.iter().map(|c| {
            format!(
                "{} {:?} {} {} {} {:?} {:?} {}",
                c.id, c.when, c.class, c.velocity, c.gain_db, c.pos, c.seed, c.lock
            )
        });
        let beds = sheet.beds.iter().map(|b| format!("{} {}-{} {} {}", b.id, b.t0, b.t1, b.class, b.gain_db));
        cues.chain(beds).collect::<Vec<_>>()
    };
    assert_eq!(told(&again), told(&known));
}

#[test]
fn a_table_is_the_whole_list_where_it_has_ids_and_an_addition_where_not() {
    let text = "id,time,class\nc1,2.25,GLASS-IMPACT\nnew,3,DOORS-KNOCK\n";
    let whole = read(text, &sheet()).unwrap();
    let ids: Vec<&str> = whole.cues.iter().map(|cue| cue.id.as_str()).collect();
    assert_eq!((ids, whole.beds.len()), (vec!["c1", "new"], 0));
    assert_eq!((whole.cues[0].when, whole.cues[0].velocity), (When::At { t: 2.25 }, 0.62));
    assert!(whole.cues[0].class == "GLASS-IMPACT" && whole.cues[0].more["note"] == "mine");
    let added = read("0.5,DOORS-KNOCK", &sheet()).unwrap();
    assert_eq!((added.cues.len(), added.beds.len()), (4, 1));
}

#[test]
fn plain_lines_name_classes_by_id_or_by_words_in_two_languages() {
    let text = "# my notes\n0.5,DOORS-KNOCK\n1.25, door knock\n2,敲门\n3-4.5, heavy rain\n";
    let sheet = read(text, &empty()).unwrap();
    let cues: Vec<String> = sheet.cues.iter().map(|c| format!("{:?} {}", c.when, c.class)).collect();
    assert_eq!(
        cues,
        ["At { t: 0.5 } DOORS-KNOCK", "At { t: 1.25 } DOORS-KNOCK", "At { t: 2.0 } DOORS-KNOCK"]
    );
    let Sound::Rain(rain) = &sheet.beds[0].sound else { panic!("{:?}", sheet.beds) };
    assert!((sheet.beds[0].t0, sheet.beds[0].t1) == (3.0, 4.5) && rain.mm_per_hour > 20.0);
    let again = read(&written(&sheet, Form::Txt), &empty()).unwrap();
    assert_eq!((again.cues.len(), again.beds[0].t1), (3, 4.5));
}

#[test]
fn subtitles_of_others_are_read() {
    let text = "WEBVTT - a film\n\nNOTE nothing\n\n1\n00:01.500 --> 00:02.000 align:start\nDOORS-KNOCK\n\n\
        00:00:03.000 --> 00:00:05.000\n<v Foley>rain\n";
    let sheet = read(text, &empty()).unwrap();
    assert_eq!((sheet.cues[0].id.as_str(), sheet.cues[0].when), ("1", When::Span { t0: 1.5, t1: 2.0 }));
    assert_eq!((sheet.beds[0].t0, sheet.beds[0].t1), (3.0, 5.0));
}

#[test]
fn a_spreadsheet_gets_no_formula() {
    let table = written(&sheet(), Form::Csv);
    assert!(table.contains("'=cmd|") && !table.contains("\n=cmd"), "{table}");
    // A negative number is no formula.
    assert!(table.contains(",-4,-8.5,3,"), "{table}");
}

#[test]
fn hostile_texts_are_refused_by_line() {
    let table = [
        ("0.5,DOORS-KNOCK\n99,DOORS-KNOCK", "line 2: time is 99; 0 to 8 is accepted"),
        ("time,class\nNaN,DOORS-KNOCK", "line 2: time is \"NaN\"; a number of seconds is accepted"),
        ("time,class,gain\n1,DOORS-KNOCK,inf", "line 2: gain_db is \"inf\"; a number is accepted"),
        ("time,class,gain\n1,DOORS-KNOCK,900", "line 2: gain_db is 900; -100 to 40 is accepted"),
        ("time,class,seed\n1,DOORS-KNOCK,-1", "line 2: seed is \"-1\"; a whole number is accepted"),
        ("0.5,florbs of zzyx", "line 1: nothing is known that is called \"florbs of zzyx\""),
        ("time,end,class\n3,2,rain", "line 2: end is 2; 3 to 9 is accepted"),
        ("\n\n1,\"DOORS-KNOCK", "line 3: a quotation mark is not closed"),
        ("1", "line 1: 1 cells; 2 to 3 are accepted"),
        ("1,DOORS-KNOCK,a,b,c", "line 1: 5 cells; 2 to 3 are accepted"),
        ("when,what\n1,DOORS-KNOCK", "line 1: the titles must name a time and a class or words"),
        ("id,time,class\na,1,DOORS-KNOCK\na,2,DOORS-KNOCK", "line 3: the id \"a\" stands twice"),
        ("WEBVTT\n\n1:2:3:4 --> 00:02.000\nrain", "line 3: \"1:2:3:4 \" to \"00:02.000\" are no times"),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\n\n", "line 3: there is no text under the times"),
        ("", "the text has no line with a time and a class"),
    ];
    for (text, expected) in table {
        let sentence = refusal(text);
        assert!(sentence.starts_with(expected), "{text:?}: {sentence}");
    }
    assert!(refusal(&"x".repeat(5 << 20)).contains("at most 4194304"));
    assert!(refusal(&"0.5,DOORS-KNOCK\n".repeat(2_001)).contains("2001 cues; at most 2000"));
    assert!(refusal(&format!("0.5,{}", "x".repeat(5_000))).starts_with("line 1: a cell has over"));
}

#[test]
fn any_bytes_are_read_or_refused() {
    let mut chance = crate::dsp::Chance::new(crate::Seed(11));
    let letters: Vec<char> = "0123456789.,:-\"'\n\r\t =<>WEBVTTid敲门c\u{0}".chars().collect();
    for begin in ["", "WEBVTT\n\n", "id,time,class,pan\n"] {
        for _ in 0..300 {
            let text: String = (0..60).map(|_| letters[chance.below(letters.len())]).collect();
            let _either = read(&format!("{begin}{text}"), &sheet());
        }
    }
}

#[test]
fn a_path_is_told_and_read_as_a_way() {
    let text = written(&sheet(), Form::Csv);
    assert!(text.contains("2.9:-40 3.5:35"), "{text}");
    let again = read(&text, &empty_with_my_own()).unwrap();
    assert_eq!(again.cues[1].pos.az, Azimuth::Path(vec![(2.9, -40.0), (3.5, 35.0)]));
}

/// The sheet whose strange class stays known because it is there already.
fn empty_with_my_own() -> CueSheet {
    let mut own = sheet();
    own.cues.iter_mut().for_each(|cue| cue.pos.az = Azimuth::Still(0.0));
    own
}

/// As much of JSON Schema as ours uses.
fn fits(value: &Value, schema: &Value, root: &Value) -> std::result::Result<(), String> {
    let wrong = |what: &str| Err(format!("{what}: {value} against {schema}"));
    let all = |key: &str| schema[key].as_array().cloned().unwrap_or_default();
    if let Some(name) = schema["$ref"].as_str() {
        return fits(value, root.pointer(&name[1..]).unwrap(), root);
    }
    let types: Vec<String> = match &schema["type"] {
        Value::String(one) => vec![one.clone()],
        Value::Array(many) => many.iter().map(|t| t.as_str().unwrap().to_owned()).collect(),
        _ => Vec::new(),
    };
    let is = |name: &String| match name.as_str() {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        "integer" => value.is_u64() || value.is_i64(),
        _ => value.is_number(),
    };
    let number = value.as_f64();
    match () {
        () if !types.is_empty() && !types.iter().any(is) => return wrong("type"),
        () if schema.get("const").is_some_and(|only| only != value) => return wrong("const"),
        () if schema.get("enum").is_some() && !all("enum").contains(value) => return wrong("enum"),
        () if number.zip(schema["minimum"].as_f64()).is_some_and(|(x, least)| x < least) => {
            return wrong("minimum");
        }
        () if number.zip(schema["maximum"].as_f64()).is_some_and(|(x, most)| x > most) => {
            return wrong("maximum");
        }
        () => {}
    }
    let missing = all("required").iter().any(|field| value.get(field.as_str().unwrap()).is_none());
    if value.is_object() && missing {
        return wrong("required");
    }
    for (field, inner) in value.as_object().into_iter().flatten() {
        let own = schema["properties"].get(field).or(schema.get("additionalProperties"));
        own.map_or(Ok(()), |schema| fits(inner, schema, root))?;
    }
    for (i, inner) in value.as_array().into_iter().flatten().enumerate() {
        let own = schema["prefixItems"].get(i).or(schema.get("items"));
        own.map_or(Ok(()), |schema| fits(inner, schema, root))?;
    }
    all("allOf").iter().try_for_each(|one| fits(value, one, root))?;
    for (key, least, most) in [("anyOf", 1, usize::MAX), ("oneOf", 1, 1)] {
        let fitting = all(key).iter().filter(|one| fits(value, one, root).is_ok()).count();
        if !all(key).is_empty() && !(least..=most).contains(&fitting) {
            return wrong(key);
        }
    }
    Ok(())
}

#[test]
fn sheets_of_the_engine_fit_the_schema_and_what_is_refused_does_not() {
    let schema = schema();
    let words =
        crate::Brief { sfx: "rain, three door knocks then a car horn, piano".into(), ..Default::default() };
    let made = crate::spot::cue_sheet(&crate::Scene::unseen(6.0), &words, None, None);
    for sheet in [sheet(), made, empty()] {
        let value: Value = serde_json::from_str(&sheet.to_json()).unwrap();
        fits(&value, &schema, &schema).unwrap();
    }
    let edits: [(&str, Value); 6] = [
        ("/cues/0/velocity", json!(7)),
        ("/cues/0/params/material", json!("cheese")),
        ("/cues/0/params/size", json!(99)),
        ("/cues/0/model", json!("kazoo")),
        ("/beds/0/t0", json!("soon")),
        ("/version", json!(2)),
    ];
    for (pointer, bad) in edits {
        let mut value: Value = serde_json::from_str(&sheet().to_json()).unwrap();
        *value.pointer_mut(pointer).unwrap() = bad;
        assert!(fits(&value, &schema, &schema).is_err(), "{pointer} fits");
        assert!(CueSheet::from_json(value.to_string().as_bytes()).is_err(), "{pointer} is read");
    }
}

#[test]
fn every_class_fits_the_schema() {
    let schema = schema();
    for sound in crate::spot::classes().iter().filter_map(|class| class.sound.as_ref()) {
        fits(&serde_json::to_value(sound).unwrap(), &schema["$defs"]["sound"], &schema).unwrap();
    }
}
