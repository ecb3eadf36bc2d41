//! What lies under everything: places and textures, from the prompt first, then from the picture.

mod looks;

use super::Wishes;
use super::asked::{Request, is_event, origin, thousandth};
use super::whereabouts::{hundredth, tenth};
use crate::Scene;
use crate::cues::{Ambience, Bed, Course, Place, Sound};
use crate::render::{is_at_hand, table_lufs};
use crate::scene::{Envelopes, Transition};
use crate::spot::lexicon::Kind;
use crate::spot::prompt::Anchor;
use crate::spot::sound;
use looks::Look;

/// Where one shot turns slowly into another, beds reach this far into each other, seconds.
const OVERLAP_S: f64 = 0.15;
/// At a cut they cross-fade in this time, seconds (§5).
const CUT_FADE_S: f64 = 0.12;
/// The livelier of two places is heard so much longer than it is seen: it leads the cut to it, and lags behind the cut
/// from it (J and L cuts), seconds.
const LEAD_S: f64 = 0.3;

/// A bed shorter than this is none, seconds.
const SHORTEST_S: f64 = 1.0;

/// Another place between two of the same must last longer than this to be heard, seconds.
const LONGEST_INTERRUPTION_S: f64 = 1.2;

/// A texture pauses for longer than this or not at all, seconds.
const LONGEST_PAUSE_S: f64 = 4.0;

/// Fades at the ends of the clip, seconds.
const EDGE_FADE_S: f64 = 0.3;

/// How loud beds are at most in ASMR mode, LUFS: the room, what was not asked for, what was.
const HUSHED_ROOM_LUFS: f32 = -66.0;
const HUSHED_LUFS: f32 = -40.0;
const HUSHED_ASKED_LUFS: f32 = -28.0;

/// What hands and mouths do stands so much nearer than where it lies under a picture, decibels.
const AT_HAND_DB: f32 = 5.0;

/// Without a picture beds are raised with everything else, by so much where little is heard: air must not be, decibels.
const AIR_UNSEEN_DB: f32 = -11.0;

/// Room tone that is the only thing to be heard stands so far over room tone that lies under something, decibels.
const AIR_ALONE_DB: f32 = 9.0;

/// All beds of a clip.
pub fn beds(scene: &Scene, wishes: &Wishes, requests: &[Request]) -> Vec<Bed> {
    let mut all: Vec<Bed> = Vec::new();
    for request in requests.iter().filter(|request| !is_event(request)) {
        all.extend(named(scene, request, requests));
    }
    let unnamed = wishes.ambience && !wishes.only_named();
    if unnamed {
        let seen =
            seen(scene).into_iter().filter(|bed| wishes.allows(&bed.class) && !is_covered(bed, requests));
        all.extend(seen);
    }
    if all.is_empty() && unnamed {
        all.extend(air_under(scene, wishes, requests));
    }
    if wishes.asmr {
        all.iter_mut().for_each(hush);
    }
    all.retain(|bed| bed.t0 < scene.duration);
    for bed in &mut all {
        bed.t1 = bed.t1.min(scene.duration);
        let most = (bed.t1 - bed.t0) / 2.0;
        (bed.fade_in, bed.fade_out) = (bed.fade_in.min(most), bed.fade_out.min(most));
    }
    all.sort_by(|a, b| a.t0.total_cmp(&b.t0).then_with(|| a.id.cmp(&b.id)));
    all
}

/// Work of hands and mouths is what ASMR is about and comes forward; weather and water that were asked for stay behind it; everything else is at
/// the edge of hearing, and the room itself below it.
fn hush(bed: &mut Bed) {
    let asked = bed.from.first().is_some_and(|why| why.starts_with("prompt"));
    if asked && is_at_hand(&bed.sound) {
        bed.gain_db = tenth(bed.gain_db + AT_HAND_DB);
        return;
    }
    let most_lufs = match &bed.sound {
        Sound::Ambience(place) if place.place == Place::RoomTone => HUSHED_ROOM_LUFS,
        Sound::Ambience(_) => HUSHED_LUFS,
        _ if asked => HUSHED_ASKED_LUFS,
        _ => HUSHED_LUFS,
    };
    let over_db = table_lufs(&bed.sound) + bed.gain_db - most_lufs;
    bed.gain_db = tenth(bed.gain_db - over_db.max(0.0));
}

/// A place that the prompt names replaces the picture's; so does rain, wind, water, fire.
fn is_covered(bed: &Bed, requests: &[Request]) -> bool {
    let same = |request: &Request| {
        let Some(sound) = &request.class.sound else { return false };
        let alike = std::mem::discriminant(sound) == std::mem::discriminant(&bed.sound);
        let place = request.class.kind == Kind::Place && matches!(bed.sound, Sound::Ambience(_));
        alike || place
    };
    requests.iter().filter(|request| !is_event(request)).any(same)
}

