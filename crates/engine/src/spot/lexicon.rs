//! The lexicon of sounds: classes, attributes, stuffs and small words, read from the data files that are compiled in.

use super::interpreter::Guess;
use super::text::{inflected, normal};
use super::vocabulary::Vocabulary;
use crate::cues::{ClothKind, Ground, Material, RainOn, RoomPreset, Shoe, Sound};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

/// Something that can be heard.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Class {
    /// Universal Category System id.
    pub id: String,
    /// How it is called in English, where people read it.
    pub name_en: String,
    /// How it is called in Chinese.
    pub name_zh: String,
    /// How it fills time.
    pub kind: Kind,
    #[serde(default)]
    en: Vec<String>,
    #[serde(default)]
    zh: Vec<String>,
    #[serde(default)]
    weak_en: Vec<String>,
    #[serde(default)]
    weak_zh: Vec<String>,
    /// Model and parameters; `None` where it cannot be made.
    #[serde(default)]
    pub sound: Option<Sound>,
    /// Class made instead.
    #[serde(default)]
    pub substitute: Option<String>,
    /// Classes that it consists of.
    #[serde(default)]
    pub parts: Vec<String>,
    /// Class that it becomes with a stuff.
    #[serde(default)]
    pub by_stuff: BTreeMap<String, String>,
    /// Classes that are not heard beside it.
    #[serde(default)]
    pub excludes: Vec<String>,
    /// Who stays when it gets crowded.
    #[serde(default = "middling")]
    pub priority: u8,
    /// Metres.
    #[serde(default = "two")]
    pub dist: f32,
    /// Gain over the loudness table, decibels.
    #[serde(default)]
    pub gain_db: f32,
    /// Velocity of an even one.
    #[serde(default = "even")]
    pub velocity: f32,
    /// How many a second where nothing counts them.
    #[serde(default)]
    pub rate: Option<f64>,
    /// How many at most where nothing counts them.
    #[serde(default)]
    pub burst: Option<u32>,
    /// Names in the AudioSet ontology: of the class itself, else of the one above it.
    #[serde(default)]
    pub audioset: Vec<String>,
}

fn middling() -> u8 {
    5
}

fn two() -> f32 {
    2.0
}

fn even() -> f32 {
    0.7
}

/// How a class fills time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A moment.
    Event,
    /// A stretch.
    Texture,
    /// A bed.
    Place,
}

/// How a sound is.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Attribute {
    en: Vec<String>,
    zh: Vec<String>,
    /// 0 = barely there, 1 = as strong as it gets.
    pub intensity: Option<f32>,
    /// Metres.
    pub distance: Option<f32>,
    /// Factor of the rate.
    pub speed: Option<f32>,
    /// Factor of the size.
    pub size: Option<f32>,
    /// Factor of the pitch.
    pub pitch: Option<f32>,
    /// 0 = dull, 1 = crisp.
    pub crisp: Option<f32>,
    /// The room.
    pub space: Option<RoomPreset>,
    /// What is worn.
    pub shoe: Option<Shoe>,
    /// Running.
    pub run: Option<bool>,
}

/// What a thing is made of, or what it happens on, in the words of each model.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stuff {
    /// Its name.
    pub name: String,
    #[serde(default)]
    en: Vec<String>,
    #[serde(default)]
    zh: Vec<String>,
    /// For impacts.
    pub material: Option<Material>,
    /// For footsteps.
    pub ground: Option<Ground>,
    /// For rain.
    pub rain: Option<RainOn>,
    /// For cloth.
    pub cloth: Option<ClothKind>,
}

/// Small words that order a prompt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum Operator {
    Not,
    Only,
    Then,
    After,
    Before,
    Beforehand,
    Done,
    And,
    With,
    Also,
    Except,
    Or,
    Onto,
    Music,
    Effects,
    Sound,
    Silence,
    Ambience,
    Too,
    Times,
    At,
    Every,
    Long,
    Lasting,
    Moment,
    Start,
    Middle,
    End,
    EachCut,
    EachHit,
}

/// What a phrase may mean; numbers are indices of the lexicon's lists.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Meaning {
    /// A class; `true` where it gives way to any other.
    Class(usize, bool),
    /// A class, by a word that is a kind of what names it; `true` as before.
    Kin(usize, bool),
    /// An attribute.
    Attribute(usize),
    /// A stuff.
    Stuff(usize),
    /// A small word.
    Operator(Operator),
    /// A number word.
    Number(f64),
    /// A unit of time, seconds.
    Span(f64),
    /// A unit of length, metres.
    Length(f64),
    /// A stuff that is part of a name: it says what the named thing is made of, but not which thing it is.
    Within(usize),
    /// A class, by an interpreter.
    Guessed(Guess),
    /// Understood, of no effect.
    Filler,
}

