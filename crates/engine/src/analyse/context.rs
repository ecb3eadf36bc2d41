//! What surrounds a sudden change of motion: the thing's way before and after, the other things near it, the camera.

use super::impacts::Candidate;
use super::kinks::Motion;
use super::lagrange::apart;
use super::watching::Watching;

/// Number of measures.
pub(super) const SURROUNDINGS: usize = 23;
/// How far the way is looked at either way, seconds.
const WAY_S: f64 = 0.24;
/// How long after a contact a thing may still tremble before it rests, seconds.
const SETTLED_S: (f64, f64) = (0.15, 0.45);
/// Nearer than this things may touch, shares of the picture's height.
const TOUCH: f32 = 0.3;

/// What the steps on one side of a change tell.
#[derive(Clone, Copy, Default)]
struct Way {
    /// Steps known.
    steps: f32,
    /// Vertical acceleration, frame heights a second squared.
    falls: f32,
    /// What an even acceleration leaves unexplained, as a share of the mean speed.
    rough: f32,
}

/// The measures of candidate `i`, each roughly within -2..=2; `motions` belong to the paths of `seen` in their order.
pub(super) fn surroundings(
    seen: &Watching,
    motions: &[Motion],
    all: &[Candidate],
    i: usize,
) -> [f32; SURROUNDINGS] {
    let (c, k) = (&all[i], &all[i].kink);
    let step = seen.frames.step(k.step);
    let own = seen.paths.binary_search_by_key(&k.track, |p| p.id).ok().filter(|_| k.age > 0);
    let reach = (WAY_S / step).round().max(3.0) as isize;
    let m = k.step as isize;
    let way = |sign: isize| own.map_or(Way::default(), |p| way(&motions[p], m, sign, reach, step));
    let (before, after) = (way(-1), way(1));
    let [rest, low] = own.map_or([1.0, 0.5], |p| [rests(&motions[p], m, step), lowest(seen, p, k.step)]);
    let speed = libm::hypotf(k.before[0], k.before[1]).max(1e-3);
    let length = own.map_or(0.0, |p| seen.paths[p].sights.len() as f32 * step as f32);
    let [aspect, later] = own.map_or([0.0, 0.0], |p| {
        let path = &seen.paths[p];
        let b = path.sights[k.age.clamp(1, path.sights.len()) - 1].bounds;
        let later = path.sights.len().saturating_sub(k.age) as f32 * step as f32;
        [libm::logf((b[3] - b[1]).max(1.0) / (b[2] - b[0]).max(1.0)), later]
    });
    let near = |time: f64, far: f32| {
        let near = all.iter().enumerate().filter(move |(o, other)| {
            *o != i && (other.kink.t - k.t).abs() < time && apart(other.kink.at, k.at) < far
        });
        near.map(|(_, other)| other)
    };
    let seconds = seen.frames.clip.duration_s.max(0.5) as f32;
    let stronger = |o: &&Candidate| o.strength > c.strength;
    let camera = seen.flows.cameras[k.step];
    let gains = gained(seen, motions, c, own);
    let (above, below) = column(seen, c);
    let (error, level) = match_of(seen, c);
    [
        before.falls.clamp(-6.0, 6.0),
        after.falls.clamp(-6.0, 6.0),
        before.rough,
        after.rough,
        after.steps / reach as f32,
        rest.min(2.0),
        low,
        length.min(3.0),
        later.min(2.0),
        aspect.clamp(-2.0, 2.0),
        near(0.3, 1e9).count() as f32 / 10.0,
        near(0.3, 1e9).filter(stronger).count() as f32 / 10.0,
        near(1e9, 30.0).count() as f32 / seconds,
        near(1e9, 30.0).filter(stronger).count() as f32 / seconds,
        all.iter().filter(stronger).count() as f32 / seconds,
        all.len() as f32 / seconds / 20.0,
        libm::hypotf(camera.shift[0], camera.shift[1]) / (k.pixels + 0.5),
        camera.zoom.abs() * 100.0,
        libm::logf(step as f32 / 0.033),
        gains / speed,
        above - below,
        (error / level.max(0.5)).min(6.0),
        k.at[1] / seen.height(),
    ]
}

