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
        let peak = if (t - 0.3..until).contains(&climax) && i > 0 { 0.15 } else { 0.0 };
        let energy = (0.42 + 0.22 * arousal + growth + livelier + peak).clamp(0.15, 1.0);
        let name = char::from(b'A' + (i % 26) as u8).to_string();
        sections.push(Section { t: round_ms(t), name, energy: libm::roundf(energy * 100.0) / 100.0 });
    }
    sections
}

/// Downbeats at which parts begin: nearest to cuts, else the middle of a longer piece.
fn starts(scene: &Scene, grid: &Grid) -> Vec<f64> {
    let end = grid.end();
    let bars: Vec<f64> = grid.downbeats.iter().copied().filter(|&b| b > 0.0 && b < end).collect();
    let mut starts = vec![grid.time_of(0.0)];
    for cut in scene.shots.iter().skip(1).map(|shot| shot.t0) {
        let near =
            bars.iter().map(|&b| grid.time_of(b)).min_by(|a, b| (a - cut).abs().total_cmp(&(b - cut).abs()));
        if let Some(t) = near.filter(|t| (t - cut).abs() < 0.6 && starts.iter().all(|s| (s - t).abs() > 0.9))
        {
            starts.push(t);
        }
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
