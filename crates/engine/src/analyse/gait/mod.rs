//! Footsteps: who walks, and when the feet come down.

mod align;
pub(in crate::analyse) mod backdrop;
pub(in crate::analyse) mod evidence;
mod exposure;
pub mod figures;
pub(in crate::analyse) mod ground;
pub(in crate::analyse) mod people;
pub(in crate::analyse) mod phase;

use super::camera::Motion;
use super::frames::Frames;
use crate::scene::{Foot, Periodic, PeriodicKind, Step};
use backdrop::Cutouts;
use evidence::Evidence;
use figures::Figures;
use ground::Stretch;
use people::Figure;
use phase::{Lore, Moment, Way};

/// Shortest walk, seconds.
pub(in crate::analyse) const SHORTEST_S: f64 = 0.6;
/// Nobody runs with fewer steps a second, unless the film was slowed down: then the signals must say so clearly.
const SLOW_RUN_HZ: f32 = 2.2;
/// Least confidence of a step that is told.
const LEAST: f32 = 0.35;
/// A net that looked this often where a figure was would have seen a person.
const OFTEN: usize = 4;
/// Least confidence of a step that is alone.
const ALONE: f32 = 0.6;
/// Measured on the tune half of the rendered and the filmed walkers.
pub(in crate::analyse) const WALK: Way = Way {
    lore: [
        Lore { lag: 0.32, weight: 1.2 },
        Lore { lag: 0.0, weight: 0.0 },
        Lore { lag: 0.82, weight: 1.0 },
        Lore { lag: 0.0, weight: 0.0 },
        Lore { lag: -1.72, weight: 0.7 },
        Lore { lag: 1.58, weight: 0.6 },
        Lore { lag: 0.0, weight: 0.0 },
    ],
    hz: 1.95,
    width: 0.22,
    run: false,
};

/// See [`WALK`]: a runner is lowest in the middle of the stance, and the legs part in flight.
pub(in crate::analyse) const RUN: Way = Way {
    lore: [
        Lore { lag: -1.7, weight: 0.8 },
        Lore { lag: -1.4, weight: 0.3 },
        Lore { lag: 2.25, weight: 1.5 },
        Lore { lag: 0.0, weight: 0.0 },
        Lore { lag: -1.9, weight: 0.4 },
        Lore { lag: -2.2, weight: 0.3 },
        Lore { lag: -2.7, weight: 0.3 },
    ],
    hz: 2.75,
    width: 0.16,
    run: true,
};

/// Number of marks of a step, the last of which is always one.
pub(in crate::analyse) const MARKS: usize = 13;

/// Weights of the marks in the confidence: logistic regression over the tune half.
const WEIGHTS: [f32; MARKS] =
    [3.13, 1.91, 1.87, 2.19, 1.50, -1.77, -1.81, -1.77, -0.86, 1.80, -0.46, 1.43, -7.10];

/// What walks in a clip.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Walk {
    /// In order of time.
    pub steps: Vec<Step>,
    /// One a walker.
    pub rhythms: Vec<Periodic>,
}

/// Finds the walkers of a clip and their steps; where a net has looked for people, its word counts for who walks.
pub(super) fn walk(frames: &Frames, cameras: &[Motion], broken: &[bool], known: Option<&Figures>) -> Walk {
    let mut walk = Walk::default();
    let mut number = 0;
    for stretch in Stretch::all(frames, cameras, broken, SHORTEST_S) {
        let cutouts = Cutouts::of(&stretch);
        for figure in people::figures(&stretch, &cutouts) {
            if stretch.time(figure.last()) - stretch.time(figure.first) < SHORTEST_S {
                continue;
            }
            let evidence = Evidence::of(&stretch, &cutouts, &figure);
            let mut steps = gait_of(&evidence, number).steps(&stretch, &figure, &evidence);
            if let Some(known) = known {
                heed(known, &stretch, &figure, &mut steps);
            }
            steps.retain(|step| step.conf >= LEAST);
            if steps.len() >= 2 || steps.iter().any(|step| step.conf > ALONE) {
                walk.rhythms.push(told(&steps));
                walk.steps.extend(steps);
                number += 1;
            }
        }
    }
    walk.steps.sort_by(|a, b| a.t.total_cmp(&b.t).then(a.figure.cmp(&b.figure)));
    walk
}

