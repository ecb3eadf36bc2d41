//! Upright figures among what stands before the backdrop, and their followed ways.

use super::backdrop::Cutouts;
use super::ground::Stretch;

/// Fewest pixels of a piece.
const FEWEST: usize = 8;
/// Least share of its box that a figure fills: misplaced edges of the backdrop fill little.
const FULLNESS: f32 = 0.28;
/// Least height of a figure, picture heights.
const LOWEST: f32 = 0.09;
/// A figure unseen for longer is another one, seconds.
const PATIENCE_S: f64 = 0.35;
/// Behind or before others a figure is expected to go on for this long, seconds.
const HIDDEN_S: f64 = 1.0;
/// Only who was measured for this long may be hidden: the arm of somebody who comes in is no figure, seconds.
const KNOWN_S: f64 = 0.4;

/// Left, top, right, bottom, pixels; right and bottom are outside.
pub(in crate::analyse) type Bounds = [f32; 4];

/// One upright figure over time, one box a pick from `first` on.
#[derive(Debug, Clone, Default)]
pub(in crate::analyse) struct Figure {
    pub first: usize,
    pub boxes: Vec<Bounds>,
    /// Whether the box was measured, not guessed.
    pub measured: Vec<bool>,
    /// Pixels that stand before the backdrop in it.
    pub pixels: Vec<usize>,
    /// The last pick in which something stood at its place, be it measured or not.
    seen: usize,
}

impl Figure {
    pub fn last(&self) -> usize {
        self.first + self.boxes.len() - 1
    }

    /// Means over the measured boxes: share of the box that is filled, logarithm of height over width, and how much the
    /// height varies, of itself.
    pub fn shape(&self) -> [f32; 3] {
        let known: Vec<(&Bounds, usize)> = (0..self.boxes.len())
            .filter(|&k| self.measured[k])
            .map(|k| (&self.boxes[k], self.pixels[k]))
            .collect();
        let n = known.len().max(1) as f32;
        let mean = |of: &dyn Fn(&(&Bounds, usize)) -> f32| known.iter().map(of).sum::<f32>() / n;
        let full = mean(&|(b, pixels)| *pixels as f32 / area(b));
        let slim = mean(&|(b, _)| libm::logf((b[3] - b[1]) / (b[2] - b[0]).max(1.0)));
        let tall = mean(&|(b, _)| b[3] - b[1]);
        let vary = mean(&|(b, _)| (b[3] - b[1] - tall) * (b[3] - b[1] - tall));
        [full, slim, libm::sqrtf(vary) / tall.max(1.0)]
    }
}

/// A connected piece of a cutout.
struct Piece {
    bounds: Bounds,
    pixels: usize,
    /// Whether it was cut from one that two people made together.
    parted: bool,
}

/// Follows figures through a stretch.
pub(in crate::analyse) fn figures(stretch: &Stretch, cutouts: &Cutouts) -> Vec<Figure> {
    let (w, h) = stretch.size();
    let mut live: Vec<Figure> = Vec::new();
    let mut done: Vec<Figure> = Vec::new();
    for k in 0..stretch.len() {
        let cutout = Cutout { difference: &cutouts.differences[k], level: cutouts.levels[k], size: (w, h) };
        let whole = joined(pieces(&cutout));
        let pieces: Vec<Piece> = whole.into_iter().flat_map(|piece| parted(&cutout, piece)).collect();
        let mut taken = vec![false; pieces.len()];
        // The longest-followed first: a newcomer shall not take an old figure's leg.
        live.sort_by_key(|f| f.first);
        for figure in &mut live {
            follow(figure, stretch, k, &pieces, &mut taken);
        }
        let (old, alive): (Vec<Figure>, Vec<Figure>) =
            live.into_iter().partition(|f| unseen_s(f, stretch) > PATIENCE_S);
        done.extend(old);
        live = alive;
        for (piece, taken) in pieces.iter().zip(&taken) {
            let full = piece.pixels as f32 > FULLNESS * area(&piece.bounds);
            if !taken && full && stands(&piece.bounds, h as f32) {
                live.push(Figure {
                    first: k,
                    boxes: vec![piece.bounds],
                    measured: vec![true],
                    pixels: vec![piece.pixels],
                    seen: k,
                });
            }
        }
    }
    done.extend(live);
    done.iter_mut().for_each(trimmed);
    done.sort_by_key(|f| f.first);
    done
}

