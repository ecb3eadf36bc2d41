//! Labels of stretches (places, objects) against the truth: right at the top, and how often a sure answer is wrong.

use super::truth::Stretch;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// An answer that is surer than this is one.
pub const SURE: f32 = 0.5;

/// An answer for a stretch of time.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Labelled {
    /// Begin.
    pub t0: f64,
    /// End.
    pub t1: f64,
    /// A name of the truth's vocabulary.
    pub label: String,
    /// Confidence, 0..=1.
    pub confidence: f32,
}

/// How labelled stretches were answered.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct LabelScore {
    /// Stretches.
    pub asked: usize,
    /// Answered with what matters most.
    pub right: usize,
    /// Answered with anything that is there.
    pub present: usize,
    /// Answered with more confidence than [`SURE`].
    pub sure: usize,
    /// Of those, answered with what is not there.
    pub sure_wrong: usize,
    /// How often each label matters most.
    pub labels: BTreeMap<String, usize>,
}

impl LabelScore {
    /// Adds the stretches of a clip. Labels of one stretch stand together in the truth, what matters most first.
    pub fn add(&mut self, truth: &[Stretch], answers: &[Labelled]) {
        for (stretch, labels) in together(truth) {
            if labels[0] == "other" {
                continue;
            }
            self.asked += 1;
            *self.labels.entry(labels[0].clone()).or_default() += 1;
            let Some((label, confidence)) = answer_during(&stretch, answers) else { continue };
            let is_present = labels.contains(&label);
            self.right += usize::from(label == labels[0]);
            self.present += usize::from(is_present);
            self.sure += usize::from(confidence > SURE);
            self.sure_wrong += usize::from(confidence > SURE && !is_present);
        }
    }

    /// Share of stretches that the most frequent label would get right.
    pub fn majority(&self) -> f64 {
        self.labels.values().copied().max().unwrap_or(0) as f64 / self.asked as f64
    }
}

fn together(truth: &[Stretch]) -> Vec<(Stretch, Vec<String>)> {
    let mut groups: Vec<(Stretch, Vec<String>)> = Vec::new();
    for stretch in truth {
        let same = |g: &&mut (Stretch, Vec<String>)| {
            (g.0.t0 - stretch.t0).abs() < 0.05 && (g.0.t1 - stretch.t1).abs() < 0.05
        };
        match groups.iter_mut().find(same) {
            Some(group) => group.1.push(stretch.label.clone()),
            None => groups.push((stretch.clone(), vec![stretch.label.clone()])),
        }
    }
    groups
}

/// The label with the most confidence times time within the stretch, and its mean confidence while it was answered.
fn answer_during(stretch: &Stretch, answers: &[Labelled]) -> Option<(String, f32)> {
    let mut weights: BTreeMap<&str, (f64, f64)> = BTreeMap::new();
    for answer in answers {
        let shared = answer.t1.min(stretch.t1) - answer.t0.max(stretch.t0);
        if shared > 0.0 {
            let (weight, time) = weights.entry(&answer.label).or_default();
            *weight += shared * f64::from(answer.confidence);
            *time += shared;
        }
    }
    let top = weights.into_iter().max_by(|a, b| a.1.0.total_cmp(&b.1.0))?;
    Some((top.0.to_owned(), (top.1.0 / top.1.1) as f32))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stretch(t0: f64, t1: f64, label: &str) -> Stretch {
        Stretch { t0, t1, label: label.into() }
    }

    fn labelled(t0: f64, t1: f64, label: &str, confidence: f32) -> Labelled {
        Labelled { t0, t1, label: label.into(), confidence }
    }

    #[test]
    fn the_top_counts_what_is_there_is_no_error_and_other_is_not_asked() {
        let truth = [
            stretch(0.0, 2.0, "person"),
            stretch(0.0, 2.0, "ball"),
            stretch(2.0, 4.0, "car"),
            stretch(4.0, 6.0, "other"),
        ];
        let mut score = LabelScore::default();
        let answers = [labelled(0.0, 2.0, "ball", 0.9), labelled(2.0, 5.0, "dog", 0.8)];
        score.add(&truth, &answers);
        assert_eq!((score.asked, score.right, score.present, score.sure, score.sure_wrong), (2, 0, 1, 2, 1));
        score.add(&truth, &[labelled(0.0, 6.0, "person", 0.4)]);
        assert_eq!((score.asked, score.right, score.present, score.sure, score.sure_wrong), (4, 1, 2, 2, 1));
        score.add(&truth, &[]);
        assert_eq!((score.asked, score.sure, score.majority()), (6, 2, 0.5));
    }
}
