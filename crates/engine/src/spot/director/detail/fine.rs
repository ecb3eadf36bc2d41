//! When fine sounds happen, how loud and at which ear: before a gesture, after it, and as long as its thing is there.

use super::super::asked::thousandth;
use super::super::whereabouts::{hundredth, tenth};
use super::hands::{self, Hands, Made};
use super::sides::somewhere;
use crate::cues::{Azimuth, Bed, Course, Cue, Position, Sound, When};
use crate::dsp::Chance;
use crate::render::{side_at, table_lufs};
use crate::scene::Envelopes;
use crate::{Scene, Seed};

/// Mean time from one small sound to the next, seconds: what a hand does without haste.
const PERIOD_S: f64 = 0.24;
/// It wanders by so much, as hands do, and grows and shrinks by so much within `TIDE_S`.
const WANDER: f32 = 0.1;
const TIDE: f64 = 0.12;
const TIDE_S: f64 = 14.0;
/// Nothing begins nearer than this to the last moment of the clip, seconds.
const END_S: f64 = 0.35;
/// A hand is still at a thing so long after it struck it, and already so long before, seconds.
const AFTER_S: f64 = 1.5;
const BEFORE_S: f64 = 0.8;
/// How long a stroke lasts, seconds, and what share of it it takes to be fastest.
const STROKE_S: (f32, f32) = (0.26, 0.42);
const FASTEST: f64 = 0.25;
/// The hand that comes to a thing: how long before, and where it ends, seconds.
const COMING_S: f64 = 0.4;
const COME_S: f64 = 0.05;
/// How far from its gesture (whose peaks are far higher) a stroke and a touch are, and what more they lose until they have left, decibels.
const STROKE_DB: f32 = 0.0;
const TOUCH_DB: f32 = -4.0;
const LEAVING_DB: f32 = -5.0;
/// Softest and loudest stroke beside a gesture, LUFS at 1 m, however soft or loud that is.
const LEAST_LUFS: f32 = -32.0;
const MOST_LUFS: f32 = -17.0;
/// One in so many is a stroke.
const TOUCHES: usize = 4;
/// Loudness of a stroke that has no gesture beside it, LUFS at 1 m.
const ALONE_LUFS: f32 = -26.0;
/// How hard: strokes and tips of fingers.
const STROKE_VELOCITY: f32 = 0.5;
const TOUCH_VELOCITY: f32 = 0.4;
/// Distance of what has no place of its own, metres.
const HERE_M: f32 = 0.18;
/// Less motion than this is none, frame heights a second, and as a share of the most in the clip.
const STILL: f32 = 0.004;
const STILL_SHARE: f32 = 0.15;

/// What a fine sound belongs to.
struct Owner {
    hands: Hands,
    /// How loud its strokes are, LUFS at 1 m.
    lufs: f32,
    /// Degrees; `None` where the picture shows no place.
    az: Option<f32>,
    dist: f32,
    conf: f32,
    why: String,
}

/// Fine sounds around the cues and beds of a clip, each with what it belongs to.
pub fn cues(cues: &[Cue], beds: &[Bed], scene: &Scene) -> Vec<Cue> {
    let mut fine = coming(cues);
    let times = between(&busy(cues), scene.duration);
    let shown = Shown { cues, beds, scene };
    let more = times.iter().enumerate().filter_map(|(n, &t)| Some(shown.owner(t)?.fine(n, t)));
    fine.extend(more);
    if fine.is_empty() && cues.is_empty() {
        // Who asks for closeness and shows nothing gets a brush, not silence.
        let alone = Owner { lufs: ALONE_LUFS, ..Owner::of(hands::brush(), "nothing else is heard") };
        fine.extend(times.iter().enumerate().step_by(2).map(|(n, &t)| alone.fine(n, t)));
    }
    fine
}

/// The hand before each gesture that it has time for.
fn coming(cues: &[Cue]) -> Vec<Cue> {
    let mut moments: Vec<&Cue> = cues.iter().filter(|cue| is_moment(cue)).collect();
    moments.sort_by(|a, b| a.when.begin().total_cmp(&b.when.begin()));
    let mut before = -1.0;
    let mut all: Vec<Cue> = Vec::new();
    for cue in moments {
        let t = cue.when.begin();
        let (from, to) = (t - COMING_S, t - COME_S);
        if from > before + 0.1 && from > 0.0 {
            let stroke = Owner::beside(cue, 0.0).and_then(|owner| owner.stroke((from, to), -1.0));
            all.extend(stroke.map(|stroke| Cue { id: stroke.id.replacen('a', "b", 1), ..stroke }));
        }
        before = t;
    }
    all
}

