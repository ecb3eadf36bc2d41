//! Contacts: kinks of followed things and Lagrangian losses of speed, merged, weighed and thinned out.
//!
//! A false contact is heard as a sound of nothing, a missed one only as quiet; so what moves in a crowd, under a shaking
//! camera, near the border or near a cut counts little, and little is dropped.

use super::flow::CELL;
use super::kinks::{Kink, kinks};
use super::lagrange::{Peak, apart};
use super::watching::Watching;
use crate::scene::{Impact, ImpactKind};

/// Kink and loss of speed nearer than this in time are one contact, seconds.
const MERGE: f64 = 0.08;
/// Nothing this near to a cut or flash, frames.
const GUARD: usize = 2;
/// Least confidence that is told.
const LEAST: f32 = 0.34;
/// Two contacts of one place are at least this far apart, seconds.
const WAIT: f64 = 0.11;
/// A much weaker contact this soon after or before a strong one is its recoil, seconds.
const ECHO: f64 = 0.24;
/// A thing that has struck downwards springs back for this long, seconds.
const RECOIL: f64 = 0.28;
/// Most contacts in any second.
const MOST: usize = 7;
/// Mean error of the times over the `bench` family, seed 1: subtracted, seconds.
const BIAS: f64 = -0.005;

/// A contact under judgement.
#[derive(Debug, Clone, Default)]
struct Candidate {
    kink: Kink,
    /// Both detectors agree.
    both: bool,
    strength: f32,
    conf: f32,
}

/// All contacts of a clip, in order of time.
pub(super) fn impacts(seen: &Watching) -> Vec<Impact> {
    let mut all: Vec<Candidate> = merged(seen);
    all.retain(|c| !seen.broken_near(c.kink.step, GUARD) && !leaves(seen, &c.kink));
    all.sort_by(|a, b| a.kink.t.total_cmp(&b.kink.t));
    drop_recoils(&mut all);
    judge(seen, &mut all);
    let kept = thinned(all);
    let mut speeds: Vec<f32> = kept.iter().map(|c| c.strength).collect();
    speeds.sort_by(f32::total_cmp);
    kept.iter().map(|c| told(seen, c, &speeds)).collect()
}

/// What comes from another direction soon after a contact at the same place is that contact's recoil.
fn drop_recoils(all: &mut Vec<Candidate>) {
    let kinks: Vec<Kink> = all.iter().filter(|c| c.both).map(|c| c.kink.clone()).collect();
    let speed = |k: &Kink| libm::hypotf(k.before[0], k.before[1]);
    all.retain(|c| {
        !kinks.iter().any(|k| {
            let along = k.before[0] * c.kink.before[0] + k.before[1] * c.kink.before[1];
            let turned = along < 0.35 * speed(k) * speed(&c.kink);
            let after = c.kink.t - k.t;
            let falls = k.before[1] > 0.5 * speed(k) && k.area >= c.kink.area / 4;
            falls && turned && (0.03..RECOIL).contains(&after) && apart(k.at, c.kink.at) < 70.0
        })
    });
}

fn merged(seen: &Watching) -> Vec<Candidate> {
    let peaks = summits(seen);
    let mut taken = vec![false; peaks.len()];
    let mut all = Vec::new();
    for kink in seen.paths.iter().flat_map(|p| kinks(p, seen.frames, seen.height())) {
        let reach = 20.0 + 2.0 * (kink.area as f32).sqrt() * CELL as f32;
        let near = |p: &Peak| (p.t - kink.t).abs() < MERGE && apart(p.at, kink.at) < reach;
        let agreeing: Vec<usize> = (0..peaks.len()).filter(|&i| near(&peaks[i])).collect();
        let best = agreeing.iter().copied().max_by(|&a, &b| peaks[a].loss.total_cmp(&peaks[b].loss));
        agreeing.iter().for_each(|&i| taken[i] = true);
        let mut candidate = Candidate { kink, both: best.is_some(), ..Candidate::default() };
        if let Some(i) = best {
            candidate.kink.t = 0.5 * (candidate.kink.t + peaks[i].t);
        }
        all.push(candidate);
    }
    let alone = peaks.iter().zip(&taken).filter(|(_, taken)| !**taken);
    all.extend(alone.filter_map(|(p, _)| lone(seen, p)));
    all
}

