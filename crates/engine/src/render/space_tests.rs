//! What the finished layers must keep to in space: direct sound and room by distance, beds, and nearness at both ears.

use super::{Stems, stems};
use crate::dsp::{Stereo, Svf, db, momentary_max_lufs};
use crate::spot::{Kind, classes};
use crate::{CueSheet, Kit};
use media::Patient;
use serde_json::{Value, json};

fn rendered(sheet: &Value) -> Stems {
    let sheet = CueSheet::from_json(sheet.to_string().as_bytes()).unwrap();
    stems(&sheet, &Kit { threads: 1, ..Kit::default() }, &Patient).unwrap()
}

fn energy(sound: &[f32]) -> f32 {
    sound.iter().map(|x| x * x).sum()
}

fn both(sound: &Stereo) -> f32 {
    energy(&sound.left) + energy(&sound.right)
}

fn knock(dist: f64, room: &str) -> Stereo {
    let cue = json!({"id": "k", "class": "DOORS-KNOCK", "model": "impact", "params": {}, "t": 0.5, "pos": {"dist": dist}});
    rendered(&json!({"version": 1, "seed": 3, "duration": 3.0, "room": {"preset": room}, "cues": [cue]}))
        .foley
}

#[test]
fn the_room_against_the_direct_sound_grows_with_distance_as_the_formula_says() {
    let wet_db = |dist: f64| {
        let (dry, mut room) = (knock(dist, "field"), knock(dist, "living"));
        room.add(&dry, 0, -1.0);
        0.5 * db(both(&room) / both(&dry))
    };
    let near = wet_db(1.0);
    for dist in [2.0_f64, 4.0, 9.0] {
        let grows = 10.0 * ((1.0 + dist / 2.0) / 1.5).log2() as f32;
        assert!((wet_db(dist) - near - grows).abs() < 0.5, "{dist} m: {} against {near}", wet_db(dist));
    }
}

fn through(x: &[f32], low: Option<f32>, high: Option<f32>) -> Vec<f32> {
    let mut filters = [low.map(|hz| Svf::new(hz, 0.7)), low.map(|hz| Svf::new(hz, 0.7))];
    let mut cuts = [high.map(|hz| Svf::new(hz, 0.7)), high.map(|hz| Svf::new(hz, 0.7))];
    x.iter()
        .map(|x| {
            let x = filters.iter_mut().flatten().fold(*x, |x, f| f.low(x));
            cuts.iter_mut().flatten().fold(x, |x, f| f.high(x))
        })
        .collect()
}

