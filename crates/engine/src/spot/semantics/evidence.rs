//! What speaks at a moment or in a shot: things near it, words for the shot, its place, the way of moving, the prompt.

use super::associations::{Slot, Weights, associations};
use crate::Scene;
use crate::cues::{Material, Sound};
use crate::scene::{Gesture, Impact, ImpactKind, Label, Shot};
use crate::spot::director::{Look, Moment};
use crate::spot::lexicon::{Kind, Meaning, lexicon};
use crate::spot::sound::impact_class;
use crate::spot::text::normal;
use crate::spot::vocabulary::Piece;
use std::collections::BTreeMap;

/// A thing is there this long before its first sighting and after its last, seconds.
const REACH_S: f64 = 0.6;
/// A thing this far from a moment may still be what made it, fractions of the frame.
const NEAR: f32 = 0.1;
/// Strength of a word whose class is named outright, and of one that only hints at it.
const WORDS: (f32, f32) = (0.9, 0.4);
/// Labels less sure than this say nothing.
const LEAST_LABEL: f32 = 0.12;

/// One thing that speaks, how sure it is, and for what.
#[derive(Debug, Clone, PartialEq)]
pub struct Voice {
    pub name: String,
    pub conf: f32,
    pub says: Weights,
}

impl Voice {
    /// How much it says for a class.
    pub fn says(&self, class: &str) -> f32 {
        self.conf * self.says.get(class).copied().unwrap_or(0.0)
    }
}

/// Everything that speaks.
#[derive(Debug, Clone, PartialEq)]
pub struct Evidence {
    pub slot: Slot,
    /// The class that the prompt names here.
    pub prompted: Option<&'static str>,
    pub things: Vec<Voice>,
    pub places: Vec<Voice>,
    pub motion: Vec<Voice>,
}

impl Evidence {
    /// Whether anything speaks for a class.
    pub fn speaks_for(&self, class: &str) -> bool {
        let mut all = self.things.iter().chain(&self.places).chain(&self.motion);
        all.any(|voice| voice.says(class) > 0.02)
    }

    /// The voices for a class, strongest first, at most three.
    pub fn reasons(&self, class: &str) -> Vec<String> {
        let all = self.things.iter().chain(&self.places).chain(&self.motion);
        let mut loud: Vec<&Voice> = all.filter(|voice| voice.says(class) > 0.02).collect();
        loud.sort_by(|a, b| b.says(class).total_cmp(&a.says(class)));
        loud.iter().take(3).map(|voice| format!("{} {:.2}", voice.name, voice.conf)).collect()
    }
}

/// What speaks at a moment; `material` is what colour says about the thing that was struck.
pub fn at_moment(scene: &Scene, moment: &Moment, material: (Material, f32)) -> Evidence {
    let slot = match moment.look {
        Look::Step => Slot::Step,
        Look::Sweep => Slot::Sweep,
        _ => Slot::Hit,
    };
    let shot = scene.shots.iter().find(|shot| (shot.t0..shot.t1).contains(&moment.t));
    let mut things = things_at(scene, moment, slot);
    things.extend(shot.map(|shot| words(&shot.labels, slot)).unwrap_or_default());
    let places = shot.map(|shot| places(shot, slot)).unwrap_or_default();
    let mut motion = Vec::new();
    if let (Slot::Hit, Some(impact)) = (slot, &moment.impact) {
        motion = moving(scene, impact, material);
    }
    Evidence { slot, prompted: None, things, places, motion }
}

/// What speaks in a shot for what lies under it.
pub fn of_shot(scene: &Scene, shot: &Shot) -> Evidence {
    let slot = Slot::Stretch;
    let there =
        |object: &&crate::scene::Object| object.sights.iter().any(|s| (shot.t0..shot.t1).contains(&s.t));
    // Ten cars are no more a street than three.
    let mut things: BTreeMap<&str, f32> = BTreeMap::new();
    for object in scene.objects.iter().filter(there) {
        let sure = things.entry(&object.label).or_default();
        *sure = 1.0 - (1.0 - *sure) * (1.0 - 0.6 * object.conf);
    }
    let mut things: Vec<Voice> =
        things.into_iter().filter_map(|(name, conf)| thing(name, conf, slot)).collect();
    things.extend(words(&shot.labels, slot));
    let mut places = places(shot, slot);
    if shot.places.is_empty() {
        places.extend(pixels(&shot.scene));
    }
    Evidence { slot, prompted: None, things, places, motion: Vec::new() }
}

/// Things near a moment, each kind once, as sure as the surest of it: two boxes on one car are not two cars.
fn things_at(scene: &Scene, moment: &Moment, slot: Slot) -> Vec<Voice> {
    let mut near: BTreeMap<&str, f32> = BTreeMap::new();
    for object in &scene.objects {
        let Some(bounds) = object.at(moment.t, REACH_S) else { continue };
        let sure = object.conf * (1.0 - away(bounds, moment.at) / NEAR);
        let surest = near.entry(&object.label).or_default();
        *surest = surest.max(sure);
    }
    near.retain(|_, sure| *sure > 0.0);
    near.into_iter().filter_map(|(name, conf)| thing(name, conf, slot)).collect()
}

