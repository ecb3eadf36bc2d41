//! What happens in a clip, with times: the nouns of analysis. All times are seconds from the first frame's start.

mod things;

pub use things::{JOINTS, Joint, Label, Object, Pose, Sight};

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Everything that analysis says about a clip.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Scene {
    /// Length of the clip, seconds.
    pub duration: f64,
    /// Mean frames per second.
    pub fps: f64,
    /// Stretches between cuts, in order, covering the whole clip.
    pub shots: Vec<Shot>,
    /// Moments at which something hits, stops or turns, in order of time.
    pub impacts: Vec<Impact>,
    /// Moments at which a walker's foot comes down, in order of time.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<Step>,
    /// Stretches of regular motion.
    pub periodic: Vec<Periodic>,
    /// Short jumps of brightness.
    pub flashes: Vec<Flash>,
    /// Fast smooth passes without contact.
    pub sweeps: Vec<Sweep>,
    /// Things that were named; none with nets switched off.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub objects: Vec<Object>,
    /// Moving things that were followed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tracks: Vec<Track>,
    /// What moves how much, over time.
    #[serde(default, skip_serializing_if = "Envelopes::is_empty")]
    pub envelopes: Envelopes,
}

impl Scene {
    /// A scene without a picture: time, and nothing that anybody saw.
    pub fn unseen(duration: f64) -> Scene {
        Scene { duration, ..Scene::default() }
    }

    /// True where there is no picture; every picture has a first shot.
    pub fn is_unseen(&self) -> bool {
        self.shots.is_empty()
    }

    /// The same without what is only good for machines: tracks and envelopes.
    pub fn without_curves(self) -> Scene {
        Scene { tracks: Vec::new(), envelopes: Envelopes::default(), ..self }
    }
}

/// One uncut stretch of the clip.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Shot {
    /// First moment of the shot.
    pub t0: f64,
    /// First moment after it.
    pub t1: f64,
    /// How the shot begins.
    pub begins: Transition,
    /// How the camera moves.
    pub camera: Camera,
    /// Probability-like scores of what the place looks like, by [`place`] names.
    pub scene: BTreeMap<String, f32>,
    /// The kind of place (one of [`PLACES`]), where one is believed; its `conf` is over .5 where it can be told as a fact.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Label>,
    /// Probabilities of the kinds of place in [`PLACES`] and of `other`, summing to 1; empty with nets switched off.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub places: BTreeMap<String, f32>,
    /// Words for the whole picture, surest first; none with nets switched off.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub labels: Vec<Label>,
    /// Pleasure and arousal that colours and motion suggest, each -1..=1.
    pub mood: Mood,
    /// Mean brightness, 0..=1.
    pub brightness: f32,
    /// Mean saturation, 0..=1.
    pub saturation: f32,
    /// Warm minus cool, -1..=1.
    pub warmth: f32,
    /// How near the subject seems.
    pub scale: ShotScale,
}

/// Kinds of place in [`Shot::places`].
pub const PLACES: [&str; 10] =
    ["street", "indoor", "forest", "field", "water", "snow", "rock", "sky", "fire", "title"];

/// Names of scene scores in [`Shot::scene`].
pub mod place {
    /// Open sky in the picture; outdoors.
    pub const SKY: &str = "sky";
    /// Grass, trees, leaves.
    pub const GREEN: &str = "green";
    /// Moving or still water.
    pub const WATER: &str = "water";
    /// Flames.
    pub const FIRE: &str = "fire";
    /// Falling rain.
    pub const RAIN: &str = "rain";
    /// Falling or lying snow.
    pub const SNOW: &str = "snow";
    /// Night or darkness.
    pub const NIGHT: &str = "night";
    /// A room.
    pub const INDOOR: &str = "indoor";
    /// Streets and buildings.
    pub const URBAN: &str = "urban";
    /// Outdoors of any kind.
    pub const OUTDOOR: &str = "outdoor";
    /// Drawn or rendered, not filmed.
    pub const ANIMATION: &str = "animation";
    /// A near detail fills the frame.
    pub const CLOSE_UP: &str = "close_up";
}

