//! A recording that goes round: its end is faded into its begin, so that nobody hears where.

use crate::dsp::{Chance, Stereo};
use core::f32::consts::FRAC_PI_2;

/// Shortest fade from end to begin, samples: 50 ms.
const SHORTEST: usize = 2_400;
/// Longest: half a second.
const LONGEST: usize = 24_000;
/// How far around a joint the flattest place is looked for, samples: 5 ms.
const AROUND: usize = 240;

/// `length` samples of `part`, from anywhere in it.
pub fn filled(part: &Stereo, length: usize, chance: &mut Chance) -> Stereo {
    let n = part.len();
    if n < 4 * SHORTEST {
        return super::grains::filled(part, length, chance);
    }
    let fade = (n / 4).clamp(SHORTEST, LONGEST);
    // At least two fades before the end, however the joint is moved.
    let room = n - 3 * fade;
    let mut at = flattest(part, fade + chance.below(room));
    let mut out = Stereo::silence(length);
    let mut written = 0;
    while written < length {
        // From `at` to the end; the last `fade` samples lie under the next round's first.
        let first = written == 0;
        let joined = if first { 0 } else { fade };
        let begin = at - joined;
        let end = flattest(part, n - 1 - AROUND);
        lay(&mut out, part, (begin, end), (written, joined, fade));
        written += end - begin - fade;
        at = flattest(part, fade + AROUND);
    }
    out
}

/// Lays `part[begin..end]` at `written`, faded in over `rise` and out over `fall` samples with equal power.
pub(super) fn lay(
    out: &mut Stereo,
    part: &Stereo,
    (begin, end): (usize, usize),
    (written, rise, fall): (usize, usize, usize),
) {
    let n = end - begin;
    let weight = |i: usize| {
        let up = if i < rise { libm::sinf(FRAC_PI_2 * (i as f32 + 0.5) / rise as f32) } else { 1.0 };
        let down =
            if i + fall >= n { libm::sinf(FRAC_PI_2 * ((n - i) as f32 - 0.5) / fall as f32) } else { 1.0 };
        up * down
    };
    let most = n.min(out.len().saturating_sub(written));
    for i in 0..most {
        let w = weight(i);
        out.left[written + i] += w * part.left[begin + i];
        out.right[written + i] += w * part.right[begin + i];
    }
}

/// The place near `at` where both channels are nearest to zero and flat.
pub(super) fn flattest(part: &Stereo, at: usize) -> usize {
    let steep =
        |i: usize| part.channels().iter().map(|c| (c[i] - c[i - 1]).abs() + 0.5 * c[i].abs()).sum::<f32>();
    let from = at.saturating_sub(AROUND).max(1);
    let to = (at + AROUND).min(part.len() - 1);
    (from..to).min_by(|&a, &b| steep(a).total_cmp(&steep(b))).unwrap_or(at)
}
