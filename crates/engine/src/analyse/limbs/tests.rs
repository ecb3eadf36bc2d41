//! Which limb makes what contact.

use super::bodies::Body;
use super::gestures::told;
use super::*;
use crate::analyse::gait::Walk;
use crate::analyse::kinks::Kink;
use crate::scene::{Joint, Object, Periodic, Pose, Sight, Step};

/// Somebody who stands in the middle of a square picture, arms hanging, a torso of .2: joints from the nose down.
const STANDS: [[f32; 2]; 17] = [
    [0.5, 0.2],
    [0.49, 0.19],
    [0.51, 0.19],
    [0.48, 0.2],
    [0.52, 0.2],
    [0.42, 0.3],
    [0.58, 0.3],
    [0.38, 0.4],
    [0.62, 0.4],
    [0.36, 0.5],
    [0.64, 0.5],
    [0.46, 0.5],
    [0.54, 0.5],
    [0.46, 0.65],
    [0.54, 0.65],
    [0.46, 0.8],
    [0.54, 0.8],
];
const LEFT_WRIST: usize = 9;
const LEFT_ANKLE: usize = 15;
const SIZE: [f32; 2] = [100.0, 100.0];

fn pose(moved: &[(usize, [f32; 2])]) -> Pose {
    let place = |i: usize| moved.iter().find(|m| m.0 == i).map_or(STANDS[i], |m| m.1);
    let joint = |i: usize| Joint { x: place(i)[0], y: place(i)[1], conf: 0.8 };
    Pose { joints: std::array::from_fn(joint) }
}

fn body(moved: &[(usize, [f32; 2])]) -> Body {
    Body::of(&pose(moved), 1.0).unwrap()
}

fn person(pose: &Pose) -> Vec<Object> {
    let sight = |t| Sight { t, bounds: [0.3, 0.15, 0.7, 0.85], conf: 0.9, pose: Some(pose.clone()) };
    vec![Object {
        label: "person".into(),
        conf: 0.9,
        sights: vec![sight(0.0), sight(0.5)],
        ..Object::default()
    }]
}

fn contact(at: [f32; 2], before: [f32; 2]) -> Candidate {
    let kink = Kink { t: 0.25, at: at.map(|v| v * SIZE[1]), before, ..Kink::default() };
    Candidate { kink, conf: 0.9, ..Candidate::default() }
}

/// A contact after it was judged by joints in the stills alone.
fn judged(people: &[Object], at: [f32; 2], before: [f32; 2]) -> Candidate {
    let mut all = [contact(at, before)];
    judge((&mut all, 0.35), SIZE, &Bodies::of(people), None).unwrap();
    let [contact] = all;
    contact
}

#[test]
fn a_contact_at_the_elbow_is_the_hands() {
    let contact = judged(&person(&pose(&[])), [0.38, 0.41], [0.0, 0.3]);
    assert_eq!((contact.gesture, contact.conf), (Some(Gesture::Hand), 0.9));
    assert!(contact.kink.at[1] > 50.0, "below the wrist: {:?}", contact.kink.at);
}

#[test]
fn what_is_nobodys_hand_or_foot_stays_as_it_was() {
    let people = person(&pose(&[]));
    for at in [[0.5, 0.2], [0.9, 0.2]] {
        let (same, before) = (judged(&people, at, [0.0, 0.3]), contact(at, [0.0, 0.3]));
        assert_eq!((same.conf, same.kink.at, same.gesture), (before.conf, before.kink.at, None));
    }
    assert_eq!(judged(&[], [0.38, 0.41], [0.0, 0.3]).gesture, None);
}

#[test]
fn a_ball_that_falls_past_an_arm_is_not_the_hand() {
    assert_eq!(judged(&person(&pose(&[])), [0.38, 0.41], [0.0, 3.0]).gesture, None);
}

#[test]
fn a_doubtful_person_owns_no_contact() {
    let mut people = person(&pose(&[]));
    people[0].conf = 0.4;
    assert_eq!(judged(&people, [0.38, 0.41], [0.0, 0.3]).gesture, None);
}

