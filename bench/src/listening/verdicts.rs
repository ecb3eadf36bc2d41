//! Verdicts as a table, class by class, with the sums and the worst.

use super::recognition::Verdict;
use crate::watching::table::aligned;
use std::fmt::Write;

/// Classes of the list of the worst.
const WORST: usize = 20;

/// The table of verdicts, and below it what they sum to.
pub fn table(title: &str, verdicts: &[Verdict]) -> String {
    let header = ["class", "AudioSet", "rank", "score", "recording", "passes", "first five"];
    let mut lines = vec![header.map(String::from).to_vec()];
    lines.extend(verdicts.iter().map(line));
    format!("### {title}\n\n{}{}\n", aligned(&lines), sums(verdicts))
}

fn line(verdict: &Verdict) -> Vec<String> {
    let number = |x: f32| format!("{x:.3}").trim_start_matches('0').to_owned();
    let (name, rank, score) = match &verdict.best {
        Some((name, rank, score)) => (name.clone(), rank.to_string(), number(*score)),
        None => (verdict.mapped.join("; "), "–".into(), "–".into()),
    };
    let passes = match (verdict.is_mapped(), verdict.is_made) {
        (false, _) => "not mapped",
        (true, false) => "no sound",
        _ if verdict.passes() => "yes",
        _ => "no",
    };
    let tags: Vec<String> =
        verdict.tags.iter().map(|(name, score)| format!("{name} {}", number(*score))).collect();
    let reference = verdict.reference.map_or("–".into(), number);
    vec![verdict.id.clone(), name, rank, score, reference, passes.into(), tags.join(", ")]
}

/// How many of the mapped classes are recognised, of those with a sound and of all.
fn sums(verdicts: &[Verdict]) -> String {
    let mapped: Vec<&Verdict> = verdicts.iter().filter(|v| v.is_mapped()).collect();
    let made = mapped.iter().filter(|v| v.is_made).count();
    let passed = mapped.iter().filter(|v| v.passes()).count();
    let percent = |of: usize| if of == 0 { 0.0 } else { 100.0 * passed as f64 / of as f64 };
    let mut text = format!(
        "{} classes, {} mapped, {made} of these with a sound. Recognised: {passed}, {:.0} % of those with a sound, {:.0} % of all mapped.\n",
        verdicts.len(),
        mapped.len(),
        percent(made),
        percent(mapped.len())
    );
    let unknown: Vec<String> =
        verdicts.iter().flat_map(|v| v.unknown.iter().map(|name| format!("{name} ({})", v.id))).collect();
    if !unknown.is_empty() {
        let _ = writeln!(text, "Not among the tagger's labels: {}.", unknown.join(", "));
    }
    text
}

/// The mapped classes with a sound that are farthest from being recognised, worst first.
pub fn worst(verdicts: &[Verdict]) -> String {
    let mut failed: Vec<&Verdict> =
        verdicts.iter().filter(|v| v.is_mapped() && v.is_made && !v.passes()).collect();
    failed.sort_by_key(|v| std::cmp::Reverse(v.best.as_ref().map_or(0, |(_, rank, _)| *rank)));
    let place = |v: &&Verdict| {
        let (name, rank, score) = v.best.clone().unwrap_or_default();
        let heard = v.tags.first().map_or(String::new(), |(tag, score)| format!("{tag} {score:.2}"));
        format!("{}: {name} is {rank} ({score:.3}); heard as {heard}\n", v.id)
    };
    failed.iter().take(WORST).map(place).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(id: &str, rank: usize, score: f32) -> Verdict {
        Verdict {
            id: id.into(),
            mapped: vec!["Rain".into()],
            best: Some(("Rain".into(), rank, score)),
            tags: vec![("Rain".into(), 0.5), ("Wind".into(), 0.25)],
            is_made: true,
            ..Verdict::default()
        }
    }

    #[test]
    fn the_table_counts_what_has_no_sound_against_us_and_leaves_out_what_is_not_mapped() {
        let silent =
            Verdict { id: "S".into(), mapped: vec!["Hail".into()], unknown: vec![], ..Verdict::default() };
        let nameless = Verdict { id: "N".into(), is_made: true, ..Verdict::default() };
        let verdicts = [verdict("A", 1, 0.5), verdict("B", 90, 0.001), silent, nameless];
        let text = table("T", &verdicts);
        let column =
            |line: &str| line.split('|').map(str::trim).skip(3).take(4).collect::<Vec<_>>().join(" ");
        let lines: Vec<String> =
            text.lines().filter(|line| line.starts_with('|')).skip(2).map(column).collect();
        assert_eq!(lines, ["1 .500 – yes", "90 .001 – no", "– – – no sound", "– – – not mapped"]);
        let sums = "4 classes, 3 mapped, 2 of these with a sound. Recognised: 1, 50 % of those with a sound, 33 % of all mapped.";
        assert!(text.contains(sums), "{text}");
        assert_eq!(worst(&verdicts), "B: Rain is 90 (0.001); heard as Rain 0.50\n");
    }
}