fn trimmed(figure: &mut Figure) {
    let seen = figure.measured.iter().rposition(|m| *m).unwrap_or(0);
    figure.boxes.truncate(seen + 1);
    figure.measured.truncate(seen + 1);
    figure.pixels.truncate(seen + 1);
}

fn unseen_s(figure: &Figure, stretch: &Stretch) -> f64 {
    let measured = figure.first + figure.measured.iter().rposition(|m| *m).unwrap_or(0);
    let since = |pick: usize| stretch.time(figure.last()) - stretch.time(pick);
    let hidden = if is_known(figure, stretch) { HIDDEN_S - PATIENCE_S } else { 0.0 };
    since(figure.seen).max(since(measured) - hidden)
}

fn is_known(figure: &Figure, stretch: &Stretch) -> bool {
    figure.measured.iter().filter(|m| **m).count() as f64 * stretch.usual_step() >= KNOWN_S
}

fn stands(b: &Bounds, h: f32) -> bool {
    let (width, height) = (b[2] - b[0], b[3] - b[1]);
    height >= LOWEST * h && (1.15..6.0).contains(&(height / width))
}

/// Takes the pieces at the place where the figure is expected, or guesses.
fn follow(figure: &mut Figure, stretch: &Stretch, k: usize, pieces: &[Piece], taken: &mut [bool]) {
    let usual = usual(figure);
    let guess = guess(figure, stretch, k, usual);
    let (width, height) = (guess[2] - guess[0], guess[3] - guess[1]);
    let wide = [
        guess[0] - 0.25 * width - 1.0,
        guess[1] - 0.15 * height,
        guess[2] + 0.25 * width + 1.0,
        guess[3] + 0.15 * height,
    ];
    let mut union: Option<Bounds> = None;
    let mut own = Vec::new();
    let mut pixels = 0;
    let mut free: Vec<(usize, &Piece)> = pieces.iter().enumerate().filter(|(i, _)| !taken[*i]).collect();
    free.sort_by(|a, b| {
        overlap(&b.1.bounds, &guess).total_cmp(&overlap(&a.1.bounds, &guess)).then(a.0.cmp(&b.0))
    });
    for (i, piece) in free {
        if own.first().is_some_and(|&main: &usize| is_another(piece, &pieces[main], usual)) {
            continue;
        }
        if (piece.pixels as f32) < 0.02 * area(&guess) {
            continue;
        }
        let inside = overlap(&piece.bounds, &wide) / area(&piece.bounds);
        let covers = overlap(&piece.bounds, &guess) / area(&guess);
        if inside > 0.6 || covers > 0.5 {
            own.push(i);
            pixels += piece.pixels;
            union = Some(union.map_or(piece.bounds, |u| around(&u, &piece.bounds)));
        }
    }
    let fits = union.is_some_and(|u| {
        let (uw, uh) = (u[2] - u[0], u[3] - u[1]);
        let wide = (1.5 * usual[0] + 0.2 * height).min(0.3 * usual[0] + 0.9 * usual[1]);
        let like = uw < wide && uh < 1.35 * usual[1] && uh > 0.6 * usual[1];
        // Who comes in at the border, or from behind something, grows faster than a walker nears.
        let grows =
            own.len() == 1 && stands(&u, stretch.size().1 as f32) && uh < 2.0 * usual[1] && uh > usual[1];
        like || grows
    });
    if fits {
        own.into_iter().for_each(|i| taken[i] = true);
    } else if is_known(figure, stretch) {
        // Two that meet make one large piece: it is nobody's, and both go on as they went.
        own.into_iter().filter(|&i| pieces[i].pixels > 0).for_each(|i| taken[i] = true);
    }
    if fits || union.is_some_and(|u| overlap(&u, &guess) > 0.6 * area(&guess)) {
        figure.seen = k;
    }
    figure.boxes.push(match union.filter(|_| fits) {
        Some(found) => found,
        None => guess,
    });
    figure.measured.push(fits);
    figure.pixels.push(pixels);
}

