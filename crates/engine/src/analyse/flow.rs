//! Where every piece of a frame went in the next one: block matching on an overlapping 4-pixel grid, in luma and colour,
//! on two pyramid levels and, for what went far, a third.

use super::plane::{Picture, Plane};

/// Side of a grid cell, pixels.
pub(super) const CELL: usize = 4;
/// Reach of the coarse search, half-resolution pixels.
const REACH: isize = 8;
/// Side of the fine window, pixels.
const WINDOW: usize = 8;
/// Standing still wins unless matching elsewhere is this much better (factor, and levels a pixel).
const REST: (f32, f32) = (1.12, 0.8);

/// A match this bad is worth another look, levels a pixel.
const BAD: f32 = 5.0;

/// Fewer badly matched cells than this are no thing that leapt.
const FEWEST_LEAPING: usize = 4;

/// Motion of one cell from a frame to the next.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Cell {
    /// Displacement, pixels; after [`Field::against`] relative to the camera's.
    pub v: [f32; 2],
    /// How much texture there is to match, 0..=1.
    pub conf: f32,
    /// Mean absolute difference at the best match, levels.
    pub error: f32,
    /// Mean absolute difference where the cell stood (after [`Field::against`]: where the camera's motion puts it).
    pub still: f32,
}

/// Motion of all cells between two frames.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Field {
    pub cols: usize,
    pub rows: usize,
    pub cells: Vec<Cell>,
    /// Mean difference of the two frames where every cell stood, levels, before any motion is taken out.
    pub change: f32,
}

impl Field {
    /// Flow from picture `a` to picture `b`.
    pub fn between(a: &Picture, b: &Picture, coarse: &mut Coarse) -> Field {
        let (cols, rows) = (a.cols, a.rows);
        let mut cells: Vec<Cell> = (0..cols * rows).map(|i| resting(a, b, i)).collect();
        let moves = |i: &usize| !rests(a, b, *i, cells[*i].still);
        let moving: Vec<usize> = (0..cols * rows).filter(moves).collect();
        if !moving.is_empty() {
            coarse.search(a, b, &moving);
        }
        for i in moving {
            cells[i] = refine(a, b, i, coarse.found(i));
        }
        let mut field = Field { cols, rows, cells, change: 0.0 };
        field.spread(a, b);
        field.leap(a, b, coarse);
        let change = field.cells.iter().map(|c| c.still).sum::<f32>() / field.cells.len().max(1) as f32;
        Field { change, ..field }
    }

    /// Where a cell matches badly, tries what its neighbours found, in both directions of the grid.
    fn spread(&mut self, a: &Picture, b: &Picture) {
        let n = self.cells.len();
        for i in (0..n).chain((0..n).rev()) {
            if self.cells[i].error < BAD {
                continue;
            }
            for near in super::blobs::around(self, i) {
                let d = self.cells[near].v.map(|d| d.round() as isize);
                let cost = sad(a, b, i, d);
                if cost < 0.85 * self.cells[i].error {
                    self.cells[i] = Cell { v: self.cells[near].v, error: cost, ..self.cells[i] };
                }
            }
        }
    }

    /// What still matches badly may have gone farther than the search looks: a fast stroke of two or three frames.
    fn leap(&mut self, a: &Picture, b: &Picture, coarse: &mut Coarse) {
        let bad: Vec<usize> = (0..self.cells.len())
            .filter(|&i| self.cells[i].error >= BAD && self.cells[i].conf > 0.0)
            .collect();
        if bad.len() < FEWEST_LEAPING {
            return;
        }
        coarse.search_far(a, b, &bad);
        for i in bad {
            let far = refine(a, b, i, coarse.found(i).map(|d| 2 * d));
            if far.error < 0.7 * self.cells[i].error {
                self.cells[i] = far;
            }
        }
    }

    /// Middle of cell `i`, pixels.
    pub fn place(&self, i: usize) -> [f32; 2] {
        place(self.cols, i)
    }

    /// The cell that holds a point, if it lies inside.
    pub fn cell_at(&self, x: f32, y: f32) -> Option<usize> {
        let (c, r) = ((x / CELL as f32).floor(), (y / CELL as f32).floor());
        let inside = c >= 0.0 && r >= 0.0 && (c as usize) < self.cols && (r as usize) < self.rows;
        inside.then(|| r as usize * self.cols + c as usize)
    }

