//! Sightings of the same thing in still after still become one object.

use super::Glance;
use super::glances::Thing;
use super::sureness::believe;
use crate::scene::{Object, Shot, Sight, Track};

/// Longest time that a thing may stay unseen, seconds.
const PATIENCE_S: f64 = 1.2;
/// How far a thing may have gone from one still to the next, its own sizes and fractions of the frame.
const WAY: (f32, f32) = (0.8, 0.1);
/// A thing seen once must be this sure; one seen again may be less.
const ONCE: f32 = 0.42;
/// Most objects of a clip.
const MOST: usize = 48;
/// Share of a track's points that must lie in an object for it to be that object.
const COVERED: f32 = 0.5;

/// Objects of a clip, in order of their first sighting; none reaches over a cut.
pub(crate) fn objects(glances: &[Glance], shots: &[Shot], tracks: &[Track]) -> Vec<Object> {
    let mut all: Vec<Object> = Vec::new();
    for shot in shots {
        let here = glances.iter().filter(|g| (shot.t0..shot.t1).contains(&g.t));
        let mut live: Vec<Object> = Vec::new();
        for glance in here {
            link(&mut live, glance);
        }
        believe(&mut live);
        all.append(&mut live);
    }
    all.retain(|object| object.conf >= ONCE || object.sights.len() > 1);
    all.sort_by(|a, b| weight(b).total_cmp(&weight(a)));
    all.truncate(MOST);
    all.sort_by(|a, b| a.sights[0].t.total_cmp(&b.sights[0].t));
    for (id, object) in (0..).zip(all.iter_mut()) {
        object.id = id;
        object.track = track_of(object, tracks);
    }
    all
}

/// Gives each thing of a still to the object that it fits best, the surest things first; the rest begin objects.
fn link(live: &mut Vec<Object>, glance: &Glance) {
    let mut taken = vec![false; live.len()];
    for thing in &glance.things {
        let fits = |i: &usize| !taken[*i] && apart(&live[*i], thing, glance.t).is_some();
        let best = (0..live.len()).filter(fits).min_by(|a, b| {
            let cost = |i: &usize| apart(&live[*i], thing, glance.t).unwrap_or(f32::MAX);
            cost(a).total_cmp(&cost(b))
        });
        let sight = Sight { t: glance.t, bounds: thing.bounds, conf: thing.conf, pose: thing.pose.clone() };
        match best {
            Some(i) => {
                taken[i] = true;
                live[i].sights.push(sight);
            }
            None => {
                live.push(Object { label: thing.label.clone(), sights: vec![sight], ..Object::default() });
                taken.push(true);
            }
        }
    }
}

/// How far a thing lies from where an object is expected; `None` where it cannot be the same.
fn apart(object: &Object, thing: &Thing, t: f64) -> Option<f32> {
    let last = object.sights.last()?;
    if object.label != thing.label || t - last.t > PATIENCE_S {
        return None;
    }
    let [centre, size] = [centre(&thing.bounds), size(&thing.bounds)];
    let expected = expected(object, t);
    let away = libm::hypotf(centre[0] - expected[0], centre[1] - expected[1]);
    let old = self::size(&last.bounds);
    let ratio = (size[0] * size[1]) / (old[0] * old[1]).max(1e-6);
    let reach = WAY.0 * size[0].max(size[1]) + WAY.1;
    (away < reach && (0.3..3.4).contains(&ratio)).then_some(away)
}

/// Where an object goes if it goes on as it went.
fn expected(object: &Object, t: f64) -> [f32; 2] {
    let n = object.sights.len();
    let last = &object.sights[n - 1];
    let now = centre(&last.bounds);
    let Some(before) = n.checked_sub(2).map(|i| &object.sights[i]) else { return now };
    let was = centre(&before.bounds);
    let on = ((t - last.t) / (last.t - before.t).max(1e-6)).min(2.0) as f32;
    [0, 1].map(|k| now[k] + on * (now[k] - was[k]))
}