/// Whether a piece is somebody else than the one that was taken for the figure already: cut from it, or as tall as a
/// figure, or beside it and not small.
fn is_another(piece: &Piece, main: &Piece, usual: [f32; 2]) -> bool {
    let (a, b) = (&piece.bounds, &main.bounds);
    let across = (a[2].min(b[2]) - a[0].max(b[0])) / (a[2] - a[0]).min(b[2] - b[0]);
    let tall = a[3] - a[1] > 0.65 * usual[1];
    (piece.parted && main.parted) || tall || (across < 0.2 && 4 * piece.pixels > main.pixels)
}

/// Median width and height of the last measured boxes.
fn usual(figure: &Figure) -> [f32; 2] {
    let recent = figure.boxes.iter().zip(&figure.measured).rev().filter(|(_, m)| **m).take(12);
    let recent: Vec<&Bounds> = recent.map(|(b, _)| b).collect();
    [0, 1].map(|axis| {
        let mut all: Vec<f32> = recent.iter().map(|b| b[axis + 2] - b[axis]).collect();
        all.sort_by(f32::total_cmp);
        all.get(all.len() / 2).copied().unwrap_or(1.0)
    })
}

/// Where the figure will be: its way over the last third of a second goes on, and the camera's is added.
fn guess(figure: &Figure, stretch: &Stretch, k: usize, usual: [f32; 2]) -> Bounds {
    let last = figure.boxes[figure.boxes.len() - 1];
    let n = figure.boxes.len();
    let back = ((0.35 / stretch.usual_step()) as usize).clamp(1, n.max(2) - 1).min(n - 1);
    let middle = |b: &Bounds| [0.5 * (b[0] + b[2]), b[1]];
    let here = middle(&last);
    let way = if back == 0 {
        [0.0; 2]
    } else {
        let then = stretch.map(k - 1 - back, k - 1).at(middle(&figure.boxes[n - 1 - back]));
        [0, 1].map(|i| (here[i] - then[i]) / back as f32)
    };
    let at = stretch.map(k - 1, k).at([here[0] + way[0], here[1] + 0.5 * way[1]]);
    [at[0] - usual[0] / 2.0, at[1], at[0] + usual[0] / 2.0, at[1] + usual[1]]
}

fn area(b: &Bounds) -> f32 {
    ((b[2] - b[0]) * (b[3] - b[1])).max(1.0)
}

fn overlap(a: &Bounds, b: &Bounds) -> f32 {
    let across = (a[2].min(b[2]) - a[0].max(b[0])).max(0.0);
    let down = (a[3].min(b[3]) - a[1].max(b[1])).max(0.0);
    across * down
}

fn around(a: &Bounds, b: &Bounds) -> Bounds {
    [a[0].min(b[0]), a[1].min(b[1]), a[2].max(b[2]), a[3].max(b[3])]
}

/// What stands before the backdrop in one pick.
struct Cutout<'a> {
    difference: &'a [u8],
    level: u8,
    size: (usize, usize),
}

