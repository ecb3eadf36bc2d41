//! Sudden changes of a followed thing's velocity.

use super::follow::{Path, Sight};
use super::frames::Frames;

/// Slowest approach, frame heights a second, and pixels a frame.
const SLOWEST: (f32, f32) = (0.12, 0.5);
/// Least share of the approaching speed that is lost.
const LOST: f32 = 0.4;
/// Least share of the loss that is sudden: a thrown thing at its highest point turns as well, but evenly.
const SUDDEN: f32 = 0.4;
/// Velocities before and after are means over this time, seconds, or over a step where that is longer.
const MEAN_S: f64 = 0.03;
/// Kinks of one path are at least this far apart, seconds.
const APART: f64 = 0.07;
/// What goes on as before within this time has touched nothing, seconds.
const RESUMES_S: f64 = 0.11;

/// One sudden change.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Kink {
    pub t: f64,
    /// Uncertainty, seconds.
    pub dt: f64,
    /// The step between frames in which it lies.
    pub step: usize,
    /// Place, pixels.
    pub at: [f32; 2],
    /// Velocity before and after, frame heights a second.
    pub before: [f32; 2],
    /// See `before`.
    pub after: [f32; 2],
    /// Speed lost along the old direction, frame heights a second.
    pub lost: f32,
    /// Share of the loss that is sudden, 0..=1.
    pub sudden: f32,
    /// Area, cells.
    pub area: usize,
    /// Share of all motion in the frame.
    pub share: f32,
    /// Sightings of the thing up to here.
    pub age: usize,
    pub track: u32,
    /// Whether the thing was not seen any more afterwards.
    pub ended: bool,
    /// How unsteady the motion is elsewhere: mean change of acceleration over speed.
    pub jitter: f32,
    /// Share of the speed that is back soon after, 0..=1.
    pub resumes: f32,
    /// Speed before, pixels a frame.
    pub pixels: f32,
    /// How far the change misses its step, steps: 0 where the mixture of both velocities explains the step.
    pub misses: f32,
    /// Share of the velocities around it that were measured on the thing's own pixels.
    pub known: f32,
    /// How near the thing is to an edge of the picture: that towards which it goes, and any, 0..=1.
    pub edge: [f32; 2],
    /// Logarithm of its growth over the last sightings.
    pub growth: f32,
}

/// All kinks of a path, in order of time.
pub(super) fn kinks(path: &Path, frames: &Frames, height: f32) -> Vec<Kink> {
    let motion = Motion::of(path, frames, height);
    let all: Vec<Kink> =
        (motion.first + 1..motion.end()).filter_map(|m| at(path, &motion, m, frames)).collect();
    let worth = |k: &Kink| k.lost * k.sudden * (1.0 - 0.6 * k.misses.min(1.0));
    let mut order: Vec<usize> = (0..all.len()).collect();
    order.sort_by(|&a, &b| worth(&all[b]).total_cmp(&worth(&all[a])).then(a.cmp(&b)));
    let mut found: Vec<Kink> = Vec::new();
    for i in order {
        let near = |k: &Kink| (k.t - all[i].t).abs() < APART || k.step.abs_diff(all[i].step) < 2;
        if !found.iter().any(near) {
            found.push(all[i].clone());
        }
    }
    found.sort_by(|a, b| a.t.total_cmp(&b.t));
    found
}

/// A path's velocity at every step from its first sighting to a little after its last, frame heights a second.
pub(super) struct Motion {
    first: usize,
    v: Vec<Option<[f32; 2]>>,
    /// Steps over which velocities are averaged.
    reach: isize,
}

