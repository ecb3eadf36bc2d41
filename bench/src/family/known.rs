//! From a reel to what is known of it: contacts in the picture, shots, flashes, objects, places.

use crate::family::split::Member;
use crate::family::truth::{Event, FlashAt, Known, ShotBegin, Stretch};
use crate::film::rate::Pace;
use crate::film::reel::{Join, Reel, Take};
use crate::film::scene::Contact;

/// Nearer than this to an edge of the clip or of a shot, a contact cannot be told for sure.
const EDGE_S: f64 = 0.08;
/// Contacts nearer than this to one another are one for eye and ear.
const TOGETHER_S: f64 = 0.07;

/// All that is known of a clip.
pub fn known(member: &Member, reel: &Reel) -> Known {
    let shown = &reel.frames.shown;
    let duration = shown.last().copied().unwrap_or(0.0) + reel.frame_s;
    let mut events: Vec<(bool, Event)> =
        (0..reel.takes.len()).flat_map(|i| events(reel, i, duration)).collect();
    events.sort_by(|a, b| a.1.t.total_cmp(&b.1.t));
    let of = |steps: bool| apart(events.iter().filter(|e| e.0 == steps).map(|e| e.1.clone()).collect());
    Known {
        name: member.name.clone(),
        set: member.half.name().into(),
        source: "rendered".into(),
        kind: member.kind.name().into(),
        camera: member.hold.name().into(),
        fps: member.fps,
        rate: pace(member.pace).into(),
        size: [reel.size.0, reel.size.1],
        duration: rounded(duration),
        impacts: of(false),
        steps: of(true),
        shots: shots(reel),
        flashes: reel.flashes.iter().map(|f| flash(reel, f.t, f.duration)).collect(),
        crowd: Vec::new(),
        objects: stretches(reel, duration, |take| take.scene.things.iter().rev().find_map(|t| t.label())),
        places: stretches(reel, duration, |take| Some(take.scene.place)),
        notes: String::new(),
    }
}

fn pace(pace: Pace) -> &'static str {
    match pace {
        Pace::Constant => "constant",
        Pace::Variable => "variable",
        Pace::Repeated => "repeated",
    }
}

fn rounded(x: f64) -> f64 {
    (x * 1e4).round() / 1e4
}

/// From when until when a take is seen at all, and alone.
fn seen(reel: &Reel, i: usize, duration: f64) -> [[f64; 2]; 2] {
    let before = i.checked_sub(1).map(|i| reel.joins[i]);
    let after = reel.joins.get(i);
    [
        [before.map_or(0.0, |j| j.1), after.map_or(duration, |j| j.2)],
        [before.map_or(0.0, |j| j.2), after.map_or(duration, |j| j.1)],
    ]
}

fn events(reel: &Reel, i: usize, duration: f64) -> Vec<(bool, Event)> {
    let take = &reel.takes[i];
    let [[v0, v1], [s0, s1]] = seen(reel, i, duration);
    let all = take.scene.things.iter().flat_map(|thing| thing.contacts());
    all.filter(|c| (v0..v1).contains(&(c.t + take.begins)))
        .map(|c| {
            let event = event(reel, take, &c);
            let clear = event.clear && event.t > s0 + EDGE_S && event.t < s1 - EDGE_S;
            (matches!(c.what, "walk" | "run"), Event { clear, ..event })
        })
        .collect()
}

fn event(reel: &Reel, take: &Take, contact: &Contact) -> Event {
    let aspect = reel.size.0 as f64 / reel.size.1 as f64;
    let (at, _) = take.scene.eye.project(contact.at);
    let place = take.scene.camera.aim(contact.t).place(at, aspect);
    let hidden = take.scene.things.iter().any(|thing| thing.hides(contact.t, at));
    let inside = !hidden && place.iter().all(|p| (0.005..0.995).contains(p));
    let [x, y] = place.map(|p| rounded(p.clamp(0.0, 1.0)));
    let t = rounded(take.begins + contact.t);
    Event { t, x, y, what: contact.what.into(), fast: contact.fast, clear: contact.clear && inside }
}

/// Of contacts at almost the same time the first clear one stays demanded.
fn apart(mut events: Vec<Event>) -> Vec<Event> {
    for i in 0..events.len() {
        let near = |e: &Event| (e.t - events[i].t).abs() < TOGETHER_S && e.clear;
        let earlier = events[..i].iter().any(near);
        if earlier && events[i].clear {
            events[i].clear = false;
        }
    }
    events
}

fn shots(reel: &Reel) -> Vec<ShotBegin> {
    let start = ShotBegin { begins: "start".into(), ..ShotBegin::default() };
    let joined = reel.joins.iter().map(|(join, t0, t1)| {
        let begins = match join {
            Join::Cut => "cut",
            Join::Dissolve => "dissolve",
            Join::Fade(_) => "fade",
        };
        let [t0, t1] = [*t0, *t1].map(|t| rounded(reel.frames.first_shown(t)));
        ShotBegin { t: rounded((t0 + t1) / 2.0), begins: begins.into(), t0, t1 }
    });
    std::iter::once(start).chain(joined).collect()
}

/// As the frames show it.
fn flash(reel: &Reel, t: f64, duration: f64) -> FlashAt {
    let [t0, t1] = [t, t + duration].map(|t| reel.frames.first_shown(t));
    FlashAt { t: rounded(t0), duration: rounded(t1 - t0) }
}

fn stretches(reel: &Reel, duration: f64, label: impl Fn(&Take) -> Option<&'static str>) -> Vec<Stretch> {
    let one = |i: usize| {
        let [_, [t0, t1]] = seen(reel, i, duration);
        let label = label(&reel.takes[i])?;
        Some(Stretch { t0: rounded(t0), t1: rounded(t1), label: label.into() })
    };
    (0..reel.takes.len()).filter_map(one).collect()
}
