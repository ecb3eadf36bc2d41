//! Words that are kinds of what the lexicon names: a spaniel is a dog, a 货轮 is a ship; and words that are known to name no sound.

use super::lexicon::{Meaning, Operator, lexicon};
use super::text::is_cjk;
use super::vocabulary::Piece;
use std::ops::Range;
use std::sync::LazyLock;

/// A first line of class ids, then words with the number of their class, in the order of their bytes (`grow_kin.py` beside it).
static KIN: &str = include_str!("../../data/meanings/kin.txt");

/// The names with the numbers of their classes, in order.
static NAMES: LazyLock<Vec<(&str, &str)>> =
    LazyLock::new(|| KIN.lines().skip(1).filter_map(|line| line.split_once('\t')).collect());

/// Words to a name that is looked up, and characters where no spaces part them.
const MOST_WORDS: usize = 4;
const MOST_CHARS: usize = 6;

/// What the kin of each class mean, outright and where nothing else does.
static MEANINGS: LazyLock<Vec<[[Meaning; 1]; 2]>> = LazyLock::new(|| {
    let ids = KIN.lines().next().unwrap_or_default().split('|');
    let both = |class| [false, true].map(|weak| [Meaning::Kin(class, weak)]);
    ids.map(|id| lexicon().find(id).map_or([[Meaning::Filler]; 2], both)).collect()
});

/// What a word is a kind of.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Kin {
    /// Of a class.
    Of(&'static [Meaning]),
    /// Of nothing that sounds.
    Silent,
}

/// The pieces of a text in normal form by the lexicon, with the longer names that are kin of its classes in their places.
pub fn pieces(text: &str) -> Vec<Piece<'static, Meaning>> {
    let pieces = lexicon().words.pieces(text);
    let mut reading = Reading { text, found: Vec::with_capacity(pieces.len()), pieces: &pieces, from: 0 };
    while let Some(piece) = reading.pieces.first() {
        match range_of(piece) {
            Some(range) => reading.step(range, matches!(piece, Piece::Unknown(_))),
            None => reading.keep(),
        }
    }
    reading.found
}

/// How far a text is read.
struct Reading<'a> {
    text: &'a str,
    found: Vec<Piece<'static, Meaning>>,
    /// The lexicon's pieces that are still to come.
    pieces: &'a [Piece<'static, Meaning>],
    /// Where what is not yet found begins.
    from: usize,
}

impl Reading<'_> {
    /// Reads the next name, character or piece.
    fn step(&mut self, range: Range<usize>, unknown: bool) {
        self.from = range.start.max(self.from);
        let unspaced = self.text[self.from..].starts_with(is_cjk);
        let names = Names { text: self.text, pieces: self.pieces };
        match if unspaced { names.unspaced(self.from) } else { names.spaced(self.from) } {
            Some((range, kin)) => self.take(range, kin),
            None if unknown && unspaced => self.pass(&range),
            None => self.keep(),
        }
    }

    /// The next piece as the lexicon has it.
    fn keep(&mut self) {
        self.found.push(self.pieces[0].clone());
        self.pieces = &self.pieces[1..];
    }

    /// A name, and with it the pieces that it covers.
    fn take(&mut self, range: Range<usize>, kin: Kin) {
        self.from = range.end;
        let covered =
            |piece: &&Piece<'_, Meaning>| range_of(piece).is_some_and(|covered| covered.end <= range.end);
        self.pieces = &self.pieces[self.pieces.iter().take_while(covered).count()..];
        self.found.push(match kin {
            Kin::Of(meanings) => Piece::Known(meanings, range),
            Kin::Silent => Piece::Unknown(range),
        });
    }

    /// One character of an unknown piece: the next name may begin behind it.
    fn pass(&mut self, piece: &Range<usize>) {
        let next = self.from + self.text[self.from..].chars().next().map_or(1, char::len_utf8);
        match self.found.last_mut() {
            Some(Piece::Unknown(before)) if before.end == self.from && self.from > piece.start => {
                before.end = next
            }
            _ => self.found.push(Piece::Unknown(self.from..next)),
        }
        self.from = next;
        if next >= piece.end {
            self.pieces = &self.pieces[1..];
        }
    }
}

fn range_of(piece: &Piece<'_, Meaning>) -> Option<Range<usize>> {
    match piece {
        Piece::Known(_, range) | Piece::Number(_, range) | Piece::Unknown(range) => Some(range.clone()),
        Piece::Stop(_) => None,
    }
}

/// Names that may begin with the first of some pieces.
struct Names<'a> {
    text: &'a str,
    pieces: &'a [Piece<'static, Meaning>],
}

