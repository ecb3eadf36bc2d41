//! What every class of the vocabulary must keep to: its level, the same samples on any threads, none moved by an edit.

use super::{Stems, stems, table_lufs};
use crate::dsp::{momentary_max_lufs, samples};
use crate::spot::{Class, Kind, classes};
use crate::{CueSheet, Kit};
use media::Patient;
use serde_json::{Value, json};

/// Farthest from the loudness table at velocity .7 and 1 m, loudness units.
const TOLERANCE_LU: f32 = 1.5;
const SECONDS: f64 = 3.0;
/// Thunder rolls on for long, and is loudest late.
const LONGEST_S: f64 = 10.0;

fn rendered(sheet: &Value, threads: usize) -> Stems {
    let sheet = CueSheet::from_json(sheet.to_string().as_bytes()).unwrap();
    stems(&sheet, &Kit { threads, ..Kit::default() }, &Patient).unwrap()
}

fn sheet(cues: &[Value], beds: &[Value], seconds: f64) -> Value {
    let room = json!({"preset": "field", "wet_db": -60.0});
    json!({"version": 1, "seed": 3, "duration": seconds, "room": room, "cues": cues, "beds": beds})
}

/// A class as one cue at 1 m, or as one bed.
fn alone(class: &Class) -> Option<Value> {
    let mut sound = serde_json::to_value(class.sound.as_ref()?).unwrap();
    let fields = match class.kind {
        Kind::Event => json!({"id": "x", "class": class.id, "t": 2.0, "pos": {"dist": 1.0}}),
        Kind::Texture | Kind::Place => json!({"id": "x", "class": class.id, "t0": 0.0, "t1": SECONDS}),
    };
    sound.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    let is_event = class.kind == Kind::Event;
    Some(if is_event { sheet(&[sound], &[], LONGEST_S) } else { sheet(&[], &[sound], SECONDS) })
}

#[test]
fn every_class_is_as_loud_as_the_table_says() {
    let mut off = Vec::new();
    for class in classes() {
        let (Some(sheet), Some(sound)) = (alone(class), &class.sound) else { continue };
        let made = rendered(&sheet, 1);
        let stem = if class.kind == Kind::Event { made.foley } else { made.ambience };
        let error = momentary_max_lufs(&stem) - table_lufs(sound);
        if error.is_nan() || error.abs() > TOLERANCE_LU {
            off.push(format!("{} {error:+.1} LU", class.id));
        }
    }
    assert!(off.is_empty(), "{off:?}");
}

fn knock(id: &str, t: f64, velocity: f64) -> Value {
    json!({"id": id, "class": "DOORS-KNOCK", "model": "impact", "params": {}, "t": t, "velocity": velocity})
}

fn rain() -> Value {
    json!({"id": "r", "class": "RAIN-GENERAL", "model": "rain", "params": {}, "t0": 0.0, "t1": SECONDS})
}

#[test]
fn an_edited_cue_moves_no_sample_before_it_and_none_of_a_bed() {
    let with = |velocity| {
        let cues = [knock("edited", 2.0, velocity), knock("a", 0.5, 0.7), knock("b", 1.2, 0.6)];
        rendered(&sheet(&cues, &[rain()], SECONDS), 1)
    };
    let (loud, soft) = (with(0.9), with(0.3));
    let before = samples(1.95);
    assert!(loud.ambience == soft.ambience && loud.foley.left[..before] == soft.foley.left[..before]);
    assert!(loud.foley != soft.foley, "the edit cannot be heard");
}

#[test]
fn threads_cannot_be_heard_in_any_stem() {
    let cues: Vec<Value> = (0..40).map(|n| knock(&format!("k{n}"), 0.06 * f64::from(n), 0.7)).collect();
    let sheet = sheet(&cues, &[rain()], SECONDS);
    assert!(rendered(&sheet, 1) == rendered(&sheet, 2) && rendered(&sheet, 1) == rendered(&sheet, 3));
}
