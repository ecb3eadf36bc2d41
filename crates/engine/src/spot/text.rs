//! Prompts in one shape: compatibility forms folded, lower case, simplified characters, no articles; and English forms.

use std::collections::BTreeMap;
use std::sync::LazyLock;
use unicode_normalization::UnicodeNormalization;

/// Most characters of a prompt that are read; the service lets 200 in.
const LONGEST: usize = 400;

static SIMPLIFIED: LazyLock<BTreeMap<char, char>> = LazyLock::new(|| {
    let pair = |word: &str| {
        let mut chars = word.chars();
        Some((chars.next()?, chars.next()?))
    };
    include_str!("../../data/simplified.txt").split_whitespace().filter_map(pair).collect()
});

/// The text in the shape that the lexicon is written in.
pub fn normal(text: &str) -> String {
    let folded: String = text
        .chars()
        .take(LONGEST)
        .nfkc()
        .flat_map(char::to_lowercase)
        .map(|c| match c {
            '’' | '‘' | '`' => '\'',
            '\u{2010}'..='\u{2015}' => '-',
            c if c.is_whitespace() || c.is_control() => ' ',
            c => SIMPLIFIED.get(&c).copied().unwrap_or(c),
        })
        .collect();
    let words = folded.split(' ').filter(|word| !word.is_empty() && !matches!(*word, "a" | "an" | "the"));
    words.collect::<Vec<_>>().join(" ")
}

/// True for characters of scripts that are written without spaces.
pub fn is_cjk(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}' | '\u{3040}'..='\u{30ff}')
}

/// True for the letters in which Japanese is written beside the characters that it shares with Chinese.
pub fn is_kana(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}')
}

/// The forms of an English phrase in which its first or last word is inflected.
pub fn inflected(phrase: &str) -> Vec<String> {
    let Some(last) = phrase.rsplit(' ').next().filter(|w| w.is_ascii() && w.len() > 2) else {
        return Vec::new();
    };
    let head = &phrase[..phrase.len() - last.len()];
    let mut all: Vec<String> = forms(last).into_iter().map(|form| format!("{head}{form}")).collect();
    if let Some((first, rest)) = phrase.split_once(' ')
        && first.len() > 2
    {
        all.extend(forms(first).into_iter().map(|form| format!("{form} {rest}")));
    }
    all
}

fn forms(word: &str) -> Vec<String> {
    let stem = word.strip_suffix('e').unwrap_or(word);
    let mut all = vec![format!("{word}s"), format!("{stem}ing"), format!("{stem}ed")];
    if word.ends_with(['s', 'x', 'z']) || word.ends_with("sh") || word.ends_with("ch") {
        all.push(format!("{word}es"));
    }
    if let Some(stem) = word.strip_suffix('y') {
        all.extend([format!("{stem}ies"), format!("{stem}ied")]);
    }
    if let Some(doubled) = doubled(word) {
        all.extend([format!("{doubled}ing"), format!("{doubled}ed"), format!("{doubled}y")]);
    }
    all
}

/// The word with its last consonant doubled, where English may do so ("drip", "dripping").
fn doubled(word: &str) -> Option<String> {
    let [.., before, last] = word.as_bytes() else { return None };
    let vowel = |b: &u8| b"aeiou".contains(b);
    (vowel(before) && last.is_ascii_lowercase() && !vowel(last) && !b"wxy".contains(last))
        .then(|| format!("{word}{}", char::from(*last)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prompt_is_folded_to_one_shape() {
        assert_eq!(normal("Ｈｅａｖｙ  RAIN on the Roof，遠處雷聲"), "heavy rain on roof,远处雷声");
    }

    #[test]
    fn english_words_are_known_in_their_usual_forms() {
        for (word, form) in
            [("drip", "dripping"), ("chop", "chopped"), ("slide", "sliding"), ("splash", "splashes")]
        {
            assert!(inflected(word).contains(&form.to_string()), "{word} has no form {form}");
        }
        assert!(inflected("knock on door").contains(&"knocking on door".to_string()));
    }
}
