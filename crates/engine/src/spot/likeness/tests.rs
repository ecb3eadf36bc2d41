//! What the encoder makes of words that the lexicon does not have, alone and in whole prompts.

use super::*;
use crate::spot::prompt::understood_by;
use expect_test::{Expect, expect};

fn id(class: usize) -> &'static str {
    &lexicon().classes[class].id
}

fn check(words: &[&str], expected: Expect) {
    let likeness = Likeness::default();
    let line = |words: &&str| match likeness.guess(words) {
        Some(guess) => format!("{words}: {} {:.2}\n", id(guess.class), guess.sureness),
        None => format!("{words}: -\n"),
    };
    expected.assert_eq(&words.iter().map(line).collect::<String>());
}

/// Run `data/meanings/grow.py` again when this fails: a class has come or has another name.
#[test]
fn the_examples_are_of_the_classes_that_there_are() {
    let learned = Learned::read();
    assert!(learned.classes.iter().all(Option::is_some));
    let unseen = |i: &usize| !learned.classes.contains(&Some(*i));
    assert_eq!((0..lexicon().classes.len()).filter(unseen).map(id).collect::<Vec<_>>(), Vec::<&str>::new());
    assert_eq!(learned.last.starts.len(), learned.classes.len() + 1);
    assert_eq!(learned.last.weights.len(), learned.hidden.starts.len() * learned.last.starts.len());
}

#[test]
fn unknown_words_name_a_class_or_nothing() {
    check(
        &[
            "rottweiler",
            "howitzer",
            "katydids",
            "bluebottle",
            "bistro",
            "zorp",
            "teal palette",
            "wide angle lens",
            "melancholy",
            "violin concerto",
        ],
        expect![[r#"
            rottweiler: ANIMALS-DOG 0.74
            howitzer: GUNS-CANNON 0.98
            katydids: ANIMALS-INSECT 0.87
            bluebottle: -
            bistro: AMBIENCE-RESTAURANT & BAR 0.98
            zorp: -
            teal palette: -
            wide angle lens: -
            melancholy: -
            violin concerto: -
        "#]],
    );
}

#[test]
fn other_languages_name_the_same_classes() {
    check(
        &[
            "un chat miaule",
            "ein Hund bellt",
            "trueno lejano",
            "焚き火",
            "стук в дверь",
            "파도 소리",
            "passos no corredor",
            "une ambiance mélancolique",
            "warme Farben",
        ],
        expect![[r#"
            un chat miaule: ANIMALS-CAT DOMESTIC 0.76
            ein Hund bellt: ANIMALS-DOG 0.68
            trueno lejano: -
            焚き火: -
            стук в дверь: DOORS-KNOCK 0.54
            파도 소리: -
            passos no corredor: FOOTSTEPS-HUMAN 0.81
            une ambiance mélancolique: -
            warme Farben: -
        "#]],
    );
}

#[test]
fn what_the_encoder_understands_is_negated_counted_and_put_in_order() {
    let likeness = Likeness::default();
    let told = |text: &str| {
        let prompt = understood_by(text, Some(&likeness));
        let asked = prompt.asked.iter().map(|a| {
            format!(
                "{} {}{}",
                a.step,
                id(a.class),
                a.notes.count.map(|n| format!(" x{n}")).unwrap_or_default()
            )
        });
        let banned = prompt.banned.iter().map(|&class| format!("!{}", id(class)));
        let unknown = prompt.not_understood.iter().map(|word| format!("?{word}"));
        format!("{text}: {}\n", asked.chain(banned).chain(unknown).collect::<Vec<_>>().join("; "))
    };
    let prompts = [
        "rain, no katydids",
        "footsteps without any rottweilers",
        "two howitzers, then a rottweiler",
        "雨声，不要纺织娘",
        "pas de tonnerre",
        "sin truenos",
        "a violin concerto in warm colours",
    ];
    expect![[r#"
        rain, no katydids: 0 RAIN-GENERAL; !ANIMALS-INSECT
        footsteps without any rottweilers: 0 FOOTSTEPS-HUMAN; !ANIMALS-DOG
        two howitzers, then a rottweiler: 0 GUNS-CANNON x2; 1 ANIMALS-DOG
        雨声，不要纺织娘: 0 RAIN-GENERAL; !ANIMALS-INSECT
        pas de tonnerre: ?de tonnerre
        sin truenos: ?truenos
        a violin concerto in warm colours: ?violin; ?concerto; ?colours
    "#]]
    .assert_eq(&prompts.map(told).concat());
}
