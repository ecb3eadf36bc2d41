//! What a walking figure shows of its steps: legs that part and close, feet that rest, a body that bobs and surges.

use super::super::signal::Signal;
use super::backdrop::Cutouts;
use super::ground::{Stretch, between};
use super::people::{Bounds, Figure};

/// Slower changes than this are the walk through the picture, not the step, seconds.
const SLOW_S: f64 = 1.1;
/// A foot that stays this long has been put down, seconds.
const PLANTED_S: f64 = 0.26;
/// Number of kinds of evidence.
pub(in crate::analyse) const KINDS: usize = 7;

/// Times and values.
type Points = Vec<(f64, f32)>;

/// A figure's place in one pick: middle and ground under it, and its height, pixels.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(in crate::analyse) struct Stance {
    pub x: f32,
    pub foot: f32,
    pub height: f32,
    /// First and last column that are the figure's own.
    pub own: [f32; 2],
    /// Difference from the backdrop under which there is shadow rather than foot, levels.
    pub solid: u8,
}

/// The signals of one figure, evenly sampled, slow parts taken out.
pub(in crate::analyse) struct Evidence {
    pub stances: Vec<Stance>,
    /// Spread of the legs, change at the feet, bob, forward surge, feet put down, feet lifted, change of the whole body.
    pub signals: [Signal; KINDS],
    /// Way over the ground in figure heights a second, and relative growth a second.
    pub progress: [f32; 2],
}

impl Evidence {
    pub fn of(stretch: &Stretch, cutouts: &Cutouts, figure: &Figure) -> Evidence {
        let mut stances = stances(stretch, figure);
        for (k, stance) in stances.iter_mut().enumerate() {
            stance.solid = solid(stretch, cutouts, figure.first + k, stance);
        }
        let n = stances.len();
        let span = (stretch.time(figure.first), stretch.time(figure.last()));
        let at = |k: usize| stretch.time(figure.first + k);
        let middle = |k: usize| 0.5 * (at(k) + at(k + 1));
        let rate = |k: usize| 1.0 / (at(k + 1) - at(k)).max(1e-3) as f32;
        let told = |points: Vec<(f64, f32)>| Signal::through(&points, span.0, span.1);
        let spread = (0..n).map(|k| (at(k), spread(stretch, cutouts, figure.first + k, &stances[k])));
        let steps = 0..n - 1;
        let feet = steps
            .clone()
            .map(|k| (middle(k), changed(stretch, figure.first + k, &stances[k], [0.78, 1.04]) * rate(k)));
        let whole = steps
            .clone()
            .map(|k| (middle(k), changed(stretch, figure.first + k, &stances[k], [0.3, 0.75]) * rate(k)));
        let ways: Vec<[f32; 2]> = steps
            .clone()
            .map(|k| way(stretch, cutouts, figure.first + k, &stances[k], &stances[k + 1]))
            .collect();
        let scale = |k: usize| rate(k) / stances[k].height;
        let down = told(steps.clone().map(|k| (middle(k), ways[k][1] * scale(k))).collect());
        let side: f32 = ways.iter().map(|w| w[0]).sum::<f32>();
        let sign = if side < 0.0 { -1.0 } else { 1.0 };
        let surge = told(steps.clone().map(|k| (middle(k), sign * ways[k][0] * scale(k))).collect());
        let [down_feet, up_feet] = plants(stretch, cutouts, figure, &stances);
        let signals = [
            told(spread.collect()).quick(SLOW_S),
            told(feet.collect()).quick(SLOW_S),
            down.quick(2.0 * SLOW_S).integral().quick(SLOW_S),
            surge.quick(SLOW_S),
            told(down_feet).smooth(0.1).quick(SLOW_S),
            told(up_feet).smooth(0.1).quick(SLOW_S),
            told(whole.collect()).quick(SLOW_S),
        ];
        let lasts = (span.1 - span.0).max(0.1) as f32;
        let mean = stances.iter().map(|s| s.height).sum::<f32>() / n as f32;
        let end = stretch.map(figure.last(), figure.first).at([stances[n - 1].x, stances[n - 1].foot]);
        let gone = libm::hypotf(end[0] - stances[0].x, end[1] - stances[0].foot) / mean;
        let grown = libm::logf(stances[n - 1].height / stances[0].height).abs();
        let progress = [gone / lasts, grown / lasts];
        Evidence { stances, signals, progress }
    }

