//! The repository's clips, clips cut from them, and renders that several tests look at.

use crate::{folder, program};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

/// A clip of the repository: `bounce`, `film` or `street`.
pub fn clip(name: &str) -> PathBuf {
    repository_file(&format!("{name}.mp4"))
}

/// A file of the fixtures folder.
pub fn repository_file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures").join(name)
}

/// The first `seconds` of the bouncing ball, encoded anew.
pub fn cut(seconds: f64, to: &Path) {
    let source = clip("bounce");
    let done = Command::new("ffmpeg")
        .args(["-nostdin", "-y", "-v", "error", "-i"])
        .arg(source)
        .args(["-t", &seconds.to_string(), "-an", "-c:v", "libx264", "-preset", "ultrafast"])
        .arg(to)
        .status()
        .unwrap();
    assert!(done.success());
}

/// A folder of results.
#[derive(Debug)]
pub struct Rendered(pub PathBuf);

impl Rendered {
    /// Renders the bouncing ball into a new folder.
    pub fn new(name: &str, more: &[&str]) -> Rendered {
        Rendered::of("bounce", name, more)
    }

    /// Renders a clip of the repository into a new folder, which is made by the program.
    pub fn of(source: &str, name: &str, more: &[&str]) -> Rendered {
        let out = folder::absent(name);
        let ended = program::render(&clip(source), &out, more);
        assert_eq!((ended.code, &*ended.stdout, &*ended.stderr), (Some(0), "", ""), "{more:?}");
        Rendered(out)
    }

    /// One of its files.
    pub fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// The bytes of one of its files.
    pub fn bytes(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.file(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// One of its JSON files.
    pub fn json(&self, name: &str) -> Value {
        serde_json::from_slice(&self.bytes(name)).unwrap()
    }
}

/// The bouncing ball without prompts; made once, by whoever asks first.
pub fn plain() -> &'static Rendered {
    static PLAIN: OnceLock<Rendered> = OnceLock::new();
    PLAIN.get_or_init(|| Rendered::new("plain", &["--threads", "2"]))
}
