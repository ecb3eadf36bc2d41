//! A picture, and the square planes of numbers that a net wants of a part of it.

use crate::{Error, Result};

/// A picture: packed rows of red, green and blue, 8 bits each, full range.
#[derive(Debug, Clone, Copy)]
pub struct Picture<'a> {
    /// Width, pixels.
    pub width: usize,
    /// Height, pixels.
    pub height: usize,
    /// `width × height × 3` bytes, row by row from the top.
    pub rgb: &'a [u8],
}

/// A rectangle of a picture, pixels; it may reach beyond the picture, where all is black.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Region {
    pub(crate) x0: f32,
    pub(crate) y0: f32,
    pub(crate) width: f32,
    pub(crate) height: f32,
}

/// How a net wants its numbers: `(value − middle) / spread` of values from 0 to 255, on a square of `side`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Taste {
    pub(crate) side: usize,
    pub(crate) middle: f32,
    pub(crate) spread: f32,
}

/// Which pixels of a line make one pixel of a shorter or longer line, and how much of each.
struct Taps {
    first: usize,
    weights: Vec<f32>,
}

impl Picture<'_> {
    /// Refuses a picture that is empty or whose bytes do not fit its size.
    pub(crate) fn check(&self) -> Result<()> {
        let bytes = self.width.checked_mul(self.height).and_then(|n| n.checked_mul(3));
        if bytes != Some(self.rgb.len()) || self.rgb.is_empty() {
            return Err(Error::Picture { width: self.width, height: self.height, bytes: self.rgb.len() });
        }
        Ok(())
    }

    /// The whole picture.
    pub(crate) fn whole(&self) -> Region {
        Region { x0: 0.0, y0: 0.0, width: self.width as f32, height: self.height as f32 }
    }

    /// A square around a point, pixels.
    pub(crate) fn square(&self, centre: [f32; 2], side: f32) -> Region {
        Region { x0: centre[0] - side / 2.0, y0: centre[1] - side / 2.0, width: side, height: side }
    }

    /// The region as three planes (red, green, blue) of `side × side` numbers, filtered with a triangle as wide as a pixel of
    /// the result, so that nothing aliases. Rows go first: they lie in a line and halve the work at once.
    pub(crate) fn planes(&self, region: Region, taste: Taste) -> Vec<f32> {
        let rows = taps(region.y0, region.height, self.height, taste.side);
        let columns = taps(region.x0, region.width, self.width, taste.side);
        let area = taste.side * taste.side;
        let black = -taste.middle / taste.spread;
        let mut planes = vec![black; 3 * area];
        let (left, right) = reach(&columns);
        let mut row = vec![0f32; 3 * (right - left)];
        for (y, tap) in rows.iter().enumerate() {
            row.fill(0.0);
            for (line, weight) in tap.weights.iter().enumerate() {
                let start = 3 * ((tap.first + line) * self.width + left);
                let pixels = &self.rgb[start..start + row.len()];
                row.iter_mut().zip(pixels).for_each(|(sum, value)| *sum += weight * f32::from(*value));
            }
            for (x, tap) in columns.iter().enumerate() {
                let pixel = tap.mix(&row, left);
                for (colour, value) in pixel.into_iter().enumerate() {
                    planes[colour * area + y * taste.side + x] = (value - taste.middle) / taste.spread;
                }
            }
        }
        planes
    }
}

impl Taps {
    /// One pixel of a row of packed pixels that begins at column `left`.
    fn mix(&self, row: &[f32], left: usize) -> [f32; 3] {
        let mut pixel = [0f32; 3];
        let from = 3 * self.first.saturating_sub(left);
        for (weight, value) in self.weights.iter().zip(row[from.min(row.len())..].chunks_exact(3)) {
            pixel[0] += weight * value[0];
            pixel[1] += weight * value[1];
            pixel[2] += weight * value[2];
        }
        pixel
    }
}

/// First column that any pixel needs, and the one after the last.
fn reach(columns: &[Taps]) -> (usize, usize) {
    let used = || columns.iter().filter(|t| !t.weights.is_empty());
    let left = used().map(|t| t.first).min().unwrap_or(0);
    (left, used().map(|t| t.first + t.weights.len()).max().unwrap_or(left))
}

/// The taps of `side` pixels that cover `length` pixels from `start` on, of a line of `available`. The triangle is cut at the
/// edge of the region; what the region has beyond the line is black.
fn taps(start: f32, length: f32, available: usize, side: usize) -> Vec<Taps> {
    let step = f64::from(length) / side as f64;
    let reach = step.max(1.0);
    let (start, end) = (f64::from(start), f64::from(start) + f64::from(length));
    (0..side)
        .map(|i| {
            let centre = start + (i as f64 + 0.5) * step;
            let low = (centre - reach).max(start).floor() as i64;
            let high = (centre + reach).min(end).ceil() as i64;
            let weight = |at: i64| (1.0 - ((at as f64 + 0.5 - centre) / reach).abs()).max(0.0);
            let sum: f64 = (low..high).map(weight).sum();
            let (first, last) = (low.max(0), high.min(available as i64));
            let weights = (first..last).map(|at| (weight(at) / sum.max(1e-9)) as f32).collect();
            Taps { first: first.max(0) as usize, weights }
        })
        .collect()
}
