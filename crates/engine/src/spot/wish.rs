//! A music prompt in words of music: style, mood, pace, instruments, layers, key, ending.

use super::text::normal;
use super::vocabulary::{Piece, Vocabulary};
use crate::cues::{Ending, Instrument, Layer, Style};
use crate::music::Wish;
use crate::scene::Mood;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::LazyLock;

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Word {
    en: Vec<String>,
    zh: Vec<String>,
    style: Option<Style>,
    hints: Option<Style>,
    mood: Option<[f32; 2]>,
    pace: Option<f32>,
    instrument: Option<Instrument>,
    layer: Option<Layer>,
    ending: Option<Ending>,
    groove: Option<String>,
    meter: Option<u32>,
    #[serde(default)]
    family: Vec<Instrument>,
    #[serde(default)]
    builds: bool,
    #[serde(default)]
    soft: bool,
    #[serde(default)]
    loud: bool,
    /// Can be refused, but not played.
    #[serde(default)]
    cannot: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Small {
    Not,
    NotAfter,
    Swap,
    Only,
    NothingElse,
    First,
    Later,
    None,
    Major,
    Minor,
    Bpm,
    Too,
    Filler,
}

#[derive(Debug, Deserialize)]
struct Phrases {
    en: Vec<String>,
    zh: Vec<String>,
}

#[derive(Debug, Deserialize)]
struct File {
    word: Vec<Word>,
    small: BTreeMap<Small, Phrases>,
    asking: Phrases,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Meaning {
    Word(usize),
    Small(Small),
}

struct Lexicon {
    words: Vec<Word>,
    vocabulary: Vocabulary<Meaning>,
    asking: Vocabulary<()>,
}

static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| {
    let file: File = toml::from_str(include_str!("../../data/music.toml"))
        .expect("the music file is compiled in and tested");
    let mut phrases: BTreeMap<String, Vec<Meaning>> = BTreeMap::new();
    for (i, word) in file.word.iter().enumerate() {
        let all = word.en.iter().chain(&word.zh);
        all.for_each(|p| phrases.entry(normal(p)).or_default().push(Meaning::Word(i)));
    }
    for (&small, list) in &file.small {
        let all = list.en.iter().chain(&list.zh);
        all.for_each(|p| phrases.entry(normal(p)).or_default().push(Meaning::Small(small)));
    }
    let asking = file.asking.en.iter().chain(&file.asking.zh).map(|p| (normal(p), vec![()])).collect();
    Lexicon { words: file.word, vocabulary: Vocabulary::new(phrases), asking: Vocabulary::new(asking) }
});

/// Where in a part of a text in normal form words stand that say how music is to be.
pub fn words(text: &str, part: Range<usize>) -> Vec<Range<usize>> {
    let says = |meanings: &[Meaning]| meanings.iter().any(|m| matches!(m, Meaning::Word(_)));
    found(&LEXICON.vocabulary, text, part, says)
}

/// Where words stand that ask for music by themselves, in a prompt that may also be about sounds.
pub fn asking(text: &str, part: Range<usize>) -> Vec<Range<usize>> {
    found(&LEXICON.asking, text, part, |_| true)
}

fn found<M: Clone + PartialEq>(
    vocabulary: &Vocabulary<M>,
    text: &str,
    part: Range<usize>,
    fits: impl Fn(&[M]) -> bool,
) -> Vec<Range<usize>> {
    let begin = part.start;
    let place = |piece: &Piece<'_, M>| match piece {
        Piece::Known(meanings, range) if fits(meanings) => Some(begin + range.start..begin + range.end),
        _ => None,
    };
    vocabulary.pieces(&text[part]).iter().filter_map(place).collect()
}

/// Understands a music prompt; the words that nothing was done with come second.
pub fn understood(text: &str) -> (Wish, Vec<String>) {
    let key = key_of(text);
    let bare = bare_key(text);
    let text = normal(text);
    let pieces = LEXICON.vocabulary.pieces(&text);
    let mut reading = Reading::default();
    for (i, piece) in pieces.iter().enumerate() {
        match piece {
            Piece::Known(meanings, range) => reading.known(meanings, &text[range.clone()]),
            Piece::Number(value, _) => reading.number(*value),
            Piece::Stop(lists) => reading.stop(*lists),
            Piece::Unknown(range) => {
                let word = &text[range.clone()];
                let names_key = says_mode(pieces.get(i + 1)) || bare.is_some();
                if !(names_key && tonic(word).is_some()) && word.len() > 1 {
                    reading.unknown(word);
                }
            }
        }
    }
    reading.stop(false);
    if key.is_none() && bare.is_some() {
        reading.wish.minor = reading.wish.minor.or(Some(false));
    }
    reading.wish.key = key.or(bare);
    reading.done()
}

