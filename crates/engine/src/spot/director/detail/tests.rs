//! What fine sounds must keep to: sides, owners, density, edits.

use super::super::snapshots::{empty, hit, sheet, shot};
use crate::cues::{Azimuth, Cue, When};
use crate::scene::{Step, Track, TrackPoint};
use crate::{CueSheet, Scene};

fn table(duration: f64) -> Scene {
    empty(duration, vec![shot(0.0, duration, &[("indoor", 0.8)])])
}

fn knocked() -> Scene {
    Scene { impacts: [1.0, 2.1, 3.4].map(|t| hit(t, 0.6, 0.8)).to_vec(), ..table(6.0) }
}

fn fine(sheet: &CueSheet) -> Vec<&Cue> {
    sheet.cues.iter().filter(|cue| cue.from[0] == "asmr detail").collect()
}

fn still(cue: &Cue) -> Option<f32> {
    match cue.pos.az {
        Azimuth::Still(az) => Some(az),
        Azimuth::Path(_) => None,
    }
}

#[test]
fn nothing_that_keeps_still_is_ahead_and_both_ears_have_some() {
    for words in ["", "tapping on a wooden box", "footsteps on gravel", "a page turns"] {
        let near = sheet(&knocked(), words, "", true);
        let places: Vec<f32> = near.cues.iter().filter_map(still).collect();
        assert!(places.iter().all(|az| (40.0..=80.0).contains(&az.abs())), "{words}: {places:?}");
        let right = places.iter().filter(|az| **az > 0.0).count();
        assert!(right * 4 >= places.len() && right * 4 <= 3 * places.len(), "{words}: {places:?}");
        assert!(sheet(&knocked(), words, "", false).cues.iter().filter_map(still).any(|az| az.abs() < 40.0));
    }
}

#[test]
fn feet_alternate_and_what_is_seen_aside_stays_on_its_side() {
    let mut scene = table(6.0);
    scene.steps = [1.0, 1.6, 2.2, 2.8]
        .map(|t| Step { t, x: 0.5, y: 0.9, size: 0.5, conf: 0.8, ..Step::default() })
        .to_vec();
    let feet: Vec<f32> = {
        let near = sheet(&scene, "", "", true);
        let steps = near.cues.iter().filter(|cue| cue.class == "FOOTSTEPS-HUMAN");
        steps.filter_map(still).map(f32::signum).collect()
    };
    assert_eq!(feet, [1.0, -1.0, 1.0, -1.0]);
    let mut aside = knocked();
    aside.impacts.iter_mut().for_each(|impact| impact.x = 0.8);
    let near = sheet(&aside, "", "", true);
    let blows = near.cues.iter().filter(|cue| cue.id.starts_with('i')).filter_map(still);
    assert!(
        blows.clone().count() == 3 && blows.clone().all(|az| az > 50.0),
        "{:?}",
        blows.collect::<Vec<_>>()
    );
}

#[test]
fn every_fine_sound_says_what_it_belongs_to_and_a_still_picture_has_few() {
    let near = sheet(&knocked(), "", "", true);
    let fine = fine(&near);
    assert!(fine.len() >= 6, "{}", fine.len());
    let blows = ["with i0", "with i1", "with i2"];
    assert!(fine.iter().all(|cue| blows.contains(&cue.from[1].as_str())), "a fine sound belongs to nobody");
    // A second and a half after the last blow the hand has left.
    assert!(fine.iter().all(|cue| cue.when.begin() < 4.95));
    let class = |cue: &&&Cue| cue.class == "FOLEY-HANDS" || cue.class.ends_with("-IMPACT");
    assert_eq!(fine.iter().filter(class).count(), fine.len());
}

#[test]
fn one_half_more_or_twice_as_much_begins_and_nothing_like_a_machine() {
    let near = sheet(&knocked(), "tapping on a wooden box", "", true);
    let usual = sheet(&knocked(), "tapping on a wooden box", "", false).cues.len();
    assert!(near.cues.len() > 2 * usual, "{} and {usual}", near.cues.len());
    let moments = near.cues.iter().filter(|cue| matches!(cue.when, When::At { .. }));
    let times: Vec<f64> = moments.map(|cue| cue.when.begin()).collect();
    let steps: Vec<f64> = times.windows(2).map(|w| w[1] - w[0]).collect();
    assert!(steps.iter().all(|step| *step > 0.05), "{steps:?}");
    let alike = steps.windows(2).filter(|w| (w[0] - w[1]).abs() < 0.002).count();
    assert!(alike * 4 < steps.len(), "{steps:?}");
}

#[test]
fn what_is_excluded_or_not_named_has_no_detail() {
    assert!(fine(&sheet(&knocked(), "only tapping on a wooden box", "", true)).is_empty());
    assert!(fine(&sheet(&knocked(), "", "", false)).is_empty());
}

#[test]
fn who_moves_keeps_a_way_and_is_wider_at_the_ears() {
    let point = |i: i32| TrackPoint {
        t: 1.0 + 0.1 * f64::from(i),
        at: [0.3 + 0.02 * i as f32, 0.5],
        size: [0.12, 0.7],
        v: [0.3, 0.0],
    };
    let walker =
        Track { id: 3, points: (0..=20).map(point).collect(), upright: true, curves: Default::default() };
    let scene = Scene { tracks: vec![walker], ..table(6.0) };
    let ends = |asmr: bool| {
        let sheet = sheet(&scene, "", "", asmr);
        let cue = sheet.cues.iter().find(|cue| cue.id == "k3").unwrap();
        let (Azimuth::Path(way), When::Span { .. }) = (&cue.pos.az, cue.when) else { panic!("it moves") };
        (way[0].1, way[way.len() - 1].1)
    };
    let ((a, b), (wide_a, wide_b)) = (ends(false), ends(true));
    let wider = |az: f32| (2.0 * az).clamp(-80.0, 80.0);
    assert!(a < 0.0 && b > 0.0, "{a} {b}");
    assert!((wide_a - wider(a)).abs() < 0.2 && (wide_b - wider(b)).abs() < 0.2, "{wide_a} {wide_b}");
}
