//! Questions about contacts and steps: what is demanded of an answer, what excuses it, and within what.

use super::answers::Answers;
use super::matching::{Matched, Span, matched};
use super::tally::Tally;
use super::truth::{Contact, Truth};

/// Which events are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// Contacts other than steps; a step excuses an answer.
    Impacts,
    /// Contacts of strokes of two or three frames, in clips that have such; all others excuse.
    FastImpacts,
    /// Steps; a contact excuses.
    Steps,
    /// Both.
    Both,
    /// Both, at their places.
    Placed,
}

impl Asked {
    /// The counts of [`Asked::matched`].
    pub fn tally(self, truth: &Truth, answers: &Answers, tolerance: f64) -> Option<Tally> {
        if self == Asked::Placed {
            return Some(super::placed::tally(truth, answers, tolerance));
        }
        Some(Tally::from(&self.matched(truth, answers, tolerance)?))
    }

    /// How one clip is answered at a tolerance in seconds; `None` where the question does not concern it.
    pub fn matched(self, truth: &Truth, answers: &Answers, tolerance: f64) -> Option<Matched> {
        if self == Asked::FastImpacts && !truth.impacts.iter().any(|c| self.demands(c, true)) {
            return None;
        }
        let impacts = truth.impacts.iter().map(|c| (c, true));
        let all: Vec<(&Contact, bool)> = impacts.chain(truth.steps.iter().map(|c| (c, false))).collect();
        let spans = |demanded: bool| -> Vec<Span> {
            let wanted = all.iter().filter(|(c, is_impact)| self.demands(c, *is_impact) == demanded);
            wanted.map(|(c, _)| Span::around(c.t, tolerance)).collect()
        };
        let found = match self {
            Asked::Impacts | Asked::FastImpacts => &answers.impacts,
            Asked::Steps => &answers.steps,
            Asked::Both | Asked::Placed => &answers.both,
        };
        let mut matched = matched(found, &spans(true), &spans(false));
        let crowded = |t: f64| truth.crowd.iter().any(|[t0, t1]| (*t0..=*t1).contains(&t));
        matched.wrong.retain(|t| !crowded(*t));
        Some(matched)
    }

    fn demands(self, contact: &Contact, is_impact: bool) -> bool {
        contact.clear
            && match self {
                Asked::Impacts => is_impact,
                Asked::FastImpacts => is_impact && contact.fast,
                Asked::Steps => !is_impact,
                Asked::Both | Asked::Placed => true,
            }
    }
}

#[cfg(test)]
mod tests {
    use super::super::answers::of_one_kind;
    use super::*;

    fn contact(t: f64, fast: bool, clear: bool) -> Contact {
        Contact { t, fast, clear, ..Contact::default() }
    }

    fn counts(asked: Asked, truth: &Truth, found: &[f64]) -> Option<(usize, usize, usize)> {
        let tally = asked.tally(truth, &of_one_kind(found.to_vec()), 0.05)?;
        Some((tally.errors.len(), tally.wrong, tally.missed))
    }

    #[test]
    fn each_question_demands_its_own_and_is_deaf_to_the_others() {
        let truth = Truth {
            impacts: vec![contact(1.0, false, true), contact(2.0, true, true), contact(3.0, false, false)],
            steps: vec![contact(4.0, false, true)],
            ..Truth::default()
        };
        let all = [1.0, 2.0, 3.0, 4.0, 5.0];
        assert_eq!(counts(Asked::Impacts, &truth, &all), Some((2, 1, 0)));
        assert_eq!(counts(Asked::FastImpacts, &truth, &all), Some((1, 1, 0)));
        assert_eq!(counts(Asked::Steps, &truth, &all), Some((1, 1, 0)));
        assert_eq!(counts(Asked::Both, &truth, &all), Some((3, 1, 0)));
        assert_eq!(counts(Asked::Both, &truth, &[]), Some((0, 0, 3)));
    }

    #[test]
    fn a_clip_without_fast_strokes_says_nothing_about_them() {
        let truth = Truth { impacts: vec![contact(1.0, false, true)], ..Truth::default() };
        assert_eq!(counts(Asked::FastImpacts, &truth, &[1.0, 2.0]), None);
    }
}
