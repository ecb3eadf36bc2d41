//! Repeated actions: contacts that keep a rhythm get the ones that were missed, and lose weak ones between the beats.

use crate::scene::{Impact, Periodic, PeriodicKind};

/// How far from its beat a contact may lie, periods.
const SLACK: f64 = 0.09;

/// Finds a rhythm in the contacts of each place and fills its gaps; the rhythm itself joins `periodic`.
pub(super) fn regularise(impacts: &mut Vec<Impact>, periodic: &mut Vec<Periodic>) {
    let mut added = Vec::new();
    let mut weak = Vec::new();
    let mut done = vec![false; impacts.len()];
    for i in 0..impacts.len() {
        if done[i] {
            continue;
        }
        let mut group = vec![i];
        for k in i + 1..impacts.len() {
            if !done[k] && like(&impacts[i], &impacts[k]) {
                group.push(k);
            }
        }
        let times: Vec<f64> = group.iter().map(|&k| impacts[k].t).collect();
        let Some((t0, period, hits)) = rhythm(&times) else { continue };
        group.iter().for_each(|&k| done[k] = true);
        let on = |t: f64| off_beat(t, t0, period) < SLACK;
        let first = &impacts[i];
        let (from, to) = (times[0], times[times.len() - 1]);
        let beats: Vec<f64> =
            (0..=((to - from) / period).round() as usize).map(|k| t0 + k as f64 * period).collect();
        added.extend(missing(&beats, &times, period).map(|t| Impact {
            t,
            conf: 0.6 * first.conf,
            ..first.clone()
        }));
        weak.extend(group.iter().copied().filter(|&k| !on(impacts[k].t) && impacts[k].conf < 0.4));
        periodic.push(Periodic {
            track: first.track,
            t0: from,
            t1: to,
            period,
            conf: (hits as f32 / beats.len() as f32).min(1.0),
            kind: PeriodicKind::Strokes,
            beats,
            at: [first.x, first.y],
            height: 0.0,
        });
    }
    let mut k = 0;
    impacts.retain(|_| {
        k += 1;
        !weak.contains(&(k - 1))
    });
    impacts.extend(added);
    impacts.sort_by(|a, b| a.t.total_cmp(&b.t));
}

/// Same place, same direction.
fn like(a: &Impact, b: &Impact) -> bool {
    let turn = (a.direction[0] - b.direction[0]).rem_euclid(360.0);
    (a.x - b.x).abs() < 0.1 && (a.y - b.y).abs() < 0.12 && turn.min(360.0 - turn) < 50.0
}

fn off_beat(t: f64, t0: f64, period: f64) -> f64 {
    let beat = (t - t0) / period;
    (beat - beat.round()).abs()
}

/// A beginning and a period that at least four contacts keep, seven eighths of all and three quarters of the beats: a
/// bouncing ball, whose bounces quicken, has none.
fn rhythm(times: &[f64]) -> Option<(f64, f64, usize)> {
    let mut best: Option<(f64, f64, usize)> = None;
    for gap in times.windows(2).map(|w| w[1] - w[0]).filter(|g| (0.15..2.0).contains(g)) {
        let span = times[times.len() - 1] - times[0];
        let period = span / (span / gap).round().max(1.0);
        let hits = times.iter().filter(|t| off_beat(**t, times[0], period) < SLACK).count();
        let beats = (span / period).round() as usize + 1;
        let steady = hits >= 4 && 8 * hits >= 7 * times.len() && 4 * hits >= 3 * beats;
        if steady && best.is_none_or(|b| hits > b.2) {
            best = Some((times[0], period, hits));
        }
    }
    best
}

fn missing(beats: &[f64], times: &[f64], period: f64) -> impl Iterator<Item = f64> {
    beats.iter().copied().filter(move |b| times.iter().all(|t| (t - b).abs() > 0.3 * period))
}
