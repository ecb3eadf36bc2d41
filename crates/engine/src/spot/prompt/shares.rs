//! One prompt for everything, as there is where nobody sees a clip: which of its words are about sounds, which about music.

use super::clauses::joint;
use crate::spot::lexicon::{Meaning, Operator, lexicon};
use crate::spot::text::normal;
use crate::spot::vocabulary::Piece;
use crate::spot::wish;
use std::ops::Range;

/// A prompt in normal form, dealt out; what belongs elsewhere is blank, so that order and commas stay.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Shares {
    /// What is about sounds.
    pub sounds: String,
    /// What is about music; empty where none is asked for.
    pub music: String,
    /// The part of that which is about nothing else.
    pub only_music: String,
}

/// What a clause is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum About {
    Sounds,
    Music,
    /// "Piano in the rain".
    Both,
    /// "Slowly", "90 bpm": whatever stands before it, or, at the beginning, after it.
    Neighbour,
}

struct Clause {
    range: Range<usize>,
    about: About,
}

/// Deals out a prompt.
pub fn shares(text: &str) -> Shares {
    let text = normal(text);
    let clauses = clauses(&text);
    let of = |about: About| -> Vec<Range<usize>> {
        clauses.iter().filter(|clause| clause.about == about).map(|clause| clause.range.clone()).collect()
    };
    let (sounds, music, both) = (of(About::Sounds), of(About::Music), of(About::Both));
    if music.is_empty() && both.is_empty() {
        return Shares { sounds: text, ..Shares::default() };
    }
    let words = both.iter().flat_map(|clause| wish::words(&text, clause.clone()));
    Shares {
        sounds: without(&text, &[music, words.collect()].concat()),
        only_music: without(&text, &[sounds.clone(), both].concat()),
        music: without(&text, &sounds),
    }
}

fn clauses(text: &str) -> Vec<Clause> {
    let pieces = lexicon().words.pieces(text);
    let parts = pieces.split(|piece| joint(piece).is_some());
    let mut clauses: Vec<Clause> = parts.filter_map(|part| clause(text, part)).collect();
    // Neighbours take after what stands before them; those at the beginning after what follows.
    let first = clauses.iter().map(|c| c.about).find(|&about| about != About::Neighbour);
    let mut before = first.unwrap_or(About::Sounds);
    for clause in &mut clauses {
        match (clause.about, before) {
            (About::Neighbour, _) => clause.about = before,
            (about, _) => before = about,
        }
    }
    clauses
}

