//! Where one shot ends and the next begins: hard cuts, fades through black, dissolves.

use super::content::Content;
use super::dissolves::dissolves;
use super::flow::Field;
use super::frames::Frames;
use crate::scene::{Flash, Transition};

/// Least content score of a cut, and least ratio to its neighbourhood (PySceneDetect's adaptive detector, BSD-3: ratio 3,
/// two frames either side), with a floor of the ratio's denominator so that stills do not make cuts of nothing.
const CUT: (f32, f32, f32) = (15.0, 3.0, 4.0);
/// Share of a frame's change that must remain after the camera's motion is taken out of it.
const REMAINS: f32 = 0.6;
/// A change that is taken back within so many frames is no cut.
const LONGEST_INTERRUPTION: usize = 5;
/// Two frames this much nearer than a cut's two sides are of the same picture.
const SAME: f32 = 0.5;
/// Mean luma (limited range) under which a frame is black, and over which it is white.
const BLACK: f32 = 30.0;
/// See `BLACK`.
const WHITE: f32 = 150.0;
/// Largest standard deviation of luma of a frame of one tone, levels, and of one with a faint glow in it.
const EVEN: f32 = 4.0;
/// See `EVEN`.
const FAINT: f32 = 8.0;
/// Longest darkening or brightening, seconds.
const LONGEST_RAMP_S: f64 = 2.0;

/// The first frame of a shot.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Boundary {
    /// Index of the frame.
    pub frame: usize,
    /// How the shot begins.
    pub begins: Transition,
}

/// Boundaries in order; the first is the clip's beginning. `flow[i]` leads from frame `i` to the next, camera removed.
pub(super) fn boundaries(
    frames: &Frames,
    seen: &[Content],
    flow: &[Field],
    flashes: &[Flash],
) -> Vec<Boundary> {
    let blanks = blanks(frames, seen, flashes);
    let mut found = cuts(frames, seen, flow, flashes);
    // A cut to black, and one out of it, are the ends of one fade.
    found.retain(|b| blanks.iter().all(|blank| !(blank.from <= b.frame && b.frame <= blank.to + 1)));
    let mut broken: Vec<usize> = found.iter().map(|b| b.frame).collect();
    broken.extend(blanks.iter().flat_map(|blank| ramp(frames, seen, blank)));
    let last = frames.len() - 1;
    let between = blanks.iter().filter(|blank| blank.from > 0 && blank.to < last);
    found.extend(between.map(|blank| Boundary { frame: blank.to, begins: Transition::Fade }));
    let dissolves = dissolves(frames, &broken);
    found.extend(dissolves.iter().map(|d| Boundary { frame: d.middle(), begins: Transition::Dissolve }));
    found.sort_by_key(|b| b.frame);
    found.dedup_by_key(|b| b.frame);
    let mut all = vec![Boundary { frame: 0, begins: Transition::Start }];
    all.extend(found);
    all
}

fn cuts(frames: &Frames, seen: &[Content], flow: &[Field], flashes: &[Flash]) -> Vec<Boundary> {
    let scores: Vec<f32> =
        std::iter::once(0.0).chain(seen.windows(2).map(|w| w[1].distance(&w[0]))).collect();
    let step = frames.usual_step();
    let mut found: Vec<Boundary> = Vec::new();
    for i in 1..scores.len() {
        let near: Vec<f32> = neighbours(&scores, i);
        // The calmer three of four neighbours: a second cut two frames away must not hide this one.
        let mean = near.iter().sum::<f32>() / near.len().max(1) as f32;
        let strong = scores[i] >= CUT.0 && scores[i] >= CUT.1 * mean.max(CUT.2);
        let dark = seen[i].luma < BLACK && seen[i - 1].luma < BLACK;
        let back = returns(seen, &scores, i);
        let soon = found.last().is_some_and(|b| frames.times[i] - frames.times[b.frame] < 1.5 * step);
        if strong && !dark && !soon && !back && !in_flash(flashes, frames.times[i]) && remains(&flow[i - 1]) {
            found.push(Boundary { frame: i, begins: Transition::Cut });
        }
    }
    found
}

/// Whether the change at `i` is taken back, or takes back, within a few frames: a flash or a thing before the lens.
fn returns(seen: &[Content], scores: &[f32], i: usize) -> bool {
    let near = |a: usize, b: usize| seen[a].distance(&seen[b]) < SAME * scores[i];
    let after = (i + 1..=(i + LONGEST_INTERRUPTION).min(seen.len() - 1)).any(|k| near(i - 1, k));
    let before = (i.saturating_sub(LONGEST_INTERRUPTION + 1)..i - 1).any(|k| near(k, i));
    after || before
}

fn neighbours(scores: &[f32], i: usize) -> Vec<f32> {
    let mut near: Vec<f32> = (i.saturating_sub(2).max(1)..(i + 3).min(scores.len()))
        .filter(|&k| k != i)
        .map(|k| scores[k])
        .collect();
    near.sort_by(f32::total_cmp);
    near.truncate(3);
    near
}

fn in_flash(flashes: &[Flash], t: f64) -> bool {
    flashes.iter().any(|f| t >= f.t - 1e-6 && t <= f.t + f.duration + 0.05)
}

/// A whip of the camera changes every pixel, too, but its motion explains the change; a cut's does not.
fn remains(field: &Field) -> bool {
    let n = field.cells.len().max(1) as f32;
    let compensated = field.cells.iter().map(|c| c.still).sum::<f32>() / n;
    let best = field.cells.iter().map(|c| c.error).sum::<f32>() / n;
    compensated >= REMAINS * field.change && best >= 0.25 * field.change
}

/// A stretch of frames of one even tone, black or white, into which one picture fades and out of which another comes.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Blank {
    from: usize,
    to: usize,
}

fn blanks(frames: &Frames, seen: &[Content], flashes: &[Flash]) -> Vec<Blank> {
    let blank = |i: usize| {
        let [mean, spread] = seen[i].tone;
        let even = spread < EVEN && !(BLACK..=WHITE).contains(&mean);
        even && !in_flash(flashes, frames.times[i])
    };
    let mut found: Vec<Blank> = Vec::new();
    let mut i = 0;
    while i < seen.len() {
        let run = (i..seen.len()).take_while(|&k| blank(k)).count();
        if run > 0 {
            found.push(Blank { from: i, to: i + run - 1 });
        }
        i += run.max(1);
    }
    // Black with a speck or a faint glow in between is still one black.
    let step = frames.usual_step();
    found.dedup_by(|next, last| {
        let dim = (last.to..next.from).all(|k| seen[k].tone[1] < FAINT);
        let near = frames.times[next.from] - frames.times[last.to] < 4.5 * step || dim;
        if near {
            last.to = next.to;
        }
        near
    });
    found
}

/// The frames of a blank and of the darkening and brightening around it.
fn ramp(frames: &Frames, seen: &[Content], blank: &Blank) -> std::ops::RangeInclusive<usize> {
    let near = |k: usize, edge: usize| (frames.times[k] - frames.times[edge]).abs() < LONGEST_RAMP_S;
    let grows = |inner: usize, outer: usize| seen[outer].tone[1] >= seen[inner].tone[1] - 0.3;
    let mut from = blank.from;
    while from > 0 && near(from - 1, blank.from) && grows(from, from - 1) {
        from -= 1;
    }
    let mut to = blank.to;
    while to + 1 < seen.len() && near(to + 1, blank.to) && grows(to, to + 1) {
        to += 1;
    }
    from..=to
}
