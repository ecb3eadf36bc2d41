//! How each followed thing moves, fifty times a second: for friction, cloth, whooshes, engines.

use super::follow::{Path, Sight};
use super::signal::Signal;
use super::watching::Watching;
use crate::scene::Curves;

/// How fast a curve rises and falls: time constants, seconds.
const RISES: (f64, f64) = (0.02, 0.08);

/// Directions and areas are means over so long, seconds: single sightings jump, areas most.
const CALM: (f64, f64) = (0.12, 0.4);

/// Slower than this a direction is noise, frame heights a second.
const SLOW: f32 = 0.05;

/// The curves of a path from the first to the last moment at which it was seen.
pub(super) fn curves(seen: &Watching, path: &Path) -> Curves {
    let time = |s: &Sight| seen.frames.middle(s.step);
    let ends = path.sights.first().zip(path.sights.last()).map_or((0.0, 0.0), |(a, b)| (time(a), time(b)));
    let over = |value: &dyn Fn(&Sight) -> f32| {
        let points: Vec<(f64, f32)> = path.sights.iter().map(|s| (time(s), value(s))).collect();
        Signal::along(&points, ends.0, ends.1)
    };
    let velocity = [0, 1].map(|k| over(&|s| s.v[k] / seen.frames.step(s.step) as f32 / seen.height()));
    let speed = Signal { t0: ends.0, x: pairs(&velocity, libm::hypotf) }.lagging(RISES);
    let area = over(&|s| s.area.max(1) as f32).smooth(CALM.1);
    let heading = velocity.map(|v| v.smooth(CALM.0));
    let growth = Signal { t0: ends.0, x: area.x.iter().map(|a| libm::logf(a.max(1.0))).collect() }.slope();
    let turning = Signal { t0: ends.0, x: turning(&heading) }.lagging(RISES);
    Curves {
        t0: ends.0,
        acceleration: told(speed.slope()),
        growth: told(growth),
        turning: told(turning),
        speed: told(speed),
    }
}

/// Values as the scene tells them: finer than a thousandth is noise, and long to read.
fn told(curve: Signal) -> Vec<f32> {
    curve.x.into_iter().map(|x| libm::roundf(x * 1_000.0) / 1_000.0).collect()
}

fn pairs(of: &[Signal; 2], value: impl Fn(f32, f32) -> f32) -> Vec<f32> {
    of[0].x.iter().zip(&of[1].x).map(|(a, b)| value(*a, *b)).collect()
}

/// How fast a velocity changes its direction, radians a second, either way.
fn turning(v: &[Signal; 2]) -> Vec<f32> {
    let slope = [v[0].slope(), v[1].slope()];
    let at = |i: usize| {
        let (v, a) = ([v[0].x[i], v[1].x[i]], [slope[0].x[i], slope[1].x[i]]);
        let square = v[0] * v[0] + v[1] * v[1];
        if square < SLOW * SLOW { 0.0 } else { (v[0] * a[1] - v[1] * a[0]).abs() / square }
    };
    (0..v[0].x.len()).map(at).collect()
}
