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

/// Functions whose last bit the standard library leaves to the platform: engine and nets call `libm`'s.
const UNEVEN: &[&str] = &[
    "sin", "cos", "tan", "sin_cos", "asin", "acos", "atan", "atan2", "sinh", "cosh", "tanh", "asinh",
    "acosh", "atanh", "exp", "exp2", "exp_m1", "ln", "ln_1p", "log", "log2", "log10", "powf", "hypot",
    "cbrt",
];

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
    let is_test = shown.contains("/tests/")
        || ["tests.rs", "tables.rs", "snapshots.rs", "expected.rs"].iter().any(|end| shown.ends_with(end));
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
    let code = before_tests(&text);
    let pure = ["crates/media/src", "crates/engine/src", "crates/nets/src", "crates/wire/src"]
        .iter()
        .any(|p| shown.starts_with(p));
    if pure && !is_test {
        BLIND
            .iter()
            .filter(|word| code.contains(**word))
            .for_each(|word| fault(format!("must not know {word}")));
    }
    let even = shown.starts_with("crates/engine/src") || shown.starts_with("crates/nets/src");
    if even && !is_test {
        uneven_calls(code)
            .for_each(|name| fault(format!("calls {name} of the standard library, not libm's")));
    }
    if !shown.starts_with("crates/wire") && !is_test && !shown.starts_with("xtask") {
        let spelled = KLINGS.iter().filter(|word| code.contains(**word));
        spelled.for_each(|word| fault(format!("{word}\" is spelled outside wire")));
    }
    faults
}

/// A file without the tests that stand in it: what comes before its inline test module. A test module in its own file
/// or a test's helper among the code ends nothing.
fn before_tests(text: &str) -> &str {
    let attribute = "#[cfg(test)]\n";
    let inline = |at: &usize| {
        let item = text[at + attribute.len()..].lines().next().unwrap_or_default();
        item.starts_with("mod ") && item.ends_with('{')
    };
    let end = text.match_indices(attribute).map(|(at, _)| at).find(inline);
    &text[..end.unwrap_or(text.len())]
}

/// Which of the platform's functions a piece of code calls, as methods or by path.
fn uneven_calls(code: &str) -> impl Iterator<Item = &'static str> {
    let called = |name: &str| {
        code.contains(&format!(".{name}("))
            || code.contains(&format!("f32::{name}"))
            || code.contains(&format!("f64::{name}"))
    };
    UNEVEN.iter().copied().filter(move |name| called(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_after_a_declared_test_module_is_looked_at_and_an_inline_one_is_not() {
        let declared = "mod a;\n#[cfg(test)]\nmod tests;\nfn f() {}\n";
        assert_eq!(before_tests(declared), declared);
        let helper = "#[cfg(test)]\nfn g() {}\nfn f() {}\n#[cfg(test)]\nmod tests {\n}\n";
        assert_eq!(before_tests(helper), "#[cfg(test)]\nfn g() {}\nfn f() {}\n");
    }

    #[test]
    fn calls_of_the_platforms_functions_are_found_and_libms_are_not() {
        let found: Vec<&str> = uneven_calls("let a = x.hypot(y) + v.map(f32::exp); z.sqrt();").collect();
        assert!(found.contains(&"hypot") && found.contains(&"exp"));
        assert_eq!(uneven_calls("libm::hypotf(x, y) + libm::sin(z) + a.sqrt() + log.len()").count(), 0);
    }
}
