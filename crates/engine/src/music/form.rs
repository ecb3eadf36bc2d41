//! The form of a piece: parts that change with the shots, and how full each is.

use super::{grid::Grid, marks};
use crate::Scene;
use crate::cues::Section;

/// Parts of the score in order of time; the first begins with the music.
pub fn sections(scene: &Scene, grid: &Grid, arousal: f32, builds: bool) -> Vec<Section> {
    let starts = starts(scene, grid);
    let climax = marks::climax(scene);
    let whole = mean_motion(scene, 0.0, scene.duration);
    let mut sections: Vec<Section> = Vec::new();
    for (i, &t) in starts.iter().enumerate() {
        let until = starts.get(i + 1).copied().unwrap_or(scene.duration);
        let far = (t / scene.duration.max(0.1)) as f32;
        let motion = mean_motion(scene, t, until);
        let livelier =
            if whole > 1e-3 { ((motion / whole - 1.0) as f32).clamp(-1.0, 1.0) * 0.15 } else { 0.0 };
        let growth = if builds { 0.6 * far - 0.2 } else { 0.35 * far };
        let peak = if (t - 0.3..until - 0.3).contains(&climax) && i > 0 { 0.15 } else { 0.0 };
        let energy = (0.42 + 0.22 * arousal + growth + livelier + peak).clamp(0.15, 1.0);
        // What is to build never falls back.
        let least = sections.last().filter(|_| builds).map_or(0.0, |before| before.energy + 0.08);
        let energy = energy.max(least).min(1.0);
        let name = char::from(b'A' + (i % 26) as u8).to_string();
        sections.push(Section { t: round_ms(t), name, energy: libm::roundf(energy * 100.0) / 100.0 });
    }
    let fullest = sections.iter().rposition(|section| section.t - 0.3 <= climax).filter(|_| !builds);
    if let Some(peak) = fullest.filter(|&i| i > 0).map(|i| sections[i].energy) {
        let others = sections.iter_mut().filter(|section| (section.t - climax).abs() > 0.3);
        others.for_each(|section| section.energy = section.energy.min(peak - 0.04).max(0.15));
    }
    sections
}

/// Downbeats at which parts begin: nearest to the climax and to cuts, else the middle of a longer piece.
fn starts(scene: &Scene, grid: &Grid) -> Vec<f64> {
    let end = grid.end();
    let bars: Vec<f64> = grid.downbeats.iter().copied().filter(|&b| b > 0.0 && b < end).collect();
    let mut starts = vec![grid.time_of(0.0)];
    let apart = |t: f64, starts: &[f64]| starts.iter().all(|s| (s - t).abs() > 0.9);
    let nearest = |at: f64, beats: &[f64], reach: f64| {
        let times = beats.iter().map(|&beat| grid.time_of(beat));
        times.min_by(|a, b| (a - at).abs().total_cmp(&(b - at).abs())).filter(|t| (t - at).abs() < reach)
    };
    // The climax has its part even where its beat begins no bar.
    let beats: Vec<f64> = (1..end as usize).map(|beat| beat as f64).collect();
    let climax = marks::climax(scene);
    let peak = nearest(climax, &beats, 0.06).or(nearest(climax, &bars, 0.6));
    starts.extend(peak.filter(|&t| bars.len() >= 2 && apart(t, &starts)));
    for cut in scene.shots.iter().skip(1).map(|shot| shot.t0) {
        let near = nearest(cut, &bars, 0.6).filter(|&t| apart(t, &starts));
        starts.extend(near);
    }
    if starts.len() == 1 && bars.len() >= 2 {
        starts.push(grid.time_of(bars[bars.len() / 2]));
    }
    starts.sort_by(f64::total_cmp);
    starts
}

fn mean_motion(scene: &Scene, from: f64, to: f64) -> f64 {
    marks::motion_about(scene, 0.5 * (from + to), 0.5 * (to - from))
}

/// Times in the sheet have milliseconds, so that people can read them.
pub fn round_ms(t: f64) -> f64 {
    libm::round(t * 1000.0) / 1000.0
}
