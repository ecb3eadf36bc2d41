//! Bodies between the stills in which their joints were seen; all places in frame heights from left and top.

use crate::scene::{Joint, Object, Pose, Sight};

/// People less sure than this are furniture.
const LEAST_PERSON: f32 = 0.45;
/// A joint less sure than this is a guess.
const LEAST_JOINT: f32 = 0.2;
/// Shoulders and hips must be this sure, in the mean.
const LEAST_TORSO: f32 = 0.35;
/// Joints go on so long before the first and after the last still that shows them, seconds.
const REACH_S: f64 = 0.3;
/// Longest time between two stills over which joints are taken to move evenly, seconds.
const GAP_S: f64 = 0.8;
/// A hand reaches beyond the wrist by so much of the forearm.
const HAND: f32 = 0.4;

/// Left or right of a pair of joints.
type Side = usize;

const SHOULDERS: usize = 5;
const ELBOWS: usize = 7;
const WRISTS: usize = 9;
const HIPS: usize = 11;
const KNEES: usize = 13;
const ANKLES: usize = 15;

/// A part of the body that strikes, or does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limb {
    /// A forearm with its hand.
    Hand(Side),
    /// An ankle.
    Foot(Side),
    /// Head, shoulders, knees.
    Trunk,
}

/// The people whose joints were seen.
pub(in crate::analyse) struct Bodies<'a> {
    people: Vec<&'a Object>,
}

impl<'a> Bodies<'a> {
    pub fn of(objects: &'a [Object]) -> Bodies<'a> {
        let is_person = |o: &&Object| o.label == "person" && o.conf >= LEAST_PERSON;
        let has_joints = |o: &&Object| o.sights.iter().any(|s| s.pose.is_some());
        Bodies { people: objects.iter().filter(is_person).filter(has_joints).collect() }
    }

    /// Everybody's joints at a time, with their number.
    pub fn at(&self, t: f64, aspect: f32) -> Vec<(usize, Body)> {
        let body = |(i, person): (usize, &&Object)| Some((i, Body::of(&joints(person, t)?, aspect)?));
        self.people.iter().enumerate().filter_map(body).collect()
    }

    /// Where somebody is at a time, fractions of the frame.
    pub fn bounds(&self, person: usize, t: f64) -> Option<[f32; 4]> {
        self.people[person].at(t, REACH_S)
    }
}

/// The joints between the two stills around a time.
fn joints(person: &Object, t: f64) -> Option<Pose> {
    let posed = || person.sights.iter().filter(|s| s.pose.is_some());
    let before = posed().rfind(|s| s.t <= t);
    let after = posed().find(|s| s.t > t);
    match (before, after) {
        (Some(a), Some(b)) if b.t - a.t <= GAP_S => between(a, b, t),
        (Some(a), _) if t - a.t <= REACH_S => a.pose.clone(),
        (_, Some(b)) if b.t - t <= REACH_S => b.pose.clone(),
        _ => None,
    }
}

fn between(a: &Sight, b: &Sight, t: f64) -> Option<Pose> {
    let share = ((t - a.t) / (b.t - a.t).max(1e-6)) as f32;
    let (from, to) = (a.pose.as_ref()?, b.pose.as_ref()?);
    let mix = |x: f32, y: f32| x + share * (y - x);
    let joint = |i: usize| {
        let (p, q) = (from.joints[i], to.joints[i]);
        Joint { x: mix(p.x, q.x), y: mix(p.y, q.y), conf: p.conf.min(q.conf) }
    };
    Some(Pose { joints: std::array::from_fn(joint) })
}

/// The joints of one person at one time.
#[derive(Debug, Clone)]
pub(in crate::analyse) struct Body {
    joints: [Joint; 17],
    /// From the middle of the shoulders to that of the hips.
    pub torso: f32,
}

impl Body {
    /// `None` where shoulders and hips were not seen well.
    pub fn of(pose: &Pose, aspect: f32) -> Option<Body> {
        let joints = pose.joints.map(|j| Joint { x: j.x * aspect, ..j });
        let core = [SHOULDERS, SHOULDERS + 1, HIPS, HIPS + 1];
        let sure = core.iter().map(|&i| joints[i].conf).sum::<f32>() / 4.0;
        let middle =
            |i: usize| [(joints[i].x + joints[i + 1].x) / 2.0, (joints[i].y + joints[i + 1].y) / 2.0];
        let torso = apart(middle(SHOULDERS), middle(HIPS));
        (sure >= LEAST_TORSO && torso > 0.02).then_some(Body { joints, torso })
    }

    /// The limb nearest to a point, and how far it is.
    pub fn nearest(&self, at: [f32; 2]) -> Option<(Limb, f32)> {
        let limbs = [Limb::Hand(0), Limb::Hand(1), Limb::Foot(0), Limb::Foot(1), Limb::Trunk];
        let all = limbs.into_iter().map(|limb| (limb, self.away(limb, at)));
        all.min_by(|a, b| a.1.total_cmp(&b.1)).filter(|(_, away)| away.is_finite())
    }

    /// How far a limb is from a point; infinite where it was not seen.
    pub fn away(&self, limb: Limb, at: [f32; 2]) -> f32 {
        match limb {
            Limb::Hand(side) if self.is_seen(WRISTS + side) => {
                let (elbow, wrist) = (self.place(ELBOWS + side), self.place(WRISTS + side));
                from_line(at, elbow, wrist).min(from_line(at, wrist, self.hand(side)))
            }
            Limb::Foot(side) if self.is_seen(ANKLES + side) => apart(at, self.place(ANKLES + side)),
            Limb::Trunk => {
                let parts = [0, 3, 4, SHOULDERS, SHOULDERS + 1, KNEES, KNEES + 1];
                let seen = parts.into_iter().filter(|&i| self.is_seen(i));
                seen.map(|i| apart(at, self.place(i))).fold(f32::INFINITY, f32::min)
            }
            Limb::Hand(_) | Limb::Foot(_) => f32::INFINITY,
        }
    }

    /// Where a hand is, on from the forearm.
    pub fn hand(&self, side: Side) -> [f32; 2] {
        let (elbow, wrist) = (self.place(ELBOWS + side), self.place(WRISTS + side));
        [0, 1].map(|i| wrist[i] + HAND * (wrist[i] - elbow[i]))
    }

    pub fn wrist(&self, side: Side) -> Option<[f32; 2]> {
        self.is_seen(WRISTS + side).then(|| self.place(WRISTS + side))
    }

    pub fn ankle(&self, side: Side) -> Option<[f32; 2]> {
        self.is_seen(ANKLES + side).then(|| self.place(ANKLES + side))
    }

    fn place(&self, joint: usize) -> [f32; 2] {
        [self.joints[joint].x, self.joints[joint].y]
    }

    fn is_seen(&self, joint: usize) -> bool {
        self.joints[joint].conf >= LEAST_JOINT
    }
}

pub(super) fn apart(a: [f32; 2], b: [f32; 2]) -> f32 {
    libm::hypotf(a[0] - b[0], a[1] - b[1])
}

/// From a point to the line between two others.
fn from_line(at: [f32; 2], a: [f32; 2], b: [f32; 2]) -> f32 {
    let way = [b[0] - a[0], b[1] - a[1]];
    let long = way[0] * way[0] + way[1] * way[1];
    let along = (at[0] - a[0]) * way[0] + (at[1] - a[1]) * way[1];
    let share = if long > 0.0 { (along / long).clamp(0.0, 1.0) } else { 0.0 };
    apart(at, [a[0] + share * way[0], a[1] + share * way[1]])
}
