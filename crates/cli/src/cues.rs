//! `wildtrack cues`: a cue sheet as tables and subtitles, back from them, checked, and its schema.

use anyhow::{Context, Result, bail};
use engine::CueSheet;
use engine::exchange::{self, Form};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

/// Largest file that is read, bytes.
const LARGEST: u64 = 16 << 20;

#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, clap::Subcommand)]
enum Verb {
    /// Write what sounds when to standard output, for a spreadsheet, a player or a reader
    Export {
        /// The cue sheet
        sheet: PathBuf,
        #[command(flatten)]
        form: Forms,
    },
    /// Make a cue sheet of a table (CSV with titles), subtitles (WebVTT) or lines of time and class, on standard output
    ///
    /// Titles are time and class or words, and any of id, part, end, velocity, gain_db, pan, dist, seed, lock, mute; lines without
    /// titles are "1.5,DOORS-KNOCK" or "2-4.5,heavy rain". A class may be an id or words, in English or Chinese. Where rows have
    /// ids, they are the whole list: what is not in it is taken away. Rows without ids are added.
    Import {
        /// The table, subtitles or lines
        file: PathBuf,
        /// The cue sheet that they go into
        #[arg(long, value_name = "SHEET", required_unless_present = "seconds", conflicts_with = "seconds")]
        onto: Option<PathBuf>,
        /// Length of a new cue sheet
        #[arg(long, value_name = "S")]
        seconds: Option<f64>,
    },
    /// Say whether a cue sheet can be rendered, and if not, which line is wrong
    Check {
        /// The cue sheet
        sheet: PathBuf,
    },
    /// Print the JSON Schema of cue sheets
    Schema,
}

#[derive(Debug, clap::Args)]
#[group(required = true, multiple = false)]
struct Forms {
    /// A table with titles, which `cues import` reads again
    #[arg(long)]
    csv: bool,
    /// Subtitles, which players show over the clip and `cues import` reads again
    #[arg(long)]
    vtt: bool,
    /// Lines of time, class and words
    #[arg(long)]
    txt: bool,
}

impl Forms {
    fn chosen(&self) -> Form {
        match (self.csv, self.vtt) {
            (true, _) => Form::Csv,
            (_, true) => Form::Vtt,
            _ => Form::Txt,
        }
    }
}

pub fn run(args: &Args) -> Result<()> {
    match &args.verb {
        Verb::Export { sheet, form } => say(&exchange::written(&read(sheet)?, form.chosen())),
        Verb::Import { file, onto, seconds } => {
            say(&format!("{}\n", imported(file, onto.as_deref(), *seconds)?))
        }
        Verb::Check { sheet } => check(sheet),
        Verb::Schema => say(&format!("{}\n", serde_json::to_string_pretty(&exchange::schema())?)),
    }
}

fn imported(file: &Path, onto: Option<&Path>, seconds: Option<f64>) -> Result<String> {
    let onto = match (onto, seconds) {
        (Some(sheet), _) => read(sheet)?,
        (None, seconds) => {
            let new = serde_json::json!({"version": 1, "duration": seconds.unwrap_or_default()});
            CueSheet::from_json(new.to_string().as_bytes())?
        }
    };
    let text = text(file)?;
    let sheet = exchange::read(&text, &onto).with_context(|| file.display().to_string())?;
    Ok(sheet.to_json())
}

fn check(path: &Path) -> Result<()> {
    let sheet = read(path)?;
    say(&format!(
        "{}: {} cues and {} beds in {} s can be rendered\n",
        path.display(),
        sheet.cues.len(),
        sheet.beds.len(),
        sheet.duration
    ))
}

/// A cue sheet; a refusal names the line of the cue that it is about.
///
/// # Errors
/// Where the file cannot be read or the sheet cannot be rendered.
pub fn read(path: &Path) -> Result<CueSheet> {
    let text = text(path)?;
    CueSheet::from_json(text.as_bytes()).map_err(|error| {
        let sentence = error.to_string();
        match line_of(&text, &sentence) {
            Some(line) => anyhow::anyhow!("{}, line {line}: {sentence}", path.display()),
            None => anyhow::anyhow!("{}: {sentence}", path.display()),
        }
    })
}

/// The line on which the cue has its id that a sentence begins with.
fn line_of(text: &str, sentence: &str) -> Option<usize> {
    let id = serde_json::to_string(sentence.split(": ").next()?).ok()?;
    let has = |line: &str| {
        line.split_once("\"id\"").is_some_and(|(_, value)| {
            value.trim_start().strip_prefix(':').is_some_and(|value| value.trim_start().starts_with(&id))
        })
    };
    text.lines().position(has).map(|line| line + 1)
}

fn text(path: &Path) -> Result<String> {
    let file = std::fs::File::open(path).with_context(|| path.display().to_string())?;
    let mut bytes = Vec::new();
    file.take(LARGEST + 1).read_to_end(&mut bytes).with_context(|| path.display().to_string())?;
    if bytes.len() as u64 > LARGEST {
        bail!("{} is larger than {LARGEST} bytes", path.display());
    }
    String::from_utf8(bytes).with_context(|| format!("{} is not text in UTF-8", path.display()))
}

fn say(text: &str) -> Result<()> {
    std::io::stdout().write_all(text.as_bytes()).context("writing to standard output")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_names_the_line_of_its_cue() {
        let text = "{\n  \"cues\": [\n    {\"id\": \"a\"},\n    {\"t\": 99,\n     \"id\" : \"c7\"}]}";
        assert_eq!(line_of(text, "c7: t is 99; 0 to 8 is accepted"), Some(5));
        assert_eq!(line_of(text, "the cue sheet: fps is 1"), None);
    }
}
