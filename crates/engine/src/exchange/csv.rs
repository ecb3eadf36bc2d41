//! Comma-separated tables (RFC 4180) with or without titles; no cell that a spreadsheet would take for a formula.

use super::refuse;
use super::row::{Part, Row};
use crate::Result;
use crate::cues::Azimuth;

/// Longest cell that is read, bytes.
const LONGEST: usize = 4_000;
/// Titles of our own tables.
const TITLES: [&str; 13] = [
    "id", "part", "time", "end", "class", "words", "velocity", "gain_db", "pan", "dist", "seed", "lock",
    "mute",
];
/// Other titles for the same.
const ALIASES: [(&str, &str); 9] = [
    ("t", "time"),
    ("t0", "time"),
    ("start", "time"),
    ("t1", "end"),
    ("kind", "part"),
    ("gain", "gain_db"),
    ("az", "pan"),
    ("distance", "dist"),
    ("sound", "class"),
];
/// What lines without titles say, in order.
const PLAIN: [&str; 3] = ["time", "class", "words"];

/// A table with titles.
pub fn table(rows: &[Row]) -> String {
    let head = TITLES.join(",");
    let lines = rows.iter().map(|row| TITLES.map(|title| cell(&value(row, title))).join(","));
    std::iter::once(head).chain(lines).map(|line| line + "\r\n").collect()
}

/// Lines of time, class and words; a stretch has a second time behind a dash.
pub fn lines(rows: &[Row]) -> String {
    let time = |row: &Row| match row.end {
        Some(end) => format!("{}-{end}", row.t),
        None => row.t.to_string(),
    };
    rows.iter().map(|row| format!("{},{},{}\n", time(row), cell(&row.class), cell(&row.words))).collect()
}

fn value(row: &Row, title: &str) -> String {
    let number = |x: Option<f32>| x.map(|x| x.to_string()).unwrap_or_default();
    let switch = |x: Option<bool>| x.map(|x| if x { "yes" } else { "no" }.to_owned()).unwrap_or_default();
    match title {
        "id" => row.id.clone().unwrap_or_default(),
        "part" => row.part.map(|part| part.name().to_owned()).unwrap_or_default(),
        "time" => row.t.to_string(),
        "end" => row.end.map(|end| end.to_string()).unwrap_or_default(),
        "class" => row.class.clone(),
        "words" => row.words.clone(),
        "velocity" => number(row.velocity),
        "gain_db" => number(row.gain_db),
        "pan" => row.pan.as_ref().map(direction).unwrap_or_default(),
        "dist" => number(row.dist),
        "seed" => row.seed.map(|seed| seed.to_string()).unwrap_or_default(),
        "lock" => switch(row.lock),
        _ => switch(row.mute),
    }
}

/// Degrees, or a way of `seconds:degrees`.
fn direction(az: &Azimuth) -> String {
    match az {
        Azimuth::Still(az) => az.to_string(),
        Azimuth::Path(path) => path.iter().map(|(t, az)| format!("{t}:{az}")).collect::<Vec<_>>().join(" "),
    }
}

/// Quoted where it must be. A cell that begins like a formula gets an apostrophe in front, as spreadsheets have it.
fn cell(text: &str) -> String {
    let text = if text.parse::<f64>().is_err() && text.starts_with(is_formula) {
        format!("'{text}")
    } else {
        text.to_owned()
    };
    let special = |c: char| c == ',' || c == '"' || c == '\n' || c == '\r';
    if text.contains(special) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}

/// What begins a formula, and the apostrophe itself, so that taking one away gives the text back.
fn is_formula(c: char) -> bool {
    matches!(c, '=' | '+' | '-' | '@' | '\t' | '\r' | '\'')
}

/// The rows of a table. Without titles a line is a time, a class and, if it likes, words.
pub fn rows(text: &str) -> Result<Vec<Row>> {
    let records = records(text)?;
    let is_time = |cell: &String| times(cell).is_some();
    let titled = records.first().is_some_and(|(_, cells)| cells.first().is_some_and(|cell| !is_time(cell)));
    let titles: Vec<String> = match titled {
        true => records[0].1.iter().map(|title| known(title)).collect(),
        false => PLAIN.iter().map(|title| (*title).to_owned()).collect(),
    };
    if titled {
        let missing = |title: &str| !titles.iter().any(|own| own == title);
        if missing("time") || (missing("class") && missing("words")) {
            return refuse(format!(
                "line {}: the titles must name a time and a class or words; known titles are {}",
                records[0].0,
                TITLES.join(", ")
            ));
        }
    }
    records.iter().skip(usize::from(titled)).map(|(line, cells)| row(*line, &titles, cells)).collect()
}

fn known(title: &str) -> String {
    let title = title.trim().to_lowercase();
    let alias = ALIASES.iter().find(|(alias, _)| *alias == title);
    alias.map_or(title, |(_, known)| (*known).to_owned())
}

