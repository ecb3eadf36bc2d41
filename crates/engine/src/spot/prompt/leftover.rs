//! What the lexicon leaves over of a prompt, asked of an interpreter; what comes back takes the place of the words, so that
//! negations, counts and times bind to it as to any other word.

use super::clauses::joint;
use crate::spot::interpreter::Interpreter;
use crate::spot::lexicon::{Meaning, Operator};
use crate::spot::text::{is_cjk, is_kana};
use crate::spot::vocabulary::Piece;
use std::ops::Range;

/// A clause with fewer words of the lexicon than this share is in another language, and those are accidents. Over
/// `data/prompts` English and Chinese clauses with a named class have more, those of `other.txt` less.
const LEAST_SHARE: f32 = 0.34;

/// Of so few words no share can be told.
const FEWEST: usize = 3;

/// What an interpreter said about some of the pieces.
pub struct Answer {
    /// The pieces that it replaces; the first of them is where it stands.
    pieces: Vec<usize>,
    words: Range<usize>,
    /// What was meant; empty where words of the lexicon turned out to be accidents and nobody knew better.
    meanings: Vec<Meaning>,
}

/// Asks about everything that the lexicon leaves over.
pub fn answers(text: &str, pieces: &[Piece<'_, Meaning>], interpreter: &dyn Interpreter) -> Vec<Answer> {
    let mut answers = Vec::new();
    for sentence in runs(0..pieces.len(), |i| matches!(pieces[i], Piece::Stop(_))) {
        let asking = Asking { text, pieces, interpreter };
        if is_foreign(text, &pieces[sentence.clone()]) {
            answers.extend(asking.sentence(sentence));
            continue;
        }
        let ends = |i: usize| joint(&pieces[i]).is_some() || negates(&pieces[i]);
        answers.extend(runs(sentence, ends).into_iter().filter_map(|clause| asking.clause(clause)));
    }
    answers
}

/// The pieces with the answers in their places.
pub fn filled<'a>(pieces: Vec<Piece<'a, Meaning>>, answers: &'a [Answer]) -> Vec<Piece<'a, Meaning>> {
    let mut filled = Vec::with_capacity(pieces.len());
    for (i, piece) in pieces.into_iter().enumerate() {
        match answers.iter().find(|answer| answer.pieces.contains(&i)) {
            None => filled.push(piece),
            Some(answer) if answer.meanings.is_empty() => filled.push(unknown(piece)),
            Some(answer) if answer.pieces[0] == i => {
                filled.push(Piece::Known(&answer.meanings, answer.words.clone()));
            }
            Some(_) => {}
        }
    }
    filled
}

fn unknown(piece: Piece<'_, Meaning>) -> Piece<'_, Meaning> {
    match piece {
        Piece::Known(_, range) => Piece::Unknown(range),
        other => other,
    }
}

/// Stretches between pieces at which something ends.
fn runs(all: Range<usize>, ends: impl Fn(usize) -> bool) -> Vec<Range<usize>> {
    let (mut runs, mut from) = (Vec::new(), all.start);
    for at in all.clone().filter(|&at| ends(at)) {
        runs.push(from..at);
        from = at + 1;
    }
    runs.push(from..all.end);
    runs.retain(|run| !run.is_empty());
    runs
}

fn negates(piece: &Piece<'_, Meaning>) -> bool {
    matches!(piece, Piece::Known(meanings, _) if meanings.contains(&Meaning::Operator(Operator::Not)))
}

/// Whether the words that the lexicon knows of a sentence are there by accident.
fn is_foreign(text: &str, pieces: &[Piece<'_, Meaning>]) -> bool {
    let (mut known, mut all) = (0, 0);
    for piece in pieces {
        let (Piece::Known(_, range) | Piece::Unknown(range)) = piece else { continue };
        let words = size(&text[range.clone()]);
        all += words;
        known += if matches!(piece, Piece::Known(..)) { words } else { 0 };
    }
    let kana = pieces
        .iter()
        .any(|piece| matches!(piece, Piece::Unknown(range) if text[range.clone()].chars().any(is_kana)));
    kana || (all >= FEWEST && (known as f32) < LEAST_SHARE * all as f32)
}

/// How many words, where no spaces part them two characters to one.
fn size(text: &str) -> usize {
    text.split(' ').map(|word| word.chars().filter(|&c| is_cjk(c)).count().div_ceil(2).max(1)).sum()
}

struct Asking<'a, 'l> {
    text: &'a str,
    pieces: &'a [Piece<'l, Meaning>],
    interpreter: &'a dyn Interpreter,
}

impl Asking<'_, '_> {
    /// A sentence in another language is asked about as a whole.
    fn sentence(&self, run: Range<usize>) -> Option<Answer> {
        let words = range_of(&self.pieces[run.start])?.start..range_of(&self.pieces[run.end - 1])?.end;
        let meanings = self.meanings(&self.text[words.clone()]);
        Some(Answer { pieces: run.collect(), words, meanings })
    }

    /// A clause in which the lexicon names nothing: its unknown words, with the things among its known ones.
    fn clause(&self, run: Range<usize>) -> Option<Answer> {
        let named = |piece: &Piece<'_, Meaning>| matches!(piece, Piece::Known(meanings, _) if meanings.iter().any(|m| matches!(m, Meaning::Class(_, false))));
        let unknown: Vec<usize> =
            run.clone().filter(|&i| matches!(self.pieces[i], Piece::Unknown(_))).collect();
        let (&first, &last) = (unknown.first()?, unknown.last()?);
        if self.pieces[run.clone()].iter().any(named) {
            return None;
        }
        let telling: Vec<Range<usize>> =
            run.filter(|&i| tells(&self.pieces[i])).filter_map(|i| range_of(&self.pieces[i])).collect();
        let whole = telling.first()?.start..telling.last()?.end;
        // Words without spaces between them are cut by what the lexicon knows of them: they are asked about uncut.
        let asked = match self.text[whole.clone()].chars().any(is_cjk) {
            true => self.text[whole].to_string(),
            false => telling.iter().map(|range| &self.text[range.clone()]).collect::<Vec<_>>().join(" "),
        };
        let meanings = self.meanings(&asked);
        let words = range_of(&self.pieces[first])?.start..range_of(&self.pieces[last])?.end;
        (!meanings.is_empty()).then_some(Answer { pieces: unknown, words, meanings })
    }

    fn meanings(&self, words: &str) -> Vec<Meaning> {
        self.interpreter.guess(words).map(Meaning::Guessed).into_iter().collect()
    }
}

/// False for small words, for numbers, and for what only says how something is.
fn tells(piece: &Piece<'_, Meaning>) -> bool {
    let thing = |m: &Meaning| matches!(m, Meaning::Class(..) | Meaning::Stuff(_));
    match piece {
        Piece::Unknown(_) => true,
        Piece::Known(meanings, _) => meanings.iter().any(thing),
        _ => false,
    }
}

fn range_of(piece: &Piece<'_, Meaning>) -> Option<Range<usize>> {
    match piece {
        Piece::Known(_, range) | Piece::Number(_, range) | Piece::Unknown(range) => Some(range.clone()),
        Piece::Stop(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Prompt, understood_by};
    use crate::spot::interpreter::{Guess, Interpreter};
    use crate::spot::lexicon::lexicon;
    use expect_test::{Expect, expect};

    /// Knows a few words; of a sentence it answers for the first that it knows.
    #[derive(Debug)]
    struct Linguist;

    const KNOWN: [(&str, &str); 6] = [
        ("natterjack", "ANIMALS-AMPHIBIAN"),
        ("lambretta", "VEHICLES-MOTORCYCLE"),
        ("chien", "ANIMALS-DOG"),
        ("cachoeira", "WATER-WATERFALL"),
        ("藏獒", "ANIMALS-DOG"),
        ("ひぐらし", "ANIMALS-INSECT"),
    ];

    impl Interpreter for Linguist {
        fn guess(&self, words: &str) -> Option<Guess> {
            let (_, id) = KNOWN.iter().find(|(word, _)| words.contains(word))?;
            Some(Guess { class: lexicon().find(id)?, sureness: 0.6 })
        }
    }

    fn told(prompt: &Prompt) -> String {
        let id = |class: usize| lexicon().classes[class].id.as_str();
        let asked = prompt.asked.iter().map(|a| {
            let notes = &a.notes;
            let said = [
                notes.count.map(|n| format!(" x{n}")),
                notes.anchor.map(|at| format!(" {at:?}")),
                notes.intensity.map(|i| format!(" {i}")),
                a.sureness.map(|s| format!(" ({:?}, {s})", a.words)),
            ];
            format!("{} {}{}", a.step, id(a.class), said.into_iter().flatten().collect::<String>())
        });
        let banned = prompt.banned.iter().map(|&class| format!("!{}", id(class)));
        let unknown = prompt.not_understood.iter().map(|word| format!("?{word}"));
        asked.chain(banned).chain(unknown).collect::<Vec<_>>().join("; ")
    }

    fn check(prompts: &[&str], interpreter: Option<&dyn Interpreter>, expected: Expect) {
        let line = |text: &&str| format!("{text}: {}\n", told(&understood_by(text, interpreter)));
        expected.assert_eq(&prompts.iter().map(line).collect::<String>());
    }

    const PROMPTS: [&str; 10] = [
        "three loud natterjacks at 2 s, then rain",
        "rain, no natterjacks",
        "rain without any natterjacks, and a lambretta",
        "a dog and a natterjack",
        "a dog barks at the natterjack",
        "zorp",
        "le chien est sur la route",
        "cachoeira no meio da mata",
        "藏獒吼了三声，不要藏獒",
        "夏の夕方、ひぐらしが鳴いている",
    ];

    #[test]
    fn what_the_lexicon_leaves_over_is_asked_about_and_bound_like_any_word() {
        check(
            &PROMPTS,
            Some(&Linguist),
            expect![[r#"
                three loud natterjacks at 2 s, then rain: 0 ANIMALS-AMPHIBIAN x3 At(2.0) 0.8 ("natterjacks", 0.6); 1 RAIN-GENERAL
                rain, no natterjacks: 0 RAIN-GENERAL; !ANIMALS-AMPHIBIAN
                rain without any natterjacks, and a lambretta: 0 RAIN-GENERAL; !ANIMALS-AMPHIBIAN; !VEHICLES-MOTORCYCLE
                a dog and a natterjack: 0 ANIMALS-DOG; 0 ANIMALS-AMPHIBIAN ("natterjack", 0.6)
                a dog barks at the natterjack: 0 ANIMALS-DOG; ?natterjack
                zorp: ?zorp
                le chien est sur la route: 0 ANIMALS-DOG ("le chien est sur la route", 0.6)
                cachoeira no meio da mata: 0 WATER-WATERFALL ("cachoeira no meio da mata", 0.6)
                藏獒吼了三声，不要藏獒: 0 ANIMALS-DOG x3 ("藏獒", 0.6); !ANIMALS-DOG
                夏の夕方、ひぐらしが鳴いている: 0 ANIMALS-INSECT ("ひぐらしが鳴いている", 0.6); ?夏の夕; ?方
            "#]],
        );
    }

    #[test]
    fn without_an_interpreter_it_is_reported() {
        check(
            &PROMPTS,
            None,
            expect![[r#"
            three loud natterjacks at 2 s, then rain: 0 RAIN-GENERAL x3 At(2.0) 0.8; ?natterjacks
            rain, no natterjacks: 0 RAIN-GENERAL; ?natterjacks
            rain without any natterjacks, and a lambretta: !RAIN-GENERAL; ?natterjacks; ?lambretta
            a dog and a natterjack: 0 ANIMALS-DOG; ?natterjack
            a dog barks at the natterjack: 0 ANIMALS-DOG; ?natterjack
            zorp: ?zorp
            le chien est sur la route: ?le; ?chien; ?est; ?sur; ?la; ?route
            cachoeira no meio da mata: ?cachoeira; ?meio; ?da; ?mata
            藏獒吼了三声，不要藏獒: 0 CREATURES-MONSTER x3; ?藏獒
            夏の夕方、ひぐらしが鳴いている: ?夏の夕; ?ひぐらしが鳴いている
        "#]],
        );
    }
}
