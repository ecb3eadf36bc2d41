//! Slips of the finger: words of the lexicon with one letter wrong, and Chinese ones with a character that sounds alike.

use super::kin::kin_in_any_form;
use super::lexicon::{Meaning, lexicon};
use super::text::is_cjk;
use super::vocabulary::Piece;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::LazyLock;

/// Words of so few letters have too many neighbours that are words themselves.
const SHORTEST: usize = 4;

/// The longest Chinese word that is compared, characters.
const LONGEST_ZH: usize = 5;

struct Spelling {
    /// English words by first letter and length.
    words: BTreeMap<(u8, usize), Vec<&'static str>>,
    /// Words that say nothing, but are words.
    small: BTreeSet<&'static str>,
    /// The syllable of a character.
    syllables: BTreeMap<char, u16>,
    /// Names of things by their syllables.
    sounding: BTreeMap<Vec<u16>, Vec<&'static str>>,
}

static SPELLING: LazyLock<Spelling> = LazyLock::new(|| {
    let mut spelling = Spelling {
        words: BTreeMap::new(),
        small: BTreeSet::new(),
        syllables: BTreeMap::new(),
        sounding: BTreeMap::new(),
    };
    let lines = include_str!("../../data/homophones.txt").lines().filter(|line| !line.starts_with('#'));
    for (i, (_, alike)) in lines.filter_map(|line| line.split_once(' ')).enumerate() {
        spelling.syllables.extend(alike.chars().map(|c| (c, i as u16)));
    }
    for (phrase, meanings) in lexicon().words.phrases() {
        if phrase.is_ascii() {
            let told = meanings.iter().all(|m| *m != Meaning::Filler);
            spelling.learn(phrase, told);
        } else if meanings.iter().any(|m| matches!(m, Meaning::Class(..))) {
            let heard = spelling.syllables_of(phrase);
            heard.into_iter().for_each(|key| spelling.sounding.entry(key).or_default().push(phrase));
        }
    }
    for words in spelling.words.values_mut() {
        words.sort_unstable();
        words.dedup();
    }
    spelling
});

/// How a word differs from the one that was meant, the likeliest slip first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Slip {
    /// Two letters in the wrong order.
    Swapped,
    /// A letter twice, or once instead of twice.
    Doubled,
    /// A letter too many or too few.
    Missing,
    /// A wrong letter.
    Wrong,
}

/// A text whose slips are mended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mended {
    /// The text as it was meant.
    pub text: String,
    /// Each slip and what was read for it.
    pub slips: Vec<String>,
}

