//! Dense flow by Lucas and Kanade's least squares in a window, coarse to fine (after Bouguet's pyramid, 2000).

/// Half side of the window, pixels.
const REACH: usize = 4;
const LEVELS: usize = 4;
const STEPS: usize = 3;
/// Keeps windows without texture still, squared grey levels.
const FLAT: f32 = 40.0;

/// One channel of a picture.
#[derive(Debug, Clone, PartialEq)]
pub struct Plane {
    width: usize,
    height: usize,
    values: Vec<f32>,
}

/// A picture at full, half, quarter and eighth size.
pub struct Pyramid(Vec<Plane>);

/// Motion of each pixel, pixels a frame.
pub struct Flow {
    /// Pixels in a row.
    pub width: usize,
    /// Rows.
    pub height: usize,
    /// Right.
    pub u: Vec<f32>,
    /// Down.
    pub v: Vec<f32>,
}

impl Plane {
    /// From bytes, row by row.
    pub fn of(luma: &[u8], width: usize, height: usize) -> Plane {
        Plane { width, height, values: luma.iter().map(|&y| f32::from(y)).collect() }
    }

    /// Mean absolute difference from another of the same size, grey levels.
    pub fn mean_difference(&self, other: &Plane) -> f32 {
        let sum: f32 = self.values.iter().zip(&other.values).map(|(a, b)| (a - b).abs()).sum();
        sum / self.values.len() as f32
    }

    fn like(&self, values: Vec<f32>) -> Plane {
        Plane { values, ..*self }
    }

    fn at(&self, x: isize, y: isize) -> f32 {
        let x = x.clamp(0, self.width as isize - 1) as usize;
        let y = y.clamp(0, self.height as isize - 1) as usize;
        self.values[y * self.width + x]
    }

    fn between(&self, x: f32, y: f32) -> f32 {
        let (x, y) = (x.clamp(0.0, self.width as f32 - 1.0), y.clamp(0.0, self.height as f32 - 1.0));
        let (left, top) = (x as usize, y as usize);
        let (right, low) = ((left + 1).min(self.width - 1), (top + 1).min(self.height - 1));
        let (fx, fy) = (x - left as f32, y - top as f32);
        let row = |y: usize| {
            let (a, b) = (self.values[y * self.width + left], self.values[y * self.width + right]);
            a + fx * (b - a)
        };
        row(top) + fy * (row(low) - row(top))
    }

    fn halved(&self) -> Plane {
        let (width, height) = (self.width.div_ceil(2), self.height.div_ceil(2));
        let mean = |i: usize| {
            let (x, y) = (2 * (i % width) as isize, 2 * (i / width) as isize);
            0.25 * (self.at(x, y) + self.at(x + 1, y) + self.at(x, y + 1) + self.at(x + 1, y + 1))
        };
        Plane { width, height, values: (0..width * height).map(mean).collect() }
    }

    /// Sums over the window around each pixel, one direction after the other.
    fn windowed(&self) -> Plane {
        let across = self.like(sums(&self.values, self.width, 1, self.width));
        across.like(sums(&across.values, self.height, self.width, self.width))
    }

    fn slopes(&self) -> (Plane, Plane) {
        let each = |slope: &dyn Fn(isize, isize) -> f32| {
            let (w, n) = (self.width, self.values.len());
            self.like((0..n).map(|i| slope((i % w) as isize, (i / w) as isize)).collect())
        };
        (
            each(&|x, y| 0.5 * (self.at(x + 1, y) - self.at(x - 1, y))),
            each(&|x, y| 0.5 * (self.at(x, y + 1) - self.at(x, y - 1))),
        )
    }
}

/// Running sums of `2 * REACH + 1` values along lines of `length` values that lie `stride` apart.
fn sums(values: &[f32], length: usize, stride: usize, width: usize) -> Vec<f32> {
    let mut out = vec![0.0; values.len()];
    let starts = if stride == 1 { values.len() / width } else { width };
    for line in 0..starts {
        let start = if stride == 1 { line * width } else { line };
        let value = |k: usize| values[start + k * stride];
        let mut sum: f32 = (0..REACH.min(length)).map(value).sum();
        for k in 0..length {
            if k + REACH < length {
                sum += value(k + REACH);
            }
            if k > REACH {
                sum -= value(k - REACH - 1);
            }
            out[start + k * stride] = sum;
        }
    }
    out
}

