//! An edit of one cue is heard where that cue is and nowhere else, to the last bit, and only that is rendered anew.

use super::{Bin, stems};
use crate::cues::{Cue, CueSheet, Sound, When};
use crate::dsp::{Stereo, samples};
use crate::mix::{Master, master};
use crate::{Kit, spot};
use media::Patient;
use serde_json::json;
use std::sync::Arc;

/// The edited cue begins here, seconds.
const EDITED_S: f64 = 2.2;
/// Nothing is changed before the edit but by what steps back for it, 12 ms early.
const FROM_S: f64 = EDITED_S - 0.2 - 0.02;
/// The cue's own second, the rest of its piece of the room, the room's tail, and what steps back for 0.35 s after that
/// in pieces of a quarter.
const UNTIL_S: f64 = 5.4;

fn sheet() -> CueSheet {
    let cue = |id: &str, t: f64, class: &str| {
        let sound = spot::classes().iter().find(|c| c.id == class).unwrap().sound.clone();
        let mut cue = serde_json::to_value(sound).unwrap();
        let fields = json!({"id": id, "t": t, "class": class, "pos": {"az": 10.0 * t - 40.0, "dist": 2.0}});
        cue.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
        cue
    };
    let times = [0.4, 1.1, EDITED_S, 2.5, 3.0, 4.1, 5.5, 6.5, 7.4];
    let classes = ["DOORS-KNOCK", "FOOTSTEPS-HUMAN", "GLASS-IMPACT", "WOOD-IMPACT", "METAL-IMPACT"];
    let cues: Vec<_> =
        times.iter().enumerate().map(|(i, &t)| cue(&format!("c{i}"), t, classes[i % 5])).collect();
    let bed =
        json!({"id": "r", "class": "RAIN-GENERAL", "model": "rain", "params": {}, "t0": 0.0, "t1": 8.0});
    let json = json!({"version": 1, "seed": 3, "duration": 8.0, "cues": cues, "beds": [bed],
        "music": {"style": "tension"}, "room": {"preset": "living"}});
    let mut sheet = CueSheet::from_json(json.to_string().as_bytes()).unwrap();
    sheet.mode.levels = Some(finished(&sheet, &Kit::default()).loudness.levels());
    sheet
}

fn finished(sheet: &CueSheet, kit: &Kit) -> Master {
    sheet.check().unwrap();
    master(&stems(sheet, kit, &Patient).unwrap(), sheet)
}

fn edited(edit: impl FnOnce(&mut Vec<Cue>)) -> CueSheet {
    let mut sheet = sheet();
    edit(&mut sheet.cues);
    sheet
}

/// The first and last second at which two sounds differ in any bit.
fn apart(a: &Stereo, b: &Stereo) -> Option<(f64, f64)> {
    let differs =
        |i: usize| a.left[i].to_bits() != b.left[i].to_bits() || a.right[i].to_bits() != b.right[i].to_bits();
    let first = (0..a.len()).find(|&i| differs(i))?;
    let last = (0..a.len()).rfind(|&i| differs(i))?;
    Some((first as f64 / 48_000.0, last as f64 / 48_000.0))
}

#[test]
fn an_edit_of_any_kind_changes_no_bit_beyond_where_its_cue_is_heard() {
    let before = finished(&sheet(), &Kit::default());
    let another = sheet().cues[3].sound.clone();
    let edits: [(&str, CueSheet); 6] = [
        ("mute", edited(|cues| cues[2].mute = true)),
        ("nudge", edited(|cues| cues[2].when = When::At { t: EDITED_S - 0.2 })),
        ("replace", edited(|cues| cues[2].sound = another)),
        ("louder", edited(|cues| cues[2].gain_db = 6.0)),
        ("insert", edited(|cues| cues.insert(1, Cue { id: "new".into(), ..cues[2].clone() }))),
        ("delete", edited(|cues| drop(cues.remove(2)))),
    ];
    for (name, sheet) in edits {
        let after = finished(&sheet, &Kit::default());
        let pairs = [
            ("foley", &before.stems.foley, &after.stems.foley),
            ("ambience", &before.stems.ambience, &after.stems.ambience),
            ("music", &before.stems.music, &after.stems.music),
            ("mix", &before.mix, &after.mix),
        ];
        for (what, before, after) in pairs {
            let (from, to) = apart(before, after).unwrap_or((f64::INFINITY, 0.0));
            assert!(from >= FROM_S && to < UNTIL_S, "{name}: {what} differs from {from:.3} to {to:.3} s");
            assert!(what != "foley" || from < EDITED_S + 0.05, "{name}: the edit cannot be heard");
        }
    }
}