/// How a shot begins.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Transition {
    /// It is the first shot.
    #[default]
    Start,
    /// A hard cut.
    Cut,
    /// Out of black.
    Fade,
    /// Through a mixture of both pictures.
    Dissolve,
}

/// How near the subject seems.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ShotScale {
    /// A detail or a face.
    Close,
    /// A body or a few.
    #[default]
    Medium,
    /// A place with small figures.
    Wide,
}

/// How the camera moves during a shot.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Camera {
    /// The kind of movement.
    pub kind: CameraKind,
    /// Mean horizontal and vertical speed, frame widths and heights a second.
    pub pan: [f32; 2],
    /// Root mean square of shake, work-image pixels.
    pub shake: f32,
    /// Relative growth of the picture a second.
    pub zoom: f32,
}

/// Kinds of camera movement.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CameraKind {
    /// On a tripod.
    #[default]
    Static,
    /// Held by hand.
    Handheld,
    /// Turned sideways.
    Pan,
    /// Turned up or down.
    Tilt,
    /// Nearer or farther.
    Zoom,
    /// Moving through space.
    Travelling,
}

/// Pleasure (valence) and arousal.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Mood {
    /// Valence, -1..=1.
    pub v: f32,
    /// Arousal, -1..=1.
    pub a: f32,
}

/// A moment of contact.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Impact {
    /// When.
    pub t: f64,
    /// Standard uncertainty of `t`, seconds.
    pub dt: f64,
    /// Where, 0..=1 from the left.
    pub x: f32,
    /// Where, 0..=1 from the top.
    pub y: f32,
    /// Area of what moves, as a fraction of the frame.
    pub size: f32,
    /// Direction of motion before and after, degrees, 0 = right, 90 = down.
    pub direction: [f32; 2],
    /// Speed before, frame heights a second.
    pub speed: f32,
    /// Strength, 0..=1.
    pub s: f32,
    /// What it looks like.
    pub kind: ImpactKind,
    /// The track that made it.
    pub track: Option<u32>,
    /// Confidence, 0..=1.
    pub conf: f32,
    /// The limb that made it, where one was seen to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gesture: Option<Gesture>,
    /// Mean colour at the contact as Y, Cb, Cr, for guessing the material.
    #[serde(default)]
    pub colour: [u8; 3],
    /// Mean gradient at the contact, 8-bit levels a pixel.
    #[serde(default)]
    pub grain: f32,
}

/// What an impact looks like.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ImpactKind {
    /// Motion ends.
    #[default]
    Stop,
    /// Motion turns back.
    Bounce,
    /// Two things meet.
    Collide,
    /// Something parts: several pieces fly away from one place.
    Separate,
}

/// What a limb does in a contact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Gesture {
    /// Two hands meet.
    Clap,
    /// A hand strikes, touches or puts down.
    Hand,
    /// A raised foot strikes.
    Kick,
    /// A foot comes down.
    Foot,
}

/// A foot that comes down.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Step {
    /// When the heel touches the ground.
    pub t: f64,
    /// Standard uncertainty of `t`, seconds.
    pub dt: f64,
    /// Where the walker stands, 0..=1 from the left.
    pub x: f32,
    /// Where the ground is, 0..=1 from the top; 1 where the feet are out of the picture.
    pub y: f32,
    /// Height of the walker, frame heights.
    pub size: f32,
    /// The walker's number, unique in the clip.
    pub figure: u32,
    /// Which foot, where that can be seen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub foot: Option<Foot>,
    /// Whether both feet leave the ground between steps.
    pub run: bool,
    /// Confidence, 0..=1.
    pub conf: f32,
}

/// A walker's own left or right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Foot {
    /// The left one.
    Left,
    /// The right one.
    Right,
}

