//! Contacts: kinks of followed things and Lagrangian losses of speed, merged, weighed and thinned out.

use super::bursts::{self, bursts};
use super::flow::CELL;
use super::follow::Path;
use super::forest::Forest;
use super::kinks::{Kink, kinks};
use super::lagrange::{Peak, apart};
use super::verdict::measures;
use super::watching::Watching;
use crate::scene::{Gesture, Impact, ImpactKind};

/// Kink and loss of speed nearer than this in time are one contact, seconds.
const MERGE: f64 = 0.07;
/// Nothing this near to a cut or flash, frames.
const GUARD: usize = 2;
/// Least confidence that is told: the best balance of false and missed on the tuning half.
pub(super) const LEAST: f32 = 0.35;
/// What two candidates say this near in time they say of one contact, seconds.
const TOGETHER: f64 = 0.045;
/// Two contacts of one place are at least this far apart, seconds.
const WAIT: f64 = 0.1;
/// So many pieces that fly away make a break of a contact; their first sightings are at most this far away, frame heights.
const PIECES: usize = 3;
/// See [`PIECES`].
const SPLASH: f32 = 0.3;
/// Pieces are told apart within this of the contact, seconds.
const APART: f64 = 0.3;
/// Mean error of the times on the tuning half: subtracted, seconds.
const BIAS: f64 = 0.0;

/// A contact under judgement.
#[derive(Debug, Clone, Default)]
pub(super) struct Candidate {
    pub kink: Kink,
    /// Both detectors agree.
    pub both: bool,
    /// There is a loss of speed, but no kink.
    pub alone: bool,
    /// Loss of speed of the cells around, pixels a frame.
    pub loss: f32,
    /// Change of the picture that ends here, see [`bursts::Burst::fall`], and the share of it that is left.
    pub burst: [f32; 2],
    /// Speed lost times the root of the area.
    pub strength: f32,
    pub conf: f32,
    /// What a limb did, where one made it.
    pub gesture: Option<Gesture>,
}

/// Everything that may be a contact, with how sure it is.
pub(super) fn weighed(seen: &Watching) -> Vec<Candidate> {
    let mut all = candidates(seen);
    let forest = Forest::grown();
    let confs: Vec<f32> = measures(seen, &all).iter().map(|m| forest.likelihood(m)).collect();
    all.iter_mut().zip(confs).for_each(|(c, conf)| c.conf = conf);
    all
}

/// The contacts of a clip, in order of time.
pub(super) fn impacts(seen: &Watching, weighed: Vec<Candidate>) -> Vec<Impact> {
    let mut kept = thinned(weighed);
    kept.retain(|c| c.conf >= LEAST);
    let mut speeds: Vec<f32> = kept.iter().map(|c| c.strength).collect();
    speeds.sort_by(f32::total_cmp);
    kept.iter().map(|c| told(seen, c, &speeds)).collect()
}

/// Everything that may be a contact, in order of time, one for each moment and place.
pub(super) fn candidates(seen: &Watching) -> Vec<Candidate> {
    let mut all = merged(seen);
    all.retain(|c| !seen.broken_near(c.kink.step, GUARD) && !leaves(seen, &c.kink));
    for c in &mut all {
        c.strength = c.kink.lost * (c.kink.area as f32).sqrt();
    }
    all.sort_by(|a, b| worth(b).total_cmp(&worth(a)).then(a.kink.t.total_cmp(&b.kink.t)));
    let mut kept: Vec<Candidate> = Vec::new();
    for c in all {
        let same = |k: &Candidate| (k.kink.t - c.kink.t).abs() < MERGE && apart(k.kink.at, c.kink.at) < 40.0;
        if !kept.iter().any(same) {
            kept.push(c);
        }
    }
    kept.sort_by(|a, b| a.kink.t.total_cmp(&b.kink.t));
    kept
}

fn worth(c: &Candidate) -> f32 {
    let steady = 1.0 / (1.0 + c.kink.jitter);
    c.strength * c.kink.sudden * steady * if c.alone { 0.3 } else { 1.0 }
}

/// The strength that a tenth of the candidates pass.
pub(super) fn high(all: &[Candidate]) -> f32 {
    let mut strengths: Vec<f32> = all.iter().map(worth).collect();
    strengths.sort_by(f32::total_cmp);
    strengths.get(strengths.len() * 9 / 10).copied().unwrap_or(0.0)
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
            candidate.loss = peaks[i].loss;
        }
        all.push(candidate);
    }
    join_bursts(seen, &mut all);
    let alone = peaks.iter().zip(&taken).filter(|(_, taken)| !**taken);
    all.extend(alone.filter_map(|(p, _)| lone(seen, p)));
    all
}

/// Ends of change support the kinks near them; where there is none, something unseen may have struck.
fn join_bursts(seen: &Watching, all: &mut Vec<Candidate>) {
    let kinks = all.len();
    for burst in bursts(seen) {
        let mut alone = true;
        for c in &mut all[..kinks] {
            let reach = 24.0 + 1.5 * (c.kink.area as f32).sqrt() * CELL as f32;
            if (c.kink.t - burst.t).abs() < MERGE && apart(c.kink.at, burst.at) < reach {
                alone = false;
                if burst.fall > c.burst[0] {
                    c.burst = [burst.fall, burst.left];
                }
            }
        }
        if alone {
            all.push(unseen(seen, &burst));
        }
    }
}

