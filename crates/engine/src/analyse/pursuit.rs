//! A followed thing pursued by its own pixels: how far it went in every step, also where the flow has lost it.
//!
//! Flow asks where cells of the picture went and so mixes a small thing with the wall behind it. Here only those pixels
//! of the thing's box count that differ from what was there before and from what is there afterwards; they are looked
//! for where the thing may have gone: on, nowhere, or back.

use super::camera::Motion;
use super::follow::{Path, Sight};
use super::frames::Frames;

/// Most and fewest pixels that are looked for.
const PIXELS: (usize, usize) = (96, 10);
/// Least difference from before and after that makes a pixel the thing's, levels over all three planes.
const DISTINCT: i32 = 7;
/// A difference counts no more than this, levels: half-hidden things are still found.
const CAP: i32 = 60;
/// Worst mean difference at which the thing is still believed to be found, levels.
const WORST: f32 = 26.0;
/// How long a thing is pursued after it was last seen moving, seconds.
const TAIL: f64 = 0.17;
/// Steps downhill from each place that is tried.
const DOWNHILL: usize = 12;

/// One frame's planes.
#[derive(Clone, Copy)]
struct Look<'a> {
    luma: &'a [u8],
    cb: &'a [u8],
    cr: &'a [u8],
    width: i32,
    height: i32,
}

