//! Where the picture stops changing at once: the end of a stroke too fast, too thin or too blurred to be followed.

use super::flow::Field;
use super::lagrange::apart;
use super::watching::Watching;

/// Cells either way over which change is summed.
const REACH: isize = 2;
/// Least sum of change before it ends, levels times cells.
const LEAST: f32 = 14.0;
/// How much more change there is before than after.
const FALL: f32 = 2.2;
/// Change before and after is a mean over this time, seconds, or over a step where that is longer.
const MEAN_S: f64 = 0.03;
/// Ends of change nearer than this are one, seconds and pixels.
const ONE: (f64, f32) = (0.07, 34.0);

/// The end of some change.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Burst {
    pub t: f64,
    /// The step in which it ends.
    pub step: usize,
    /// Place, pixels.
    pub at: [f32; 2],
    /// Change before less change after, levels times cells.
    pub fall: f32,
    /// Share of the change that is left afterwards.
    pub left: f32,
}

/// All ends of change, the largest of each moment and place, in order of time.
pub(super) fn bursts(seen: &Watching) -> Vec<Burst> {
    let reach = (MEAN_S / seen.frames.usual_step()).round().max(1.0) as usize;
    let mut all: Vec<Burst> =
        (2 * reach..seen.changes.len().saturating_sub(reach)).flat_map(|m| ends(seen, m, reach)).collect();
    all.sort_by(|a, b| b.fall.total_cmp(&a.fall).then(a.step.cmp(&b.step)));
    let mut kept: Vec<Burst> = Vec::new();
    for burst in all {
        if !kept.iter().any(|k| (k.t - burst.t).abs() < ONE.0 && apart(k.at, burst.at) < ONE.1) {
            kept.push(burst);
        }
    }
    kept.sort_by(|a, b| a.t.total_cmp(&b.t));
    kept
}

/// Change above the usual that the camera does not explain, summed around each cell.
pub(super) fn pooled(field: &Field) -> Vec<f32> {
    let mut levels: Vec<f32> = field.cells.iter().map(|c| c.still).collect();
    levels.sort_by(f32::total_cmp);
    let floor = 1.6 * levels.get(levels.len() / 2).copied().unwrap_or(0.0) + 0.6;
    let (cols, rows) = (field.cols, field.rows);
    let mut across = vec![0.0; field.cells.len()];
    let span = |i: usize, n: usize| {
        (i as isize - REACH).max(0) as usize..(i as isize + REACH + 1).min(n as isize) as usize
    };
    for r in 0..rows {
        for c in 0..cols {
            let over = |k: usize| (field.cells[r * cols + k].still - floor).clamp(0.0, 24.0);
            across[r * cols + c] = span(c, cols).map(over).sum();
        }
    }
    (0..across.len()).map(|i| span(i / cols, rows).map(|r| across[r * cols + i % cols]).sum()).collect()
}

/// The places at which change ends in step `m`.
fn ends(seen: &Watching, m: usize, reach: usize) -> Vec<Burst> {
    let changes = &seen.changes;
    let window = &changes[m - 2 * reach..=m + reach];
    if window.iter().any(Vec::is_empty) {
        return Vec::new();
    }
    let field = &seen.flows.fields[m];
    let mean =
        |from: usize, i: usize| (from..from + reach).map(|s| changes[s][i]).sum::<f32>() / reach as f32;
    let mut found: Vec<Burst> = Vec::new();
    for (i, during) in changes[m].iter().enumerate() {
        let (before, after) = (mean(m - reach, i), mean(m + 1, i));
        if before < LEAST || before < FALL * after {
            continue;
        }
        let part = ((during - after) / (before - after)).clamp(0.0, 1.0);
        let t = seen.frames.moments[m] + f64::from(part) * seen.frames.step(m);
        found.push(Burst { t, step: m, at: field.place(i), fall: before - after, left: after / before });
    }
    found.sort_by(|a, b| b.fall.total_cmp(&a.fall));
    let mut kept: Vec<Burst> = Vec::new();
    for burst in found {
        if kept.len() < 3 && kept.iter().all(|k| apart(k.at, burst.at) > ONE.1) {
            kept.push(burst);
        }
    }
    kept
}
