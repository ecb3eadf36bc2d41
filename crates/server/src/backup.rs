//! A whole copy of a data folder, made while its server runs, and the way back.
//!
//! The database is copied as it is at one moment, then every file that this copy names; a file that has been cleared in
//! between makes it begin again with a newer moment. The database gets its name last: a folder without one is no backup.

use crate::error::{Error, Result, io};
use crate::files::{digest, inside, sync_folder};
use crate::fsck::{Findings, files_in, fsck};
use crate::lock::DataLock;
use std::collections::BTreeSet;
use std::fs::{File, OpenOptions, Permissions};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use store::{NamedFile, Store};

const DATABASE: &str = "wildtrack.db";
const DRAFT: &str = "wildtrack.db.draft";
/// Without these a database is of no use: they open its secrets, and sign the URLs that customers hold.
const KEYS: [&str; 2] = ["vault.key", "links.key"];
/// How often a newer moment is tried.
const MOMENTS: u32 = 5;

/// Copies the data folder `data` to `to`, which is made or is empty, and holds the copy against itself. The copy holds
/// the keys: whoever reads it reads every secret.
///
/// # Errors
/// `Setting` if `to` is not empty; `NoDatabase`; the system's and the store's. Faults of what was copied are no error.
pub fn backup(data: &Path, to: &Path) -> Result<Findings> {
    if !Store::lies_in(data)? {
        return Err(Error::NoDatabase(data.to_owned()));
    }
    store::private_folder(to).map_err(io("making the folder of the backup"))?;
    if std::fs::read_dir(to).map_err(io("looking into the folder of the backup"))?.next().is_some() {
        return Err(Error::Setting(format!("{} is not empty", to.display())));
    }
    let draft = to.join(DRAFT);
    let mut named = Vec::new();
    for _ in 0..MOMENTS {
        named = moment(data, &draft)?;
        let missing = copy_files(data, to, &named)?;
        if missing == 0 {
            break;
        }
    }
    let (named, kept): (BTreeSet<PathBuf>, _) =
        (named.iter().map(|file| to.join("files").join(&file.key)).collect(), to.join("files"));
    for file in files_in(&kept)?.iter().filter(|file| !named.contains(*file)) {
        std::fs::remove_file(file).map_err(io("removing what was cleared meanwhile"))?;
    }
    seal(data, to)
}

/// Puts the backup `from` where a server will look for it: the folder `data`, which has no database yet.
///
/// # Errors
/// `InUse` if a server runs there; `Setting` if there is a database or the backup has faults, which it names; the
/// system's and the store's.
pub fn restore(from: &Path, data: &Path) -> Result<Findings> {
    if !Store::lies_in(from)? {
        return Err(Error::NoDatabase(from.to_owned()));
    }
    let sound = fsck(from)?;
    if let Some(fault) = sound.faults.first() {
        return Err(Error::Setting(format!(
            "the backup has {} faults, the first: {fault}",
            sound.faults.len()
        )));
    }
    let _lock = DataLock::take(data)?;
    if Store::lies_in(data)? {
        return Err(Error::Setting(format!("{} has a database; move it away first", data.display())));
    }
    // A log that is left of another database would be played into this one.
    for left in ["wildtrack.db-wal", "wildtrack.db-shm", "wildtrack.db-journal"].map(|name| data.join(name)) {
        if left.try_exists().map_err(io("looking into the data folder"))? {
            return Err(Error::Setting(format!(
                "{} is left of another database; move it away too",
                left.display()
            )));
        }
    }
    let draft = data.join(DRAFT);
    let named = moment(from, &draft)?;
    copy_files(from, data, &named)?;
    seal(from, data)
}

/// The database as it is now, in place of a draft of it; gives every file that it names.
fn moment(data: &Path, draft: &Path) -> Result<Vec<NamedFile>> {
    match std::fs::remove_file(draft) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            return Err(io("removing a draft")(error));
        }
        _ => {}
    }
    store::snapshot(data, draft)?;
    Ok(store::files_named_by(draft)?)
}

/// Copies what is not there yet; how many were not to be had.
fn copy_files(data: &Path, to: &Path, named: &[NamedFile]) -> Result<u32> {
    let (kept, copies) = (data.join("files"), to.join("files"));
    let mut missing = 0;
    for file in named {
        let (Some(from), Some(to)) = (inside(&kept, &file.key), inside(&copies, &file.key)) else { continue };
        if digest(&to).is_ok_and(|found| found.bytes == file.bytes && found.sha256 == file.sha256) {
            continue;
        }
        match copy(&from, &to) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => missing += 1,
            copied => copied.map_err(io("copying a file"))?,
        }
    }
    Ok(missing)
}

/// On the disk to stay once this returns, but for its name.
fn copy(from: &Path, to: &Path) -> std::io::Result<()> {
    let mut from = File::open(from)?;
    to.parent().map_or(Ok(()), std::fs::create_dir_all)?;
    let mut copy = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(to)?;
    std::io::copy(&mut from, &mut copy)?;
    copy.sync_all()
}

/// Adds the keys, syncs every name, gives the database its own, and looks at all of it.
fn seal(data: &Path, to: &Path) -> Result<Findings> {
    let sealing = io("completing the copy");
    for key in KEYS.iter().filter(|key| data.join(key).exists()) {
        copy(&data.join(key), &to.join(key)).map_err(&sealing)?;
    }
    let folders: BTreeSet<PathBuf> =
        files_in(&to.join("files"))?.iter().filter_map(|file| file.parent().map(Path::to_owned)).collect();
    folders.iter().try_for_each(|folder| sync_folder(folder, to)).map_err(&sealing)?;
    let draft = to.join(DRAFT);
    std::fs::set_permissions(&draft, Permissions::from_mode(0o600)).map_err(&sealing)?;
    File::open(&draft).and_then(|file| file.sync_all()).map_err(&sealing)?;
    std::fs::rename(&draft, to.join(DATABASE)).map_err(&sealing)?;
    sync_folder(to, to).map_err(&sealing)?;
    fsck(to)
}
