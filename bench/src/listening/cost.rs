//! What a dense scene costs: one core's seconds by stage, and peak memory.

use super::rendition::{cue, empty_sheet, kit};
use anyhow::{Context, Result};
use engine::cues::{Bed, BedLevel, Music, Position};
use engine::spot::{Class, Kind, classes};
use engine::{CueSheet, Patient, mix, render, report};

/// Length of the scene, seconds; moments in each; beds.
const SECONDS: f64 = 10.0;
const A_SECOND: f64 = 8.0;
const BEDS: [&str; 2] = ["RAIN-GENERAL", "AMBIENCE-FOREST"];
/// Clock ticks a second of `/proc`, on every Linux of today.
const TICKS: f64 = 100.0;

/// Renders, mixes and measures the scene on one thread.
///
/// # Errors
/// When it cannot be rendered, or the system does not say what was used.
pub fn told() -> Result<String> {
    let sheet = dense()?;
    let kit = kit(1);
    let begin = used_s()?;
    let stems = render::stems(&sheet, &kit, &Patient)?;
    let rendered = used_s()?;
    let master = mix::master(&stems, &sheet);
    let mixed = used_s()?;
    let report = report::Report::of(&sheet, &master, None);
    let measured = used_s()?;
    Ok(format!(
        "{} cues, {} beds, music, {SECONDS} s: render {:.2}, mix {:.2}, report {:.2}, in all {:.2} one-core seconds; peak {} MB; {:.1} LUFS.\n",
        sheet.cues.len(),
        sheet.beds.len(),
        rendered - begin,
        mixed - rendered,
        measured - mixed,
        measured - begin,
        peak_mb()?,
        report.loudness.integrated_lufs
    ))
}

/// Eight moments a second, of every class in turn, two beds and music.
fn dense() -> Result<CueSheet> {
    let mut sheet = empty_sheet(SECONDS)?;
    sheet.mode.beds = BedLevel::Under;
    sheet.room = Default::default();
    sheet.music = Some(Music::default());
    let moments: Vec<&Class> =
        classes().iter().filter(|c| c.kind == Kind::Event && c.sound.is_some()).collect();
    for n in 0..(SECONDS * A_SECOND) as usize {
        let class = moments[n * 7 % moments.len()];
        let sound = class.sound.clone().context("it was looked for")?;
        let one = cue(&format!("c{n}"), sound, n as f64 / A_SECOND);
        let pos = Position { dist: class.dist, ..one.pos.clone() };
        sheet.cues.push(engine::cues::Cue { class: class.id.clone(), velocity: class.velocity, pos, ..one });
    }
    for id in BEDS {
        let class = classes().iter().find(|class| class.id == id).context(id)?;
        let sound = class.sound.as_ref().context(id)?;
        sheet.beds.push(Bed { conf: 1.0, ..super::rendition::bed_of(class, sound, SECONDS) });
    }
    sheet.check()?;
    Ok(sheet)
}

/// User and system time of this process, seconds.
pub(super) fn used_s() -> Result<f64> {
    let stat = std::fs::read_to_string("/proc/self/stat")?;
    // The program's name may hold spaces; what follows it does not.
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks = |i: usize| fields.get(i).and_then(|f| f.parse::<f64>().ok()).context("/proc/self/stat");
    Ok((ticks(11)? + ticks(12)?) / TICKS)
}

fn peak_mb() -> Result<u64> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).context("VmHWM")?;
    Ok(line.split_whitespace().next().context("VmHWM")?.parse::<u64>()? / 1_024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scene_is_as_dense_as_it_is_said_to_be() {
        let sheet = dense().unwrap();
        assert_eq!((sheet.cues.len(), sheet.beds.len()), (80, 2));
        let kinds: std::collections::BTreeSet<_> = sheet.cues.iter().map(|cue| &cue.class).collect();
        assert!(kinds.len() > 40, "{}", kinds.len());
    }

    #[test]
    fn work_uses_time_and_memory() {
        let begin = used_s().unwrap();
        let sum = (0..200_000_000_u64).fold(0_u64, |a, b| a.wrapping_mul(31).wrapping_add(b));
        assert!(sum != 1 && used_s().unwrap() > begin && peak_mb().unwrap() > 1);
    }
}