/// What has been read so far, and the clause that is being read.
#[derive(Default)]
struct Reading {
    wish: Wish,
    moods: Vec<[f32; 2]>,
    hints: Vec<Style>,
    negative: bool,
    number: Option<f64>,
    /// A word for beats a minute came before its number.
    counts: bool,
    unknown: Vec<String>,
    clause: Clause,
}

/// A part of a prompt between two commas.
#[derive(Default)]
struct Clause {
    words: Vec<usize>,
    refused: Vec<usize>,
    first: bool,
    later: bool,
    only: bool,
}

impl Reading {
    fn number(&mut self, value: f64) {
        let fits = (30.0..=240.0).contains(&value);
        if self.counts && fits {
            self.wish.bpm = Some(value);
            self.counts = false;
        }
        self.number = Some(value);
    }

    fn unknown(&mut self, word: &str) {
        if !self.unknown.iter().any(|known| known == word) {
            self.unknown.push(word.into());
        }
    }

    fn known(&mut self, meanings: &[Meaning], text: &str) {
        let mut said = false;
        for meaning in meanings {
            match *meaning {
                Meaning::Small(small) => self.small(small),
                Meaning::Word(i) if LEXICON.words[i].cannot && !self.negative => self.unknown(text),
                Meaning::Word(i) => {
                    self.word(i);
                    said = true;
                }
            }
        }
        if said {
            let sign = if self.negative { "no " } else { "" };
            self.wish.from.push(format!("{sign}{text}"));
        }
    }

    fn small(&mut self, small: Small) {
        match small {
            Small::Not => self.negative = true,
            Small::NotAfter | Small::Swap => self.take_back(),
            Small::Only => self.clause.only = true,
            Small::NothingElse => self.wish.only = !self.clause.first,
            Small::First => self.clause.first = true,
            Small::Later => self.clause.later = true,
            Small::None => self.wish.none = true,
            Small::Major => self.wish.minor = Some(self.negative),
            Small::Minor => self.wish.minor = Some(!self.negative),
            Small::Bpm => {
                let named = self.number.filter(|bpm| (30.0..=240.0).contains(bpm));
                self.wish.bpm = named.or(self.wish.bpm);
                self.counts = named.is_none();
            }
            Small::Too | Small::Filler => {}
        }
    }

    fn word(&mut self, i: usize) {
        if self.negative {
            self.clause.refused.push(i);
        } else {
            self.clause.words.push(i);
        }
    }

    /// What was said in this clause so far is not wanted after all.
    fn take_back(&mut self) {
        let words = std::mem::take(&mut self.clause.words);
        self.clause.refused.extend(words);
        self.negative = false;
    }

    /// A comma: what the clause said holds.
    fn stop(&mut self, lists: bool) {
        if lists {
            return;
        }
        let clause = std::mem::take(&mut self.clause);
        for &i in &clause.words {
            self.accept(&LEXICON.words[i], &clause);
        }
        for &i in &clause.refused {
            // "No drums at first": they come later.
            match clause.first && LEXICON.words[i].layer.is_some() {
                true => self.postpone(&LEXICON.words[i]),
                false => self.refuse(&LEXICON.words[i]),
            }
        }
        self.negative = false;
        self.number = None;
    }

    fn postpone(&mut self, word: &Word) {
        self.wish.with.extend(word.layer);
        self.wish.layers_later.extend(word.layer);
    }

    fn accept(&mut self, word: &Word, clause: &Clause) {
        let wish = &mut self.wish;
        wish.style = wish.style.or(word.style);
        self.hints.extend(word.hints);
        self.moods.extend(word.mood);
        wish.pace = word.pace.or(wish.pace);
        wish.ending = word.ending.or(wish.ending);
        wish.builds |= word.builds || (clause.later && word.loud);
        // What begins softly does not stay so.
        wish.soft |= word.soft && !clause.first;
        wish.meter = wish.meter.or(word.meter);
        wish.groove = wish.groove.take().or(word.groove.clone());
        wish.instruments.extend(word.instrument.filter(|i| !wish.instruments.contains(i)));
        wish.with.extend(word.layer.filter(|l| !wish.with.contains(l)));
        let plays = word.instrument.is_some() || word.layer == Some(Layer::Drums);
        wish.only |= clause.only && !clause.first && !clause.later && plays;
        if clause.later {
            wish.later.extend(word.instrument);
            wish.layers_later.extend(word.layer);
        } else if clause.first {
            wish.begins.extend(word.instrument);
        }
    }

