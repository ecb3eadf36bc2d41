//! WebVTT: what sounds as subtitles, for a player that shows them over the clip, and back.

use super::refuse;
use super::row::{Part, Row};
use crate::Result;

/// A moment is shown for so long, seconds.
const SHOWN_S: f64 = 0.5;

/// Subtitles of all rows in order of time.
pub fn subtitles(rows: &[Row]) -> String {
    let mut rows: Vec<&Row> = rows.iter().collect();
    rows.sort_by(|a, b| a.t.total_cmp(&b.t));
    let one = |row: &&Row| {
        let part = row.part.unwrap_or(Part::Moment);
        let (id, end) = (safe(row.id.as_deref().unwrap_or_default()), row.end.unwrap_or(row.t + SHOWN_S));
        let (class, words) = (escaped(&row.class), escaped(&row.words));
        let text = format!("<c.{}>{class}</c> {words}", part.name());
        format!("\n{id}\n{} --> {}\n{}\n", stamp(row.t), stamp(end), text.trim_end())
    };
    let all: String = rows.iter().map(one).collect();
    format!("WEBVTT\n{all}")
}

/// `00:00:01.482`.
fn stamp(t: f64) -> String {
    let ms = libm::round(t.clamp(0.0, 86_399.0) * 1_000.0) as u64;
    format!("{:02}:{:02}:{:02}.{:03}", ms / 3_600_000, ms / 60_000 % 60, ms / 1_000 % 60, ms % 1_000)
}

/// On one line, and no arrow that would be taken for times.
fn safe(text: &str) -> String {
    text.replace(char::is_control, " ").replace("-->", "->")
}

fn escaped(text: &str) -> String {
    safe(&text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;"))
}

fn unescaped(text: &str) -> String {
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&nbsp;", " ").replace("&amp;", "&")
}

/// The rows of subtitles. Of those that we have not written, the text is a class or words.
pub fn rows(text: &str) -> Result<Vec<Row>> {
    let lines: Vec<&str> = text.lines().map(|line| line.trim_end_matches('\r')).collect();
    let mut rows = Vec::new();
    let mut i = 0;
    while i < lines.len() {
        let Some((begin, end)) = lines[i].split_once("-->") else {
            i += 1;
            continue;
        };
        let before = i.checked_sub(1).map_or("", |before| lines[before].trim());
        let shown: Vec<&str> = lines[i + 1..].iter().take_while(|l| !l.trim().is_empty()).copied().collect();
        rows.push(row(i + 1, before, (begin, end), &shown.join(" "))?);
        i += 1 + shown.len();
    }
    Ok(rows)
}

fn row(line: usize, id: &str, (begin, end): (&str, &str), shown: &str) -> Result<Row> {
    // Behind the end there may be settings of the place on the screen.
    let end = end.split_whitespace().next().unwrap_or_default();
    let (Some(t), Some(end)) = (seconds(begin.trim()), seconds(end)) else {
        return refuse(format!("line {line}: {begin:?} to {end:?} are no times such as 00:01.500"));
    };
    let id = (!id.is_empty() && !id.starts_with("WEBVTT")).then(|| id.to_owned());
    let row = Row { line, id, t, end: Some(end), ..Row::default() };
    let ours = shown.strip_prefix("<c.").and_then(|rest| rest.split_once('>'));
    let ours = ours.and_then(|(part, rest)| Some((Part::called(part)?, rest.split_once("</c>")?)));
    let row = match ours {
        Some((part, (class, words))) => Row {
            part: Some(part),
            end: row.end.filter(|_| part != Part::Moment),
            class: unescaped(class),
            words: unescaped(words.trim()),
            ..row
        },
        None => Row { class: unescaped(untagged(shown).trim()), ..row },
    };
    if row.class.is_empty() {
        return row.refuse("there is no text under the times");
    }
    Ok(row)
}

/// `01:02.500` or `00:01:02.500`.
fn seconds(stamp: &str) -> Option<f64> {
    let parts: Vec<&str> = stamp.split(':').collect();
    if !(2..=3).contains(&parts.len()) || !stamp.bytes().all(|b| b.is_ascii_digit() || b":.".contains(&b)) {
        return None;
    }
    let last: f64 = parts[parts.len() - 1].parse().ok()?;
    let mut whole = 0.0;
    for part in &parts[..parts.len() - 1] {
        whole = 60.0 * whole + f64::from(part.parse::<u32>().ok()?);
    }
    // Sums of milliseconds, not of binary fractions.
    Some(libm::round((60.0 * whole + last) * 1_000.0) / 1_000.0)
}

fn untagged(text: &str) -> String {
    let mut inside = false;
    let outside = |c: &char| {
        let tag = inside || *c == '<';
        inside = tag && *c != '>';
        !tag
    };
    text.chars().filter(outside).collect()
}
