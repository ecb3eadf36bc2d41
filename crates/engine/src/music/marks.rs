//! The moments of the picture that music should meet.

use crate::Scene;
use crate::scene::Envelopes;

/// A moment and how much it matters.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mark {
    /// Seconds.
    pub t: f64,
    /// 1 for a cut.
    pub weight: f64,
}

/// Most marks that tempo is fitted to; the heaviest stay.
const MOST: usize = 16;
/// Clips shorter than this have one gesture and no climax of their own, seconds.
const CLIMAX_FROM_S: f64 = 5.0;
/// Marks nearer than this are one, seconds.
const APART_S: f64 = 0.15;

/// The marks of a scene in order of time: cuts, strong impacts, the climax, all after the first moments.
pub fn of(scene: &Scene) -> Vec<Mark> {
    let cuts = scene.shots.iter().skip(1).map(|shot| Mark { t: shot.t0, weight: 1.0 });
    let strong = scene.impacts.iter().filter(|i| i.s > 0.7 && i.conf > 0.4);
    let impacts = strong.map(|impact| Mark { t: impact.t, weight: 0.6 * f64::from(impact.s) });
    let mut marks: Vec<Mark> = cuts.chain(impacts).collect();
    let climax = climax(scene);
    let moves = scene.duration >= CLIMAX_FROM_S && motion_about(scene, climax, 0.5) > 0.1;
    if moves && !marks.iter().any(|mark| (mark.t - climax).abs() < 0.5) {
        marks.push(Mark { t: climax, weight: 0.3 });
    }
    let nearest = marks.iter_mut().min_by(|a, b| (a.t - climax).abs().total_cmp(&(b.t - climax).abs()));
    if let Some(mark) = nearest.filter(|m| (m.t - climax).abs() < 0.5) {
        mark.weight += 0.8;
    }
    tidy(marks, scene.duration)
}

/// Marks as edited: all alike.
pub fn of_hits(hits: &[f64], duration: f64) -> Vec<Mark> {
    let finite = hits.iter().filter(|t| t.is_finite());
    tidy(finite.map(|&t| Mark { t, weight: 1.0 }).collect(), duration)
}

fn tidy(mut marks: Vec<Mark>, duration: f64) -> Vec<Mark> {
    marks.retain(|mark| (0.4..duration - 0.6).contains(&mark.t));
    marks.sort_by(|a, b| b.weight.total_cmp(&a.weight).then(a.t.total_cmp(&b.t)));
    let mut kept: Vec<Mark> = Vec::new();
    for mark in marks {
        if kept.len() < MOST && kept.iter().all(|k| (k.t - mark.t).abs() >= APART_S) {
            kept.push(mark);
        }
    }
    kept.sort_by(|a, b| a.t.total_cmp(&b.t));
    kept
}

/// Where the clip is fullest in its last 70 %, seconds: on the strongest blow, else on the cut with the greatest smoothed
/// motion and density of cuts about it, else where that is greatest.
pub fn climax(scene: &Scene) -> f64 {
    let (from, to) = (0.3 * scene.duration, (scene.duration - 0.8).max(0.3 * scene.duration));
    let inside = |t: &f64| (from..=to).contains(t);
    let cuts: Vec<f64> = scene.shots.iter().skip(1).map(|shot| shot.t0).collect();
    let fullness = |t: f64| {
        let near = cuts.iter().filter(|cut| (*cut - t).abs() < 0.8).count() as f64;
        let blow = scene.impacts.iter().filter(|i| (i.t - t).abs() < 0.05).map(|i| f64::from(i.s * i.conf));
        2.0 * motion_about(scene, t, 0.5) + 0.25 * near + 0.9 * blow.fold(0.0, f64::max)
    };
    let blows = scene.impacts.iter().filter(|i| i.s > 0.7 && i.conf > 0.4).map(|impact| impact.t);
    // An event draws the climax to it, or it would be prepared for and pass by.
    let events = cuts.iter().copied().chain(blows).filter(inside).map(|t| (t, fullness(t) + 0.3));
    let steps = (0..(scene.duration / 0.1) as usize).map(|i| i as f64 * 0.1).filter(inside);
    let all = events.chain(steps.map(|t| (t, fullness(t))));
    let fallback = (0.62 * scene.duration, 0.05);
    all.fold(fallback, |best, at| if at.1 > best.1 + 1e-9 { at } else { best }).0
}

/// Mean motion within `reach` seconds of `t`.
pub fn motion_about(scene: &Scene, t: f64, reach: f64) -> f64 {
    let at = |t: f64| ((t * Envelopes::RATE_HZ).max(0.0) as usize).min(scene.envelopes.motion.len());
    let part = &scene.envelopes.motion[at(t - reach)..at(t + reach).max(at(t - reach))];
    if part.is_empty() { 0.0 } else { f64::from(part.iter().sum::<f32>()) / part.len() as f64 }
}
