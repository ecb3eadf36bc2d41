//! CondFoleyGen's figures (Du and others, 2023) of one sound against true times, from a reading of its `predict_onset.py`.
//!
//! Onsets nearer than 50 ms than a more confident one are dropped; confidence is the greatest sample within 50 ms after
//! minimum and maximum of the rectified wave were made 0 and 1. Each true time in turn takes the loudest onset within the
//! tolerance that is left. Two things flatter sparse sounds: the program leaves its loop when no onset is left, so that
//! true times after that are missing from its average precision, and true times that were missed are given confidence 0,
//! with which scikit-learn still takes them for retrieved. [`Rules::as_published`] says whether we do the same.

use super::flux::{self, RATE};

/// How onsets are found and counted.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rules {
    /// Tolerance, seconds.
    pub tolerance_s: f64,
    /// Whether misses are forgiven as in the program; else each true time that was missed lowers what recall is possible.
    pub as_published: bool,
}

/// Figures of one clip.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Figures {
    /// 1 where there are as many onsets as true times; counted before near ones are dropped.
    pub same_count: f64,
    /// Share of the true times that found an onset.
    pub detected: f64,
    /// Average precision.
    pub precision: f64,
    /// F1 of the same lists.
    pub f1: f64,
}

/// librosa's threshold in CondFoleyGen's program, and in the variant of MMAudio's authors.
const DELTA: f32 = 0.3;

/// Figures of a sound at [`RATE`] against true times; there must be a true time.
pub fn figures(samples: &[f32], truth_s: &[f64], rules: Rules) -> Figures {
    let loudness = normalised(samples);
    let found = flux::onsets(samples, DELTA);
    let kept = without_near(&found, &loudness);
    let pairs = paired(&kept, truth_s, &loudness, rules);
    let hits = pairs.iter().filter(|p| p.0 && p.1 > 0.0).count() as f64;
    let wrong = pairs.iter().filter(|p| !p.0).count() as f64;
    let missed = pairs.iter().filter(|p| p.0).count() as f64 - hits;
    Figures {
        same_count: f64::from(found.len() == truth_s.len()),
        detected: hits / truth_s.len() as f64,
        precision: average_precision(pairs, rules.as_published),
        f1: if hits > 0.0 { 2.0 * hits / (2.0 * hits + wrong + missed) } else { 0.0 },
    }
}

fn normalised(samples: &[f32]) -> Vec<f32> {
    let top = samples.iter().fold(0.0_f32, |top, s| top.max(s.abs()));
    let low = samples.iter().fold(f32::MAX, |low, s| low.min(s.abs()));
    samples.iter().map(|s| (s.abs() - low) / (top - low).max(1e-9)).collect()
}

fn confidence(loudness: &[f32], onset: usize) -> f32 {
    let reach = RATE as usize / 20;
    let near =
        &loudness[onset.saturating_sub(reach).min(loudness.len())..(onset + reach).min(loudness.len())];
    near.iter().copied().fold(0.0, f32::max)
}

fn without_near(onsets: &[usize], loudness: &[f32]) -> Vec<usize> {
    let mut by_confidence = onsets.to_vec();
    by_confidence.sort_by(|&a, &b| confidence(loudness, b).total_cmp(&confidence(loudness, a)));
    let mut kept: Vec<usize> = Vec::new();
    for onset in by_confidence {
        if kept.iter().all(|k| k.abs_diff(onset) >= RATE as usize / 20) {
            kept.push(onset);
        }
    }
    kept.sort_unstable();
    kept
}

/// Whether true, and with which confidence found: each true time (0 where missed), then what is left of the onsets.
fn paired(onsets: &[usize], truth_s: &[f64], loudness: &[f32], rules: Rules) -> Vec<(bool, f32)> {
    let (mut left, mut pairs) = (onsets.to_vec(), Vec::new());
    let at = |onset: usize| loudness.get(onset).copied().unwrap_or(0.0);
    for &t in truth_s {
        let is_near = |o: &usize| (*o as f64 / f64::from(RATE) - t).abs() < rules.tolerance_s;
        let near = (0..left.len()).filter(|&i| is_near(&left[i]));
        match near.max_by(|&a, &b| at(left[a]).total_cmp(&at(left[b]))) {
            Some(best) => pairs.push((true, confidence(loudness, left.remove(best)))),
            None => {
                pairs.push((true, 0.0));
                continue;
            }
        }
        if rules.as_published && left.is_empty() {
            break;
        }
    }
    pairs.extend(left.iter().map(|&o| (false, confidence(loudness, o))));
    pairs
}

/// Precision at each confidence, weighted by the recall that it adds (scikit-learn's definition); confidence 0 retrieves
/// only as published.
fn average_precision(mut pairs: Vec<(bool, f32)>, as_published: bool) -> f64 {
    pairs.sort_by(|a, b| b.1.total_cmp(&a.1));
    let all = pairs.iter().filter(|p| p.0).count() as f64;
    let (mut sum, mut seen, mut hits, mut hits_before) = (0.0, 0.0, 0.0, 0.0);
    for (i, pair) in pairs.iter().enumerate().filter(|(_, pair)| as_published || pair.1 > 0.0) {
        seen += 1.0;
        hits += f64::from(u8::from(pair.0));
        if pairs.get(i + 1).is_none_or(|next| next.1 < pair.1) {
            sum += (hits - hits_before) / all * (hits / seen);
            hits_before = hits;
        }
    }
    if all > 0.0 { sum } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::super::flux::tests::clicks;
    use super::*;

    const QUIRK: Rules = Rules { tolerance_s: 0.1, as_published: true };

    #[test]
    fn the_true_clicks_score_full_and_late_ones_nothing() {
        let times = [0.4, 1.0, 1.5];
        let right = figures(&clicks(&times), &times, QUIRK);
        assert_eq!((right.same_count, right.detected, right.precision), (1.0, 1.0, 1.0));
        let late = figures(&clicks(&[0.55, 1.15, 1.65]), &times, QUIRK);
        assert_eq!((late.same_count, late.detected), (1.0, 0.0));
    }

    #[test]
    fn a_sparse_sound_looks_perfect_only_to_the_published_rules() {
        let truth = [0.4, 1.0, 1.5];
        let quirk = figures(&clicks(&[0.4]), &truth, QUIRK);
        let whole = figures(&clicks(&[0.4]), &truth, Rules { as_published: false, ..QUIRK });
        assert_eq!(quirk.precision, 1.0);
        assert!((whole.precision - 1.0 / 3.0).abs() < 1e-9 && whole.f1 == 0.5, "{whole:?}");
        assert!((quirk.detected - 1.0 / 3.0).abs() < 1e-9);
    }

    #[test]
    fn average_precision_is_scikit_learns() {
        let pairs = vec![(false, 0.1), (false, 0.4), (true, 0.35), (true, 0.8)];
        assert!((average_precision(pairs, true) - 0.833_333_333).abs() < 1e-6);
    }
}
