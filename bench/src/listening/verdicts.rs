//! Verdicts as a table, class by class, with the sums and the worst.

use super::recognition::{Heard, Verdict};
use crate::watching::table::aligned;
use std::fmt::Write;

/// Classes of the list of the worst.
const WORST: usize = 20;

/// The table of verdicts, and below it what they sum to.
pub fn table(title: &str, verdicts: &[Verdict]) -> String {
    let header =
        ["class", "AudioSet", "rank", "score", "recording", "passes", "from packs", "passes", "first five"];
    let mut lines = vec![header.map(String::from).to_vec()];
    lines.extend(verdicts.iter().map(line));
    format!("### {title}\n\n{}{}\n", aligned(&lines), sums(verdicts))
}

fn line(verdict: &Verdict) -> Vec<String> {
    let best = verdict.alone.as_ref().and_then(|heard| heard.best.clone());
    let (name, rank, score) = match best {
        Some((name, rank, score)) => (name, rank.to_string(), number(score)),
        None => (verdict.mapped.join("; "), "–".into(), "–".into()),
    };
    let passes = |passes: bool| match (verdict.is_mapped(), verdict.alone.is_some()) {
        (false, _) => "not mapped",
        (true, false) => "no sound",
        _ if passes => "yes",
        _ => "no",
    };
    let reference = verdict.reference.map_or("–".into(), number);
    let cast = verdict.cast.as_ref().map_or("–".into(), in_short);
    let alone = passes(verdict.passes()).into();
    let with_packs = passes(verdict.passes_with_packs()).into();
    let tags = verdict.alone.as_ref().map_or(String::new(), first_five);
    vec![verdict.id.clone(), name, rank, score, reference, alone, cast, with_packs, tags]
}

fn number(x: f32) -> String {
    format!("{x:.3}").trim_start_matches('0').to_owned()
}

fn in_short(heard: &Heard) -> String {
    match (&heard.best, heard.tags.first()) {
        (Some((name, rank, score)), _) if *rank <= 5 => format!("{rank} {name} {}", number(*score)),
        (Some((name, rank, _)), Some((tag, sure))) => {
            format!("{rank} {name}; heard as {tag} {}", number(*sure))
        }
        (None, Some((tag, sure))) => format!("{tag} {}", number(*sure)),
        _ => "–".into(),
    }
}

fn first_five(heard: &Heard) -> String {
    let tags: Vec<String> =
        heard.tags.iter().map(|(name, score)| format!("{name} {}", number(*score))).collect();
    tags.join(", ")
}

/// How many of the mapped classes are recognised, of those with a sound and of all.
fn sums(verdicts: &[Verdict]) -> String {
    let mapped: Vec<&Verdict> = verdicts.iter().filter(|v| v.is_mapped()).collect();
    let made = mapped.iter().filter(|v| v.alone.is_some()).count();
    let share = |passed: usize| {
        let percent = |of: usize| if of == 0 { 0.0 } else { 100.0 * passed as f64 / of as f64 };
        let (of_made, of_all) = (percent(made), percent(mapped.len()));
        format!("{passed}, {of_made:.0} % of those with a sound, {of_all:.0} % of all mapped")
    };
    let mut text = format!(
        "{} classes, {} mapped, {made} of these with a sound. Recognised from models alone: {}.\n",
        verdicts.len(),
        mapped.len(),
        share(mapped.iter().filter(|v| v.passes()).count())
    );
    let cast = mapped.iter().filter(|v| v.cast.is_some()).count();
    if cast > 0 {
        let passed = mapped.iter().filter(|v| v.passes_with_packs()).count();
        let _ = writeln!(text, "With packs, {cast} from recordings: {}.", share(passed));
    }
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
        verdicts.iter().filter(|v| v.is_mapped() && v.alone.is_some() && !v.passes()).collect();
    let heard = |v: &Verdict| v.alone.clone().unwrap_or_default();
    failed.sort_by_key(|v| std::cmp::Reverse(heard(v).best.map_or(0, |(_, rank, _)| rank)));
    let place = |v: &&Verdict| {
        let heard = heard(v);
        let (name, rank, score) = heard.best.unwrap_or_default();
        let taken = heard.tags.first().map_or(String::new(), |(tag, score)| format!("{tag} {score:.2}"));
        format!("{}: {name} is {rank} ({score:.3}); heard as {taken}\n", v.id)
    };
    failed.iter().take(WORST).map(place).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heard(rank: usize, score: f32) -> Option<Heard> {
        let tags = vec![("Rain".into(), 0.5), ("Wind".into(), 0.25)];
        Some(Heard { best: Some(("Rain".into(), rank, score)), tags })
    }

    fn verdict(id: &str, alone: Option<Heard>, cast: Option<Heard>) -> Verdict {
        Verdict { id: id.into(), mapped: vec!["Rain".into()], alone, cast, ..Verdict::default() }
    }

    #[test]
    fn the_table_counts_what_has_no_sound_against_us_and_leaves_out_what_is_not_mapped() {
        let nameless = Verdict { id: "N".into(), alone: heard(1, 0.5), ..Verdict::default() };
        let verdicts = [
            verdict("A", heard(1, 0.5), None),
            verdict("B", heard(90, 0.001), heard(2, 0.5)),
            verdict("S", None, None),
            nameless,
        ];
        let text = table("T", &verdicts);
        let column =
            |line: &str| line.split('|').map(str::trim).skip(3).take(6).collect::<Vec<_>>().join(" ");
        let lines: Vec<String> =
            text.lines().filter(|line| line.starts_with('|')).skip(2).map(column).collect();
        let wanted = [
            "1 .500 – yes – yes",
            "90 .001 – no 2 Rain .500 yes",
            "– – – no sound – no sound",
            "1 .500 – not mapped – not mapped",
        ];
        assert_eq!(lines, wanted);
        let sums = "4 classes, 3 mapped, 2 of these with a sound. Recognised from models alone: 1, 50 % of those with a sound, 33 % of all mapped.\nWith packs, 1 from recordings: 2, 100 % of those with a sound, 67 % of all mapped.\n";
        assert!(text.contains(sums), "{text}");
        assert_eq!(worst(&verdicts), "B: Rain is 90 (0.001); heard as Rain 0.50\n");
    }
}
