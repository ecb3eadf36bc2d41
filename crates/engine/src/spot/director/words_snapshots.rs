//! What the director makes of words alone: one line a bed or cue.

use super::snapshots::lines;
use crate::cues::CueSheet;
use crate::spot::{Guess, Interpreter, classes, cue_sheet};
use crate::{Brief, Scene};
use expect_test::{Expect, expect};

fn sheet(duration_s: f64, prompt: &str) -> CueSheet {
    let brief = Brief { sfx: prompt.into(), ..Brief::default() };
    cue_sheet(&Scene::unseen(duration_s), &brief, None, None)
}

fn check(duration_s: f64, prompts: &[&str], expected: Expect) {
    let show = |prompt: &&str| {
        let sheet = sheet(duration_s, prompt);
        sheet.check().unwrap();
        let music =
            sheet.music.as_ref().map(|m| format!("music: {}\n", m.from.join(", "))).unwrap_or_default();
        format!("# {prompt}\n{}{music}", lines(&sheet))
    };
    expected.assert_eq(&prompts.iter().map(show).collect::<String>());
}

#[test]
fn rain_goes_on_and_thunder_comes_later() {
    check(
        8.0,
        &["heavy rain on a metal roof, then thunder", "下雨声", "thunderstorm"],
        expect![[r#"
            # heavy rain on a metal roof, then thunder
            bed p0 0.00-8.00 RAIN-METAL {mm_per_hour=28 on=metal} +0.3 dB, prompt: rain on metal roof
            4.64 p1.0 WEATHER-THUNDER {away=900} v0.7 +0.0 dB az 0 4 m, prompt: thunder, grid
            room Field music false unknown []
            # 下雨声
            bed p0 0.00-8.00 RAIN-GENERAL {mm_per_hour=6 on=ground} +7.0 dB, prompt: 下雨声
            room Field music false unknown []
            # thunderstorm
            bed p0 0.00-8.00 RAIN-GENERAL {mm_per_hour=28 on=ground} +0.3 dB, prompt: thunderstorm
            bed p0b 0.00-8.00 WIND-GUST {speed=15.1 gusts=0.78 whistle=0.1 leaves=0} +7.0 dB, prompt: thunderstorm
            1.60 p0c.0 WEATHER-THUNDER {away=480} v0.85 +0.0 dB az 0 4 m, prompt: thunderstorm, grid
            6.10 p0c.1 WEATHER-THUNDER {away=480} v0.85 +0.0 dB az 0 4 m, prompt: thunderstorm, grid
            room Field music false unknown []
        "#]],
    );
}

#[test]
fn counts_and_order_are_kept_over_the_whole_length() {
    check(
        10.0,
        &[
            "three knocks on a wooden door",
            "knock twice, then a door slams, then footsteps on gravel",
            "glass clinks, a door slams, a coin drops",
            "knocking on a door",
        ],
        expect![[r#"
            # three knocks on a wooden door
            bed place0 0.00-10.00 AMBIENCE-ROOM TONE {place=room_tone wind=0 life=0.1} -14.0 dB, nothing known
            0.40 p0.0 DOORS-KNOCK {material=wood striker=flesh size=0.3 hardness=0.45 body=0.35} v0.7 +0.0 dB az 0 1.25 m, prompt: knocks on wooden door, grid
            0.79 p0.1 DOORS-KNOCK {material=wood striker=flesh size=0.3 hardness=0.45 body=0.35} v0.7 +0.0 dB az 0 1.25 m, prompt: knocks on wooden door, grid
            1.19 p0.2 DOORS-KNOCK {material=wood striker=flesh size=0.3 hardness=0.45 body=0.35} v0.7 +0.0 dB az 0 1.25 m, prompt: knocks on wooden door, grid
            room Small music false unknown []
            # knock twice, then a door slams, then footsteps on gravel
            bed place0 0.00-10.00 AMBIENCE-ROOM TONE {place=room_tone wind=0 life=0.1} -14.0 dB, nothing known
            0.40 p0.0 DOORS-KNOCK {material=hollow_wood striker=flesh size=0.3 hardness=0.45 body=0.35} v0.7 +0.0 dB az 0 1.25 m, prompt: knock, grid
            0.79 p0.1 DOORS-KNOCK {material=hollow_wood striker=flesh size=0.3 hardness=0.45 body=0.35} v0.7 +0.0 dB az 0 1.25 m, prompt: knock, grid
            4.13 p1.0 DOORS-WOOD {does=slam material=hollow_wood size=0.5 creak=0} v0.7 +0.0 dB az 0 1.5 m, prompt: door slams, grid
            7.62 p2.0 FOOTSTEPS-HUMAN {ground=gravel shoe=sneaker run=false left=false} v0.7 +0.0 dB az 0 1.5 m, prompt: footsteps, grid
            8.16 p2.1 FOOTSTEPS-HUMAN {ground=gravel shoe=sneaker run=false left=true} v0.7 +0.0 dB az 0 1.5 m, prompt: footsteps, grid
            8.67 p2.2 FOOTSTEPS-HUMAN {ground=gravel shoe=sneaker run=false left=false} v0.7 +0.0 dB az 0 1.5 m, prompt: footsteps, grid
            9.22 p2.3 FOOTSTEPS-HUMAN {ground=gravel shoe=sneaker run=false left=true} v0.7 +0.0 dB az 0 1.5 m, prompt: footsteps, grid
            room Field music false unknown []
            # glass clinks, a door slams, a coin drops
            bed place0 0.00-10.00 AMBIENCE-ROOM TONE {place=room_tone wind=0 life=0.1} -14.0 dB, nothing known
            0.40 p0.0 GLASS-IMPACT {material=glass striker=null size=0.1 hardness=0.75 body=0} v0.7 +0.0 dB az 0 1 m, prompt: glass clinks, grid
            3.73 p1.0 DOORS-WOOD {does=slam material=hollow_wood size=0.5 creak=0} v0.7 +0.0 dB az 0 1.5 m, prompt: door slams, grid
            7.07 p2.0 OBJECTS-COIN {material=metal striker=wood size=0.02 hardness=0.9 body=0} v0.7 +0.0 dB az 0 1 m, prompt: coin, grid
            7.27 p2.1 OBJECTS-COIN {material=metal striker=wood size=0.02 hardness=0.9 body=0} v0.7 +0.0 dB az 0 1 m, prompt: coin, grid
            7.46 p2.2 OBJECTS-COIN {material=metal striker=wood size=0.02 hardness=0.9 body=0} v0.7 +0.0 dB az 0 1 m, prompt: coin, grid
            7.66 p2.3 OBJECTS-COIN {material=metal striker=wood size=0.02 hardness=0.9 body=0} v0.7 +0.0 dB az 0 1 m, prompt: coin, grid
            room Small music false unknown []
            # knocking on a door
            bed place0 0.00-10.00 AMBIENCE-ROOM TONE {place=room_tone wind=0 life=0.1} -14.0 dB, nothing known
            0.40 p0.0 DOORS-KNOCK {material=hollow_wood striker=flesh size=0.3 hardness=0.45 body=0.35} v0.7 +0.0 dB az 0 1.25 m, prompt: knocking on door, grid
            0.79 p0.1 DOORS-KNOCK {material=hollow_wood striker=flesh size=0.3 hardness=0.45 body=0.35} v0.7 +0.0 dB az 0 1.25 m, prompt: knocking on door, grid
            1.17 p0.2 DOORS-KNOCK {material=hollow_wood striker=flesh size=0.3 hardness=0.45 body=0.35} v0.7 +0.0 dB az 0 1.25 m, prompt: knocking on door, grid
            3.75 p0.3 DOORS-KNOCK {material=hollow_wood striker=flesh size=0.3 hardness=0.45 body=0.35} v0.7 +0.0 dB az 0 1.25 m, prompt: knocking on door, grid
            4.14 p0.4 DOORS-KNOCK {material=hollow_wood striker=flesh size=0.3 hardness=0.45 body=0.35} v0.7 +0.0 dB az 0 1.25 m, prompt: knocking on door, grid
            4.52 p0.5 DOORS-KNOCK {material=hollow_wood striker=flesh size=0.3 hardness=0.45 body=0.35} v0.7 +0.0 dB az 0 1.25 m, prompt: knocking on door, grid
            7.11 p0.6 DOORS-KNOCK {material=hollow_wood striker=flesh size=0.3 hardness=0.45 body=0.35} v0.7 +0.0 dB az 0 1.25 m, prompt: knocking on door, grid
            7.50 p0.7 DOORS-KNOCK {material=hollow_wood striker=flesh size=0.3 hardness=0.45 body=0.35} v0.7 +0.0 dB az 0 1.25 m, prompt: knocking on door, grid
            7.88 p0.8 DOORS-KNOCK {material=hollow_wood striker=flesh size=0.3 hardness=0.45 body=0.35} v0.7 +0.0 dB az 0 1.25 m, prompt: knocking on door, grid
            room Small music false unknown []
        "#]],
    );
}

#[test]
fn steps_go_on_until_something_else_comes() {
    check(
        5.0,
        &["footsteps on gravel", "footsteps, then a splash at the end"],
        expect![[r#"
            # footsteps on gravel
            bed place0 0.00-5.00 AMBIENCE-ROOM TONE {place=room_tone wind=0 life=0.1} -14.0 dB, nothing known
            0.15 p0.0 FOOTSTEPS-HUMAN {ground=gravel shoe=sneaker run=false left=false} v0.7 +0.0 dB az 0 1.5 m, prompt: footsteps, grid
            0.68 p0.1 FOOTSTEPS-HUMAN {ground=gravel shoe=sneaker run=false left=true} v0.7 +0.0 dB az 0 1.5 m, prompt: footsteps, grid
            1.21 p0.2 FOOTSTEPS-HUMAN {ground=gravel shoe=sneaker run=false left=false} v0.7 +0.0 dB az 0 1.5 m, prompt: footsteps, grid
            1.73 p0.3 FOOTSTEPS-HUMAN {ground=gravel shoe=sneaker run=false left=true} v0.7 +0.0 dB az 0 1.5 m, prompt: footsteps, grid
            2.23 p0.4 FOOTSTEPS-HUMAN {ground=gravel shoe=sneaker run=false left=false} v0.7 +0.0 dB az 0 1.5 m, prompt: footsteps, grid
            2.76 p0.5 FOOTSTEPS-HUMAN {ground=gravel shoe=sneaker run=false left=true} v0.7 +0.0 dB az 0 1.5 m, prompt: footsteps, grid
            3.29 p0.6 FOOTSTEPS-HUMAN {ground=gravel shoe=sneaker run=false left=false} v0.7 +0.0 dB az 0 1.5 m, prompt: footsteps, grid
            3.83 p0.7 FOOTSTEPS-HUMAN {ground=gravel shoe=sneaker run=false left=true} v0.7 +0.0 dB az 0 1.5 m, prompt: footsteps, grid
            4.31 p0.8 FOOTSTEPS-HUMAN {ground=gravel shoe=sneaker run=false left=false} v0.7 +0.0 dB az 0 1.5 m, prompt: footsteps, grid
            room Field music false unknown []
            # footsteps, then a splash at the end
            bed place0 0.00-5.00 AMBIENCE-ROOM TONE {place=room_tone wind=0 life=0.1} -14.0 dB, nothing known
            0.15 p0.0 FOOTSTEPS-HUMAN {ground=concrete shoe=sneaker run=false left=false} v0.7 +0.0 dB az 0 1.5 m, prompt: footsteps, grid
            0.68 p0.1 FOOTSTEPS-HUMAN {ground=concrete shoe=sneaker run=false left=true} v0.7 +0.0 dB az 0 1.5 m, prompt: footsteps, grid
            1.21 p0.2 FOOTSTEPS-HUMAN {ground=concrete shoe=sneaker run=false left=false} v0.7 +0.0 dB az 0 1.5 m, prompt: footsteps, grid
            1.72 p0.3 FOOTSTEPS-HUMAN {ground=concrete shoe=sneaker run=false left=true} v0.7 +0.0 dB az 0 1.5 m, prompt: footsteps, grid
            2.22 p0.4 FOOTSTEPS-HUMAN {ground=concrete shoe=sneaker run=false left=false} v0.7 +0.0 dB az 0 1.5 m, prompt: footsteps, grid
            4.00 p1.0 WATER-SPLASH {kind=splash size=0.5} v0.7 +0.0 dB az 0 1 m, prompt: splash, grid
            room Small music false unknown []
        "#]],
    );
}

#[test]
fn music_is_heard_where_it_is_asked_for_and_nowhere_else() {
    check(
        6.0,
        &[
            "calm piano",
            "soft piano and heavy rain",
            "a melody on the saxophone",
            "rain, no music",
            "only music",
            "平静的钢琴曲",
        ],
        expect![[r##"
            # calm piano
            room Small music true unknown []
            music: prompt: calm, prompt: piano, mood v 0.24 a -0.56, style piano_romantic as asked
            # soft piano and heavy rain
            bed p0 0.00-6.00 RAIN-GENERAL {mm_per_hour=28 on=ground} +0.3 dB, prompt: rain
            room Field music true unknown []
            music: prompt: soft, prompt: piano, mood v 0.24 a -0.56, style piano_romantic as asked
            # a melody on the saxophone
            room Small music true unknown ["saxophone"]
            music: prompt: melody, mood v 0.00 a 0.00, style synthwave by mood
            # rain, no music
            bed p0 0.00-6.00 RAIN-GENERAL {mm_per_hour=6 on=ground} +7.0 dB, prompt: rain
            room Field music false unknown []
            # only music
            room Small music true unknown []
            music: mood v 0.00 a 0.00, style synthwave by mood
            # 平静的钢琴曲
            room Small music true unknown []
            music: prompt: 平静, prompt: 钢琴曲, mood v 0.24 a -0.56, style piano_romantic as asked
        "##]],
    );
}

#[test]
fn what_nobody_understands_is_a_quiet_room_and_said() {
    check(
        4.0,
        &["zorp blorping", "whispering", "", "only zorp", "every cut a knock"],
        expect![[r##"
            # zorp blorping
            bed place0 0.00-4.00 AMBIENCE-ROOM TONE {place=room_tone wind=0 life=0.1} +6.0 dB, nothing known
            room Small music false unknown ["zorp", "blorping"]
            # whispering
            bed p0 0.00-4.00 VOICES-MISC {kind=voice effort=0.5} +7.0 dB, prompt: whispering
            room Small music false unknown []
            # 
            bed place0 0.00-4.00 AMBIENCE-ROOM TONE {place=room_tone wind=0 life=0.1} +6.0 dB, nothing known
            room Small music false unknown []
            # only zorp
            bed place0 0.00-4.00 AMBIENCE-ROOM TONE {place=room_tone wind=0 life=0.1} +6.0 dB, nothing known
            room Small music false unknown ["zorp"]
            # every cut a knock
            bed place0 0.00-4.00 AMBIENCE-ROOM TONE {place=room_tone wind=0 life=0.1} -14.0 dB, nothing known
            0.40 p0.0 DOORS-KNOCK {material=hollow_wood striker=flesh size=0.3 hardness=0.45 body=0.35} v0.7 +0.0 dB az 0 1.25 m, prompt: knock, grid
            0.79 p0.1 DOORS-KNOCK {material=hollow_wood striker=flesh size=0.3 hardness=0.45 body=0.35} v0.7 +0.0 dB az 0 1.25 m, prompt: knock, grid
            1.17 p0.2 DOORS-KNOCK {material=hollow_wood striker=flesh size=0.3 hardness=0.45 body=0.35} v0.7 +0.0 dB az 0 1.25 m, prompt: knock, grid
            room Small music false unknown []
        "##]],
    );
}

#[test]
fn what_was_refused_is_not_heard() {
    check(
        4.0,
        &[
            "complete silence",
            "no sound effects",
            "heavy rain, no background noise",
            "rain and no thunder",
            "a knock, then silence",
            "whale song",
        ],
        expect![[r#"
            # complete silence
            room Small music false unknown []
            # no sound effects
            room Small music true unknown []
            music: mood v 0.00 a 0.00, style acoustic_folk by mood
            # heavy rain, no background noise
            bed p0 0.00-4.00 RAIN-GENERAL {mm_per_hour=28 on=ground} +0.3 dB, prompt: rain
            room Field music false unknown []
            # rain and no thunder
            bed p0 0.00-4.00 RAIN-GENERAL {mm_per_hour=6 on=ground} +7.0 dB, prompt: rain
            room Field music false unknown []
            # a knock, then silence
            bed place0 0.00-4.00 AMBIENCE-ROOM TONE {place=room_tone wind=0 life=0.1} -14.0 dB, nothing known
            0.40 p0.0 DOORS-KNOCK {material=hollow_wood striker=flesh size=0.3 hardness=0.45 body=0.35} v0.7 +0.0 dB az 0 1.25 m, prompt: knock, grid
            0.79 p0.1 DOORS-KNOCK {material=hollow_wood striker=flesh size=0.3 hardness=0.45 body=0.35} v0.7 +0.0 dB az 0 1.25 m, prompt: knock, grid
            1.17 p0.2 DOORS-KNOCK {material=hollow_wood striker=flesh size=0.3 hardness=0.45 body=0.35} v0.7 +0.0 dB az 0 1.25 m, prompt: knock, grid
            room Small music false unknown []
            # whale song
            bed place0 0.00-4.00 AMBIENCE-ROOM TONE {place=room_tone wind=0 life=0.1} -14.0 dB, nothing known
            0.40 p0.0 ANIMALS-AQUATIC {kind=whale size=1} v0.7 +0.0 dB az 0 10 m, prompt: whale song, grid
            2.19 p0.1 ANIMALS-AQUATIC {kind=whale size=1} v0.7 +0.0 dB az 0 10 m, prompt: whale song, grid
            room Small music false unknown []
        "#]],
    );
}

#[test]
fn any_words_give_a_sheet_that_can_be_rendered_and_something_to_hear() {
    let mut chance = crate::dsp::Chance::new(crate::Seed(11));
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
        "99",
        "music",
        "piano",
        ",",
        "zorp",
        "钢琴",
        "twelve",
        "and",
        "ambience",
        "sound effects",
        "lasting",
    ];
    for round in 0..200 {
        let text: Vec<&str> = (0..10).map(|_| words[chance.below(words.len())]).collect();
        let sheet = sheet([3.0, 4.7, 10.0][round % 3], &text.join(" "));
        sheet.check().unwrap_or_else(|e| panic!("{text:?}: {e}"));
        let heard = !sheet.cues.is_empty() || !sheet.beds.is_empty() || sheet.music.is_some();
        assert!(heard, "{text:?} is silence");
    }
}

#[test]
fn what_is_said_of_rate_length_and_distance_is_heard() {
    check(
        6.0,
        &[
            "hammering, two hits per second",
            "water dripping once every two seconds",
            "敲门，每秒四下",
            "a dog barks for two seconds, fifty metres away",
            "three sneezes",
            "an alarm for 2 seconds, then a knock on a metal door",
        ],
        expect![[r#"
            # hammering, two hits per second
            bed place0 0.00-6.00 AMBIENCE-ROOM TONE {place=room_tone wind=0 life=0.1} -14.0 dB, nothing known
            0.40 p0.0 TOOLS-HAND {material=wood striker=metal size=0.3 hardness=0.85 body=0.4} v0.7 +0.0 dB az 0 1 m, prompt: hammering, grid
            0.89 p0.1 TOOLS-HAND {material=wood striker=metal size=0.3 hardness=0.85 body=0.4} v0.7 +0.0 dB az 0 1 m, prompt: hammering, grid
            1.38 p0.2 TOOLS-HAND {material=wood striker=metal size=0.3 hardness=0.85 body=0.4} v0.7 +0.0 dB az 0 1 m, prompt: hammering, grid
            1.89 p0.3 TOOLS-HAND {material=wood striker=metal size=0.3 hardness=0.85 body=0.4} v0.7 +0.0 dB az 0 1 m, prompt: hammering, grid
            2.38 p0.4 TOOLS-HAND {material=wood striker=metal size=0.3 hardness=0.85 body=0.4} v0.7 +0.0 dB az 0 1 m, prompt: hammering, grid
            2.87 p0.5 TOOLS-HAND {material=wood striker=metal size=0.3 hardness=0.85 body=0.4} v0.7 +0.0 dB az 0 1 m, prompt: hammering, grid
            3.39 p0.6 TOOLS-HAND {material=wood striker=metal size=0.3 hardness=0.85 body=0.4} v0.7 +0.0 dB az 0 1 m, prompt: hammering, grid
            3.85 p0.7 TOOLS-HAND {material=wood striker=metal size=0.3 hardness=0.85 body=0.4} v0.7 +0.0 dB az 0 1 m, prompt: hammering, grid
            4.38 p0.8 TOOLS-HAND {material=wood striker=metal size=0.3 hardness=0.85 body=0.4} v0.7 +0.0 dB az 0 1 m, prompt: hammering, grid
            4.84 p0.9 TOOLS-HAND {material=wood striker=metal size=0.3 hardness=0.85 body=0.4} v0.7 +0.0 dB az 0 1 m, prompt: hammering, grid
            5.36 p0.10 TOOLS-HAND {material=wood striker=metal size=0.3 hardness=0.85 body=0.4} v0.7 +0.0 dB az 0 1 m, prompt: hammering, grid
            room Small music false unknown []
            # water dripping once every two seconds
            bed place0 0.00-6.00 AMBIENCE-ROOM TONE {place=room_tone wind=0 life=0.1} -14.0 dB, nothing known
            0.40 p0.0 WATER-DRIP {kind=drip size=0.3} v0.7 +0.0 dB az 0 1 m, prompt: water dripping, grid
            2.24 p0.1 WATER-DRIP {kind=drip size=0.3} v0.7 +0.0 dB az 0 1 m, prompt: water dripping, grid
            3.96 p0.2 WATER-DRIP {kind=drip size=0.3} v0.7 +0.0 dB az 0 1 m, prompt: water dripping, grid
            room Small music false unknown []
            # 敲门，每秒四下
            bed place0 0.00-6.00 AMBIENCE-ROOM TONE {place=room_tone wind=0 life=0.1} -14.0 dB, nothing known
            0.40 p0.0 DOORS-KNOCK {material=hollow_wood striker=flesh size=0.3 hardness=0.45 body=0.35} v0.7 +0.0 dB az 0 1.25 m, prompt: 敲门, grid
            0.65 p0.1 DOORS-KNOCK {material=hollow_wood striker=flesh size=0.3 hardness=0.45 body=0.35} v0.7 +0.0 dB az 0 1.25 m, prompt: 敲门, grid
            0.91 p0.2 DOORS-KNOCK {material=hollow_wood striker=flesh size=0.3 hardness=0.45 body=0.35} v0.7 +0.0 dB az 0 1.25 m, prompt: 敲门, grid
            1.16 p0.3 DOORS-KNOCK {material=hollow_wood striker=flesh size=0.3 hardness=0.45 body=0.35} v0.7 +0.0 dB az 0 1.25 m, prompt: 敲门, grid
            1.40 p0.4 DOORS-KNOCK {material=hollow_wood striker=flesh size=0.3 hardness=0.45 body=0.35} v0.7 +0.0 dB az 0 1.25 m, prompt: 敲门, grid
            1.63 p0.5 DOORS-KNOCK {material=hollow_wood striker=flesh size=0.3 hardness=0.45 body=0.35} v0.7 +0.0 dB az 0 1.25 m, prompt: 敲门, grid
            1.89 p0.6 DOORS-KNOCK {material=hollow_wood striker=flesh size=0.3 hardness=0.45 body=0.35} v0.7 +0.0 dB az 0 1.25 m, prompt: 敲门, grid
            2.13 p0.7 DOORS-KNOCK {material=hollow_wood striker=flesh size=0.3 hardness=0.45 body=0.35} v0.7 +0.0 dB az 0 1.25 m, prompt: 敲门, grid
            2.38 p0.8 DOORS-KNOCK {material=hollow_wood striker=flesh size=0.3 hardness=0.45 body=0.35} v0.7 +0.0 dB az 0 1.25 m, prompt: 敲门, grid
            2.64 p0.9 DOORS-KNOCK {material=hollow_wood striker=flesh size=0.3 hardness=0.45 body=0.35} v0.7 +0.0 dB az 0 1.25 m, prompt: 敲门, grid
            2.87 p0.10 DOORS-KNOCK {material=hollow_wood striker=flesh size=0.3 hardness=0.45 body=0.35} v0.7 +0.0 dB az 0 1.25 m, prompt: 敲门, grid
            3.13 p0.11 DOORS-KNOCK {material=hollow_wood striker=flesh size=0.3 hardness=0.45 body=0.35} v0.7 +0.0 dB az 0 1.25 m, prompt: 敲门, grid
            3.37 p0.12 DOORS-KNOCK {material=hollow_wood striker=flesh size=0.3 hardness=0.45 body=0.35} v0.7 +0.0 dB az 0 1.25 m, prompt: 敲门, grid
            3.61 p0.13 DOORS-KNOCK {material=hollow_wood striker=flesh size=0.3 hardness=0.45 body=0.35} v0.7 +0.0 dB az 0 1.25 m, prompt: 敲门, grid
            3.86 p0.14 DOORS-KNOCK {material=hollow_wood striker=flesh size=0.3 hardness=0.45 body=0.35} v0.7 +0.0 dB az 0 1.25 m, prompt: 敲门, grid
            4.12 p0.15 DOORS-KNOCK {material=hollow_wood striker=flesh size=0.3 hardness=0.45 body=0.35} v0.7 +0.0 dB az 0 1.25 m, prompt: 敲门, grid
            4.36 p0.16 DOORS-KNOCK {material=hollow_wood striker=flesh size=0.3 hardness=0.45 body=0.35} v0.7 +0.0 dB az 0 1.25 m, prompt: 敲门, grid
            4.61 p0.17 DOORS-KNOCK {material=hollow_wood striker=flesh size=0.3 hardness=0.45 body=0.35} v0.7 +0.0 dB az 0 1.25 m, prompt: 敲门, grid
            4.86 p0.18 DOORS-KNOCK {material=hollow_wood striker=flesh size=0.3 hardness=0.45 body=0.35} v0.7 +0.0 dB az 0 1.25 m, prompt: 敲门, grid
            5.11 p0.19 DOORS-KNOCK {material=hollow_wood striker=flesh size=0.3 hardness=0.45 body=0.35} v0.7 +0.0 dB az 0 1.25 m, prompt: 敲门, grid
            5.35 p0.20 DOORS-KNOCK {material=hollow_wood striker=flesh size=0.3 hardness=0.45 body=0.35} v0.7 +0.0 dB az 0 1.25 m, prompt: 敲门, grid
            5.61 p0.21 DOORS-KNOCK {material=hollow_wood striker=flesh size=0.3 hardness=0.45 body=0.35} v0.7 +0.0 dB az 0 1.25 m, prompt: 敲门, grid
            room Small music false unknown []
            # a dog barks for two seconds, fifty metres away
            bed place0 0.00-6.00 AMBIENCE-ROOM TONE {place=room_tone wind=0 life=0.1} -14.0 dB, nothing known
            0.40 p0.0 ANIMALS-DOG {kind=dog size=1} v0.7 +0.0 dB az 0 50 m, prompt: dog barks, grid
            1.02 p0.1 ANIMALS-DOG {kind=dog size=1} v0.7 +0.0 dB az 0 50 m, prompt: dog barks, grid
            1.64 p0.2 ANIMALS-DOG {kind=dog size=1} v0.7 +0.0 dB az 0 50 m, prompt: dog barks, grid
            2.27 p0.3 ANIMALS-DOG {kind=dog size=1} v0.7 +0.0 dB az 0 50 m, prompt: dog barks, grid
            room Small music false unknown []
            # three sneezes
            bed place0 0.00-6.00 AMBIENCE-ROOM TONE {place=room_tone wind=0 life=0.1} -14.0 dB, nothing known
            0.40 p0.0 HUMAN-SNEEZE {kind=sneeze effort=0.5} v0.7 +0.0 dB az 0 1 m, prompt: sneezes, grid
            2.26 p0.1 HUMAN-SNEEZE {kind=sneeze effort=0.5} v0.7 +0.0 dB az 0 1 m, prompt: sneezes, grid
            4.10 p0.2 HUMAN-SNEEZE {kind=sneeze effort=0.5} v0.7 +0.0 dB az 0 1 m, prompt: sneezes, grid
            room Small music false unknown []
            # an alarm for 2 seconds, then a knock on a metal door
            bed p0 0.00-2.00 ALARMS-ELECTRONIC {kind=alarm pitch=1} +7.0 dB, prompt: alarm
            3.48 p1.0 DOORS-KNOCK {material=metal striker=flesh size=0.3 hardness=0.45 body=0.35} v0.7 +0.0 dB az 0 1.25 m, prompt: knock on metal door, grid
            3.87 p1.1 DOORS-KNOCK {material=metal striker=flesh size=0.3 hardness=0.45 body=0.35} v0.7 +0.0 dB az 0 1.25 m, prompt: knock on metal door, grid
            4.23 p1.2 DOORS-KNOCK {material=metal striker=flesh size=0.3 hardness=0.45 body=0.35} v0.7 +0.0 dB az 0 1.25 m, prompt: knock on metal door, grid
            room Small music false unknown []
        "#]],
    );
}

/// Knows one word, which nothing else knows.
#[derive(Debug)]
struct Linguist;

impl Interpreter for Linguist {
    fn guess(&self, words: &str) -> Option<Guess> {
        let class = classes().iter().position(|class| class.id == "ANIMALS-DOG")?;
        words.contains("flurble").then_some(Guess { class, sureness: 0.61 })
    }
}

#[test]
fn what_an_interpreter_guessed_says_so_and_is_no_surer_than_it_was() {
    let brief = Brief { sfx: "two flurbles at 3 s, quibbering".into(), ..Brief::default() };
    let sheet = cue_sheet(&Scene::unseen(6.0), &brief, None, Some(&Linguist));
    let guessed: Vec<_> = sheet.cues.iter().map(|cue| (cue.conf, cue.from[0].as_str())).collect();
    assert_eq!(guessed, [(0.61, "prompt: encoder \"flurbles\""); 2]);
    assert_eq!(sheet.cues[0].when.begin(), 3.0);
    assert_eq!(sheet.source.not_understood, ["quibbering"]);
}
