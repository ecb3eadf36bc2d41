//! The third of the classes that is never tagged while sounds are tuned.

use anyhow::Result;
use engine::Seed;
use std::path::Path;

/// Seed of the draw: the number of the issue that asked for it, chosen before anything was tagged.
const SEED: Seed = Seed(5);

/// The classes drawn, as they are committed.
const LIST: &str = include_str!("../../listening/held-out.txt");

/// Whether a class is held out. Each is drawn by itself, so that a class that joins moves no other.
pub fn is_held_out(id: &str) -> bool {
    SEED.of_part(id).0.is_multiple_of(3)
}

/// The list as it is committed.
pub fn committed() -> impl Iterator<Item = &'static str> {
    LIST.lines().filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// Writes the list for the classes of today; classes that it already has stay.
///
/// # Errors
/// When it cannot be written.
pub fn write<'a>(path: &Path, ids: impl Iterator<Item = &'a str>) -> Result<usize> {
    let joining = ids.filter(|id| is_held_out(id)).map(str::to_owned);
    let mut drawn: Vec<String> = committed().map(str::to_owned).chain(joining).collect();
    drawn.sort_unstable();
    drawn.dedup();
    let head: String = LIST.lines().filter(|line| line.starts_with('#')).map(|l| format!("{l}\n")).collect();
    std::fs::write(path, format!("{head}{}\n", drawn.join("\n")))?;
    Ok(drawn.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn the_committed_list_is_the_draw_about_a_third() {
        let listed: BTreeSet<&str> = committed().collect();
        assert!(listed.iter().all(|id| is_held_out(id)), "somebody chose a class by hand");
        let ids = || engine::spot::classes().iter().map(|class| class.id.as_str());
        let missing: Vec<_> = ids().filter(|id| is_held_out(id) && !listed.contains(id)).collect();
        assert!(missing.is_empty(), "`bench listen draw` adds {missing:?} to the list");
        let share = ids().filter(|id| listed.contains(id)).count() as f64 / ids().count() as f64;
        assert!((0.25..0.42).contains(&share), "{share}");
    }
}