    /// Takes the camera's motion out; a cell that the camera explains about as well rests.
    pub fn against(&mut self, a: &Picture, b: &Picture, camera: impl Fn([f32; 2]) -> [f32; 2]) {
        for i in 0..self.cells.len() {
            let at = self.place(i);
            let own = camera(at);
            let cell = &mut self.cells[i];
            let near = own.map(|d| d.round().clamp(-36.0, 36.0) as isize);
            cell.still = if near == [0, 0] { cell.still } else { sad(a, b, i, near) };
            let limit = REST.0 * cell.error + REST.1;
            // Between pixels a sharp pattern differs from itself, and a repeated one fits better a whole period away.
            if cell.still > limit && own != [0.0; 2] {
                cell.still = cell.still.min(between(a, b, i, own));
            }
            let way = [cell.v[0] - own[0], cell.v[1] - own[1]];
            let rests = cell.still <= limit || repeats(a, i, way, cell.still);
            cell.v = if rests { [0.0; 2] } else { way };
        }
    }
}

fn place(cols: usize, i: usize) -> [f32; 2] {
    [((i % cols) * CELL + CELL / 2) as f32, ((i / cols) * CELL + CELL / 2) as f32]
}

/// Scratch of the coarse search, kept between frames.
#[derive(Default)]
pub(super) struct Coarse {
    best: Vec<u16>,
    which: Vec<u16>,
    sums: Vec<u16>,
    wide: Vec<u16>,
    pair: Vec<u16>,
    /// Rows of cells whose displacements are wanted, and those whose differences are needed for them.
    wanted: Vec<bool>,
    needed: Vec<bool>,
}

impl Coarse {
    /// Finds the best half-resolution displacement of the cells: one displacement at a time over all rows that hold any
    /// of them, so that every inner loop runs along rows.
    fn search(&mut self, a: &Picture, b: &Picture, cells: &[usize]) {
        let n = a.cols * a.rows;
        for buffer in [&mut self.best, &mut self.which, &mut self.sums, &mut self.wide] {
            buffer.clear();
            buffer.resize(n, 0);
        }
        self.pair.clear();
        self.pair.resize(2 * a.cols, 0);
        self.over(a, cells, |coarse, dx, dy, r| coarse.differences(a, b, (dx, dy), r));
    }

    /// The same with one pixel a cell, so twice as far.
    fn search_far(&mut self, a: &Picture, b: &Picture, cells: &[usize]) {
        let cols = a.cols;
        self.over(a, cells, |coarse, dx, dy, r| {
            let sums = &mut coarse.sums[r * cols..(r + 1) * cols];
            let row = |plane: usize| {
                let there = b.quarter[plane].row(dx, r as isize + dy, cols);
                (a.quarter[plane].row(0, r as isize, cols), there)
            };
            let [(y, y2), (u, u2), (v, v2)] = [row(0), row(1), row(2)];
            for (i, out) in sums.iter_mut().enumerate() {
                let apart = |a: &[u8], b: &[u8]| u16::from(a[i].abs_diff(b[i]));
                *out = 4 * (apart(y, y2) + apart(u, u2) + apart(v, v2));
            }
        });
    }

    /// Tries every displacement; `differences` are those of a row of cells.
    fn over(&mut self, a: &Picture, cells: &[usize], differences: impl Fn(&mut Coarse, isize, isize, usize)) {
        let (cols, rows) = (a.cols, a.rows);
        self.want(cells, cols, rows);
        self.best.fill(u16::MAX);
        let mut number = 0;
        for dy in -REACH..=REACH {
            for dx in -REACH..=REACH {
                for r in 0..rows {
                    if self.needed[r] {
                        differences(self, dx, dy, r);
                        self.widen(cols, r);
                    }
                }
                self.take_better(cols, rows, number, (dx.unsigned_abs() + dy.unsigned_abs()) as u16);
                number += 1;
            }
        }
    }

    /// A row's costs take in those of the rows above and below.
    fn want(&mut self, cells: &[usize], cols: usize, rows: usize) {
        for marks in [&mut self.wanted, &mut self.needed] {
            marks.clear();
            marks.resize(rows, false);
        }
        for r in cells.iter().map(|i| i / cols) {
            self.wanted[r] = true;
            self.needed[r.saturating_sub(1)..(r + 2).min(rows)].fill(true);
        }
    }