/// How far a point is outside of a box, fractions of the frame.
fn away(b: [f32; 4], [x, y]: [f32; 2]) -> f32 {
    let outside = |low: f32, high: f32, v: f32| (low - v).max(v - high).max(0.0);
    libm::hypotf(outside(b[0], b[2], x), outside(b[1], b[3], y))
}

fn thing(name: &str, conf: f32, slot: Slot) -> Option<Voice> {
    let says = match associations().object.get(name) {
        Some(speaks) => speaks.of(slot).clone(),
        None => named(name, slot),
    };
    (!says.is_empty()).then(|| Voice { name: name.into(), conf, says })
}

fn words(labels: &[Label], slot: Slot) -> Vec<Voice> {
    let sure = labels.iter().filter(|label| label.conf >= LEAST_LABEL);
    sure.filter_map(|label| {
        let says = named(&label.name, slot);
        (!says.is_empty()).then(|| Voice { name: label.name.clone(), conf: label.conf, says })
    })
    .collect()
}

/// The classes that a name means, read as a prompt would be.
fn named(name: &str, slot: Slot) -> Weights {
    let priors = associations().prior.of(slot);
    let mut says = Weights::new();
    for piece in lexicon().words.pieces(&normal(name)) {
        let Piece::Known(meanings, _) = piece else { continue };
        for meaning in meanings {
            let Meaning::Class(class, weak) = meaning else { continue };
            let class = &lexicon().classes[*class];
            let fits = match slot {
                Slot::Stretch => class.kind != Kind::Event,
                Slot::Step => matches!(class.sound, Some(Sound::Footstep(_))),
                _ => class.kind == Kind::Event,
            };
            if fits && priors.contains_key(&class.id) {
                says.insert(class.id.clone(), if *weak { WORDS.1 } else { WORDS.0 });
            }
        }
    }
    says
}

fn places(shot: &Shot, slot: Slot) -> Vec<Voice> {
    let known = shot.places.iter().filter_map(|(name, &conf)| {
        let says = associations().place.get(name)?.of(slot).clone();
        (!says.is_empty() && conf > 0.02).then(|| Voice { name: name.clone(), conf, says })
    });
    known.collect()
}

/// Pixel scores and their products.
fn pixels(scores: &BTreeMap<String, f32>) -> Vec<Voice> {
    let score = |name: &str| match name {
        "outdoor" => {
            ["outdoor", "sky"].iter().filter_map(|n| scores.get(*n)).fold(0.0, |a: f32, b| a.max(*b))
        }
        _ => scores.get(name).copied().unwrap_or(0.0),
    };
    let all = associations().pixels.iter().map(|(names, says)| {
        let conf = names.split(' ').map(score).product();
        Voice { name: format!("looks {}", names.replace(' ', " and ")), conf, says: says.clone() }
    });
    all.filter(|voice| voice.conf > 0.02).collect()
}

/// Ways of moving, and what the struck thing's colour says.
fn moving(scene: &Scene, impact: &Impact, (material, sure): (Material, f32)) -> Vec<Voice> {
    let mut all: Vec<Voice> = ways(scene, impact)
        .into_iter()
        .filter_map(|(name, conf)| {
            associations().motion.get(name).map(|says| Voice { name: name.into(), conf, says: says.clone() })
        })
        .collect();
    let says = Weights::from([(impact_class(material).to_owned(), 1.0)]);
    all.push(Voice { name: format!("colour of {material:?}").to_lowercase(), conf: sure, says });
    all
}

fn ways(scene: &Scene, impact: &Impact) -> Vec<(&'static str, f32)> {
    let down = (45.0..135.0).contains(&impact.direction[0]);
    let of_track = |other: &&Impact| other.track.is_some() && other.track == impact.track;
    let times: Vec<f64> = scene.impacts.iter().filter(of_track).map(|i| i.t).collect();
    let quickens = times.len() >= 3
        && times.windows(3).all(|w| w[2] - w[1] < w[1] - w[0])
        && impact.kind == ImpactKind::Bounce;
    let strokes = scene.periodic.iter().any(|p| {
        p.kind == crate::scene::PeriodicKind::Strokes && p.beats.iter().any(|t| (t - impact.t).abs() < 0.1)
    });
    [
        ("heavy fall", impact.size > 0.08 && down && impact.speed < 1.2),
        ("quickening bounces", quickens),
        ("bounce", impact.kind == ImpactKind::Bounce && down),
        ("strokes", strokes),
        ("clap", impact.gesture == Some(Gesture::Clap)),
        ("kick", impact.gesture == Some(Gesture::Kick)),
    ]
    .into_iter()
    .filter(|(_, is)| *is)
    .map(|(name, _)| (name, impact.conf))
    .collect()
}
