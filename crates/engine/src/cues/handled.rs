//! Parameters of the sounds of things that are handled, broken and run.

use super::Material;
use serde::{Deserialize, Serialize};

/// What shatters.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum Brittle {
    #[default]
    Glass,
    Ceramic,
    Ice,
    Wood,
    Masonry,
}

/// Parameters of something that breaks apart. The cue's time is the break's.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Shatter {
    /// What breaks.
    pub of: Brittle,
    /// 0 = a drinking glass or a twig, 1 = a shop window or a tree.
    pub size: f32,
}

impl Default for Shatter {
    fn default() -> Self {
        Shatter { of: Brittle::Glass, size: 0.4 }
    }
}

/// Kinds of friction.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum FrictionKind {
    #[default]
    Scrape,
    Slide,
    Saw,
    Write,
    Drawer,
    Creak,
    Leather,
    Squeal,
    Skid,
    Zipper,
}

/// Parameters of one thing that rubs on another.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Friction {
    /// How it rubs.
    pub kind: FrictionKind,
    /// What the sounding body is made of.
    pub material: Material,
    /// Length of the sounding body, metres.
    pub size: f32,
    /// How hard it is pressed, 0..=1.
    pub force: f32,
}

impl Default for Friction {
    fn default() -> Self {
        Friction { kind: FrictionKind::Scrape, material: Material::Wood, size: 0.4, force: 0.5 }
    }
}

/// What rolls.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum Roller {
    Ball,
    #[default]
    Cart,
    Suitcase,
    Skateboard,
    Bicycle,
    Rail,
    Metro,
}

/// Parameters of something that rolls.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Rolling {
    /// What rolls.
    pub of: Roller,
    /// Metres a second at full strength.
    pub speed: f32,
    /// The ground: 0 = polished, 1 = cobbles.
    pub rough: f32,
}

impl Default for Rolling {
    fn default() -> Self {
        Rolling { of: Roller::Cart, speed: 1.5, rough: 0.4 }
    }
}

/// What crumples, cracks or tears.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum CrumpleKind {
    #[default]
    Paper,
    Bag,
    Leaves,
    Chips,
    Ice,
    Bone,
    Page,
    PaperTear,
    ClothTear,
}

/// Parameters of something that gives way in many small events.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Crumple {
    /// What it is.
    pub kind: CrumpleKind,
    /// 0 = a slip of it, 1 = a lot.
    pub size: f32,
}

impl Default for Crumple {
    fn default() -> Self {
        Crumple { kind: CrumpleKind::Paper, size: 0.5 }
    }
}

/// What a door does.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum DoorMove {
    Open,
    #[default]
    Close,
    Slam,
    Latch,
}

/// Parameters of a door. The cue's time is that of the frame where it closes, of the handle where it opens.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Door {
    /// What it does.
    pub does: DoorMove,
    /// What it is made of.
    pub material: Material,
    /// 0 = a cupboard, 1 = a gate.
    pub size: f32,
    /// How much its hinges creak, 0..=1.
    pub creak: f32,
}

impl Default for Door {
    fn default() -> Self {
        Door { does: DoorMove::Close, material: Material::HollowWood, size: 0.5, creak: 0.0 }
    }
}

/// Kinds of click.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum ClickKind {
    Key,
    Mouse,
    Shutter,
    Switch,
    Lock,
    Ratchet,
    Tick,
    Typebar,
    Snip,
    #[default]
    Button,
}

/// Parameters of a click. A stretch of it is as many as its kind has in that time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Click {
    /// Its kind.
    pub kind: ClickKind,
    /// 0 = a watch, 1 = a grandfather's clock.
    pub size: f32,
}

impl Default for Click {
    fn default() -> Self {
        Click { kind: ClickKind::Button, size: 0.4 }
    }
}

/// Kinds of machine.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum MachineKind {
    #[default]
    Car,
    Motorcycle,
    Truck,
    Boat,
    Mower,
    Chainsaw,
    Locomotive,
    Propeller,
    Helicopter,
    Drone,
    Jet,
    Fan,
    Hvac,
    Appliance,
    Drill,
    Saw,
    Electric,
    Servo,
    Printer,
    Jackhammer,
    Industrial,
}

/// Parameters of a machine that runs. Strength moves it from idling to `load`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Machine {
    /// Its kind.
    pub kind: MachineKind,
    /// 0 = idling, 1 = all it can.
    pub load: f32,
    /// 0 = the smallest of its kind, 1 = the largest.
    pub size: f32,
    /// Metres a second at which it passes by, nearest where the course is strongest or in the middle; 0 = it stays.
    pub pass: f32,
}

impl Default for Machine {
    fn default() -> Self {
        Machine { kind: MachineKind::Car, load: 0.4, size: 0.5, pass: 0.0 }
    }
}
