//! Writes down what the engine measures about every candidate for a contact, with the truth: what `bench/contacts` grows its
//! trees from.

use anyhow::{Context, Result, ensure};
use clap::Args;
use engine::Kit;
use engine::analyse::evidence::{Evidence, evidence};
use media::Patient;
use std::io::Write;
use std::path::{Path, PathBuf};

/// What is measured and where it goes.
#[derive(Debug, Args)]
pub struct Measured {
    /// Folders of clips beside their truths; clips to judge by are left out.
    #[arg(required = true)]
    folders: Vec<PathBuf>,
    /// File to write: one line of JSON a clip.
    #[arg(long)]
    out: PathBuf,
}

impl Measured {
    /// Measures every clip that is not to be judged by, and says how many there were.
    ///
    /// # Errors
    /// When a clip or truth cannot be read, or there is none.
    pub fn run(&self) -> Result<usize> {
        let mut out = std::io::BufWriter::new(std::fs::File::create(&self.out)?);
        let mut many = 0;
        for truth in self.folders.iter().map(|f| truths(f)).collect::<Result<Vec<_>>>()?.concat() {
            let Some(line) = line(&truth).with_context(|| truth.display().to_string())? else { continue };
            writeln!(out, "{line}")?;
            many += 1;
        }
        ensure!(many > 0, "no clip with a truth");
        out.flush()?;
        Ok(many)
    }
}

fn truths(folder: &Path) -> Result<Vec<PathBuf>> {
    let listing = std::fs::read_dir(folder).with_context(|| folder.display().to_string())?;
    let mut paths: Vec<PathBuf> = listing.map(|e| Ok(e?.path())).collect::<Result<_>>()?;
    paths.retain(|p| p.extension().is_some_and(|e| e == "json") && p.with_extension("mp4").exists());
    paths.sort();
    Ok(paths)
}

/// Truth and candidates of one clip; nothing of one to judge by.
fn line(truth: &Path) -> Result<Option<serde_json::Value>> {
    let known: serde_json::Value = serde_json::from_slice(&std::fs::read(truth)?)?;
    if known["set"] == "judge" {
        return Ok(None);
    }
    let kit = Kit::default();
    let clip = media::open(&truth.with_extension("mp4"), &kit.tools, &kit.limits, &Patient)?;
    let found = evidence(&clip, kit.threads, &Patient)?;
    Ok(Some(serde_json::json!({
        "truth": known,
        "size": [clip.width, clip.height],
        "candidates": found.iter().map(told).collect::<Vec<_>>(),
    })))
}

fn told(e: &Evidence) -> serde_json::Value {
    serde_json::json!([e.t, e.at, e.measures])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_to_be_judged_by_is_never_measured() {
        let folder = tempfile::tempdir().unwrap();
        let truth = folder.path().join("a.json");
        std::fs::write(truth.with_extension("mp4"), b"no film").unwrap();
        std::fs::write(&truth, r#"{"set": "judge"}"#).unwrap();
        assert_eq!(truths(folder.path()).unwrap(), std::slice::from_ref(&truth));
        assert_eq!(line(&truth).unwrap(), None);
        std::fs::write(&truth, r#"{"set": "grow"}"#).unwrap();
        assert!(line(&truth).is_err(), "any other clip is opened");
    }
}