    /// Where the figure is across, pixels; before and after it was measured it goes on as it went.
    pub fn x(&self, figure: &Figure, stretch: &Stretch, t: f64) -> f32 {
        let n = self.stances.len();
        let at = |k: usize| stretch.time(figure.first + k);
        let k = (0..n).find(|&k| at(k) >= t).unwrap_or(n - 1);
        let few = 5.min(n - 1);
        let (a, b) = if k == 0 { (0, few) } else { (n - 1 - few, n - 1) };
        let speed = (self.stances[b].x - self.stances[a].x) / (at(b) - at(a)).max(1e-3) as f32;
        let beyond = if t < at(0) { t - at(0) } else { (t - at(n - 1)).max(0.0) };
        self.stances[k].x + speed * beyond as f32
    }
}

/// Boxes smoothed: the middle over a third of a second, the ground over half, the height over one.
fn stances(stretch: &Stretch, figure: &Figure) -> Vec<Stance> {
    let n = figure.boxes.len();
    let first = figure.first;
    let edge = stretch.size().0 as f32;
    let width = width(figure, edge);
    // Smoothing is done in the first pick's coordinates, so that a moving camera does not blur it.
    let grounds: Vec<[f32; 2]> = (0..n)
        .map(|k| {
            stretch.map(first + k, first).at([middle(&figure.boxes[k], width, edge), figure.boxes[k][3]])
        })
        .collect();
    let heights: Vec<f32> = figure.boxes.iter().map(|b| b[3] - b[1]).collect();
    let near = |k: usize, seconds: f64| {
        let reach = ((seconds / 2.0 / stretch.usual_step()) as usize).max(1);
        k.saturating_sub(reach)..(k + reach + 1).min(n)
    };
    let measured = |k: &usize| figure.measured[*k];
    (0..n)
        .map(|k| {
            let mean = |seconds: f64, value: &dyn Fn(usize) -> f32| {
                let known: Vec<usize> = near(k, seconds).filter(measured).collect();
                let all = if known.is_empty() { near(k, seconds).collect() } else { known };
                level_at(k, &all, value)
            };
            let mut tall: Vec<f32> = near(k, 1.0).map(|j| heights[j]).collect();
            tall.sort_by(f32::total_cmp);
            let ground = [mean(0.3, &|j| grounds[j][0]), mean(0.5, &|j| grounds[j][1])];
            let [x, foot] = stretch.map(first, first + k).at(ground);
            let height = tall[tall.len() * 6 / 10].max(4.0);
            let b = figure.boxes[k];
            // Only a neighbour's legs are shut out: where nothing was measured all that may be reached counts.
            let own = if figure.measured[k] { [b[0] - 1.0, b[2] + 1.0] } else { [x - height, x + height] };
            Stance { x, foot, height, own, solid: 0 }
        })
        .collect()
}

/// The value at `k` of the straight line through `all`: a mean would lag behind at the ends of a walk.
fn level_at(k: usize, all: &[usize], value: &dyn Fn(usize) -> f32) -> f32 {
    let n = all.len() as f32;
    let off = |j: usize| j as f32 - k as f32;
    let (u, v) = all.iter().fold((0.0, 0.0), |(u, v), &j| (u + off(j) / n, v + value(j) / n));
    let both = all.iter().map(|&j| (off(j) - u) * (value(j) - v)).sum::<f32>();
    let own = all.iter().map(|&j| (off(j) - u) * (off(j) - u)).sum::<f32>();
    if own < 1.0 { v } else { v - u * both / own }
}

/// Median width of a figure where the picture's edges do not cut it.
fn width(figure: &Figure, edge: f32) -> f32 {
    let whole = |b: &&Bounds| b[0] > 1.0 && b[2] < edge - 1.0;
    let mut all: Vec<f32> = figure.boxes.iter().filter(whole).map(|b| b[2] - b[0]).collect();
    all.sort_by(f32::total_cmp);
    all.get(all.len() / 2).copied().unwrap_or(0.0)
}