#[derive(Debug, Clone, Deserialize)]
struct Phrases {
    en: Vec<String>,
    zh: Vec<String>,
}

impl Phrases {
    fn all(&self) -> impl Iterator<Item = &String> {
        self.en.iter().chain(&self.zh)
    }
}

/// The fields of sound, one file each. Their order is the order of the classes.
const FIELDS: [&str; 14] = [
    include_str!("../../data/classes/strikes.toml"),
    include_str!("../../data/classes/doors.toml"),
    include_str!("../../data/classes/people.toml"),
    include_str!("../../data/classes/animals.toml"),
    include_str!("../../data/classes/weather.toml"),
    include_str!("../../data/classes/water.toml"),
    include_str!("../../data/classes/fire.toml"),
    include_str!("../../data/classes/rubbing.toml"),
    include_str!("../../data/classes/vehicles.toml"),
    include_str!("../../data/classes/machines.toml"),
    include_str!("../../data/classes/signals.toml"),
    include_str!("../../data/classes/weapons.toml"),
    include_str!("../../data/classes/designed.toml"),
    include_str!("../../data/classes/places.toml"),
];

#[derive(Deserialize)]
struct Field {
    class: Vec<Class>,
}

#[derive(Deserialize)]
struct Combinations {
    combine: Vec<Combine>,
}

#[derive(Deserialize)]
struct Combine {
    a: String,
    b: String,
    gives: String,
}

#[derive(Deserialize)]
struct WordFile {
    attribute: Vec<Attribute>,
    stuff: Vec<Stuff>,
    operators: BTreeMap<Operator, Phrases>,
    numbers: Phrases,
    spans: Phrases,
    lengths: Phrases,
    fillers: Phrases,
    cries: Phrases,
    foreign: Foreign,
}

#[derive(Deserialize)]
struct Foreign {
    marks: Vec<String>,
    and: Vec<String>,
    then: Vec<String>,
    not: Vec<String>,
}

impl Foreign {
    fn words(&self) -> BTreeMap<String, Option<Operator>> {
        let lists = [
            (&self.marks, None),
            (&self.and, Some(Operator::And)),
            (&self.then, Some(Operator::Then)),
            (&self.not, Some(Operator::Not)),
        ];
        lists.into_iter().flat_map(|(list, does)| list.iter().map(move |word| (normal(word), does))).collect()
    }
}

/// Everything that prompts may say about sounds.
pub struct Lexicon {
    /// Classes, in the files' order.
    pub classes: Vec<Class>,
    /// Attributes.
    pub attributes: Vec<Attribute>,
    /// Stuffs.
    pub stuffs: Vec<Stuff>,
    /// Phrases and their meanings.
    pub words: Vocabulary<Meaning>,
    /// What somebody or something does to be heard, in every form.
    pub cries: BTreeSet<String>,
    /// Small words of other languages, and what they do, if they do what an operator does.
    pub foreign: BTreeMap<String, Option<Operator>>,
    combined: Vec<(usize, usize, usize)>,
}

static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| {
    let field = |file: &&str| -> Vec<Class> {
        toml::from_str::<Field>(file).expect("the class files are compiled in and tested").class
    };
    let pairs: Combinations = toml::from_str(include_str!("../../data/classes.toml"))
        .expect("the combinations are compiled in and tested");
    let words = toml::from_str(include_str!("../../data/words.toml"))
        .expect("the word file is compiled in and tested");
    Lexicon::of(FIELDS.iter().flat_map(field).collect(), &pairs.combine, words)
});

/// The compiled lexicon.
pub fn lexicon() -> &'static Lexicon {
    &LEXICON
}

impl Lexicon {
    fn of(classes: Vec<Class>, pairs: &[Combine], words: WordFile) -> Lexicon {
        let mut phrases: BTreeMap<String, Vec<Meaning>> = BTreeMap::new();
        let mut means = |phrase: &String, meaning| {
            let known = phrases.entry(normal(phrase)).or_default();
            if !known.contains(&meaning) {
                known.push(meaning);
            }
        };
        for (i, class) in classes.iter().enumerate() {
            class.en.iter().chain(&class.zh).for_each(|p| means(p, Meaning::Class(i, false)));
            class.weak_en.iter().chain(&class.weak_zh).for_each(|p| means(p, Meaning::Class(i, true)));
        }
        for (i, attribute) in words.attribute.iter().enumerate() {
            attribute.en.iter().chain(&attribute.zh).for_each(|p| means(p, Meaning::Attribute(i)));
        }
        for (i, stuff) in words.stuff.iter().enumerate() {
            stuff.en.iter().chain(&stuff.zh).for_each(|p| means(p, Meaning::Stuff(i)));
        }
        for (&operator, list) in &words.operators {
            list.all().for_each(|p| means(p, Meaning::Operator(operator)));
        }
        let mut worth = |list: &Phrases, kind: fn(f64) -> Meaning| {
            for (word, value) in list.all().filter_map(|p| p.split_once(':')) {
                means(&word.to_string(), kind(value.parse().unwrap_or(1.0)));
            }
        };
        worth(&words.numbers, Meaning::Number);
        worth(&words.spans, Meaning::Span);
        worth(&words.lengths, Meaning::Length);
        words.fillers.all().for_each(|p| means(p, Meaning::Filler));
        describe(&mut phrases, &words);
        let index: BTreeMap<&str, usize> =
            classes.iter().enumerate().map(|(i, c)| (c.id.as_str(), i)).collect();
        let at = |id: &String| *index.get(id.as_str()).expect("combined classes are among the classes");
        let combined = pairs.iter().map(|c| (at(&c.a), at(&c.b), at(&c.gives))).collect();
        Lexicon {
            cries: words
                .cries
                .all()
                .flat_map(|word| inflected(word).into_iter().chain([word.clone()]))
                .collect(),
            foreign: words.foreign.words(),
            classes,
            attributes: words.attribute,
            stuffs: words.stuff,
            words: Vocabulary::new(phrases),
            combined,
        }
    }