/// Where a figure was, 0..=1 of the picture.
fn place(stretch: &Stretch, figure: &Figure, t: f64) -> [f32; 4] {
    let (w, h) = stretch.size();
    let k = (figure.first..=figure.last()).find(|&k| stretch.time(k) >= t).unwrap_or(figure.last());
    let [left, top, right, bottom] = figure.boxes[k - figure.first];
    [left / w as f32, top / h as f32, right / w as f32, bottom / h as f32]
}

/// Raises or lowers confidence by whether a net saw a person where the figure was, and learns from ankles which foot is
/// which.
fn heed(known: &Figures, stretch: &Stretch, figure: &Figure, steps: &mut [Step]) {
    let at = |t: f64| place(stretch, figure, t);
    let (begin, end) = (stretch.time(figure.first), stretch.time(figure.last()));
    let (seen, looks) = known.agree(begin, end, at);
    if looks < 2 || steps.is_empty() {
        return;
    }
    let share = seen as f32 / looks as f32;
    // A net that often looked and never saw anybody speaks against a walker, but it misses small and drawn people.
    let word = if seen == 0 && looks >= OFTEN { 0.5 } else { libm::powf(4.0, (2.0 * share).min(1.0)) };
    for step in steps.iter_mut() {
        let odds = step.conf / (1.0 - step.conf).max(1e-3) * word;
        step.conf = odds / (1.0 + odds);
    }
    let ahead = (at(end)[0] + at(end)[2] - at(begin)[0] - at(begin)[2]).clamp(-1.0, 1.0);
    let period = told(steps).period.max(0.2);
    let first = steps[0].t;
    let even = |step: &Step| libm::round((step.t - first) / period) as i64 % 2 == 0;
    let vote = |step: &Step| known.parted(step.t, &at(step.t)).map(|way| if even(step) { way } else { -way });
    // The foot that lands is the one in front.
    let left = steps.iter().filter_map(vote).sum::<f32>() * ahead;
    if left != 0.0 {
        for step in steps.iter_mut() {
            step.foot = Some(if even(step) == (left > 0.0) { Foot::Left } else { Foot::Right });
        }
    }
}

/// How one figure goes.
pub(in crate::analyse) struct Gait {
    pub rhythm: Vec<Moment>,
    pub run: bool,
    /// Mean sureness of the rhythm.
    pub sure: f32,
    number: u32,
}

/// The way of going that explains the figure better.
pub(in crate::analyse) fn gait_of(evidence: &Evidence, number: u32) -> Gait {
    let [walk, run] = [WALK, RUN].map(|way| {
        let rhythm = phase::rhythm(&evidence.signals, &way);
        let n = rhythm.len().max(1) as f32;
        let sure = rhythm.iter().map(|m| m.sure).sum::<f32>() / n;
        let worth = rhythm.iter().map(|m| m.sure * phase::usual(m.hz, &way)).sum::<f32>() / n;
        (worth, Gait { rhythm, run: way.run, sure, number })
    });
    let n = run.1.rhythm.len().max(1) as f32;
    let slow = run.1.rhythm.iter().map(|m| m.hz).sum::<f32>() / n < SLOW_RUN_HZ;
    if run.0 > if slow { 1.3 * walk.0 } else { walk.0 } { run.1 } else { walk.1 }
}