fn named(scene: &Scene, request: &Request, all: &[Request]) -> Option<Bed> {
    let sound = sound::of(request.class, &request.notes)?;
    let (t0, t1) = stretch(scene, request, all);
    let moves = matches!(sound, Sound::Cloth(_) | Sound::Friction(_) | Sound::Rolling(_) | Sound::Crumple(_));
    Some(Bed {
        id: request.key.clone(),
        class: request.class.id.clone(),
        t0,
        t1,
        gain_db: tenth(sound::bed_gain_db(request.class, &request.notes) + asked_db(&sound)),
        fade_in: if t0 > 0.0 { 0.8 } else { EDGE_FADE_S },
        fade_out: if t1 < scene.duration { 0.8 } else { EDGE_FADE_S },
        env: if moves { course(&scene.envelopes.motion, t0, t1, 0.3) } else { Course::default() },
        spread: if moves { 0.5 } else { 1.0 },
        conf: request.sureness.map_or(0.95, hundredth),
        from: origin(request),
        lock: false,
        mute: false,
        seed: None,
        more: Default::default(),
        sound,
    })
}

/// What was asked for stands nearer the front than what lies under a picture, decibels; heavy rain is there already,
/// and must leave room for the thunder in it.
fn asked_db(sound: &Sound) -> f32 {
    match sound {
        Sound::Ambience(_) => 4.0,
        Sound::Rain(rain) => (7.0 - 3.0 * libm::log2f(rain.mm_per_hour.max(0.1) / 6.0)).clamp(0.0, 7.0),
        _ => 7.0,
    }
}

/// When a named bed is heard: the whole clip, the part that is named, or from its step to the next bed's.
fn stretch(scene: &Scene, request: &Request, all: &[Request]) -> (f64, f64) {
    let duration = scene.duration;
    let next = all
        .iter()
        .filter(|other| {
            other.step > request.step
                && other.class.kind == request.class.kind
                && other.notes.anchor.is_none()
        })
        .map(|other| (other.begin * duration + 1.0).min(duration))
        .fold(duration, f64::min);
    let (t0, t1) = match request.notes.anchor {
        Some(Anchor::At(t)) => (t.min((duration - 0.5).max(0.0)), duration),
        Some(Anchor::Start) => (0.0, (duration * 0.45).max(2.0).min(duration)),
        Some(Anchor::Middle) => (duration * 0.3, duration * 0.7),
        Some(Anchor::End) => (duration * 0.6, duration),
        _ => (request.begin * duration, next),
    };
    let t1 = request.notes.lasting.map_or(t1, |lasting| (t0 + lasting.max(0.3)).min(duration));
    (thousandth(t0), thousandth(t1))
}

/// Beds that the picture asks for.
fn seen(scene: &Scene) -> Vec<Bed> {
    let layers = looks::layers(scene);
    layers.into_iter().flat_map(|layer| runs(scene, layer)).collect()
}

/// Joins shots that look the same into one bed: the same place never starts anew.
fn runs(scene: &Scene, layer: Vec<Option<Look>>) -> Vec<Bed> {
    let mut stretches: Vec<Stretch> = Vec::new();
    for (shot, look) in scene.shots.iter().zip(layer) {
        match stretches.last_mut() {
            Some((_, t1, Some(last)))
                if look.as_ref().is_some_and(|l| (l.class, l.stem) == (last.class, last.stem)) =>
            {
                *t1 = shot.t1;
                last.conf = last.conf.max(look.map_or(0.0, |l| l.conf));
            }
            _ => stretches.push((shot.t0, shot.t1, look)),
        }
    }
    bridge(&mut stretches);
    let edge = |i: usize| edge(scene, i.checked_sub(1).and_then(|i| stretches.get(i)), stretches.get(i));
    let edges: Vec<Edge> = (0..=stretches.len()).map(edge).collect();
    let found = stretches.into_iter().enumerate();
    found
        .filter_map(|(i, (.., look))| look.map(|look| bed(scene, i, [edges[i], edges[i + 1]], look)))
        .collect()
}

/// Where one bed ends and the next begins: the middle of their cross-fade, and how long it is, seconds.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Edge {
    t: f64,
    overlap: f64,
    fade: f64,
}

impl Edge {
    /// An end of the clip.
    fn outer(t: f64) -> Edge {
        Edge { t, overlap: 0.0, fade: EDGE_FADE_S }
    }
}

type Stretch = (f64, f64, Option<Look>);

fn edge(scene: &Scene, before: Option<&Stretch>, after: Option<&Stretch>) -> Edge {
    let t = after.map_or(scene.duration, |stretch| stretch.0);
    if t <= 0.01 || t >= scene.duration - 0.01 {
        return Edge::outer(if t <= 0.01 { 0.0 } else { scene.duration });
    }
    let begins = scene.shots.iter().find(|shot| (shot.t0 - t).abs() < 0.001).map(|shot| shot.begins);
    if begins != Some(Transition::Cut) {
        return Edge { t, overlap: OVERLAP_S, fade: 2.0 * OVERLAP_S };
    }
    let level = |stretch: Option<&Stretch>| {
        let look = stretch.and_then(|(.., look)| look.as_ref()).filter(|look| look.stem == "place");
        look.map(|look| table_lufs(&look.sound))
    };
    let shift = match (level(before), level(after)) {
        (Some(before), Some(after)) if after > before => -LEAD_S,
        (Some(_), Some(_)) => LEAD_S,
        // What is seen to make its sound is cut with the picture.
        _ => 0.0,
    };
    Edge { t: (t + shift).clamp(0.0, scene.duration), overlap: CUT_FADE_S / 2.0, fade: CUT_FADE_S }
}

