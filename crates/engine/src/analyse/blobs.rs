//! Things that move by themselves in one frame: connected cells of like residual motion.

use super::flow::{CELL, Field};

/// Fewest cells of a thing.
const FEWEST: usize = 3;

/// One moving thing between two frames.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Blob {
    /// Cells of the flow field that it covers.
    pub cells: Vec<usize>,
    /// Centre in the earlier frame, pixels.
    pub centre: [f32; 2],
    /// Left, top, right, bottom, pixels.
    pub bounds: [f32; 4],
    /// Median displacement, pixels, camera removed.
    pub v: [f32; 2],
    /// Share of its speed that the thing loses at the next frame, by where its cells go on: 0 none, 1 all, 2 turned back.
    pub drop: f32,
}

/// Residual speed above which a cell moves, pixels a frame: less at high frame rates, where things move less between
/// frames, but never under what noise does.
pub(super) fn moving_from(step_s: f64) -> f32 {
    (20.0 * step_s as f32).clamp(0.3, 0.8)
}

/// All blobs of a camera-free field.
pub(super) fn blobs(field: &Field, moving: f32) -> Vec<Blob> {
    let mask: Vec<bool> =
        field.cells.iter().map(|c| libm::hypotf(c.v[0], c.v[1]) > moving && c.error < 18.0).collect();
    let mut taken = vec![false; mask.len()];
    let mut found = Vec::new();
    for i in 0..mask.len() {
        if mask[i] && !taken[i] {
            let cells = grow(field, &mask, &mut taken, i);
            if cells.len() >= FEWEST {
                found.push(describe(field, cells));
            }
        }
    }
    found
}

/// Adds neighbours (all eight) as long as their motion resembles the cell that they touch.
fn grow(field: &Field, mask: &[bool], taken: &mut [bool], seed: usize) -> Vec<usize> {
    let mut cells = vec![seed];
    taken[seed] = true;
    let mut next = 0;
    while next < cells.len() {
        let here = cells[next];
        next += 1;
        for near in around(field, here) {
            if mask[near] && !taken[near] && alike(field.cells[here].v, field.cells[near].v) {
                taken[near] = true;
                cells.push(near);
            }
        }
    }
    cells.sort_unstable();
    cells
}

fn alike(a: [f32; 2], b: [f32; 2]) -> bool {
    let apart = libm::hypotf(a[0] - b[0], a[1] - b[1]);
    apart < (0.6 * libm::hypotf(a[0], a[1]).max(libm::hypotf(b[0], b[1]))).max(1.2)
}

/// The up to nine cells at and around cell `i`.
pub(super) fn around(field: &Field, i: usize) -> impl Iterator<Item = usize> + use<> {
    let (cols, rows) = (field.cols, field.rows);
    let (c, r) = (i % cols, i / cols);
    (r.saturating_sub(1)..(r + 2).min(rows))
        .flat_map(move |r| (c.saturating_sub(1)..(c + 2).min(cols)).map(move |c| r * cols + c))
}

fn describe(field: &Field, cells: Vec<usize>) -> Blob {
    let places: Vec<[f32; 2]> = cells.iter().map(|&i| field.place(i)).collect();
    let half = CELL as f32 / 2.0;
    let fold =
        |axis: usize, pick: fn(f32, f32) -> f32| places.iter().map(|p| p[axis]).reduce(pick).unwrap_or(0.0);
    let bounds = [
        fold(0, f32::min) - half,
        fold(1, f32::min) - half,
        fold(0, f32::max) + half,
        fold(1, f32::max) + half,
    ];
    let n = places.len() as f32;
    let centre = [0, 1].map(|axis| places.iter().map(|p| p[axis]).sum::<f32>() / n);
    let v = [0, 1].map(|axis| {
        let mut all: Vec<f32> = cells.iter().map(|&i| field.cells[i].v[axis]).collect();
        all.sort_by(f32::total_cmp);
        all[all.len() / 2]
    });
    Blob { cells, centre, bounds, v, drop: 0.0 }
}