fn is_moment(cue: &Cue) -> bool {
    matches!(cue.when, When::At { .. })
}

/// When something happens.
fn busy(cues: &[Cue]) -> Vec<f64> {
    let mut times: Vec<f64> = cues.iter().filter(|cue| is_moment(cue)).map(|cue| cue.when.begin()).collect();
    times.sort_by(f64::total_cmp);
    times
}

/// Times between those at which something begins: predictable with variation, a little denser now and then.
fn between(busy: &[f64], duration: f64) -> Vec<f64> {
    let mut chance = Chance::new(Seed::of(&[b"fine", &(busy.len() as u64).to_le_bytes()]));
    let mut times = Vec::new();
    let mut last = 0.0;
    for t in busy.iter().copied().chain([duration - END_S + PERIOD_S]) {
        let tide = 1.0 + TIDE * libm::sin(core::f64::consts::TAU * last / TIDE_S);
        let parts = libm::round((t - last) / (PERIOD_S * tide)).max(1.0);
        let step = (t - last) / parts;
        for part in 1..parts as usize {
            let wander = f64::from(chance.within(-WANDER, WANDER));
            times.push(thousandth(last + step * (part as f64 + wander)));
        }
        last = t.max(last);
    }
    times
}

/// Everything that a fine sound can belong to.
struct Shown<'a> {
    cues: &'a [Cue],
    beds: &'a [Bed],
    scene: &'a Scene,
}

impl Shown<'_> {
    /// What is touched at `t`: the gesture beside it, else what goes on, else a thing, else whatever moves.
    fn owner(&self, t: f64) -> Option<Owner> {
        self.gesture(t)
            .or_else(|| self.stretch(t))
            .or_else(|| self.bed(t))
            .or_else(|| self.thing(t))
            .or_else(|| self.motion(t))
    }

    fn gesture(&self, t: f64) -> Option<Owner> {
        let late = |cue: &Cue| {
            let late = t - cue.when.begin();
            if late >= 0.0 { late / AFTER_S } else { -late / BEFORE_S }
        };
        let near = self.cues.iter().filter(|cue| is_moment(cue) && late(cue) < 1.0);
        let nearest = near.min_by(|a, b| late(a).total_cmp(&late(b)).then_with(|| a.id.cmp(&b.id)))?;
        Owner::beside(nearest, late(nearest) as f32)
    }

    fn stretch(&self, t: f64) -> Option<Owner> {
        let heard = |cue: &&Cue| {
            matches!(cue.when, When::Span { t0, t1 } if (t0..t1).contains(&t))
                && (cue.env.is_empty() || cue.env.at(t) > 0.15)
        };
        let cue = self.cues.iter().find(heard)?;
        Some(Owner { az: Some(azimuth(&cue.pos.az, t)), ..Owner::beside(cue, 0.0)? })
    }

    fn bed(&self, t: f64) -> Option<Owner> {
        let lies = self.beds.iter().filter(|bed| (bed.t0..bed.t1).contains(&t));
        let (bed, hands) = lies.filter_map(|bed| Some((bed, hands::on(&bed.sound)?))).next()?;
        Some(Owner { conf: bed.conf, ..Owner::of(hands, &bed.id) })
    }

    fn thing(&self, t: f64) -> Option<Owner> {
        let seen = self.scene.objects.iter().filter(|thing| thing.conf >= 0.5);
        let near = |thing: &crate::scene::Object| Some((thing.at(t, 0.6)?, hands::of_thing(&thing.label)?));
        let area = |b: &[f32; 4]| (b[2] - b[0]) * (b[3] - b[1]);
        let (thing, (bounds, hands)) = seen
            .filter_map(|thing| Some((thing, near(thing)?)))
            .max_by(|a, b| area(&a.1.0).total_cmp(&area(&b.1.0)).then_with(|| b.0.id.cmp(&a.0.id)))?;
        let az = (f32::midpoint(bounds[0], bounds[2]) - 0.5) * 120.0;
        let owner = Owner::of(hands, &format!("{} {}", thing.label, thing.id));
        Some(Owner { az: (az.abs() > 10.0).then_some(az), conf: thing.conf, ..owner })
    }

    fn motion(&self, t: f64) -> Option<Owner> {
        let motion = &self.scene.envelopes.motion;
        let most = motion.iter().copied().filter(|v| v.is_finite()).fold(0.0, f32::max);
        let now = motion.get((t * Envelopes::RATE_HZ) as usize).copied().filter(|v| v.is_finite())?;
        (now > STILL && now > STILL_SHARE * most).then(|| Owner::of(hands::brush(), "motion"))
    }
}

