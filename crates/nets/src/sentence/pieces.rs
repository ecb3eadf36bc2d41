//! Words cut into the pieces that the encoder has vectors for: the likeliest cut (Kudo 2018, "Subword regularization", §3.2).

use super::kept::Reader;
use unicode_normalization::UnicodeNormalization;

/// Rows before the first piece: unknown, begin, end.
pub(super) const SPECIAL: usize = 3;
const UNKNOWN: usize = 0;
const BEGIN: usize = 1;
const END: usize = 2;

/// What stands for a space, before every word.
const SPACE: char = '\u{2581}';
/// The vocabulary's scores are kept in such parts of a natural logarithm.
const PARTS: f32 = 2048.0;
/// A character without a piece costs so much more than the rarest piece, as in SentencePiece.
const UNKNOWN_COSTS: f32 = 10.0;
/// Most characters that are read.
const LONGEST: usize = 400;

/// The vocabulary, in the order of its bytes.
#[derive(Debug)]
pub(super) struct Pieces {
    ends: Vec<u32>,
    letters: &'static [u8],
    costs: Vec<u16>,
    unknown_costs: f32,
}

impl Pieces {
    pub fn read(reader: &mut Reader) -> Pieces {
        let count = reader.count();
        let sum = |end: &mut u32, &length: &u8| {
            *end += u32::from(length);
            Some(*end)
        };
        let ends: Vec<u32> = reader.bytes(count).iter().scan(0, sum).collect();
        let letters = reader.bytes(ends.last().map_or(0, |&end| end as usize));
        let costs = reader.halves(count);
        let rarest = costs.iter().copied().max().unwrap_or_default();
        Pieces { ends, letters, unknown_costs: f32::from(rarest) / PARTS + UNKNOWN_COSTS, costs }
    }

    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// The rows of a text's pieces, with those of begin and end around them.
    pub fn of(&self, text: &str) -> Vec<usize> {
        let text = spaced(text);
        let mut rows = vec![END];
        rows.extend(self.cut(&text));
        if rows.len() == 1 {
            rows.push(UNKNOWN);
        }
        rows.push(BEGIN);
        rows.reverse();
        rows
    }

    /// The likeliest cut, from the last piece to the first.
    fn cut(&self, text: &str) -> Vec<usize> {
        // For every place the cost of the way there, where its last piece begins, and the piece.
        let mut ways: Vec<Option<(f32, usize, usize)>> = vec![None; text.len() + 1];
        ways[0] = Some((0.0, 0, UNKNOWN));
        for (at, first) in text.char_indices() {
            let Some((cost, ..)) = ways[at] else { continue };
            let mut reach = |end: usize, cost: f32, row: usize| {
                if ways[end].is_none_or(|(known, ..)| cost < known) {
                    ways[end] = Some((cost, at, row));
                }
            };
            let mut single = false;
            for (length, piece) in self.starting(&text[at..]) {
                single |= length == first.len_utf8();
                reach(at + length, cost + f32::from(self.costs[piece]) / PARTS, SPECIAL + piece);
            }
            if !single {
                reach(at + first.len_utf8(), cost + self.unknown_costs, UNKNOWN);
            }
        }
        let mut at = text.len();
        let step = || {
            let (_, begin, row) = ways[at].filter(|_| at > 0)?;
            at = begin;
            Some(row)
        };
        std::iter::from_fn(step).collect()
    }

    /// The pieces that a text begins with, the shortest first: length in bytes, piece.
    fn starting(&self, text: &str) -> Vec<(usize, usize)> {
        let (mut found, mut low, mut high) = (Vec::new(), 0, self.len());
        for (at, c) in text.char_indices() {
            let prefix = &text.as_bytes()[..at + c.len_utf8()];
            low += partition(high - low, |i| self.piece(low + i) < prefix);
            high = low + partition(high - low, |i| self.piece(low + i).starts_with(prefix));
            if low == high {
                break;
            }
            if self.piece(low) == prefix {
                found.push((prefix.len(), low));
            }
        }
        found
    }

    #[cfg(test)]
    pub fn spelling(&self, i: usize) -> String {
        String::from_utf8_lossy(self.piece(i)).into_owned()
    }

    fn piece(&self, i: usize) -> &'static [u8] {
        let begin = i.checked_sub(1).map_or(0, |before| self.ends[before] as usize);
        &self.letters[begin..self.ends[i] as usize]
    }
}

/// How many of the first `count` are before the border: those that `is_before` holds for come first.
fn partition(count: usize, is_before: impl Fn(usize) -> bool) -> usize {
    let (mut low, mut high) = (0, count);
    while low < high {
        let middle = low.midpoint(high);
        if is_before(middle) { low = middle + 1 } else { high = middle }
    }
    low
}

/// Folded to lower case and compatible forms, every word with its mark.
fn spaced(text: &str) -> String {
    let folded: String = text.chars().take(LONGEST).nfkc().flat_map(char::to_lowercase).nfkc().collect();
    folded.split_whitespace().flat_map(|word| std::iter::once(SPACE).chain(word.chars())).collect()
}