fn row(line: usize, titles: &[String], cells: &[String]) -> Result<Row> {
    let mut row = Row { line, ..Row::default() };
    if cells.len() < 2 || cells.len() > titles.len() {
        let (has, most) = (cells.len(), titles.len());
        return row.refuse(&format!("{has} cells; 2 to {most} are accepted"));
    }
    for (title, text) in titles.iter().zip(cells) {
        let text = text.trim();
        if !text.is_empty() {
            set(&mut row, title, text)?;
        }
    }
    if !titles.iter().zip(cells).any(|(title, text)| title == "time" && !text.trim().is_empty()) {
        return row.refuse("there is no time");
    }
    if row.class.is_empty() && row.words.is_empty() {
        return row.refuse("there is neither a class nor words");
    }
    Ok(row)
}

fn set(row: &mut Row, title: &str, text: &str) -> Result<()> {
    let wrong = |what: &str| row.refuse(&format!("{title} is {text:?}; {what} is accepted"));
    match title {
        "id" => row.id = Some(text.to_owned()),
        "part" => match Part::called(&text.to_lowercase()) {
            Some(part) => row.part = Some(part),
            None => return wrong("moment, stretch or bed"),
        },
        "time" => match times(text) {
            Some((t, end)) => (row.t, row.end) = (t, end.or(row.end)),
            None => return wrong("a number of seconds"),
        },
        "end" => match number(text) {
            Some(end) => row.end = Some(end),
            None => return wrong("a number of seconds"),
        },
        "class" => row.class = text.to_owned(),
        "words" => row.words = text.to_owned(),
        "velocity" | "gain_db" | "dist" => {
            let Some(x) = number(text) else { return wrong("a number") };
            *match title {
                "velocity" => &mut row.velocity,
                "gain_db" => &mut row.gain_db,
                _ => &mut row.dist,
            } = Some(x as f32);
        }
        "pan" => match pan(text) {
            Some(pan) => row.pan = Some(pan),
            None => return wrong("a number of degrees, or a way such as 1.5:-20 2.5:30"),
        },
        "seed" => match text.parse() {
            Ok(seed) => row.seed = Some(seed),
            Err(_) => return wrong("a whole number"),
        },
        "lock" | "mute" => {
            let Some(on) = switch(text) else { return wrong("yes or no") };
            *if title == "lock" { &mut row.lock } else { &mut row.mute } = Some(on);
        }
        // Columns of other programs.
        _ => {}
    }
    Ok(())
}

/// One time, or two with a dash between them.
fn times(text: &str) -> Option<(f64, Option<f64>)> {
    let text = text.trim();
    match number(text) {
        Some(t) => Some((t, None)),
        None => {
            let (t, end) = text.split_once('-')?;
            Some((number(t.trim())?, Some(number(end.trim())?)))
        }
    }
}

/// A number as `f64` reads it, but neither infinite nor none.
fn number(text: &str) -> Option<f64> {
    text.parse().ok().filter(|x: &f64| x.is_finite())
}

fn pan(text: &str) -> Option<Azimuth> {
    let degrees = |text: &str| number(text).map(|az| az as f32);
    if !text.contains(':') {
        return degrees(text).map(Azimuth::Still);
    }
    let point = |point: &str| {
        let (t, az) = point.split_once(':')?;
        Some((number(t)?, degrees(az)?))
    };
    text.split_whitespace().map(point).collect::<Option<Vec<_>>>().map(Azimuth::Path)
}

fn switch(text: &str) -> Option<bool> {
    match text.to_lowercase().as_str() {
        "yes" | "true" | "1" => Some(true),
        "no" | "false" | "0" => Some(false),
        _ => None,
    }
}

/// Cells of every line that has any, with the line's number. Quoted cells may hold commas and lines.
fn records(text: &str) -> Result<Vec<(usize, Vec<String>)>> {
    let (mut all, mut cells, mut cell) = (Vec::new(), Vec::new(), String::new());
    let (mut line, mut begun, mut quoted) = (1, 1, false);
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '"' if quoted && rest.peek() == Some(&'"') => cell.extend(rest.next()),
            '"' if quoted => quoted = false,
            '"' if cell.is_empty() => quoted = true,
            ',' if !quoted => cells.push(plain(&std::mem::take(&mut cell))),
            '\r' if !quoted && rest.peek() == Some(&'\n') => {}
            '\n' if !quoted => {
                cells.push(plain(&std::mem::take(&mut cell)));
                all.push((begun, std::mem::take(&mut cells)));
                begun = line + 1;
            }
            other => cell.push(other),
        }
        line += usize::from(c == '\n');
        if cell.len() > LONGEST {
            return refuse(format!("line {begun}: a cell has over {LONGEST} bytes"));
        }
    }
    if quoted {
        return refuse(format!("line {begun}: a quotation mark is not closed"));
    }
    cells.push(plain(&cell));
    all.push((begun, cells));
    all.retain(|(_, cells)| cells.iter().any(|cell| !cell.trim().is_empty()) && !cells[0].starts_with('#'));
    Ok(all)
}

/// Without the apostrophe that keeps a spreadsheet from counting.
fn plain(cell: &str) -> String {
    match cell.strip_prefix('\'') {
        Some(rest) if rest.starts_with(is_formula) => rest.to_owned(),
        _ => cell.to_owned(),
    }
}