/// A stretch of regular motion.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Periodic {
    /// The track that moves; `None` for the whole picture.
    pub track: Option<u32>,
    /// Begin.
    pub t0: f64,
    /// End.
    pub t1: f64,
    /// Seconds from beat to beat.
    pub period: f64,
    /// Confidence, 0..=1.
    pub conf: f32,
    /// What it may be.
    pub kind: PeriodicKind,
    /// The beats (for gait: ground contacts), in order.
    pub beats: Vec<f64>,
    /// Mean place of the motion, 0..=1 from left and top.
    pub at: [f32; 2],
    /// Mean height of the thing, frame heights.
    pub height: f32,
}

/// What regular motion may be.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PeriodicKind {
    /// Steps of something that stands upright.
    Gait,
    /// Blows of a tool or a hand.
    Strokes,
    /// Anything else that returns.
    #[default]
    Swing,
}

/// A short jump of brightness.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Flash {
    /// When it begins.
    pub t: f64,
    /// How long it lasts.
    pub duration: f64,
    /// Rise of mean luma over 255.
    pub strength: f32,
}

/// A fast smooth pass without contact, or a whip of the camera.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Sweep {
    /// Begin, moment of greatest speed, end.
    pub t: [f64; 3],
    /// Horizontal place at begin and end, 0..=1.
    pub x: [f32; 2],
    /// Greatest speed, frame widths a second.
    pub speed: f32,
    /// Area of what moves, fraction of the frame.
    pub size: f32,
    /// The track; `None` for the camera.
    pub track: Option<u32>,
    /// Confidence, 0..=1.
    pub conf: f32,
}

/// A moving thing that was followed.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Track {
    /// Its number, unique in the clip.
    pub id: u32,
    /// What was seen of it, in order of time.
    pub points: Vec<TrackPoint>,
    /// Whether its shape and motion look like a person's.
    pub upright: bool,
    /// How it moves, all the time.
    #[serde(default)]
    pub curves: Curves,
}

impl Track {
    /// Speed at a time, frame heights a second; `None` while it is not seen.
    pub fn speed_at(&self, t: f64) -> Option<f32> {
        self.curves.at(&self.curves.speed, t)
    }

    /// Change of direction at a time, radians a second; `None` while it is not seen.
    pub fn turning_at(&self, t: f64) -> Option<f32> {
        self.curves.at(&self.curves.turning, t)
    }
}

/// How a followed thing moves, at [`Envelopes::RATE_HZ`]; all curves have one length.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Curves {
    /// Time of the first value, seconds.
    pub t0: f64,
    /// Speed, frame heights a second, camera motion removed.
    pub speed: Vec<f32>,
    /// Change of speed, frame heights a second squared.
    pub acceleration: Vec<f32>,
    /// Relative growth of the area that moves, a second: what comes nearer grows.
    pub growth: Vec<f32>,
    /// Change of direction, radians a second, either way.
    pub turning: Vec<f32>,
}

impl Curves {
    fn at(&self, curve: &[f32], t: f64) -> Option<f32> {
        let i = libm::round((t - self.t0) * Envelopes::RATE_HZ);
        (i >= 0.0).then(|| curve.get(i as usize).copied()).flatten()
    }
}

/// One sighting of a track.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct TrackPoint {
    /// When.
    pub t: f64,
    /// Centre, 0..=1 from left and top.
    pub at: [f32; 2],
    /// Width and height, fractions of the frame.
    pub size: [f32; 2],
    /// Velocity, frame heights a second, right and down, camera motion removed.
    pub v: [f32; 2],
}

/// How much moves, at [`Envelopes::RATE_HZ`].
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Envelopes {
    /// Speed of what moves against the background, frame heights a second (mean over the frame).
    pub motion: Vec<f32>,
    /// Energy of incoherent change (water, leaves, fire, rain), 0..=1.
    pub texture: Vec<f32>,
    /// Speed of the camera, frame widths a second.
    pub camera: Vec<f32>,
    /// Mean luma, 0..=1.
    pub light: Vec<f32>,
}

impl Envelopes {
    /// Values a second.
    pub const RATE_HZ: f64 = 50.0;

    /// True where nothing was measured.
    pub fn is_empty(&self) -> bool {
        self.motion.is_empty()
    }
}
