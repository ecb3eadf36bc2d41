//! What holds for the vocabulary as a whole: names, words, mappings, references, and words that hold other words.

use super::*;
use crate::spot::prompt;
use expect_test::{Expect, expect};
use std::collections::BTreeSet;

/// Names of the ontology that say nothing about what sounds.
const GENERIC: [&str; 8] = [
    "Sound effect",
    "Noise",
    "Silence",
    "Sounds of things",
    "Mechanisms",
    "Environmental noise",
    "Animal",
    "Field recording",
];

fn english(class: &Class) -> impl Iterator<Item = &String> {
    class.en.iter().chain(&class.weak_en)
}

fn chinese(class: &Class) -> impl Iterator<Item = &String> {
    class.zh.iter().chain(&class.weak_zh)
}

fn twice<'a>(all: impl Iterator<Item = &'a String>) -> Vec<String> {
    let mut seen = BTreeSet::new();
    all.map(|word| normal(word)).filter(|word| !seen.insert(word.clone())).collect()
}

#[test]
fn every_class_that_the_files_refer_to_is_among_them() {
    let lexicon = lexicon();
    for class in &lexicon.classes {
        let others =
            class.substitute.iter().chain(&class.parts).chain(class.by_stuff.values()).chain(&class.excludes);
        for other in others {
            assert!(lexicon.find(other).is_some(), "{} refers to {other}", class.id);
        }
        for stuff in class.by_stuff.keys() {
            assert!(lexicon.stuffs.iter().any(|s| &s.name == stuff), "{} refers to {stuff}", class.id);
        }
    }
}

#[test]
fn what_is_made_instead_can_be_made() {
    for class in lexicon().classes.iter().filter(|class| class.sound.is_none()) {
        let made = class.substitute.iter().chain(&class.parts).filter_map(|id| lexicon().class(id));
        made.for_each(|other| assert!(other.sound.is_some(), "{} gives way to {}", class.id, other.id));
    }
}

#[test]
fn no_word_means_two_classes() {
    let classes = &lexicon().classes;
    assert_eq!(twice(classes.iter().flat_map(english)), Vec::<String>::new());
    assert_eq!(twice(classes.iter().flat_map(chinese)), Vec::<String>::new());
}

#[test]
fn a_word_that_stands_twice_is_found_in_any_shape() {
    let words = ["the bell", "钟", "Bell"].map(str::to_owned);
    assert_eq!(twice(words.iter()), ["bell"]);
}

#[test]
fn every_class_has_an_id_names_of_its_own_and_words_in_both_languages() {
    let classes = &lexicon().classes;
    for names in [|c: &Class| c.id.clone(), |c: &Class| c.name_en.clone(), |c: &Class| c.name_zh.clone()] {
        let all: Vec<String> = classes.iter().map(names).collect();
        assert_eq!(twice(all.iter()), Vec::<String>::new());
    }
    for class in classes {
        let parts = class.id.split_once('-');
        let proper =
            |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_uppercase() || " &".contains(c));
        assert!(
            parts.is_some_and(|(a, b)| proper(a) && proper(b)),
            "{} is no category and subcategory",
            class.id
        );
        assert!(class.name_en.is_ascii() || class.name_en.contains('é'), "{}", class.id);
        assert!(class.name_zh.chars().all(crate::spot::text::is_cjk), "{}", class.id);
        assert!(english(class).count() >= 3 && chinese(class).count() >= 3, "{} has few words", class.id);
    }
}

#[test]
fn every_mapping_is_a_name_of_the_ontology_and_none_is_generic() {
    let known: Vec<&str> =
        include_str!("../../../data/audioset.txt").lines().filter(|line| !line.starts_with('#')).collect();
    let used: BTreeSet<&str> =
        lexicon().classes.iter().flat_map(|class| &class.audioset).map(String::as_str).collect();
    assert_eq!(used.into_iter().collect::<Vec<_>>(), known);
    assert!(known.iter().all(|name| !GENERIC.contains(name)));
}

