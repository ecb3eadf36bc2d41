//! Which frames only repeat the one before them: coding leaves traces on repetitions, but far less than motion does.

use super::frames::difference;

/// Mean difference under which a frame may be a repetition, 8-bit levels.
const SAME_MEAN: f32 = 0.15;
/// A pixel that differs this much belongs to something that moved.
const SAME_PEAK: u8 = 14;
/// Differences up to this may be noise, levels.
const NOISE: u8 = 6;
/// Repetitions come in short runs; longer ones are a picture at rest, whose frames all count.
const LONGEST_RUN: usize = 4;
/// Shares of the neighbours' mean difference under which a frame is a repetition: where no pixel moved much, and always.
const LESS: [f32; 2] = [0.35, 0.12];
/// The same where repetitions are to be expected, because they keep a beat.
const LESS_ON_BEAT: [f32; 2] = [0.75, 0.3];
/// Most frames from one repetition to the next where they keep a beat.
const LONGEST_BEAT: usize = 12;
/// Longer steps that change so much more than their neighbours show that motion went on while the picture stood.
const STALLED: f32 = 1.2;

/// How much one frame differs from the one before.
#[derive(Debug, Clone, Copy)]
pub(super) struct Change {
    mean: f32,
    /// Some pixel differs much.
    moved: bool,
    /// Mean difference above what noise does.
    above: f32,
}

impl Change {
    pub fn between(a: &[u8], b: &[u8]) -> Change {
        let over = |a: &u8, b: &u8| u32::from(a.abs_diff(*b).saturating_sub(NOISE));
        let above = a.iter().zip(b).map(|(a, b)| over(a, b)).sum::<u32>() as f32 / a.len().max(1) as f32;
        let moved = a.iter().zip(b).any(|(a, b)| a.abs_diff(*b) >= SAME_PEAK);
        Change { mean: difference(a, b), moved, above }
    }
}

/// For every frame, the first included, whether it repeats the one before; `changes[i]` leads to frame `i + 1`.
pub(super) fn repeated(changes: &[Change]) -> Vec<bool> {
    let mut same = vec![false];
    match beat(changes) {
        Some((every, first)) => {
            same.extend(changes.iter().enumerate().map(|(i, c)| {
                i % every == first && (!c.moved || c.mean < LESS_ON_BEAT[1] * around(changes, i))
            }))
        }
        None => same.extend((0..changes.len()).map(|i| alike(changes, i, LESS))),
    }
    let mut i = 0;
    while i < same.len() {
        let run = same[i..].iter().take_while(|&&s| s).count();
        if run > LONGEST_RUN {
            same[i..i + run].fill(false);
        }
        i += run.max(1);
    }
    same
}

fn alike(changes: &[Change], i: usize, less: [f32; 2]) -> bool {
    let (c, around) = (changes[i], around(changes, i));
    !c.moved && c.mean < SAME_MEAN.max(less[0] * around) || c.mean < less[1] * around
}

/// The lesser of the mean differences before and after.
fn around(changes: &[Change], i: usize) -> f32 {
    let near = [i.checked_sub(1), Some(i + 1)].into_iter().flatten();
    near.filter_map(|k| changes.get(k)).map(|c| c.mean).fold(f32::MAX, f32::min)
}

/// Every how many changes one is a repetition, and the first such change: where motion surrounds them, nearly all on the
/// beat must be alike and nearly none off it.
fn beat(changes: &[Change]) -> Option<(usize, usize)> {
    let telling = |i: &usize| changes[i - 1].moved && changes[i + 1].moved;
    let told: Vec<(usize, bool)> = (1..changes.len().saturating_sub(1))
        .filter(telling)
        .map(|i| (i, alike(changes, i, LESS_ON_BEAT)))
        .collect();
    let keeps = |&(every, first): &(usize, usize)| {
        let count = |on: bool, same: bool| {
            told.iter().filter(|(i, s)| (i % every == first) == on && (*s || !same)).count()
        };
        let (on, off) = (count(true, false), count(false, false));
        on >= 4 && 5 * count(true, true) >= 4 * on && 8 * count(false, true) <= off
    };
    (2..=LONGEST_BEAT).flat_map(|every| (0..every).map(move |first| (every, first))).find(keeps)
}

/// Whether the frames after repetitions show later moments, as generated clips that stall do; film at video's rate keeps
/// even moments, and then the changes after repetitions are no larger than others.
pub(super) fn stalls(changes: &[Change], kept: &[usize]) -> bool {
    if beat(changes).is_none() {
        return true;
    }
    let step = |k: usize| kept[k + 1] - kept[k];
    let change = |k: usize| changes[kept[k + 1] - 1].above;
    let mut ratios: Vec<f32> = (1..kept.len().saturating_sub(2))
        .filter(|&k| step(k) == 2 && (step(k - 1) == 1 || step(k + 1) == 1))
        .map(|k| {
            let near = [k - 1, k + 1].into_iter().filter(|&o| step(o) == 1).map(change);
            let (sum, n) = near.fold((0.0, 0.0), |a, m| (a.0 + m, a.1 + 1.0));
            change(k) / (sum / n + 1e-3_f32)
        })
        .collect();
    ratios.sort_by(f32::total_cmp);
    ratios.get(ratios.len() / 2).is_none_or(|&r| r > STALLED)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(mean: f32) -> Change {
        Change { mean, moved: mean > 1.0, above: mean }
    }

    /// Changes of 40 frames of which every fifth repeats, with traces of coding; those after repetitions are `after`.
    fn every_fifth(trace: Change, after: f32) -> Vec<Change> {
        let one = |i: usize| match i % 5 {
            2 => trace,
            3 => change(after),
            _ => change(2.0),
        };
        (0..39).map(one).collect()
    }

    fn kept(changes: &[Change]) -> Vec<usize> {
        repeated(changes).iter().enumerate().filter(|(_, same)| !**same).map(|(i, _)| i).collect()
    }

    #[test]
    fn repetitions_that_keep_a_beat_are_known_in_spite_of_coding() {
        let trace = Change { mean: 1.3, moved: false, above: 0.0 };
        let same = repeated(&every_fifth(trace, 2.0));
        let found: Vec<usize> = (0..same.len()).filter(|&i| same[i]).collect();
        assert_eq!(found, [3, 8, 13, 18, 23, 28, 33, 38]);
    }

    #[test]
    fn the_same_trace_off_any_beat_is_motion() {
        let mut changes = vec![change(2.0); 39];
        for i in [4, 9, 11, 20, 33] {
            changes[i] = Change { mean: 1.3, moved: false, above: 0.0 };
        }
        assert!(!repeated(&changes).contains(&true));
    }

    #[test]
    fn a_picture_at_rest_repeats_nothing() {
        assert!(!repeated(&[change(0.0); 30]).contains(&true));
    }

    #[test]
    fn motion_that_goes_on_behind_a_repetition_tells_a_stall_from_film() {
        let (film, stall) = (every_fifth(change(0.0), 2.0), every_fifth(change(0.0), 3.6));
        assert!(!stalls(&film, &kept(&film)));
        assert!(stalls(&stall, &kept(&stall)));
    }
}
