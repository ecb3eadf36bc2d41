//! Which of the engine's answers count: the one place that knows what in a [`Scene`] stands for what in a truth.

use super::places::Labelled;
use engine::Scene;
use engine::scene::{Transition, place};
use serde::{Deserialize, Serialize};

/// Answers of two kinds nearer than this in time and in the picture are one, seconds and fractions of the frame.
const ONE_S: f64 = 0.06;
/// See `ONE_S`.
const ONE_PLACE: f32 = 0.15;

/// Times that a watcher answers with, by what they are meant to be.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Answers {
    /// Contacts.
    pub impacts: Vec<f64>,
    /// Steps.
    pub steps: Vec<f64>,
    /// Both in one list.
    pub both: Vec<f64>,
    /// Where each of `both` is, 0..=1 from left and top; empty where the watcher does not say.
    pub both_at: Vec<[f32; 2]>,
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
    let both = merged(&impacts, &steps);
    Answers {
        both: both.iter().map(|a| a.t).collect(),
        both_at: both.iter().map(|a| a.at).collect(),
        impacts: impacts.into_iter().map(|i| i.t).collect(),
        steps: steps.into_iter().map(|s| s.t).collect(),
        shots: shots(scene),
        flashes: scene.flashes.iter().map(|f| f.t).collect(),
        places: places(scene),
        pixel_places: pixel_places(scene),
        objects: objects(scene),
    }
}

/// The answers of a watcher that tells no kinds apart: every time is meant as whatever is asked for.
pub fn of_one_kind(times: Vec<f64>) -> Answers {
    Answers { impacts: times.clone(), steps: times.clone(), both: times, ..Answers::default() }
}

/// A time with its confidence and place.
#[derive(Debug, Clone, Copy)]
struct Answer {
    t: f64,
    conf: f32,
    at: [f32; 2],
}

/// Contacts that the sheet would sound, strong or certain enough.
fn heard(scene: &Scene) -> Vec<Answer> {
    let speaks = scene.impacts.iter().filter(|i| i.conf >= 0.4 || i.s >= 0.25);
    speaks.map(|i| Answer { t: i.t, conf: i.conf, at: [i.x, i.y] }).collect()
}

fn steps(scene: &Scene) -> Vec<Answer> {
    scene.steps.iter().map(|s| Answer { t: s.t, conf: s.conf, at: [s.x, s.y] }).collect()
}

/// Both lists in order; of those nearer than [`ONE_S`] at one place the more certain one stays, steps before impacts where
/// equal.
fn merged(impacts: &[Answer], steps: &[Answer]) -> Vec<Answer> {
    let mut all: Vec<Answer> = [steps, impacts].concat();
    all.sort_by(|a, b| b.conf.total_cmp(&a.conf));
    let mut kept: Vec<Answer> = Vec::new();
    for answer in all {
        let away = |k: &Answer| libm::hypotf(k.at[0] - answer.at[0], k.at[1] - answer.at[1]);
        if kept.iter().all(|k| (k.t - answer.t).abs() >= ONE_S || away(k) > ONE_PLACE) {
            kept.push(answer);
        }
    }
    kept.sort_by(|a, b| a.t.total_cmp(&b.t));
    kept
}

/// The place that is believed in each shot; what is no place (a face that fills the frame) is no answer.
fn places(scene: &Scene) -> Vec<Labelled> {
    let told = scene.shots.iter().filter_map(|shot| {
        let place = shot.place.as_ref()?;
        Some(Labelled { t0: shot.t0, t1: shot.t1, label: place.name.clone(), confidence: place.conf })
    });
    told.collect()
}

/// Each thing from its first sighting to its last, in the truth's words.
fn objects(scene: &Scene) -> Vec<Labelled> {
    let word = |label: &str| match label {
        "coffee cup" | "mug" => "cup".to_owned(),
        "footwear" | "boot" | "high heels" => "person".to_owned(),
        "table" | "desk" => "table".to_owned(),
        other => other.to_owned(),
    };
    let during = scene.objects.iter().filter_map(|object| {
        let (first, last) = (object.sights.first()?, object.sights.last()?);
        let shot = scene.shots.iter().find(|s| (s.t0..s.t1).contains(&first.t));
        let (t0, t1) = shot.map_or((first.t, last.t), |s| (s.t0.max(first.t - 0.5), s.t1.min(last.t + 0.5)));
        Some(Labelled { t0, t1, label: word(&object.label), confidence: object.conf })
    });
    during.collect()
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
    use engine::scene::{Impact, Step};

    #[test]
    fn weak_contacts_are_not_heard_and_a_step_swallows_the_contact_beside_it() {
        let impact = |t, conf, s| Impact { t, conf, s, ..Impact::default() };
        let step = |t| Step { t, conf: 0.7, ..Step::default() };
        let scene = Scene {
            impacts: vec![impact(0.5, 0.3, 0.1), impact(1.04, 0.5, 0.0), impact(2.0, 0.1, 0.3)],
            steps: vec![step(1.0), step(1.5)],
            ..Scene::default()
        };
        let answers = answers(&scene);
        assert_eq!(answers.impacts, [1.04, 2.0]);
        assert_eq!(answers.steps, [1.0, 1.5]);
        assert_eq!(answers.both, [1.0, 1.5, 2.0]);
    }

    #[test]
    fn a_contact_elsewhere_at_the_time_of_a_step_is_heard_too() {
        let impact = Impact { t: 1.0, conf: 0.6, x: 0.9, y: 0.5, ..Impact::default() };
        let step = Step { t: 1.0, conf: 0.7, x: 0.1, y: 0.9, ..Step::default() };
        let scene = Scene { impacts: vec![impact], steps: vec![step], ..Scene::default() };
        assert_eq!(answers(&scene).both.len(), 2);
    }
}
