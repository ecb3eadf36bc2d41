//! The sound models and their parameters, as the cue sheet spells them.

use super::{Animal, Blast, Body, Crowd, Designed, Electric, Signal, Steam};
use super::{Click, Crumple, Door, Friction, Machine, Rolling, Shatter};
use serde::{Deserialize, Serialize};

/// A model and its parameters. Numbers outside their range are refused when a sheet is read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "model", content = "params", rename_all = "snake_case")]
pub enum Sound {
    /// One thing hits another.
    Impact(Impact),
    /// One step.
    Footstep(Footstep),
    /// Rain on something.
    Rain(Rain),
    /// Wind.
    Wind(Wind),
    /// Bubbles, drips, streams, splashes, surf.
    Water(Water),
    /// Flames.
    Fire(Fire),
    /// Thunder.
    Thunder(Thunder),
    /// An animal calls, or can be heard moving.
    Animal(Animal),
    /// Shots, explosions, fireworks.
    Blast(Blast),
    /// Horns, sirens, beeps, bells.
    Signal(Signal),
    /// Breath, heart, mouth.
    Body(Body),
    /// Many people at once.
    Crowd(Crowd),
    /// What no thing makes: risers, booms, magic, machines of the future.
    Designed(Designed),
    /// Currents and sparks.
    Electric(Electric),
    /// Gas, spray, fat in a pan.
    Steam(Steam),
    /// Something moves fast through the air.
    Whoosh(Whoosh),
    /// Cloth, brushing, rubbing, leaves.
    Cloth(Cloth),
    /// A place.
    Ambience(Ambience),
    /// Something breaks apart.
    Shatter(Shatter),
    /// One thing rubs on another.
    Friction(Friction),
    /// Something rolls.
    Rolling(Rolling),
    /// Something crumples, cracks or tears.
    Crumple(Crumple),
    /// A door.
    Door(Door),
    /// Small clicks: keys, switches, clocks.
    Click(Click),
    /// A machine that runs.
    Machine(Machine),
    /// A recording of the class, from a pack.
    Sample(Sample),
}

/// What a thing is made of.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum Material {
    #[default]
    Wood,
    HollowWood,
    Metal,
    SheetMetal,
    Glass,
    Ceramic,
    Stone,
    Plastic,
    Rubber,
    Flesh,
    Soil,
}

/// Parameters of an impact.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Impact {
    /// What is struck.
    pub material: Material,
    /// What strikes it; `None` for a thing of the same kind.
    pub striker: Option<Material>,
    /// Length of the sounding body, metres (.1 is the table's reference).
    pub size: f32,
    /// 0 = felt, 1 = steel.
    pub hardness: f32,
    /// Weight of a low thump under it, 0..=1.
    pub body: f32,
}

impl Default for Impact {
    fn default() -> Self {
        Impact { material: Material::Wood, striker: None, size: 0.15, hardness: 0.5, body: 0.3 }
    }
}

/// What is walked on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum Ground {
    Wood,
    #[default]
    Concrete,
    Tile,
    Metal,
    Carpet,
    Grass,
    Leaves,
    Gravel,
    Sand,
    Snow,
    Mud,
    Water,
}

/// What is worn.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum Shoe {
    #[default]
    Sneaker,
    Leather,
    Boot,
    Heel,
    Barefoot,
    Paw,
}

/// Parameters of a step.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Footstep {
    /// What is walked on.
    pub ground: Ground,
    /// What is worn.
    pub shoe: Shoe,
    /// Running instead of walking.
    pub run: bool,
    /// The left foot.
    pub left: bool,
}

/// What rain falls on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum RainOn {
    #[default]
    Ground,
    Leaves,
    Metal,
    Glass,
    Cloth,
    Water,
    /// No rain but hail, on anything hard.
    Hail,
}

/// Parameters of rain.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Rain {
    /// Millimetres an hour: 1 drizzle, 6 moderate, 25 heavy, 60 a storm.
    pub mm_per_hour: f32,
    /// What it falls on.
    pub on: RainOn,
}

