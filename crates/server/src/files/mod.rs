//! Files on disk: where they lie, how they get there whole, and who may fetch them.

mod links;
mod publish;
mod whole;

pub(crate) use links::{Links, Own};
pub(crate) use publish::{digest, link, publish, sync_folder};

use crate::error::{Result, io};
use std::path::{Component, Path, PathBuf};

/// The file part of the data folder: `files/` (named by keys, kept) and `scratch/` (emptied at every start).
#[derive(Debug, Clone)]
pub(crate) struct Files {
    kept: PathBuf,
    scratch: PathBuf,
    found_whole: whole::FoundWhole,
}

impl Files {
    /// Makes the folders and clears what a former life left in scratch.
    pub(crate) fn new(data: &Path) -> Result<Files> {
        let files = Files {
            kept: data.join("files"),
            scratch: data.join("scratch"),
            found_whole: Default::default(),
        };
        match std::fs::remove_dir_all(&files.scratch) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(io("clearing the scratch folder")(error));
            }
            _ => {}
        }
        std::fs::create_dir_all(&files.kept).map_err(io("creating the files folder"))?;
        std::fs::create_dir_all(&files.scratch).map_err(io("creating the scratch folder"))?;
        Ok(files)
    }

    /// Where the file of a key lies; `None` for a key that would lead out of the folder.
    pub(crate) fn path_of(&self, key: &str) -> Option<PathBuf> {
        inside(&self.kept, key)
    }

    /// A scratch file of that name.
    pub(crate) fn scratch_file(&self, name: &str) -> PathBuf {
        self.scratch.join(name)
    }

    /// Removes the files of these keys, which nobody names any more, and folders that become empty. What cannot be
    /// removed now is found by the next sweep. How many there were.
    pub(crate) async fn remove(&self, keys: Vec<String>) -> u32 {
        let (files, count) = (self.clone(), keys.len());
        let removing = tokio::task::spawn_blocking(move || keys.iter().for_each(|key| files.remove_one(key)));
        let _swept_later = removing.await;
        u32::try_from(count).unwrap_or(u32::MAX)
    }

    fn remove_one(&self, key: &str) {
        store::faults::step("files.removing");
        let Some(path) = self.path_of(key) else { return };
        match std::fs::remove_file(&path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                tracing::warn!(key, %error, "a file could not be removed");
            }
            _ => {}
        }
        for folder in path.ancestors().skip(1).take_while(|folder| **folder != self.kept) {
            let _unless_it_has_files = std::fs::remove_dir(folder);
        }
    }

    /// The scratch folder of one claim.
    pub(crate) fn scratch_of(&self, claim: &store::ClaimRef) -> PathBuf {
        self.scratch.join(format!("{}-{}", claim.task, claim.epoch))
    }
}

/// Where the file of a key lies in `folder`; `None` for a key that would lead out of it.
pub(crate) fn inside(folder: &Path, key: &str) -> Option<PathBuf> {
    let key = Path::new(key);
    let inside = key.components().all(|part| matches!(part, Component::Normal(_)));
    (inside && key.components().next().is_some()).then(|| folder.join(key))
}

/// The scratch folder of a data folder; makes both if they are missing. Cleared whenever a server starts.
///
/// # Errors
/// The system's.
pub fn scratch_folder(data: &Path) -> Result<PathBuf> {
    let data = std::path::absolute(data).map_err(io("finding the data folder"))?;
    let scratch = data.join("scratch");
    store::private_folder(&scratch).map_err(io("creating the scratch folder"))?;
    Ok(scratch)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_cannot_lead_out_of_the_folder() {
        let folder = tempfile::tempdir().unwrap();
        let files = Files::new(folder.path()).unwrap();
        assert!(files.path_of("tasks/1/2/video.mp4").is_some());
        for key in ["", "/etc/passwd", "../wildtrack.db", "tasks/../../links.key"] {
            assert_eq!(files.path_of(key), None, "{key}");
        }
    }
}
