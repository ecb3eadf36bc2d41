//! Counts of many clips, their precision, recall and F1, and how far other clips might have moved them.

use super::matching::Matched;
use crate::draw::Draw;

/// Resamplings behind an interval.
const RESAMPLINGS: usize = 1_000;

/// What was right and wrong in a clip, or in many.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Tally {
    /// Found minus true of each pair, seconds.
    pub errors: Vec<f64>,
    /// How many were found that are not true.
    pub wrong: usize,
    /// How many were not found.
    pub missed: usize,
}

impl From<&Matched> for Tally {
    fn from(matched: &Matched) -> Tally {
        Tally {
            errors: matched.pairs.iter().map(|(found, truth)| found - truth).collect(),
            wrong: matched.wrong.len(),
            missed: matched.missed.len(),
        }
    }
}

impl Tally {
    /// The sum of many.
    pub fn sum<'a>(tallies: impl IntoIterator<Item = &'a Tally>) -> Tally {
        let mut sum = Tally::default();
        for tally in tallies {
            sum.errors.extend(&tally.errors);
            sum.wrong += tally.wrong;
            sum.missed += tally.missed;
        }
        sum
    }

    /// How many events were demanded.
    pub fn demanded(&self) -> usize {
        self.errors.len() + self.missed
    }

    /// The share of what was found that is true; NaN where nothing was found.
    pub fn precision(&self) -> f64 {
        self.errors.len() as f64 / (self.errors.len() + self.wrong) as f64
    }

    /// The share of what is true that was found; NaN where nothing was demanded.
    pub fn recall(&self) -> f64 {
        self.errors.len() as f64 / self.demanded() as f64
    }

    /// Harmonic mean of both; NaN where nothing was demanded or found.
    pub fn f1(&self) -> f64 {
        let hits = self.errors.len() as f64;
        2.0 * hits / (2.0 * hits + (self.wrong + self.missed) as f64)
    }

    /// Mean signed error, seconds.
    pub fn bias(&self) -> f64 {
        self.errors.iter().sum::<f64>() / self.errors.len() as f64
    }

    /// Standard deviation of the error, seconds.
    pub fn deviation(&self) -> f64 {
        let mean = self.bias();
        (self.errors.iter().map(|e| (e - mean).powi(2)).sum::<f64>() / self.errors.len() as f64).sqrt()
    }
}

/// Between which values 95 % of the pooled F1 lie when clips are drawn with replacement, as many as there are.
pub fn interval(clips: &[Tally]) -> (f64, f64) {
    let mut draw = Draw::new(95);
    let mut one = || (draw.unit() * clips.len() as f64) as usize;
    let mut scores: Vec<f64> = (0..RESAMPLINGS)
        .map(|_| Tally::sum((0..clips.len()).map(|_| &clips[one()])).f1())
        .filter(|f1| f1.is_finite())
        .collect();
    scores.sort_by(f64::total_cmp);
    let at = |share: f64| scores.get((share * scores.len() as f64) as usize).copied().unwrap_or(f64::NAN);
    (at(0.025), at(0.975))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tally(hits: usize, wrong: usize, missed: usize) -> Tally {
        Tally { errors: vec![0.01; hits], wrong, missed }
    }

    #[test]
    fn figures_follow_their_definitions() {
        let all = Tally::sum(&[tally(3, 1, 0), tally(0, 0, 2)]);
        assert_eq!((all.precision(), all.recall(), all.f1()), (0.75, 0.6, 6.0 / 9.0));
        let errors = Tally { errors: vec![0.03, -0.01], ..Tally::default() };
        assert!((errors.bias() - 0.01).abs() < 1e-12 && (errors.deviation() - 0.02).abs() < 1e-12);
    }

    #[test]
    fn clips_that_agree_leave_no_interval_and_clips_that_differ_do() {
        assert_eq!(interval(&vec![tally(4, 1, 1); 20]), (0.8, 0.8));
        let mixed: Vec<Tally> =
            (0..20).map(|i| if i % 2 == 0 { tally(5, 0, 0) } else { tally(0, 5, 5) }).collect();
        let (low, high) = interval(&mixed);
        assert!(low > 0.2 && low < 0.45 && high > 0.55 && high < 0.8, "{low} {high}");
        assert_eq!(interval(&mixed), (low, high));
    }
}