/// The text with its slips mended; `None` where there are none. It is read again as a whole, because a mended word may be
/// part of a phrase.
pub fn mended(text: &str, pieces: &[Piece<'_, Meaning>]) -> Option<Mended> {
    let mut mended: Vec<(Range<usize>, &'static str)> = Vec::new();
    for (i, piece) in pieces.iter().enumerate() {
        let at = mended.last().map_or(0, |(range, _)| range.end);
        let (Piece::Known(_, range) | Piece::Unknown(range)) = piece else { continue };
        let word = &text[range.clone()];
        if range.start < at {
            continue;
        }
        if word.chars().next().is_some_and(is_cjk) {
            mended.extend(SPELLING.meant(text, &pieces[i..]));
        } else if matches!(piece, Piece::Unknown(_))
            && kin_in_any_form(word).is_none()
            && word.bytes().all(|b| b.is_ascii_lowercase())
        {
            mended.extend(SPELLING.word(word).map(|meant| (range.clone(), meant)));
        }
    }
    if mended.is_empty() || is_foreign(text, pieces, mended.len()) {
        return None;
    }
    let (mut out, mut at, mut slips) = (String::with_capacity(text.len() + 8), 0, Vec::new());
    for (range, meant) in mended {
        out.push_str(&text[at..range.start]);
        out.push_str(meant);
        slips.push(format!("\"{}\" as \"{meant}\"", &text[range.clone()]));
        at = range.end;
    }
    out.push_str(&text[at..]);
    Some(Mended { text: out, slips })
}

/// In a text of which the lexicon knows little, most of the rest would have to be slips; else it is another language.
fn is_foreign(text: &str, pieces: &[Piece<'_, Meaning>], mended: usize) -> bool {
    let words = |piece: &Piece<'_, Meaning>| match piece {
        Piece::Known(_, range) => text[range.clone()].split(' ').count(),
        _ => 0,
    };
    let known: usize = pieces.iter().map(words).sum();
    let unknown = pieces.iter().filter(|piece| matches!(piece, Piece::Unknown(_))).count();
    2 * known < unknown && 2 * mended < unknown
}

impl Spelling {
    /// Takes in the words of a phrase: as what may be meant where the phrase says something, else only as no slip.
    fn learn(&mut self, phrase: &'static str, told: bool) {
        let words = phrase.split(' ').filter(|word| word.bytes().all(|b| b.is_ascii_lowercase()));
        for word in words.filter(|word| word.len() >= SHORTEST) {
            match told {
                true => self.words.entry((word.as_bytes()[0], word.len())).or_default().push(word),
                false => drop(self.small.insert(word)),
            }
        }
    }

    /// The one word of the lexicon that is nearest, if the word itself is none. First letters are seldom wrong.
    fn word(&self, word: &str) -> Option<&'static str> {
        let (&first, length) = (word.as_bytes().first()?, word.len());
        let of_length = |n: usize| self.words.get(&(first, n)).into_iter().flatten().copied();
        if length < SHORTEST || self.small.contains(word) || of_length(length).any(|known| known == word) {
            return None;
        }
        let near = (length - 1..=length + 1).flat_map(of_length);
        let mut slips = near.filter_map(|known| Some((slip(word.as_bytes(), known.as_bytes())?, known)));
        let mut best = slips.next()?;
        let mut alone = true;
        for other in slips {
            alone = if other.0 == best.0 { false } else { alone || other.0 < best.0 };
            best = best.min(other);
        }
        alone.then_some(best.1)
    }

    fn syllables_of(&self, word: &str) -> Option<Vec<u16>> {
        word.chars().map(|c| self.syllables.get(&c).copied()).collect()
    }

    /// A Chinese name with one character for another that sounds alike, in the first of these pieces or from its beginning
    /// on: of two characters only where neither belongs to anything else.
    fn meant(&self, text: &str, pieces: &[Piece<'_, Meaning>]) -> Option<(Range<usize>, &'static str)> {
        let (Piece::Known(_, first) | Piece::Unknown(first)) = pieces.first()? else { return None };
        let known = matches!(pieces[0], Piece::Known(..));
        let starts = text[first.clone()].char_indices().map(|(at, _)| first.start + at);
        starts.take(if known { 1 } else { usize::MAX }).find_map(|start| {
            let (mut heard, mut ends) = (Vec::with_capacity(LONGEST_ZH), Vec::with_capacity(LONGEST_ZH));
            for (at, c) in text[start..].char_indices().take(LONGEST_ZH) {
                heard.extend(self.syllables.get(&c));
                ends.push(start + at + c.len_utf8());
                if heard.len() < ends.len() {
                    break;
                }
            }
            let lengths = (2..=heard.len()).rev();
            lengths
                .filter_map(|n| {
                    let range = start..ends[n - 1];
                    let meant = self.name(text, range.clone(), (pieces, &heard[..n]))?;
                    Some((range, meant))
                })
                .next()
        })
    }

    fn name(
        &self,
        text: &str,
        range: Range<usize>,
        (pieces, heard): (&[Piece<'_, Meaning>], &[u16]),
    ) -> Option<&'static str> {
        let known = self.sounding.get(heard)?;
        let typed = &text[range.clone()];
        let wrong = |known: &str| typed.chars().zip(known.chars()).filter(|(a, b)| a != b).count();
        let meant = known.iter().find(|known| wrong(known) <= 1)?;
        // "封声" for "风声": what sounds alike and is called a sound.
        let whole = matches!(&pieces[0], Piece::Unknown(unknown)
            if *unknown == range || (unknown.start == range.start && text.get(unknown.end..range.end) == Some("声")));
        let named = |piece: &Piece<'_, Meaning>| match piece {
            Piece::Known(meanings, at) if at.start < range.end => {
                at.end > range.end
                    || meanings.iter().any(|m| matches!(m, Meaning::Class(_, false) | Meaning::Kin(..)))
            }
            _ => false,
        };
        let near = pieces.iter().take(LONGEST_ZH);
        (wrong(meant) == 1 && (heard.len() > 2 || whole) && !near.into_iter().any(named)).then_some(meant)
    }
}

/// What slip makes `typed` of `known`, if a single one does. How long the words must be for each was measured on
/// `data/prompts`: what is nearer there is another word.
fn slip(typed: &[u8], known: &[u8]) -> Option<Slip> {
    let same = typed.iter().zip(known).take_while(|(a, b)| a == b).count();
    let (rest, meant) = (&typed[same..], &known[same..]);
    let doubled = |word: &[u8]| same > 0 && word.get(same) == Some(&word[same - 1]);
    match (rest, meant) {
        ([a, b, rest @ ..], [c, d, meant @ ..]) if (a, b, rest) == (d, c, meant) && typed.len() > 4 => {
            Some(Slip::Swapped)
        }
        ([_, rest @ ..], meant) if rest == meant && doubled(typed) => Some(Slip::Doubled),
        (rest, [_, meant @ ..]) if rest == meant && doubled(known) => Some(Slip::Doubled),
        // Another form of the same word is no slip.
        ([b's'], []) | ([], [b's']) => None,
        ([_, rest @ ..], meant) if rest == meant && known.len() > 7 => Some(Slip::Missing),
        (rest, [_, meant @ ..]) if rest == meant && known.len() > 6 => Some(Slip::Missing),
        ([a, rest @ ..], [b, meant @ ..]) if typed.len() > 6 => wrong((*a, rest), (*b, meant), typed.len()),
        _ => None,
    }
}

/// A wrong letter: in a long word, or one vowel for another, with the letters after it once or twice.
fn wrong(typed: (u8, &[u8]), known: (u8, &[u8]), length: usize) -> Option<Slip> {
    let vowel = |letter: u8| b"aeiou".contains(&letter);
    let once = |letters: &[u8]| -> Vec<u8> {
        let mut letters = letters.to_vec();
        letters.dedup();
        letters
    };
    let long = length > 8 && typed.1 == known.1;
    let vowels = vowel(typed.0) && vowel(known.0) && once(typed.1) == once(known.1);
    (long || vowels).then_some(Slip::Wrong)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spot::text::normal;
    use expect_test::{Expect, expect};

    fn check(prompts: &[&str], expected: Expect) {
        let line = |prompt: &&str| {
            let text = normal(prompt);
            let mended = mended(&text, &lexicon().words.pieces(&text));
            format!("{prompt}: {}\n", mended.map_or("-".into(), |mended| mended.text))
        };
        expected.assert_eq(&prompts.iter().map(line).collect::<String>());
    }

    #[test]
    fn one_wrong_letter_is_mended() {
        check(
            &["gunshto", "whisperring", "expolsion", "a hellicopter", "thundr", "fireplase"],
            expect![[r#"
            gunshto: gunshot
            whisperring: -
            expolsion: explosion
            a hellicopter: helicopter
            thundr: thunder
            fireplase: fireplace
        "#]],
        );
    }

    #[test]
    fn words_that_are_only_near_are_left_alone() {
        check(
            &["a trail", "yowling", "the bank", "bread", "stick", "marking", "quibberts"],
            expect![[r#"
            a trail: -
            yowling: -
            the bank: -
            bread: -
            stick: -
            marking: -
            quibberts: -
        "#]],
        );
    }

    #[test]
    fn a_character_that_sounds_alike_is_mended_in_a_longer_name_or_a_lone_one() {
        check(
            &["直声机", "脚不声", "海欧", "大鱼", "雨声", "走郎", "不要海欧"],
            expect![[r#"
            直声机: 直升机
            脚不声: 脚步声
            海欧: 海鸥
            大鱼: -
            雨声: -
            走郎: -
            不要海欧: 不要海鸥
        "#]],
        );
    }
}
