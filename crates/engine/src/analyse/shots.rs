//! Where one shot ends and the next begins: hard cuts, fades through black, dissolves.

use super::content::Content;
use super::flow::Field;
use super::frames::{Frames, difference};
use crate::scene::{Flash, Transition};

/// Least content score of a cut, and least ratio to its neighbourhood (PySceneDetect's adaptive detector, BSD-3: ratio 3,
/// two frames either side), with a floor of the ratio's denominator so that stills do not make cuts of nothing.
const CUT: (f32, f32, f32) = (15.0, 3.0, 4.0);
/// Share of a frame's change that must remain after the camera's motion is taken out of it.
const REMAINS: f32 = 0.6;
/// Mean luma (limited range) under which a frame is black.
const BLACK: f32 = 30.0;

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
    let mut found = cuts(frames, seen, flow, flashes);
    found.extend(fades(frames, seen));
    found.extend(dissolves(frames, seen, &found));
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
        let soon = found.last().is_some_and(|b| frames.times[i] - frames.times[b.frame] < 1.5 * step);
        if strong && !dark && !soon && !in_flash(flashes, frames.times[i]) && remains(&flow[i - 1]) {
            found.push(Boundary { frame: i, begins: Transition::Cut });
        }
    }
    found
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

/// A stretch of black between a darkening and a brightening: the new shot begins where the black ends.
fn fades(frames: &Frames, seen: &[Content]) -> Vec<Boundary> {
    let mut found = Vec::new();
    let mut i = 0;
    while i < seen.len() {
        let run = seen[i..].iter().take_while(|c| c.luma < BLACK).count();
        let end = i + run;
        let ramp = |range: std::ops::Range<usize>| range.clone().count() > 1 && rising(&seen[range]);
        if run >= 2 && end < seen.len() && ramp(end - 1..(end + 4).min(seen.len())) && frames.times[end] > 0.1
        {
            found.push(Boundary { frame: end - 1, begins: Transition::Fade });
        }
        i = end + 1;
    }
    found
}

fn rising(seen: &[Content]) -> bool {
    seen.windows(2).all(|w| w[1].luma >= w[0].luma - 0.5)
}

/// In the middle of a dissolve the picture is the mean of both ends, which differ.
fn dissolves(frames: &Frames, seen: &[Content], known: &[Boundary]) -> Vec<Boundary> {
    let step = frames.usual_step();
    let mut found: Vec<Boundary> = Vec::new();
    for half in [0.2, 0.35, 0.5].map(|s| (s / step).round().max(2.0) as usize) {
        for i in half..frames.len().saturating_sub(half) {
            let clear = |b: &Boundary| b.frame + 2 * half < i || b.frame > i + 2 * half;
            if !known.iter().chain(&found).all(clear) || !mixed(frames, seen, i, half) {
                continue;
            }
            let best = (i..(i + half).min(frames.len() - half))
                .filter(|&k| mixed(frames, seen, k, half))
                .max_by(|&a, &b| dip(seen, a, half).total_cmp(&dip(seen, b, half)));
            found.push(Boundary { frame: best.unwrap_or(i), begins: Transition::Dissolve });
        }
    }
    found
}

/// How far the contrast in the middle lies under that of the ends.
fn dip(seen: &[Content], i: usize, half: usize) -> f32 {
    (seen[i - half].contrast + seen[i + half].contrast) / 2.0 - seen[i].contrast
}

fn mixed(frames: &Frames, seen: &[Content], i: usize, half: usize) -> bool {
    let (a, m, b) = (&seen[i - half], &seen[i], &seen[i + half]);
    // Cheap tests first: the luma of the middle lies between, its contrast dips.
    if (m.luma - (a.luma + b.luma) / 2.0).abs() > 6.0 || dip(seen, i, half) < 0.08 * (a.contrast + b.contrast)
    {
        return false;
    }
    let (a, m, b) = (frames.luma(i - half), frames.luma(i), frames.luma(i + half));
    let apart = difference(a, b);
    let mean: Vec<u8> = a.iter().zip(b).map(|(&a, &b)| u8::midpoint(a, b)).collect();
    apart > 18.0 && difference(m, &mean) < 0.25 * apart
}
