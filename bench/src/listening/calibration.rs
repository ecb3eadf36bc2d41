//! Each class at velocity .7 and 1 m against the loudness table.

use super::rendition::{bed_of, cue, empty_sheet, kit};
use crate::watching::table::aligned;
use anyhow::Result;
use engine::dsp::momentary_max_lufs;
use engine::spot::{Class, Kind, classes};
use engine::{Patient, render};

/// How far a class may be off, loudness units.
const TOLERANCE_LU: f32 = 1.5;
/// Seeds that each class is rendered from.
const SEEDS: u64 = 3;
const SECONDS: f64 = 5.0;
/// Thunder rolls on for long, and is loudest late.
const LONGEST_S: f64 = 12.0;

/// One class against the table.
#[derive(Debug, Clone, PartialEq)]
pub struct Level {
    /// The class.
    pub id: String,
    /// What the table says, LUFS.
    pub table: f32,
    /// The loudest 400 ms of each seed, LUFS.
    pub measured: Vec<f32>,
}

impl Level {
    /// The largest distance from the table.
    pub fn off(&self) -> f32 {
        self.measured.iter().map(|m| m - self.table).max_by(|a, b| a.abs().total_cmp(&b.abs())).unwrap_or(0.0)
    }
}

/// Renders every class and measures it.
///
/// # Errors
/// When a sheet fails.
pub fn levels() -> Result<Vec<Level>> {
    classes().iter().filter_map(|class| level_of(class).transpose()).collect()
}

/// The level of a class with a sound of its own.
///
/// # Errors
/// When its sheet fails.
pub fn level_of(class: &Class) -> Result<Option<Level>> {
    let Some(sound) = &class.sound else { return Ok(None) };
    let mut measured = Vec::new();
    for seed in 1..=SEEDS {
        let mut sheet = empty_sheet(if class.kind == Kind::Event { LONGEST_S } else { SECONDS })?;
        sheet.seed = seed;
        match class.kind {
            Kind::Event => sheet.cues.push(cue("c", sound.clone(), 2.0)),
            Kind::Texture | Kind::Place => {
                let mut bed = bed_of(class, sound, SECONDS);
                bed.gain_db = 0.0;
                sheet.beds.push(bed);
            }
        }
        let stems = render::stems(&sheet, &kit(1), &Patient)?;
        let stem = if class.kind == Kind::Event { stems.foley } else { stems.ambience };
        measured.push(momentary_max_lufs(&stem));
    }
    Ok(Some(Level { id: class.id.clone(), table: render::table_lufs(sound), measured }))
}

/// The table, worst first.
pub fn table(mut levels: Vec<Level>) -> String {
    levels.sort_by(|a, b| b.off().abs().total_cmp(&a.off().abs()));
    let mut lines =
        vec![["class", "table, LUFS", "measured, LUFS", "off, LU", "within"].map(String::from).to_vec()];
    for level in &levels {
        let measured: Vec<String> = level.measured.iter().map(|m| format!("{m:.1}")).collect();
        let within = if level.off().abs() <= TOLERANCE_LU { "yes" } else { "no" };
        lines.push(vec![
            level.id.clone(),
            format!("{:.1}", level.table),
            measured.join(" "),
            format!("{:+.2}", level.off()),
            within.into(),
        ]);
    }
    let good = levels.iter().filter(|level| level.off().abs() <= TOLERANCE_LU).count();
    format!("{}{good} of {} classes within {TOLERANCE_LU} LU of the table.\n", aligned(&lines), levels.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_farthest_seed_counts_with_its_sign() {
        let level = Level { id: "A".into(), table: -20.0, measured: vec![-19.0, -21.6, -20.2] };
        assert!((level.off() + 1.6).abs() < 1e-5);
        assert!(table(vec![level]).ends_with("0 of 1 classes within 1.5 LU of the table.\n"));
    }
}
