//! The cue sheet as other programs write it: tables, subtitles, plain lines.

mod apply;
mod csv;
mod reflect;
mod row;
mod schema;
#[cfg(test)]
mod tests;
mod vtt;

pub use schema::schema;

use crate::{CueSheet, Error, Result};
use row::Row;

/// Largest text that is read, bytes.
const LARGEST: usize = 4 << 20;
/// Most cues and beds in one text.
const MOST_ROWS: usize = 2_000;

/// A form in which times and classes are exchanged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// A table with a line of titles (RFC 4180).
    Csv,
    /// Subtitles for a player (WebVTT).
    Vtt,
    /// Lines of time, class and words, without titles.
    Txt,
}

impl Form {
    /// The form with this ending or name.
    pub fn called(name: &str) -> Option<Form> {
        match name.to_ascii_lowercase().as_str() {
            "csv" => Some(Form::Csv),
            "vtt" => Some(Form::Vtt),
            "txt" => Some(Form::Txt),
            _ => None,
        }
    }

    /// Its media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Form::Csv => "text/csv; charset=utf-8",
            Form::Vtt => "text/vtt; charset=utf-8",
            Form::Txt => "text/plain; charset=utf-8",
        }
    }
}

/// A sheet in another form. Parameters of models, courses and the score are not in it.
pub fn written(sheet: &CueSheet, form: Form) -> String {
    let rows = row::of_sheet(sheet);
    match form {
        Form::Csv => csv::table(&rows),
        Form::Vtt => vtt::subtitles(&rows),
        Form::Txt => csv::lines(&rows),
    }
}

/// A sheet with what a text says; the text's form is seen by its first line. Where the rows have ids, they are the whole
/// list: what is missing in it is taken away, what is in it is changed, and of a new id comes a new sound. Rows without
/// ids are added.
///
/// # Errors
/// [`Error::Refused`] with a sentence that names the line and what is allowed.
pub fn read(text: &str, onto: &CueSheet) -> Result<CueSheet> {
    if text.len() > LARGEST {
        return refuse(format!("the text has {} bytes; at most {LARGEST} are accepted", text.len()));
    }
    let text = text.trim_start_matches('\u{feff}');
    let rows = if text.starts_with("WEBVTT") { vtt::rows(text)? } else { csv::rows(text)? };
    if rows.is_empty() {
        return refuse("the text has no line with a time and a class".into());
    }
    if rows.len() > MOST_ROWS {
        return refuse(format!("the text has {} cues; at most {MOST_ROWS} are accepted", rows.len()));
    }
    rows.iter().try_for_each(|row: &Row| row.check(onto.duration))?;
    let sheet = apply::applied(rows, onto)?;
    sheet.check()?;
    Ok(sheet)
}

fn refuse<T>(sentence: String) -> Result<T> {
    Err(Error::Refused(sentence))
}
