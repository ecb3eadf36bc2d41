//! Rules of the director on hand-made scenes: one line a bed or cue.

use crate::cues::{Azimuth, CueSheet, Sound, When};
use crate::scene::*;
use crate::spot::cue_sheet;
use crate::{Brief, Scene, Source};
use expect_test::{Expect, expect};

fn source() -> Source {
    Source {
        sha256: "00".into(),
        bytes: 1,
        width: 1920,
        height: 1080,
        codec: "h264".into(),
        copyable: true,
        start_s: 0.0,
        has_audio: false,
    }
}

pub(super) fn shot(t0: f64, t1: f64, scores: &[(&str, f32)]) -> Shot {
    let scene = scores.iter().map(|&(name, score)| (name.to_string(), score)).collect();
    let begins = if t0 == 0.0 { Transition::Start } else { Transition::Cut };
    Shot { t0, t1, begins, scene, ..Shot::default() }
}

pub(super) fn empty(duration: f64, shots: Vec<Shot>) -> Scene {
    Scene { duration, fps: 25.0, shots, ..Scene::default() }
}

pub(super) fn hit(t: f64, s: f32, conf: f32) -> Impact {
    Impact {
        t,
        s,
        conf,
        x: 0.3,
        y: 0.8,
        size: 0.02,
        speed: 1.5,
        direction: [90.0, 270.0],
        ..Impact::default()
    }
}

/// A street with four blows, a walker, a pass and a cut to a forest.
pub(super) fn busy() -> Scene {
    let mut scene = empty(
        8.0,
        vec![shot(0.0, 4.0, &[("urban", 0.7), ("outdoor", 0.9)]), shot(4.0, 8.0, &[("green", 0.8)])],
    );
    scene.impacts = vec![
        hit(0.5, 0.5, 0.8),
        hit(1.5, 0.9, 0.9),
        hit(2.5, 0.7, 0.7),
        hit(3.0, 0.1, 0.1),
        hit(5.0, 0.8, 0.5),
    ];
    scene.impacts[1].colour = [150, 100, 145];
    scene.impacts[4].size = 0.2;
    scene.impacts[4].speed = 0.8;
    scene.steps = [5.6, 6.1, 6.6, 7.1]
        .map(|t| Step { t, x: 0.7, y: 0.85, size: 0.5, figure: 0, conf: 0.8, ..Step::default() })
        .to_vec();
    scene.sweeps =
        vec![Sweep { t: [3.3, 3.5, 3.8], x: [0.1, 0.9], speed: 2.0, size: 0.03, track: Some(2), conf: 0.7 }];
    scene.flashes = vec![Flash { t: 2.0, duration: 0.08, strength: 0.4 }];
    scene
}

pub(super) fn sheet(scene: &Scene, sfx: &str, bgm: &str, asmr: bool) -> CueSheet {
    cue_sheet(
        scene,
        &Brief { sfx: sfx.into(), bgm: bgm.into(), asmr, ..Brief::default() },
        Some(&source()),
        None,
    )
}

fn params(sound: &Sound) -> String {
    let value = serde_json::to_value(sound).unwrap();
    let show = |(key, value): (&String, &serde_json::Value)| match value.as_f64() {
        Some(x) => format!("{key}={}", (x * 100.0).round() / 100.0),
        None => format!("{key}={}", value.to_string().trim_matches('"')),
    };
    value["params"].as_object().into_iter().flatten().map(show).collect::<Vec<_>>().join(" ")
}

pub(super) fn lines(sheet: &CueSheet) -> String {
    let mut text = String::new();
    for bed in &sheet.beds {
        let (t0, t1, db) = (bed.t0, bed.t1, bed.gain_db);
        text += &format!(
            "bed {} {t0:.2}-{t1:.2} {} {{{}}} {db:+.1} dB, {}\n",
            bed.id,
            bed.class,
            params(&bed.sound),
            bed.from.join(", ")
        );
    }
    for cue in &sheet.cues {
        let when = match cue.when {
            When::At { t } => format!("{t:.2}"),
            When::Span { t0, t1 } => format!("{t0:.2}-{t1:.2}"),
        };
        let az = match &cue.pos.az {
            Azimuth::Still(az) => format!("{az}"),
            Azimuth::Path(path) => format!("{}..{}", path[0].1, path[path.len() - 1].1),
        };
        text += &format!(
            "{when} {} {} {{{}}} v{} {:+.1} dB az {az} {} m, {}\n",
            cue.id,
            cue.class,
            params(&cue.sound),
            cue.velocity,
            cue.gain_db,
            cue.pos.dist,
            cue.from.join(", "),
        );
    }
    text += &format!(
        "room {:?} music {} unknown {:?}\n",
        sheet.room.preset,
        sheet.music.is_some(),
        sheet.source.not_understood
    );
    text
}