fn azimuth(az: &Azimuth, t: f64) -> f32 {
    match az {
        Azimuth::Still(az) => *az,
        Azimuth::Path(way) => way.iter().rev().find(|p| p.0 <= t).or(way.first()).map_or(0.0, |p| p.1),
    }
}

impl Owner {
    fn of(hands: Hands, why: &str) -> Owner {
        Owner { hands, lufs: ALONE_LUFS, az: None, dist: HERE_M, conf: 0.6, why: why.to_owned() }
    }

    /// What belongs to a cue, of which a share `left` of its time has passed.
    fn beside(cue: &Cue, left: f32) -> Option<Owner> {
        let loud = table_lufs(&cue.sound) + (cue.velocity - 0.7) * 24.0 + cue.gain_db;
        Some(Owner {
            lufs: (loud + STROKE_DB + LEAVING_DB * left).clamp(LEAST_LUFS, MOST_LUFS),
            az: Some(azimuth(&cue.pos.az, cue.when.begin())),
            dist: cue.pos.dist,
            conf: cue.conf,
            ..Owner::of(hands::on(&cue.sound)?, &format!("with {}", cue.id))
        })
    }

    /// The `n`th fine sound of a clip: touches in threes, strokes between them.
    fn fine(&self, n: usize, t: f64) -> Cue {
        let side = if n.is_multiple_of(2) { 1.0 } else { -1.0 };
        let stroke = |t| self.stroke((t, t + f64::from(self.chance(t).within(STROKE_S.0, STROKE_S.1))), side);
        let first = if n % TOUCHES == TOUCHES - 1 { stroke(t) } else { self.touch(t, side) };
        first.or_else(|| self.touch(t, side)).or_else(|| stroke(t)).expect("hands do one or the other")
    }

    fn stroke(&self, (from, to): (f64, f64), side: f32) -> Option<Cue> {
        let (t0, t1) = (thousandth(from), thousandth(to));
        let env = Course { t: vec![t0, thousandth(t0 + FASTEST * (t1 - t0)), t1], v: vec![0.05, 1.0, 0.05] };
        let cue = self.cue(self.hands.stroke.as_ref()?, When::Span { t0, t1 }, (STROKE_VELOCITY, self.lufs));
        Some(Cue { env, pos: self.place(t0, side), ..cue })
    }

    fn touch(&self, t: f64, side: f32) -> Option<Cue> {
        let t = thousandth(t);
        let lufs = self.lufs + TOUCH_DB - STROKE_DB;
        let cue = self.cue(self.hands.touch.as_ref()?, When::At { t }, (TOUCH_VELOCITY, lufs));
        Some(Cue { pos: self.place(t, side), ..cue })
    }

    /// At its thing, or (`side` below 0) across from it.
    fn place(&self, t: f64, side: f32) -> Position {
        let far = somewhere(&id_at(t));
        let az = far.copysign(side * self.az.unwrap_or_else(|| side_at(t)));
        let dist = self.dist * self.chance(t).within(0.85, 1.1);
        Position { az: Azimuth::Still(tenth(az)), el: 0.0, dist: hundredth(dist.clamp(0.12, 0.35)) }
    }

    fn chance(&self, t: f64) -> Chance {
        Chance::new(Seed::of(&[b"hand", id_at(t).as_bytes()]))
    }

    fn cue(&self, (class, sound): &Made, when: When, (velocity, lufs): (f32, f32)) -> Cue {
        let usual = table_lufs(sound) + (velocity - 0.7) * 24.0;
        Cue {
            id: id_at(when.begin()),
            when,
            class: (*class).into(),
            sound: self.alive(sound, when.begin()),
            velocity,
            gain_db: tenth((lufs - usual).clamp(-24.0, 20.0)),
            pos: Position::default(),
            env: Course::default(),
            conf: hundredth(self.conf.min(0.6)),
            from: vec!["asmr detail".into(), self.why.clone()],
            lock: false,
            mute: false,
            seed: None,
            more: Default::default(),
        }
    }

    /// Nobody touches a thing twice at one place.
    fn alive(&self, sound: &Sound, t: f64) -> Sound {
        let mut sound = sound.clone();
        if let Sound::Impact(impact) = &mut sound {
            impact.size = hundredth(impact.size * self.chance(t + 0.5).log_within(0.75, 1.35));
        }
        sound
    }
}

fn id_at(t: f64) -> String {
    format!("a{:05}", libm::round(t * 1_000.0) as u64)
}