    /// What is not wanted: a layer or a player falls silent, a mood or a pace turns round.
    fn refuse(&mut self, word: &Word) {
        let wish = &mut self.wish;
        wish.without.extend(word.layer.filter(|l| !wish.without.contains(l)));
        wish.pace = word.pace.map(|pace| -0.5 * pace).or(wish.pace);
        self.moods.extend(word.mood.map(|[v, a]| [-0.4 * v, -0.4 * a]));
        wish.refused.extend(word.instrument);
        wish.refused.extend(&word.family);
        wish.soft |= word.loud;
    }

    fn done(mut self) -> (Wish, Vec<String>) {
        let sum = self.moods.iter().fold([0.0_f32; 2], |[v, a], mood| [v + mood[0], a + mood[1]]);
        if !self.moods.is_empty() {
            self.wish.mood = Some(Mood { v: sum[0].clamp(-1.0, 1.0), a: sum[1].clamp(-1.0, 1.0) });
        }
        // A piano alone is sad or tender by its mood; other hints count only by themselves.
        let sad = sum[0] < -0.1;
        let pianos = [Style::PianoRomantic, Style::PianoSad];
        let piano = self.hints.contains(&Style::PianoRomantic);
        let other = self.hints.iter().find(|style| !pianos.contains(style)).copied();
        let hinted = match piano {
            true => Some(if sad { Style::PianoSad } else { Style::PianoRomantic }),
            false => other,
        };
        self.wish.style = self.wish.style.or(hinted);
        self.wish.instruments.retain(|instrument| !self.wish.refused.contains(instrument));
        (self.wish, self.unknown)
    }
}

/// A tonic that stands by itself after "in": a musician means major.
fn bare_key(text: &str) -> Option<String> {
    let text: String = text.chars().take(400).flat_map(char::to_lowercase).collect();
    let parts = text.split([',', '.', ';', '，', '。', '!', '?']);
    let alone = |part: &str| tonic(part.trim().strip_prefix("in ")?.trim());
    parts.into_iter().find_map(alone)
}

fn says_mode(piece: Option<&Piece<'_, Meaning>>) -> bool {
    let mode = |m: &Meaning| matches!(m, Meaning::Small(Small::Major | Small::Minor));
    matches!(piece, Some(Piece::Known(meanings, _)) if meanings.iter().any(mode))
}

/// A tonic as `C` … `B`, flats as sharps.
fn tonic(word: &str) -> Option<String> {
    let (letter, sign) = word.split_at_checked(1)?;
    let natural = "c d ef g a b".find(letter)?;
    let semitone = match sign {
        "" => natural,
        "#" | "♯" | "-sharp" => natural + 1,
        "b" | "♭" | "-flat" => natural + 11,
        _ => return None,
    };
    let names = ["C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B"];
    (letter != " ").then(|| names[semitone % 12].to_string())
}

/// The tonic that stands before "minor" or "major" in a prompt. Read from the text as it came: in normal form the A of "A minor"
/// is an article, and the sign of "C#" punctuation.
pub fn key_of(text: &str) -> Option<String> {
    let text: String = text.chars().take(400).flat_map(char::to_lowercase).collect();
    let sign = [
        (" sharp", "#"),
        ("-sharp", "#"),
        ("升", "#"),
        (" flat", "b"),
        ("-flat", "b"),
        ("降", "b"),
        ("", ""),
    ];
    for mode in ["minor", "major", "小调", "大调", "小調", "大調"] {
        let Some(at) = text.find(mode) else { continue };
        let before = text[..at].trim_end();
        let article = before.ends_with(" a") && text[at + mode.len()..].trim_start().starts_with("key");
        for (word, sign) in sign {
            let Some(rest) = before.strip_suffix(word) else { continue };
            let name = rest
                .rsplit(|c: char| !(c.is_ascii_alphanumeric() || "#♯♭".contains(c)))
                .next()
                .unwrap_or_default();
            let sign = match rest[..rest.len() - name.len()].chars().next_back() {
                Some('降') => "b",
                Some('升') => "#",
                _ => sign,
            };
            if let Some(key) = tonic(&format!("{name}{sign}")).filter(|_| !article) {
                return Some(key);
            }
        }
    }
    None
}

