//! What can be measured about a sudden change of motion, for [`super::forest`] to say how likely it is a contact.

use super::context::{SURROUNDINGS, surroundings};
use super::impacts::{Candidate, high};
use super::kinks::Motion;
use super::lagrange::apart;
use super::signature::{SIGNATURE, signature};
use super::watching::Watching;

/// Number of measures.
pub(super) const MEASURES: usize = OWN + SURROUNDINGS + SIGNATURE;
/// Those of them that this file takes.
const OWN: usize = 37;

/// Changes this near in time happen together, seconds.
const TOGETHER: f64 = 0.045;
/// A weaker change this soon after a stronger one nearby may be its recoil, seconds.
const ECHO: f64 = 0.28;

/// What is measured about every candidate, each measure roughly within -2..=2.
pub(super) fn measures(seen: &Watching, all: &[Candidate]) -> Vec<[f32; MEASURES]> {
    let high = high(all);
    let motions: Vec<Motion> = seen.paths.iter().map(|p| Motion::of(p, seen.frames, seen.height())).collect();
    let of = |i: usize| {
        let mut measures = [0.0; MEASURES];
        measures[..OWN].copy_from_slice(&own(seen, all, i, high));
        measures[OWN..][..SURROUNDINGS].copy_from_slice(&surroundings(seen, &motions, all, i));
        let track = seen.paths.binary_search_by_key(&all[i].kink.track, |p| p.id).ok();
        let motion = track.filter(|_| all[i].kink.age > 0).map(|p| &motions[p]);
        measures[OWN + SURROUNDINGS..].copy_from_slice(&signature(seen, motion, &all[i]));
        measures
    };
    (0..all.len()).map(of).collect()
}

fn own(seen: &Watching, all: &[Candidate], i: usize, high: f32) -> [f32; OWN] {
    let (c, k) = (&all[i], &all[i].kink);
    let speed = libm::hypotf(k.before[0], k.before[1]).max(1e-3);
    let after = libm::hypotf(k.after[0], k.after[1]);
    let along = (k.before[0] * k.after[0] + k.before[1] * k.after[1]) / (speed * speed);
    let (up, down) = ((-k.before[1] / speed).max(0.0), (k.before[1] / speed).max(0.0));
    let ratio = libm::logf((c.strength / high.max(1e-6)).clamp(0.02, 4.0));
    let (echo, weak) = echoes(all, i);
    let dense = all.iter().filter(|o| (o.kink.t - k.t).abs() < 0.5 && o.strength > 0.3 * c.strength).count();
    let chorus = chorus(all, i);
    let yes = |b: bool| if b { 1.0 } else { 0.0 };
    [
        1.0,
        libm::logf(speed / 0.6).clamp(-2.0, 2.0),
        libm::logf(k.pixels / 2.0).clamp(-2.0, 2.0),
        k.lost / speed,
        k.sudden,
        k.jitter.min(2.0),
        k.resumes,
        k.misses.min(1.0),
        k.known,
        yes(k.ended),
        k.share,
        k.age.min(6) as f32 / 6.0,
        yes(c.both),
        libm::logf((1.0 + c.loss) / 10.0).clamp(-2.0, 2.0),
        libm::logf(seen.crowd(k.step).max(1.0)).min(3.0),
        seen.steadiness(k.step),
        up,
        down,
        ratio,
        libm::logf(k.area as f32 / 10.0).clamp(-2.0, 2.0),
        echo,
        weak,
        (dense as f32 / 10.0).min(1.5),
        (after / speed).min(1.5),
        (-along).clamp(0.0, 1.0) * down,
        if seen.shake(k.step) > 0.25 { 1.0 } else { 0.0 },
        yes(c.alone),
        ratio * k.share,
        k.edge[0],
        k.edge[1],
        k.growth,
        libm::logf((1.0 + c.burst[0]) / 20.0),
        c.burst[1],
        chorus[0],
        chorus[1],
        libm::logf(1.0 + kin(all, i)),
        (c.strength / rival(all, i).max(1e-3)).min(2.0),
    ]
}

/// What else changes at the same moment not far away, parts of one body perhaps: how many, and how strongly compared.
fn chorus(all: &[Candidate], i: usize) -> [f32; 2] {
    let c = &all[i];
    let others = all.iter().enumerate().filter(|(k, o)| {
        *k != i && (o.kink.t - c.kink.t).abs() < TOGETHER && apart(o.kink.at, c.kink.at) < 70.0
    });
    let (mut n, mut sum) = (0.0, 0.0);
    for (_, o) in others {
        n += 1.0;
        sum += o.strength;
    }
    [libm::logf(1.0 + n), (sum / c.strength.max(1e-3)).min(3.0)]
}

/// How many others happen at its place, in its direction and about as strongly: strokes are repeated.
fn kin(all: &[Candidate], i: usize) -> f32 {
    let (c, k) = (&all[i], &all[i].kink);
    let speed = |v: [f32; 2]| libm::hypotf(v[0], v[1]);
    let like = all.iter().filter(|o| {
        let along = o.kink.before[0] * k.before[0] + o.kink.before[1] * k.before[1];
        (o.kink.t - k.t).abs() > 0.11
            && apart(o.kink.at, k.at) < 18.0
            && along > 0.6 * speed(o.kink.before) * speed(k.before)
            && (0.4..2.5).contains(&(o.strength / c.strength.max(1e-3)))
    });
    like.count() as f32
}

/// The strongest other change of about this time, at any place.
fn rival(all: &[Candidate], i: usize) -> f32 {
    let t = all[i].kink.t;
    let near = all.iter().enumerate().filter(|(k, o)| *k != i && (o.kink.t - t).abs() < 0.16);
    near.map(|(_, o)| o.strength).fold(0.0, f32::max)
}

/// Whether a stronger change nearby came shortly before, and whether one comes shortly after: 1 where it comes at once
/// or is much stronger.
fn echoes(all: &[Candidate], i: usize) -> (f32, f32) {
    let c = &all[i];
    let near = |o: &&Candidate| {
        (o.kink.t - c.kink.t).abs() < ECHO && apart(o.kink.at, c.kink.at) < 60.0 && o.strength > c.strength
    };
    let (mut before, mut after) = (0.0_f32, 0.0_f32);
    for o in all.iter().filter(near) {
        let much = 1.0 - c.strength / o.strength;
        if o.kink.t < c.kink.t { before = before.max(much) } else { after = after.max(much) }
    }
    (before, after)
}
