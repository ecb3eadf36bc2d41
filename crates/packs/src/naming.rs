//! What a file's name says that is heard: a class by its id, by the short id of UCS file names, or by words.

use engine::spot::{class_called, classes};

/// First parts of short ids that are not made of their category's own letters.
const SHORT: [(&str, &str); 4] =
    [("FEET", "FOOTSTEPS"), ("AMB", "AMBIENCE"), ("SWSH", "SWOOSHES"), ("UI", "USER INTERFACE")];

/// The class of a file by its path in a pack (`WATRSplsh_Stone into Lake_AB.wav`, `WATER-SPLASH 1.wav`,
/// `doors/creak_2.ogg`): the file's own name first, then those of its folders from the inside out.
pub fn class_of_file(path: &str) -> Option<&'static str> {
    let stem = path.rsplit_once('.').map_or(path, |(stem, _)| stem);
    let parts: Vec<&str> = stem.split('/').filter(|part| !part.is_empty()).collect();
    let named = parts.iter().rev().find_map(|part| by_id(part).or_else(|| by_short_id(part)));
    let worded = || parts.iter().rev().find_map(|part| class_called(&words(part), None));
    // "door" in a folder and "creak" in it: both together name what neither does.
    let together = || class_called(&words(&parts.join(" ")), None);
    named.or_else(worded).or_else(together)
}

/// `WATER-SPLASH`, `water splash 03`: an id with anything behind it.
fn by_id(name: &str) -> Option<&'static str> {
    let plain = |text: &str| {
        let spaced: String =
            text.chars().map(|c| if c.is_alphanumeric() { c.to_ascii_uppercase() } else { ' ' }).collect();
        spaced.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let name = plain(name);
    classes().iter().map(|class| class.id.as_str()).find(|id| {
        let id = plain(id);
        name.strip_prefix(id.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
    })
}

/// `WATRSplsh_…`: capitals from the category, then letters of the subcategory, both in their order.
fn by_short_id(name: &str) -> Option<&'static str> {
    let short = name.split(['_', '-', ' ']).next()?;
    let capitals = short.chars().take_while(char::is_ascii_uppercase).count();
    if !(3..=5).contains(&capitals) || capitals == short.len() || !short.is_ascii() {
        return None;
    }
    let (head, tail) = short.split_at(capitals - 1);
    let fits = |id: &str| {
        let (category, rest) = id.split_once('-').unwrap_or((id, ""));
        let known = SHORT.iter().find(|(short, _)| *short == head).map(|(_, long)| *long);
        known.map_or_else(|| are_letters_of(head, category), |long| long == category)
            && are_letters_of(tail, rest)
    };
    classes().iter().map(|class| class.id.as_str()).filter(|id| fits(id)).min_by_key(|id| id.len())
}

/// True where `letters` stand in `word` in this order, the first at its begin.
fn are_letters_of(letters: &str, word: &str) -> bool {
    let mut rest = word.chars();
    let same_begin = letters.chars().next().map(|c| c.to_ascii_uppercase()) == word.chars().next();
    same_begin && letters.chars().all(|c| rest.any(|w| w == c.to_ascii_uppercase()))
}

/// A name as words: `GlassBreak_03` is "glass break".
fn words(name: &str) -> String {
    let mut text = String::new();
    let mut lower = false;
    for c in name.chars() {
        if c.is_uppercase() && lower {
            text.push(' ');
        }
        lower = c.is_lowercase();
        text.push(if c.is_alphabetic() { c } else { ' ' });
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_say_what_is_heard() {
        let files = [
            ("WATRSplsh_Stone Into Lake_AB_Lib.wav", "WATER-SPLASH"),
            ("WATER-SPLASH 03.flac", "WATER-SPLASH"),
            ("FEETHmn_Gravel_01.wav", "FOOTSTEPS-HUMAN"),
            ("RAINMetl_roof.wav", "RAIN-METAL"),
            ("DOORKnck_3x.wav", "DOORS-KNOCK"),
            ("GlassBreak_03.ogg", "GLASS-BREAK"),
            ("weather/thunder2.ogg", "WEATHER-THUNDER"),
            ("dog/bark 1.wav", "ANIMALS-DOG"),
            ("glass clink.wav", "GLASS-IMPACT"),
        ];
        for (file, class) in files {
            assert_eq!(class_of_file(file), Some(class), "{file}");
        }
        assert_eq!(class_of_file("xyzzy_01.wav"), None);
        assert_eq!(class_of_file("IMG_0001.wav"), None);
    }
}
