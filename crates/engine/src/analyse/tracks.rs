//! Followed things as the scene tells them: few, long enough to matter, with a bounded number of points.

use super::curves::curves;
use super::follow::Path;
use super::watching::Watching;
use crate::scene::{Track, TrackPoint};

/// Most tracks of a scene, and most points of a track.
const MOST: (usize, usize) = (64, 120);
/// Shortest track, seconds.
const SHORTEST: f64 = 0.25;

/// The longest tracks, in order of their numbers.
pub(super) fn tracks(seen: &Watching) -> Vec<Track> {
    let mut paths: Vec<&Path> = seen.paths.iter().filter(|p| lasts(seen, p) >= SHORTEST).collect();
    paths.sort_by(|a, b| lasts(seen, b).total_cmp(&lasts(seen, a)).then(a.id.cmp(&b.id)));
    paths.truncate(MOST.0);
    paths.sort_by_key(|p| p.id);
    paths.into_iter().map(|p| track(seen, p)).collect()
}

/// Seconds from first to last sighting.
pub(super) fn lasts(seen: &Watching, path: &Path) -> f64 {
    let (first, last) = (path.sights[0].step, path.sights[path.sights.len() - 1].step);
    seen.frames.times[last + 1] - seen.frames.times[first]
}

fn track(seen: &Watching, path: &Path) -> Track {
    let every = path.sights.len().div_ceil(MOST.1).max(1);
    let [w, h] = seen.size();
    let point = |s: &super::follow::Sight| {
        let b = s.bounds;
        let scale = (1.0 / seen.frames.step(s.step)) as f32 / h;
        TrackPoint {
            t: seen.frames.middle(s.step),
            at: [s.centre[0] / w, s.centre[1] / h],
            size: [(b[2] - b[0]) / w, (b[3] - b[1]) / h],
            v: s.v.map(|c| c * scale),
        }
    };
    Track {
        id: path.id,
        points: path.sights.iter().step_by(every).map(point).collect(),
        upright: upright(seen, path),
        curves: curves(seen, path),
    }
}

/// Standing shape (1.3 to 4 times as high as wide, most of the time), low in the picture or tall, and not in fast flight.
fn upright(seen: &Watching, path: &Path) -> bool {
    let [_, h] = seen.size();
    let stands = path.sights.iter().filter(|s| {
        let (width, height) = (s.bounds[2] - s.bounds[0], s.bounds[3] - s.bounds[1]);
        (1.3..4.2).contains(&(height / width)) && s.bounds[3] > 0.35 * h && height > 0.1 * h
    });
    let share = stands.count() as f32 / path.sights.len() as f32;
    let sink = path.sights.iter().map(|s| s.v[1].abs()).sum::<f32>();
    let walk = path.sights.iter().map(|s| libm::hypotf(s.v[0], s.v[1])).sum::<f32>();
    share > 0.6 && sink < 0.75 * walk && lasts(seen, path) > 0.7
}
