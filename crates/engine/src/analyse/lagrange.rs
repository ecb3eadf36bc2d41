//! Deceleration seen by riding along: where a moving cell goes, does what arrives there move on, stop or turn back?
//! (Acceleration flow marks heel strikes: Sun, Hare and Nixon.)

use super::blobs::{Blob, around};
use super::flow::Field;

/// Slowest residual motion that is followed, pixels a frame.
const SLOWEST: f32 = 0.9;
/// Worst match that is believed, levels a pixel.
const WORST: f32 = 20.0;

/// Speed that each cell of `now` loses on entering `next`, pixels a frame: the speed itself for a full stop, twice that
/// for an elastic reversal. `shift` is the camera's motion at a point.
pub(super) fn losses(now: &Field, next: &Field, shift: impl Fn([f32; 2]) -> [f32; 2]) -> Vec<f32> {
    (0..now.cells.len()).map(|i| lost(now, next, i, &shift).unwrap_or(0.0)).collect()
}

fn lost(now: &Field, next: &Field, i: usize, shift: &impl Fn([f32; 2]) -> [f32; 2]) -> Option<f32> {
    let cell = &now.cells[i];
    let speed = libm::hypotf(cell.v[0], cell.v[1]);
    if speed <= SLOWEST || cell.error > WORST {
        return None;
    }
    let (at, camera) = (now.place(i), shift(now.place(i)));
    let there = next.cell_at(at[0] + cell.v[0] + camera[0], at[1] + cell.v[1] + camera[1])?;
    let onward = around(next, there)
        .filter(|&k| next.cells[k].error < WORST)
        .map(|k| (next.cells[k].v[0] * cell.v[0] + next.cells[k].v[1] * cell.v[1]) / speed)
        .reduce(f32::max)?;
    Some((speed - onward.max(-speed)).clamp(0.0, 2.0 * speed))
}

/// The median share of speed that a blob's cells lose, 0..=2.
pub(super) fn drop_of(blob: &Blob, now: &Field, losses: &[f32]) -> f32 {
    let share = |&i: &usize| losses[i] / libm::hypotf(now.cells[i].v[0], now.cells[i].v[1]).max(1e-3);
    let mut all: Vec<f32> = blob.cells.iter().map(share).collect();
    all.sort_by(f32::total_cmp);
    all.get(all.len() / 2).copied().unwrap_or(0.0)
}

/// A place where speed is lost at one frame.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Peak {
    /// Frame at which it is lost.
    pub frame: usize,
    /// Time, seconds: between frames, from how the loss spreads over them.
    pub t: f64,
    /// Place, pixels.
    pub at: [f32; 2],
    /// Loss, pixels a frame, summed over a patch of cells.
    pub loss: f32,
}

/// Patches of cells, two either way, whose summed loss is largest in their neighbourhood: at most three a frame.
pub(super) fn patches(field: &Field, losses: &[f32], frame: usize) -> Vec<Peak> {
    let (cols, rows) = (field.cols as isize, field.rows as isize);
    let mut found: Vec<Peak> = Vec::new();
    for i in 0..losses.len() {
        let (c, r) = (i as isize % cols, i as isize / cols);
        if losses[i] <= 0.0 {
            continue;
        }
        let (mut loss, mut count) = (0.0, 0);
        for y in (r - 2).max(0)..(r + 3).min(rows) {
            for x in (c - 2).max(0)..(c + 3).min(cols) {
                let one = losses[(y * cols + x) as usize];
                loss += one;
                count += usize::from(one > 0.0);
            }
        }
        if count >= 5 {
            found.push(Peak { frame, t: 0.0, at: field.place(i), loss });
        }
    }
    found.sort_by(|a, b| b.loss.total_cmp(&a.loss));
    let mut kept: Vec<Peak> = Vec::new();
    for peak in found {
        if kept.len() < 3 && kept.iter().all(|k| apart(k.at, peak.at) > 24.0) {
            kept.push(peak);
        }
    }
    kept
}

pub(super) fn apart(a: [f32; 2], b: [f32; 2]) -> f32 {
    libm::hypotf(a[0] - b[0], a[1] - b[1])
}
