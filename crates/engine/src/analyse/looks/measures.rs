//! Shares of a frame that look like something, measured on blocks of eight pixels.

use super::super::content::{hsv, rgb};
use super::super::flow::Field;
use super::super::frames::Frames;

/// Luma under which a pixel may belong to a black bar (limited range: black is 16).
const BAR: u8 = 20;
/// Side of a block, pixels.
const BLOCK: usize = 8;

/// Means over a shot; all shares 0..=1.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Measures {
    /// Share of the top third that is smooth and blue or white.
    pub sky: f32,
    /// Share of leafy green.
    pub green: f32,
    /// Share of blue or blue-grey blocks below the top quarter that flicker without coherent flow.
    pub water: f32,
    /// Share of flame-coloured, flickering blocks.
    pub fire: f32,
    /// Share of white, colourless blocks in the lower half.
    pub white: f32,
    /// Share of flat blocks without noise.
    pub flat: f32,
    /// Share of grey blocks.
    pub grey: f32,
    /// Share of edge energy that is horizontal or vertical.
    pub straight: f32,
    /// Mean luma, levels, and share of points near white.
    pub luma: f32,
    /// See `luma`.
    pub lights: f32,
    /// Mean Cr - Cb, levels.
    pub warm: f32,
    /// Gradient of the middle over that of the border.
    pub focus: f32,
    /// Share of thin bright upright streaks and of specks that live one frame.
    pub streaks: f32,
    /// See `streaks`.
    pub specks: f32,
    /// Unexplained change, 0..=1.
    pub texture: f32,
    /// Camera shake, pixels.
    pub shake: f32,
    /// Largest moving thing, share of the frame.
    pub largest_thing: f32,
    looks: usize,
}

struct Block {
    y: f32,
    rgb: [f32; 3],
    saturation: f32,
    chroma: [f32; 2],
    gradient: f32,
    /// Unexplained change and flow, levels and pixels.
    change: f32,
    still: f32,
    flow: f32,
}

impl Measures {
    /// Measures of one frame; `flow` leads to the next.
    pub fn of(frames: &Frames, i: usize, flow: Option<&Field>) -> Measures {
        let (w, h) = (frames.clip.width, frames.clip.height);
        let (luma, chroma) = (frames.luma(i), frames.chroma(i));
        let (cols, rows) = (w / BLOCK, h / BLOCK);
        let mut m = Measures::default();
        let mean_y = luma.iter().map(|&y| u32::from(y)).sum::<u32>() as f32 / luma.len() as f32;
        let (mut middle, mut border) = ((0.0, 0.0), (0.0, 0.0));
        for r in 0..rows {
            for c in 0..cols {
                let b = block(luma, chroma, w, (c * BLOCK, r * BLOCK), flow);
                m.count(&b, r, rows, mean_y);
                let inside =
                    (cols / 4..cols - cols / 4).contains(&c) && (rows / 4..rows - rows / 4).contains(&r);
                let side = if inside { &mut middle } else { &mut border };
                (side.0, side.1) = (side.0 + b.gradient, side.1 + 1.0);
            }
        }
        let n = (cols * rows).max(1) as f32;
        for share in
            [&mut m.green, &mut m.water, &mut m.fire, &mut m.white, &mut m.flat, &mut m.grey, &mut m.warm]
        {
            *share /= n;
        }
        m.sky /= (cols * (rows / 3).max(1)) as f32;
        m.white *= 2.0;
        m.luma = mean_y;
        m.lights = luma.iter().filter(|&&y| y > 220).count() as f32 / luma.len() as f32;
        m.focus = (middle.0 / f32::max(middle.1, 1.0)) / (border.0 / f32::max(border.1, 1.0)).max(0.5);
        m.straight = straight(luma, w, h);
        m
    }

    fn count(&mut self, b: &Block, row: usize, rows: usize, mean_y: f32) {
        let [r, g, bl] = b.rgb;
        let sum = (r + g + bl).max(1.0);
        let smooth = b.gradient < 3.0;
        let pale = b.y > 165.0 && b.saturation < 40.0;
        let blue = bl > r + 10.0 && bl > 70.0 && bl >= g - 6.0;
        if row < rows / 3 && smooth && (blue || pale) {
            self.sky += 1.0;
        }
        if (2.0 * g - r - bl) / sum > 0.10 && b.gradient > 3.5 && b.saturation > 45.0 {
            self.green += 1.0;
        }
        let cool = bl > r + 4.0 && b.saturation > 18.0;
        if row >= rows / 4 && cool && b.change > 4.0 && b.flow < 3.0 && b.gradient > 2.5 {
            self.water += 1.0;
        }
        // Celik's rule for flames in YCbCr, with a margin; and a flame is never explained by motion, as an evening sky is.
        let [cb, cr] = b.chroma;
        let flame = b.y > cb && cr > cb + 40.0 && b.y > mean_y + 15.0 && r > 180.0 && b.saturation > 90.0;
        if flame && b.change > 4.0 && b.flow < 2.5 {
            self.fire += 1.0;
        }
        self.white += f32::from(row >= rows / 2 && b.y > 170.0 && b.saturation < 30.0);
        self.flat += f32::from(b.gradient < 1.2 && b.still < 0.35);
        self.grey += f32::from(b.saturation < 45.0);
        self.warm += cr - cb;
    }