/// A short stretch does not interrupt what lies on both its sides, nor a place that lies on one: leaves do not stop for
/// four seconds behind a close-up, and nobody is in a meadow for two frames.
fn bridge(stretches: &mut Vec<Stretch>) {
    let same = |a: &Option<Look>, b: &Option<Look>| matches!((a, b), (Some(a), Some(b)) if (a.class, a.stem) == (b.class, b.stem));
    let mut i = 1;
    while i + 1 < stretches.len() {
        let (before, middle, after) = (&stretches[i - 1], &stretches[i], &stretches[i + 1]);
        let short = if middle.2.is_none() { LONGEST_PAUSE_S } else { LONGEST_INTERRUPTION_S };
        if middle.1 - middle.0 < short && same(&before.2, &after.2) {
            stretches[i - 1].1 = after.1;
            stretches.drain(i..=i + 1);
        } else {
            i += 1;
        }
    }
    while let Some(i) = stretches.iter().position(|s| s.2.is_some() && s.1 - s.0 < SHORTEST_S) {
        let (t0, t1, _) = stretches.remove(i);
        match stretches.get_mut(i) {
            Some(after) if after.2.is_some() => after.0 = t0,
            _ => match i.checked_sub(1).and_then(|i| stretches.get_mut(i)) {
                Some(before) => before.1 = t1,
                None => return stretches.insert(i, (t0, t1, None)),
            },
        }
    }
}

fn bed(scene: &Scene, i: usize, [from, to]: [Edge; 2], look: Look) -> Bed {
    let t0 = thousandth((from.t - from.overlap).max(0.0));
    let t1 = if to.overlap > 0.0 { thousandth((to.t + to.overlap).min(scene.duration)) } else { to.t };
    Bed {
        id: format!("{}{i}", look.stem),
        class: look.class.into(),
        sound: look.sound,
        t0,
        t1,
        gain_db: tenth(-6.0 * (0.8 - look.conf).max(0.0)),
        fade_in: from.fade,
        fade_out: to.fade,
        env: if look.follows { course(&scene.envelopes.texture, t0, t1, 0.45) } else { Course::default() },
        spread: 1.0,
        conf: hundredth(look.conf),
        from: vec![look.why],
        lock: false,
        mute: false,
        seed: None,
        more: Default::default(),
    }
}

/// Air under what is heard. Without a picture it is only there so that nothing is digitally black between events.
fn air_under(scene: &Scene, wishes: &Wishes, requests: &[Request]) -> Option<Bed> {
    match scene.is_unseen() {
        true => (wishes.music.is_none() && !requests.is_empty()).then(|| air(scene, AIR_UNSEEN_DB)),
        false => Some(air(scene, 0.0)),
    }
}

/// Room tone as all there is to hear, loud enough to be heard.
pub fn air_alone(scene: &Scene) -> Bed {
    air(scene, AIR_ALONE_DB)
}

/// Quiet air, where nothing is known about a clip: never digital black.
fn air(scene: &Scene, gain_db: f32) -> Bed {
    let sound = Sound::Ambience(Ambience { place: Place::RoomTone, wind: 0.0, life: 0.1 });
    let look = Look {
        stem: "place",
        class: "AMBIENCE-ROOM TONE",
        sound,
        conf: 0.3,
        follows: false,
        why: "nothing known".into(),
    };
    let bed = bed(scene, 0, [Edge::outer(0.0), Edge::outer(scene.duration)], look);
    Bed { gain_db: bed.gain_db + gain_db, ..bed }
}

/// A course of five points a second from an envelope, its loudest at 1 and never under `least`.
fn course(values: &[f32], t0: f64, t1: f64, least: f32) -> Course {
    let at = |t: f64| ((t * Envelopes::RATE_HZ) as usize).min(values.len().saturating_sub(1));
    let most =
        values.iter().skip(at(t0)).take(at(t1).saturating_sub(at(t0)) + 1).fold(0.0_f32, |m, &v| m.max(v));
    if values.is_empty() || !most.is_finite() || most < 1e-4 {
        return Course::default();
    }
    let count = ((t1 - t0) * 5.0).max(1.0) as usize;
    let mut course = Course::default();
    for i in 0..=count {
        let t = t0 + (t1 - t0) * i as f64 / count as f64;
        let around = &values[at(t - 0.1)..=at(t + 0.1)];
        let mean = around.iter().filter(|v| v.is_finite()).sum::<f32>() / around.len() as f32;
        let share = mean / most;
        course.t.push(thousandth(t));
        course.v.push(hundredth(least + (1.0 - least) * share.clamp(0.0, 1.0)));
    }
    course
}
