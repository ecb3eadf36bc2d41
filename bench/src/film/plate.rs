//! Backgrounds: a wall or an open view above a floor in perspective, painted once, larger than the picture.

use crate::draw::{Draw, Texture};
use crate::film::brush::{Layer, Lens};
use crate::film::eye::{Aim, Eye};
use crate::film::scenery::{Floor, Wall, dressing};

/// What a background shows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scenery {
    /// What stands behind.
    pub wall: Wall,
    /// What one stands on.
    pub floor: Floor,
    /// How far behind the stage the wall stands, metres; an open view is far.
    pub behind: f64,
    /// Metres of texture that look like one: small on a table, large in the open.
    pub grain: f64,
    /// Things on the wall and before it.
    pub clutter: f64,
}

/// A painted background.
pub struct Plate {
    pixels: Vec<u32>,
    width: usize,
    height: usize,
    lens: Lens,
}

impl Plate {
    /// Paints `scenery` over a rectangle of the stage plane (left, low, right, top) at so many pixels a metre.
    pub fn new(scenery: &Scenery, eye: &Eye, rect: [f64; 4], scale: f64, seed: u64) -> Plate {
        let mut draw = Draw::new(seed ^ 0x91a7e);
        let grain = [Texture::new(&mut draw, 0.72), Texture::new(&mut draw, 0.9)];
        let [left, low, right, top] = rect;
        let width = ((right - left) * scale).ceil() as usize + 2;
        let height = ((top - low) * scale).ceil() as usize + 2;
        let view = height as f64 / scale;
        let aim = Aim { at: [(left + right) / 2.0, (low + top) / 2.0], view, roll: 0.0 };
        let lens = Lens::new(aim, (width, height));
        let painter = Painter::new(&mut draw, scenery, eye, &grain);
        let mut pixels: Vec<u32> = (0..width * height)
            .map(|i| painter.at(lens.point([(i % width) as f64 + 0.5, (i / width) as f64 + 0.5])))
            .map(packed)
            .collect();
        let shapes = dressing(&mut draw, scenery, eye, rect);
        let mut layer = Layer::new([0, 0, width, height]);
        shapes.iter().for_each(|s| layer.paint(s, &lens, &grain[1]));
        for (pixel, over) in pixels.iter_mut().zip(&layer.pixels).filter(|(_, over)| over[3] > 0.0) {
            let under = 1.0 - over[3];
            *pixel = packed([0, 1, 2].map(|c| (*pixel >> (8 * c) & 255) as f32 * under + over[c]));
        }
        Plate { pixels, width, height, lens }
    }

    /// Adds `share` of the background, as the lens sees it, to a picture.
    pub fn expose(&self, lens: &Lens, share: f32, width: usize, picture: &mut [[f32; 3]]) {
        let at = |x: f64, y: f64| self.lens.pixel(lens.point([x, y]));
        let (origin, right, down) = (at(0.5, 0.5), at(1.5, 0.5), at(0.5, 1.5));
        let (dx, dy) = (diff(right, origin), diff(down, origin));
        for (y, row) in picture.chunks_exact_mut(width).enumerate() {
            let begin = [0, 1].map(|k| fixed(origin[k] + dy[k] * y as f64 - 0.5));
            let step = [fixed(dx[0]), fixed(dx[1])];
            for (x, pixel) in row.iter_mut().enumerate() {
                let seen = self.between([0, 1].map(|k| begin[k] + x as i64 * step[k]));
                for (c, level) in pixel.iter_mut().enumerate() {
                    *level += share * (seen >> (8 * c) & 255) as f32;
                }
            }
        }
    }

    /// Between four pixels, in 24.16 fixed point, three colours at a time.
    fn between(&self, [x, y]: [i64; 2]) -> u32 {
        let x = x.clamp(0, ((self.width - 2) as i64) << 16);
        let y = y.clamp(0, ((self.height - 2) as i64) << 16);
        let (fx, fy) = ((x >> 8 & 255) as u32, (y >> 8 & 255) as u32);
        let i = (y >> 16) as usize * self.width + (x >> 16) as usize;
        let (above, below) = (&self.pixels[i..i + 2], &self.pixels[i + self.width..i + self.width + 2]);
        mixed(mixed(above[0], above[1], fx), mixed(below[0], below[1], fx), fy)
    }
}

fn fixed(x: f64) -> i64 {
    (x * 65536.0) as i64
}

/// Two packed colours, `share` of 256 of the second.
fn mixed(a: u32, b: u32, share: u32) -> u32 {
    const EVEN: u32 = 0x00ff_00ff;
    let even = ((a & EVEN) * (256 - share) + (b & EVEN) * share) >> 8 & EVEN;
    let odd = ((a >> 8 & EVEN) * (256 - share) + (b >> 8 & EVEN) * share) & !EVEN;
    even | odd
}

fn diff(a: [f64; 2], b: [f64; 2]) -> [f64; 2] {
    [a[0] - b[0], a[1] - b[1]]
}

fn packed(rgb: [f32; 3]) -> u32 {
    let [r, g, b] = rgb.map(|c| (c + 0.5).clamp(0.0, 255.0) as u32);
    r | g << 8 | b << 16
}

/// Colours points of the stage plane as wall or floor.
struct Painter<'a> {
    scenery: &'a Scenery,
    eye: &'a Eye,
    grain: &'a [Texture; 2],
    wall: [[f32; 3]; 2],
    floor: [[f32; 3]; 2],
    light: [f64; 2],
}

impl Painter<'_> {
    fn new<'a>(draw: &mut Draw, scenery: &'a Scenery, eye: &'a Eye, grain: &'a [Texture; 2]) -> Painter<'a> {
        let (wall, floor) = (scenery.wall.colours(draw), scenery.floor.colours(draw));
        let light = [draw.between(-1.0, 1.0), draw.between(0.06, 0.2)];
        Painter { scenery, eye, grain, wall, floor, light }
    }

    fn at(&self, [x, y]: [f64; 2]) -> [f32; 3] {
        let k = self.eye.distance / (self.eye.distance + self.scenery.behind);
        let foot = self.eye.height * (1.0 - k);
        let unit = self.scenery.grain;
        if y >= foot {
            let p = [x / k / unit, (self.eye.height + (y - self.eye.height) / k) / unit];
            let glow = 1.0 - self.light[1] * ((x - self.light[0]) / self.eye.distance).abs().min(2.0);
            return self.scenery.wall.at(self.grain, &self.wall, p).map(|c| c * glow as f32);
        }
        let nearness = 1.0 - y / self.eye.height;
        let z = self.eye.distance / nearness - self.eye.distance;
        let p = [x / nearness / unit, z / unit];
        let corner = 1.0 - 0.35 * (-(self.scenery.behind - z) / (0.25 * unit)).exp();
        let fine = (1.6 * nearness).min(1.0) as f32;
        self.scenery.floor.at(self.grain, &self.floor, p, fine).map(|c| c * corner as f32)
    }
}