    /// Adds the measures of another frame.
    pub fn add(&mut self, other: &Measures) {
        for (a, b) in self.all().into_iter().zip(other.clone().all()) {
            *a += *b;
        }
    }

    /// Adds shares of streaks and specks.
    pub fn add_streaks(&mut self, (streaks, specks): (f32, f32)) {
        self.streaks += streaks;
        self.specks += specks;
        self.looks += 1;
    }

    /// Sums to means: `n` frames were added.
    pub fn divide(&mut self, n: usize) {
        let looks = self.looks.max(1) as f32;
        let (streaks, specks) = (self.streaks / looks, self.specks / looks);
        self.all().into_iter().for_each(|a| *a /= n.max(1) as f32);
        (self.streaks, self.specks) = (streaks, specks);
    }

    fn all(&mut self) -> [&mut f32; 14] {
        [
            &mut self.sky,
            &mut self.green,
            &mut self.water,
            &mut self.fire,
            &mut self.white,
            &mut self.flat,
            &mut self.grey,
            &mut self.straight,
            &mut self.luma,
            &mut self.lights,
            &mut self.warm,
            &mut self.focus,
            &mut self.streaks,
            &mut self.specks,
        ]
    }
}

fn block(luma: &[u8], chroma: (&[u8], &[u8]), w: usize, at: (usize, usize), flow: Option<&Field>) -> Block {
    let (mut y, mut steep, mut cb, mut cr) = (0_u32, 0_u32, 0_u32, 0_u32);
    for row in at.1..at.1 + BLOCK {
        let line = &luma[row * w + at.0..][..BLOCK];
        y += line.iter().map(|&p| u32::from(p)).sum::<u32>();
        steep += line.windows(2).map(|p| u32::from(p[0].abs_diff(p[1]))).sum::<u32>();
        if row > at.1 {
            let above = &luma[(row - 1) * w + at.0..][..BLOCK];
            steep += line.iter().zip(above).map(|(a, b)| u32::from(a.abs_diff(*b))).sum::<u32>();
        }
        if row % 2 == 0 {
            let from = (row / 2) * (w / 2) + at.0 / 2;
            cb += chroma.0[from..from + BLOCK / 2].iter().map(|&p| u32::from(p)).sum::<u32>();
            cr += chroma.1[from..from + BLOCK / 2].iter().map(|&p| u32::from(p)).sum::<u32>();
        }
    }
    let (y, cb, cr) = (y / 64, cb / 16, cr / 16);
    let colour = rgb(y as u8, cb as u8, cr as u8);
    let cell = flow.and_then(|f| f.cell_at(at.0 as f32 + 4.0, at.1 as f32 + 4.0).map(|i| f.cells[i]));
    let cell = cell.unwrap_or_default();
    Block {
        y: y as f32,
        rgb: colour.map(f32::from),
        saturation: f32::from(hsv(colour)[1]),
        chroma: [cb as f32, cr as f32],
        gradient: steep as f32 / 112.0,
        change: cell.error,
        still: cell.still,
        flow: libm::hypotf(cell.v[0], cell.v[1]),
    }
}

/// Share of gradient energy within about ten degrees of upright or level.
fn straight(luma: &[u8], w: usize, h: usize) -> f32 {
    let (mut along, mut all) = (0_u64, 0_u64);
    for y in 1..h - 1 {
        for x in 1..w - 1 {
            let at = y * w + x;
            let dx = u64::from(luma[at - 1].abs_diff(luma[at + 1]));
            let dy = u64::from(luma[at - w].abs_diff(luma[at + w]));
            let size = dx + dy;
            // The edges of black bars say nothing about the place.
            let bar = luma[at - w].min(luma[at + w]).min(luma[at - 1]).min(luma[at + 1]) < BAR;
            if size > 24 && !bar {
                all += size;
                along += if 6 * dx.min(dy) < dx.max(dy) { size } else { 0 };
            }
        }
    }
    along as f32 / all.max(1) as f32
}
