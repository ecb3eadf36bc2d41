//! Which of the engine's answers count: the one place that knows what in a [`Scene`] stands for what in a truth.

use super::places::Labelled;
use engine::Scene;
use engine::scene::{PeriodicKind, Transition, place};
use serde::{Deserialize, Serialize};

/// Answers of two kinds nearer than this are one.
const ONE_S: f64 = 0.06;

/// Times that a watcher answers with, by what they are meant to be.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Answers {
    /// Contacts.
    pub impacts: Vec<f64>,
    /// Steps.
    pub steps: Vec<f64>,
    /// Both in one list.
    pub both: Vec<f64>,
    /// Begins of shots but the first, with their kinds.
    pub shots: Vec<(f64, String)>,
    /// Begins of flashes.
    pub flashes: Vec<f64>,
    /// What the place is.
    pub places: Vec<Labelled>,
    /// What the place is by the rules over pixels alone.
    pub pixel_places: Vec<Labelled>,
    /// What is visible.
    pub objects: Vec<Labelled>,
}

/// What the engine answers.
pub fn answers(scene: &Scene) -> Answers {
    let (impacts, steps) = (heard(scene), steps(scene));
    Answers {
        both: merged(&impacts, &steps),
        impacts: impacts.into_iter().map(|i| i.0).collect(),
        steps: steps.into_iter().map(|s| s.0).collect(),
        shots: shots(scene),
        flashes: scene.flashes.iter().map(|f| f.t).collect(),
        places: pixel_places(scene),
        pixel_places: pixel_places(scene),
        objects: Vec::new(),
    }
}

/// The answers of a watcher that tells no kinds apart: every time is meant as whatever is asked for.
pub fn of_one_kind(times: Vec<f64>) -> Answers {
    Answers { impacts: times.clone(), steps: times.clone(), both: times, ..Answers::default() }
}

/// Contacts that the sheet would sound, strong or certain enough, with their confidence.
fn heard(scene: &Scene) -> Vec<(f64, f32)> {
    scene.impacts.iter().filter(|i| i.conf >= 0.4 || i.s >= 0.25).map(|i| (i.t, i.conf)).collect()
}

fn steps(scene: &Scene) -> Vec<(f64, f32)> {
    let gait = scene.periodic.iter().filter(|p| p.kind == PeriodicKind::Gait);
    let mut steps: Vec<(f64, f32)> = gait.flat_map(|p| p.beats.iter().map(|&t| (t, p.conf))).collect();
    steps.sort_by(|a, b| a.0.total_cmp(&b.0));
    steps
}

/// Both lists in order; of those nearer than [`ONE_S`] the more certain one stays, steps before impacts where equal.
fn merged(impacts: &[(f64, f32)], steps: &[(f64, f32)]) -> Vec<f64> {
    let mut all: Vec<(f64, f32)> = [steps, impacts].concat();
    all.sort_by(|a, b| b.1.total_cmp(&a.1));
    let mut kept: Vec<f64> = Vec::new();
    for (t, _) in all {
        if kept.iter().all(|k| (k - t).abs() >= ONE_S) {
            kept.push(t);
        }
    }
    kept.sort_by(f64::total_cmp);
    kept
}

fn shots(scene: &Scene) -> Vec<(f64, String)> {
    let kind = |begins| match begins {
        Transition::Start => None,
        Transition::Cut => Some("cut"),
        Transition::Fade => Some("fade"),
        Transition::Dissolve => Some("dissolve"),
    };
    scene.shots.iter().filter_map(|s| Some((s.t0, kind(s.begins)?.to_owned()))).collect()
}

/// Names of scores that say what a place is, and the truth's words for them.
const PLACES: [(&str, &str); 7] = [
    (place::URBAN, "street"),
    (place::INDOOR, "indoor"),
    (place::GREEN, "field"),
    (place::WATER, "water"),
    (place::SNOW, "snow"),
    (place::FIRE, "fire"),
    (place::SKY, "sky"),
];

/// The highest score of each shot.
fn pixel_places(scene: &Scene) -> Vec<Labelled> {
    let top = |shot: &engine::scene::Shot| {
        let scores = PLACES.iter().filter_map(|(name, label)| Some((*label, *shot.scene.get(*name)?)));
        let (label, confidence) = scores.max_by(|a, b| a.1.total_cmp(&b.1))?;
        Some(Labelled { t0: shot.t0, t1: shot.t1, label: label.into(), confidence })
    };
    scene.shots.iter().filter_map(top).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use engine::scene::{Impact, Periodic};

    #[test]
    fn weak_contacts_are_not_heard_and_a_step_swallows_the_contact_beside_it() {
        let impact = |t, conf, s| Impact { t, conf, s, ..Impact::default() };
        let gait = |kind| Periodic { kind, conf: 0.7, beats: vec![1.0, 1.5], ..Periodic::default() };
        let scene = Scene {
            impacts: vec![impact(0.5, 0.3, 0.1), impact(1.04, 0.5, 0.0), impact(2.0, 0.1, 0.3)],
            periodic: vec![gait(PeriodicKind::Gait), gait(PeriodicKind::Strokes)],
            ..Scene::default()
        };
        let answers = answers(&scene);
        assert_eq!(answers.impacts, [1.04, 2.0]);
        assert_eq!(answers.steps, [1.0, 1.5]);
        assert_eq!(answers.both, [1.0, 1.5, 2.0]);
    }
}
