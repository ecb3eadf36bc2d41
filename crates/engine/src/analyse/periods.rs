//! Motion that repeats: per followed thing and for the whole picture, by autocorrelation of three seconds at a time.

use super::follow::Path;
use super::signal::Signal;
use super::tracks::lasts;
use super::watching::Watching;
use crate::scene::{Periodic, PeriodicKind, Track};

/// Window and its hop, seconds.
const WINDOW: (f64, f64) = (3.0, 1.0);
/// Shortest and longest period, seconds.
const RANGE: (f64, f64) = (0.2, 1.6);
/// Slow motion is taken out over this time (0.7 Hz), seconds.
const SLOW: f64 = 1.4;
/// Least confidence that is told.
const LEAST: f32 = 0.5;

/// Stretches of regular motion: walkers first, then other tracks, then the whole picture.
pub(super) fn periodic(seen: &Watching, tracks: &[Track], walkers: Vec<Periodic>) -> Vec<Periodic> {
    let told = |p: &&Path| tracks.iter().any(|t| t.id == p.id) && lasts(seen, p) >= 1.6;
    let mut found = walkers;
    for path in seen.paths.iter().filter(told) {
        let own = of_path(seen, path);
        let walkers = found.iter().filter(|p| p.kind == PeriodicKind::Gait).cloned().collect::<Vec<_>>();
        // An arm or a leg that swings is the walker's, and told once.
        found.extend(own.into_iter().filter(|p| !walkers.iter().any(|walker| belongs(p, walker))));
    }
    let energy = energy(seen);
    if found.is_empty() && energy.rms() > 0.002 {
        found.extend(stretches(&energy.quick(SLOW)));
    }
    found
}

fn belongs(limb: &Periodic, walker: &Periodic) -> bool {
    let together = limb.t1.min(walker.t1) - limb.t0.max(walker.t0);
    let reach = 0.6 * walker.height;
    together > 0.3 * (limb.t1 - limb.t0) && (0..2).all(|k| (limb.at[k] - walker.at[k]).abs() < reach)
}

/// Mean residual speed of the whole picture, frame heights a second.
fn energy(seen: &Watching) -> Signal {
    let points: Vec<(f64, f32)> = seen
        .flows
        .fields
        .iter()
        .enumerate()
        .map(|(step, field)| {
            let sum: f32 = field.cells.iter().map(|c| c.conf * libm::hypotf(c.v[0], c.v[1])).sum();
            let speed = sum / field.cells.len().max(1) as f32 / seen.frames.step(step) as f32 / seen.height();
            (seen.frames.middle(step), if seen.broken[step] { 0.0 } else { speed })
        })
        .collect();
    Signal::through(&points, 0.0, seen.frames.clip.duration_s)
}

/// The velocity of a path along one axis, frame heights a second.
fn velocity(seen: &Watching, path: &Path, axis: usize) -> Signal {
    let scale = |step: usize| (1.0 / seen.frames.step(step)) as f32 / seen.height();
    let points: Vec<(f64, f32)> =
        path.sights.iter().map(|s| (seen.frames.middle(s.step), s.v[axis] * scale(s.step))).collect();
    let (first, last) = (points[0].0, points[points.len() - 1].0);
    Signal::through(&points, first, last)
}

fn of_path(seen: &Watching, path: &Path) -> Vec<Periodic> {
    let [w, h] = seen.size();
    let n = path.sights.len() as f32;
    let mean = |f: &dyn Fn(&super::follow::Sight) -> f32| path.sights.iter().map(f).sum::<f32>() / n;
    let (at, height) = (
        [mean(&|s| s.centre[0] / w), mean(&|s| s.centre[1] / h)],
        mean(&|s| (s.bounds[3] - s.bounds[1]) / h),
    );
    let tell = |axis: usize| {
        let quick = velocity(seen, path, axis).quick(SLOW);
        // A bob of less than a tenth of a pixel a frame is noise.
        let noise = 0.1 / seen.frames.usual_step() as f32 / h;
        if quick.rms() < noise { Vec::new() } else { stretches(&quick) }
    };
    let down = tell(1);
    let across = tell(0);
    let total = |all: &[Periodic]| all.iter().map(|p| f64::from(p.conf) * (p.t1 - p.t0)).sum::<f64>();
    let mut best = if total(&across) > total(&down) { across } else { down };
    for p in &mut best {
        p.track = Some(path.id);
        (p.at, p.height) = (at, height);
        p.kind = PeriodicKind::Swing;
    }
    best
}

/// Windows with a period, joined where the period stays.
fn stretches(signal: &Signal) -> Vec<Periodic> {
    let (size, hop) = ((WINDOW.0 * Signal::RATE) as usize, (WINDOW.1 * Signal::RATE) as usize);
    let mut found: Vec<Periodic> = Vec::new();
    let mut a = 0;
    loop {
        let b = (a + size).min(signal.x.len());
        if let Some((period, conf)) = signal.part(a, b).period(RANGE.0, RANGE.1).filter(|p| p.1 >= LEAST) {
            let (t0, t1) = (signal.time(a), signal.time(b.saturating_sub(1)));
            match found.last_mut().filter(|p| p.t1 >= t0 - 0.1 && (p.period / period - 1.0).abs() < 0.15) {
                Some(last) => {
                    last.t1 = t1;
                    last.period = (last.period + period) / 2.0;
                    last.conf = last.conf.max(conf);
                }
                None => found.push(Periodic { t0, t1, period, conf, at: [0.5, 0.5], ..Periodic::default() }),
            }
        }
        if b >= signal.x.len() {
            break;
        }
        a += hop;
    }
    found.iter_mut().for_each(|p| p.beats = comb(signal, p));
    found
}

/// Beats of a stretch: the comb of its period that meets most of the signal, each tooth moved to the peak near it.
fn comb(signal: &Signal, p: &Periodic) -> Vec<f64> {
    let teeth = |t0: f64| (0..).map(move |k| t0 + k as f64 * p.period).take_while(|t| *t <= p.t1);
    let phases = (p.period * Signal::RATE).round().max(1.0) as usize;
    let sum = |k: usize| teeth(p.t0 + k as f64 / Signal::RATE).map(|t| signal.at(t)).sum::<f32>();
    let best = (0..phases).max_by(|&a, &b| sum(a).total_cmp(&sum(b))).unwrap_or(0);
    let reach = (0.12 * p.period * Signal::RATE) as i64;
    let mut beats = Vec::new();
    let mut t = p.t0 + best as f64 / Signal::RATE;
    while t <= p.t1 + 1e-9 {
        let near =
            (-reach..=reach).map(|k| t + k as f64 / Signal::RATE).filter(|t| (p.t0..=p.t1).contains(t));
        let peak =
            near.max_by(|a, b| signal.at(*a).total_cmp(&signal.at(*b)).then(b.total_cmp(a))).unwrap_or(t);
        beats.push(peak);
        // The next tooth follows the one that was found, so that a drifting rhythm is kept.
        t = 0.5 * (t + peak) + p.period;
    }
    beats
}
