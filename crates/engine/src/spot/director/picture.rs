//! Cues that come from the picture alone: blows, steps, passes, flashes, cloth.

use super::asked::{Request, thousandth};
use super::timing::{Look, Moment, moments};
use super::{Wishes, matter, passing, whereabouts};
use crate::Scene;
use crate::cues::{Azimuth, Cloth, Course, Cue, Impact, Material, Position, Sound, Thunder, When, Whoosh};
use crate::scene::{self, Foot, Gesture, ShotScale, Step, Track, place};
use crate::spot::lexicon::{Kind, lexicon};
use crate::spot::{semantics, sound};
use std::collections::BTreeMap;

/// Seconds from a flash to its clap: near, so that both are heard as one.
const FLASH_TO_CLAP_S: f64 = 0.8;

/// Speed of sound, metres a second.
const SOUND_SPEED: f32 = 343.0;

/// Walkers beyond the two nearest are a crowd: this much quieter, dB.
const CROWD_DB: f32 = -7.0;
/// See [`CROWD_DB`].
const NEAREST: usize = 2;

/// Cues for every moment that no request has taken.
pub fn cues(scene: &Scene, wishes: &Wishes, requests: &[Request]) -> Vec<Cue> {
    if wishes.only_named() {
        return Vec::new();
    }
    let free = moments(scene).into_iter().filter(|moment| is_free(moment, requests));
    let mut all: Vec<Cue> = Vec::new();
    let mut feet = Feet::of(scene);
    for moment in free {
        let idea = match moment.look {
            Look::Hit => blow(scene, &moment),
            Look::Step => Some(step(scene, &moment, &mut feet)),
            Look::Sweep => pass(scene, &moment),
            Look::Flash => thunder(scene, wishes, &moment, requests),
            Look::Cut => None,
        };
        all.extend(idea.map(|idea| at_moment(idea, scene, &moment, wishes.asmr)));
    }
    all.extend(cloth(scene));
    if !wishes.asmr {
        all.extend(passing::cues(scene, requests));
    }
    all.retain(|cue| wishes.allows(&cue.class));
    all
}

/// A moment is free unless the prompt has taken it, or named what such moments sound like: then only strong blows
/// that it did not take still sound.
fn is_free(moment: &Moment, requests: &[Request]) -> bool {
    let taken = |request: &Request| {
        request
            .hits
            .iter()
            .any(|hit| hit.moment.as_ref().is_some_and(|m| m.name == moment.name && m.t == moment.t))
    };
    let alike = |request: &Request| {
        matches!(
            (&request.class.sound, moment.look),
            (Some(Sound::Impact(_) | Sound::Shatter(_) | Sound::Door(_) | Sound::Click(_)), Look::Hit)
                | (Some(Sound::Footstep(_)), Look::Step)
                | (Some(Sound::Whoosh(_)), Look::Sweep)
                | (Some(Sound::Thunder(_)), Look::Flash)
        ) && request.class.kind == Kind::Event
    };
    let strong = moment.look == Look::Hit && moment.strength > STRONG;
    !requests.iter().any(taken) && (strong || !requests.iter().any(alike))
}

/// A cue with its time, place and sureness; the caller says what it is.
struct Idea {
    id: String,
    class: String,
    sound: Sound,
    velocity: f32,
    gain_db: f32,
    t: f64,
    conf: f32,
    why: Vec<String>,
}

fn at_moment(idea: Idea, scene: &Scene, moment: &Moment, asmr: bool) -> Cue {
    // An unsure cue is quieter, never absent and never loud (§1).
    let unsure_db = -30.0 * (0.7 - idea.conf).max(0.0);
    let mut from = vec![moment.name.clone()];
    from.extend(idea.why);
    let mut pos = whereabouts::position(scene, moment.t, Some((moment.at, moment.size)), asmr);
    if moment.look == Look::Sweep && !asmr {
        pos = sweep_path(scene, moment).unwrap_or(pos);
    }
    if let Some(seen) = moment.step.as_ref().filter(|_| !asmr) {
        pos.dist = away(seen.size);
    }
    Cue {
        id: idea.id,
        when: When::At { t: thousandth(idea.t) },
        class: idea.class,
        sound: idea.sound,
        velocity: whereabouts::hundredth(idea.velocity.clamp(0.1, 1.0)),
        gain_db: whereabouts::tenth(idea.gain_db + unsure_db),
        pos,
        env: Course::default(),
        conf: whereabouts::hundredth(idea.conf),
        from,
        lock: false,
        mute: false,
        seed: None,
        more: Default::default(),
    }
}

