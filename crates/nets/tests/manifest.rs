//! The weights are those that the manifest says.

#![allow(clippy::unwrap_used, reason = "test code")]

use std::fs;
use std::path::Path;

use sha2::{Digest, Sha256};

#[test]
fn every_weight_is_in_the_manifest_with_its_digest() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("weights");
    let manifest = fs::read_to_string(folder.join("MANIFEST.md")).unwrap();
    let mut seen = 0;
    for entry in fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if name.ends_with(".md") || name.ends_with(".py") {
            continue;
        }
        let line = format!("| `{name}` | `{}` |", hex::encode(Sha256::digest(fs::read(&path).unwrap())));
        assert!(manifest.contains(&line), "{line}");
        seen += 1;
    }
    assert_eq!(seen, 10);
}
