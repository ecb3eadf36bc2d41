//! One-to-one matching of found times to true ones.

/// Longest distance of a match, seconds.
pub const WINDOW: f64 = 0.05;

/// How found times compare with true ones.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Score {
    /// Found minus true of each match, seconds.
    pub errors: Vec<f64>,
    /// Found, but not true.
    pub wrong: Vec<f64>,
    /// True, but not found.
    pub missed: Vec<f64>,
}

impl Score {
    /// Matches nearest pairs first, each time once.
    pub fn of(found: &[f64], truth: &[f64]) -> Score {
        let pair = |(f, t): (usize, usize)| ((found[f] - truth[t]).abs(), f, t);
        let all = (0..found.len()).flat_map(|f| (0..truth.len()).map(move |t| (f, t)));
        let mut pairs: Vec<_> = all.map(pair).filter(|p| p.0 <= WINDOW).collect();
        pairs.sort_by(|a, b| a.0.total_cmp(&b.0));
        let (mut used_f, mut used_t) = (vec![false; found.len()], vec![false; truth.len()]);
        let mut score = Score::default();
        for (_, f, t) in pairs {
            if !used_f[f] && !used_t[t] {
                (used_f[f], used_t[t]) = (true, true);
                score.errors.push(found[f] - truth[t]);
            }
        }
        score.wrong = (0..found.len()).filter(|&f| !used_f[f]).map(|f| found[f]).collect();
        score.missed = (0..truth.len()).filter(|&t| !used_t[t]).map(|t| truth[t]).collect();
        score
    }

    /// Joins another clip's score.
    pub fn add(&mut self, other: Score) {
        self.errors.extend(other.errors);
        self.wrong.extend(other.wrong);
        self.missed.extend(other.missed);
    }

    /// Harmonic mean of precision and recall; 1 where there is nothing to find and nothing was found.
    pub fn f1(&self) -> f64 {
        let all = 2 * self.errors.len() + self.wrong.len() + self.missed.len();
        if all == 0 { 1.0 } else { 2.0 * self.errors.len() as f64 / all as f64 }
    }

    /// Mean error and its deviation, seconds.
    pub fn bias(&self) -> (f64, f64) {
        let n = self.errors.len().max(1) as f64;
        let mean = self.errors.iter().sum::<f64>() / n;
        (mean, (self.errors.iter().map(|e| (e - mean).powi(2)).sum::<f64>() / n).sqrt())
    }

    /// One line: F1, counts, bias, deviation, and what is wrong or missed.
    pub fn line(&self) -> String {
        let (bias, sd) = self.bias();
        let list = |times: &[f64]| times.iter().map(|t| format!("{t:.2}")).collect::<Vec<_>>().join(" ");
        format!(
            "F1 {:.3}  hit {}  bias {:+.1} ms  sd {:.1} ms  false [{}]  missed [{}]",
            self.f1(),
            self.errors.len(),
            1e3 * bias,
            1e3 * sd,
            list(&self.wrong),
            list(&self.missed)
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_matches_once_and_only_nearby() {
        let score = Score::of(&[1.0, 1.04, 2.2], &[1.01, 2.0]);
        assert_eq!((score.errors.len(), score.wrong.len(), score.missed.len()), (1, 2, 1));
        assert!((score.f1() - 0.4).abs() < 1e-9);
    }
}