/// Metres to someone this many frame heights tall, seen through a usual lens.
fn away(height: f32) -> f32 {
    whereabouts::hundredth((2.5 / height.max(0.05)).clamp(1.0, 15.0))
}

fn id_of(letter: char, moment: &Moment) -> String {
    let number = moment.name.rsplit(' ').next().unwrap_or("0");
    match moment.impact {
        Some(_) => format!("{letter}{number}"),
        // Steps and strokes share their walker's or stretch's number; their time tells them apart and survives an edit of the others.
        None => format!("{letter}{number}.{:05}", (moment.t * 1_000.0) as u64),
    }
}

/// Over this an impact is heard whatever it was (§5).
const STRONG: f32 = 0.6;

/// A contact: what it sounds like is weighed from colour, things near it and its way of moving. What seldom strikes and
/// cannot be made (a car in traffic) stays silent, since its loss of speed was a loss of sight, unless it is a strong one.
fn blow(scene: &Scene, moment: &Moment) -> Option<Idea> {
    let seen = moment.impact.clone().unwrap_or_default();
    let guess = matter::material(scene, &seen);
    let verdict = semantics::verdict(&semantics::at_moment(scene, moment, guess));
    let down = (45.0..135.0).contains(&seen.direction[0]);
    let heavy = moment.size > 0.08 && down && seen.speed < 1.2;
    let size = length_of(scene, moment);
    let specific = specific(&verdict.class, &seen, size);
    let strong = moment.strength > STRONG && moment.conf >= 0.5;
    let neutral = verdict.class == NEUTRAL || moment.conf < 0.5 || (specific.is_none() && strong);
    let named = specific.or_else(|| strong.then(|| muffled(&seen, guess, size)))?;
    let (class, sound, mut why) = match () {
        () if neutral && heavy => (NEUTRAL.to_owned(), thud(size), vec!["large, slow, downward".to_owned()]),
        () if neutral => {
            (NEUTRAL.to_owned(), muffled(&seen, guess, size), vec!["material unknown".to_owned()])
        }
        () => (verdict.class.clone(), named, verdict.why.clone()),
    };
    why.extend(verdict.instead_of.filter(|_| neutral).map(|class| format!("perhaps {class}")));
    // That something happened may be sure while what it was is not: a named sound needs both.
    let conf = if neutral { moment.conf } else { moment.conf * (0.7 + 0.3 * verdict.conf) };
    Some(Idea {
        id: id_of('i', moment),
        class,
        sound,
        velocity: 0.3 + 0.45 * moment.strength + 0.06 * seen.speed.min(3.0),
        gain_db: 0.0,
        t: moment.t,
        conf,
        why,
    })
}

const NEUTRAL: &str = "OBJECTS-MISC";

/// Length of the body from its area, metres, as if the frame were two metres high in a medium shot.
fn length_of(scene: &Scene, moment: &Moment) -> f32 {
    let frame_m = match whereabouts::shot_at(scene, moment.t).map(|shot| shot.scale) {
        Some(ShotScale::Close) => 0.5,
        Some(ShotScale::Wide) => 6.0,
        _ => 2.0,
    };
    (libm::sqrtf(moment.size.clamp(0.0005, 0.5)) * frame_m * 0.6).clamp(0.04, 0.9)
}

fn thud(size: f32) -> Sound {
    let (material, striker) = (Material::Soil, Some(Material::Flesh));
    Sound::Impact(Impact { material, striker, size: size.max(0.5), hardness: 0.15, body: 0.9 })
}

/// A soft blow that suits most things; a fair guess at the material colours it.
fn muffled(seen: &scene::Impact, (guess, sure): (Material, f32), size: f32) -> Sound {
    Sound::Impact(Impact {
        material: if sure >= 0.4 { guess } else { Material::Wood },
        striker: Some(if seen.gesture == Some(Gesture::Hand) { Material::Flesh } else { Material::Soil }),
        size: whereabouts::hundredth(size),
        hardness: hardness(seen, 0.7),
        body: body(seen),
    })
}

/// The sound of a class, as large and hard as it looks; `None` for what does not happen at a moment, as engines do not.
fn specific(class: &str, seen: &scene::Impact, size: f32) -> Option<Sound> {
    let class = lexicon().class(class).filter(|class| class.kind == Kind::Event)?;
    let made = class.sound.as_ref().or_else(|| lexicon().class(class.substitute.as_ref()?)?.sound.as_ref());
    let mut sound = made?.clone();
    if let Sound::Impact(impact) = &mut sound {
        impact.size = whereabouts::hundredth(libm::sqrtf(impact.size * size));
        impact.hardness = whereabouts::hundredth(0.5 * (impact.hardness + hardness(seen, 1.0)));
        impact.body = whereabouts::hundredth(0.5 * (impact.body + body(seen)));
    }
    Some(sound)
}