impl<'a> Look<'a> {
    fn of(frames: &'a Frames, i: usize) -> Look<'a> {
        let (cb, cr) = frames.chroma(i);
        let (width, height) = (frames.clip.width as i32, frames.clip.height as i32);
        Look { luma: frames.luma(i), cb, cr, width, height }
    }

    /// Y, Cb, Cr at a pixel, colour interpolated; the edge goes on outwards.
    fn at(&self, x: i32, y: i32) -> [i32; 3] {
        let (x, y) = (x.clamp(0, self.width - 1), y.clamp(0, self.height - 1));
        let luma = i32::from(self.luma[(y * self.width + x) as usize]);
        let (w, h) = (self.width / 2, self.height / 2);
        let (u, v) = ((x / 2).min(w - 1), (y / 2).min(h - 1));
        // An even pixel lies nearer to the colour before, an odd one to the one after.
        let (u2, v2) = ((u + (x & 1) * 2 - 1).clamp(0, w - 1), (v + (y & 1) * 2 - 1).clamp(0, h - 1));
        let [a, b, c, d] = [v * w + u, v * w + u2, v2 * w + u, v2 * w + u2].map(|k| k as usize);
        let mix = |p: &[u8]| {
            // All are positive, so that a shift divides.
            (9 * i32::from(p[a]) + 3 * (i32::from(p[b]) + i32::from(p[c])) + i32::from(p[d])) >> 4
        };
        [luma, mix(self.cb), mix(self.cr)]
    }
}

fn differ(a: [i32; 3], b: [i32; 3]) -> i32 {
    (a[0] - b[0]).abs() + (a[1] - b[1]).abs() + (a[2] - b[2]).abs()
}

/// The pixels of a thing in one frame.
type Pixels = Vec<([i32; 2], [i32; 3])>;

/// Measures the way of a path, step by step.
pub(super) fn pursue(path: &mut Path, frames: &Frames, cameras: &[Motion], broken: &[bool]) {
    let first = path.sights[0].step;
    let last = path.sights[path.sights.len() - 1].step;
    let tail = (TAIL / frames.usual_step()).ceil().max(3.0) as usize;
    let end = (last + 1 + tail).min(cameras.len());
    let mut way: Vec<Option<[f32; 2]>> = Vec::with_capacity(end - first);
    let mut sights = path.sights.iter().peekable();
    let (mut bounds, mut carried) = (path.sights[0].bounds, Pixels::new());
    for step in first..end {
        let sight = sights.next_if(|s| s.step == step);
        bounds = sight.map_or(bounds, |s| s.bounds);
        if broken[step] {
            break;
        }
        let own = cameras[step].at(middle(bounds));
        let back = (step > first && !broken[step - 1]).then(|| cameras[step - 1].at(middle(bounds)));
        let fresh = pixels(frames, step, bounds, own, back);
        if fresh.len() >= PIXELS.1 {
            carried = fresh;
        }
        let before = way.last().copied().flatten();
        let found = found(&carried, &Look::of(frames, step + 1), own, before, sight);
        way.push(found.map(|d| [d[0] - own[0], d[1] - own[1]]));
        let d = found.unwrap_or_else(|| sight.map_or(own, |s| [s.v[0] + own[0], s.v[1] + own[1]]));
        bounds = [bounds[0] + d[0], bounds[1] + d[1], bounds[2] + d[0], bounds[3] + d[1]];
        let whole = d.map(|c| c.round() as i32);
        carried.iter_mut().for_each(|(p, _)| *p = [p[0] + whole[0], p[1] + whole[1]]);
    }
    path.way = way;
}

fn middle(b: [f32; 4]) -> [f32; 2] {
    [(b[0] + b[2]) / 2.0, (b[1] + b[3]) / 2.0]
}

/// The most distinct pixels of a box: unlike what the camera's motion puts there in the next frame and the last one.
fn pixels(frames: &Frames, step: usize, b: [f32; 4], own: [f32; 2], back: Option<[f32; 2]>) -> Pixels {
    let (here, next) = (Look::of(frames, step), Look::of(frames, step + 1));
    let last = back.map(|own| (Look::of(frames, step - 1), own.map(|d| d.round() as i32)));
    let own = own.map(|d| d.round() as i32);
    let [left, top, right, low] = b.map(|c| c.round() as i32);
    let (left, top) = (left.max(0), top.max(0));
    let (right, low) = (right.min(here.width), low.min(here.height));
    let area = ((right - left).max(0) * (low - top).max(0)) as usize;
    let stride = (1 + area / 700) as i32;
    let mut all: Vec<(i32, [i32; 2], [i32; 3])> = Vec::new();
    for y in top..low {
        let mut x = left + (y * 7) % stride;
        while x < right {
            let colour = here.at(x, y);
            let after = differ(colour, next.at(x + own[0], y + own[1]));
            let before = last.map_or(after, |(l, own)| differ(colour, l.at(x - own[0], y - own[1])));
            if after.min(before) >= DISTINCT {
                all.push((after.min(before), [x, y], colour));
            }
            x += stride;
        }
    }
    all.sort_by_key(|p| (-p.0, p.1));
    all.truncate(PIXELS.0);
    all.into_iter().map(|(_, at, colour)| (at, colour)).collect()
}

/// The displacement at which the pixels are found again, whole picture's motion included.
fn found(
    pixels: &Pixels,
    next: &Look,
    own: [f32; 2],
    before: Option<[f32; 2]>,
    sight: Option<&Sight>,
) -> Option<[f32; 2]> {
    if pixels.len() < PIXELS.1 {
        return None;
    }
    // What is already worse than the limit need not be summed to its end.
    let cost = |d: [i32; 2], limit: i32| {
        let mut sum = 0;
        for some in pixels.chunks(12) {
            sum += some
                .iter()
                .map(|(p, colour)| differ(*colour, next.at(p[0] + d[0], p[1] + d[1])).min(CAP))
                .sum::<i32>();
            if sum >= limit {
                break;
            }
        }
        sum
    };
    let mean = |sum: i32| sum as f32 / pixels.len() as f32;
    let ways = [before, sight.map(|s| s.v), Some([0.0; 2]), before.map(|v| v.map(|c| -0.7 * c))];
    let mut starts: Vec<[i32; 2]> = Vec::with_capacity(ways.len());
    for start in ways.into_iter().flatten().map(|v| [0, 1].map(|k| (v[k] + own[k]).round() as i32)) {
        if !starts.contains(&start) {
            starts.push(start);
        }
    }
    let best = starts.into_iter().map(|start| downhill(start, &cost)).min_by_key(|found| found.0)?;
    let (least, d) = (mean(best.0), best.1);
    if least > WORST {
        return None;
    }
    Some([0, 1].map(|axis| {
        let side = |by: i32| {
            let mut near = d;
            near[axis] += by;
            mean(cost(near, i32::MAX))
        };
        d[axis] as f32 + super::flow::between_pixels(side(-1), least, side(1))
    }))
}

/// Side of the square of displacements that a way downhill may touch.
const TOUCHED: usize = 2 * DOWNHILL + 3;

/// From a displacement to the lowest one that neighbours lead to. What was looked at once was no better then, and is not
/// looked at again.
fn downhill(start: [i32; 2], cost: &impl Fn([i32; 2], i32) -> i32) -> (i32, [i32; 2]) {
    let mut best = (cost(start, i32::MAX), start);
    let mut touched = [[false; TOUCHED]; TOUCHED];
    let place = |d: [i32; 2]| [0, 1].map(|k| (d[k] - start[k] + DOWNHILL as i32 + 1) as usize);
    touched[DOWNHILL + 1][DOWNHILL + 1] = true;
    for _ in 0..DOWNHILL {
        let here = best.1;
        for (dx, dy) in [(1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (-1, -1), (1, -1), (-1, 1)] {
            let d = [here[0] + dx, here[1] + dy];
            let [x, y] = place(d);
            if std::mem::replace(&mut touched[y][x], true) {
                continue;
            }
            let c = cost(d, best.0);
            if c < best.0 {
                best = (c, d);
            }
        }
        if best.1 == here {
            break;
        }
    }
    best
}
