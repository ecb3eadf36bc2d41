//! Which files a confined program may have: the libraries, what it was given, nothing else. Landlock keeps it.

use std::error::Error;
use std::fs::File;
use std::path::Path;

use landlock::{
    ABI, Access, AccessFs, AccessNet, BitFlags, PathBeneath, PathFd, Ruleset, RulesetAttr, RulesetCreated,
    RulesetCreatedAttr, RulesetStatus, Scope,
};

use super::Order;

/// Where shared libraries lie; what is missing is passed over.
const LIBRARIES: [&str; 7] =
    ["/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/nix/store", "/etc/ld.so.cache"];
/// What the kernel starts before a program. Shared libraries need only be read.
const LOADERS: [&str; 6] = [
    "/lib64/ld-linux-x86-64.so.2",
    "/lib/ld-linux-aarch64.so.1",
    "/lib/ld-linux-riscv64-lp64d.so.1",
    "/lib/ld-musl-x86_64.so.1",
    "/lib/ld-musl-aarch64.so.1",
    "/nix/store",
];
/// What we ask for; an older kernel gives what it knows. The first version has no rules for the network and for
/// cutting files short: `calls.rs` denies both on every kernel.
const ASKED: ABI = ABI::V6;

/// Confines this process; `program`, which lies at `path`, is what it becomes. An error where the kernel has no
/// Landlock.
pub(super) fn confine(order: &Order, program: &File, path: &Path) -> Result<(), String> {
    match ruled(order, program, path).map_err(|e| format!("Landlock: {e}"))? {
        RulesetStatus::FullyEnforced | RulesetStatus::PartiallyEnforced => Ok(()),
        RulesetStatus::NotEnforced => {
            Err("this kernel has no Landlock; Linux 5.13 or newer, with it switched on, is needed".into())
        }
    }
}

fn ruled(order: &Order, program: &File, path: &Path) -> Result<RulesetStatus, Box<dyn Error>> {
    // The loader is started as a program, too. No other can be.
    let run = AccessFs::ReadFile | AccessFs::Execute;
    let write = AccessFs::ReadFile | AccessFs::WriteFile | AccessFs::Truncate;
    let mut rules = Ruleset::default()
        .handle_access(AccessFs::from_all(ASKED))?
        .handle_access(AccessNet::from_all(ASKED))?
        .scope(Scope::from_all(ASKED))?
        .create()?
        .add_rule(PathBeneath::new(program, run))?;
    let own = path.parent().and_then(Path::parent).map(|prefix| prefix.join("lib"));
    for library in LIBRARIES.iter().map(Path::new).chain(own.as_deref()).filter(|path| path.exists()) {
        rules = allow(rules, library, AccessFs::ReadFile.into())?;
    }
    for loader in LOADERS.iter().map(Path::new).filter(|path| path.exists()) {
        rules = allow(rules, loader, run)?;
    }
    for file in &order.reads {
        rules = allow(rules, file, AccessFs::ReadFile.into())?;
    }
    for file in &order.writes {
        rules = allow(rules, file, write)?;
    }
    Ok(rules.restrict_self()?.ruleset)
}

fn allow(
    rules: RulesetCreated,
    path: &Path,
    access: BitFlags<AccessFs>,
) -> Result<RulesetCreated, Box<dyn Error>> {
    Ok(rules.add_rule(PathBeneath::new(PathFd::new(path)?, access))?)
}
