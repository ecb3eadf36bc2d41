//! Folders for what the tests write: under the build's own temporary folder, swept when their process is gone.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// An empty folder of this name, for this process alone.
pub fn fresh(name: &str) -> PathBuf {
    let folder = root().join(name);
    std::fs::create_dir_all(&folder).unwrap();
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 0, "two tests use the folder {name}");
    folder
}

/// A path in a fresh folder at which there is nothing.
pub fn absent(name: &str) -> PathBuf {
    fresh(name).join("out")
}

fn root() -> &'static Path {
    static ROOT: OnceLock<PathBuf> = OnceLock::new();
    ROOT.get_or_init(|| {
        let all = Path::new(env!("CARGO_TARGET_TMPDIR")).join("end_to_end");
        std::fs::create_dir_all(&all).unwrap();
        sweep(&all);
        all.join(std::process::id().to_string())
    })
}

/// Removes the folders of processes that have ended, and what an earlier process with our number left.
fn sweep(all: &Path) {
    let own = std::process::id().to_string();
    for entry in std::fs::read_dir(all).unwrap().flatten() {
        let name = entry.file_name();
        if name == own.as_str() || !Path::new("/proc").join(&name).exists() {
            // Another process may be sweeping the same folder.
            let _gone = std::fs::remove_dir_all(entry.path());
        }
    }
}
