//! The rows of the table: which question is asked of which clips, and how ours and the controls answer it.

use super::answers::{Answers, of_one_kind};
use super::control::RISE_DELTA;
use super::events::Asked;
use super::seen::Seen;
use super::tally::Tally;
use super::truth::Truth;
use std::collections::BTreeSet;

/// A question to a group of clips.
pub struct Row {
    /// What stands before it.
    pub name: String,
    /// What is asked.
    pub asked: Asked,
    /// Seconds either way.
    pub tolerance: f64,
    /// Whether it is about one family or footage: then what is found where nothing is demanded is of interest, too.
    pub is_family: bool,
    holds: Box<dyn Fn(&Truth) -> bool>,
}

/// Who answers, in the order of the table's columns.
pub const WATCHERS: [&str; 3] = ["ours", "rise", "visbeat"];

/// What each watcher answers about a clip.
pub fn answers_of(seen: &Seen) -> [Answers; 3] {
    let (rises, beats) = (seen.curves.rises(RISE_DELTA), seen.curves.beats());
    [seen.answers.clone(), of_one_kind(rises), of_one_kind(beats)]
}

impl Row {
    fn new(name: &str, asked: Asked, tolerance: f64, holds: impl Fn(&Truth) -> bool + 'static) -> Row {
        Row { name: name.to_owned(), asked, tolerance, is_family: false, holds: Box::new(holds) }
    }

    /// Tallies of each clip concerned, for each watcher.
    pub fn tallies(&self, seen: &[(&Seen, [Answers; 3])]) -> [Vec<Tally>; 3] {
        let concerned: Vec<_> = seen.iter().filter(|(s, _)| (self.holds)(&s.truth)).collect();
        [0, 1, 2].map(|who| {
            let tally = |(s, answers): &&(&Seen, [Answers; 3])| {
                self.asked.tally(&s.truth, &answers[who], self.tolerance)
            };
            concerned.iter().filter_map(tally).collect()
        })
    }
}

/// All rows that these clips can fill.
pub fn rows(truths: &[&Truth]) -> Vec<Row> {
    let has = |test: &dyn Fn(&Truth) -> bool| truths.iter().any(|t| test(t));
    let mut rows = Vec::new();
    let is_real = has(&|t| t.source == "real");
    if has(&|t| !t.impacts.is_empty()) {
        about(&mut rows, "impacts", Asked::Impacts, if is_real { 0.1 } else { 0.05 }, truths);
    }
    if has(&|t| t.impacts.iter().any(|c| c.fast)) {
        rows.push(Row::new("impacts: fast strokes", Asked::FastImpacts, 0.05, |_| true));
    }
    if has(&|t| !t.steps.is_empty()) {
        about(&mut rows, "steps", Asked::Steps, if is_real { 0.1 } else { 0.08 }, truths);
    }
    for tolerance in [0.05, 0.1] {
        rows.push(Row::new("impacts and steps: all", Asked::Both, tolerance, |_| true));
    }
    if is_real {
        rows.push(Row::new("impacts and steps, in place: all", Asked::Placed, 0.1, |_| true));
        for (name, part) in [("piano", "piano"), ("yard (vtest)", "vtest"), ("race (marathon)", "marathon")] {
            let of_part = move |t: &Truth| t.name.starts_with(part);
            rows.push(Row::new(&format!("impacts and steps, in place: {name}"), Asked::Placed, 0.1, of_part));
        }
        let others = |t: &Truth| !["piano", "vtest", "marathon"].iter().any(|part| t.name.starts_with(part));
        rows.push(Row::new("impacts and steps, in place: others", Asked::Placed, 0.1, others));
        let no_piano = |t: &Truth| !t.name.starts_with("piano");
        rows.push(Row::new("impacts and steps, in place: all but the piano", Asked::Placed, 0.1, no_piano));
    }
    rows
}

/// One question at three tolerances, then by camera, rate, frames a second and family.
fn about(rows: &mut Vec<Row>, name: &str, asked: Asked, tolerance: f64, truths: &[&Truth]) {
    for tolerance in [0.05, 0.08, 0.1] {
        rows.push(Row::new(&format!("{name}: all"), asked, tolerance, |_| true));
    }
    let mut row = |group: &str, is_family: bool, holds: Box<dyn Fn(&Truth) -> bool>| {
        let row = Row::new(&format!("{name}: {group}"), asked, tolerance, holds);
        rows.push(Row { is_family, ..row });
    };
    row("static and handheld", false, Box::new(|t| ["static", "handheld"].contains(&t.camera.as_str())));
    row("pan, tilt and zoom", false, Box::new(|t| ["pan", "tilt", "zoom"].contains(&t.camera.as_str())));
    let values = |of: fn(&Truth) -> String| truths.iter().map(|t| of(t)).collect::<BTreeSet<String>>();
    let groups: [fn(&Truth) -> String; 4] = [
        |t| t.camera.clone(),
        |t| format!("{} rate", t.rate),
        |t| format!("{:.0} frames/s", t.fps),
        |t| t.kind.clone(),
    ];
    for (g, of) in groups.into_iter().enumerate() {
        for value in values(of) {
            let wanted = value.clone();
            row(&value, g == groups.len() - 1, Box::new(move |t| of(t) == wanted));
        }
    }
}
