//! Planes with a margin, so that search windows may reach over the edge, and a frame's pyramid: luma at two levels, colour.

use super::flow::CELL;

/// A plane whose edge pixels are repeated outwards.
#[derive(Debug, Clone, Default)]
pub(super) struct Plane {
    margin: isize,
    stride: usize,
    data: Vec<u8>,
}

impl Plane {
    fn of(pixels: &[u8], width: usize, height: usize, margin: usize) -> Plane {
        let stride = width + 2 * margin;
        let mut data = Vec::with_capacity(stride * (height + 2 * margin));
        for y in 0..height + 2 * margin {
            let from = y.saturating_sub(margin).min(height - 1) * width;
            let row = &pixels[from..from + width];
            data.resize(data.len() + margin, row[0]);
            data.extend_from_slice(row);
            data.resize(data.len() + margin, row[width - 1]);
        }
        Plane { margin: margin as isize, stride, data }
    }

    /// `n` pixels from `(x, y)` on; the margin bounds how far outside that may be.
    #[inline]
    pub fn row(&self, x: isize, y: isize, n: usize) -> &[u8] {
        let at = (y + self.margin) as usize * self.stride + (x + self.margin) as usize;
        &self.data[at..at + n]
    }
}

fn halved(pixels: &[u8], width: usize, height: usize) -> Vec<u8> {
    let mut half = Vec::with_capacity(width / 2 * (height / 2));
    for y in 0..height / 2 {
        let (top, low) = (&pixels[2 * y * width..][..width], &pixels[(2 * y + 1) * width..][..width]);
        let quads = top.chunks_exact(2).zip(low.chunks_exact(2));
        half.extend(quads.map(|(t, l)| {
            ((u16::from(t[0]) + u16::from(t[1]) + u16::from(l[0]) + u16::from(l[1]) + 2) / 4) as u8
        }));
    }
    half
}

/// How far outside the picture a search may look, pixels.
const MARGIN: usize = 52;

/// A frame as the flow sees it.
#[derive(Debug, Clone, Default)]
pub(super) struct Picture {
    pub width: usize,
    pub height: usize,
    /// Grid size, cells.
    pub cols: usize,
    /// See `cols`.
    pub rows: usize,
    pub full: Plane,
    pub half: Plane,
    /// Cb and Cr, at the size of `half`: a red ball before a grey wall may have no contrast in luma at all.
    pub colour: [Plane; 2],
    /// Luma, Cb and Cr with one pixel a cell.
    pub quarter: [Plane; 3],
    /// Texture of each cell's window, 0..=1.
    pub texture: Vec<f32>,
}

impl Picture {
    /// # Panics
    /// If the picture is smaller than three cells; `scene` passes over such clips.
    pub fn of(luma: &[u8], chroma: (&[u8], &[u8]), width: usize, height: usize) -> Picture {
        let (cols, rows) = (width / CELL, height / CELL);
        let (w2, h2) = (width / 2, height / 2);
        let half = halved(luma, width, height);
        let quarter = [&half[..], chroma.0, chroma.1].map(|plane| halved(plane, w2, h2));
        let mut picture = Picture {
            width,
            height,
            cols,
            rows,
            full: Plane::of(luma, width, height, MARGIN),
            half: Plane::of(&half, w2, h2, MARGIN / 2),
            colour: [chroma.0, chroma.1].map(|plane| Plane::of(plane, w2, h2, MARGIN / 2)),
            quarter: quarter.map(|plane| Plane::of(&plane, w2 / 2, h2 / 2, MARGIN / 4)),
            texture: Vec::new(),
        };
        picture.texture = picture.textures();
        picture
    }

    /// Confidence of matching a cell, by the weaker of its mean gradients: an edge alone slides along itself.
    fn textures(&self) -> Vec<f32> {
        (0..self.cols * self.rows)
            .map(|i| {
                let (x, y) = ((i % self.cols * CELL) as isize - 2, (i / self.cols * CELL) as isize - 2);
                let (mut across, mut down) = (0, 0);
                for dy in 0..8 {
                    let (here, next) = (self.full.row(x, y + dy, 9), self.full.row(x, y + dy + 1, 9));
                    across += (0..8).map(|k| u32::from(here[k].abs_diff(here[k + 1]))).sum::<u32>();
                    down += (0..8).map(|k| u32::from(here[k].abs_diff(next[k]))).sum::<u32>();
                }
                for plane in &self.colour {
                    for dy in 0..4 {
                        let (here, next) =
                            (plane.row(x / 2, y / 2 + dy, 5), plane.row(x / 2, y / 2 + dy + 1, 4));
                        across += (0..4).map(|k| u32::from(here[k].abs_diff(here[k + 1]))).sum::<u32>();
                        down += (0..4).map(|k| u32::from(here[k].abs_diff(next[k]))).sum::<u32>();
                    }
                }
                ((across.min(down) as f32 / 64.0 - 1.5) / 4.0).clamp(0.0, 1.0)
            })
            .collect()
    }
}