fn way(motion: &Motion, m: isize, sign: isize, reach: isize, step: f64) -> Way {
    let all: Vec<[f32; 2]> = (1..=reach).map_while(|k| motion.get(m + sign * k)).collect();
    let n = all.len() as f32;
    if all.len() < 3 {
        return Way { steps: n, ..Way::default() };
    }
    let middle = (n - 1.0) / 2.0;
    let square: f32 = (0..all.len()).map(|k| (k as f32 - middle) * (k as f32 - middle)).sum();
    let mean = [0, 1].map(|a| all.iter().map(|v| v[a]).sum::<f32>() / n);
    let slope =
        [0, 1].map(|a| all.iter().enumerate().map(|(k, v)| (k as f32 - middle) * v[a]).sum::<f32>() / square);
    let left = |(k, v): (usize, &[f32; 2])| {
        let [x, y] = [0, 1].map(|a| v[a] - mean[a] - (k as f32 - middle) * slope[a]);
        x * x + y * y
    };
    let rest = (all.iter().enumerate().map(left).sum::<f32>() / n).sqrt();
    let speed = all.iter().map(|v| libm::hypotf(v[0], v[1])).sum::<f32>() / n;
    Way { steps: n, falls: sign as f32 * slope[1] / step as f32, rough: (rest / speed.max(0.02)).min(2.0) }
}

/// Mean speed a while later, frame heights a second; unseen is at rest.
fn rests(motion: &Motion, m: isize, step: f64) -> f32 {
    let steps = (SETTLED_S.0 / step) as isize..(SETTLED_S.1 / step) as isize + 1;
    let n = (steps.end - steps.start).max(1) as f32;
    steps.filter_map(|k| motion.get(m + k)).map(|v| libm::hypotf(v[0], v[1])).sum::<f32>() / n
}

/// How low the thing is among its places within half a second, 1 lowest.
fn lowest(seen: &Watching, p: usize, step: usize) -> f32 {
    let reach = (0.5 / seen.frames.step(step)) as usize;
    let near = seen.paths[p].sights.iter().filter(|s| s.step.abs_diff(step) <= reach);
    let (mut top, mut low, mut here) = (f32::MAX, f32::MIN, (usize::MAX, 0.0));
    for s in near {
        (top, low) = (top.min(s.centre[1]), low.max(s.centre[1]));
        if s.step.abs_diff(step) < here.0 {
            here = (s.step.abs_diff(step), s.centre[1]);
        }
    }
    if low - top < 2.0 { 0.5 } else { (here.1 - top) / (low - top) }
}

/// How much speed another thing near gains along the direction of this one.
fn gained(seen: &Watching, motions: &[Motion], c: &Candidate, own: Option<usize>) -> f32 {
    let k = &c.kink;
    let speed = libm::hypotf(k.before[0], k.before[1]).max(1e-3);
    let mut gains = 0.0_f32;
    for (p, path) in seen.paths.iter().enumerate().filter(|(p, _)| Some(*p) != own) {
        let (first, last) = (path.sights[0].step, path.sights[path.sights.len() - 1].step);
        if k.step + 4 < first || k.step > last + 1 {
            continue;
        }
        let at =
            path.sights[path.sights.partition_point(|s| s.step < k.step).min(path.sights.len() - 1)].centre;
        if apart(at, k.at) > TOUCH * seen.height() {
            continue;
        }
        let m = k.step as isize;
        let along = |s: isize| {
            motions[p].get(m + s).map_or(0.0, |v| (v[0] * k.before[0] + v[1] * k.before[1]) / speed)
        };
        let gain = 0.5 * (along(2) + along(3)) - 0.5 * (along(-2) + along(-3));
        gains = gains.max(gain);
    }
    gains.min(3.0 * speed)
}

/// Moving things in the column above and below, as a walker's limbs are.
fn column(seen: &Watching, c: &Candidate) -> (f32, f32) {
    let k = &c.kink;
    let (mut above, mut below) = (0.0, 0.0);
    let within = |s: &&super::follow::Sight| {
        s.step.abs_diff(k.step) <= 1 && (s.centre[0] - k.at[0]).abs() < 0.14 * seen.height()
    };
    for path in &seen.paths {
        let from = path.sights.partition_point(|s| s.step + 1 < k.step);
        if let Some(s) = path.sights[from..].iter().take(3).find(within) {
            let dy = s.centre[1] - k.at[1];
            if (-0.6 * seen.height()..-8.0).contains(&dy) {
                above += 1.0
            }
            if (8.0..0.6 * seen.height()).contains(&dy) {
                below += 1.0
            }
        }
    }
    (above, below)
}

/// Worst match of the flow around the place in its step, and the usual one in the picture, levels.
fn match_of(seen: &Watching, c: &Candidate) -> (f32, f32) {
    let field = &seen.flows.fields[c.kink.step];
    let mut errors: Vec<f32> = field.cells.iter().map(|c| c.error).collect();
    let middle = errors.len() / 2;
    let level = *errors.select_nth_unstable_by(middle, f32::total_cmp).1;
    let near = field.cells.iter().enumerate().filter(|(i, _)| apart(field.place(*i), c.kink.at) < 14.0);
    let (sum, n) = near.fold((0.0, 0.0), |a, (_, c)| (a.0 + c.error, a.1 + 1.0));
    (sum / f32::max(n, 1.0), level)
}