#[cfg(test)]
mod heard_tests;

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};

    fn check(prompts: &[&str], expected: Expect) {
        let line = |text: &&str| {
            let (w, unknown) = understood(text);
            let mood = w.mood.map(|m| format!("{:+.1}{:+.1}", m.v, m.a)).unwrap_or_default();
            let names = |list: String| list.replace(['[', ']'], "");
            format!(
                "{text}: {:?} {mood} bpm {:?} pace {:?} key {:?} minor {:?} [{}] with [{}] without [{}] end {:?} builds {} ?{unknown:?}\n",
                w.style,
                w.bpm,
                w.pace,
                w.key,
                w.minor,
                names(format!("{:?}", w.instruments)),
                names(format!("{:?}", w.with)),
                names(format!("{:?}", w.without)),
                w.ending,
                w.builds,
            )
        };
        expected.assert_eq(&prompts.iter().map(line).collect::<String>());
    }

    #[test]
    fn music_prompts_become_wishes() {
        check(
            &[
                "calm piano, no drums",
                "epic trailer music, 120 bpm, build up",
                "sad strings in D minor, fade out",
                "upbeat pop with guitar in C# major",
                "lofi chill beat",
                "tense thriller without melody",
                "slow ambient drone in A minor",
                "not too fast",
                "zorptastic music",
                "欢快的钢琴曲，不要鼓",
                "紧张悬疑，快节奏",
                "D小调，悲伤的小提琴，淡出",
                "古筝和笛子，平静舒缓",
                "史诗感，渐强，90 bpm",
                "piano, bpm 120, 60 seconds",
                "降E大调的钢琴",
            ],
            expect![[r#"
                calm piano, no drums: Some(PianoRomantic) +0.3-0.7 bpm None pace None key None minor None [Piano] with [] without [Drums] end None builds false ?[]
                epic trailer music, 120 bpm, build up: Some(CinematicEpic) +0.4+1.0 bpm Some(120.0) pace None key None minor None [] with [] without [] end None builds true ?[]
                sad strings in D minor, fade out: None -0.7-0.4 bpm None pace None key Some("D") minor Some(true) [Strings] with [] without [] end Some(Fade) builds false ?[]
                upbeat pop with guitar in C# major: Some(HousePop) +0.7+0.5 bpm None pace None key Some("C#") minor Some(false) [Guitar] with [] without [] end None builds false ?[]
                lofi chill beat: Some(Lofi) +0.6-1.0 bpm None pace None key None minor None [] with [Drums] without [] end None builds false ?[]
                tense thriller without melody: Some(Tension) -1.0+1.0 bpm None pace None key None minor None [] with [] without [Lead] end None builds false ?[]
                slow ambient drone in A minor: Some(CinematicAmbient)  bpm None pace Some(-0.8) key Some("A") minor Some(true) [] with [] without [] end None builds false ?[]
                not too fast: None  bpm None pace Some(-0.4) key None minor None [] with [] without [] end None builds false ?[]
                zorptastic music: None  bpm None pace None key None minor None [] with [] without [] end None builds false ?["zorptastic"]
                欢快的钢琴曲，不要鼓: Some(PianoRomantic) +0.7+0.5 bpm None pace None key None minor None [Piano] with [] without [Drums] end None builds false ?[]
                紧张悬疑，快节奏: Some(Tension) -1.0+1.0 bpm None pace Some(0.8) key None minor None [] with [] without [] end None builds false ?[]
                D小调，悲伤的小提琴，淡出: None -0.7-0.4 bpm None pace None key Some("D") minor Some(true) [Violin] with [] without [] end Some(Fade) builds false ?[]
                古筝和笛子，平静舒缓: None +0.6-1.0 bpm None pace Some(-0.8) key None minor None [Guzheng, Dizi] with [] without [] end None builds false ?[]
                史诗感，渐强，90 bpm: Some(CinematicEpic) +0.2+0.9 bpm Some(90.0) pace None key None minor None [] with [] without [] end None builds true ?[]
                piano, bpm 120, 60 seconds: Some(PianoRomantic)  bpm Some(120.0) pace None key None minor None [Piano] with [] without [] end None builds false ?[]
                降E大调的钢琴: Some(PianoRomantic)  bpm None pace None key Some("D#") minor Some(false) [Piano] with [] without [] end None builds false ?[]
            "#]],
        );
    }
}
