//! Says whether the FFmpeg at hand can do what we need, and what to do where it cannot.

use crate::child::Appetite;
use crate::confine::trial;
use crate::ffmpeg::{Args, Ffmpeg};
use crate::{Limits, Patient, Tools};

/// What to do about anything missing.
const REMEDY: &str = "install a full FFmpeg, version 5.1 or newer: apt-get install ffmpeg";

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Finding {
    /// What was looked at.
    pub what: String,
    /// Whether it is as needed.
    pub good: bool,
    /// What was found.
    pub found: String,
    /// What to do; empty where it is good.
    pub remedy: String,
}

impl Finding {
    /// What the finding about confinement is called.
    pub const CONFINEMENT: &str = "confinement";
}

/// Asks FFmpeg for its version and for each demuxer, decoder, encoder and filter that this crate uses, and has its
/// confinement tried.
pub fn doctor(tools: &Tools) -> Vec<Finding> {
    // First: where FFmpeg cannot be confined it cannot be asked either.
    let mut findings = vec![confinement(tools), version(tools)];
    let needs: [(&str, &str, &[&str]); 4] = [
        ("demuxer", "-demuxers", &["mov", "wav", "mp3"]),
        ("decoder", "-decoders", &["h264", "hevc", "libdav1d", "vp9", "mpeg4", "prores", "mjpeg", "aac"]),
        ("encoder", "-encoders", &["libx264", "aac", "libmp3lame"]),
        ("filter", "-filters", &["trim", "scale", "split", "volume", "aresample"]),
    ];
    for (kind, question, names) in needs {
        let list = ask(tools, question).unwrap_or_default();
        findings.extend(names.iter().map(|name| listed(kind, name, &list)));
    }
    findings.push(scratch(tools));
    findings
}

fn version(tools: &Tools) -> Finding {
    let what = "ffmpeg".to_owned();
    match ask(tools, "-version") {
        Ok(text) => {
            let first = text.lines().next().unwrap_or_default();
            let found = first.split(" Copyright").next().unwrap_or_default().to_owned();
            let good = found.starts_with("ffmpeg version");
            Finding { what, good, found, remedy: remedy(good) }
        }
        Err(e) => Finding { what, good: false, found: e.to_string(), remedy: remedy(false) },
    }
}

/// Whether `name` stands in FFmpeg's `list`: lines of flags, names (with commas between), description.
fn listed(kind: &str, name: &str, list: &str) -> Finding {
    let mut names = list.lines().filter_map(|line| line.split_ascii_whitespace().nth(1));
    let good = names.any(|word| word.split(',').any(|one| one == name));
    let found = if good { "there" } else { "missing" }.to_owned();
    Finding { what: format!("{kind} {name}"), good, found, remedy: remedy(good) }
}

fn scratch(tools: &Tools) -> Finding {
    let what = "scratch folder".to_owned();
    match tempfile::tempdir_in(&tools.scratch) {
        Ok(_) => Finding { what, good: true, found: "can be written".to_owned(), remedy: String::new() },
        Err(e) => {
            let remedy = "make the folder, or choose another that this user may write to".to_owned();
            Finding { what, good: false, found: e.to_string(), remedy }
        }
    }
}

/// Whether FFmpeg is confined, found out by a program that tries to break out.
fn confinement(tools: &Tools) -> Finding {
    let what = Finding::CONFINEMENT.to_owned();
    let remedy = "Landlock (Linux 5.13) and seccomp must be there, in a container too; without them a broken decoder \
                  may do all that this user may";
    let bad = |found: String| Finding { what: what.clone(), good: false, found, remedy: remedy.to_owned() };
    if tools.launcher.is_none() {
        return bad("none: ffmpeg runs unconfined".to_owned());
    }
    match trial(tools) {
        Ok(attempts) => match attempts.iter().find(|attempt| !attempt.held) {
            Some(attempt) => bad(format!("it does not hold: {}: {}", attempt.what, attempt.said)),
            None => {
                let found = format!("holds; {} attempts were tried on it", attempts.len());
                Finding { what, good: true, found, remedy: String::new() }
            }
        },
        Err(e) => bad(e.to_string()),
    }
}

fn remedy(good: bool) -> String {
    if good { String::new() } else { REMEDY.to_owned() }
}

fn ask(tools: &Tools, question: &str) -> crate::Result<String> {
    let ffmpeg = Ffmpeg { tools, limits: &Limits::default(), watch: &Patient };
    let mut text = Vec::new();
    ffmpeg.work(Args::new().with(question), 0, &mut |piece| {
        text.extend_from_slice(piece);
        if text.len() > 1 << 20 { Appetite::Enough } else { Appetite::More }
    })?;
    Ok(String::from_utf8_lossy(&text).into_owned())
}
