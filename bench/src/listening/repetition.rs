//! Twenty of each event in a row: how much they differ from each other, and how much from the nearest other class.

use super::references::decoded;
use super::rendition::{cue, empty_sheet, kit};
use super::takes::{BEFORE_S, Take, among, between};
use crate::watching::table::aligned;
use anyhow::{Context, Result};
use engine::cues::{Footstep, Ground, Sound};
use engine::dsp::Stereo;
use engine::spot::{Kind, classes};
use engine::{Patient, RATE, render};
use std::collections::BTreeMap;
use std::path::Path;

/// Events in a row.
const TAKES: usize = 20;
/// Grounds that are walked on.
const GROUNDS: [Ground; 12] = [
    Ground::Wood,
    Ground::Concrete,
    Ground::Tile,
    Ground::Metal,
    Ground::Carpet,
    Ground::Grass,
    Ground::Leaves,
    Ground::Gravel,
    Ground::Sand,
    Ground::Snow,
    Ground::Mud,
    Ground::Water,
];

/// The table: our classes, then the sets of takes in a folder of recordings (`StepHard1.ogg`, `StepHard2.ogg` …).
///
/// # Errors
/// When a sheet or a recording fails.
pub fn table(recorded: Option<&Path>) -> Result<String> {
    let mut sets = Vec::new();
    for (name, sound) in events() {
        sets.push((name, takes_of(&sound)?));
    }
    let mut lines = vec![
        ["event", "between takes, dB", "most alike", "nearest other", "at, dB", "share"]
            .map(String::from)
            .to_vec(),
    ];
    for (i, (name, takes)) in sets.iter().enumerate() {
        let others = sets.iter().enumerate().filter(|(j, _)| *j != i);
        let nearest = others.map(|(_, (other, theirs))| (between(takes, theirs), other));
        let nearest = nearest.min_by(|a, b| a.0.total_cmp(&b.0));
        lines.push(line(name, takes, nearest));
    }
    let mut text = aligned(&lines);
    if let Some(folder) = recorded {
        let mut lines = lines[..1].to_vec();
        for (name, takes) in recorded_sets(folder)? {
            lines.push(line(&name, &takes, None));
        }
        text += &format!("Recorded sets\n\n{}", aligned(&lines));
    }
    Ok(text)
}

fn line(name: &str, takes: &[Take], nearest: Option<(f32, &String)>) -> Vec<String> {
    let (mean, least) = among(takes);
    let mut line = vec![name.to_owned(), format!("{mean:.2}"), format!("{least:.2}")];
    match nearest {
        Some((far, other)) => line.extend([other.clone(), format!("{far:.2}"), format!("{:.2}", mean / far)]),
        None => line.extend(["–", "–", "–"].map(String::from)),
    }
    line
}

/// Every event of the vocabulary that is over within a second, steps by ground.
fn events() -> Vec<(String, Sound)> {
    let events = classes().iter().filter(|class| class.kind == Kind::Event);
    let mut all: Vec<(String, Sound)> = Vec::new();
    for (id, sound) in events.filter_map(|class| Some((class.id.clone(), class.sound.clone()?))) {
        match sound {
            Sound::Thunder(_) => {}
            Sound::Footstep(step) if id == "FOOTSTEPS-HUMAN" => all.extend(GROUNDS.map(|ground| {
                let step = Footstep { ground, ..step.clone() };
                (format!("{id} {ground:?}"), Sound::Footstep(step))
            })),
            sound => all.push((id, sound)),
        }
    }
    all
}

fn takes_of(sound: &Sound) -> Result<Vec<Take>> {
    let onset = |n: usize| 0.5 + n as f64;
    let mut sheet = empty_sheet(TAKES as f64 + 0.5)?;
    sheet.cues = (0..TAKES).map(|n| cue(&format!("c{n}"), sound.clone(), onset(n))).collect();
    let foley = render::stems(&sheet, &kit(1), &Patient)?.foley;
    Ok((0..TAKES).map(|n| Take::at(&foley, onset(n))).collect())
}

/// Sets of at least three files that differ in their number alone, anywhere below a folder.
fn recorded_sets(folder: &Path) -> Result<BTreeMap<String, Vec<Take>>> {
    let mut sets: BTreeMap<String, Vec<Take>> = BTreeMap::new();
    let mut folders = vec![folder.to_path_buf()];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).with_context(|| folder.display().to_string())? {
            let path = entry?.path();
            if path.is_dir() { folders.push(path) } else { files.push(path) }
        }
    }
    files.sort();
    for path in files {
        let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let name = stem.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.').to_owned();
        let Ok(mono) = decoded(&path, RATE as usize) else { continue };
        if name != stem {
            sets.entry(name).or_default().push(Take::at(&Stereo::of_mono(&mono), onset_of(&mono)));
        }
    }
    sets.retain(|_, takes| takes.len() >= 3);
    Ok(sets)
}

/// Where a recording first reaches a quarter of its peak; with the rest before it that a take begins with.
fn onset_of(mono: &[f32]) -> f64 {
    let peak = mono.iter().fold(0.0_f32, |most, x| x.abs().max(most));
    let first = mono.iter().position(|x| x.abs() >= 0.25 * peak).unwrap_or(0);
    (first as f64 / f64::from(RATE)).max(BEFORE_S)
}
