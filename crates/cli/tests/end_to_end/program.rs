//! Runs the `wildtrack` program and keeps what it said.

use std::ffi::OsStr;
use std::path::Path;
use std::process::{Command, Stdio};

/// The program under test.
pub const WILDTRACK: &str = env!("CARGO_BIN_EXE_wildtrack");

/// A folder of packs that is not there: what is tested does not depend on what this machine has.
pub const NO_LIBRARY: (&str, &str) = ("WILDTRACK_LIBRARY", concat!(env!("CARGO_TARGET_TMPDIR"), "/no-packs"));

/// How a run ended.
#[derive(Debug)]
pub struct Ended {
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

impl Ended {
    /// A refusal as a person should meet it: exit code 1, one sentence, no trace of a panic, nothing on standard output.
    pub fn is_refused_with(&self, words: &[&str]) {
        assert_eq!(self.code, Some(1), "{self:?}");
        assert_eq!(self.stdout, "", "{self:?}");
        assert!(self.stderr.starts_with("wildtrack: ") && self.stderr.lines().count() == 1, "{self:?}");
        assert!(!self.stderr.contains("panic") && !self.stderr.contains("RUST_BACKTRACE"), "{self:?}");
        words.iter().for_each(|word| assert!(self.stderr.contains(word), "no {word:?} in {self:?}"));
    }
}

/// Runs the program to its end.
pub fn wildtrack<S: AsRef<OsStr>>(args: impl IntoIterator<Item = S>) -> Ended {
    let (name, value) = NO_LIBRARY;
    let output = Command::new(WILDTRACK).args(args).env(name, value).stdin(Stdio::null()).output().unwrap();
    Ended {
        code: output.status.code(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

/// `wildtrack render --quiet` into `out`.
pub fn render(clip: &Path, out: &Path, more: &[&str]) -> Ended {
    let args = ["render".as_ref(), clip.as_os_str(), "--out".as_ref(), out.as_os_str(), "--quiet".as_ref()];
    wildtrack(args.into_iter().chain(more.iter().map(OsStr::new)))
}
