//! What the lexicon leaves over of a prompt, asked of an interpreter; what comes back takes the place of the words, so that
//! negations, counts and times bind to it as to any other word.

use super::clauses::joint;
use crate::spot::interpreter::{Guess, Interpreter};
use crate::spot::lexicon::{Meaning, Operator, lexicon};
use crate::spot::text::{is_cjk, is_kana};
use crate::spot::vocabulary::Piece;
use std::ops::Range;

/// Where fewer words than this share are the lexicon's, those may be accidents. Of the sentences in `data/prompts` in words
/// that the lexicon has, one in 480 has fewer; of those in `other.txt`, 63 of 65 have.
const LEAST_SHARE: f32 = 0.34;

/// Of so few words no share can be told.
const FEWEST: usize = 3;

/// How sure somebody must be to say otherwise than the lexicon, and of a part of a clause.
const SURE: f32 = 0.8;
const SURE_PART: f32 = 0.8;

/// Pieces of a part, and parts that are asked about.
const LONGEST_PART: usize = 3;
const MOST_PARTS: usize = 12;

/// What an interpreter said about some of the pieces.
pub struct Answer {
    /// The pieces that it replaces; it stands where the first of them does.
    pieces: Vec<usize>,
    /// Words and what they mean; nothing where nobody knew.
    said: Vec<(Range<usize>, Vec<Meaning>)>,
}