/// The middle of a box across; one that the picture's edge cuts goes on beyond.
fn middle(b: &Bounds, width: f32, edge: f32) -> f32 {
    if b[2] - b[0] >= width || (b[0] > 1.0) == (b[2] < edge - 1.0) {
        0.5 * (b[0] + b[2])
    } else if b[0] > 1.0 {
        b[0] + 0.5 * width
    } else {
        b[2] - 0.5 * width
    }
}

/// The rows and columns of a part of a figure, from `part[0]` to `part[1]` heights below its top.
fn rows(
    stretch: &Stretch,
    s: &Stance,
    part: [f32; 2],
    reach: f32,
) -> (std::ops::Range<usize>, std::ops::Range<usize>) {
    let (w, h) = stretch.size();
    let top = s.foot - s.height;
    let row = |share: f32| (top + share * s.height).clamp(0.0, h as f32) as usize;
    let column = |x: f32| x.clamp(0.0, w as f32) as usize;
    let (left, right) =
        ((s.x - reach * s.height).max(s.own[0]), (s.x + reach * s.height + 1.0).min(s.own[1]));
    (row(part[0])..row(part[1]), column(left)..column(right))
}

/// A third of what the body above the legs usually shows, where that is more than noise.
fn solid(stretch: &Stretch, cutouts: &Cutouts, pick: usize, s: &Stance) -> u8 {
    let (rows, columns) = rows(stretch, s, [0.1, 0.6], 0.3);
    let (w, level) = (stretch.size().0, cutouts.levels[pick]);
    let of_row = |y: usize| {
        cutouts.differences[pick][y * w + columns.start..y * w + columns.end.max(columns.start)].iter()
    };
    let mut all: Vec<u8> = rows.flat_map(of_row).copied().filter(|d| *d >= level).collect();
    all.sort_unstable();
    all.get(all.len() / 2).map_or(level, |d| level.max(d / 5))
}

/// Standard deviation across of what is seen of the legs, heights.
fn spread(stretch: &Stretch, cutouts: &Cutouts, pick: usize, s: &Stance) -> f32 {
    let (rows, columns) = rows(stretch, s, [0.62, 1.05], 0.5);
    let w = stretch.size().0;
    let (mut n, mut sum, mut square) = (0.0_f32, 0.0, 0.0);
    for y in rows {
        for x in columns.clone() {
            let d = cutouts.differences[pick][y * w + x];
            if d >= s.solid {
                let (weight, x) = (f32::from(d.min(40)), x as f32 - s.x);
                n += weight;
                sum += weight * x;
                square += weight * x * x;
            }
        }
    }
    if n < 1.0 { 0.0 } else { libm::sqrtf((square / n - (sum / n) * (sum / n)).max(0.0)) / s.height }
}

/// Change against the ground from a pick to the next in a part of the figure, levels times share of a square height.
fn changed(stretch: &Stretch, pick: usize, s: &Stance, part: [f32; 2]) -> f32 {
    let (rows, columns) = rows(stretch, s, part, 0.55);
    let (w, h) = stretch.size();
    let map = stretch.map(pick, pick + 1);
    let (now, next) = (stretch.luma(pick), stretch.luma(pick + 1));
    let mut sum = 0.0;
    for y in rows {
        for x in columns.clone() {
            let here = f32::from(now[y * w + x]);
            let there = if stretch.tripod {
                Some(f32::from(next[y * w + x]))
            } else {
                between(next, (w, h), map.at([x as f32, y as f32]))
            };
            sum += there.map_or(0.0, |there| ((there - here).abs() - 3.0).clamp(0.0, 40.0));
        }
    }
    sum / (s.height * s.height)
}

