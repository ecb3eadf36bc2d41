//! Contacts and steps in time and place: in a crowd somebody always steps, so a time alone says little.

use super::answers::Answers;
use super::tally::Tally;
use super::truth::{Contact, Truth};

/// An answer this near in the picture is at the place, fractions of the frame.
const NEAR: f32 = 0.1;

/// What was found, one to one, the nearest times first. Answers without a place may be anywhere. What nobody is sure of,
/// and what lies in a stretch with unlabelled steps, is not held against an answer.
pub fn tally(truth: &Truth, answers: &Answers, tolerance: f64) -> Tally {
    let all: Vec<&Contact> = truth.impacts.iter().chain(&truth.steps).collect();
    let (clear, unclear): (Vec<&Contact>, Vec<&Contact>) = all.into_iter().partition(|c| c.clear);
    let mut left: Vec<usize> = (0..answers.both.len()).collect();
    let pairs = paired(&mut left, &clear, answers, tolerance);
    paired(&mut left, &unclear, answers, tolerance);
    let crowded = |t: f64| truth.crowd.iter().any(|[t0, t1]| (*t0..=*t1).contains(&t));
    Tally {
        errors: pairs.iter().map(|&(i, c)| answers.both[i] - clear[c].t).collect(),
        wrong: left.iter().filter(|&&i| !crowded(answers.both[i])).count(),
        missed: clear.len() - pairs.len(),
    }
}

/// Pairs of answers and contacts; what is paired leaves `left`.
fn paired(
    left: &mut Vec<usize>,
    wanted: &[&Contact],
    answers: &Answers,
    tolerance: f64,
) -> Vec<(usize, usize)> {
    let mut near: Vec<(f64, usize, usize)> = Vec::new();
    for &i in left.iter() {
        for (c, contact) in wanted.iter().enumerate() {
            let apart = (answers.both[i] - contact.t).abs();
            let at = answers.both_at.get(i).copied();
            let away =
                at.map_or(0.0, |at| libm::hypot(f64::from(at[0]) - contact.x, f64::from(at[1]) - contact.y));
            if apart <= tolerance + 1e-9 && away <= f64::from(NEAR) {
                near.push((apart, i, c));
            }
        }
    }
    near.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)).then(a.2.cmp(&b.2)));
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    for (_, i, c) in near {
        if pairs.iter().all(|p| p.0 != i && p.1 != c) {
            pairs.push((i, c));
        }
    }
    left.retain(|i| pairs.iter().all(|p| p.0 != *i));
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_right_time_at_the_wrong_place_is_wrong_unless_a_crowd_is_there() {
        let step = |t, x, clear| Contact { t, x, y: 0.9, clear, ..Contact::default() };
        let mut truth = Truth {
            steps: vec![step(1.0, 0.2, true), step(2.0, 0.2, true), step(3.0, 0.2, false)],
            ..Truth::default()
        };
        let answers = Answers {
            both: vec![1.02, 2.0, 3.0],
            both_at: vec![[0.25, 0.9], [0.7, 0.9], [0.2, 0.9]],
            ..Answers::default()
        };
        let counts = |truth: &Truth| {
            let tally = tally(truth, &answers, 0.1);
            (tally.errors.len(), tally.wrong, tally.missed)
        };
        assert_eq!(counts(&truth), (1, 1, 1));
        truth.crowd = vec![[1.5, 2.5]];
        assert_eq!(counts(&truth), (1, 0, 1));
    }
}