/// A contact of which only the end of the change is known: its speed is a guess from how much changed.
fn unseen(seen: &Watching, burst: &bursts::Burst) -> Candidate {
    let step = seen.frames.step(burst.step);
    let speed = 0.02 * burst.fall / (step as f32 * seen.height());
    let kink = Kink {
        t: burst.t,
        dt: 0.4 * step,
        step: burst.step,
        at: burst.at,
        before: [0.0, speed],
        lost: speed,
        sudden: 1.0 - burst.left,
        area: 6,
        ended: true,
        ..Kink::default()
    };
    Candidate { kink, alone: true, burst: [burst.fall, burst.left], ..Candidate::default() }
}

/// Losses of speed that are the largest around them in time and space, with their time between frames.
fn summits(seen: &Watching) -> Vec<Peak> {
    let near = |a: &Peak, b: &Peak, time: f64| {
        (seen.frames.moments[a.frame] - seen.frames.moments[b.frame]).abs() < time && apart(a.at, b.at) < 30.0
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
            sum += f64::from(o.loss) * seen.frames.moments[o.frame];
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
        pixels: libm::hypotf(sight.v[0], sight.v[1]),
        ..Kink::default()
    };
    Some(Candidate { kink, alone: true, loss: peak.loss, ..Candidate::default() })
}

/// Whether the thing is at the border and may just have left.
fn leaves(seen: &Watching, kink: &Kink) -> bool {
    let [w, h] = seen.size();
    let border = |x: f32, size: f32, v: f32| (x < 7.0 && v < 0.05) || (x > size - 7.0 && v > -0.05);
    // What stands on the lower border may still bounce there: only things that vanish count as leaving downwards.
    border(kink.at[0], w, kink.before[0]) || (border(kink.at[1], h, kink.before[1]) && kink.ended)
}

/// The most certain first; none too soon after another at its place, and not too many in a second.
fn thinned(mut all: Vec<Candidate>) -> Vec<Candidate> {
    all.sort_by(|a, b| b.conf.total_cmp(&a.conf).then(a.kink.t.total_cmp(&b.kink.t)));
    let mut kept: Vec<Candidate> = Vec::new();
    for c in all {
        let same = |k: &&mut Candidate| {
            let near = apart(k.kink.at, c.kink.at) < 40.0;
            (k.kink.t - c.kink.t).abs() < if near { WAIT } else { MERGE }
        };
        match kept.iter_mut().find(same) {
            // Two that see the same moment are surer than one.
            Some(k) if (k.kink.t - c.kink.t).abs() < TOGETHER => {
                k.conf = 1.0 - (1.0 - k.conf) * (1.0 - c.conf);
            }
            Some(_) => (),
            None => kept.push(c),
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
        kind: kind(seen, k),
        track: (k.age > 0).then_some(k.track),
        conf: c.conf,
        gesture: c.gesture,
        colour,
        grain,
    }
}

fn degrees(v: [f32; 2]) -> f32 {
    if v == [0.0; 2] { 0.0 } else { libm::atan2f(v[1], v[0]).to_degrees() }
}

fn kind(seen: &Watching, k: &Kink) -> ImpactKind {
    let speed = libm::hypotf(k.before[0], k.before[1]).max(1e-3);
    let along = (k.before[0] * k.after[0] + k.before[1] * k.after[1]) / speed;
    match () {
        () if pieces(&seen.paths, &seen.frames.times, k, SPLASH * seen.height()) >= PIECES => {
            ImpactKind::Separate
        }
        () if along < -0.12 * speed => ImpactKind::Bounce,
        () if libm::hypotf(k.after[0], k.after[1]) > 0.6 * speed => ImpactKind::Collide,
        () => ImpactKind::Stop,
    }
}

/// How many things begin to fly away from a contact within `reach` pixels of it, when it happens.
fn pieces(paths: &[Path], times: &[f64], k: &Kink, reach: f32) -> usize {
    let from_here = |path: &&Path| {
        let first = &path.sights[0];
        let way = [0, 1].map(|i| first.centre[i] - k.at[i]);
        let outward = way[0] * first.v[0] + way[1] * first.v[1] > 0.0;
        let now = (-0.05..APART).contains(&(times[first.step] - k.t));
        now && outward && apart(first.centre, k.at) < reach
    };
    paths.iter().filter(from_here).count()
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
            let (x, y) = (middle[0] as i32 + dx, middle[1] as i32 + dy);
            let (Ok(x), Ok(y)) = (usize::try_from(x), usize::try_from(y)) else { continue };
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

#[cfg(test)]
mod tests {
    use super::super::follow::Sight;
    use super::*;

    #[test]
    fn pieces_fly_away_from_here_and_now() {
        let times: Vec<f64> = (0..60).map(|i| f64::from(i) / 30.0).collect();
        let kink = Kink { t: 1.0, at: [80.0, 76.0], ..Kink::default() };
        let path = |step, centre, v| {
            let sight = Sight { step, centre, v, ..Sight::default() };
            Path { sights: vec![sight], ..Path::default() }
        };
        let paths = [
            path(31, [90.0, 70.0], [3.0, -2.0]),
            path(32, [70.0, 70.0], [-3.0, -2.0]),
            path(34, [80.0, 60.0], [0.0, -4.0]),
            // Towards it, too late, too far away.
            path(31, [95.0, 70.0], [-3.0, 1.0]),
            path(45, [90.0, 70.0], [3.0, -2.0]),
            path(31, [150.0, 20.0], [3.0, -2.0]),
        ];
        assert_eq!(pieces(&paths, &times, &kink, 27.0), 3);
    }
}
