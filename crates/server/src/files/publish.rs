//! Puts a finished file where it is served from, so that a power cut leaves it whole or absent.

use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use store::faults::{goes_without, step};

/// What is known of a file by its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Published {
    pub(crate) bytes: u64,
    /// Hex.
    pub(crate) sha256: String,
}

/// Moves `from` to `to` on the same file system: contents to disk first, then the name. The caller syncs the folder
/// (`sync_folder`) once all of its files are in place, and only then tells the database.
pub(crate) fn publish(from: &Path, to: &Path) -> io::Result<Published> {
    let published = make_durable(from)?;
    make_folder_of(to)?;
    step("place.file_synced");
    std::fs::rename(from, to)?;
    step("place.renamed");
    Ok(published)
}

/// As `publish`, and leaves the first name where it is, for somebody is still reading there.
pub(crate) fn link(from: &Path, to: &Path) -> io::Result<Published> {
    let published = make_durable(from)?;
    make_folder_of(to)?;
    std::fs::hard_link(from, to)?;
    step("source.linked");
    Ok(published)
}

fn make_durable(path: &Path) -> io::Result<Published> {
    let file = File::open(path)?;
    let published = digest_of(&file)?;
    if !goes_without("file sync") {
        file.sync_all()?;
    }
    Ok(published)
}

/// Reads a file to its end.
pub(crate) fn digest(path: &Path) -> io::Result<Published> {
    digest_of(&File::open(path)?)
}

fn digest_of(mut file: &File) -> io::Result<Published> {
    let mut hash = Sha256::new();
    let mut bytes = 0;
    let mut piece = vec![0; 1 << 16];
    loop {
        let n = file.read(&mut piece)?;
        if n == 0 {
            return Ok(Published { bytes, sha256: hex::encode(hash.finalize()) });
        }
        hash.update(&piece[..n]);
        bytes += n as u64;
    }
}

fn make_folder_of(path: &Path) -> io::Result<()> {
    path.parent().map_or(Ok(()), std::fs::create_dir_all)
}

/// Makes the names in `folder`, and those of the folders above it up to `root`, survive a power cut.
pub(crate) fn sync_folder(folder: &Path, root: &Path) -> io::Result<()> {
    if goes_without("file sync") {
        return Ok(());
    }
    for folder in folder.ancestors().take_while(|folder| folder.starts_with(root)) {
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}