/// Asks about everything that the lexicon leaves over.
pub fn answers(text: &str, pieces: &[Piece<'_, Meaning>], interpreter: &dyn Interpreter) -> Vec<Answer> {
    let mut answers = Vec::new();
    let japanese = text.chars().any(is_kana);
    let tongue = |pieces| if japanese { Tongue::Another } else { tongue(text, pieces) };
    for sentence in runs(0..pieces.len(), |i| matches!(pieces[i], Piece::Stop(_))) {
        let tongue = tongue(&pieces[sentence.clone()]);
        let asking = Asking { text, pieces, interpreter, tongue };
        if tongue == Tongue::Another {
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
        let Some(answer) = answers.iter().find(|answer| answer.pieces.contains(&i)) else {
            filled.push(piece);
            continue;
        };
        if answer.pieces[0] == i {
            filled.extend(answer.said.iter().map(|(words, meanings)| match meanings.is_empty() {
                true => Piece::Unknown(words.clone()),
                false => Piece::Known(meanings, words.clone()),
            }));
        }
    }
    filled
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

/// In what language a sentence is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tongue {
    /// In one of the lexicon's.
    Ours,
    /// Perhaps: small words, numbers and negations are believed, names only where nobody knows better.
    Doubtful,
    /// In another: what the lexicon knows of it are accidents.
    Another,
}

fn tongue(text: &str, pieces: &[Piece<'_, Meaning>]) -> Tongue {
    let (mut known, mut all, mut foreign) = (0, 0, false);
    for piece in pieces {
        let (Piece::Known(_, range) | Piece::Unknown(range)) = piece else { continue };
        let words = size(&text[range.clone()]);
        all += words;
        known += if matches!(piece, Piece::Known(..)) { words } else { 0 };
        let letters = text[range.clone()].chars().any(|c| c.is_alphabetic() && !c.is_ascii() && !is_cjk(c));
        foreign |= letters || lexicon().foreign.contains_key(&text[range.clone()]);
    }
    // Chinese has no borders that would keep its words from being found in others.
    let chinese = pieces.iter().filter_map(range_of).any(|range| text[range].chars().any(is_cjk));
    match (known as f32) < LEAST_SHARE * all as f32 {
        true if foreign => Tongue::Another,
        true if all >= FEWEST && !chinese => Tongue::Doubtful,
        _ => Tongue::Ours,
    }
}

/// How many words, where no spaces part them two characters to one.
fn size(text: &str) -> usize {
    text.split(' ').map(|word| word.chars().filter(|&c| is_cjk(c)).count().div_ceil(2).max(1)).sum()
}

struct Asking<'a, 'l> {
    text: &'a str,
    pieces: &'a [Piece<'l, Meaning>],
    interpreter: &'a dyn Interpreter,
    tongue: Tongue,
}

impl Asking<'_, '_> {
    /// A sentence in another language is asked about as a whole, or between the small words that it is known to have.
    fn sentence(&self, run: Range<usize>) -> Option<Answer> {
        let whole = range_of(&self.pieces[run.start])?.start..range_of(&self.pieces[run.end - 1])?.end;
        let mut said: Vec<(Range<usize>, Vec<Meaning>)> = Vec::new();
        let (mut from, mut at) = (whole.start, whole.start);
        let end = |from: usize, until: usize, said: &mut Vec<_>| {
            let words = self.text[from..until].trim_end();
            if !words.is_empty() {
                said.extend(self.stretch(from..from + words.len()));
            }
        };
        for word in self.text[whole.clone()].split(' ') {
            if let Some(Some(small)) = lexicon().foreign.get(word) {
                end(from, at, &mut said);
                said.push((at..at + word.len(), vec![Meaning::Operator(*small)]));
                from = whole.end.min(at + word.len() + 1);
            }
            at += word.len() + 1;
        }
        end(from, whole.end, &mut said);
        Some(Answer { pieces: run.collect(), said })
    }

    /// A clause with words that nobody knows is asked about as a whole, with the things among its known words; where that says
    /// nothing and the lexicon names nothing, in parts.
    fn clause(&self, run: Range<usize>) -> Option<Answer> {
        let doubtful = self.tongue == Tongue::Doubtful;
        let unknown = |&i: &usize| matches!(&self.pieces[i], Piece::Unknown(_));
        if !run.clone().any(|i| unknown(&i)) {
            return None;
        }
        let named: Vec<usize> = run.clone().filter(|&i| names(&self.pieces[i])).collect();
        let telling: Vec<usize> = run.filter(|&i| tells(&self.pieces[i])).collect();
        let replaced: Vec<usize> =
            telling.iter().copied().filter(|i| unknown(i) || named.contains(i)).collect();
        let guess = self.interpreter.guess(&self.words(&telling)?);
        if !named.is_empty() && !doubtful {
            let of = |class: usize| named.iter().any(|&i| means(&self.pieces[i], class));
            let guess = guess.filter(|guess| guess.sureness >= SURE && !of(guess.class))?;
            return self.answer(replaced, guess);
        }
        match guess {
            Some(guess) => self.answer(replaced, guess),
            None => self.part(&telling, doubtful),
        }
    }

    /// The part of a clause that says most surely what it is, if it is sure enough.
    fn part(&self, telling: &[usize], doubtful: bool) -> Option<Answer> {
        let parts = (1..=LONGEST_PART.min(telling.len().saturating_sub(1))).flat_map(|n| telling.windows(n));
        let asked = |part: &&[usize]| {
            part.iter()
                .any(|&i| matches!(&self.pieces[i], Piece::Unknown(_)) || doubtful && names(&self.pieces[i]))
        };
        let answers = parts
            .filter(asked)
            .take(MOST_PARTS)
            .filter_map(|part| Some((part, self.interpreter.guess(&self.words(part)?)?)));
        let sure = answers.filter(|(_, guess)| guess.sureness >= SURE_PART);
        let (part, guess) = sure.fold(None, |best: Option<(&[usize], Guess)>, one| match best {
            Some(best) if best.1.sureness >= one.1.sureness => Some(best),
            _ => Some(one),
        })?;
        self.answer(part.to_vec(), guess)
    }

    fn answer(&self, pieces: Vec<usize>, guess: Guess) -> Option<Answer> {
        let words =
            range_of(&self.pieces[*pieces.first()?])?.start..range_of(&self.pieces[*pieces.last()?])?.end;
        Some(Answer { pieces, said: vec![(words, vec![Meaning::Guessed(guess)])] })
    }

    /// Words without spaces between them are cut by what the lexicon knows of them: they are asked about uncut.
    fn words(&self, pieces: &[usize]) -> Option<String> {
        let ranges: Vec<Range<usize>> = pieces.iter().filter_map(|&i| range_of(&self.pieces[i])).collect();
        let whole = ranges.first()?.start..ranges.last()?.end;
        Some(match self.text[whole.clone()].chars().any(is_cjk) {
            true => self.text[whole].to_string(),
            false => ranges.into_iter().map(|range| &self.text[range]).collect::<Vec<_>>().join(" "),
        })
    }

    /// A stretch of another language as a whole, or, where that says nothing surely, the surest of its parts and what is beside it.
    fn stretch(&self, range: Range<usize>) -> Vec<(Range<usize>, Vec<Meaning>)> {
        let whole = self.interpreter.guess(&self.text[range.clone()]);
        let starts: Vec<usize> = self.borders(range.clone());
        let part = |n: usize| (0..starts.len().saturating_sub(n)).map(move |i| (i, n));
        let parts = (1..=LONGEST_PART).flat_map(part).take(MOST_PARTS);
        let words = |(i, n): (usize, usize)| {
            let words = self.text[starts[i]..starts[i + n]].trim_end();
            starts[i]..starts[i] + words.len()
        };
        let guesses =
            parts.map(words).filter_map(|at| Some((at.clone(), self.interpreter.guess(&self.text[at])?)));
        let mut sure: Vec<(Range<usize>, Guess)> =
            guesses.filter(|(_, guess)| guess.sureness >= SURE_PART).collect();
        sure.sort_by(|a, b| b.1.sureness.total_cmp(&a.1.sureness));
        let mut said: Vec<(Range<usize>, Vec<Meaning>)> = Vec::new();
        let mut classes: Vec<usize> = Vec::new();
        for (at, guess) in sure {
            let apart = said.iter().all(|(other, _)| at.end <= other.start || other.end <= at.start);
            if apart && !classes.contains(&guess.class) {
                classes.push(guess.class);
                said.push((at, vec![Meaning::Guessed(guess)]));
            }
        }
        match whole {
            Some(guess) if said.len() < 2 => vec![(range, vec![Meaning::Guessed(guess)])],
            _ if said.is_empty() => vec![(range, Vec::new())],
            _ => {
                said.sort_by_key(|(at, _)| at.start);
                said
            }
        }
    }

    /// Where words begin, and the end.
    fn borders(&self, range: Range<usize>) -> Vec<usize> {
        let spaces = self.text[range.clone()].match_indices(' ').map(|(at, _)| range.start + at + 1);
        std::iter::once(range.start).chain(spaces).chain([range.end]).collect()
    }
}

/// True for what names a class outright.
fn names(piece: &Piece<'_, Meaning>) -> bool {
    let outright = |m: &Meaning| matches!(m, Meaning::Class(_, false) | Meaning::Kin(_, false));
    matches!(piece, Piece::Known(meanings, _) if meanings.iter().any(outright))
}

fn means(piece: &Piece<'_, Meaning>, class: usize) -> bool {
    let is = |m: &Meaning| matches!(m, Meaning::Class(c, _) | Meaning::Kin(c, _) if *c == class);
    matches!(piece, Piece::Known(meanings, _) if meanings.iter().any(is))
}

/// False for small words, for numbers, and for what only says how something is.
fn tells(piece: &Piece<'_, Meaning>) -> bool {
    let thing = |m: &Meaning| matches!(m, Meaning::Class(..) | Meaning::Kin(..) | Meaning::Stuff(_));
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

    const PROMPTS: [&str; 11] = [
        "three loud natterjacks at 2 s, then rain",
        "rain, no natterjacks",
        "rain without any natterjacks, and a lambretta",
        "a dog and a natterjack",
        "a dog barks at the natterjack",
        "zorp",
        "le chien est sur la route",
        "cachoeira no meio da mata",
        "la lambretta sin chien",
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
                la lambretta sin chien: 0 VEHICLES-MOTORCYCLE ("la lambretta", 0.6); !ANIMALS-DOG
                藏獒吼了三声，不要藏獒: 0 ANIMALS-DOG x3 ("藏獒", 0.6); !ANIMALS-DOG
                夏の夕方、ひぐらしが鳴いている: 0 ANIMALS-INSECT ("ひぐらしが鳴いている", 0.6); ?夏の夕方
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
                la lambretta sin chien: ?la; ?lambretta; ?sin; ?chien
                藏獒吼了三声，不要藏獒: 0 CREATURES-MONSTER x3; ?藏獒
                夏の夕方、ひぐらしが鳴いている: ?夏の夕; ?ひぐらしが鳴いている
            "#]],
        );
    }
}