impl Default for Rain {
    fn default() -> Self {
        Rain { mm_per_hour: 6.0, on: RainOn::Ground }
    }
}

/// Parameters of wind.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Wind {
    /// Mean speed, metres a second.
    pub speed: f32,
    /// 0 = even, 1 = gusty.
    pub gusts: f32,
    /// Whistling, 0..=1.
    pub whistle: f32,
    /// Leaves in it, 0..=1.
    pub leaves: f32,
}

impl Default for Wind {
    fn default() -> Self {
        Wind { speed: 5.0, gusts: 0.5, whistle: 0.0, leaves: 0.0 }
    }
}

/// Kinds of water sound.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum WaterKind {
    Drip,
    Pour,
    Tap,
    #[default]
    Stream,
    River,
    Fountain,
    Waterfall,
    Surf,
    Splash,
    Bubbles,
    Underwater,
}

/// Parameters of water.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Water {
    /// The kind.
    pub kind: WaterKind,
    /// 0 = a little, 1 = a lot.
    pub size: f32,
}

impl Default for Water {
    fn default() -> Self {
        Water { kind: WaterKind::Stream, size: 0.5 }
    }
}

/// Parameters of fire.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Fire {
    /// 0 = a candle, .5 = a camp fire, 1 = a house.
    pub size: f32,
    /// Crackles, 0..=1.
    pub crackle: f32,
}

impl Default for Fire {
    fn default() -> Self {
        Fire { size: 0.5, crackle: 0.6 }
    }
}

/// Parameters of thunder. The cue's time is the clap's.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Thunder {
    /// Distance of the stroke, metres.
    pub away: f32,
}

impl Default for Thunder {
    fn default() -> Self {
        Thunder { away: 700.0 }
    }
}

/// Parameters of a whoosh. The cue's time is that of greatest speed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Whoosh {
    /// Thickness of what moves, metres: .005 a rod, .06 an arm.
    pub d: f32,
    /// Length of the pass, seconds, where the cue is a moment.
    pub length: f32,
    /// 0 = airy, 1 = tonal.
    pub tone: f32,
    /// A designed transition with a low sine under it, 0..=1.
    pub designed: f32,
}

impl Default for Whoosh {
    fn default() -> Self {
        Whoosh { d: 0.03, length: 0.35, tone: 0.2, designed: 0.0 }
    }
}

/// Kinds of rubbing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum ClothKind {
    #[default]
    Cotton,
    Silk,
    Skin,
    Denim,
    Brush,
    Leaves,
    Flap,
    Paper,
}

/// Parameters of cloth.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Cloth {
    /// The kind.
    pub kind: ClothKind,
}

/// Kinds of place.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum Place {
    #[default]
    RoomTone,
    City,
    Traffic,
    Forest,
    NightField,
    Meadow,
    Seaside,
    Cave,
    Crowd,
}

/// Parameters of an ambience.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Ambience {
    /// The place.
    pub place: Place,
    /// Wind in it, 0..=1.
    pub wind: f32,
    /// Life in it (birds, crickets, cars, voices), 0..=1.
    pub life: f32,
}

impl Default for Ambience {
    fn default() -> Self {
        Ambience { place: Place::RoomTone, wind: 0.3, life: 0.5 }
    }
}

/// A recording, and what is heard where there is none.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Sample {
    /// Which one, `pack/name`; `None` for any of the class.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recording: Option<String>,
    /// Speed against the recording's own, pitch included.
    pub speed: f32,
    /// How a stretch is filled that is longer than the recording.
    pub filled: Filled,
    /// The model that is heard where there is no such recording.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instead: Option<Box<Sound>>,
}

/// How a stretch is filled from a recording.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Filled {
    /// It goes round, its end faded into its begin.
    #[default]
    Round,
    /// Many short grains lie over each other: what is even.
    Grains,
    /// Pieces between quiet places follow each other in a new order: what consists of events.
    Pieces,
}

impl Default for Sample {
    fn default() -> Self {
        Sample { recording: None, speed: 1.0, filled: Filled::Round, instead: None }
    }
}
