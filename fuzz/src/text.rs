//! Mutants of text: words of a language are put together, torn apart, and mixed with what text can hold.

use crate::Chance;

/// What splits, stacks, turns round or looks like something else.
const ODD: [&str; 24] = [
    "\0",
    "\u{7f}",
    "\u{200b}",
    "\u{200d}",
    "\u{202e}",
    "\u{feff}",
    "\u{301}",
    "\u{1f469}\u{200d}\u{1f692}",
    "ß",
    "İ",
    "ﬁ",
    "ſ",
    "Ω",
    "\u{fffd}",
    "日本",
    "\u{10ffff}",
    "é",
    "e\u{301}",
    "\r\n",
    "\t",
    "'",
    "\"",
    "…",
    "--",
];

/// Changes `text` at a few places; `words` are those that the parser knows.
pub fn mutate(text: &mut String, words: &[&str], chance: &mut Chance) {
    for _ in 0..=chance.below(5) {
        let at = boundary(text, chance);
        match chance.below(8) {
            0 => text.insert_str(at, chance.one::<&str>(&ODD)),
            1 | 2 if !words.is_empty() => {
                text.insert(at, ' ');
                text.insert_str(at, chance.one::<&str>(words));
            }
            3 => drop(text.drain(at..)),
            4 => text.insert_str(at, &chance.edge().to_string()),
            5 => {
                let to = boundary(text, chance);
                let piece = text[at.min(to)..at.max(to)].to_owned();
                text.insert_str(at, &piece);
            }
            6 => {
                let to = boundary(text, chance);
                text.replace_range(at.min(to)..at.max(to), "");
            }
            _ => text.insert(at, char::from_u32((chance.any() % 0x300) as u32).unwrap_or('?')),
        }
    }
    // Repeating a piece doubles it each time.
    let most = (0..=2000.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    text.truncate(most);
}

fn boundary(text: &str, chance: &mut Chance) -> usize {
    let at = chance.below(text.len() + 1);
    (at..=text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len())
}
