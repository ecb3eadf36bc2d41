//! The one table, as Markdown that is also readable on a terminal.

use super::answers::Answers;
use super::conditions::{Row, WATCHERS, answers_of, rows};
use super::places::LabelScore;
use super::seen::Seen;
use super::shots::{ShotScore, shot_score};
use super::tally::{Tally, interval};
use std::fmt::Write;

/// The sections of one set of clips: events beside the controls, shots, labels.
pub fn table(title: &str, seen: &[Seen]) -> String {
    let mut text = format!("### {title}: {} clips\n\n", seen.len());
    let all: Vec<(&Seen, [Answers; 3])> = seen.iter().map(|s| (s, answers_of(s))).collect();
    let truths: Vec<_> = seen.iter().map(|s| &s.truth).collect();
    text += &aligned(&events(&rows(&truths), &all));
    text += &shots(seen);
    text += &labels(seen);
    text
}

fn events(rows: &[Row], seen: &[(&Seen, [Answers; 3])]) -> Vec<Vec<String>> {
    let columns = WATCHERS.iter().flat_map(|who| [*who, "P", "R", "bias", "sd"]);
    let mut lines = vec![["condition", "± ms", "n"].into_iter().chain(columns).map(String::from).collect()];
    for row in rows {
        let tallies = row.tallies(seen);
        let demanded = Tally::sum(&tallies[0]).demanded();
        let says_nothing = demanded == 0 && !row.is_family;
        if tallies[0].is_empty() || says_nothing {
            continue;
        }
        let mut line = vec![row.name.clone(), format!("{:.0}", 1e3 * row.tolerance), demanded.to_string()];
        tallies.iter().for_each(|t| line.extend(cells(t)));
        lines.push(line);
    }
    lines
}

/// F1 with its interval, precision, recall, bias and deviation; where nothing is demanded, how much was found wrongly.
fn cells(clips: &[Tally]) -> [String; 5] {
    let all = Tally::sum(clips);
    let blank = || "–".to_owned();
    if all.demanded() == 0 {
        return [format!("{} wrong", all.wrong), blank(), blank(), blank(), blank()];
    }
    let (low, high) = interval(clips);
    [
        format!("{} ({}–{})", share(all.f1()), share(low), share(high)),
        share(all.precision()),
        share(all.recall()),
        milliseconds(all.bias(), true),
        milliseconds(all.deviation(), false),
    ]
}

fn share(value: f64) -> String {
    if value.is_finite() { format!("{value:.3}").replacen("0.", ".", 1) } else { "–".into() }
}

fn milliseconds(seconds: f64, signed: bool) -> String {
    match (seconds.is_finite(), signed) {
        (false, _) => "–".into(),
        (true, true) => format!("{:+.1}", 1e3 * seconds),
        (true, false) => format!("{:.1}", 1e3 * seconds),
    }
}

fn shots(seen: &[Seen]) -> String {
    let scores: Vec<ShotScore> = seen.iter().map(|s| shot_score(&s.truth, &s.answers, &s.times_s)).collect();
    let tallies: Vec<Tally> = scores.iter().map(|s| s.tally.clone()).collect();
    let (all, (low, high)) = (Tally::sum(&tallies), interval(&tallies));
    let flashes = Tally::sum(scores.iter().map(|s| &s.flashes));
    let sum = |of: fn(&ShotScore) -> usize| scores.iter().map(of).sum::<usize>();
    let header =
        ["shots, ± 1 frame", "n", "F1", "P", "R", "kind right", "flashes", "taken for cuts", "flash F1"];
    let line = vec![
        "all".to_owned(),
        all.demanded().to_string(),
        format!("{} ({}–{})", share(all.f1()), share(low), share(high)),
        share(all.precision()),
        share(all.recall()),
        share(sum(|s| s.kinds_right) as f64 / all.errors.len() as f64),
        flashes.demanded().to_string(),
        sum(|s| s.flashes_cut).to_string(),
        share(flashes.f1()),
    ];
    aligned(&[header.map(String::from).to_vec(), line])
}

fn labels(seen: &[Seen]) -> String {
    let mut scores = [(); 3].map(|()| LabelScore::default());
    for s in seen {
        scores[0].add(&s.truth.places, &s.answers.places);
        scores[1].add(&s.truth.places, &s.answers.pixel_places);
        scores[2].add(&s.truth.objects, &s.answers.objects);
    }
    let header = ["labels", "n", "top right", "visible", "majority", "answered > .5", "wrong of these"];
    let mut lines = vec![header.map(String::from).to_vec()];
    for (name, score) in ["places", "places, pixel rules alone", "objects"].iter().zip(&scores) {
        if score.asked == 0 {
            continue;
        }
        let of_all = |count: usize| share(count as f64 / score.asked as f64);
        lines.push(vec![
            (*name).to_owned(),
            score.asked.to_string(),
            of_all(score.right),
            of_all(score.present),
            share(score.majority()),
            of_all(score.sure),
            share(score.sure_wrong as f64 / score.sure as f64),
        ]);
    }
    if lines.len() == 1 { String::new() } else { aligned(&lines) }
}

/// Lines as a Markdown table whose columns stand under each other; the first line is the header.
pub fn aligned(lines: &[Vec<String>]) -> String {
    let columns = lines.first().map_or(0, Vec::len);
    let width = |c: usize| lines.iter().map(|line| line[c].chars().count()).max().unwrap_or(0).max(2);
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let mut text = String::new();
    for (i, line) in lines.iter().enumerate() {
        for (c, cell) in line.iter().enumerate() {
            let gap = " ".repeat(widths[c] - cell.chars().count());
            let _ = if c == 0 { write!(text, "| {cell}{gap} ") } else { write!(text, "| {gap}{cell} ") };
        }
        text += "|\n";
        if i == 0 {
            let rule =
                |c: usize| if c == 0 { "-".repeat(widths[c]) } else { "-".repeat(widths[c] - 1) + ":" };
            (0..columns).for_each(|c| text += &format!("| {} ", rule(c)));
            text += "|\n";
        }
    }
    text + "\n"
}

/// What is wrong in one clip, in lines.
pub fn details(seen: &Seen) -> String {
    let mut text = seen.truth.name.clone();
    for (name, asked, tolerance) in
        [("impacts", super::events::Asked::Impacts, 0.05), ("steps", super::events::Asked::Steps, 0.08)]
    {
        let Some(matched) = asked.matched(&seen.truth, &seen.answers, tolerance) else { continue };
        let tally = Tally::from(&matched);
        if tally.demanded() + tally.wrong == 0 {
            continue;
        }
        let list = |times: &[f64]| times.iter().map(|t| format!("{t:.2}")).collect::<Vec<_>>().join(" ");
        let _ = write!(
            text,
            "\n    {name:8} F1 {}  hit {}  bias {} ms  false [{}]  missed [{}]",
            share(tally.f1()),
            tally.errors.len(),
            milliseconds(tally.bias(), true),
            list(&matched.wrong),
            list(&matched.missed)
        );
    }
    let shots = shot_score(&seen.truth, &seen.answers, &seen.times_s);
    if shots.tally.wrong + shots.tally.missed + shots.flashes_cut > 0 {
        let _ = write!(
            text,
            "\n    shots    false {}  missed {}  flashes cut {}",
            shots.tally.wrong, shots.tally.missed, shots.flashes_cut
        );
    }
    text
}
