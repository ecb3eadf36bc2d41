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
/// Marks nearer than this are one, seconds.
const APART_S: f64 = 0.15;

/// The marks of a scene in order of time: cuts, strong impacts, the climax, all after the first moments.
pub fn of(scene: &Scene) -> Vec<Mark> {
    let cuts = scene.shots.iter().skip(1).map(|shot| Mark { t: shot.t0, weight: 1.0 });
    let strong = scene.impacts.iter().filter(|i| i.s > 0.7 && i.conf > 0.4);
    let impacts = strong.map(|impact| Mark { t: impact.t, weight: 0.6 * f64::from(impact.s) });
    let mut marks: Vec<Mark> = cuts.chain(impacts).collect();
    let climax = climax(scene);
    let nearest = marks.iter_mut().min_by(|a, b| (a.t - climax).abs().total_cmp(&(b.t - climax).abs()));
    if let Some(mark) = nearest.filter(|m| (m.t - climax).abs() < 0.5) {
        mark.weight += 0.5;
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

/// Where the clip is fullest: the greatest smoothed motion plus density of cuts in its last 70 %, seconds.
pub fn climax(scene: &Scene) -> f64 {
    let step = 0.1;
    let from = (0.3 * scene.duration / step) as usize;
    let to = ((scene.duration - 0.8) / step).max(1.0) as usize;
    let mut best = (0.62 * scene.duration, 0.05);
    for t in (from..to).map(|i| i as f64 * step) {
        let cuts = scene.shots.iter().skip(1).filter(|shot| (shot.t0 - t).abs() < 0.8).count() as f64;
        let fullness = 2.0 * motion_about(scene, t, 0.5) + 0.25 * cuts;
        if fullness > best.1 + 1e-9 {
            best = (t, fullness);
        }
    }
    best.0
}

/// Mean motion within `reach` seconds of `t`.
pub fn motion_about(scene: &Scene, t: f64, reach: f64) -> f64 {
    let at = |t: f64| ((t * Envelopes::RATE_HZ).max(0.0) as usize).min(scene.envelopes.motion.len());
    let part = &scene.envelopes.motion[at(t - reach)..at(t + reach).max(at(t - reach))];
    if part.is_empty() { 0.0 } else { f64::from(part.iter().sum::<f32>()) / part.len() as f64 }
}