    /// Sums of absolute differences of each cell's 2x2 half pixels, widened over three cells of its row with weights
    /// 1, 2, 1: a small thing shall not be outvoted by the wall behind it.
    fn differences(&mut self, a: &Picture, b: &Picture, (dx, dy): (isize, isize), r: usize) {
        let (cols, y) = (a.cols, 2 * r as isize);
        let n = 2 * cols;
        let pair = &mut self.pair[..n];
        let (a0, a1) = (a.half.row(0, y, n), a.half.row(0, y + 1, n));
        let (b0, b1) = (b.half.row(dx, y + dy, n), b.half.row(dx, y + dy + 1, n));
        let [u, v] = [0, 1].map(|k: usize| a.colour[k].row(0, y, n));
        let [u2, v2] = [0, 1].map(|k: usize| b.colour[k].row(dx, y + dy, n));
        for (i, out) in pair.iter_mut().enumerate() {
            let apart = |a: &[u8], b: &[u8]| u16::from(a[i].abs_diff(b[i]));
            // Colour is smooth: every second row of it is enough, and counts for both.
            *out = apart(a0, b0) + apart(a1, b1) + 2 * (apart(u, u2) + apart(v, v2));
        }
        let sums = &mut self.sums[r * cols..(r + 1) * cols];
        for (out, two) in sums.iter_mut().zip(pair.chunks_exact(2)) {
            *out = two[0] + two[1];
        }
    }

    fn widen(&mut self, cols: usize, r: usize) {
        let (sums, wide) = (&self.sums[r * cols..][..cols], &mut self.wide[r * cols..][..cols]);
        for (out, three) in wide[1..].iter_mut().zip(sums.windows(3)) {
            *out = three[0] + 2 * three[1] + three[2];
        }
        wide[0] = 3 * sums[0] + sums[1];
        wide[cols - 1] = 3 * sums[cols - 1] + sums[cols - 2];
    }

    fn take_better(&mut self, cols: usize, rows: usize, number: u16, far: u16) {
        for r in (0..rows).filter(|&r| self.wanted[r]) {
            let line = |r: usize| &self.wide[r * cols..][..cols];
            let (up, here, down) = (line(r.saturating_sub(1)), line(r), line((r + 1).min(rows - 1)));
            let best = self.best[r * cols..(r + 1) * cols].iter_mut();
            let which = self.which[r * cols..(r + 1) * cols].iter_mut();
            for (((best, which), (up, here)), down) in best.zip(which).zip(up.iter().zip(here)).zip(down) {
                let cost = up + 2 * here + down + 4 * far;
                let better = cost < *best;
                *best = if better { cost } else { *best };
                *which = if better { number } else { *which };
            }
        }
    }

    /// The displacement found for cell `i`, full pixels.
    fn found(&self, i: usize) -> [isize; 2] {
        let side = 2 * REACH + 1;
        let number = self.which[i] as isize;
        [2 * (number % side - REACH), 2 * (number / side - REACH)]
    }
}

/// Sum of absolute differences of a cell's window displaced by `d`, levels a pixel.
fn sad(a: &Picture, b: &Picture, i: usize, d: [isize; 2]) -> f32 {
    total(a, b, corner(a, i), d) as f32 / (WINDOW * WINDOW) as f32
}

/// Whether the picture looked like that over there already: a pattern that repeats shows no motion by its period.
fn repeats(a: &Picture, i: usize, way: [f32; 2], still: f32) -> bool {
    let there = way.map(|d| d.round().clamp(-36.0, 36.0) as isize);
    libm::hypotf(way[0], way[1]) > 3.0 && sad(a, a, i, there) <= 0.5 * still + 1.0
}

/// The same for a displacement between pixels, luma interpolated.
fn between(a: &Picture, b: &Picture, i: usize, own: [f32; 2]) -> f32 {
    let at = corner(a, i);
    let whole = own.map(|d| d.floor().clamp(-36.0, 36.0));
    let [u, v] = [0, 1].map(|k| ((own[k] - whole[k]) * 16.0) as u32);
    let [dx, dy] = whole.map(|d| d as isize);
    let mut sum = 0;
    for y in 0..WINDOW as isize {
        let here = a.full.row(at[0], at[1] + y, WINDOW);
        let [top, low] = [0, 1].map(|k| b.full.row(at[0] + dx, at[1] + dy + y + k, WINDOW + 1));
        for x in 0..WINDOW {
            let line = |row: &[u8]| (16 - u) * u32::from(row[x]) + u * u32::from(row[x + 1]);
            let there = (16 - v) * line(top) + v * line(low);
            sum += there.abs_diff(256 * u32::from(here[x]));
        }
    }
    let near = own.map(|d| d.round().clamp(-36.0, 36.0) as isize);
    let (here, there) = (colours(a, at), colours(b, [at[0] + near[0], at[1] + near[1]]));
    let colour = apart(here.as_flattened().as_flattened(), there.as_flattened().as_flattened());
    (sum / 256 + 2 * colour) as f32 / (WINDOW * WINDOW) as f32
}

