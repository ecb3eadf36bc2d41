//! What every manifest of ours must say: that the workspace's lints hold there, which forbid unsafe code.

use std::fs;
use std::path::Path;

/// Manifests that do not take part, and a workspace that forbids nothing.
pub fn faults(root: &Path) -> Vec<String> {
    let read = |path: &Path| fs::read_to_string(path).unwrap_or_default();
    let mut faults = Vec::new();
    if !forbids_unsafe(&read(&root.join("Cargo.toml"))) {
        faults.push("Cargo.toml: unsafe_code is not forbidden".to_owned());
    }
    let crates = fs::read_dir(root.join("crates")).into_iter().flatten().flatten().map(|entry| entry.path());
    for folder in crates.chain([root.join("bench"), root.join("xtask")]) {
        if !takes_lints(&read(&folder.join("Cargo.toml"))) {
            faults.push(format!("{}: the workspace's lints do not hold here", folder.display()));
        }
    }
    faults
}

fn forbids_unsafe(manifest: &str) -> bool {
    section(manifest, "[workspace.lints.rust]").any(|line| line == "unsafe_code = \"forbid\"")
}

fn takes_lints(manifest: &str) -> bool {
    section(manifest, "[lints]").any(|line| line == "workspace = true")
}

/// The lines under a heading.
fn section<'a>(manifest: &'a str, heading: &str) -> impl Iterator<Item = &'a str> {
    let lines = manifest.lines().map(str::trim).skip_while(move |line| *line != heading).skip(1);
    lines.take_while(|line| !line.starts_with('['))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_manifest_that_takes_the_lints_passes() {
        assert!(takes_lints("[package]\nname = \"x\"\n\n[lints]\nworkspace = true\n\n[dependencies]\n"));
        assert!(!takes_lints("[lints]\n[dependencies]\nworkspace = true\n"));
        assert!(!takes_lints("[package]\nname = \"x\"\n"));
        assert!(forbids_unsafe("[workspace.lints.rust]\nunsafe_code = \"forbid\"\n"));
        assert!(!forbids_unsafe("[workspace.lints.rust]\nunsafe_code = \"deny\"\n"));
    }
}
