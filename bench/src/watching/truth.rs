//! The truths of a folder, of rendered clips and real ones alike.

pub use crate::family::truth::{
    Event as Contact, FlashAt as Flash, Known as Truth, ShotBegin as Begin, Stretch,
};
use anyhow::{Context, Result};
use std::path::{Path, PathBuf};

/// Truths of a folder with their files, by name; an absent folder has none.
///
/// # Errors
/// When a file cannot be read or is no truth.
pub fn read_folder(folder: &Path) -> Result<Vec<(PathBuf, Truth)>> {
    let Ok(listing) = std::fs::read_dir(folder) else { return Ok(Vec::new()) };
    let mut paths: Vec<PathBuf> = listing.map(|e| Ok(e?.path())).collect::<Result<_>>()?;
    paths.retain(|p| p.extension().is_some_and(|e| e == "json"));
    paths.sort();
    paths.into_iter().map(|path| Ok((path.clone(), read(&path)?))).collect()
}

fn read(path: &Path) -> Result<Truth> {
    let bytes = std::fs::read(path)?;
    serde_json::from_slice(&bytes).with_context(|| format!("{} is no truth", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_contact_is_clear_and_slow_unless_it_says_otherwise() {
        let text = r#"[{"t": 1.5, "x": 0.5, "y": 0.5, "what": "hit"},
            {"t": 2.0, "x": 0.5, "y": 0.5, "what": "hit", "fast": true, "clear": false}]"#;
        let contacts: Vec<Contact> = serde_json::from_str(text).unwrap();
        let said: Vec<_> = contacts.iter().map(|c| (c.fast, c.clear)).collect();
        assert_eq!(said, [(false, true), (true, false)]);
    }

    #[test]
    fn a_folder_gives_its_truths_by_name_and_an_absent_one_none() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["b", "a"] {
            let truth = Truth { name: name.into(), ..Truth::default() };
            let path = folder.path().join(format!("{name}.json"));
            std::fs::write(path, serde_json::to_vec(&truth).unwrap()).unwrap();
        }
        let names =
            |folder: &Path| read_folder(folder).unwrap().into_iter().map(|t| t.1.name).collect::<Vec<_>>();
        assert_eq!(names(folder.path()), ["a", "b"]);
        assert!(names(&folder.path().join("none")).is_empty());
    }
}