/// How the upper body went from a pick to the next, pixels, the ground's own motion taken out: one least-squares
/// displacement for all of it (Lucas and Kanade), three rounds, from where the boxes say.
fn way(stretch: &Stretch, cutouts: &Cutouts, pick: usize, s: &Stance, then: &Stance) -> [f32; 2] {
    let (rows, columns) = rows(stretch, s, [0.0, 0.5], 0.3);
    let size = stretch.size();
    let (w, h) = size;
    let map = stretch.map(pick, pick + 1);
    let (now, next) = (stretch.luma(pick), stretch.luma(pick + 1));
    let own = map.at([s.x, s.foot]);
    let mut v = [then.x - own[0], 0.0];
    let inside = |x: usize, y: usize| x > 0 && y > 0 && x + 1 < w && y + 1 < h;
    for _ in 0..4 {
        let mut a = [0.0_f32; 3];
        let mut b = [0.0_f32; 2];
        for y in rows.clone() {
            for x in columns.clone().filter(|&x| inside(x, y)) {
                let i = y * w + x;
                if cutouts.differences[pick][i] < cutouts.levels[pick] / 2 {
                    continue;
                }
                let p = map.at([x as f32, y as f32]);
                let Some(there) = between(next, size, [p[0] + v[0], p[1] + v[1]]) else { continue };
                let gx = 0.5 * (f32::from(now[i + 1]) - f32::from(now[i - 1]));
                let gy = 0.5 * (f32::from(now[i + w]) - f32::from(now[i - w]));
                let e = (there - f32::from(now[i])).clamp(-25.0, 25.0);
                a[0] += gx * gx;
                a[1] += gx * gy;
                a[2] += gy * gy;
                b[0] += gx * e;
                b[1] += gy * e;
            }
        }
        // A little stiffness: a body without texture stays where the boxes say.
        let (xx, yy) = (a[0] + 400.0, a[2] + 400.0);
        let det = xx * yy - a[1] * a[1];
        let step = [(yy * b[0] - a[1] * b[1]) / det, (xx * b[1] - a[1] * b[0]) / det];
        for k in 0..2 {
            v[k] -= step[k].clamp(-1.0, 1.0);
        }
    }
    v
}

/// Where in time feet are put down and lifted: columns of the ground at foot height that stay covered (the braid of
/// Niyogi and Adelson).
fn plants(stretch: &Stretch, cutouts: &Cutouts, figure: &Figure, stances: &[Stance]) -> [Points; 2] {
    let n = stances.len();
    let w = stretch.size().0;
    let first = figure.first;
    let (mut left, mut right) = (f32::MAX, f32::MIN);
    let worlds: Vec<_> = (0..n).map(|k| stretch.map(first + k, first)).collect();
    for (s, world) in stances.iter().zip(&worlds) {
        let x = world.at([s.x, s.foot])[0];
        (left, right) = (left.min(x - 0.6 * s.height), right.max(x + 0.6 * s.height));
    }
    let bins = ((right - left) as usize + 2).min(4000);
    let mut covered = vec![false; bins * n];
    for (k, s) in stances.iter().enumerate() {
        let (rows, columns) = rows(stretch, s, [0.87, 1.05], 0.55);
        for y in rows {
            for x in columns.clone() {
                if cutouts.differences[first + k][y * w + x] >= s.solid {
                    let bin = (worlds[k].at([x as f32, y as f32])[0] - left).max(0.0) as usize;
                    covered[k * bins + bin.min(bins - 1)] = true;
                }
            }
        }
    }
    let mut down = vec![0.0_f32; n];
    let mut up = vec![0.0_f32; n];
    for bin in 0..bins {
        let mut k = 0;
        while k < n {
            let run = (k..n)
                .take_while(|&j| covered[j * bins + bin] || (j + 1 < n && covered[(j + 1) * bins + bin]))
                .count();
            if run > 0 {
                let lasts = stretch.time(first + k + run - 1) - stretch.time(first + k);
                if lasts >= PLANTED_S {
                    let weight = lasts.min(0.8) as f32 / stances[k].height;
                    if k > 0 {
                        down[k] += weight;
                    }
                    if k + run < n {
                        up[k + run - 1] += weight;
                    }
                }
            }
            k += run.max(1);
        }
    }
    let told = |values: Vec<f32>| {
        values.into_iter().enumerate().map(|(k, v)| (stretch.time(first + k), v)).collect()
    };
    [told(down), told(up)]
}