#[test]
fn hands_that_close_clap_and_hands_that_stay_together_do_not() {
    let together = [(LEFT_WRIST, [0.48, 0.45]), (LEFT_WRIST + 1, [0.52, 0.45])];
    let apart = [(LEFT_WRIST, [0.42, 0.45]), (LEFT_WRIST + 1, [0.58, 0.45])];
    let meet = |before: &Body, at: &Body| told(Limb::Hand(0), &[before, at]).hands_meet;
    assert!(meet(&body(&apart), &body(&together)));
    assert!(!meet(&body(&together), &body(&together)));
    assert!(!meet(&body(&together), &body(&apart)));
}

#[test]
fn a_raised_foot_that_stops_kicks_and_one_that_stays_rests() {
    let at = |x: f32, y: f32| body(&[(LEFT_ANKLE, [x, y])]);
    let foot = |bodies: [&Body; 3]| told(Limb::Foot(0), &bodies);
    let kick = foot([&at(0.4, 0.75), &at(0.3, 0.65), &at(0.31, 0.66)]);
    assert!(kick.foot_stops && kick.foot_raised && !kick.foot_rests);
    let step = foot([&at(0.56, 0.78), &at(0.46, 0.8), &at(0.46, 0.8)]);
    assert!(step.foot_stops && !step.foot_raised);
    let rest = foot([&at(0.46, 0.8), &at(0.461, 0.8), &at(0.46, 0.801)]);
    assert!(rest.foot_rests && !rest.foot_stops);
    let swing = foot([&at(0.56, 0.8), &at(0.46, 0.8), &at(0.36, 0.8)]);
    assert!(!swing.foot_rests && !swing.foot_stops);
}

#[test]
fn what_was_seen_close_settles_a_contact() {
    let owned = |limb| Owned { person: 0, body: body(&[]), limb };
    let settled = |limb, moves: Moves| {
        let mut contact = contact([0.46, 0.8], [0.0, 0.3]);
        settle(&mut contact, &owned(limb), Some(&moves), SIZE);
        (contact.gesture, contact.conf)
    };
    let still = Moves { foot_rests: true, ..Moves::default() };
    assert!(settled(Limb::Foot(0), still).1 < 0.35, "toes that tap");
    let stops = Moves { foot_stops: true, ..Moves::default() };
    assert_eq!(settled(Limb::Foot(0), stops.clone()), (Some(Gesture::Foot), 0.9));
    let raised = Moves { foot_raised: true, ..stops };
    assert_eq!(settled(Limb::Foot(0), raised), (Some(Gesture::Kick), 0.9));
    let meet = Moves { hands_meet: true, between: [0.5, 0.4], ..Moves::default() };
    assert_eq!(settled(Limb::Hand(1), meet), (Some(Gesture::Clap), 0.9));
}

#[test]
fn a_foot_that_rested_three_times_rests_the_fourth_time() {
    let owned = |limb| (0, Owned { person: 0, body: body(&[]), limb });
    let rests = Some(Moves { foot_rests: true, ..Moves::default() });
    let rested = |looked: usize, limb| {
        let mut seen = vec![rests.clone(); looked];
        seen.push(None);
        let mut all: Vec<(usize, Owned)> = (0..looked).map(|_| owned(Limb::Foot(0))).collect();
        all.push(owned(limb));
        rest_as_before(&mut seen, &all);
        seen[looked].is_some()
    };
    assert!(rested(3, Limb::Foot(0)));
    assert!(!rested(2, Limb::Foot(0)) && !rested(3, Limb::Foot(1)));
}

#[test]
fn nobody_steps_on_their_own_lap() {
    let people = person(&pose(&[]));
    let steps = |y: f32, size: f32| {
        let step = |t| Step { t, x: 0.5, y, size, figure: 4, conf: 0.8, ..Step::default() };
        let rhythms = vec![Periodic { beats: vec![0.1, 0.4], ..Periodic::default() }];
        let walk = Walk { steps: vec![step(0.1), step(0.4)], rhythms };
        let left = upright(walk, &Bodies::of(&people), 1.0);
        (left.steps.len(), left.rhythms.len())
    };
    assert_eq!(steps(0.5, 0.3), (0, 0), "arms over a keyboard");
    assert_eq!(steps(0.82, 0.65), (2, 1), "at the ankles");
    assert_eq!(steps(0.99, 0.65), (2, 1), "below them");
}
