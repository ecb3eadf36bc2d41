//! Paints frames of a small world: textured wall and floor, things, camera, blur, noise.

use crate::draw::{Draw, Texture};
use crate::things::{Ball, Hammer};

/// A world to be filmed.
pub struct World {
    /// Width over height.
    pub aspect: f64,
    /// What moves.
    pub thing: Thing,
    /// Camera shake: root mean square, frame heights; 0 on a tripod.
    pub shake: f64,
    /// Share of the frame time for which the shutter is open.
    pub shutter: f64,
    /// Deviation of the noise, levels.
    pub noise: f64,
    /// Colours as Y, Cb, Cr: wall, floor, thing, block.
    pub palette: [[f32; 3]; 4],
    wall: Texture,
    skin: Texture,
    shakes: Vec<[f64; 4]>,
    seed: u64,
}

/// What moves in a world.
pub enum Thing {
    /// A ball on a floor.
    Ball(Ball),
    /// A hammer on a block.
    Hammer(Hammer),
    /// First a ball, left, and a hammer, right.
    Both(Ball, Hammer),
}

/// One frame, planar 4:2:0, limited range.
pub struct Frame {
    /// Y, then Cb, then Cr.
    pub planes: Vec<u8>,
}

impl World {
    /// A world whose textures, shake and noise come from `seed`.
    pub fn new(seed: u64, aspect: f64, thing: Thing) -> World {
        let mut draw = Draw::new(seed ^ 0x5eed);
        let shakes = (0..8)
            .map(|i| {
                let hertz = draw.between(0.4, 1.2) * (1.0 + 0.8 * f64::from(i));
                [hertz, draw.between(0.0, 6.3), draw.between(0.0, 6.3), 1.0 / (1.0 + hertz)]
            })
            .collect();
        World {
            aspect,
            thing,
            shake: 0.0,
            shutter: 0.5,
            noise: 2.0,
            palette: [
                [118.0, 124.0, 132.0],
                [86.0, 120.0, 140.0],
                [150.0, 108.0, 168.0],
                [70.0, 122.0, 142.0],
            ],
            wall: Texture::new(&mut draw, 0.72),
            skin: Texture::new(&mut draw, 0.6),
            shakes,
            seed,
        }
    }

    /// The frame at time `t` of a film with `fps` frames a second.
    pub fn frame(&self, t: f64, fps: f64, width: usize, height: usize) -> Frame {
        let mut draw = Draw::new(self.seed.wrapping_mul(31) ^ t.to_bits());
        let scale = height as f64;
        let camera = self.camera(t);
        let mut pixels = vec![[0.0_f32; 3]; width * height];
        for (i, pixel) in pixels.iter_mut().enumerate() {
            let (x, y) = ((i % width) as f64 / scale + camera[0], (i / width) as f64 / scale + camera[1]);
            *pixel = self.ground(x, y);
        }
        let opens: Vec<f64> =
            (0..6).map(|k| t + self.shutter / fps * ((f64::from(k) + 0.5) / 6.0 - 0.5)).collect();
        self.paint_things(&mut pixels, width, scale, &opens);
        let noise: Vec<f32> = (0..4096).map(|_| (draw.bell() * self.noise) as f32).collect();
        let shift = (draw.unit() * 4096.0) as usize;
        planes(&pixels, width, height, |i| noise[(i * 17 + shift + (i / 4096) * 911) % 4096])
    }

    fn camera(&self, t: f64) -> [f64; 2] {
        let total = self.shakes.iter().map(|s| 0.5 * s[3] * s[3]).sum::<f64>().sqrt();
        [1, 2].map(|k| {
            let sway: f64 =
                self.shakes.iter().map(|s| s[3] * (std::f64::consts::TAU * s[0] * t + s[k]).sin()).sum();
            sway / total * self.shake
        })
    }

    fn floor(&self) -> f64 {
        match &self.thing {
            Thing::Ball(ball) | Thing::Both(ball, _) => ball.floor,
            Thing::Hammer(_) => 0.92,
        }
    }

    fn ground(&self, x: f64, y: f64) -> [f32; 3] {
        let floor = self.floor();
        let (base, grain) = if y > floor {
            (self.palette[1], self.wall.at(x * 400.0, (y - floor) * 1100.0 + 99.0))
        } else {
            (self.palette[0], self.wall.at(x * 420.0, y * 420.0))
        };
        let light = 10.0 * (1.0 - (x / self.aspect - 0.4).abs() as f32) - 6.0 * y as f32;
        [base[0] + 20.0 * grain + light, base[1] + 2.0 * grain, base[2] - 2.0 * grain]
    }

    /// Covers pixels with the things as they are over the shutter's opening.
    fn paint_things(&self, pixels: &mut [[f32; 3]], width: usize, scale: f64, opens: &[f64]) {
        let share = 1.0 / opens.len() as f32;
        let seen: Vec<([f64; 2], Vec<Shape>)> =
            opens.iter().map(|&t| (self.camera(t), self.shapes(t))).collect();
        let height = pixels.len() / width;
        for k in 0..seen[0].1.len() {
            let [left, top, right, low] = bounds(&seen, k, scale, width, height);
            for y in top..low {
                for x in left..right {
                    let at = [x as f64 / scale, y as f64 / scale];
                    let (cover, colour) = self.seen_at(&seen, k, at, scale);
                    if cover > 0.0 {
                        let pixel = &mut pixels[y * width + x];
                        *pixel = [0, 1, 2].map(|c| pixel[c] * (1.0 - share * cover) + share * colour[c]);
                    }
                }
            }
        }
    }