impl Gait {
    fn steps(&self, stretch: &Stretch, figure: &Figure, evidence: &Evidence) -> Vec<Step> {
        let (w, h) = stretch.size();
        let last = figure.last();
        let told = |m: &Moment| {
            let pick = (figure.first..=last).find(|&k| stretch.time(k) >= m.t).unwrap_or(last);
            let s = evidence.stances[pick - figure.first];
            Step {
                t: m.t,
                dt: 0.05,
                x: (evidence.x(figure, stretch, m.t) / w as f32).clamp(0.0, 1.0),
                y: (s.foot / h as f32).clamp(0.0, 1.0),
                size: s.height / h as f32,
                figure: self.number,
                foot: None,
                run: self.run,
                conf: self.confidence(&self.marks(m, evidence, figure, stretch)),
            }
        };
        let known = stretch.time(figure.first)..=stretch.time(last);
        let shot = stretch.time(0)..stretch.time(stretch.len() - 1);
        let inside = |m: &&Moment| {
            let end = if m.t < *known.start() { figure.boxes.first() } else { figure.boxes.last() };
            let cut = end.is_some_and(|b| b[0] < 3.0 || b[2] > w as f32 - 3.0);
            let seen = (0.0..w as f32).contains(&evidence.x(figure, stretch, m.t));
            known.contains(&m.t) || cut && seen && shot.contains(&m.t)
        };
        phase::strikes(&self.rhythm).iter().filter(inside).map(told).collect()
    }

    /// What tells a step: how the figure keeps the rhythm, gets on with every step, is built, and moves its legs.
    pub(in crate::analyse) fn marks(
        &self,
        m: &Moment,
        evidence: &Evidence,
        figure: &Figure,
        stretch: &Stretch,
    ) -> [f32; MARKS] {
        let [gone, grown] = evidence.progress;
        let way = if self.run { RUN } else { WALK };
        let n = figure.measured.len() as f32;
        let [full, slim, vary] = figure.shape();
        let tall = evidence.stances.iter().map(|s| s.height).sum::<f32>() / n;
        let hz = self.rhythm.iter().map(|m| m.hz).sum::<f32>() / self.rhythm.len().max(1) as f32;
        let lasts = (stretch.time(figure.last()) - stretch.time(figure.first)) as f32;
        [
            self.sure,
            m.sure,
            (gone / hz / 0.3).max(grown / hz / 0.045).min(1.2),
            figure.measured.iter().filter(|m| **m).count() as f32 / n,
            full.min(0.7),
            (slim - 0.8).abs().min(1.5),
            vary.min(0.3),
            (evidence.signals[0].rms() * 20.0).min(1.5),
            (evidence.signals[2].rms() * 40.0).min(1.5),
            libm::logf(tall / 25.0).clamp(-1.0, 1.0),
            (libm::logf(hz / way.hz).abs() / way.width).min(3.0),
            (lasts * hz).min(10.0) / 5.0,
            1.0,
        ]
    }

    fn confidence(&self, marks: &[f32; MARKS]) -> f32 {
        let z: f32 = marks.iter().zip(WEIGHTS).map(|(mark, weight)| mark * weight).sum();
        1.0 / (1.0 + libm::expf(-z))
    }
}

/// The rhythm of a walker's steps.
fn told(steps: &[Step]) -> Periodic {
    let n = steps.len() as f32;
    let mean = |of: &dyn Fn(&Step) -> f32| steps.iter().map(of).sum::<f32>() / n;
    let (t0, t1) = (steps[0].t, steps[steps.len() - 1].t);
    let mut gaps: Vec<f64> = steps.windows(2).map(|pair| pair[1].t - pair[0].t).collect();
    gaps.sort_by(f64::total_cmp);
    let height = mean(&|s| s.size);
    Periodic {
        track: None,
        t0,
        t1,
        period: gaps.get(gaps.len() / 2).copied().unwrap_or(0.5),
        conf: mean(&|s| s.conf),
        kind: PeriodicKind::Gait,
        beats: steps.iter().map(|s| s.t).collect(),
        at: [mean(&|s| s.x), mean(&|s| s.y) - 0.5 * height],
        height,
    }
}
