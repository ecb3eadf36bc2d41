//! Parameters of what people made to be heard, or cannot keep quiet: blasts, signals, designed sounds, currents, steam.

use serde::{Deserialize, Serialize};

/// Kinds of blast.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum BlastKind {
    Pistol,
    Rifle,
    Automatic,
    Cannon,
    #[default]
    Explosion,
    Firework,
    Firecrackers,
    Whip,
}

/// Parameters of a blast. The cue's time is that of the bang; a stretch has one bang after another.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Blast {
    /// The kind.
    pub kind: BlastKind,
    /// 0 = small, 1 = huge.
    pub size: f32,
    /// How far off it is, metres: what the air has taken, and how late its echoes are.
    pub away: f32,
}

impl Default for Blast {
    fn default() -> Self {
        Blast { kind: BlastKind::Explosion, size: 0.5, away: 30.0 }
    }
}

/// Kinds of signal.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum SignalKind {
    CarHorn,
    TruckHorn,
    TrainHorn,
    ShipHorn,
    BicycleBell,
    Wail,
    Yelp,
    TwoTone,
    Alarm,
    #[default]
    Beep,
    Notification,
    PhoneRing,
    Ringtone,
    Vibration,
    AlarmClock,
    HandBell,
    ChurchBell,
    Doorbell,
    Chimes,
    Gong,
    Whistle,
    Buzzer,
}

/// Parameters of a signal. A moment is one blast, beep or stroke; a stretch goes on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Signal {
    /// The kind.
    pub kind: SignalKind,
    /// Pitch against the usual.
    pub pitch: f32,
}

impl Default for Signal {
    fn default() -> Self {
        Signal { kind: SignalKind::Beep, pitch: 1.0 }
    }
}

/// Kinds of designed sound.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum DesignedKind {
    Riser,
    #[default]
    Boom,
    Braam,
    Drone,
    Stinger,
    Shimmer,
    Spell,
    Glitch,
    Laser,
    Zap,
    Boing,
    Pop,
    Splat,
    Robot,
    Spaceship,
    Energy,
}

/// Parameters of a designed sound.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Designed {
    /// The kind.
    pub kind: DesignedKind,
    /// Pitch against the usual.
    pub pitch: f32,
    /// Length of a moment, seconds; 0 for the natural one.
    pub length: f32,
}

impl Default for Designed {
    fn default() -> Self {
        Designed { kind: DesignedKind::Boom, pitch: 1.0, length: 0.0 }
    }
}

/// Kinds of electric sound.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum ElectricKind {
    #[default]
    Hum,
    Buzz,
    Sparks,
    Arc,
    Static,
}

/// Parameters of an electric sound.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Electric {
    /// The kind.
    pub kind: ElectricKind,
    /// Frequency of the mains, hertz.
    pub mains_hz: f32,
}

impl Default for Electric {
    fn default() -> Self {
        Electric { kind: ElectricKind::Hum, mains_hz: 50.0 }
    }
}

/// Kinds of steam.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum SteamKind {
    #[default]
    Hiss,
    Spray,
    Jet,
    Sizzle,
    Frying,
    Boiling,
    Fizz,
}

/// Parameters of what hisses: gas, spray, fat in a pan.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Steam {
    /// The kind.
    pub kind: SteamKind,
    /// 0 = a glass or a leak, 1 = a wok or a boiler.
    pub size: f32,
}

impl Default for Steam {
    fn default() -> Self {
        Steam { kind: SteamKind::Hiss, size: 0.5 }
    }
}