fn hardness(seen: &scene::Impact, factor: f32) -> f32 {
    whereabouts::hundredth(((0.2 + 0.2 * seen.speed) * factor).clamp(0.15, 0.9))
}

fn body(seen: &scene::Impact) -> f32 {
    whereabouts::hundredth((0.15 + 2.0 * seen.size).clamp(0.1, 0.7))
}

fn step(scene: &Scene, moment: &Moment, feet: &mut Feet) -> Idea {
    let verdict = semantics::verdict(&semantics::at_moment(scene, moment, (Material::Wood, 0.0)));
    let ground = matter::ground(scene, moment.t);
    let seen = moment.step.clone().unwrap_or_default();
    let mut sound = sound::step(ground, seen.run, feet.is_left(&seen));
    let made = lexicon().class(&verdict.class).and_then(|class| class.sound.clone());
    if let (Sound::Footstep(step), Some(Sound::Footstep(own))) = (&mut sound, made) {
        step.shoe = own.shoe;
    }
    let mut why = vec![format!("ground {ground:?}").to_lowercase()];
    why.extend(verdict.why);
    Idea {
        id: id_of('g', moment),
        class: verdict.class,
        sound,
        velocity: if seen.run { 0.72 } else { 0.6 },
        gain_db: if feet.is_near(&seen) { 0.0 } else { CROWD_DB },
        t: moment.t,
        conf: moment.conf,
        why,
    }
}

/// Who walks how near, and whose foot comes next.
struct Feet {
    /// The walkers, largest first.
    walkers: Vec<u32>,
    /// The foot that each walker put down last: whether it was the left one.
    last: BTreeMap<u32, bool>,
}

impl Feet {
    fn of(scene: &Scene) -> Feet {
        let mut sizes: BTreeMap<u32, f32> = BTreeMap::new();
        for step in &scene.steps {
            let largest = sizes.entry(step.figure).or_insert(0.0);
            *largest = largest.max(step.size);
        }
        let mut walkers: Vec<u32> = sizes.keys().copied().collect();
        walkers.sort_by(|a, b| sizes[b].total_cmp(&sizes[a]).then(a.cmp(b)));
        Feet { walkers, last: BTreeMap::new() }
    }

    fn is_near(&self, step: &Step) -> bool {
        self.walkers.iter().take(NEAREST).any(|walker| *walker == step.figure)
    }

    /// Which foot was seen, else the other one than last time.
    fn is_left(&mut self, step: &Step) -> bool {
        let left = match step.foot {
            Some(foot) => foot == Foot::Left,
            None => self.last.get(&step.figure).is_some_and(|left| !left),
        };
        self.last.insert(step.figure, left);
        left
    }
}

fn seen_sweep<'a>(scene: &'a Scene, moment: &Moment) -> Option<&'a crate::scene::Sweep> {
    scene.sweeps.get(moment.name.rsplit(' ').next()?.parse::<usize>().ok()?)
}

fn pass(scene: &Scene, moment: &Moment) -> Option<Idea> {
    let seen = seen_sweep(scene, moment)?;
    let camera = seen.track.is_none();
    if seen.conf < 0.3 || (camera && seen.speed < 2.0) {
        return None;
    }
    // A car that passes is no rod that is swung.
    let verdict = semantics::verdict(&semantics::at_moment(scene, moment, (Material::Wood, 0.0)));
    let whooshes = lexicon().class(&verdict.class).is_some_and(|c| matches!(c.sound, Some(Sound::Whoosh(_))));
    if !camera && !whooshes {
        return None;
    }
    let length = ((seen.t[2] - seen.t[0]) as f32).clamp(0.15, 0.9);
    let d = (libm::sqrtf(seen.size.clamp(0.0, 1.0)) * 0.2).clamp(0.01, 0.12);
    Some(Idea {
        id: id_of('w', moment),
        class: "SWOOSHES-WHOOSH".into(),
        sound: Sound::Whoosh(Whoosh {
            d: whereabouts::hundredth(d),
            length: whereabouts::hundredth(length),
            tone: 0.15,
            designed: 0.0,
        }),
        velocity: 0.35 + 0.12 * seen.speed.min(3.5),
        gain_db: if camera { -6.0 } else { -2.0 },
        t: moment.t,
        conf: seen.conf,
        why: Vec::new(),
    })
}

fn sweep_path(scene: &Scene, moment: &Moment) -> Option<Position> {
    let seen = seen_sweep(scene, moment)?;
    let [t0, _, t1] = seen.t;
    let path = vec![
        (thousandth(t0), whereabouts::azimuth(seen.x[0])),
        (thousandth(t1.max(t0)), whereabouts::azimuth(seen.x[1])),
    ];
    Some(Position { az: Azimuth::Path(path), el: 0.0, dist: 2.0 })
}