    /// The index of a class.
    pub fn find(&self, id: &str) -> Option<usize> {
        self.classes.iter().position(|class| class.id == id)
    }

    /// The class with this id.
    pub fn class(&self, id: &str) -> Option<&Class> {
        self.classes.iter().find(|class| class.id == id)
    }

    /// What two classes in one clause are together, where they are one thing.
    pub fn together(&self, x: usize, y: usize) -> Option<usize> {
        let is = |&&(a, b, _): &&(usize, usize, usize)| (a, b) == (x, y) || (a, b) == (y, x);
        self.combined.iter().find(is).map(|&(_, _, gives)| gives)
    }

    /// Whether a stuff says anything about a class.
    pub fn takes(&self, class: usize, stuff: usize) -> bool {
        let (class, stuff) = (&self.classes[class], &self.stuffs[stuff]);
        class.by_stuff.contains_key(&stuff.name)
            || match class.sound {
                Some(Sound::Impact(_) | Sound::Door(_) | Sound::Friction(_)) => stuff.material.is_some(),
                Some(Sound::Footstep(_)) => stuff.ground.is_some(),
                Some(Sound::Rain(_)) => stuff.rain.is_some(),
                _ => false,
            }
    }
}

/// Lets names say what they hold: a little dog ("小狗") is small, what clangs in "metal clang" is metal.
fn describe(phrases: &mut BTreeMap<String, Vec<Meaning>>, words: &WordFile) {
    let normal_of = |en: &[String], zh: &[String], meaning: Meaning| {
        en.iter().chain(zh).map(|word| (normal(word), meaning)).collect::<Vec<_>>()
    };
    let sizes = words.attribute.iter().enumerate().filter(|(_, attribute)| attribute.size.is_some());
    let sizes: Vec<_> = sizes.flat_map(|(i, a)| normal_of(&a.en, &a.zh, Meaning::Attribute(i))).collect();
    let stuffs = words.stuff.iter().enumerate();
    let stuffs: Vec<_> = stuffs.flat_map(|(i, s)| normal_of(&s.en, &s.zh, Meaning::Within(i))).collect();
    let names = |meanings: &[Meaning]| meanings.iter().any(|m| matches!(m, Meaning::Class(..)));
    let mut said: Vec<(String, Vec<Meaning>)> = Vec::new();
    for (phrase, meanings) in phrases.iter().filter(|(_, meanings)| names(meanings)) {
        let small = |size: &str| {
            let thing = phrase.strip_prefix(size).and_then(|rest| phrases.get(rest.trim_start()));
            thing.is_some_and(|thing| names(thing) && thing.iter().any(|m| meanings.contains(m)))
        };
        let own =
            |stuff: &Meaning| matches!(stuff, Meaning::Within(i) if meanings.contains(&Meaning::Stuff(*i)));
        let sizes = sizes.iter().filter(|(word, _)| small(word));
        let stuffs = stuffs.iter().filter(|(word, stuff)| holds(phrase, word) && !own(stuff));
        let mut new: Vec<Meaning> = sizes.chain(stuffs).map(|(_, meaning)| *meaning).collect();
        new.dedup();
        said.push((phrase.clone(), new));
    }
    for (phrase, new) in said {
        phrases.entry(phrase).or_default().extend(new);
    }
}

/// Whether a word stands in a phrase, an English one as a whole word.
fn holds(phrase: &str, word: &str) -> bool {
    let stands =
        || if word.is_ascii() { phrase.split(' ').any(|part| part == word) } else { phrase.contains(word) };
    word.len() < phrase.len() && stands()
}

#[cfg(test)]
mod tests;
