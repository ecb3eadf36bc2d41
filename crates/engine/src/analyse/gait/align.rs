//! Two pictures laid on each other: a similarity fitted to their brightness, robust against what moves by itself.

use super::exposure::Exposure;
use super::ground::{Map, Stretch, between};

/// Pixels of a grid line to the next.
const GRID: usize = 3;
/// A point flatter than this says nothing, levels a pixel.
const FLAT: f32 = 3.0;
/// A difference this large counts half, levels.
const ODD: f32 = 6.0;
/// Farthest that a fit may lead away from its guess at a corner, pixels.
const FARTHEST: f32 = 6.0;
const ROUNDS: usize = 5;

/// The map from pick `from` to pick `to` that is near `guess` and fits best (Gauss and Newton on brightness; the
/// gradient is that of the first picture, which is good enough for the small turns and growths of a camera).
pub(in crate::analyse) fn aligned(stretch: &Stretch, from: usize, to: usize, guess: Map) -> Map {
    let size = stretch.size();
    let (w, h) = size;
    let (here, there) = (stretch.luma(from), stretch.luma(to));
    let middle = [w as f32 / 2.0, h as f32 / 2.0];
    let points: Vec<(usize, [f32; 2], [f32; 2])> = (1..h - 1)
        .step_by(GRID)
        .flat_map(|y| (1..w - 1).step_by(GRID).map(move |x| (x, y)))
        .filter_map(|(x, y)| {
            let i = y * w + x;
            let slope = |a: usize, b: usize| 0.5 * (f32::from(here[a]) - f32::from(here[b]));
            let g = [slope(i + 1, i - 1), slope(i + w, i - w)];
            (g[0].abs() + g[1].abs() > FLAT).then_some((i, [x as f32, y as f32], g))
        })
        .collect();
    let light = Exposure::between(there, here, size, &guess.back());
    let mut map = guess;
    for _ in 0..ROUNDS {
        let (mut a, mut b) = ([[0.0_f32; 4]; 4], [0.0_f32; 4]);
        for (i, p, g) in &points {
            let Some(value) = between(there, size, map.at(*p)) else { continue };
            let r = light.of(value) - f32::from(here[*i]);
            let weight = 1.0 / (1.0 + (r / ODD) * (r / ODD));
            let (x, y) = ((p[0] - middle[0]) / middle[0], (p[1] - middle[1]) / middle[0]);
            let j = [g[0], g[1], g[0] * x + g[1] * y, g[1] * x - g[0] * y];
            for (row, one) in j.iter().enumerate() {
                a[row].iter_mut().zip(j).for_each(|(sum, other)| *sum += weight * one * other);
                b[row] += weight * one * r;
            }
        }
        for (k, row) in a.iter_mut().enumerate() {
            row[k] += 1.0;
        }
        let Some([u, v, grow, turn]) = solved(a, b) else { return guess };
        let (grow, turn) = (grow / middle[0], turn / middle[0]);
        // The step turns and grows about the middle.
        map.a -= grow;
        map.b -= turn;
        map.shift[0] -= u - grow * middle[0] + turn * middle[1];
        map.shift[1] -= v - grow * middle[1] - turn * middle[0];
        if u.abs() + v.abs() < 0.01 && grow.abs() + turn.abs() < 1e-4 {
            break;
        }
    }
    let corners = [[0.0, 0.0], [w as f32, 0.0], [0.0, h as f32], [w as f32, h as f32]];
    let strays = corners.iter().any(|&p| {
        let (a, b) = (map.at(p), guess.at(p));
        let off = (a[0] - b[0]).abs() + (a[1] - b[1]).abs();
        !off.is_finite() || off > FARTHEST
    });
    if strays { guess } else { map }
}

/// Gaussian elimination with pivots.
fn solved(mut a: [[f32; 4]; 4], mut b: [f32; 4]) -> Option<[f32; 4]> {
    for k in 0..4 {
        let pivot = (k..4).max_by(|&i, &j| a[i][k].abs().total_cmp(&a[j][k].abs()))?;
        if a[pivot][k].abs() < 1e-6 {
            return None;
        }
        a.swap(k, pivot);
        b.swap(k, pivot);
        for row in k + 1..4 {
            let (part, above) = (a[row][k] / a[k][k], a[k]);
            a[row].iter_mut().zip(above).for_each(|(own, above)| *own -= part * above);
            b[row] -= part * b[k];
        }
    }
    for k in (0..4).rev() {
        let known: f32 = (k + 1..4).map(|row| a[k][row] * b[row]).sum();
        b[k] = (b[k] - known) / a[k][k];
    }
    Some(b)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_equations_are_solved_whatever_their_order() {
        let a = [[0.0, 2.0, 0.0, 0.0], [1.0, 0.0, 0.0, 1.0], [0.0, 0.0, 4.0, 0.0], [1.0, 0.0, 0.0, -1.0]];
        assert_eq!(solved(a, [2.0, 3.0, 8.0, 1.0]), Some([2.0, 1.0, 2.0, 1.0]));
        assert_eq!(solved([[0.0; 4]; 4], [1.0; 4]), None);
    }
}
