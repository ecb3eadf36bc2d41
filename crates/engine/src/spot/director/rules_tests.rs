//! The director's rules one by one: what stays, what steps back, what goes on behind a cut or an edge (§5).

use super::snapshots::{empty, hit, sheet, shot};
use crate::Scene;
use crate::cues::{Azimuth, Bed, Cue, CueSheet, Sound, When};
use crate::scene::{Curves, Object, Shot, Sight, Track, TrackPoint, Transition};

fn indoors(duration: f64) -> Scene {
    empty(duration, vec![shot(0.0, duration, &[("indoor", 0.9)])])
}

fn moments(sheet: &CueSheet) -> Vec<&Cue> {
    sheet.cues.iter().filter(|cue| matches!(cue.when, When::At { .. })).collect()
}

#[test]
fn of_sounds_at_once_the_louder_stays_and_the_other_steps_back() {
    let mut scene = indoors(4.0);
    // At four places, of four kinds of look: not one thing that rattles.
    let colours = [[150, 100, 145], [120, 128, 128], [200, 128, 128], [90, 60, 70]];
    scene.impacts = [0.9, 0.7, 0.5, 0.4].map(|s| hit(1.0, s, 0.9)).to_vec();
    for (i, (impact, colour)) in scene.impacts.iter_mut().zip(colours).enumerate() {
        (impact.colour, impact.x, impact.t) = (colour, 0.1 + 0.25 * i as f32, 1.0 + 0.015 * i as f64);
    }
    let one = sheet(&scene, "", "", false);
    // Blows are one kind of sound, and within their refractory time only the loudest is heard.
    assert_eq!(moments(&one).len(), 1);
    let mut walked = scene.clone();
    walked.steps =
        vec![crate::scene::Step { t: 1.03, x: 0.8, y: 0.9, size: 0.5, conf: 0.9, ..Default::default() }];
    let both = sheet(&walked, "", "", false);
    let levels: Vec<(&str, f32)> = moments(&both).iter().map(|c| (c.class.as_str(), c.gain_db)).collect();
    assert_eq!(levels.len(), 2, "{levels:?}");
    let alone = sheet(&Scene { impacts: Vec::new(), ..walked }, "", "", false);
    let lowered = |class: &str| levels.iter().find(|level| level.0 == class).map(|level| level.1);
    let step = &moments(&alone)[0];
    let blow = lowered(&moments(&one)[0].class).unwrap() - moments(&one)[0].gain_db;
    let beside = lowered(&step.class).unwrap() - step.gain_db;
    assert!([blow, beside].contains(&-6.0) && [blow, beside].contains(&0.0), "{blow} {beside}");
}

#[test]
fn blows_that_find_no_place_are_a_texture_and_not_silence() {
    let mut scene = indoors(6.0);
    scene.impacts = (0..60).map(|i| hit(1.0 + 0.05 * f64::from(i), 0.5, 0.8)).collect();
    let sheet = sheet(&scene, "", "", false);
    let times: Vec<f64> = moments(&sheet).iter().map(|cue| cue.when.begin()).collect();
    let most = times.iter().map(|t| times.iter().filter(|u| (*t..t + 1.0).contains(u)).count()).max();
    assert_eq!(most, Some(8));
    let texture = sheet.cues.iter().find(|cue| matches!(cue.sound, Sound::Crumple(_))).unwrap();
    assert!(matches!(texture.when, When::Span { t0, t1 } if t0 < 1.3 && t1 > 3.8), "{:?}", texture.when);
    assert!(texture.gain_db < moments(&sheet)[0].gain_db && texture.from[0].ends_with("more blows"));
    let few = indoors(6.0);
    let few = Scene { impacts: (0..6).map(|i| hit(1.0 + 0.5 * f64::from(i), 0.5, 0.8)).collect(), ..few };
    assert!(!self::sheet(&few, "", "", false).cues.iter().any(|cue| matches!(cue.sound, Sound::Crumple(_))));
}

#[test]
fn a_strong_blow_is_heard_even_where_nothing_fits_and_a_weak_unsure_one_never() {
    let mut scene = indoors(4.0);
    let sights = [0.0, 2.0, 4.0].map(|t| Sight { t, bounds: [0.1, 0.6, 0.5, 0.95], conf: 0.95, pose: None });
    let car = Object { id: 0, label: "car".into(), conf: 0.95, track: None, sights: sights.to_vec() };
    scene.objects = vec![car];
    let heard = |s, conf| {
        let scene = Scene { impacts: vec![hit(2.0, s, conf)], ..scene.clone() };
        moments(&sheet(&scene, "", "", false)).iter().map(|cue| cue.class.clone()).collect::<Vec<_>>()
    };
    assert_eq!(heard(0.8, 0.9), ["OBJECTS-MISC"]);
    assert!(heard(0.5, 0.9).is_empty(), "a car that is lost from sight is heard");
    let bare = |s, conf| {
        let scene = Scene { impacts: vec![hit(2.0, s, conf)], ..indoors(4.0) };
        moments(&sheet(&scene, "", "", false)).len()
    };
    assert_eq!([bare(0.2, 0.3), bare(0.3, 0.3), bare(0.2, 0.5)], [0, 1, 1]);
}