/// Losses of speed that are the largest around them in time and space, with their time between frames.
fn summits(seen: &Watching) -> Vec<Peak> {
    let near = |a: &Peak, b: &Peak, time: f64| {
        (seen.frames.times[a.frame] - seen.frames.times[b.frame]).abs() < time && apart(a.at, b.at) < 30.0
    };
    let larger = |a: &Peak, b: &Peak| b.loss > a.loss || (b.loss == a.loss && b.frame < a.frame);
    let first = |frame: usize| seen.peaks.partition_point(|p| p.frame < frame);
    let summit = |p: &Peak| {
        let close = &seen.peaks[first(p.frame.saturating_sub(12))..first(p.frame + 13)];
        if close.iter().any(|o| near(p, o, MERGE) && larger(p, o)) {
            return None;
        }
        let (mut sum, mut weight) = (0.0, 0.0);
        for o in close.iter().filter(|o| o.frame.abs_diff(p.frame) <= 1 && near(p, o, 1.0)) {
            sum += f64::from(o.loss) * seen.frames.times[o.frame];
            weight += f64::from(o.loss);
        }
        Some(Peak { t: sum / weight.max(1e-9), ..*p })
    };
    seen.peaks.iter().filter_map(summit).collect()
}

/// A loss of speed without a kink counts where a thing moved fast just before and its cells agree that it stopped.
fn lone(seen: &Watching, peak: &Peak) -> Option<Candidate> {
    let step = peak.frame.checked_sub(1)?;
    let scale = (1.0 / seen.frames.step(step)) as f32 / seen.height();
    let sights = seen.paths.iter().flat_map(|p| p.sights.iter().enumerate().map(move |(i, s)| (p, i + 1, s)));
    let near = sights.filter(|(_, _, s)| {
        s.step == step
            && (s.bounds[0] - 8.0..s.bounds[2] + 8.0).contains(&peak.at[0])
            && (s.bounds[1] - 8.0..s.bounds[3] + 8.0).contains(&peak.at[1])
    });
    let (path, age, sight) = near.max_by_key(|(_, _, s)| s.area)?;
    let before = sight.v.map(|c| c * scale);
    let speed = libm::hypotf(before[0], before[1]);
    if speed < 0.55 || sight.drop < 0.75 || libm::hypotf(sight.v[0], sight.v[1]) < 1.6 {
        return None;
    }
    let kept = 1.0 - sight.drop;
    let kink = Kink {
        t: peak.t,
        dt: 0.4 * seen.frames.step(step),
        step,
        at: peak.at,
        before,
        after: before.map(|c| c * kept),
        lost: speed * sight.drop,
        sudden: 0.8,
        area: sight.area,
        share: sight.share,
        age,
        track: path.id,
        ended: false,
    };
    Some(Candidate { kink, ..Candidate::default() })
}

/// Whether the thing is at the border and may just have left.
fn leaves(seen: &Watching, kink: &Kink) -> bool {
    let [w, h] = seen.size();
    let border = |x: f32, size: f32, v: f32| (x < 7.0 && v < 0.05) || (x > size - 7.0 && v > -0.05);
    // What stands on the lower border may still bounce there: only things that vanish count as leaving downwards.
    border(kink.at[0], w, kink.before[0]) || (border(kink.at[1], h, kink.before[1]) && kink.ended)
}

/// Fills in strength and confidence, and drops what is weak in its clip.
fn judge(seen: &Watching, all: &mut Vec<Candidate>) {
    for c in all.iter_mut() {
        c.strength = c.kink.lost * (c.kink.area as f32).sqrt();
    }
    let mut strengths: Vec<f32> = all.iter().filter(|c| c.both).map(|c| c.strength).collect();
    strengths.sort_by(f32::total_cmp);
    let high = strengths.get(strengths.len() * 9 / 10).copied().unwrap_or(0.0);
    all.retain(|c| {
        let alone = c.both && c.kink.share > 0.6 && seen.crowd(c.kink.step) < 2.5;
        let least = if alone {
            0.06
        } else if c.both {
            0.22
        } else {
            0.35
        };
        c.strength > least * high
    });
    let times: Vec<f64> = all.iter().map(|c| c.kink.t).collect();
    for c in all.iter_mut() {
        let dense = times.iter().filter(|t| (**t - c.kink.t).abs() < 0.5).count();
        c.conf = confidence(seen, c, dense);
    }
    all.retain(|c| c.conf >= LEAST);
}

fn confidence(seen: &Watching, c: &Candidate, dense: usize) -> f32 {
    let k = &c.kink;
    let speed = libm::hypotf(k.before[0], k.before[1]);
    let agreement = if c.both { 0.95 } else { 0.62 };
    let sudden = 0.6 + 0.4 * k.sudden;
    let fast = (0.45 + speed / 1.2).min(1.0);
    let lonely = (0.25 + 1.1 * k.share).min(1.0);
    let known = if k.age >= 3 { 1.0 } else { 0.8 };
    let calm = 1.0 / (1.0 + 0.12 * dense.saturating_sub(5) as f32);
    // Things seldom hit something above them; what stops on its way up has been lifted or thrown.
    let up = (-k.before[1] / speed.max(1e-3)).max(0.0);
    let upwards = 1.0 - 0.65 * ((up - 0.1) / 0.35).clamp(0.0, 1.0);
    let clear = 1.0 / (1.0 + 0.07 * seen.crowd(k.step).max(2.0) - 0.14);
    (agreement * sudden * fast * lonely * known * calm * upwards * clear * seen.steadiness(k.step)).min(1.0)
}

