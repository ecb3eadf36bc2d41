//! How likely it is that a sudden change of motion is a contact: logistic regression over what can be measured about it.

use super::impacts::Candidate;
use super::lagrange::apart;
use super::watching::Watching;

/// Number of measures.
pub(super) const MEASURES: usize = 28;

/// Weights of the measures, in the order of [`measures`]: fitted to the tuning half of the labelled clips.
const WEIGHTS: [f32; MEASURES] = [
    -0.660, -1.236, 0.812, -0.478, 0.785, -0.331, 0.048, -0.644, 0.022, -1.419, 0.315, 1.072, -0.541, 0.561,
    -1.496, 0.123, -0.263, 1.956, 1.059, -0.436, -0.149, 0.144, -0.806, -0.295, 1.787, -0.849, -0.165,
    -0.181,
];

/// A weaker change this soon after a stronger one nearby may be its recoil, seconds.
const ECHO: f64 = 0.28;

/// Probability that a candidate is a contact, 0..=1.
pub(super) fn likelihood(measures: &[f32; MEASURES]) -> f32 {
    let sum: f32 = measures.iter().zip(&WEIGHTS).map(|(m, w)| m * w).sum();
    1.0 / (1.0 + libm::expf(-sum))
}

/// What is measured about candidate `i` of all, each roughly within -2..=2.
pub(super) fn measures(seen: &Watching, all: &[Candidate], i: usize, high: f32) -> [f32; MEASURES] {
    let (c, k) = (&all[i], &all[i].kink);
    let speed = libm::hypotf(k.before[0], k.before[1]).max(1e-3);
    let after = libm::hypotf(k.after[0], k.after[1]);
    let along = (k.before[0] * k.after[0] + k.before[1] * k.after[1]) / (speed * speed);
    let (up, down) = ((-k.before[1] / speed).max(0.0), (k.before[1] / speed).max(0.0));
    let ratio = libm::logf((c.strength / high.max(1e-6)).clamp(0.02, 4.0));
    let (echo, weak) = echoes(all, i);
    let dense = all.iter().filter(|o| (o.kink.t - k.t).abs() < 0.5 && o.strength > 0.3 * c.strength).count();
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
        (seen.shake(k.step) / 2.0).min(2.0),
        yes(c.alone),
        ratio * k.share,
    ]
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
