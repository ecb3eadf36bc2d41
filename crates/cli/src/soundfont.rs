//! Which SoundFont plays the music, if any.

use anyhow::{Context, Result};
use engine::{Kit, SoundFont};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Where Debian's packages put SoundFonts.
const USUAL: &str = "/usr/share/sounds/sf2";
/// Largest file that is read, bytes.
const LARGEST: u64 = 1 << 30;

/// A SoundFont in place of the built-in instruments.
#[derive(Debug, Clone, clap::Args)]
pub struct Font {
    /// SoundFont 2 file whose instruments play the music; one in /usr/share/sounds/sf2 if not given
    #[arg(long, value_name = "FILE", env = "WILDTRACK_SOUNDFONT")]
    soundfont: Option<PathBuf>,
    /// Play all music on the built-in instruments
    #[arg(long)]
    no_soundfont: bool,
}

impl Font {
    /// The kit with the SoundFont that was named or found, unless it is switched off.
    ///
    /// # Errors
    /// When the named file cannot be read or is none. One that was only found is left alone then.
    pub fn lent_to(&self, kit: Kit) -> Result<Kit> {
        let named = self.soundfont.as_ref().filter(|path| !path.as_os_str().is_empty());
        let font = match named {
            _ if self.no_soundfont => None,
            Some(path) => Some(read(path)?),
            None => found(Path::new(USUAL)).and_then(|path| read(&path).ok()),
        };
        Ok(Kit { soundfont: font.map(Arc::new), ..kit })
    }
}

fn read(path: &Path) -> Result<SoundFont> {
    let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
    let size = std::fs::metadata(path).with_context(|| path.display().to_string())?.len();
    anyhow::ensure!(size <= LARGEST, "{name} is larger than a gigabyte (--no-soundfont does without it)");
    let bytes = std::fs::read(path).with_context(|| path.display().to_string())?;
    SoundFont::read(&name, &bytes).context("--no-soundfont does without it")
}

/// The first SoundFont of a folder by name, so that it is the same one every time.
fn found(folder: &Path) -> Option<PathBuf> {
    let entries = std::fs::read_dir(folder).ok()?;
    let paths = entries.filter_map(|entry| Some(entry.ok()?.path()));
    paths.filter(|path| path.extension().is_some_and(|e| e.eq_ignore_ascii_case("sf2"))).min()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn font(soundfont: Option<PathBuf>, no_soundfont: bool) -> Result<Kit> {
        Font { soundfont, no_soundfont }.lent_to(Kit::default())
    }

    #[test]
    fn the_first_by_name_is_found_and_others_are_not() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["zebra.sf2", "default.sf3", "Fluid.SF2", "readme.txt"] {
            std::fs::write(folder.path().join(name), b"").unwrap();
        }
        assert_eq!(found(folder.path()), Some(folder.path().join("Fluid.SF2")));
        assert_eq!(found(&folder.path().join("missing")), None);
    }

    #[test]
    fn a_named_file_that_is_none_is_an_error_unless_it_is_switched_off() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("notes.sf2");
        std::fs::write(&path, b"not one").unwrap();
        let said = format!("{:#}", font(Some(path.clone()), false).unwrap_err());
        assert!(said.contains("notes.sf2 cannot be used as a SoundFont"), "{said}");
        assert!(font(Some(folder.path().join("gone.sf2")), false).is_err());
        assert!(font(Some(path), true).unwrap().soundfont.is_none());
    }
}