#[test]
fn the_vocabulary_is_as_large_as_it_should_be() {
    let classes = &lexicon().classes;
    let words = [classes.iter().flat_map(english).count(), classes.iter().flat_map(chinese).count()];
    let mapped = classes.iter().filter(|class| !class.audioset.is_empty()).count();
    assert!(classes.len() >= 125, "{} classes", classes.len());
    assert!(words.iter().all(|&n| n >= 1_250), "{words:?} words");
    assert!(mapped >= 95, "{mapped} are mapped");
}

fn check(prompts: &[&str], expected: Expect) {
    let line = |text: &&str| {
        let ids =
            prompt::understood(text).asked.into_iter().map(|asked| lexicon().classes[asked.class].id.clone());
        format!("{text}: {}\n", ids.collect::<Vec<_>>().join(", "))
    };
    expected.assert_eq(&prompts.iter().map(line).collect::<String>());
}

#[test]
fn a_longer_word_is_heard_and_not_the_short_ones_in_it() {
    check(
        &[
            "水龙头",
            "龙卷风",
            "火车",
            "火柴",
            "风扇",
            "牛奶",
            "微笑的女孩",
            "马上下雨",
            "跑车",
            "走廊里的脚步声",
            "蜂鸣器",
            "电风扇",
        ],
        expect![[r#"
            水龙头: WATER-PLUMBING
            龙卷风: WIND-GUST
            火车: TRAINS-CLACK
            火柴: FIRE-IGNITE
            风扇: MACHINES-FAN
            牛奶: 
            微笑的女孩: 
            马上下雨: RAIN-GENERAL
            跑车: VEHICLES-RACING
            走廊里的脚步声: AMBIENCE-ROOM TONE, FOOTSTEPS-HUMAN
            蜂鸣器: ALARMS-BUZZER
            电风扇: MACHINES-FAN
        "#]],
    );
}

#[test]
fn what_has_a_sound_of_its_own_is_its_own_class() {
    check(
        &[
            "a church bell tolls",
            "someone rings the doorbell",
            "wind chimes",
            "a truck engine",
            "a bus brakes",
            "typing on an old typewriter",
            "machine gun fire",
            "a helicopter overhead",
            "tearing a sheet of paper",
            "a drawer is opened",
            "kids laughing",
            "拉开抽屉",
            "撕纸",
            "教堂钟声",
            "直升机飞过",
            "火车鸣笛",
            "开香槟",
            "哄堂大笑",
        ],
        expect![[r#"
            a church bell tolls: BELLS-LARGE
            someone rings the doorbell: BELLS-DOORBELL
            wind chimes: MUSICAL-CHIME
            a truck engine: VEHICLES-TRUCK VAN & SUV
            a bus brakes: VEHICLES-BUS
            typing on an old typewriter: COMMUNICATIONS-TYPEWRITER
            machine gun fire: GUNS-AUTOMATIC
            a helicopter overhead: AIRCRAFT-HELICOPTER
            tearing a sheet of paper: PAPER-RIP
            a drawer is opened: DRAWERS-WOOD
            kids laughing: CROWDS-LAUGHTER
            拉开抽屉: DRAWERS-WOOD
            撕纸: PAPER-RIP
            教堂钟声: BELLS-LARGE
            直升机飞过: AIRCRAFT-HELICOPTER
            火车鸣笛: TRAINS-HORN
            开香槟: CARTOON-POP
            哄堂大笑: CROWDS-LAUGHTER
        "#]],
    );
}

#[test]
fn things_that_are_only_there_give_way_to_what_sounds() {
    check(
        &[
            "a woman in a red dress walks on gravel",
            "a dog on the sofa barks",
            "driving rain",
            "lighter rain",
            "a bus in heavy rain",
            "穿裙子的女孩在唱歌",
            "坐在椅子上打字",
        ],
        expect![[r#"
            a woman in a red dress walks on gravel: FOOTSTEPS-HUMAN
            a dog on the sofa barks: ANIMALS-DOG
            driving rain: RAIN-GENERAL
            lighter rain: RAIN-GENERAL
            a bus in heavy rain: VEHICLES-BUS, RAIN-GENERAL
            穿裙子的女孩在唱歌: VOICES-MISC
            坐在椅子上打字: COMPUTERS-KEYBOARD & MOUSE
        "#]],
    );
}
