//! Begins of shots against the truth, counted in the clip's own frames, and flashes that were taken for cuts.

use super::answers::Answers;
use super::matching::{Matched, Span, matched};
use super::tally::Tally;
use super::truth::Truth;

/// How the shots of a clip were found.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ShotScore {
    /// Begins within one frame; errors are frames.
    pub tally: Tally,
    /// Pairs whose kind (cut, fade, dissolve) is right too.
    pub kinds_right: usize,
    /// Begins of shots found at a flash where there is none.
    pub flashes_cut: usize,
    /// Flashes, found or not, within two frames; errors are frames.
    pub flashes: Tally,
}

/// Compares in frames; `times_s` are the frames' times.
pub fn shot_score(truth: &Truth, answers: &Answers, times_s: &[f64]) -> ShotScore {
    let frame = |t: f64| nearest(times_s, t) as f64;
    let begins: Vec<_> = truth.shots.iter().filter(|s| s.begins != "start").collect();
    let span = |s: &&super::truth::Begin| match s.begins.as_str() {
        "cut" => Span::around(frame(s.t), 1.0),
        _ => Span { t: frame(s.t), from: frame(s.t0) - 1.0, to: frame(s.t1) + 1.0 },
    };
    let spans: Vec<Span> = begins.iter().map(span).collect();
    let found: Vec<f64> = answers.shots.iter().map(|s| frame(s.0)).collect();
    let shots = matched(&found, &spans, &[]);
    let kind_found = |f: f64| answers.shots.iter().find(|s| frame(s.0) == f).map(|s| &s.1);
    let kind_true = |t: f64| begins.iter().find(|s| frame(s.t) == t).map(|s| &s.begins);
    let flashes: Vec<Span> = truth.flashes.iter().map(|f| Span::around(frame(f.t), 2.0)).collect();
    let flashed: Vec<f64> = answers.flashes.iter().map(|&t| frame(t)).collect();
    ShotScore {
        tally: Tally::from(&shots),
        kinds_right: shots.pairs.iter().filter(|(f, t)| kind_found(*f) == kind_true(*t)).count(),
        flashes_cut: flashes_cut(truth, &shots, &frame),
        flashes: Tally::from(&matched(&flashed, &flashes, &[])),
    }
}

fn flashes_cut(truth: &Truth, shots: &Matched, frame: &impl Fn(f64) -> f64) -> usize {
    let during = |f: &super::truth::Flash, found: f64| {
        (frame(f.t) - 1.0..=frame(f.t + f.duration) + 1.0).contains(&found)
    };
    truth.flashes.iter().filter(|f| shots.wrong.iter().any(|&w| during(f, w))).count()
}

fn nearest(times_s: &[f64], t: f64) -> usize {
    let at = times_s.partition_point(|&time| time < t);
    let is_left = at > 0 && times_s.get(at).is_none_or(|right| t - times_s[at - 1] < right - t);
    if is_left { at - 1 } else { at }
}

#[cfg(test)]
mod tests {
    use super::super::truth::{Begin, Flash};
    use super::*;

    fn begin(t: f64, begins: &str, t0: f64, t1: f64) -> Begin {
        Begin { t, begins: begins.into(), t0, t1 }
    }

    fn score(found: &[(f64, &str)]) -> ShotScore {
        let truth = Truth {
            shots: vec![
                begin(0.0, "start", 0.0, 0.0),
                begin(1.0, "cut", 1.0, 1.0),
                begin(3.0, "dissolve", 2.5, 3.5),
            ],
            flashes: vec![Flash { t: 2.0, duration: 0.08 }],
            ..Truth::default()
        };
        let shots = found.iter().map(|(t, kind)| (*t, (*kind).to_owned())).collect();
        let times: Vec<f64> = (0..125).map(|i| f64::from(i) / 25.0).collect();
        shot_score(&truth, &Answers { shots, ..Answers::default() }, &times)
    }

    #[test]
    fn a_cut_may_be_off_by_one_frame_and_a_dissolve_lies_anywhere_in_itself() {
        let right = score(&[(1.04, "cut"), (2.52, "cut")]);
        assert_eq!((right.tally.errors.len(), right.tally.wrong, right.kinds_right), (2, 0, 1));
        let late = score(&[(1.08, "cut"), (3.64, "dissolve")]);
        assert_eq!((late.tally.errors.len(), late.tally.wrong, late.tally.missed), (0, 2, 2));
    }

    #[test]
    fn a_cut_at_a_flash_is_counted_as_such() {
        assert_eq!(score(&[(2.08, "cut")]).flashes_cut, 1);
        assert_eq!(score(&[(2.4, "cut")]).flashes_cut, 0);
    }
}
