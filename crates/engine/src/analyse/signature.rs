//! How change and speed at a place rise and fall around a moment: the signature that a blow leaves in the picture, also where
//! nothing could be followed; and the followed thing's own way, moment by moment.

use super::flow::{CELL, Field};
use super::impacts::Candidate;
use super::kinks::Motion;
use super::watching::Watching;

/// Number of measures.
pub(super) const SIGNATURE: usize = 3 * MOMENTS + 5;
/// Moments before, at and after the step of the contact: seconds from it, and least steps.
const AROUND: [(f64, isize); MOMENTS] =
    [(-0.2, -4), (-0.13, -3), (-0.08, -2), (0.0, -1), (0.0, 0), (0.0, 1), (0.08, 2), (0.13, 3), (0.2, 4)];
const MOMENTS: usize = 9;
/// Cells either way over which the highest speed is taken.
const REACH: isize = 2;
/// Stands for a velocity that is not known.
const UNKNOWN: f32 = -3.0;

/// The measures of a candidate: change and speed around its moment as shares of their largest, the thing's velocity along
/// its old way as a share of the old speed, what the largest are, how the change at its place compares with the picture's,
/// and how the picture's falls. `motion` is of the path that the candidate belongs to.
pub(super) fn signature(seen: &Watching, motion: Option<&Motion>, c: &Candidate) -> [f32; SIGNATURE] {
    let (step, field) = (seen.frames.step(c.kink.step), &seen.flows.fields[c.kink.step]);
    let cell = cell(field, c.kink.at);
    let mut all = [0.0; SIGNATURE];
    all[2 * MOMENTS..][..MOMENTS].fill(UNKNOWN);
    let (mut whole, mut most) = ([0.0; MOMENTS], [0.0_f32; 3]);
    for (k, (seconds, least)) in AROUND.iter().enumerate() {
        let by = (seconds / step).round() as isize;
        let by = if *least < 0 { by.min(*least) } else { by.max(*least) };
        let Some(m) = c.kink.step.checked_add_signed(by).filter(|m| *m < seen.changes.len()) else {
            continue;
        };
        let change = &seen.changes[m];
        all[k] = change.get(cell).copied().unwrap_or(0.0);
        all[MOMENTS + k] =
            fastest(&seen.flows.fields[m], cell) / (seen.frames.step(m) as f32 * seen.height());
        if let Some(v) = motion.and_then(|motion| motion.get(m as isize)) {
            all[2 * MOMENTS + k] = along(c, v).clamp(-2.0, 2.0);
        }
        whole[k] = change.iter().sum::<f32>() / change.len().max(1) as f32;
        most[2] = most[2].max(change.iter().copied().fold(0.0, f32::max));
    }
    for (k, most) in most[..2].iter_mut().enumerate() {
        let part = &mut all[k * MOMENTS..][..MOMENTS];
        *most = part.iter().copied().fold(0.0, f32::max);
        part.iter_mut().for_each(|value| *value /= most.max(1e-3));
    }
    all[3 * MOMENTS..].copy_from_slice(&[
        libm::logf(1.0 + most[0]),
        libm::logf(0.01 + most[1]),
        most[0] / most[2].max(1e-3),
        libm::logf((1.0 + whole[5]) / (1.0 + whole[3])),
        libm::logf((1.0 + whole[6]) / (1.0 + whole[2])),
    ]);
    all
}

/// A velocity along the candidate's old one, as a share of it.
fn along(c: &Candidate, v: [f32; 2]) -> f32 {
    let [x, y] = c.kink.before;
    (v[0] * x + v[1] * y) / (x * x + y * y).max(1e-6)
}

fn cell(field: &Field, at: [f32; 2]) -> usize {
    let index = |x: f32, n: usize| (x / CELL as f32).clamp(0.0, n as f32 - 1.0) as usize;
    index(at[1], field.rows) * field.cols + index(at[0], field.cols)
}

/// Highest speed around a cell, pixels a frame.
fn fastest(field: &Field, cell: usize) -> f32 {
    let (c, r) = ((cell % field.cols) as isize, (cell / field.cols) as isize);
    let span = |i: isize, n: usize| (i - REACH).max(0) as usize..((i + REACH + 1) as usize).min(n);
    let cells = span(r, field.rows).flat_map(|y| span(c, field.cols).map(move |x| y * field.cols + x));
    cells.map(|i| libm::hypotf(field.cells[i].v[0], field.cells[i].v[1])).fold(0.0, f32::max)
}