/// The most certain first; none too soon after another at its place, and not too many in a second.
fn thinned(mut all: Vec<Candidate>) -> Vec<Candidate> {
    all.sort_by(|a, b| {
        (b.conf * b.strength).total_cmp(&(a.conf * a.strength)).then(a.kink.t.total_cmp(&b.kink.t))
    });
    let mut kept: Vec<Candidate> = Vec::new();
    for c in all {
        let soon = |k: &&Candidate, time: f64| (k.kink.t - c.kink.t).abs() < time;
        let same = kept.iter().any(|k| {
            soon(&k, MERGE)
                || (soon(&k, WAIT) && apart(k.kink.at, c.kink.at) < 40.0)
                || (k.kink.track == c.kink.track && soon(&k, 0.14))
                || (soon(&k, ECHO) && c.strength < 0.5 * k.strength && apart(k.kink.at, c.kink.at) < 60.0)
        });
        if !same && kept.iter().filter(|k| soon(k, 0.5)).count() < MOST {
            kept.push(c);
        }
    }
    kept.sort_by(|a, b| a.kink.t.total_cmp(&b.kink.t));
    kept
}

fn told(seen: &Watching, c: &Candidate, strengths: &[f32]) -> Impact {
    let (k, [w, h]) = (&c.kink, seen.size());
    let speed = libm::hypotf(k.before[0], k.before[1]);
    let below = strengths.partition_point(|s| *s < c.strength) as f32 + 0.5;
    let rank = below / strengths.len().max(1) as f32;
    let (colour, grain) = ground(seen, k);
    Impact {
        t: (k.t - BIAS).clamp(0.0, seen.frames.clip.duration_s),
        dt: k.dt,
        x: (k.at[0] / w).clamp(0.0, 1.0),
        y: (k.at[1] / h).clamp(0.0, 1.0),
        size: (k.area * CELL * CELL) as f32 / (w * h),
        direction: [k.before, k.after].map(degrees),
        speed,
        s: 0.5 * rank + 0.5 * (speed / 2.5).min(1.0),
        kind: kind(k),
        track: Some(k.track),
        conf: c.conf,
        colour,
        grain,
    }
}

fn degrees(v: [f32; 2]) -> f32 {
    if v == [0.0; 2] { 0.0 } else { libm::atan2f(v[1], v[0]).to_degrees() }
}

fn kind(k: &Kink) -> ImpactKind {
    let speed = libm::hypotf(k.before[0], k.before[1]).max(1e-3);
    let along = (k.before[0] * k.after[0] + k.before[1] * k.after[1]) / speed;
    match () {
        () if along < -0.12 * speed => ImpactKind::Bounce,
        () if libm::hypotf(k.after[0], k.after[1]) > 0.6 * speed => ImpactKind::Collide,
        () => ImpactKind::Stop,
    }
}

/// Mean Y, Cb, Cr and mean gradient on the far side of the contact, where the thing that was hit lies.
fn ground(seen: &Watching, k: &Kink) -> ([u8; 3], f32) {
    let (clip, frame) = (seen.frames.clip, k.step);
    let (luma, (cb, cr)) = (seen.frames.luma(frame), seen.frames.chroma(frame));
    let speed = libm::hypotf(k.before[0], k.before[1]).max(1e-3);
    let middle = [0, 1].map(|i| k.at[i] + 4.0 * k.before[i] / speed);
    let (mut sums, mut steep, mut n) = ([0_u32; 3], 0_u32, 0_u32);
    for dy in -4..=4 {
        for dx in -4..=4 {
            let (x, y) = ((middle[0] as i32 + dx) as usize, (middle[1] as i32 + dy) as usize);
            if x + 1 >= clip.width || y + 1 >= clip.height {
                continue;
            }
            let at = y * clip.width + x;
            let chroma = (y / 2) * (clip.width / 2) + x / 2;
            for (sum, value) in sums.iter_mut().zip([luma[at], cb[chroma], cr[chroma]]) {
                *sum += u32::from(value);
            }
            steep += u32::from(luma[at].abs_diff(luma[at + 1]).max(luma[at].abs_diff(luma[at + clip.width])));
            n += 1;
        }
    }
    if n == 0 { ([16, 128, 128], 0.0) } else { (sums.map(|s| (s / n) as u8), steep as f32 / n as f32) }
}
