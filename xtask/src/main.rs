//! Housekeeping for the workspace: `cargo xtask tidy` refuses what the house style refuses.

mod arrows;
mod files;
mod manifests;

use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    if std::env::args().nth(1).as_deref() != Some("tidy") {
        eprintln!("usage: cargo xtask tidy");
        return ExitCode::FAILURE;
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask lies in the workspace");
    let mut faults = arrows::faults(root);
    faults.extend(files::faults(root));
    faults.extend(manifests::faults(root));
    faults.iter().for_each(|fault| eprintln!("tidy: {fault}"));
    if faults.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