fn corner(a: &Picture, i: usize) -> [isize; 2] {
    [((i % a.cols) * CELL) as isize - 2, ((i / a.cols) * CELL) as isize - 2]
}

/// Differences of luma, and twice those of colour, which has a quarter of the pixels: so each counts half of luma.
fn total(a: &Picture, b: &Picture, at: [isize; 2], d: [isize; 2]) -> u32 {
    Patch::of(a, at).total(b, [at[0] + d[0], at[1] + d[1]], u32::MAX)
}

/// A square of pixels.
type Square<const N: usize> = [[u8; N]; N];

/// A cell's window, gathered so that it can be laid on another picture again and again.
struct Patch {
    luma: Square<WINDOW>,
    colour: [Square<{ WINDOW / 2 }>; 2],
}

impl Patch {
    #[inline]
    fn of(picture: &Picture, at: [isize; 2]) -> Patch {
        Patch { luma: square(&picture.full, at), colour: colours(picture, at) }
    }

    /// Differences from another picture at a place; what is already `enough` in luma is not summed to its end.
    #[inline]
    fn total(&self, there: &Picture, at: [isize; 2], enough: u32) -> u32 {
        let luma = apart(self.luma.as_flattened(), square::<WINDOW>(&there.full, at).as_flattened());
        if luma >= enough {
            return luma;
        }
        let other = colours(there, at);
        luma + 2 * apart(self.colour.as_flattened().as_flattened(), other.as_flattened().as_flattened())
    }
}

#[inline]
fn colours(picture: &Picture, at: [isize; 2]) -> [Square<{ WINDOW / 2 }>; 2] {
    [0, 1].map(|k: usize| square(&picture.colour[k], at.map(|c| c >> 1)))
}

#[inline]
fn square<const N: usize>(plane: &Plane, at: [isize; 2]) -> Square<N> {
    std::array::from_fn(|y| {
        let row = plane.row(at[0], at[1] + y as isize, N);
        std::array::from_fn(|x| row[x])
    })
}

/// Sum of absolute differences.
#[inline]
fn apart(a: &[u8], b: &[u8]) -> u32 {
    a.iter().zip(b).map(|(&a, &b)| u32::from(a.abs_diff(b))).sum()
}

/// A cell that stands.
fn resting(a: &Picture, b: &Picture, i: usize) -> Cell {
    let still = sad(a, b, i, [0, 0]);
    Cell { v: [0.0; 2], conf: a.texture[i], error: still, still }
}

/// Whether a cell need not be looked for elsewhere.
fn rests(a: &Picture, b: &Picture, i: usize, still: f32) -> bool {
    still <= REST.1 || (a.texture[i] == 0.0 && b.texture[i] == 0.0 && still < 3.0)
}

/// Searches two pixels around the coarse find at full resolution, then between pixels.
fn refine(a: &Picture, b: &Picture, i: usize, around: [isize; 2]) -> Cell {
    let at = corner(a, i);
    let pixels = (WINDOW * WINDOW) as f32;
    let own = Patch::of(a, at);
    let zero = own.total(b, at, u32::MAX);
    let still = zero as f32 / pixels;
    if rests(a, b, i, still) {
        return resting(a, b, i);
    }
    let mut best = (zero, [0, 0]);
    for dy in -2..=2 {
        for dx in -2..=2 {
            let d = [around[0] + dx, around[1] + dy];
            let cost = own.total(b, [at[0] + d[0], at[1] + d[1]], best.0);
            if cost < best.0 {
                best = (cost, d);
            }
        }
    }
    let (cost, d) = best;
    let v = [0, 1].map(|axis| {
        let side = |step: isize| {
            let mut near = d;
            near[axis] += step;
            own.total(b, [at[0] + near[0], at[1] + near[1]], u32::MAX) as f32
        };
        d[axis] as f32 + between_pixels(side(-1), cost as f32, side(1))
    });
    let [x, y] = place(a.cols, i);
    let inside = (0.0..a.width as f32).contains(&(x + v[0])) && (0.0..a.height as f32).contains(&(y + v[1]));
    Cell { v, conf: if inside { a.texture[i] } else { 0.0 }, error: cost as f32 / pixels, still }
}

/// The lowest point between three costs: absolute differences grow linearly, so two lines of equal slope meet there.
pub(super) fn between_pixels(left: f32, here: f32, right: f32) -> f32 {
    let rise = left.max(right) - here;
    if rise <= 0.0 { 0.0 } else { (0.5 * (left - right) / rise).clamp(-0.5, 0.5) }
}
