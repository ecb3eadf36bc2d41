//! A good token changed at random, twenty thousand times over: under the signature that it had, and signed anew.

use super::*;
use expect_test::expect;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use serde_json::Value;
use std::collections::BTreeMap;

const ROUNDS: usize = 20_000;
const HEADER: &str = r#"{"alg":"HS256","typ":"JWT"}"#;
const LETTERS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.";
const JSON: &str = "{}[]:,\"\\.-+eE0123456789 nulltruefalseissexpnbfalgHS256";
/// What is put in, besides single letters.
const PIECES: &[&str] =
    &[".", "=", "\n", "\0", "é", "\"", "{", "}", "[", ":", ",", "-", "e9", "null", "\\u0069"];

fn claims() -> String {
    format!(r#"{{"iss":"k","exp":{},"nbf":{},"iat":{NOW_S},"x":[1,{{"y":"z"}}]}}"#, NOW_S + 60, NOW_S - 5)
}

struct Mutator {
    dice: ChaCha8Rng,
    /// What it mostly writes, so that its work is not all refused at the first glance.
    letters: Vec<char>,
}

impl Mutator {
    fn new(seed: u64, letters: &str) -> Mutator {
        Mutator { dice: ChaCha8Rng::seed_from_u64(seed), letters: letters.chars().collect() }
    }

    fn below(&mut self, end: usize) -> usize {
        self.dice.next_u32() as usize % end
    }

    /// Changes a text in one place or two.
    fn changed(&mut self, text: &str) -> String {
        let mut chars: Vec<char> = text.chars().collect();
        for _ in 0..=self.below(2) {
            self.change(&mut chars);
        }
        chars.into_iter().collect()
    }

    fn change(&mut self, chars: &mut Vec<char>) {
        let (at, other) = (self.below(chars.len()), self.below(chars.len()));
        let (from, to) = (at.min(other), at.max(other));
        let letter = self.below(self.letters.len());
        let letter = self.letters[letter];
        match self.below(9) {
            0 => chars.swap(at, other),
            1 | 2 => chars[at] = letter,
            3 => chars.insert(at, letter),
            4 => chars[at] = char::from(self.below(128) as u8),
            5 => drop(chars.drain(from..to.min(from + 3))),
            6 => drop(chars.splice(at..at, PIECES[other % PIECES.len()].chars())),
            7 => chars.extend_from_within(from..to.min(from + 9)),
            _ => chars.truncate(at.max(chars.len() / 2)),
        }
    }
}

/// How often each judgement was passed.
fn tally(judgements: impl Iterator<Item = Result<(), Fault>>) -> String {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    judgements.for_each(|judgement| *counts.entry(format!("{judgement:?}")).or_default() += 1);
    counts.iter().map(|(judgement, count)| format!("{judgement}: {count}\n")).collect()
}

#[test]
fn a_token_that_was_changed_anywhere_is_refused() {
    let good = signed(HEADER, &claims(), SECRET);
    let mut mutator = Mutator::new(1, LETTERS);
    let judged = tally((0..ROUNDS).map(|_| {
        let changed = mutator.changed(&good);
        let judgement = judge(&changed);
        assert_eq!(judgement.is_ok(), changed == good, "{changed:?}");
        judgement
    }));
    expect![[r#"
        Err(Invalid): 17100
        Err(Signature): 2810
        Ok(()): 90
    "#]]
    .assert_eq(&judged);
}

/// Claims as written, of whatever type; what else stands there is nobody's business.
#[derive(Default, serde::Deserialize)]
#[serde(default)]
struct Read {
    iss: Value,
    exp: Value,
    nbf: Value,
    iat: Value,
}

/// Whether the claims say, to another reader than ours, who signed them and until when, and nothing that is no time.
fn could_be_meant(claims: &str) -> bool {
    let read: Read = serde_json::from_str(claims).unwrap_or_default();
    let ahead = |time: &Value| time.as_f64().map(|time_s| time_s - NOW_S as f64);
    claims.trim_start().starts_with('{')
        && read.iss.is_string()
        && ahead(&read.exp).is_some_and(|exp| exp > -30.0 && exp <= 86_430.0)
        && (read.nbf.is_null() || ahead(&read.nbf).is_some_and(|nbf| nbf <= 30.0))
        && (read.iat.is_null() || read.iat.is_number())
}

#[test]
fn changed_claims_signed_anew_are_accepted_exactly_if_they_say_who_and_until_when() {
    let good = claims();
    let mut mutator = Mutator::new(2, JSON);
    let judged = tally((0..ROUNDS).map(|_| {
        let changed = mutator.changed(&good);
        let judgement = judge(&signed(HEADER, &changed, SECRET));
        assert_eq!(judgement.is_ok(), could_be_meant(&changed), "{changed:?}");
        judgement
    }));
    expect![[r#"
        Err(Expired): 312
        Err(Invalid): 17793
        Err(NotYet): 117
        Ok(()): 1778
    "#]]
    .assert_eq(&judged);
}

#[test]
fn a_changed_header_signed_anew_is_accepted_only_if_it_says_hs256() {
    let mut mutator = Mutator::new(3, JSON);
    let judged = tally((0..ROUNDS).map(|_| {
        let changed = mutator.changed(HEADER);
        let judgement = judge(&signed(&changed, &claims(), SECRET));
        let read: Value = serde_json::from_str(&changed).unwrap_or_default();
        assert!(judgement.is_err() || read["alg"] == "HS256", "{changed:?}");
        judgement
    }));
    expect![[r#"
        Err(Invalid): 18196
        Ok(()): 1804
    "#]]
    .assert_eq(&judged);
}
