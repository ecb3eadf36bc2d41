//! Parameters of what lives: animals, bodies, crowds.

use serde::{Deserialize, Serialize};

/// Kinds of animal, and what each of them does.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum AnimalKind {
    #[default]
    Dog,
    Whine,
    Howl,
    Meow,
    Purr,
    Hiss,
    Cow,
    Sheep,
    Horse,
    Hooves,
    Pig,
    Rooster,
    Chicken,
    Lion,
    Growl,
    Monkey,
    Elephant,
    Crow,
    Gull,
    Owl,
    Duck,
    Pigeon,
    Songbird,
    Wings,
    Frog,
    Cricket,
    Cicada,
    Bee,
    Mosquito,
    Whale,
}

/// Parameters of an animal. A moment is one call; a stretch is calls with the pauses that the animal makes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Animal {
    /// The kind.
    pub kind: AnimalKind,
    /// Its length against that of a usual one: .5 a puppy, 1.5 a mastiff.
    pub size: f32,
}

impl Default for Animal {
    fn default() -> Self {
        Animal { kind: AnimalKind::Dog, size: 1.0 }
    }
}

/// What a body does.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum BodyKind {
    #[default]
    Breath,
    Pant,
    Heartbeat,
    Chew,
    Crunch,
    Sip,
    Slurp,
    Swallow,
    Kiss,
    Sniff,
    Snore,
    Cough,
    Sneeze,
    Voice,
    Whistle,
    Clap,
    Fall,
}

/// Parameters of a body. A moment is one breath, bite or beat; a stretch is one after another.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Body {
    /// What it does.
    pub kind: BodyKind,
    /// 0 = asleep, .5 = at ease, 1 = after a run: how often and how hard.
    pub effort: f32,
}

impl Default for Body {
    fn default() -> Self {
        Body { kind: BodyKind::Breath, effort: 0.5 }
    }
}

/// What a crowd does.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum CrowdKind {
    #[default]
    Applause,
    Cheer,
    Laughter,
    Children,
    Walla,
}

/// Parameters of a crowd.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Crowd {
    /// What it does.
    pub kind: CrowdKind,
    /// 0 = a handful, .5 = a hall, 1 = a stadium.
    pub size: f32,
}

impl Default for Crowd {
    fn default() -> Self {
        Crowd { kind: CrowdKind::Applause, size: 0.5 }
    }
}