fn centre(b: &[f32; 4]) -> [f32; 2] {
    [(b[0] + b[2]) / 2.0, (b[1] + b[3]) / 2.0]
}

fn size(b: &[f32; 4]) -> [f32; 2] {
    [b[2] - b[0], b[3] - b[1]]
}

fn weight(object: &Object) -> f32 {
    object.conf * libm::sqrtf(object.sights.len() as f32)
}

/// The track whose points lie in the object most of the time.
fn track_of(object: &Object, tracks: &[Track]) -> Option<u32> {
    let covered = |track: &Track| {
        let shared = track.points.iter().filter_map(|p| object.at(p.t, 0.3).map(|b| (p.at, b)));
        let inside = |(p, b): ([f32; 2], [f32; 4])| {
            u32::from((b[0]..=b[2]).contains(&p[0]) && (b[1]..=b[3]).contains(&p[1]))
        };
        let (n, hits) = shared.fold((0, 0), |(n, hits), pair| (n + 1, hits + inside(pair)));
        if n < 3 { 0.0 } else { hits as f32 / track.points.len() as f32 }
    };
    let best = tracks.iter().map(|track| (covered(track), track.id));
    best.filter(|(share, _)| *share >= COVERED).max_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, id)| id)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn glance(t: f64, things: &[(&str, f32, f32)]) -> Glance {
        let thing = |&(label, x, conf): &(&str, f32, f32)| Thing {
            label: label.into(),
            conf,
            bounds: [x, 0.4, x + 0.1, 0.8],
            pose: None,
        };
        Glance { t, things: things.iter().map(thing).collect(), labels: None }
    }

    fn told(glances: &[Glance], cuts: &[f64]) -> Vec<(String, usize)> {
        let ends = cuts.iter().copied().chain([10.0]);
        let begins = [0.0].into_iter().chain(cuts.iter().copied());
        let shots: Vec<Shot> = begins.zip(ends).map(|(t0, t1)| Shot { t0, t1, ..Shot::default() }).collect();
        objects(glances, &shots, &[]).into_iter().map(|o| (o.label, o.sights.len())).collect()
    }

    #[test]
    fn two_walkers_that_pass_each_other_stay_two() {
        let glances: Vec<Glance> = (0..6)
            .map(|i| {
                let x = 0.1 + 0.12 * i as f32;
                glance(0.5 * f64::from(i), &[("person", x, 0.8), ("person", 0.8 - x, 0.7)])
            })
            .collect();
        assert_eq!(told(&glances, &[]), [("person".to_owned(), 6), ("person".to_owned(), 6)]);
    }

    #[test]
    fn nothing_is_followed_over_a_cut() {
        let glances: Vec<Glance> = (0..4).map(|i| glance(0.5 * f64::from(i), &[("car", 0.5, 0.9)])).collect();
        assert_eq!(told(&glances, &[0.9]), [("car".to_owned(), 2), ("car".to_owned(), 2)]);
    }

    #[test]
    fn one_faint_sighting_is_nothing_and_a_sure_one_is_something() {
        let once = |conf| told(&[glance(0.0, &[("dog", 0.5, conf)])], &[]).len();
        assert_eq!((once(0.4), once(0.6)), (0, 1));
    }

    #[test]
    fn an_object_is_the_track_that_lies_in_it() {
        let glances: Vec<Glance> = (0..4).map(|i| glance(0.5 * f64::from(i), &[("car", 0.5, 0.9)])).collect();
        let point = |t: f64, x| crate::scene::TrackPoint { t, at: [x, 0.6], ..Default::default() };
        let track = |id, x| Track {
            id,
            points: (0..5).map(|i| point(0.3 * f64::from(i), x)).collect(),
            upright: false,
            ..Track::default()
        };
        let shot = [Shot { t1: 10.0, ..Shot::default() }];
        let found = objects(&glances, &shot, &[track(3, 0.1), track(7, 0.55)]);
        assert_eq!(found[0].track, Some(7));
    }
}
