//! What may stand in a source file: its first line, its length, its folder, and what its crate is blind to.

use std::fs;
use std::path::{Path, PathBuf};

/// Longest source file, lines; tests and tables are excepted by name.
const LONGEST: usize = 600;
/// Folder and file names that say nothing.
const EMPTY_NAMES: &[&str] = &[
    "utils", "util", "common", "helpers", "helper", "misc", "manager", "service", "base", "core", "impl",
    "types",
];
/// What the pure crates must not know.
const BLIND: &[&str] =
    &["std::net", "std::env", "SystemTime", "Instant::now", "tokio::", "rusqlite", "reqwest"];
/// Field names of Kling's that only `wire` may spell.
const KLINGS: &[&str] =
    &["\"task_status", "\"final_unit_deduction", "\"url_mp3", "\"task_result", "\"parent_video"];

/// Everything that is wrong with the files of the workspace.
pub fn faults(root: &Path) -> Vec<String> {
    let mut files = Vec::new();
    ["crates", "bench", "xtask", "fuzz"].iter().for_each(|dir| collect(&root.join(dir), &mut files));
    files.sort();
    files.iter().flat_map(|path| faults_of(root, path)).collect()
}

fn collect(dir: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(dir).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() && !path.ends_with("target") {
            collect(&path, files);
        } else if path.extension().is_some_and(|e| e == "rs") {
            files.push(path);
        }
    }
}

fn faults_of(root: &Path, path: &Path) -> Vec<String> {
    let text = fs::read_to_string(path).unwrap_or_default();
    let shown = path.strip_prefix(root).unwrap_or(path).to_string_lossy().into_owned();
    let is_test = shown.contains("/tests/") || shown.ends_with("tests.rs") || shown.ends_with("tables.rs");
    let mut faults = Vec::new();
    let mut fault = |what: String| faults.push(format!("{shown}: {what}"));
    if !text.starts_with("//! ") {
        fault("the first line does not say what the file is for (//!)".into());
    }
    let lines = text.lines().count();
    if lines > LONGEST && !is_test {
        fault(format!("{lines} lines; at most {LONGEST}"));
    }
    if shown.split(['/', '.']).any(|part| EMPTY_NAMES.contains(&part)) {
        fault("the name says nothing".into());
    }
    let code = text.split("#[cfg(test)]").next().unwrap_or_default();
    let pure =
        ["crates/media/src", "crates/engine/src", "crates/wire/src"].iter().any(|p| shown.starts_with(p));
    if pure && !is_test {
        BLIND
            .iter()
            .filter(|word| code.contains(**word))
            .for_each(|word| fault(format!("must not know {word}")));
    }
    if !shown.starts_with("crates/wire") && !is_test && !shown.starts_with("xtask") {
        let spelled = KLINGS.iter().filter(|word| code.contains(**word));
        spelled.for_each(|word| fault(format!("{word}\" is spelled outside wire")));
    }
    faults
}