#[test]
fn an_edit_in_asmr_mode_changes_no_bit_beyond_where_its_cue_is_heard() {
    let near = |edit: fn(&mut Vec<Cue>)| {
        let mut sheet = sheet();
        sheet.mode.asmr = true;
        sheet.mode.levels = Some(finished(&sheet, &Kit::default()).loudness.levels());
        edit(&mut sheet.cues);
        finished(&sheet, &Kit::default()).mix
    };
    let before = near(|_| ());
    assert!(before == near(|_| ()));
    let edits: [fn(&mut Vec<Cue>); 3] =
        [|cues| cues[2].mute = true, |cues| cues[2].gain_db = 6.0, |cues| cues[2].seed = Some(7)];
    for edit in edits {
        let (from, to) = apart(&before, &near(edit)).unwrap();
        assert!(from >= FROM_S && to < UNTIL_S, "the mix differs from {from:.3} to {to:.3} s");
    }
}

#[test]
fn without_kept_levels_an_edit_moves_everything() {
    let louder = |gain_db| {
        let mut sheet = edited(|cues| cues[2].gain_db = gain_db);
        sheet.mode.levels = None;
        finished(&sheet, &Kit::default())
    };
    let (from, _) = apart(&louder(0.0).mix, &louder(18.0).mix).unwrap();
    assert!(from < 0.5, "the comparison sees nothing: {from}");
}

#[test]
fn a_shelf_renders_only_what_was_edited_and_gives_the_same_bits() {
    let folder = tempfile::tempdir().unwrap();
    let with = |sheet: &CueSheet| {
        let bin = Arc::new(Bin::open(folder.path(), "test").unwrap());
        let kit = Kit { bin: Some(bin.clone()), ..Kit::default() };
        (stems(sheet, &kit, &Patient).unwrap(), bin.seen())
    };
    let (first, filled) = with(&sheet());
    assert!(first == stems(&sheet(), &Kit::default(), &Patient).unwrap());
    // Nine cues, a bed and the score; the rest are pieces of the room.
    assert!(filled.found == 0 && filled.made > 11, "{filled:?}");

    let renamed = edited(|cues| {
        cues[4].from = vec!["somebody".into()];
        cues[4].lock = true;
    });
    assert_eq!(with(&renamed).1.made, 0, "what cannot be heard was rendered anew");

    let nudged = edited(|cues| cues[2].when = When::At { t: EDITED_S + 0.1 });
    let (after, seen) = with(&nudged);
    assert!((2..=3).contains(&seen.made) && seen.found + 3 >= filled.made, "{seen:?}");
    assert!(after == stems(&nudged, &Kit::default(), &Patient).unwrap());
}

#[test]
fn a_cue_keeps_its_bytes_under_another_id_where_it_has_its_own_seed() {
    let named = |id: &str, seed: Option<u64>| {
        let sheet = edited(|cues| {
            cues[2].id = id.into();
            cues[2].seed = seed;
        });
        finished(&sheet, &Kit::default()).stems.foley
    };
    assert!(named("c2", Some(7)) == named("other", Some(7)));
    assert!(named("c2", None) != named("other", None) && named("c2", Some(7)) != named("c2", Some(8)));
}

#[test]
fn a_rooms_tail_is_short_enough_to_be_forgotten_and_long_enough_to_be_heard_out() {
    let sheet = edited(|cues| cues.truncate(1));
    let foley = stems(&sheet, &Kit::default(), &Patient).unwrap().foley;
    let loudest = |from: f64, to: f64| {
        foley.left[samples(from)..samples(to)].iter().fold(0.0f32, |most, x| x.abs().max(most))
    };
    assert!(loudest(0.4, 1.0) > 1e-3 && loudest(2.6, 8.0) == 0.0);
    // No step where the tail is cut.
    let steepest = foley.left[samples(1.0)..].windows(2).map(|w| (w[1] - w[0]).abs()).fold(0.0, f32::max);
    assert!(steepest < 1e-3, "{steepest}");
    assert!(matches!(sheet.cues[0].sound, Sound::Impact(_)));
}