fn places(shots: Vec<Shot>) -> Vec<Bed> {
    let beds = sheet(&empty(8.0, shots), "", "", false).beds;
    beds.into_iter().filter(|bed| bed.id.starts_with("place")).collect()
}

#[test]
fn the_livelier_place_leads_the_cut_to_it_and_lags_behind_the_cut_from_it() {
    let (street, room) = ([("urban", 0.8), ("outdoor", 0.9)], [("indoor", 0.95)]);
    let cross = |first: &[(&str, f32)], second: &[(&str, f32)]| {
        let beds = places(vec![shot(0.0, 4.0, first), shot(4.0, 8.0, second)]);
        assert_eq!(beds.len(), 2);
        assert!((beds[0].t1 - beds[1].t0 - 0.12).abs() < 0.002, "{} {}", beds[0].t1, beds[1].t0);
        assert_eq!((beds[0].fade_out, beds[1].fade_in), (0.12, 0.12));
        (beds[0].t1 + beds[1].t0) / 2.0
    };
    assert!((cross(&room, &street) - 3.7).abs() < 0.002 && (cross(&street, &room) - 4.3).abs() < 0.002);
}

#[test]
fn a_dissolve_is_crossed_slowly_and_where_it_is() {
    let mut shots =
        vec![shot(0.0, 4.0, &[("indoor", 0.95)]), shot(4.0, 8.0, &[("urban", 0.8), ("outdoor", 0.9)])];
    shots[1].begins = Transition::Dissolve;
    let beds = places(shots);
    assert_eq!((beds[0].t1, beds[1].t0, beds[1].fade_in), (4.15, 3.85, 0.3));
}

#[test]
fn every_moment_of_every_shot_lies_in_one_place_and_the_same_place_never_starts_anew() {
    let street: &[(&str, f32)] = &[("urban", 0.8), ("outdoor", 0.9)];
    let green: &[(&str, f32)] = &[("green", 0.8), ("outdoor", 0.9)];
    let cuts = [(0.0, 2.0, street), (2.0, 4.0, street), (4.0, 6.0, green), (6.0, 8.0, green)];
    let beds = places(cuts.into_iter().map(|(t0, t1, looks)| shot(t0, t1, looks)).collect());
    assert_eq!(beds.len(), 2);
    for t in (0..800).map(|i| f64::from(i) * 0.01) {
        let lying = beds.iter().filter(|bed| (bed.t0..bed.t1).contains(&t)).count();
        let crossing = (beds[1].t0..beds[0].t1).contains(&t);
        assert_eq!(lying, 1 + usize::from(crossing), "{t}");
    }
}

/// Someone who walks to the right and out of the picture.
fn walker(last_x: f32) -> Track {
    let steps = 20;
    let point = |i: i32| {
        let x = 0.3 + (last_x - 0.3) * i as f32 / steps as f32;
        TrackPoint { t: 1.0 + 0.1 * f64::from(i), at: [x, 0.5], size: [0.12, 0.7], v: [0.6, 0.0] }
    };
    let curves = Curves { t0: 1.0, speed: vec![0.6; 200], turning: vec![0.0; 200], ..Curves::default() };
    Track { id: 3, points: (0..=steps).map(point).collect(), upright: true, curves }
}

#[test]
fn who_leaves_the_picture_is_heard_out_to_the_side_and_not_behind_a_cut() {
    let rustle = |last_x: f32, cut: f64| {
        let mut scene = indoors(6.0);
        scene.tracks = vec![walker(last_x)];
        if cut < 6.0 {
            scene.shots = vec![shot(0.0, cut, &[("indoor", 0.9)]), shot(cut, 6.0, &[("indoor", 0.9)])];
        }
        let sheet = sheet(&scene, "", "", false);
        sheet.check().unwrap();
        let cue = sheet.cues.into_iter().find(|cue| cue.id == "k3").unwrap();
        let Azimuth::Path(path) = cue.pos.az else { panic!() };
        let When::Span { t1, .. } = cue.when else { panic!() };
        (t1, path[path.len() - 1].1, cue.env.v[cue.env.v.len() - 1])
    };
    let (t1, az, level) = rustle(0.95, 6.0);
    assert!((3.5..=4.5).contains(&t1) && az == 45.0 && level == 0.0, "{t1} {az} {level}");
    let (t1, az, level) = rustle(0.7, 6.0);
    assert!(t1 == 3.0 && az < 20.0 && level > 0.5, "{t1} {az} {level}");
    assert!((rustle(0.95, 3.3).0 - 3.3).abs() < 1e-6);
}
