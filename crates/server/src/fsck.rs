//! Holds a data folder against itself: the database against its rules, the files against their rows.

use crate::error::{Result, io};
use crate::files::{digest, inside};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use store::{Audit, NamedFile};

/// What is wrong in a data folder, and what was looked at.
#[derive(Debug, Clone, Default, serde::Serialize)]
pub struct Findings {
    /// Tasks in the database.
    pub tasks: u64,
    /// Entries of the ledger.
    pub entries: u64,
    /// Files that rows name.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Files that no row names: what was cut short, or is being written now. Cleared at the next start.
    pub unnamed: u64,
    /// A sentence for everything that is not as it must be; none if all is well.
    pub faults: Vec<String>,
}

/// Looks at everything in the data folder `data`, every byte of every file included, and changes nothing. A server may be
/// running: a file that it has cleared meanwhile is no fault.
///
/// # Errors
/// Only what keeps it from looking.
pub fn fsck(data: &Path) -> Result<Findings> {
    let audit = store::audit(data)?;
    let mut findings = holds(data, &audit)?;
    if !findings.faults.is_empty() {
        let again = store::audit(data)?;
        if again.files != audit.files {
            findings = holds(data, &again)?;
        }
    }
    Ok(findings)
}

fn holds(data: &Path, audit: &Audit) -> Result<Findings> {
    let kept = data.join("files");
    let mut findings = Findings {
        tasks: audit.tasks,
        entries: audit.entries,
        files: audit.files.len() as u64,
        bytes: audit.files.iter().map(|file| file.bytes).sum(),
        faults: audit.faults.clone(),
        ..Findings::default()
    };
    let faults =
        audit.files.iter().filter_map(|file| fault(&kept, file).map(|why| format!("{}: {why}", file.key)));
    findings.faults.extend(faults);
    let named: BTreeSet<PathBuf> = audit.files.iter().map(|file| kept.join(&file.key)).collect();
    findings.unnamed = files_in(&kept)?.iter().filter(|path| !named.contains(*path)).count() as u64;
    Ok(findings)
}

/// What is wrong with a file, if anything is.
fn fault(kept: &Path, file: &NamedFile) -> Option<String> {
    let Some(path) = inside(kept, &file.key) else { return Some("its name leads out of the folder".into()) };
    match digest(&path) {
        Err(error) => Some(format!("cannot be read: {error}")),
        Ok(found) if found.bytes != file.bytes => {
            Some(format!("has {} bytes, not {}", found.bytes, file.bytes))
        }
        Ok(found) if found.sha256 != file.sha256 => Some("its bytes are not those that were written".into()),
        Ok(_) => None,
    }
}

/// Every file below a folder; none if it does not exist.
pub(crate) fn files_in(folder: &Path) -> Result<Vec<PathBuf>> {
    let (mut files, mut folders) = (Vec::new(), vec![folder.to_owned()]);
    while let Some(folder) = folders.pop() {
        let entries = match std::fs::read_dir(&folder) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => continue,
            entries => entries.map_err(io("looking through the files"))?,
        };
        for entry in entries {
            let path = entry.map_err(io("looking through the files"))?.path();
            if path.is_dir() { folders.push(path) } else { files.push(path) }
        }
    }
    Ok(files)
}
