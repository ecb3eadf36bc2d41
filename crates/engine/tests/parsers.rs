//! Fuzz targets of the engine's parsers: prompts, cue sheets and their other forms. Longer by `FUZZ_SECONDS`.
#![allow(clippy::unwrap_used, missing_docs)]

use engine::exchange::{self, Form};
use engine::spot::{classes, cue_sheet};
use engine::{Brief, CueSheet, Scene};
use fuzz::{Campaign, Chance};
use serde_json::Value;

const PROMPTS: [&str; 3] = [
    include_str!("../data/prompts_en.txt"),
    include_str!("../data/prompts_zh.txt"),
    include_str!("../data/prompts_fresh.txt"),
];

/// The sheet that the engine writes from words alone.
fn sheet(sfx: &str, bgm: &str) -> CueSheet {
    let brief = Brief { sfx: sfx.to_owned(), bgm: bgm.to_owned(), ..Brief::default() };
    cue_sheet(&Scene::unseen(6.0), &brief, None, None)
}

#[test]
fn no_prompt_makes_the_parser_panic_or_wander() {
    let lines = PROMPTS.iter().flat_map(|file| file.lines()).filter(|line| !line.starts_with('#'));
    let seeds = lines.filter_map(|line| line.split_once(" => ")).map(|(text, _)| text.to_owned()).collect();
    let words: Vec<&str> = classes().iter().map(|class| class.id.as_str()).collect();
    let tally = Campaign { name: "prompt parser", seeds, short: 300 }.run(
        |text: &mut String, chance: &mut Chance| fuzz::text::mutate(text, &words, chance),
        |text| {
            let written = sheet(text, if text.len() % 2 == 0 { text } else { "" });
            written.check().unwrap_or_else(|e| panic!("the engine writes a sheet that it refuses: {e}"));
            let heard: Vec<&str> = written.cues.iter().map(|cue| cue.class.as_str()).collect();
            format!("{heard:?} {}", written.music.is_some())
        },
    );
    assert!(tally.answers > 10, "{tally:?}");
}

fn sheets() -> Vec<CueSheet> {
    let words = [
        ("rain and thunder, a dog barks twice at 2 seconds", "slow piano"),
        ("footsteps on gravel, a door closes", ""),
        ("", "fast techno with a drop at 3 s"),
    ];
    words.iter().map(|(sfx, bgm)| sheet(sfx, bgm)).collect()
}

#[test]
fn no_cue_sheet_makes_the_reader_panic_or_passes_on_what_the_writer_cannot_take() {
    let seeds = sheets().iter().map(|sheet| serde_json::to_value(sheet).unwrap()).collect();
    let tally = Campaign { name: "cue sheet", seeds, short: 400 }.run(mutate, |value| {
        match CueSheet::from_json(value.to_string().as_bytes()) {
            Err(e) => e.to_string().chars().filter(char::is_ascii_alphabetic).take(60).collect(),
            Ok(sheet) => {
                let again = CueSheet::from_json(sheet.to_json().as_bytes());
                assert!(again.is_ok(), "what was read is refused when it is written: {again:?}");
                for form in [Form::Csv, Form::Vtt, Form::Txt] {
                    let _ = exchange::written(&sheet, form);
                }
                let _ = sheet.fitted_to(7.5, 25.0);
                "accepted".to_owned()
            }
        }
    });
    assert!(tally.answers > 5, "{tally:?}");
}

#[test]
fn no_bytes_make_the_reader_of_a_cue_sheet_panic() {
    let seeds = sheets().iter().map(CueSheet::to_json).collect();
    let tally = Campaign { name: "cue sheet as text", seeds, short: 1000 }.run(
        |text, chance| fuzz::text::mutate(text, &["null", "1e999", "-0", "{", "]", "\"cues\":"], chance),
        |text| CueSheet::from_json(text.as_bytes()).map_or_else(|e| e.to_string(), |_| "accepted".to_owned()),
    );
    assert!(tally.answers > 1, "{tally:?}");
}

#[test]
fn no_table_or_subtitles_make_their_reader_panic() {
    let onto = &sheets()[0];
    let seeds = [Form::Csv, Form::Vtt, Form::Txt].map(|form| exchange::written(onto, form)).to_vec();
    let tally = Campaign { name: "tables and subtitles", seeds, short: 300 }.run(
        |text, chance| {
            fuzz::text::mutate(text, &["-->", "00:00:99.999", ",", "\"", "-1", "NaN", "1e9"], chance)
        },
        |text| match exchange::read(text, onto) {
            Err(e) => e.to_string().chars().filter(char::is_ascii_alphabetic).take(60).collect(),
            Ok(sheet) => {
                sheet.check().unwrap();
                "accepted".to_owned()
            }
        },
    );
    assert!(tally.answers > 5, "{tally:?}");
}

/// Changes a value somewhere in the tree: an edge of numbers, another kind of value, a field gone, doubled or renamed.
fn mutate(value: &mut Value, chance: &mut Chance) {
    for _ in 0..=chance.below(3) {
        descend(value, chance, 0);
    }
}

fn descend(value: &mut Value, chance: &mut Chance, depth: usize) {
    if depth > 0 && chance.once_in(4) {
        return replace(value, chance);
    }
    match value {
        Value::Object(fields) if !fields.is_empty() => {
            let names: Vec<String> = fields.keys().cloned().collect();
            let name = chance.one(&names).clone();
            match chance.below(12) {
                0 => drop(fields.remove(&name)),
                1 => drop(fields.insert("zz".to_owned(), fields[&name].clone())),
                _ => descend(&mut fields[&name], chance, depth + 1),
            }
        }
        Value::Array(all) if !all.is_empty() => {
            let at = chance.below(all.len());
            match chance.below(10) {
                0 => drop(all.remove(at)),
                1 => all.extend(vec![all[at].clone(); 1 + chance.below(300)]),
                2 => all.reverse(),
                _ => descend(&mut all[at], chance, depth + 1),
            }
        }
        _ => replace(value, chance),
    }
}

fn replace(value: &mut Value, chance: &mut Chance) {
    const NUMBERS: [f64; 10] = [0.0, -0.0, 1.0, -1.0, 0.05, 30.0, 1e300, -1e300, 5e-324, 1e9];
    *value = match (chance.below(8), &*value) {
        (0, _) => Value::Null,
        (1, _) => Value::Bool(chance.once_in(2)),
        (2, _) => Value::Array(vec![]),
        (3, _) => Value::String(chance.one(&["", "\u{0}", "CLICK", "a".repeat(5000).as_str()]).to_string()),
        (4, _) => (chance.edge() as i64).into(),
        (5, Value::Number(n)) => (n.as_f64().unwrap_or(0.0) * *chance.one(&NUMBERS)).into(),
        _ => (*chance.one(&NUMBERS)).into(),
    };
}
