//! Fast smooth passes without contact, by things and by the camera.

use super::flow::CELL;
use super::follow::Path;
use super::watching::Watching;
use crate::scene::{Impact, Sweep};

/// Least peak speed of a thing and of the camera, frame widths a second.
const FAST: (f32, f32) = (0.55, 0.8);
/// Least way that a thing goes, frame widths.
const WAY: f32 = 0.2;
/// A pass that ends in a contact this soon after its peak is a stroke, seconds.
const STROKE: f64 = 0.2;

/// All sweeps, in order of time.
pub(super) fn sweeps(seen: &Watching, impacts: &[Impact]) -> Vec<Sweep> {
    let mut found: Vec<Sweep> = seen.paths.iter().filter_map(|p| of_path(seen, p, impacts)).collect();
    found.sort_by(|a, b| b.conf.total_cmp(&a.conf).then(a.t[1].total_cmp(&b.t[1])));
    let mut kept: Vec<Sweep> = Vec::new();
    for sweep in found.into_iter().chain(whips(seen)) {
        let clear = kept.iter().all(|k| (k.t[1] - sweep.t[1]).abs() > 0.15);
        let busy = kept.iter().filter(|k| (k.t[1] - sweep.t[1]).abs() < 0.5).count() >= 2;
        if clear && !busy {
            kept.push(sweep);
        }
    }
    kept.sort_by(|a, b| a.t[1].total_cmp(&b.t[1]));
    kept
}

fn of_path(seen: &Watching, path: &Path, impacts: &[Impact]) -> Option<Sweep> {
    let [w, h] = seen.size();
    let speed = |k: usize| {
        let s = &path.sights[k];
        libm::hypotf(s.v[0], s.v[1]) / seen.frames.step(s.step) as f32 / w
    };
    if path.sights.len() < 4 {
        return None;
    }
    // The second largest of three neighbours: one wild frame is no sweep.
    let calm = |k: usize| {
        let mut near = [speed(k - 1), speed(k), speed(k + 1)];
        near.sort_by(f32::total_cmp);
        near[1]
    };
    let peak = (1..path.sights.len() - 1).max_by(|&a, &b| calm(a).total_cmp(&calm(b)).then(b.cmp(&a)))?;
    let top = calm(peak);
    let from = (0..peak).rev().take_while(|&k| speed(k) > 0.6 * top).last().unwrap_or(peak);
    let to = (peak..path.sights.len()).take_while(|&k| speed(k) > 0.6 * top).last().unwrap_or(peak);
    let (a, b) = (&path.sights[from], &path.sights[to]);
    let way = super::lagrange::apart(a.centre, b.centre) / w;
    let t = [
        seen.frames.times[a.step],
        seen.frames.middle(path.sights[peak].step),
        seen.frames.times[b.step + 1],
    ];
    let strikes = impacts.iter().any(|i| {
        let near = (i.x - b.centre[0] / w).abs() < 0.2 && (i.y - b.centre[1] / h).abs() < 0.25;
        (near || i.track == Some(path.id)) && i.t > t[0] && i.t < t[2] + STROKE
    });
    if top < FAST.0 || way < WAY || strikes || !smooth(path, from, to) {
        return None;
    }
    let area = path.sights[from..=to].iter().map(|s| s.area).max().unwrap_or(0);
    let conf = path.sights[peak].share * (top / 1.5).min(1.0) * seen.steadiness(path.sights[peak].step);
    let conf = conf / (1.0 + 0.15 * (seen.crowd(path.sights[peak].step) - 2.0).max(0.0));
    let x = [a.centre[0] / w, b.centre[0] / w];
    let size = (area * CELL * CELL) as f32 / (w * h);
    (conf > 0.15).then_some(Sweep { t, x, speed: top, size, track: Some(path.id), conf })
}

/// No sharp turn on the way.
fn smooth(path: &Path, from: usize, to: usize) -> bool {
    path.sights[from..=to].windows(2).all(|p| {
        let (a, b) = (p[0].v, p[1].v);
        a[0] * b[0] + a[1] * b[1] > 0.5 * libm::hypotf(a[0], a[1]) * libm::hypotf(b[0], b[1])
    })
}

/// Whip pans: the camera faster than [`FAST`] for at least two steps and 60 ms.
fn whips(seen: &Watching) -> Vec<Sweep> {
    let w = seen.size()[0];
    let speed = |i: usize| {
        let m = &seen.flows.cameras[i];
        let known = m.inliers > 0.4 && !seen.broken[i];
        if known { libm::hypotf(m.shift[0], m.shift[1]) / w / seen.frames.step(i) as f32 } else { 0.0 }
    };
    let mut found = Vec::new();
    let mut i = 0;
    while i < seen.flows.cameras.len() {
        let run = (i..seen.flows.cameras.len()).take_while(|&k| speed(k) > FAST.1).count();
        let t = |k: usize| seen.frames.times[k];
        if run >= 2 && t(i + run) - t(i) > 0.06 {
            let peak =
                (i..i + run).max_by(|&a, &b| speed(a).total_cmp(&speed(b)).then(b.cmp(&a))).unwrap_or(i);
            // A camera that turns left makes the picture run right, and the air with it.
            let right = seen.flows.cameras[peak].shift[0] > 0.0;
            found.push(Sweep {
                t: [t(i), seen.frames.middle(peak), t(i + run)],
                x: if right { [0.0, 1.0] } else { [1.0, 0.0] },
                speed: speed(peak),
                size: 1.0,
                track: None,
                conf: seen.flows.cameras[peak].inliers,
            });
        }
        i += run.max(1);
    }
    found
}
