//! Sentences beside the counted sets, and what they are read as.

use super::*;
use crate::spot::lexicon::lexicon;
use expect_test::{Expect, expect};

/// A class with its step, and what is noted of it.
fn told(asked: &Asked) -> String {
    let notes = &asked.notes;
    let said = [
        notes.count.map(|count| format!("x{count}")),
        notes.rate.map(|rate| format!("{rate:.2}/s")),
        notes.anchor.map(|anchor| format!("{anchor:?}")),
        notes.lasting.map(|lasting| format!("for {lasting} s")),
        notes.distance.map(|distance| format!("{distance} m")),
    ];
    let said: Vec<String> = said.into_iter().flatten().collect();
    format!("{} {} ({})", asked.step, lexicon().classes[asked.class].id, said.join(", "))
}

fn check(prompts: &[&str], expected: Expect) {
    let line = |text: &&str| {
        let prompt = understood(text);
        let mut all: Vec<String> = prompt.asked.iter().map(told).collect();
        all.extend(prompt.banned.iter().map(|&class| format!("!{}", lexicon().classes[class].id)));
        all.extend(prompt.only.then(|| "only".into()));
        all.extend((prompt.music == Some(false)).then(|| "!music".into()));
        all.extend(prompt.mute_effects.then(|| "!sfx".into()));
        format!("{text}: {}\n", all.join("; "))
    };
    expected.assert_eq(&prompts.iter().map(line).collect::<String>());
}

#[test]
fn numbers_are_read_with_what_stands_around_them() {
    check(
        &[
            "Rain for ten seconds, thunder every 3 seconds",
            "a phone rings four times per minute",
            "a car passes, 30 feet away, without its horn",
            "twenty five claps",
            "two or three knocks",
            "door slam at 0:04",
            "clock ticks 60 times per minute",
            "每隔两秒滴一滴水",
            "十五步脚步声",
            "三十米外有狗叫",
            "持续五秒的掌声",
            "第1.5秒玻璃碎",
            "一秒钟敲两次鼓",
            "a steady beep, one per second, for 4 seconds",
        ],
        expect![[r#"
            Rain for ten seconds, thunder every 3 seconds: 0 RAIN-GENERAL (for 10 s); 0 WEATHER-THUNDER (0.33/s)
            a phone rings four times per minute: 0 COMMUNICATIONS-TELEPHONE (0.07/s)
            a car passes, 30 feet away, without its horn: 0 VEHICLES-CAR (9.144 m); !VEHICLES-HORN
            twenty five claps: 0 HUMAN-SKIN (x25)
            two or three knocks: 0 DOORS-KNOCK (x3)
            door slam at 0:04: 0 DOORS-WOOD (At(4.0))
            clock ticks 60 times per minute: 0 CLOCKS-TICK (1.00/s)
            每隔两秒滴一滴水: 0 WATER-DRIP (x1, 0.50/s)
            十五步脚步声: 0 FOOTSTEPS-HUMAN (x15)
            三十米外有狗叫: 0 ANIMALS-DOG (30 m)
            持续五秒的掌声: 0 CROWDS-APPLAUSE (for 5 s)
            第1.5秒玻璃碎: 0 GLASS-BREAK (At(1.5))
            一秒钟敲两次鼓: 0 OBJECTS-MISC (2.00/s)
            a steady beep, one per second, for 4 seconds: 0 USER INTERFACE-BEEP (1.00/s, for 4 s)
        "#]],
    );
}

#[test]
fn words_of_order_order_what_they_join() {
    check(
        &[
            "after two knocks, the door opens",
            "footsteps before a gunshot, not the other way round",
            "狗叫之前先敲门三下",
            "下雨之后打雷",
            "rain stops, then birds",
        ],
        expect![[r#"
            after two knocks, the door opens: 0 DOORS-KNOCK (x2); 1 DOORS-CREAK ()
            footsteps before a gunshot, not the other way round: 0 FOOTSTEPS-HUMAN (); 1 GUNS-PISTOL ()
            狗叫之前先敲门三下: 1 ANIMALS-DOG (); 0 DOORS-KNOCK (x3)
            下雨之后打雷: 0 RAIN-GENERAL (); 1 WEATHER-THUNDER ()
            rain stops, then birds: 0 RAIN-GENERAL (); 1 BIRDS-SONGBIRD ()
        "#]],
    );
}

#[test]
fn what_is_shut_out_is_told_from_what_is_asked_for_besides() {
    check(
        &[
            "no sound except birds",
            "everything but the wind",
            "a car passes, 30 feet away, without its horn",
            "I don't want any birds, but I do want the river",
            "replace the music with rain",
            "use rain instead of wind",
            "除了雨声，其他都不要",
            "除了雷声，还有风声",
            "不是雨声，是风声",
            "只有鸟叫，没有其他声音",
            "the dog does not bark",
            "a bell rings, nobody talks",
        ],
        expect![[r#"
            no sound except birds: 0 BIRDS-SONGBIRD (); only
            everything but the wind: !WIND-GENERAL
            a car passes, 30 feet away, without its horn: 0 VEHICLES-CAR (9.144 m); !VEHICLES-HORN
            I don't want any birds, but I do want the river: 0 WATER-FLOW (); !BIRDS-SONGBIRD
            replace the music with rain: 0 RAIN-GENERAL (); !music
            use rain instead of wind: 0 RAIN-GENERAL (); !WIND-GENERAL
            除了雨声，其他都不要: 0 RAIN-GENERAL (); only
            除了雷声，还有风声: 0 WEATHER-THUNDER (); 0 WIND-GENERAL ()
            不是雨声，是风声: 0 WIND-GENERAL (); !RAIN-GENERAL
            只有鸟叫，没有其他声音: 0 BIRDS-SONGBIRD (); only
            the dog does not bark: !ANIMALS-DOG
            a bell rings, nobody talks: 0 BELLS-HANDBELL (); !VOICES-MISC
        "#]],
    );
}
