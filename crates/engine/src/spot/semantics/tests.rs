//! Verdicts over hand-made evidence.

use super::evidence::Voice;
use super::*;
use crate::scene::{Gesture, Impact, Label, Object, Shot, Sight};
use crate::spot::director::{Look, Moment};
use crate::{Scene, cues::Material};

fn moment(look: Look) -> Moment {
    let impact = Impact { t: 1.0, x: 0.5, y: 0.5, conf: 0.8, ..Impact::default() };
    let (name, at) = ("impact 0".to_owned(), [0.5, 0.5]);
    Moment { t: 1.0, look, name, at, size: 0.02, strength: 0.5, conf: 0.8, impact: Some(impact), step: None }
}

fn scene_with(label: &str, conf: f32, bounds: [f32; 4]) -> Scene {
    let sight = Sight { t: 1.0, bounds, conf, pose: None };
    let object = Object { label: label.into(), conf, sights: vec![sight], ..Object::default() };
    let shots = vec![Shot { t1: 4.0, ..Shot::default() }];
    Scene { duration: 4.0, shots, objects: vec![object], ..Scene::default() }
}

const HERE: [f32; 4] = [0.4, 0.4, 0.6, 0.6];
const ELSEWHERE: [f32; 4] = [0.0, 0.0, 0.2, 0.2];

fn hit(scene: &Scene, material: (Material, f32)) -> Verdict {
    verdict(&at_moment(scene, &moment(Look::Hit), material))
}

#[test]
fn a_cup_that_is_hit_is_ceramic_and_a_cup_elsewhere_is_nothing() {
    let here = hit(&scene_with("mug", 0.8, HERE), (Material::Wood, 0.0));
    assert_eq!((here.class.as_str(), here.instead_of.as_deref()), ("CERAMICS-IMPACT", None));
    assert!(here.conf > 0.5 && here.why == ["mug 0.80"], "{here:?}");
    assert_eq!(hit(&scene_with("mug", 0.8, ELSEWHERE), (Material::Wood, 0.0)).class, "OBJECTS-MISC");
}

#[test]
fn a_narrow_lead_falls_back_to_the_family() {
    let doubtful = hit(&scene_with("mug", 0.3, HERE), (Material::Metal, 0.45));
    assert_eq!(doubtful.class, "OBJECTS-MISC");
    assert_eq!(doubtful.instead_of.as_deref(), Some("METAL-IMPACT"));
    assert!(doubtful.conf > 0.5, "the family is surer than its member: {doubtful:?}");
}

#[test]
fn a_prompt_outweighs_what_is_seen() {
    let scene = scene_with("mug", 0.95, HERE);
    let mut evidence = at_moment(&scene, &moment(Look::Hit), (Material::Metal, 0.5));
    evidence.prompted = Some("DOORS-KNOCK");
    let verdict = verdict(&evidence);
    assert_eq!((verdict.class.as_str(), verdict.conf > 0.9), ("DOORS-KNOCK", true));
}

#[test]
fn a_car_does_not_strike_and_a_dog_does_not_wear_shoes() {
    assert_eq!(hit(&scene_with("car", 0.8, HERE), (Material::Stone, 0.4)).class, "VEHICLES-CAR");
    let step = |scene: &Scene| verdict(&at_moment(scene, &moment(Look::Step), (Material::Wood, 0.0))).class;
    assert_eq!(step(&scene_with("dog", 0.9, HERE)), "FOOTSTEPS-ANIMAL");
    assert_eq!(step(&scene_with("person", 0.9, HERE)), "FOOTSTEPS-HUMAN");
}

#[test]
fn words_for_a_shot_go_through_the_lexicon() {
    let mut scene = scene_with("person", 0.5, ELSEWHERE);
    scene.shots[0].labels = vec![Label { name: "basketball".into(), conf: 0.8 }];
    let verdict = hit(&scene, (Material::Wood, 0.0));
    assert_eq!(
        (verdict.class.as_str(), verdict.why.as_slice()),
        ("SPORTS-COURT", &["basketball 0.80".to_owned()][..])
    );
}

#[test]
fn places_and_cars_together_make_traffic_and_pixels_count_only_without_places() {
    let mut scene = scene_with("car", 0.8, HERE);
    scene.shots[0].scene = [("green".to_owned(), 1.0)].into();
    let under = |scene: &Scene| verdict(&of_shot(scene, &scene.shots[0])).class;
    assert_eq!(under(&Scene { objects: vec![], ..scene.clone() }), "AMBIENCE-FOREST");
    scene.shots[0].places = [("street".to_owned(), 0.6), ("field".to_owned(), 0.4)].into();
    scene.objects = vec![scene.objects[0].clone(); 3];
    assert_eq!(under(&scene), "AMBIENCE-TRAFFIC");
    assert_eq!(under(&Scene { objects: vec![], ..scene }), "AMBIENCE-URBAN");
}

#[test]
fn a_voice_says_nothing_for_a_class_that_it_does_not_know() {
    let voice = Voice { name: "x".into(), conf: 0.5, says: [("A".to_owned(), 0.5)].into() };
    assert_eq!((voice.says("A"), voice.says("B")), (0.25, 0.0));
}

#[test]
fn hands_that_meet_are_heard_as_a_clap_and_a_kick_as_a_blow() {
    let scene = Scene { duration: 4.0, shots: vec![Shot { t1: 4.0, ..Shot::default() }], ..Scene::default() };
    let class = |gesture: Option<Gesture>| {
        let mut seen = moment(Look::Hit);
        seen.impact = seen.impact.map(|impact| Impact { gesture, ..impact });
        verdict(&at_moment(&scene, &seen, (Material::Wood, 0.2))).class
    };
    assert_eq!(class(Some(Gesture::Clap)), "HUMAN-SKIN");
    assert_eq!(class(Some(Gesture::Kick)), "FIGHT-IMPACT");
    assert_eq!(class(Some(Gesture::Hand)), "OBJECTS-MISC");
    assert_eq!(class(None), "OBJECTS-MISC");
}
