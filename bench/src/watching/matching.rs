//! One-to-one matching of found times with true spans, as many pairs as possible, and of those the nearest.
//!
//! Pairs of times on a line need not cross in a best matching, so a table over both sorted lists finds it: most pairs
//! first, smallest sum of distances second. What must not be punished (an event that nobody is sure of, or one of another
//! kind) is matched afterwards, among what was left over, and each excuses one found time.

/// A true event: found anywhere in `from..=to` counts, and `t` is where it is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Span {
    /// The event's own time.
    pub t: f64,
    /// Earliest time that counts.
    pub from: f64,
    /// Latest time that counts.
    pub to: f64,
}

impl Span {
    /// A time that may be missed by `tolerance` either way.
    pub fn around(t: f64, tolerance: f64) -> Span {
        Span { t, from: t - tolerance, to: t + tolerance }
    }

    fn holds(&self, found: f64) -> bool {
        (self.from - 1e-9..=self.to + 1e-9).contains(&found)
    }
}

/// What became of found and true times.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Matched {
    /// Found and true time of each pair, in order.
    pub pairs: Vec<(f64, f64)>,
    /// Found, and neither true nor excused.
    pub wrong: Vec<f64>,
    /// True, but not found.
    pub missed: Vec<f64>,
}

/// Matches `found` with what is demanded, then the rest with what excuses it.
pub fn matched(found: &[f64], demanded: &[Span], excusing: &[Span]) -> Matched {
    let (found, demanded, excusing) = (sorted(found), in_order(demanded), in_order(excusing));
    let pairs = pairs(&found, &demanded);
    let is_paired = |f: usize| pairs.iter().any(|p| p.0 == f);
    let left: Vec<f64> = (0..found.len()).filter(|&f| !is_paired(f)).map(|f| found[f]).collect();
    let excused = self::pairs(&left, &excusing);
    Matched {
        wrong: (0..left.len()).filter(|&f| excused.iter().all(|p| p.0 != f)).map(|f| left[f]).collect(),
        missed: (0..demanded.len())
            .filter(|&d| pairs.iter().all(|p| p.1 != d))
            .map(|d| demanded[d].t)
            .collect(),
        pairs: pairs.into_iter().map(|(f, d)| (found[f], demanded[d].t)).collect(),
    }
}

fn sorted(times: &[f64]) -> Vec<f64> {
    let mut times = times.to_vec();
    times.sort_by(f64::total_cmp);
    times
}

fn in_order(spans: &[Span]) -> Vec<Span> {
    let mut spans = spans.to_vec();
    spans.sort_by(|a, b| a.t.total_cmp(&b.t));
    spans
}

/// Indices of pairs. `best[f][d]` is the worth of the first `f` found and `d` true times.
fn pairs(found: &[f64], spans: &[Span]) -> Vec<(usize, usize)> {
    let mut best = vec![vec![(0_usize, 0.0_f64); spans.len() + 1]; found.len() + 1];
    for f in 1..=found.len() {
        for d in 1..=spans.len() {
            best[f][d] = better(best[f - 1][d], best[f][d - 1]);
            if let Some(with) = with_pair(&best, found, spans, (f, d)) {
                best[f][d] = better(best[f][d], with);
            }
        }
    }
    let (mut f, mut d, mut pairs) = (found.len(), spans.len(), Vec::new());
    while f > 0 && d > 0 {
        if best[f][d] == best[f - 1][d] {
            f -= 1;
        } else if best[f][d] == best[f][d - 1] {
            d -= 1;
        } else {
            (f, d) = (f - 1, d - 1);
            pairs.push((f, d));
        }
    }
    pairs.reverse();
    pairs
}

fn with_pair(
    best: &[Vec<(usize, f64)>],
    found: &[f64],
    spans: &[Span],
    (f, d): (usize, usize),
) -> Option<(usize, f64)> {
    let (time, span) = (found[f - 1], spans[d - 1]);
    let (count, distance) = best[f - 1][d - 1];
    span.holds(time).then(|| (count + 1, distance + (time - span.t).abs()))
}

fn better(a: (usize, f64), b: (usize, f64)) -> (usize, f64) {
    if b.0 > a.0 || (b.0 == a.0 && b.1 < a.1) { b } else { a }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn around(times: &[f64]) -> Vec<Span> {
        times.iter().map(|&t| Span::around(t, 0.05)).collect()
    }

    fn counts(found: &[f64], demanded: &[f64], excusing: &[f64]) -> (usize, usize, usize) {
        let m = matched(found, &around(demanded), &around(excusing));
        (m.pairs.len(), m.wrong.len(), m.missed.len())
    }

    #[test]
    fn silence_misses_everything_and_is_wrong_nowhere() {
        assert_eq!(counts(&[], &[1.0, 2.0, 3.0], &[4.0]), (0, 0, 3));
    }

    #[test]
    fn the_truth_itself_is_right_everywhere() {
        assert_eq!(counts(&[3.0, 1.0, 2.0], &[1.0, 2.0, 3.0], &[]), (3, 0, 0));
    }

    #[test]
    fn sixty_milliseconds_late_is_wrong_and_missed_at_fifty() {
        assert_eq!(counts(&[1.06, 2.06], &[1.0, 2.0], &[]), (0, 2, 2));
        assert_eq!(counts(&[1.05, 2.05], &[1.0, 2.0], &[]), (2, 0, 0));
    }

    #[test]
    fn the_second_answer_to_one_event_is_wrong() {
        assert_eq!(counts(&[1.0, 1.02], &[1.01], &[]), (1, 1, 0));
    }

    #[test]
    fn an_unsure_event_is_neither_demanded_nor_punished_and_excuses_one_answer() {
        assert_eq!(counts(&[], &[], &[1.0]), (0, 0, 0));
        assert_eq!(counts(&[1.0], &[], &[1.0]), (0, 0, 0));
        assert_eq!(counts(&[1.0, 1.01], &[], &[1.0]), (0, 1, 0));
        assert_eq!(counts(&[1.04], &[1.0], &[1.04]), (1, 0, 0));
    }

    #[test]
    fn as_many_as_possible_are_paired_where_the_nearest_first_would_lose_one() {
        let m = matched(&[1.00, 1.04], &around(&[0.96, 1.01]), &[]);
        assert_eq!(m.pairs, [(1.00, 0.96), (1.04, 1.01)]);
        let nearest_of_two = matched(&[1.00, 1.04], &around(&[1.03]), &[]);
        assert_eq!(nearest_of_two.pairs, [(1.04, 1.03)]);
    }
}
