//! Moments of the picture that may sound, and the matching of an ordered list of wishes to them.

use crate::Scene;
use crate::scene::{Impact, Periodic, PeriodicKind, Step};

/// What a moment looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// Something hits something.
    Hit,
    /// A foot comes down.
    Step,
    /// Something passes fast.
    Sweep,
    /// A flash.
    Flash,
    /// A cut.
    Cut,
}

/// A moment of the picture.
#[derive(Debug, Clone, PartialEq)]
pub struct Moment {
    /// When, seconds.
    pub t: f64,
    /// What it looks like.
    pub look: Look,
    /// Its name in the analysis: `impact 3`.
    pub name: String,
    /// Where, 0..=1 from left and top.
    pub at: [f32; 2],
    /// Area, fraction of the frame.
    pub size: f32,
    /// 0..=1.
    pub strength: f32,
    /// 0..=1.
    pub conf: f32,
    /// The impact behind it.
    pub impact: Option<Impact>,
    /// The step behind it.
    pub step: Option<Step>,
}

/// Closer than this to a step or a stroke, an impact is the same moment, seconds.
const SAME_S: f64 = 0.11;

/// Weak and unsure moments say nothing (§5).
fn speaks(impact: &Impact) -> bool {
    let seen = impact.s.is_finite() && impact.conf.is_finite() && impact.size.is_finite();
    seen && (impact.s >= 0.25 || impact.conf >= 0.4)
}

/// All moments of a scene, in order of time.
pub fn moments(scene: &Scene) -> Vec<Moment> {
    let steps: Vec<Moment> = scene.steps.iter().filter(|s| is_heard(s)).map(of_step).collect();
    let mut hits: Vec<Moment> =
        scene.impacts.iter().enumerate().filter(|(_, i)| speaks(i)).map(of_impact).collect();
    hits.retain(|hit| !is_step(hit, &steps));
    let strokes = strokes(scene);
    let new: Vec<Moment> =
        strokes.into_iter().filter(|s| !hits.iter().any(|hit| (hit.t - s.t).abs() < SAME_S)).collect();
    let mut all: Vec<Moment> = hits.into_iter().chain(new).chain(steps).chain(others(scene)).collect();
    all.retain(|moment| moment.t.is_finite() && (0.0..scene.duration).contains(&moment.t));
    all.sort_by(|a, b| a.t.total_cmp(&b.t));
    all
}

/// A foot that comes down is also an impact, at the walker's feet; a clap above them at that time is not a step.
fn is_step(hit: &Moment, steps: &[Moment]) -> bool {
    steps.iter().any(|moment| {
        let Some(step) = moment.step.as_ref().filter(|step| (step.t - hit.t).abs() < SAME_S) else {
            return false;
        };
        let beside = (step.x - hit.at[0]).abs() < 0.06 + 0.4 * step.size;
        beside && hit.at[1] > step.y - 0.3 * step.size - 0.04
    })
}

fn of_impact((i, impact): (usize, &Impact)) -> Moment {
    Moment {
        t: impact.t,
        look: Look::Hit,
        name: format!("impact {i}"),
        at: [impact.x, impact.y],
        size: impact.size,
        strength: impact.s,
        conf: impact.conf,
        impact: Some(impact.clone()),
        step: None,
    }
}

/// Under this a step is more likely none.
fn is_heard(step: &Step) -> bool {
    step.conf >= 0.3 && step.size.is_finite()
}

fn of_step(step: &Step) -> Moment {
    Moment {
        t: step.t,
        look: Look::Step,
        name: format!("walker {}", step.figure),
        at: [step.x, step.y],
        size: step.size * step.size * 0.4,
        strength: if step.run { 0.65 } else { 0.55 },
        conf: step.conf,
        impact: None,
        step: Some(step.clone()),
    }
}

fn strokes(scene: &Scene) -> Vec<Moment> {
    let strokes = |p: &Periodic| p.kind == PeriodicKind::Strokes && p.conf >= 0.3;
    let of_kind = scene.periodic.iter().enumerate().filter(|(_, p)| strokes(p));
    of_kind
        .flat_map(|(i, p)| {
            p.beats.iter().map(move |&t| Moment {
                t,
                look: Look::Hit,
                name: format!("strokes {i}"),
                at: p.at,
                size: p.height * p.height * 0.4,
                strength: 0.55,
                conf: p.conf,
                impact: None,
                step: None,
            })
        })
        .collect()
}

