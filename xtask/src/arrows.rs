//! Which crate may know which: the arrows of the house style, read from the manifests.

use std::fs;
use std::path::Path;

/// Every crate of ours, and which of ours it may depend on.
const ARROWS: &[(&str, &[&str])] = &[
    ("crates/wire", &[]),
    ("crates/media", &[]),
    ("crates/store", &[]),
    ("crates/nets", &[]),
    ("crates/engine", &["media", "nets"]),
    ("crates/packs", &["engine"]),
    ("crates/server", &["wire", "store", "engine"]),
    ("crates/cli", &["server", "engine", "nets", "packs"]),
    ("bench", &["engine", "media", "packs", "store"]),
    ("fuzz", &[]),
    ("xtask", &[]),
];
const OURS: &[&str] =
    &["wire", "media", "store", "nets", "engine", "packs", "server", "wildtrack", "bench", "fuzz", "xtask"];

/// Arrows that are not allowed, and crates that the list does not know.
pub fn faults(root: &Path) -> Vec<String> {
    let mut faults = Vec::new();
    for (folder, allowed) in ARROWS {
        let manifest = fs::read_to_string(root.join(folder).join("Cargo.toml")).unwrap_or_default();
        if manifest.is_empty() {
            faults.push(format!("{folder} has no manifest"));
        }
        faults.extend(
            dependencies(&manifest)
                .filter(|name| OURS.contains(name) && !allowed.contains(name))
                .map(|name| format!("{folder} must not depend on {name}")),
        );
    }
    let known = |name: &str| ARROWS.iter().any(|(folder, _)| *folder == format!("crates/{name}"));
    let crates = fs::read_dir(root.join("crates")).into_iter().flatten().flatten();
    let strangers = crates.map(|e| e.file_name().to_string_lossy().into_owned()).filter(|name| !known(name));
    faults.extend(strangers.map(|name| format!("crates/{name} has no arrows in xtask")));
    faults
}

/// The names in every table of dependencies but those for tests.
fn dependencies(manifest: &str) -> impl Iterator<Item = &str> {
    let mut inside = false;
    manifest.lines().filter_map(move |line| {
        if line.starts_with('[') {
            inside = line == "[dependencies]" || line == "[build-dependencies]";
            return None;
        }
        let name = line.split(['.', ' ', '=']).next().unwrap_or_default();
        (inside && !name.is_empty()).then_some(name)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_real_dependencies_are_arrows() {
        let manifest = "[package]\nname = \"x\"\n[dependencies]\nmedia.workspace = true\nserde = \"1\"\n[dev-dependencies]\nstore = \"1\"\n";
        assert_eq!(dependencies(manifest).collect::<Vec<_>>(), ["media", "serde"]);
    }
}
