//! Layers that step back while something happens in front.

use crate::dsp::{FS, Stereo, db, gain, samples};
use std::collections::VecDeque;

/// How far beds step back, decibels.
pub const BED_DB: f32 = 2.0;

/// What counts as nothing in front, below the loudest foreground moment, decibels.
const RANGE_DB: f32 = 26.0;
/// A foreground whose loudest moment is below this never ducks anything, dBFS.
const FLOOR_DBFS: f32 = -48.0;

const LOOK_AHEAD_S: f64 = 0.012;
const ATTACK_S: f64 = 0.005;
const HOLD_S: f64 = 0.060;
const RELEASE_S: f64 = 0.280;
/// Presence is counted in whole parts of this: sums and steps are exact, so that nothing is remembered for longer than
/// attack, hold and release together, not even in the last bit.
const WHOLE: i64 = 1 << 20;

/// How present the foreground is at every sample, 0..=1, seen `LOOK_AHEAD_S` early; `loudest_db` is its loudest moment.
pub fn presence_of(foley: &Stereo, loudest_db: f32) -> Vec<f32> {
    if loudest_db < FLOOR_DBFS {
        return vec![0.0; foley.len()];
    }
    let floor_db = (loudest_db - RANGE_DB).max(FLOOR_DBFS - 6.0);
    let present = |(left, right): (&f32, &f32)| {
        let above = (db(left.abs().max(right.abs())) - floor_db) / (loudest_db - floor_db);
        (above.clamp(0.0, 1.0) * WHOLE as f32) as i64
    };
    let levels: Vec<i64> = foley.left.iter().zip(&foley.right).map(present).collect();
    let held = highest(&levels, samples(HOLD_S), samples(LOOK_AHEAD_S));
    mean_behind(&released(held), samples(ATTACK_S))
}

/// The highest value of each sample, the `behind` before it and the `ahead` after it.
fn highest(values: &[i64], behind: usize, ahead: usize) -> Vec<i64> {
    let mut falling: VecDeque<usize> = VecDeque::new();
    let mut next = 0;
    (0..values.len())
        .map(|i| {
            while next < values.len().min(i + ahead + 1) {
                while falling.back().is_some_and(|&j| values[j] <= values[next]) {
                    falling.pop_back();
                }
                falling.push_back(next);
                next += 1;
            }
            while falling.front().is_some_and(|&j| j + behind < i) {
                falling.pop_front();
            }
            falling.front().map_or(0, |&j| values[j])
        })
        .collect()
}

/// Falls from full to nothing in `RELEASE_S` at the fastest.
fn released(mut values: Vec<i64>) -> Vec<i64> {
    let step = WHOLE / (RELEASE_S * f64::from(FS)) as i64;
    let mut now = 0;
    for value in &mut values {
        now = (*value).max(now - step).max(0);
        *value = now;
    }
    values
}

/// The mean of each sample and the `window` before it, as a share of the whole.
fn mean_behind(values: &[i64], window: usize) -> Vec<f32> {
    let n = window + 1;
    let mut sum = 0;
    (0..values.len())
        .map(|i| {
            sum += values[i] - i.checked_sub(n).map_or(0, |gone| values[gone]);
            (sum as f64 / (n as i64 * WHOLE) as f64) as f32
        })
        .collect()
}

/// Lowers `layer` by up to `depth_db` where the foreground is present.
pub fn step_back(layer: &mut Stereo, presence: &[f32], depth_db: f32) {
    // One factor a tenth of a millisecond is finer than any ear; between them it is held.
    let every = (FS / 10_000.0) as usize;
    for channel in layer.channels_mut() {
        for (part, presence) in channel.chunks_mut(every).zip(presence.chunks(every)) {
            let factor = gain(-depth_db * presence[0]);
            part.iter_mut().for_each(|x| *x *= factor);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn presence(at: &[(usize, f32)]) -> Vec<f32> {
        let mut sound = Stereo::silence(96_000);
        at.iter().for_each(|&(i, x)| sound.left[i] = x);
        presence_of(&sound, 0.0)
    }

    #[test]
    fn presence_begins_early_holds_and_is_gone_after_its_release() {
        let one = presence(&[(24_000, 1.0)]);
        let at = |s: f64| one[samples(s)];
        assert!(at(0.48) == 0.0 && at(0.5) > 0.99 && at(0.55) > 0.95 && (0.3..0.7).contains(&at(0.7)));
        assert!(one[samples(0.86)..].iter().all(|p| *p == 0.0), "{:?}", at(0.86));
    }

    #[test]
    fn a_blow_that_is_taken_away_leaves_no_bit_behind() {
        let (with, without) = (presence(&[(24_000, 0.7), (60_000, 0.3)]), presence(&[(60_000, 0.3)]));
        assert!(with[..23_000] == without[..23_000] && with[42_000..] == without[42_000..]);
        assert!(with[24_000] > without[24_000]);
    }
}