impl Pyramid {
    /// All sizes of a plane.
    pub fn of(plane: Plane) -> Pyramid {
        let mut levels = vec![plane];
        for i in 1..LEVELS {
            levels.push(levels[i - 1].halved());
        }
        Pyramid(levels)
    }

    /// The full size.
    pub fn finest(&self) -> &Plane {
        &self.0[0]
    }
}

impl Flow {
    fn still(plane: &Plane) -> Flow {
        let n = plane.values.len();
        Flow { width: plane.width, height: plane.height, u: vec![0.0; n], v: vec![0.0; n] }
    }

    fn doubled(&self, plane: &Plane) -> Flow {
        let twice = |part: &[f32]| -> Vec<f32> {
            let coarse = Plane { width: self.width, height: self.height, values: part.to_vec() };
            let place = |n: usize| 0.5 * n as f32 - 0.25;
            (0..plane.values.len())
                .map(|i| 2.0 * coarse.between(place(i % plane.width), place(i / plane.width)))
                .collect()
        };
        Flow { width: plane.width, height: plane.height, u: twice(&self.u), v: twice(&self.v) }
    }

    /// Mean length, pixels a frame.
    pub fn mean_length(&self) -> f32 {
        self.u.iter().zip(&self.v).map(|(u, v)| u.hypot(*v)).sum::<f32>() / self.u.len() as f32
    }
}

/// Where each pixel of `before` went.
pub fn flow(before: &Pyramid, after: &Pyramid) -> Flow {
    let coarsest = LEVELS - 1;
    let mut flow = Flow::still(&before.0[coarsest]);
    for level in (0..LEVELS).rev() {
        if level < coarsest {
            flow = flow.doubled(&before.0[level]);
        }
        refine(&mut flow, &before.0[level], &after.0[level]);
    }
    flow
}

fn refine(flow: &mut Flow, before: &Plane, after: &Plane) {
    let (dx, dy) = before.slopes();
    let product = |a: &Plane, b: &[f32]| {
        before.like(a.values.iter().zip(b).map(|(a, b)| a * b).collect()).windowed().values
    };
    let (xx, xy, yy) = (product(&dx, &dx.values), product(&dx, &dy.values), product(&dy, &dy.values));
    for _ in 0..STEPS {
        let change: Vec<f32> = (0..before.values.len())
            .map(|i| {
                let (x, y) = ((i % before.width) as f32, (i / before.width) as f32);
                before.values[i] - after.between(x + flow.u[i], y + flow.v[i])
            })
            .collect();
        let (xt, yt) = (product(&dx, &change), product(&dy, &change));
        for i in 0..change.len() {
            let (a, b, c) = (xx[i] + FLAT, xy[i], yy[i] + FLAT);
            let scale = 1.0 / (a * c - b * b).max(1.0);
            flow.u[i] += (scale * (c * xt[i] - b * yt[i])).clamp(-2.0, 2.0);
            flow.v[i] += (scale * (a * yt[i] - b * xt[i])).clamp(-2.0, 2.0);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn waves(shift: (f32, f32)) -> Pyramid {
        let (width, height) = (96, 64);
        let shade = |i: usize| {
            let (x, y) = ((i % width) as f32 - shift.0, (i / width) as f32 - shift.1);
            120.0 + 40.0 * (0.21 * x + 0.05 * y).sin() + 35.0 * (0.17 * y - 0.07 * x).cos()
        };
        Pyramid::of(Plane { width, height, values: (0..width * height).map(shade).collect() })
    }

    #[test]
    fn a_shifted_picture_flows_by_its_shift() {
        for shift in [(0.0, 0.0), (0.6, -0.3), (5.0, 3.0)] {
            let flow = flow(&waves((0.0, 0.0)), &waves(shift));
            let middle: Vec<usize> = (16..48).flat_map(|y| (20..76).map(move |x| y * 96 + x)).collect();
            let mean = |part: &[f32]| middle.iter().map(|&i| part[i]).sum::<f32>() / middle.len() as f32;
            let (u, v) = (mean(&flow.u), mean(&flow.v));
            assert!((u - shift.0).abs() < 0.25 && (v - shift.1).abs() < 0.25, "{shift:?}: {u} {v}");
        }
    }
}