fn check(scene: &Scene, sfx: &str, bgm: &str, asmr: bool, expected: Expect) {
    let sheet = sheet(scene, sfx, bgm, asmr);
    sheet.check().unwrap();
    expected.assert_eq(&lines(&sheet));
}

#[test]
fn silent_prompts_give_sounds_and_music_of_the_picture() {
    check(
        &busy(),
        "",
        "",
        false,
        expect![[r#"
            bed place0 0.00-4.36 AMBIENCE-URBAN {place=city wind=0.2 life=0.35} -1.9 dB, looks urban 0.70
            bed leaves1 3.94-8.00 WIND-VEGETATION {speed=4 gusts=0.5 whistle=0 leaves=0.6} -1.0 dB, leaves that move
            bed place1 4.24-8.00 AMBIENCE-FOREST {place=forest wind=0.3 life=0.3} -0.4 dB, looks green 0.80
            0.50 i0 OBJECTS-MISC {material=wood striker=soil size=0.17 hardness=0.35 body=0.19} v0.61 +0.0 dB az -12 3.95 m, impact 0, material unknown, perhaps WOOD-IMPACT
            1.50 i1 OBJECTS-MISC {material=wood striker=soil size=0.17 hardness=0.35 body=0.19} v0.79 +0.0 dB az -12 3.95 m, impact 1, material unknown, perhaps WOOD-IMPACT
            2.50 i2 OBJECTS-MISC {material=wood striker=soil size=0.17 hardness=0.35 body=0.19} v0.71 +0.0 dB az -12 3.95 m, impact 2, material unknown, perhaps WOOD-IMPACT
            3.50 w0.03500 SWOOSHES-WHOOSH {d=0.03 length=0.5 tone=0.15 designed=0} v0.59 -2.0 dB az -24..24 2 m, sweep 0
            5.00 i4 OBJECTS-MISC {material=soil striker=flesh size=0.54 hardness=0.15 body=0.9} v0.71 -6.0 dB az -12 1.5 m, impact 4, large, slow, downward
            5.60 g0.05600 FOOTSTEPS-HUMAN {ground=grass shoe=sneaker run=false left=false} v0.6 +0.0 dB az 12 5 m, walker 0, ground grass
            6.10 g0.06100 FOOTSTEPS-HUMAN {ground=grass shoe=sneaker run=false left=true} v0.6 +0.0 dB az 12 5 m, walker 0, ground grass
            6.60 g0.06600 FOOTSTEPS-HUMAN {ground=grass shoe=sneaker run=false left=false} v0.6 +0.0 dB az 12 5 m, walker 0, ground grass
            7.10 g0.07100 FOOTSTEPS-HUMAN {ground=grass shoe=sneaker run=false left=true} v0.6 +0.0 dB az 12 5 m, walker 0, ground grass
            room Field music true unknown []
        "#]],
    );
}

#[test]
fn heavy_rain_on_a_metal_roof_then_thunder() {
    let scene = empty(8.0, vec![shot(0.0, 8.0, &[])]);
    check(
        &scene,
        "heavy rain on a metal roof, then thunder",
        "",
        false,
        expect![[r#"
            bed p0 0.00-8.00 RAIN-METAL {mm_per_hour=28 on=metal} +0.3 dB, prompt: rain on metal roof
            bed place0 0.00-8.00 AMBIENCE-ROOM TONE {place=room_tone wind=0 life=0.1} -3.0 dB, place unknown
            4.64 p1.0 WEATHER-THUNDER {away=900} v0.7 +0.0 dB az 0 8 m, prompt: thunder, grid
            room Small music false unknown []
        "#]],
    );
}

#[test]
fn rain_and_no_music_in_chinese() {
    check(
        &empty(6.0, vec![shot(0.0, 6.0, &[("urban", 0.6)])]),
        "下雨声，不要音乐",
        "",
        false,
        expect![[r#"
            bed p0 0.00-6.00 RAIN-GENERAL {mm_per_hour=6 on=ground} +7.0 dB, prompt: 下雨声
            bed place0 0.00-6.00 AMBIENCE-URBAN {place=city wind=0.2 life=0.35} -1.0 dB, looks urban 0.60
            room Street music false unknown []
        "#]],
    );
}

#[test]
fn a_named_class_takes_the_blows_of_the_picture() {
    check(
        &busy(),
        "metal hammer hits",
        "",
        false,
        expect![[r#"
            bed place0 0.00-4.36 AMBIENCE-URBAN {place=city wind=0.2 life=0.35} -1.9 dB, looks urban 0.70
            bed leaves1 3.94-8.00 WIND-VEGETATION {speed=4 gusts=0.5 whistle=0 leaves=0.6} -1.0 dB, leaves that move
            bed place1 4.24-8.00 AMBIENCE-FOREST {place=forest wind=0.3 life=0.3} -0.4 dB, looks green 0.80
            0.50 p0.0 TOOLS-HAND {material=metal striker=metal size=0.3 hardness=0.85 body=0.4} v0.67 +0.0 dB az -12 3.95 m, prompt: hammer, impact 0
            1.50 p0.1 TOOLS-HAND {material=metal striker=metal size=0.3 hardness=0.85 body=0.4} v0.79 +0.0 dB az -12 3.95 m, prompt: hammer, impact 1
            2.50 p0.2 TOOLS-HAND {material=metal striker=metal size=0.3 hardness=0.85 body=0.4} v0.73 +0.0 dB az -12 3.95 m, prompt: hammer, impact 2
            3.50 w0.03500 SWOOSHES-WHOOSH {d=0.03 length=0.5 tone=0.15 designed=0} v0.59 -2.0 dB az -24..24 2 m, sweep 0
            5.00 p0.3 TOOLS-HAND {material=metal striker=metal size=0.3 hardness=0.85 body=0.4} v0.76 +0.0 dB az -12 1.5 m, prompt: hammer, impact 4
            5.60 g0.05600 FOOTSTEPS-HUMAN {ground=grass shoe=sneaker run=false left=false} v0.6 +0.0 dB az 12 5 m, walker 0, ground grass
            6.10 g0.06100 FOOTSTEPS-HUMAN {ground=grass shoe=sneaker run=false left=true} v0.6 +0.0 dB az 12 5 m, walker 0, ground grass
            6.60 g0.06600 FOOTSTEPS-HUMAN {ground=grass shoe=sneaker run=false left=false} v0.6 +0.0 dB az 12 5 m, walker 0, ground grass
            7.10 g0.07100 FOOTSTEPS-HUMAN {ground=grass shoe=sneaker run=false left=true} v0.6 +0.0 dB az 12 5 m, walker 0, ground grass
            room Field music false unknown []
        "#]],
    );
}

#[test]
fn only_masks_everything_else() {
    check(
        &busy(),
        "only footsteps on gravel",
        "",
        false,
        expect![[r#"
            5.60 p0.0 FOOTSTEPS-HUMAN {ground=gravel shoe=sneaker run=false left=false} v0.69 +0.0 dB az 12 1.77 m, prompt: footsteps, walker 0
            6.10 p0.1 FOOTSTEPS-HUMAN {ground=gravel shoe=sneaker run=false left=true} v0.69 +0.0 dB az 12 1.77 m, prompt: footsteps, walker 0
            6.60 p0.2 FOOTSTEPS-HUMAN {ground=gravel shoe=sneaker run=false left=false} v0.69 +0.0 dB az 12 1.77 m, prompt: footsteps, walker 0
            7.10 p0.3 FOOTSTEPS-HUMAN {ground=gravel shoe=sneaker run=false left=true} v0.69 +0.0 dB az 12 1.77 m, prompt: footsteps, walker 0
            room Field music false unknown []
        "#]],
    );
}

#[test]
fn a_chain_with_counts_is_aligned_with_the_blows() {
    check(
        &busy(),
        "knock twice, then a door slams",
        "",
        false,
        expect![[r#"
            bed place0 0.00-4.36 AMBIENCE-URBAN {place=city wind=0.2 life=0.35} -1.9 dB, looks urban 0.70
            bed leaves1 3.94-8.00 WIND-VEGETATION {speed=4 gusts=0.5 whistle=0 leaves=0.6} -1.0 dB, leaves that move
            bed place1 4.24-8.00 AMBIENCE-FOREST {place=forest wind=0.3 life=0.3} -0.4 dB, looks green 0.80
            1.50 p0.0 DOORS-KNOCK {material=hollow_wood striker=flesh size=0.3 hardness=0.45 body=0.35} v0.79 +0.0 dB az -12 3.95 m, prompt: knock, impact 1
            2.50 p0.1 DOORS-KNOCK {material=hollow_wood striker=flesh size=0.3 hardness=0.45 body=0.35} v0.73 +0.0 dB az -12 3.95 m, prompt: knock, impact 2
            3.50 w0.03500 SWOOSHES-WHOOSH {d=0.03 length=0.5 tone=0.15 designed=0} v0.59 -2.0 dB az -24..24 2 m, sweep 0
            5.00 p1.0 DOORS-WOOD {does=slam material=hollow_wood size=0.5 creak=0} v0.76 +0.0 dB az -12 1.5 m, prompt: door slams, impact 4
            5.60 g0.05600 FOOTSTEPS-HUMAN {ground=grass shoe=sneaker run=false left=false} v0.6 +0.0 dB az 12 5 m, walker 0, ground grass
            6.10 g0.06100 FOOTSTEPS-HUMAN {ground=grass shoe=sneaker run=false left=true} v0.6 +0.0 dB az 12 5 m, walker 0, ground grass
            6.60 g0.06600 FOOTSTEPS-HUMAN {ground=grass shoe=sneaker run=false left=false} v0.6 +0.0 dB az 12 5 m, walker 0, ground grass
            7.10 g0.07100 FOOTSTEPS-HUMAN {ground=grass shoe=sneaker run=false left=true} v0.6 +0.0 dB az 12 5 m, walker 0, ground grass
            room Field music false unknown []
        "#]],
    );
}

#[test]
fn a_picture_without_moments_gets_a_natural_grid() {
    check(
        &empty(6.0, vec![shot(0.0, 6.0, &[("indoor", 0.8)])]),
        "敲门三下，结尾摔门",
        "",
        false,
        expect![[r#"
            bed place0 0.00-6.00 AMBIENCE-ROOM TONE {place=room_tone wind=0 life=0.2} +0.0 dB, looks indoor 0.80
            2.10 p0.0 DOORS-KNOCK {material=hollow_wood striker=flesh size=0.3 hardness=0.45 body=0.35} v0.7 +0.0 dB az 0 2.5 m, prompt: 敲门, grid
            2.48 p0.1 DOORS-KNOCK {material=hollow_wood striker=flesh size=0.3 hardness=0.45 body=0.35} v0.7 +0.0 dB az 0 2.5 m, prompt: 敲门, grid
            2.88 p0.2 DOORS-KNOCK {material=hollow_wood striker=flesh size=0.3 hardness=0.45 body=0.35} v0.7 +0.0 dB az 0 2.5 m, prompt: 敲门, grid
            5.00 p1.0 DOORS-WOOD {does=slam material=hollow_wood size=0.5 creak=0} v0.85 +0.0 dB az 0 3 m, prompt: 摔门, grid
            room Living music false unknown []
        "#]],
    );
}

#[test]
fn asmr_is_near_and_fine_and_without_music() {
    check(
        &empty(6.0, vec![shot(0.0, 6.0, &[("indoor", 0.8)])]),
        "",
        "",
        true,
        expect![[r#"
            bed place0 0.00-6.00 AMBIENCE-ROOM TONE {place=room_tone wind=0 life=0.2} -20.0 dB, looks indoor 0.80
            0.22 a00218 CLOTH-MOVEMENT {kind=silk} v0.4 +10.2 dB az 57.2 0.16 m, asmr detail, nothing else is heard
            0.71 a00711 CLOTH-MOVEMENT {kind=silk} v0.4 +10.2 dB az 68.9 0.19 m, asmr detail, nothing else is heard
            1.19 a01192 CLOTH-MOVEMENT {kind=silk} v0.4 +10.2 dB az 63.4 0.19 m, asmr detail, nothing else is heard
            1.63 a01633 CLOTH-MOVEMENT {kind=silk} v0.4 +10.2 dB az 55 0.18 m, asmr detail, nothing else is heard
            2.12 a02118 CLOTH-MOVEMENT {kind=silk} v0.4 +10.2 dB az 69.5 0.16 m, asmr detail, nothing else is heard
            2.59 a02592 CLOTH-MOVEMENT {kind=silk} v0.4 +10.2 dB az 55.5 0.18 m, asmr detail, nothing else is heard
            3.08 a03082 CLOTH-MOVEMENT {kind=silk} v0.4 +10.2 dB az -66 0.19 m, asmr detail, nothing else is heard
            3.55 a03553 CLOTH-MOVEMENT {kind=silk} v0.4 +10.2 dB az -56.4 0.16 m, asmr detail, nothing else is heard
            4.03 a04027 CLOTH-MOVEMENT {kind=silk} v0.4 +10.2 dB az -67.5 0.16 m, asmr detail, nothing else is heard
            4.47 a04474 CLOTH-MOVEMENT {kind=silk} v0.4 +10.2 dB az -54.7 0.17 m, asmr detail, nothing else is heard
            4.96 a04959 CLOTH-MOVEMENT {kind=silk} v0.4 +10.2 dB az -57.9 0.18 m, asmr detail, nothing else is heard
            5.42 a05422 CLOTH-MOVEMENT {kind=silk} v0.4 +10.2 dB az -52.4 0.18 m, asmr detail, nothing else is heard
            room Booth music false unknown []
        "#]],
    );
}

#[test]
fn what_cannot_be_made_is_said_and_not_lied_about() {
    check(
        &empty(5.0, vec![shot(0.0, 5.0, &[])]),
        "whispering, glass shatters, blorping",
        "",
        false,
        expect![[r#"
            bed p0 0.00-5.00 VOICES-MISC {kind=voice effort=0.5} +7.0 dB, prompt: whispering
            bed place0 0.00-5.00 AMBIENCE-ROOM TONE {place=room_tone wind=0 life=0.1} -3.0 dB, place unknown
            1.75 p1.0 GLASS-BREAK {of=glass size=0.4} v0.7 +0.0 dB az 0 3 m, prompt: shatters, grid
            room Small music false unknown ["blorping"]
        "#]],
    );
}

#[test]
fn the_same_place_goes_on_over_cuts() {
    let green: &[(&str, f32)] = &[("green", 0.7)];
    let indoor: &[(&str, f32)] = &[("indoor", 0.9)];
    let shots =
        vec![shot(0.0, 2.0, green), shot(2.0, 3.0, indoor), shot(3.0, 5.0, green), shot(5.0, 8.0, indoor)];
    check(
        &empty(8.0, shots),
        "",
        "",
        false,
        expect![[r#"
            bed leaves0 0.00-5.06 WIND-VEGETATION {speed=4 gusts=0.5 whistle=0 leaves=0.6} -1.4 dB, leaves that move
            bed place0 0.00-5.36 AMBIENCE-FOREST {place=forest wind=0.3 life=0.3} -0.8 dB, looks green 0.70
            bed place1 5.24-8.00 AMBIENCE-ROOM TONE {place=room_tone wind=0 life=0.2} +0.0 dB, looks indoor 0.90
            room Small music true unknown []
        "#]],
    );
}

#[test]
fn silence_means_what_the_contract_says() {
    let music = |sfx, bgm| sheet(&busy(), sfx, bgm, false).music.is_some();
    assert!(music("", "") && music("", "calm piano") && music("rain", "calm piano"));
    assert!(
        !music("rain", "")
            && !music("rain", "no music")
            && !music("no music", "calm piano")
            && !music("不要音乐", "")
    );
    for (sfx, bgm) in
        [("no sound effects", ""), ("", "不要音效"), ("rain", "no sound effects"), ("", "only music")]
    {
        let sheet = sheet(&busy(), sfx, bgm, false);
        assert!(sheet.cues.is_empty() && sheet.beds.is_empty(), "{sfx} | {bgm}");
        assert_eq!(sheet.music.is_some(), sfx != "rain" || !bgm.is_empty());
    }
    assert!(!sheet(&busy(), "", "calm piano", false).cues.is_empty());
    assert!(!sheet(&busy(), "", "", false).beds.is_empty());
}

#[test]
fn a_flash_is_thunder_only_in_a_storm() {
    let thunder =
        |scene: &Scene, sfx| sheet(scene, sfx, "", false).cues.iter().any(|c| c.class == "WEATHER-THUNDER");
    let mut rainy = busy();
    rainy.shots[0].scene.insert("rain".into(), 0.6);
    assert!(
        !thunder(&busy(), "")
            && thunder(&rainy, "")
            && thunder(&busy(), "rain")
            && !thunder(&rainy, "no thunder")
    );
}

#[test]
fn what_is_not_wanted_is_not_heard() {
    let heard = |sfx: &str, class: &str| {
        let sheet = sheet(&busy(), sfx, "", false);
        sheet.cues.iter().any(|c| c.class == class) || sheet.beds.iter().any(|b| b.class == class)
    };
    assert!(heard("", "FOOTSTEPS-HUMAN") && !heard("no footsteps", "FOOTSTEPS-HUMAN"));
    assert!(heard("", "SWOOSHES-WHOOSH") && !heard("没有嗖的声音", "SWOOSHES-WHOOSH"));
    assert!(heard("", "AMBIENCE-FOREST") && !heard("no ambience", "AMBIENCE-FOREST"));
}

#[test]
fn crowded_moments_are_thinned() {
    let mut scene = busy();
    scene.impacts = (0..200).map(|i| hit(0.5 + f64::from(i) * 0.03, 0.3 + 0.003 * i as f32, 0.9)).collect();
    let cues = sheet(&scene, "", "", false).cues;
    let moments = cues.iter().filter(|cue| matches!(cue.when, When::At { .. }));
    let times: Vec<f64> = moments.map(|cue| cue.when.begin()).collect();
    let most = times.iter().map(|t| times.iter().filter(|u| (*t..t + 1.0).contains(u)).count()).max();
    assert!(most <= Some(8), "{most:?} cues in a second");
}

#[test]
fn the_same_wishes_give_the_same_sheet_and_a_round_trip_keeps_it() {
    for sfx in ["", "heavy rain then thunder", "敲门三下", "typing on a keyboard and a clock ticking"] {
        let first = sheet(&busy(), sfx, "", false);
        assert_eq!(first, sheet(&busy(), sfx, "", false));
        assert_eq!(CueSheet::from_json(first.to_json().as_bytes()).unwrap(), first);
        assert!(first.analysis.tracks.is_empty() && first.analysis.envelopes.motion.is_empty());
    }
}

#[test]
fn hostile_scenes_and_texts_still_give_a_sheet_that_can_be_rendered() {
    let mut chance = crate::dsp::Chance::new(crate::Seed(3));
    let words = [
        "rain",
        "no",
        "then",
        "三下",
        "knock",
        "at 3s",
        "at the end",
        "only",
        "storm",
        "every cut",
        "脚步",
        "999999999",
        "music",
    ];
    for round in 0..120 {
        let mut scene = busy();
        scene.duration = [0.2, 3.0, 8.0, 20.0][round % 4];
        scene.impacts.extend([f64::NAN, -1.0, 1e9].map(|t| hit(t, f32::NAN, 0.9)));
        let text: Vec<&str> = (0..12).map(|_| words[chance.below(words.len())]).collect();
        let sheet = sheet(&scene, &text.join(" "), "", round % 2 == 0);
        sheet.check().unwrap_or_else(|e| panic!("{text:?}: {e}"));
    }
}