impl Names<'_> {
    /// The longest name in words; of one word only where the lexicon does not have it.
    fn spaced(&self, from: usize) -> Option<(Range<usize>, Kin)> {
        let ends = self.pieces.iter().map_while(range_of).map(|range| range.end);
        let mut ends: Vec<usize> = ends.take(MOST_WORDS).collect();
        // The last word may have another form.
        ends.truncate(begun(self.text, from, &ends) + 1);
        ends.iter().enumerate().rev().find_map(|(n, &end)| {
            let words = &self.text[from..end];
            let known = n == 0 && !matches!(self.pieces[0], Piece::Unknown(_));
            if known || words.contains(is_cjk) || !self.may_hide(&self.pieces[..=n]) {
                return None;
            }
            let kin = kin_in_any_form(words)?;
            // To "knock on" nothing is an idiom; to knock on a door is not.
            (kin != Kin::Silent || !self.pieces[..=n].iter().any(is_operator)).then_some((from..end, kin))
        })
    }

    /// The longest name without spaces that ends where a piece does, or among characters that nobody knows.
    fn unspaced(&self, from: usize) -> Option<(Range<usize>, Kin)> {
        let ends = self.text[from..].char_indices().take_while(|(_, c)| is_cjk(*c)).take(MOST_CHARS);
        let mut ends: Vec<usize> = ends.map(|(at, c)| from + at + c.len_utf8()).collect();
        ends.truncate(begun(self.text, from, &ends));
        ends.iter().rev().find_map(|&end| {
            let kin = kin(&self.text[from..end])?;
            let within = |piece: &&Piece<'_, Meaning>| range_of(piece).is_some_and(|range| range.start < end);
            let taken: Vec<_> = self.pieces.iter().take_while(within).collect();
            let last = taken.last()?;
            let whole = matches!(last, Piece::Unknown(_)) || range_of(last)?.end == end;
            let longer = taken.len() > 1 || matches!(last, Piece::Unknown(_));
            (whole && longer && self.may_hide(&self.pieces[..taken.len()])).then_some((from..end, kin))
        })
    }

    /// Words that order a prompt are no part of names.
    fn may_hide(&self, pieces: &[Piece<'static, Meaning>]) -> bool {
        let orders = |meaning: &Meaning| matches!(meaning, Meaning::Operator(o) if !matches!(o, Operator::Sound | Operator::At | Operator::Onto));
        pieces.iter().all(|piece| match piece {
            Piece::Known(meanings, _) => !meanings.iter().any(orders),
            Piece::Unknown(_) => true,
            Piece::Number(..) | Piece::Stop(_) => false,
        })
    }
}

fn is_operator(piece: &Piece<'_, Meaning>) -> bool {
    let meanings = if let Piece::Known(meanings, _) = piece { *meanings } else { &[] };
    meanings.iter().any(|meaning| matches!(meaning, Meaning::Operator(_)))
}

/// What an English word is a kind of in the form that it has, else in its plain one.
pub fn kin_in_any_form(word: &str) -> Option<Kin> {
    kin(word).or_else(|| plain(word).iter().find_map(|word| kin(word)))
}

fn plain(word: &str) -> Vec<String> {
    let mut all = Vec::new();
    for (ending, instead) in [
        ("ies", "y"),
        ("ves", "f"),
        ("es", ""),
        ("s", ""),
        ("ing", ""),
        ("ing", "e"),
        ("ied", "y"),
        ("ed", ""),
        ("ed", "e"),
    ] {
        let Some(stem) = word.strip_suffix(ending).filter(|stem| stem.len() > 2) else { continue };
        all.push(format!("{stem}{instead}"));
        let doubled =
            stem.as_bytes().windows(2).last().is_some_and(|pair| pair[0].is_ascii() && pair[0] == pair[1]);
        if doubled && matches!(ending, "ing" | "ed") {
            all.push(stem[..stem.len() - 1].to_string());
        }
    }
    all
}

/// Looks a word up.
pub fn kin(word: &str) -> Option<Kin> {
    let at = NAMES.binary_search_by(|(name, _)| name.cmp(&word)).ok()?;
    Some(kin_of(NAMES[at].1))
}

/// How many of the first `ends` of a text, which begins at `from`, some name goes on from: most texts are let go of after
/// one or two.
fn begun(text: &str, from: usize, ends: &[usize]) -> usize {
    let mut names = NAMES.as_slice();
    let goes_on = |&&end: &&usize| {
        let begin = &text[from..end];
        names = &names[names.partition_point(|(name, _)| *name < begin)..];
        names = &names[..names.partition_point(|(name, _)| name.starts_with(begin))];
        !names.is_empty()
    };
    ends.iter().take_while(goes_on).count()
}

fn kin_of(class: &str) -> Kin {
    let number = class.trim_end_matches('~').parse::<usize>().ok();
    let meanings = number.and_then(|i| MEANINGS.get(i));
    meanings.map_or(Kin::Silent, |both| Kin::Of(&both[usize::from(class.ends_with('~'))]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(word: &str) -> Option<&'static str> {
        match kin_in_any_form(word)? {
            Kin::Of([Meaning::Kin(class, _)]) => Some(lexicon().classes[*class].id.as_str()),
            _ => None,
        }
    }

    #[test]
    fn kinds_are_known_in_any_form_and_what_names_no_sound_is_known_to_be_silent() {
        assert_eq!([of("spaniel"), of("spaniels")], [Some("ANIMALS-DOG"); 2]);
        assert_eq!((kin("hot pants"), kin("hot dog")), (Some(Kin::Silent), None));
        assert_eq!(kin_in_any_form("flurble"), None);
    }

    #[test]
    fn words_of_any_letters_are_no_matter() {
        for word in ["तed", "ለing", "갰ed", "ßßing", "éed", "ed", "ing"] {
            let _found_or_not = kin_in_any_form(word);
        }
    }

    #[test]
    fn a_name_that_means_nothing_hides_no_word_of_place() {
        let known = |text: &str| {
            let known = |piece: &Piece<'_, Meaning>| matches!(piece, Piece::Known(meanings, _) if meanings.iter().any(|m| !matches!(m, Meaning::Filler)));
            pieces(text).iter().filter(|piece| known(piece)).count()
        };
        assert!(known("knock on the metal door") >= 3);
        assert_eq!(known("hot pants"), 0);
    }
}
