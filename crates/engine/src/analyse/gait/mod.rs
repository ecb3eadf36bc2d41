//! Footsteps: who walks, and when the feet come down.

pub(in crate::analyse) mod backdrop;
pub(in crate::analyse) mod evidence;
pub mod figures;
pub(in crate::analyse) mod ground;
pub(in crate::analyse) mod people;
pub(in crate::analyse) mod phase;

use super::camera::Motion;
use super::frames::Frames;
use crate::scene::{Periodic, PeriodicKind, Step};
use backdrop::Cutouts;
use evidence::{Evidence, KINDS};
use figures::Figures;
use ground::Stretch;
use people::Figure;
use phase::{Lore, Moment};

/// Shortest walk, seconds.
const SHORTEST_S: f64 = 0.9;
/// Least confidence of a step that is told.
const LEAST: f32 = 0.2;
/// Faster than this is a run, steps a second.
const RUN_HZ: f32 = 2.45;

/// Measured on the tune half of the rendered and the filmed walkers.
pub(in crate::analyse) const LORE: [Lore; KINDS] = [
    Lore { lag: 0.1, weight: 1.0 },
    Lore { lag: -0.2, weight: 0.4 },
    Lore { lag: 0.73, weight: 1.0 },
    Lore { lag: -0.3, weight: 0.15 },
    Lore { lag: -1.95, weight: 0.8 },
    Lore { lag: 1.4, weight: 0.8 },
    Lore { lag: 0.1, weight: 0.3 },
];

/// What walks in a clip.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Walk {
    /// In order of time.
    pub steps: Vec<Step>,
    /// One a walker.
    pub rhythms: Vec<Periodic>,
}

/// Finds the walkers of a clip and their steps; with `known` people only those walk.
pub(super) fn walk(frames: &Frames, cameras: &[Motion], broken: &[bool], known: Option<&Figures>) -> Walk {
    let _ = known;
    let mut walk = Walk::default();
    let mut number = 0;
    for stretch in Stretch::all(frames, cameras, broken, SHORTEST_S) {
        let cutouts = Cutouts::of(&stretch);
        for figure in people::figures(&stretch, &cutouts) {
            if stretch.time(figure.last()) - stretch.time(figure.first) < SHORTEST_S {
                continue;
            }
            let evidence = Evidence::of(&stretch, &cutouts, &figure);
            let rhythm = phase::rhythm(&evidence.signals, &LORE);
            let steps = steps(&stretch, &figure, &evidence, &rhythm, number);
            if steps.len() >= 2 {
                walk.rhythms.push(told(&steps));
                walk.steps.extend(steps);
                number += 1;
            }
        }
    }
    walk.steps.sort_by(|a, b| a.t.total_cmp(&b.t).then(a.figure.cmp(&b.figure)));
    walk
}

fn steps(
    stretch: &Stretch,
    figure: &Figure,
    evidence: &Evidence,
    rhythm: &[Moment],
    number: u32,
) -> Vec<Step> {
    let (w, h) = stretch.size();
    let last = figure.last();
    phase::strikes(rhythm)
        .iter()
        .map(|m| {
            let pick = (figure.first..=last).find(|&k| stretch.time(k) >= m.t).unwrap_or(last);
            let s = evidence.stances[pick - figure.first];
            Step {
                t: m.t,
                dt: 0.05,
                x: (s.x / w as f32).clamp(0.0, 1.0),
                y: (s.foot / h as f32).clamp(0.0, 1.0),
                size: s.height / h as f32,
                figure: number,
                foot: None,
                run: m.hz > RUN_HZ,
                conf: (m.sure * 1.8).min(0.95),
            }
        })
        .filter(|step| step.conf >= LEAST)
        .collect()
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
        period: gaps[gaps.len() / 2],
        conf: mean(&|s| s.conf),
        kind: PeriodicKind::Gait,
        beats: steps.iter().map(|s| s.t).collect(),
        at: [mean(&|s| s.x), mean(&|s| s.y) - 0.5 * height],
        height,
    }
}