/// A flash is thunder only where something else speaks of a storm: otherwise it may be a camera, a lamp, a cut.
fn thunder(scene: &Scene, wishes: &Wishes, moment: &Moment, requests: &[Request]) -> Option<Idea> {
    let shot = whereabouts::shot_at(scene, moment.t)?;
    let rain = shot.scene.get(place::RAIN).copied().unwrap_or(0.0);
    let named = requests
        .iter()
        .any(|request| matches!(request.class.sound, Some(Sound::Rain(_) | Sound::Thunder(_))));
    let t = moment.t + FLASH_TO_CLAP_S;
    if !(rain > 0.35 || named) || t > scene.duration - 0.3 || !wishes.allows("WEATHER-THUNDER") {
        return None;
    }
    Some(Idea {
        id: id_of('f', moment),
        class: "WEATHER-THUNDER".into(),
        sound: Sound::Thunder(Thunder { away: FLASH_TO_CLAP_S as f32 * SOUND_SPEED }),
        velocity: 0.5 + 0.4 * moment.strength,
        gain_db: 0.0,
        t,
        conf: 0.5 + 0.4 * rain.min(1.0),
        why: vec![if named { "storm in the prompt".into() } else { "rain in the picture".into() }],
    })
}

/// Quiet cloth under people that move, at most two.
fn cloth(scene: &Scene) -> Vec<Cue> {
    let moving = |track: &&Track| {
        let long = track.points.first().zip(track.points.last()).is_some_and(|(a, b)| b.t - a.t > 0.8);
        track.upright && long && track.points.iter().any(|p| libm::hypotf(p.v[0], p.v[1]) > 0.08)
    };
    scene.tracks.iter().filter(moving).take(2).map(|track| rustle(scene, track)).collect()
}

fn rustle(scene: &Scene, track: &Track) -> Cue {
    let (t0, t1) = (track.points[0].t.max(0.0), track.points[track.points.len() - 1].t.min(scene.duration));
    let mut path: Vec<(f64, f32)> = Vec::new();
    for point in &track.points {
        // Five places a second are enough for clothes.
        if path.last().is_none_or(|&(last, _)| point.t - last >= 0.2) {
            path.push((thousandth(point.t), whereabouts::azimuth(point.at[0])));
        }
    }
    let height = track.points.iter().map(|p| p.size[1]).fold(0.05, f32::max);
    let mut env = stir(track, (t0, t1));
    let t1 = gone(scene, track, t1).map_or(t1, |(t1, az)| {
        path.push((thousandth(t1), az));
        env.t.push(thousandth(t1));
        env.v.push(0.0);
        t1
    });
    Cue {
        id: format!("k{}", track.id),
        when: When::Span { t0: thousandth(t0), t1: thousandth(t1) },
        class: "CLOTH-MOVEMENT".into(),
        sound: Sound::Cloth(Cloth::default()),
        velocity: 0.5,
        gain_db: -3.0,
        pos: Position { az: Azimuth::Path(path), el: 0.0, dist: away(height) },
        env,
        conf: 0.5,
        from: vec![format!("track {}", track.id)],
        lock: false,
        mute: false,
        seed: None,
        more: Default::default(),
    }
}

/// Where and when someone who leaves the picture is heard last; nobody goes on behind a cut.
fn gone(scene: &Scene, track: &Track, t1: f64) -> Option<(f64, f32)> {
    let last = track.points.last()?;
    // Velocity is in frame heights; most frames are about 1.8 times as wide.
    let exit = passing::exit(last.at[0], last.size[0] / 2.0, last.v[0] / 1.8)?;
    let cut = whereabouts::shot_at(scene, last.t).map_or(scene.duration, |shot| shot.t1);
    let end = (t1 + exit.lasts_s).min(cut).min(scene.duration);
    (end > t1 + 0.1).then_some((end, exit.az))
}

/// How much clothes stir, ten times a second: with the speed of who wears them, and with every turn.
fn stir(track: &Track, (t0, t1): (f64, f64)) -> Course {
    let mut env = Course::default();
    for i in 0..=((t1 - t0) * 10.0) as usize {
        let t = t0 + i as f64 / 10.0;
        let (speed, turning) = (track.speed_at(t).unwrap_or(0.0), track.turning_at(t).unwrap_or(0.0));
        env.t.push(thousandth(t));
        env.v.push(whereabouts::hundredth((speed / 0.6 * (1.0 + 0.1 * turning.min(5.0))).clamp(0.0, 1.0)));
    }
    env
}
