//! Words with meanings, found in running text: the longest at every place, English only at the borders of words.

use super::text::{inflected, is_cjk};
use aho_corasick::AhoCorasick;
use std::collections::BTreeMap;
use std::ops::Range;

/// A list of phrases, each with what it may mean.
pub struct Vocabulary<M> {
    automaton: AhoCorasick,
    phrases: Vec<String>,
    meanings: Vec<Vec<M>>,
}

/// A piece of a prompt.
#[derive(Debug, Clone, PartialEq)]
pub enum Piece<'a, M> {
    /// A phrase of the vocabulary.
    Known(&'a [M], Range<usize>),
    /// A number in digits.
    Number(f64, Range<usize>),
    /// Punctuation that ends a clause; `true` where it only lists (`、`, `/`, `&`).
    Stop(bool),
    /// A word that the vocabulary does not have.
    Unknown(Range<usize>),
}

impl<M: Clone + PartialEq> Vocabulary<M> {
    /// Phrases in normal form with their meanings, and the inflected forms of the English ones: a form that is itself
    /// a phrase keeps its own meaning.
    pub fn new(phrases: BTreeMap<String, Vec<M>>) -> Self {
        let mut all = phrases.clone();
        for (phrase, meanings) in &phrases {
            for form in inflected(phrase).into_iter().filter(|form| !phrases.contains_key(form)) {
                let known: &mut Vec<M> = all.entry(form).or_default();
                known.extend(meanings.iter().filter(|m| !known.contains(m)).cloned().collect::<Vec<_>>());
            }
        }
        let automaton = AhoCorasick::new(all.keys()).expect("the vocabulary is small and fixed");
        let (phrases, meanings) = all.into_iter().unzip();
        Vocabulary { automaton, phrases, meanings }
    }

    /// All phrases with what they may mean, inflected ones included.
    pub fn phrases(&self) -> impl Iterator<Item = (&str, &[M])> {
        self.phrases.iter().map(String::as_str).zip(self.meanings.iter().map(Vec::as_slice))
    }

    /// The pieces of a text in normal form, in order.
    pub fn pieces(&self, text: &str) -> Vec<Piece<'_, M>> {
        let mut found: Vec<_> = self
            .automaton
            .find_overlapping_iter(text)
            .filter(|m| stands_alone(text, m.range()))
            .map(|m| (m.start(), std::cmp::Reverse(m.end()), m.pattern()))
            .collect();
        found.sort();
        let (mut pieces, mut at) = (Vec::new(), 0);
        for (start, std::cmp::Reverse(end), pattern) in found {
            if start >= at {
                between(text, at..start, &mut pieces);
                pieces.push(Piece::Known(&self.meanings[pattern.as_usize()], start..end));
                at = end;
            }
        }
        between(text, at..text.len(), &mut pieces);
        pieces
    }
}

/// False for a match that begins or ends inside an English word.
fn stands_alone(text: &str, range: Range<usize>) -> bool {
    let letter = |c: Option<char>| c.is_some_and(|c| c.is_alphabetic() && !is_cjk(c));
    let inside = &text[range.clone()];
    let cut_before = letter(inside.chars().next()) && letter(text[..range.start].chars().next_back());
    let cut_after = letter(inside.chars().next_back()) && letter(text[range.end..].chars().next());
    !cut_before && !cut_after
}

/// Reads what lies between known phrases.
fn between<M>(text: &str, range: Range<usize>, pieces: &mut Vec<Piece<'_, M>>) {
    let mut at = range.start;
    while let Some(first) = text[at..range.end].chars().next() {
        let length = |like: &dyn Fn(char) -> bool| {
            text[at..range.end].chars().take_while(|&c| like(c)).map(char::len_utf8).sum::<usize>()
        };
        let (piece, used) = if first.is_ascii_digit() {
            let n = number_length(&text[at..range.end]);
            let value = value_of(&text[at..at + n]);
            (Some(Piece::Number(value, at..at + n)), n)
        } else if is_cjk(first) {
            let n = length(&is_cjk);
            (Some(Piece::Unknown(at..at + n)), n)
        } else if first.is_alphabetic() {
            let n = length(&|c| !is_cjk(c) && (c.is_alphanumeric() || c == '\'' || c == '-'));
            (Some(Piece::Unknown(at..at + n)), n)
        } else {
            (stop(first), first.len_utf8())
        };
        pieces.extend(piece);
        at += used;
    }
}

fn number_length(text: &str) -> usize {
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let whole = digits(text);
    match (text[whole..].strip_prefix('.').map(digits), text[whole..].strip_prefix(':').map(digits)) {
        (Some(part), _) if part > 0 => whole + 1 + part,
        // 0:04 is a time.
        (_, Some(2)) if whole < 3 => whole + 3,
        _ => whole,
    }
}

/// What a number is worth, a time as seconds.
fn value_of(number: &str) -> f64 {
    let value = |digits: &str| digits.parse().unwrap_or(0.0);
    number
        .split_once(':')
        .map_or_else(|| value(number), |(minutes, seconds)| 60.0 * value(minutes) + value(seconds))
}

fn stop<'a, M>(c: char) -> Option<Piece<'a, M>> {
    match c {
        '、' | '/' | '+' => Some(Piece::Stop(true)),
        ',' | ';' | '.' | ':' | '!' | '?' | '|' | '。' | '(' | ')' | '[' | ']' | '…' | '\n' => {
            Some(Piece::Stop(false))
        }
        _ => None,
    }
}
