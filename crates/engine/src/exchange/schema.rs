//! The JSON Schema of the cue sheet, made from what its types read and from the ranges that are checked.

use super::reflect::{Step, Wants, wants};
use crate::Scene;
use crate::cues::{Course, Mode, Music, Origin, Position, Room, Sound, VERSION};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

/// Deepest nesting that is written out.
const DEEPEST: usize = 12;

/// The schema, as draft 2020-12 has it. Fields that it does not name are allowed everywhere.
pub fn schema() -> Value {
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Wildtrack cue sheet",
        "description": "Every sound of a clip: what, when, where, how and why. Times are seconds from the first frame.",
        "type": "object",
        "required": ["version", "duration"],
        "properties": {
            "version": {"const": VERSION},
            "engine": {"type": "string"},
            "seed": seed(),
            "duration": {"type": "number", "minimum": 0.1, "maximum": 30},
            "fps": {"type": "number", "minimum": 0, "maximum": 1000},
            "mode": of::<Mode>(),
            "source": of::<Origin>(),
            "analysis": of::<Scene>(),
            "beds": {"type": "array", "items": {"$ref": "#/$defs/bed"}},
            "cues": {"type": "array", "items": {"$ref": "#/$defs/cue"}},
            "music": {"anyOf": [of::<Music>(), {"type": "null"}]},
            "room": of::<Room>()
        },
        "$defs": {"cue": cue(), "bed": bed(), "sound": sound(), "position": position(), "course": of::<Course>()}
    })
}

fn seed() -> Value {
    json!({"type": "integer", "minimum": 0, "maximum": (1u64 << 53) - 1})
}

fn number(least: f64, most: f64) -> Value {
    json!({"type": "number", "minimum": least, "maximum": most})
}

/// What cues and beds have in common.
fn part() -> Map<String, Value> {
    let fields = json!({
        "id": {"type": "string"},
        "class": {"type": "string", "description": "A Universal Category System id"},
        "gain_db": number(-100.0, 40.0),
        "env": {"$ref": "#/$defs/course"},
        "conf": number(0.0, 1.0),
        "from": {"type": "array", "items": {"type": "string"}},
        "lock": {"type": "boolean", "description": "Kept through a new analysis"},
        "mute": {"type": "boolean"},
        "seed": {"anyOf": [seed(), {"type": "null"}]}
    });
    fields.as_object().cloned().unwrap_or_default()
}

fn cue() -> Value {
    let mut fields = part();
    fields.extend([
        ("t".into(), number(0.0, 30.0)),
        ("t0".into(), number(0.0, 30.0)),
        ("t1".into(), number(0.0, 31.0)),
        ("velocity".into(), number(0.0, 1.0)),
        ("pos".into(), json!({"$ref": "#/$defs/position"})),
    ]);
    json!({
        "description": "One sound at one moment, or over one stretch",
        "type": "object", "properties": fields, "required": ["id", "class", "model"],
        "anyOf": [{"required": ["t"]}, {"required": ["t0", "t1"]}],
        "allOf": [{"$ref": "#/$defs/sound"}]
    })
}

fn bed() -> Value {
    let mut fields = part();
    fields.extend([
        ("t0".into(), number(0.0, 30.0)),
        ("t1".into(), number(0.0, 31.0)),
        ("fade_in".into(), number(0.0, 30.0)),
        ("fade_out".into(), number(0.0, 30.0)),
        ("spread".into(), number(0.0, 1.0)),
    ]);
    json!({
        "description": "A sound that lies under a stretch of the clip",
        "type": "object", "properties": fields, "required": ["id", "class", "model", "t0", "t1"],
        "allOf": [{"$ref": "#/$defs/sound"}]
    })
}

/// A direction is a number or a way.
fn position() -> Value {
    let degrees = number(-360.0, 360.0);
    let point =
        json!({"type": "array", "prefixItems": [{"type": "number"}, degrees], "minItems": 2, "maxItems": 2});
    let mut position = of::<Position>();
    position["properties"]["az"] =
        json!({"anyOf": [number(-180.0, 180.0), {"type": "array", "items": point}]});
    position["properties"]["el"] = number(-90.0, 90.0);
    position["properties"]["dist"] = number(0.05, 10_000.0);
    position
}

/// One of the models with its parameters.
fn sound() -> Value {
    let Wants::Choice(models) = wants::<Sound>(&[Step::Field("model")]) else { return json!({}) };
    json!({"oneOf": models.iter().map(|model| one(model)).collect::<Vec<_>>()})
}

/// A model with its parameters and their ranges.
fn one(model: &'static str) -> Value {
    let mut params = at::<Sound>(&mut vec![Step::Of(model)]);
    let usual: Option<Sound> = serde_json::from_value(json!({"model": model, "params": {}})).ok();
    for (name, _, range) in usual.iter().flat_map(Sound::numbers) {
        if let Some(field) = name.strip_prefix("params.") {
            params["properties"][field] = number(f64::from(*range.start()), f64::from(*range.end()));
        }
    }
    json!({"type": "object", "required": ["model", "params"],
        "properties": {"model": {"const": model}, "params": params}})
}

/// The schema of a type.
fn of<T: DeserializeOwned>() -> Value {
    at::<T>(&mut Vec::new())
}

fn at<T: DeserializeOwned>(way: &mut Vec<Step>) -> Value {
    if way.len() > DEEPEST {
        return json!({});
    }
    match wants::<T>(way) {
        Wants::Anything => json!({}),
        Wants::Switch => json!({"type": "boolean"}),
        Wants::Whole => json!({"type": "integer"}),
        Wants::Number => json!({"type": "number"}),
        Wants::Text => json!({"type": "string"}),
        Wants::Choice(all) => json!({"enum": all}),
        Wants::Optional => json!({"anyOf": [further::<T>(way, Step::There), {"type": "null"}]}),
        Wants::List => json!({"type": "array", "items": further::<T>(way, Step::Entry(0))}),
        Wants::Row(count) => {
            let entries: Vec<Value> = (0..count).map(|i| further::<T>(way, Step::Entry(i))).collect();
            json!({"type": "array", "prefixItems": entries, "minItems": count, "maxItems": count})
        }
        Wants::Table => {
            json!({"type": "object", "additionalProperties": further::<T>(way, Step::Field("x"))})
        }
        Wants::Fields(fields) => {
            let each =
                fields.iter().map(|field| ((*field).to_owned(), further::<T>(way, Step::Field(field))));
            json!({"type": "object", "properties": each.collect::<Map<_, _>>()})
        }
    }
}

fn further<T: DeserializeOwned>(way: &mut Vec<Step>, step: Step) -> Value {
    way.push(step);
    let schema = at::<T>(way);
    way.pop();
    schema
}