/// Two who walk side by side touch at arms and legs, but their heads and shoulders leave a gap: there they are parted.
fn parted(cutout: &Cutout, piece: Piece) -> Vec<Piece> {
    let [left, top, right, bottom] = piece.bounds.map(|v| v as usize);
    let (width, height) = (right - left, bottom - top);
    if height < 12 || 10 * width < 5 * height || width > 3 * height {
        return vec![piece];
    }
    let w = cutout.size.0;
    let covered = |x: usize, rows: std::ops::Range<usize>| {
        rows.filter(|y| cutout.difference[y * w + x] >= cutout.level).count()
    };
    // The outline from above: how far down each column begins, a single pixel apart from its neighbours cut off.
    let begins: Vec<usize> = (left..right)
        .map(|x| (top..bottom).find(|&y| covered(x, y..y + 1) > 0).unwrap_or(bottom) - top)
        .collect();
    let least = |part: &[usize]| part.iter().copied().min().unwrap_or(height);
    let margin = (height / 6).max(3);
    let depth = |i: usize| {
        let (here, left, right) = (begins[i], least(&begins[..i]), least(&begins[i + 1..]));
        if left.max(right) > height / 4 { 0 } else { here.saturating_sub(left.max(right)) }
    };
    let valley = (margin..width.saturating_sub(margin))
        .max_by_key(|&i| (depth(i), std::cmp::Reverse(i.abs_diff(width / 2))));
    let Some(cut) = valley.filter(|&i| depth(i) >= (height / 12).max(2)) else {
        return vec![piece];
    };
    let side = |from: usize, to: usize| {
        let columns = left + from..left + to;
        let high = (top..bottom).find(|&y| columns.clone().any(|x| covered(x, y..y + 1) > 0)).unwrap_or(top);
        let low = (top..bottom).rfind(|&y| columns.clone().any(|x| covered(x, y..y + 1) > 0)).unwrap_or(top);
        let pixels = columns.map(|x| covered(x, top..bottom)).sum();
        Piece { bounds: [left + from, high, left + to, low + 1].map(|v| v as f32), pixels, parted: true }
    };
    let halves = [side(0, cut), side(cut, width)];
    let whole = |half: &Piece| {
        10.0 * (half.bounds[3] - half.bounds[1]) > 7.0 * height as f32
            && 4 * half.pixels > piece.pixels
            && half.pixels as f32 > 0.3 * area(&half.bounds)
    };
    if !halves.iter().all(whole) {
        return vec![piece];
    }
    halves.into_iter().flat_map(|half| parted(cutout, half)).collect()
}

/// Connected pieces; gaps of one pixel across and two down are bridged.
fn pieces(cutout: &Cutout) -> Vec<Piece> {
    let Cutout { difference, level, size: (w, h) } = *cutout;
    let mut taken = vec![false; difference.len()];
    let mut found = Vec::new();
    let mut stack = Vec::new();
    for seed in 0..difference.len() {
        if taken[seed] || difference[seed] < level {
            continue;
        }
        taken[seed] = true;
        stack.push(seed);
        let mut pixels = 0;
        let mut b = [w, h, 0, 0];
        while let Some(i) = stack.pop() {
            let (x, y) = (i % w, i / w);
            pixels += 1;
            b = [b[0].min(x), b[1].min(y), b[2].max(x + 1), b[3].max(y + 1)];
            for yy in y.saturating_sub(2)..(y + 3).min(h) {
                for xx in x.saturating_sub(1)..(x + 2).min(w) {
                    let j = yy * w + xx;
                    if !taken[j] && difference[j] >= level {
                        taken[j] = true;
                        stack.push(j);
                    }
                }
            }
        }
        if pixels >= FEWEST {
            found.push(Piece { bounds: b.map(|v| v as f32), pixels, parted: false });
        }
    }
    found
}

/// Head, body and legs may fall apart: pieces one above the other become one.
fn joined(mut pieces: Vec<Piece>) -> Vec<Piece> {
    loop {
        let pair = (0..pieces.len()).find_map(|i| {
            (i + 1..pieces.len()).find(|&j| one_above(&pieces[i].bounds, &pieces[j].bounds)).map(|j| (i, j))
        });
        let Some((i, j)) = pair else { return pieces };
        let other = pieces.remove(j);
        pieces[i].bounds = around(&pieces[i].bounds, &other.bounds);
        pieces[i].pixels += other.pixels;
    }
}

fn one_above(a: &Bounds, b: &Bounds) -> bool {
    let across = (a[2].min(b[2]) - a[0].max(b[0])) / (a[2] - a[0]).min(b[2] - b[0]);
    let gap = a[1].max(b[1]) - a[3].min(b[3]);
    let whole = around(a, b);
    let shape = (whole[3] - whole[1]) / (whole[2] - whole[0]);
    // Two slim pieces of like height, one above the other, are two people at different distances.
    let slim = |b: &Bounds| b[3] - b[1] > 1.5 * (b[2] - b[0]);
    let like = (a[3] - a[1]) / (b[3] - b[1]);
    if slim(a) && slim(b) && (0.5..2.0).contains(&like) {
        return false;
    }
    across > 0.5 && gap < 0.12 * (whole[3] - whole[1]) && (1.2..5.0).contains(&shape)
}