impl Motion {
    pub fn of(path: &Path, frames: &Frames, height: f32) -> Motion {
        let first = path.sights[0].step;
        let last = path.sights[path.sights.len() - 1].step;
        let end = (last + 3).max(first + path.way.len()).min(frames.len() - 1);
        let mut v = vec![None; end - first];
        for (i, sight) in path.sights.iter().enumerate() {
            v[sight.step - first] = Some(sight.v);
            let unseen = sight.step + 1..path.sights.get(i + 1).map_or((last + 3).min(end), |s| s.step);
            let went = path.sights.get(i + 1).map(|next| between(sight, next));
            // Unseen for a while: the way from sighting to sighting. Not seen again: gone, unless its cells were seen
            // to stop at the next frame.
            let stopped = (sight.drop > 0.6).then_some([0.0; 2]);
            for step in unseen {
                v[step - first] = went.or(stopped);
            }
        }
        // What was pursued by its own pixels is known better.
        for (v, way) in v.iter_mut().zip(&path.way) {
            *v = way.or(*v);
        }
        for (i, v) in v.iter_mut().enumerate() {
            let scale = (1.0 / frames.step(first + i)) as f32 / height;
            *v = v.map(|v| v.map(|d| d * scale));
        }
        Motion { first, v, reach: (MEAN_S / frames.usual_step()).round().max(1.0) as isize }
    }

    /// Velocity in a step, where it is known.
    pub fn get(&self, step: isize) -> Option<[f32; 2]> {
        let i = step - self.first as isize;
        if i < 0 { None } else { self.v.get(i as usize).copied().flatten() }
    }

    fn end(&self) -> usize {
        self.first + self.v.len()
    }

    /// Mean velocity over the steps on one side of step `m`, and the velocity at `m` that it leads to.
    fn side(&self, m: isize, sign: isize) -> Option<([f32; 2], [f32; 2])> {
        let near = self.mean(m, sign, 1)?;
        let Some(far) = self.mean(m, sign, 1 + self.reach) else { return Some((near, near)) };
        let most = 0.4 * size(near);
        let change = [near[0] - far[0], near[1] - far[1]];
        let much = size(change);
        let trust = 0.75 / self.reach as f32 * if much > most { most / much } else { 1.0 };
        Some((near, [0, 1].map(|k| near[k] + trust * change[k])))
    }

    fn mean(&self, m: isize, sign: isize, from: isize) -> Option<[f32; 2]> {
        let first = self.get(m + sign * from)?;
        let all: Vec<[f32; 2]> = (1..self.reach).map_while(|k| self.get(m + sign * (from + k))).collect();
        let n = (1 + all.len()) as f32;
        Some([0, 1].map(|k| (first[k] + all.iter().map(|v| v[k]).sum::<f32>()) / n))
    }

    /// Mean change of acceleration around step `m`, apart from the change at `m` itself.
    fn jitter(&self, m: isize) -> f32 {
        let bend = |k: isize| {
            let (a, b, c) = (self.get(k - 1)?, self.get(k)?, self.get(k + 1)?);
            Some(size([a[0] - 2.0 * b[0] + c[0], a[1] - 2.0 * b[1] + c[1]]))
        };
        let all: Vec<f32> = (m - 6..m - 1).chain(m + 2..m + 7).filter_map(bend).collect();
        if all.is_empty() { 0.0 } else { all.iter().sum::<f32>() / all.len() as f32 }
    }
}

/// Mean displacement a step from one sighting to the next, after the first one's own.
fn between(a: &Sight, b: &Sight) -> [f32; 2] {
    let steps = (b.step - a.step) as f32;
    [0, 1].map(|k| (b.centre[k] - a.centre[k] - a.v[k]) / (steps - 1.0).max(1.0))
}

fn dot(a: [f32; 2], b: [f32; 2]) -> f32 {
    a[0] * b[0] + a[1] * b[1]
}

fn size(v: [f32; 2]) -> f32 {
    libm::hypotf(v[0], v[1])
}