    /// Coverage of a point by shape `k`, and its colour, summed over the shutter's opening.
    fn seen_at(
        &self,
        seen: &[([f64; 2], Vec<Shape>)],
        k: usize,
        at: [f64; 2],
        scale: f64,
    ) -> (f32, [f32; 3]) {
        let (mut cover, mut colour) = (0.0, [0.0; 3]);
        for (camera, shapes) in seen {
            let shape = &shapes[k];
            if let Some((alpha, local)) = shape.covers(at[0] + camera[0], at[1] + camera[1], scale) {
                let grain = self.skin.at(local[0] * 300.0 + 40.0, local[1] * 300.0 + 40.0);
                let shade = 30.0 * grain - 25.0 * (local[1] / shape.half[1]) as f32;
                cover += alpha;
                colour = [0, 1, 2]
                    .map(|c: usize| colour[c] + alpha * (shape.colour[c] + if c == 0 { shade } else { 0.0 }));
            }
        }
        (cover, colour)
    }

    fn shapes(&self, t: f64) -> Vec<Shape> {
        let mut all = Vec::new();
        if let Thing::Hammer(h) | Thing::Both(_, h) = &self.thing {
            let [x, top] = h.block();
            all.push(Shape::slab([x, top + 0.1], [0.13, 0.1], 0.0, self.palette[3]));
            let (head, angle) = (h.head_at(t), h.angle(t));
            let middle = [(h.pivot[0] + head[0]) / 2.0, (h.pivot[1] + head[1]) / 2.0];
            all.push(Shape::slab(middle, [h.length / 2.0, 0.018], angle, self.palette[1]));
            all.push(Shape::slab(head, h.head, angle, self.palette[2]));
        }
        if let Thing::Ball(b) | Thing::Both(b, _) = &self.thing {
            let at = b.at(t).unwrap_or([-9.0, -9.0]);
            all.push(Shape { at, half: [b.radius; 2], angle: 0.0, round: true, colour: self.palette[2] });
        }
        all
    }
}

struct Shape {
    at: [f64; 2],
    half: [f64; 2],
    angle: f64,
    round: bool,
    colour: [f32; 3],
}

impl Shape {
    fn slab(at: [f64; 2], half: [f64; 2], angle: f64, colour: [f32; 3]) -> Shape {
        Shape { at, half, angle, round: false, colour }
    }

    /// Coverage of the pixel at a point, and the point in the shape's own axes.
    fn covers(&self, x: f64, y: f64, scale: f64) -> Option<(f32, [f64; 2])> {
        let (dx, dy) = (x - self.at[0], y - self.at[1]);
        let reach = self.half[0] + self.half[1] + 2.0 / scale;
        if dx.abs() > reach || dy.abs() > reach {
            return None;
        }
        let (sin, cos) = self.angle.sin_cos();
        let local = [dx * cos - dy * sin, dx * sin + dy * cos];
        let outside = if self.round {
            local[0].hypot(local[1]) - self.half[0]
        } else {
            (local[0].abs() - self.half[0]).max(local[1].abs() - self.half[1])
        };
        let alpha = (0.5 - outside * scale).clamp(0.0, 1.0) as f32;
        (alpha > 0.0).then_some((alpha, local))
    }
}

/// Left, top, right, bottom of the pixels that shape `k` may cover.
fn bounds(seen: &[([f64; 2], Vec<Shape>)], k: usize, scale: f64, width: usize, height: usize) -> [usize; 4] {
    let mut all = [f64::MAX, f64::MAX, f64::MIN, f64::MIN];
    for (camera, shapes) in seen {
        let shape = &shapes[k];
        let reach = shape.half[0] + shape.half[1] + 3.0 / scale;
        for axis in 0..2 {
            all[axis] = all[axis].min(shape.at[axis] - camera[axis] - reach);
            all[axis + 2] = all[axis + 2].max(shape.at[axis] - camera[axis] + reach);
        }
    }
    let pixel = |x: f64, most: usize| (x * scale).clamp(0.0, most as f64) as usize;
    [pixel(all[0], width), pixel(all[1], height), pixel(all[2], width), pixel(all[3], height)]
}

fn planes(pixels: &[[f32; 3]], width: usize, height: usize, noise: impl Fn(usize) -> f32) -> Frame {
    let level = |x: f32, high: f32| (x + 0.5).clamp(16.0, high) as u8;
    let mut planes: Vec<u8> = pixels.iter().enumerate().map(|(i, p)| level(p[0] + noise(i), 235.0)).collect();
    let places: Vec<usize> =
        (0..height).step_by(2).flat_map(|y| (0..width).step_by(2).map(move |x| y * width + x)).collect();
    for chroma in [1, 2] {
        planes.extend(places.iter().map(|&at| level(pixels[at][chroma], 240.0)));
    }
    Frame { planes }
}
