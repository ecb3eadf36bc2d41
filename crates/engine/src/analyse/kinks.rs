//! Sudden changes of a followed thing's velocity.

use super::follow::{Path, Sight};
use super::frames::Frames;

/// Slowest approach, frame heights a second, and pixels a frame.
const SLOWEST: (f32, f32) = (0.22, 0.9);
/// Least share of the approaching speed that is lost.
const LOST: f32 = 0.5;
/// Least share of the loss that is sudden: a thrown thing at its highest point turns as well, but evenly.
const SUDDEN: f32 = 0.55;

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
}

/// All kinks of a path, in order of time.
pub(super) fn kinks(path: &Path, frames: &Frames, height: f32) -> Vec<Kink> {
    let motion = Motion::of(path, frames, height);
    let all: Vec<Option<Kink>> = (motion.first..motion.end()).map(|m| at(path, &motion, m, frames)).collect();
    let better = |k: &Kink, other: Option<&Option<Kink>>| {
        other.and_then(Option::as_ref).is_none_or(|o| k.lost * k.sudden >= o.lost * o.sudden)
    };
    let mut found: Vec<Kink> = Vec::new();
    for (i, kink) in all.iter().enumerate() {
        let Some(kink) = kink else { continue };
        let near = [i.checked_sub(2), i.checked_sub(1), Some(i + 1), Some(i + 2)];
        let largest = near.into_iter().flatten().all(|k| better(kink, all.get(k)));
        if largest && found.last().is_none_or(|last| kink.t - last.t > 0.08) {
            found.push(kink.clone());
        }
    }
    found
}

/// A path's velocity at every step from its first sighting to a little after its last, frame heights a second.
struct Motion {
    first: usize,
    v: Vec<Option<[f32; 2]>>,
}

impl Motion {
    fn of(path: &Path, frames: &Frames, height: f32) -> Motion {
        let first = path.sights[0].step;
        let last = path.sights[path.sights.len() - 1].step;
        let end = (last + 3).min(frames.len() - 1);
        let mut v = vec![None; end - first];
        for (i, sight) in path.sights.iter().enumerate() {
            let scale = (1.0 / frames.step(sight.step)) as f32 / height;
            let own = sight.v.map(|d| d * scale);
            v[sight.step - first] = Some(own);
            let unseen = sight.step + 1..path.sights.get(i + 1).map_or(end, |s| s.step);
            let went = path.sights.get(i + 1).map(|next| between(sight, next).map(|d| d * scale));
            // Unseen for a while: the way from sighting to sighting. Not seen again: gone, unless its cells were seen
            // to stop at the next frame.
            let stopped = (sight.drop > 0.6).then_some([0.0; 2]);
            for step in unseen {
                v[step - first] = went.or(stopped);
            }
        }
        Motion { first, v }
    }

    fn get(&self, step: isize) -> Option<[f32; 2]> {
        let i = step - self.first as isize;
        if i < 0 { None } else { self.v.get(i as usize).copied().flatten() }
    }

    fn end(&self) -> usize {
        self.first + self.v.len()
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

/// The change inside step `m`: velocity before from the two steps before it, after from the two after it; the step
/// itself is a mixture of both, and how much of each says when in it the change lies.
fn at(path: &Path, motion: &Motion, m: usize, frames: &Frames) -> Option<Kink> {
    let index = path.sights.partition_point(|s| s.step < m);
    let (sight, age) = (path.sights.get(index.checked_sub(1)?)?, index);
    let m = m as isize;
    let (v1, v2) = (motion.get(m - 1)?, motion.get(m - 2).or(motion.get(m - 1))?);
    // What jumps about has no speed to lose.
    if dot(v1, v2) < 0.0 && dot(v2, v2) > 0.15 * dot(v1, v1) {
        return None;
    }
    let before = if dot(v1, v2) > 0.0 && dot(v2, v2) > 0.25 * dot(v1, v1) { mix(v1, v2, 0.35) } else { v1 };
    let speed = dot(before, before).sqrt();
    let pixels = dot(sight.v, sight.v).sqrt();
    if speed < SLOWEST.0 || pixels < SLOWEST.1 || age < 2 {
        return None;
    }
    let d = before.map(|c| c / speed);
    let after = motion.get(m + 1).map(|a| motion.get(m + 2).map_or(a, |b| mix(a, b, 0.3)))?;
    let lost = (speed - dot(after, d)).clamp(0.0, 2.2 * speed);
    let along = |step: isize| motion.get(step).map(|v| dot(v, d));
    // A stutter of the film or of the match: what goes on as before has touched nothing.
    let late = (2..5).filter_map(|k| along(m + k)).fold(f32::MIN, f32::max);
    if late > 0.6 * speed {
        return None;
    }
    let even = |a: isize, b: isize| along(a).zip(along(b)).map_or(0.0, |(a, b)| (a - b).max(0.0));
    let sudden = 1.0 - even(m - 3, m - 1).max(even(m + 1, m + 3)) / lost.max(1e-3);
    if lost < LOST * speed || sudden < SUDDEN {
        return None;
    }
    let part = ((along(m)? - dot(after, d)) / lost.max(1e-3)).clamp(0.0, 1.0);
    let step = frames.step(m as usize);
    let ended = path.sights.last().is_some_and(|last| last.step <= m as usize);
    Some(Kink {
        t: frames.times[m as usize] + f64::from(part) * step,
        dt: 0.3 * step,
        step: m as usize,
        at: contact(sight, d),
        before,
        after,
        lost,
        sudden: sudden.min(1.0),
        area: sight.area,
        share: sight.share,
        age,
        track: path.id,
        ended,
    })
}

fn mix(a: [f32; 2], b: [f32; 2], share: f32) -> [f32; 2] {
    [a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])]
}

/// Where the thing touches: the edge of its bounds that leads, after its last step.
fn contact(sight: &Sight, d: [f32; 2]) -> [f32; 2] {
    let half = [(sight.bounds[2] - sight.bounds[0]) / 2.0, (sight.bounds[3] - sight.bounds[1]) / 2.0];
    [0, 1].map(|k| (sight.bounds[k] + sight.bounds[k + 2]) / 2.0 + sight.v[k] + 0.6 * d[k] * half[k])
}