/// The change inside step `m`: the step itself is a mixture of the velocities before and after, and how much of each
/// says when in it the change lies.
fn at(path: &Path, motion: &Motion, m: usize, frames: &Frames) -> Option<Kink> {
    let age = path.sights.partition_point(|s| s.step < m);
    let sight = path.sights.get(age.checked_sub(1)?)?;
    let (step, m) = (frames.step(m), m as isize);
    let (before, into) = motion.side(m, -1)?;
    let gone = motion.get(m).is_none() || motion.get(m + 1).is_none();
    let (after, out) = motion.side(m, 1).unwrap_or_default();
    let speed = size(before);
    let pixels = speed * frames.clip.height as f32 * step as f32;
    if speed < SLOWEST.0 || pixels < SLOWEST.1 {
        return None;
    }
    let d = before.map(|c| c / speed);
    let lost = (speed - dot(after, d)).clamp(0.0, 2.2 * speed);
    let along = |step: isize| motion.get(step).map(|v| dot(v, d));
    let k = motion.reach;
    let even = |a: isize, b: isize| along(a).zip(along(b)).map_or(0.0, |(a, b)| (a - b).max(0.0));
    let sudden = 1.0 - even(m - 2 * k - 1, m - 1).max(even(m + 1, m + 2 * k + 1)) / lost.max(1e-3);
    if lost < LOST * speed || sudden < SUDDEN {
        return None;
    }
    let range = dot(into, d) - dot(out, d);
    let part = along(m).map_or(0.5, |v| (v - dot(out, d)) / range.max(1e-3));
    let moved = before.map(|c| c * part.clamp(0.0, 1.0) * (step as f32 * frames.clip.height as f32));
    let soon = (RESUMES_S / step) as isize;
    let resumes = (2..=soon).filter_map(|k| along(m + k)).fold(0.0, f32::max) / speed;
    let known = (m - 2..m + 3).filter(|&k| path.measured(k)).count() as f32 / 5.0;
    Some(Kink {
        t: frames.moments[m as usize] + f64::from(part.clamp(0.0, 1.0)) * step,
        dt: 0.3 * step,
        step: m as usize,
        at: contact(path, sight, m as usize, d, moved),
        before,
        after,
        lost,
        sudden: sudden.min(1.0),
        area: sight.area,
        share: sight.share,
        age,
        track: path.id,
        ended: gone,
        jitter: motion.jitter(m) / speed,
        resumes: resumes.min(1.0),
        pixels,
        misses: (-part).max(part - 1.0).max(0.0),
        known,
        edge: edges(sight, d, [frames.clip.width as f32, frames.clip.height as f32]),
        growth: growth(&path.sights[age.saturating_sub(6)..age]),
    })
}

/// How near a thing's bounds come to the edges, those ahead and all: what leaves the picture seems to stop there.
fn edges(sight: &Sight, d: [f32; 2], size: [f32; 2]) -> [f32; 2] {
    let near = |room: f32| (1.0 - (room - 2.0) / 10.0).clamp(0.0, 1.0);
    let b = sight.bounds;
    let rooms = [(b[0], -d[0]), (b[1], -d[1]), (size[0] - b[2], d[0]), (size[1] - b[3], d[1])];
    let ahead = rooms.iter().map(|(room, way)| near(*room) * way.max(0.0)).fold(0.0, f32::max);
    [ahead, rooms.iter().map(|(room, _)| near(*room)).fold(0.0, f32::max)]
}

/// Growth of the area from the first half of some sightings to the second.
fn growth(sights: &[Sight]) -> f32 {
    let (early, late) = sights.split_at(sights.len() / 2);
    let mean = |part: &[Sight]| part.iter().map(|s| s.area as f32).sum::<f32>() / part.len().max(1) as f32;
    if early.is_empty() { 0.0 } else { libm::logf(mean(late) / mean(early)).clamp(-1.5, 1.5) }
}

/// Where the thing touches: the edge of its bounds that leads, carried on from its last sighting to step `m` and there by
/// `moved`.
fn contact(path: &Path, sight: &Sight, m: usize, d: [f32; 2], moved: [f32; 2]) -> [f32; 2] {
    let half = [(sight.bounds[2] - sight.bounds[0]) / 2.0, (sight.bounds[3] - sight.bounds[1]) / 2.0];
    let way = |step: usize| path.way.get(step - path.sights[0].step).copied().flatten().unwrap_or(sight.v);
    let carried = |k: usize| (sight.step..m).map(|step| way(step)[k] + sight.own[k]).sum::<f32>();
    [0, 1]
        .map(|k| (sight.bounds[k] + sight.bounds[k + 2]) / 2.0 + carried(k) + 0.6 * d[k] * half[k] + moved[k])
}