fn clause(text: &str, pieces: &[Piece<'_, Meaning>]) -> Option<Clause> {
    let ranges: Vec<Range<usize>> = pieces.iter().filter_map(range_of).collect();
    let range = ranges.first()?.start..ranges.last()?.end;
    let refused =
        pieces.iter().enumerate().find(|&(at, piece)| has(piece, Operator::Not) && !softens(pieces, at));
    let refused = refused.and_then(|(_, piece)| range_of(piece)).map_or(range.end, |not| not.start);
    let words = wish::words(text, range.clone());
    let named = pieces.iter().filter(|piece| has(piece, Operator::Music)).filter_map(range_of);
    let asks =
        wish::asking(text, range.clone()).into_iter().chain(named).any(|asking| asking.start < refused);
    let refuses = refused < range.end && pieces.iter().any(|piece| has(piece, Operator::Music));
    let rest = without(text, &words);
    let about = match () {
        () if asks && names_a_class(&rest, range.clone()) => About::Both,
        () if asks => About::Music,
        () if refuses || names_a_class(text, range.clone()) => About::Sounds,
        () => About::Neighbour,
    };
    Some(Clause { range, about })
}

/// "Not too loud" refuses nothing.
fn softens(pieces: &[Piece<'_, Meaning>], at: usize) -> bool {
    pieces.get(at + 1).is_some_and(|piece| has(piece, Operator::Too))
}

fn names_a_class(text: &str, range: Range<usize>) -> bool {
    lexicon().words.pieces(&text[range]).iter().any(|piece| match piece {
        Piece::Known(meanings, _) => meanings.iter().any(|m| matches!(m, Meaning::Class(..))),
        _ => false,
    })
}

fn has(piece: &Piece<'_, Meaning>, operator: Operator) -> bool {
    matches!(piece, Piece::Known(meanings, _) if meanings.contains(&Meaning::Operator(operator)))
}

fn range_of(piece: &Piece<'_, Meaning>) -> Option<Range<usize>> {
    match piece {
        Piece::Known(_, range) | Piece::Number(_, range) | Piece::Unknown(range) => Some(range.clone()),
        Piece::Stop(_) => None,
    }
}

/// The text with blanks in place of some of its ranges, as long as before.
fn without(text: &str, ranges: &[Range<usize>]) -> String {
    let blank = |at: usize| ranges.iter().any(|range| range.contains(&at));
    let shown =
        text.char_indices().map(|(at, c)| if blank(at) { " ".repeat(c.len_utf8()) } else { c.into() });
    shown.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};

    fn check(prompts: &[&str], expected: Expect) {
        let plain = |text: &str| normal(text);
        let line = |text: &&str| {
            let s = shares(text);
            format!("{text}: {:?} | {:?} | {:?}\n", plain(&s.sounds), plain(&s.music), plain(&s.only_music))
        };
        expected.assert_eq(&prompts.iter().map(line).collect::<String>());
    }

    #[test]
    fn every_clause_goes_to_whom_it_concerns() {
        check(
            &[
                "heavy rain on a metal roof, then thunder",
                "calm piano",
                "calm piano, no drums, 90 bpm, fade out",
                "slow and sad, solo violin",
                "soft piano and heavy rain",
                "piano in the rain",
                "rock music with a kick drum beat",
                "a wooden door slams, then a jazz band plays",
                "rain, no music",
                "no piano, only footsteps on gravel",
                "tense thriller music without melody",
                "not too fast piano with birds singing",
                "church bells and organ music",
                "fast footsteps, slowly",
                "bird song in a forest",
                "雨声和钢琴",
                "欢快的钢琴曲，不要鼓",
                "下雨声，不要音乐",
                "轻快的背景音乐",
            ],
            expect![[r#"
                heavy rain on a metal roof, then thunder: "heavy rain on metal roof, then thunder" | "" | ""
                calm piano: "" | "calm piano" | "calm piano"
                calm piano, no drums, 90 bpm, fade out: ", , ," | "calm piano, no drums, 90 bpm, fade out" | "calm piano, no drums, 90 bpm, fade out"
                slow and sad, solo violin: "and ," | "slow and sad, solo violin" | "slow and sad, solo violin"
                soft piano and heavy rain: "and heavy rain" | "soft piano and" | "soft piano and"
                piano in the rain: "in rain" | "piano in rain" | ""
                rock music with a kick drum beat: "with" | "rock music with kick drum beat" | "rock music with kick drum beat"
                a wooden door slams, then a jazz band plays: "wooden door slams, then" | ", then jazz band plays" | ", then jazz band plays"
                rain, no music: "rain, no music" | "" | ""
                no piano, only footsteps on gravel: "no piano, only footsteps on gravel" | "" | ""
                tense thriller music without melody: "" | "tense thriller music without melody" | "tense thriller music without melody"
                not too fast piano with birds singing: "with birds singing" | "not too fast piano with" | "not too fast piano with"
                church bells and organ music: "church bells and" | "and organ music" | "and organ music"
                fast footsteps, slowly: "fast footsteps, slowly" | "" | ""
                bird song in a forest: "bird song in forest" | "" | ""
                雨声和钢琴: "雨声和" | "和钢琴" | "和钢琴"
                欢快的钢琴曲，不要鼓: "," | "欢快的钢琴曲,不要鼓" | "欢快的钢琴曲,不要鼓"
                下雨声，不要音乐: "下雨声,不要音乐" | "" | ""
                轻快的背景音乐: "" | "轻快的背景音乐" | "轻快的背景音乐"
            "#]],
        );
    }

    #[test]
    fn any_text_is_dealt_out_without_panic_and_without_loss_of_length() {
        let mut chance = crate::dsp::Chance::new(crate::Seed(8));
        let words = [
            "雨", "piano", "no", ",", "music", "and no", "é", "then", "钢琴", "👍", "rock", "3.5", "不要",
            "。",
        ];
        for _ in 0..400 {
            let text: Vec<&str> = (0..14).map(|_| words[chance.below(words.len())]).collect();
            let text = text.join([" ", ""][chance.below(2)]);
            let (shares, length) = (shares(&text), normal(&text).len());
            assert_eq!(shares.sounds.len(), length, "{text}");
            assert!(shares.music.is_empty() || shares.music.len() == length, "{text}");
        }
    }
}