fn others(scene: &Scene) -> Vec<Moment> {
    let plain = |t, look, name, strength: f32, conf| Moment {
        t,
        look,
        name,
        at: [0.5, 0.5],
        size: 0.2,
        strength: strength.clamp(0.0, 1.0),
        conf,
        impact: None,
        step: None,
    };
    let sweeps = scene.sweeps.iter().enumerate();
    let sweeps = sweeps.map(|(i, s)| Moment {
        at: middle_of(scene, s),
        ..plain(s.t[1], Look::Sweep, format!("sweep {i}"), s.speed / 2.5, s.conf)
    });
    let flashes = scene.flashes.iter().enumerate();
    let flashes = flashes.map(|(i, f)| plain(f.t, Look::Flash, format!("flash {i}"), f.strength * 2.0, 0.7));
    let cuts = scene.shots.iter().enumerate().skip(1);
    let cuts = cuts.map(|(i, s)| plain(s.t0, Look::Cut, format!("cut {i}"), 0.6, 0.9));
    sweeps.chain(flashes).chain(cuts).collect()
}

/// Where a sweep is at its fastest: on its track, or in the middle of the picture where the camera itself is thrown.
fn middle_of(scene: &Scene, sweep: &crate::scene::Sweep) -> [f32; 2] {
    let track = scene.tracks.iter().find(|track| Some(track.id) == sweep.track);
    let point = track.and_then(|track| {
        track.points.iter().min_by(|a, b| (a.t - sweep.t[1]).abs().total_cmp(&(b.t - sweep.t[1]).abs()))
    });
    point.map_or([f32::midpoint(sweep.x[0], sweep.x[1]), 0.5], |point| point.at)
}

/// A wish for moments, in order.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Need {
    /// How many; `None` for as many as there are.
    pub count: Option<usize>,
    /// Where in the clip it would begin, 0..=1.
    pub begin: f64,
}

/// Gives every need a stretch of the moments, in order, such that the strongest moments are used (dynamic
/// programming over the borders). Returns indices into `moments`, one list a need.
pub fn aligned(moments: &[Moment], needs: &[Need], duration: f64) -> Vec<Vec<usize>> {
    let n = moments.len();
    let mut best = vec![vec![f64::NEG_INFINITY; n + 1]; needs.len() + 1];
    let mut from = vec![vec![0; n + 1]; needs.len() + 1];
    best[0][0] = 0.0;
    for (r, need) in needs.iter().enumerate() {
        // The first stretch begins with the first moment, the last ends with the last one.
        for i in 0..=n {
            if best[r][i] == f64::NEG_INFINITY {
                continue;
            }
            let ends = if r + 1 == needs.len() { n..=n } else { i..=n };
            for j in ends {
                let value = best[r][i] + worth(&moments[i..j], need, r > 0, duration);
                if value > best[r + 1][j] {
                    (best[r + 1][j], from[r + 1][j]) = (value, i);
                }
            }
        }
    }
    let mut stretches = Vec::new();
    let mut end = n;
    for (r, need) in needs.iter().enumerate().rev() {
        let begin = from[r + 1][end];
        stretches.push(chosen(&moments[begin..end], need).into_iter().map(|i| i + begin).collect());
        end = begin;
    }
    stretches.reverse();
    stretches
}

fn worth(moments: &[Moment], need: &Need, later: bool, duration: f64) -> f64 {
    let chosen = chosen(moments, need);
    let strength: f64 = chosen.iter().map(|&i| f64::from(moments[i].strength)).sum();
    let missing = need.count.unwrap_or(1).saturating_sub(chosen.len());
    let early = match moments.first() {
        Some(first) if later => (first.t / duration.max(0.1) - need.begin).abs() * 0.3,
        _ => 0.0,
    };
    strength - missing as f64 * 0.7 - early
}

fn chosen(moments: &[Moment], need: &Need) -> Vec<usize> {
    let mut all: Vec<usize> = (0..moments.len()).collect();
    if let Some(count) = need.count.filter(|&count| count < all.len()) {
        all.sort_by(|&a, &b| moments[b].strength.total_cmp(&moments[a].strength).then(a.cmp(&b)));
        all.truncate(count);
        all.sort_unstable();
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hit(t: f64, strength: f32) -> Moment {
        of_impact((0, &Impact { t, s: strength, conf: 0.8, ..Impact::default() }))
    }

    #[test]
    fn three_knocks_then_a_slam_take_four_hits_in_order() {
        let hits = [hit(1.0, 0.5), hit(1.5, 0.5), hit(2.0, 0.5), hit(6.0, 0.9)];
        let needs = [Need { count: Some(3), begin: 0.0 }, Need { count: Some(1), begin: 0.5 }];
        assert_eq!(aligned(&hits, &needs, 8.0), vec![vec![0, 1, 2], vec![3]]);
    }

    #[test]
    fn the_strongest_hits_are_taken_where_there_are_too_many() {
        let hits = [hit(1.0, 0.2), hit(2.0, 0.9), hit(3.0, 0.3), hit(4.0, 0.8)];
        assert_eq!(aligned(&hits, &[Need { count: Some(2), begin: 0.0 }], 8.0), vec![vec![1, 3]]);
    }
}