#[test]
fn every_bed_is_wide_above_and_in_the_middle_below_and_whole_in_mono() {
    let mut wrong = Vec::new();
    for class in classes().iter().filter(|class| class.kind != Kind::Event) {
        let Some(sound) = &class.sound else { continue };
        let mut bed = serde_json::to_value(sound).unwrap();
        let more = json!({"id": "b", "class": class.id, "t0": 0.0, "t1": 4.0});
        bed.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let heard = rendered(&json!({"version": 1, "seed": 3, "duration": 4.0, "beds": [bed]})).ambience;
        let [left, right] = heard.channels().map(|side| through(side, None, Some(200.0)));
        let dot: f32 = left.iter().zip(&right).map(|(l, r)| l * r).sum();
        let alike = dot / (energy(&left) * energy(&right)).sqrt();
        let mono: Vec<f32> = heard.left.iter().zip(&heard.right).map(|(l, r)| 0.5 * (l + r)).collect();
        let side: Vec<f32> = heard.left.iter().zip(&heard.right).map(|(l, r)| 0.5 * (l - r)).collect();
        let lost_db = -0.5 * db(2.0 * energy(&mono) / both(&heard));
        let deep_db = 0.5 * db(2.0 * energy(&through(&side, Some(80.0), None)) / both(&heard));
        if !(0.2..=0.4).contains(&alike) || lost_db > 3.0 || deep_db > -20.0 {
            wrong.push(format!("{} alike {alike:.2} lost {lost_db:.1} deep {deep_db:.0}", class.id));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn at_the_ears_the_low_end_leans_by_the_table_of_the_rigid_sphere() {
    let thump = |dist: f64| {
        let params = json!({"material": "hollow_wood", "size": 1.5, "hardness": 0.1, "body": 1.0});
        let pos = json!({"az": 90.0, "dist": dist});
        let cue = json!({"id": "k", "class": "DOORS-KNOCK", "model": "impact", "params": params, "t": 0.5, "pos": pos});
        let room = json!({"preset": "booth"});
        rendered(&json!({"version": 1, "duration": 2.0, "mode": {"asmr": true}, "room": room, "cues": [cue]}))
            .foley
    };
    for (dist, wanted_db) in [(1.0, 2.3), (0.25, 9.4), (0.15, 16.8), (0.12, 22.8)] {
        let heard = thump(dist);
        let low = heard.channels().map(|ear| energy(&through(ear, Some(120.0), Some(40.0))));
        let lean_db = 0.5 * db(low[1] / low[0]);
        assert!((lean_db - wanted_db).abs() < 1.0, "{dist} m: {lean_db} dB, the table says {wanted_db}");
    }
}

#[test]
fn nearness_is_another_mix_and_no_colour() {
    let heard = |asmr: bool| {
        let brush = json!({"id": "b", "class": "FOLEY-PROP", "model": "cloth", "params": {"kind": "brush"},
            "t0": 0.2, "t1": 2.8, "pos": {"az": 40.0, "dist": 0.2}});
        rendered(&json!({"version": 1, "duration": 3.0, "mode": {"asmr": asmr}, "room": {"preset": "booth"}, "cues": [brush]}))
            .foley
    };
    let (normal, near) = (alike(&heard(false)), alike(&heard(true)));
    assert!(near < 0.5 && normal > near + 0.2, "{normal} and {near}");
    assert!(momentary_max_lufs(&heard(true)).is_finite());
}

/// Greatest likeness of both ears within a millisecond.
fn alike(sound: &Stereo) -> f32 {
    let best = (0..48).flat_map(|lag| {
        let dot = |a: &[f32], b: &[f32]| a[lag..].iter().zip(b).map(|(a, b)| a * b).sum::<f32>();
        [dot(&sound.left, &sound.right), dot(&sound.right, &sound.left)]
    });
    best.fold(0.0f32, |m, x| m.max(x.abs())) / (energy(&sound.left) * energy(&sound.right)).sqrt()
}

#[test]
fn a_moment_is_answered_at_the_other_ear_and_one_ahead_is_not() {
    let heard = |az: f64, asmr: bool| {
        let params = json!({"material": "wood", "size": 0.15, "hardness": 0.5});
        let cue = json!({"id": "k", "class": "WOOD-IMPACT", "model": "impact", "params": params, "t": 0.5,
            "pos": {"az": az, "dist": 0.18}});
        rendered(&json!({"version": 1, "duration": 2.0, "mode": {"asmr": asmr}, "room": {"preset": "booth"}, "cues": [cue]}))
            .foley
    };
    let (usual, aside, ahead) = (heard(60.0, false), heard(60.0, true), heard(0.0, true));
    assert!(alike(&usual) > 0.9 && alike(&aside) < 0.7, "{} and {}", alike(&usual), alike(&aside));
    // Who puts a cue ahead hears it there.
    assert!(alike(&ahead) > 0.95 && (energy(&ahead.left) / energy(&ahead.right) - 1.0).abs() < 0.02);
}

#[test]
fn a_bed_in_asmr_mode_differs_at_both_ears_down_to_the_deep_and_mono_keeps_it() {
    let heard = |asmr: bool| {
        let bed =
            json!({"id": "b", "class": "WIND-GENERAL", "model": "wind", "params": {}, "t0": 0.0, "t1": 6.0});
        rendered(&json!({"version": 1, "seed": 3, "duration": 6.0, "mode": {"asmr": asmr}, "beds": [bed]}))
            .ambience
    };
    let deep = |sound: &Stereo| {
        let [left, right] = sound.channels().map(|side| through(side, Some(200.0), Some(40.0)));
        alike(&Stereo { left, right })
    };
    let (usual, near) = (heard(false), heard(true));
    assert!(deep(&usual) > 0.8 && deep(&near) < 0.6, "{} and {}", deep(&usual), deep(&near));
    let mono: Vec<f32> = near.left.iter().zip(&near.right).map(|(l, r)| 0.5 * (l + r)).collect();
    let lost_db = -0.5 * db(2.0 * energy(&mono) / both(&near));
    let colour = 0.5 * db(both(&near) / both(&usual));
    assert!(lost_db < 3.5 && colour.abs() < 1.5, "mono loses {lost_db} dB, colour {colour} dB");
}
