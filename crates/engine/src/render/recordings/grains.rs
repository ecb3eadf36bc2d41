//! An even texture from a short recording: grains under Hann windows, four over each other everywhere.

use crate::dsp::{Chance, Stereo};
use core::f32::consts::TAU;

/// Shortest and longest grain, seconds.
const GRAIN_S: (f32, f32) = (0.06, 0.25);
/// Grains over each other.
const OVERLAP: usize = 4;
/// A grain is not taken again within so many.
const REMEMBERED: usize = 3;
/// Places that are drawn for each grain; the one farthest from those just used is taken.
const DRAWN: usize = 6;

/// `length` samples of grains of `part`.
pub fn filled(part: &Stereo, length: usize, chance: &mut Chance) -> Stereo {
    let mut out = Stereo::silence(length);
    if part.len() < 64 {
        return out;
    }
    // Half the recording at most, so that there is another place to take the next one from.
    let wanted = (chance.within(GRAIN_S.0 * 2.0, GRAIN_S.1) * crate::RATE as f32) as usize;
    let least = (GRAIN_S.0 * crate::RATE as f32) as usize;
    let grain = wanted.min((part.len() / 2).max(least)).min(part.len()) / OVERLAP * OVERLAP;
    let hop = grain / OVERLAP;
    let window: Vec<f32> =
        (0..grain).map(|i| 0.5 - 0.5 * libm::cosf(TAU * (i as f32 + 0.5) / grain as f32)).collect();
    let mut used: Vec<usize> = Vec::new();
    // The first three windows begin before the sound, so that it is whole from its first sample.
    let mut at = hop as isize - grain as isize;
    while at < length as isize {
        let from = place(part.len() - grain, &used, chance);
        used.insert(0, from);
        used.truncate(REMEMBERED);
        lay(&mut out, part, from, (&window, at));
        at += hop as isize;
    }
    out
}

/// Where the next grain is taken from.
fn place(last: usize, used: &[usize], chance: &mut Chance) -> usize {
    let drawn: Vec<usize> = (0..DRAWN).map(|_| chance.below(last + 1)).collect();
    let away = |from: usize| used.iter().map(|u| u.abs_diff(from)).min().unwrap_or(usize::MAX);
    drawn.into_iter().max_by_key(|&from| away(from)).unwrap_or(0)
}

fn lay(out: &mut Stereo, part: &Stereo, from: usize, (window, at): (&[f32], isize)) {
    let skip = (-at).max(0) as usize;
    let begin = at.max(0) as usize;
    for (sum, sound) in out.channels_mut().into_iter().zip(part.channels()) {
        let grain = window.iter().zip(&sound[from..]).skip(skip);
        for (x, (w, y)) in sum.iter_mut().skip(begin).zip(grain) {
            *x += w * y;
        }
    }
}
