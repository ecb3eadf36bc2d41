//! Cloth in the wind: flags on poles, washing, curtains. It touches nothing.

use crate::draw::Draw;
use crate::film::eye::Eye;
use crate::film::scene::Thing;
use crate::film::scenery::CLOTHS;
use crate::film::shape::{Paint, Shape};

/// A flag, or a curtain.
pub struct Cloth {
    at: [f64; 3],
    size: [f64; 2],
    hangs: bool,
    waves: [f64; 4],
    colours: [[f32; 3]; 2],
    side: f64,
}

const STRIPS: usize = 26;

impl Cloth {
    /// One in a place, of a height; a curtain hangs, a flag flies.
    pub fn new(draw: &mut Draw, at: [f64; 3], high: f64, hangs: bool) -> Cloth {
        let size =
            if hangs { [high * draw.between(0.4, 0.7), high] } else { [high * draw.between(1.3, 1.8), high] };
        let waves = [
            draw.between(4.0, 9.0),
            draw.between(2.5, 8.0),
            draw.between(0.06, 0.16),
            draw.between(0.0, 6.3),
        ];
        let side = if draw.chance(0.5) { 1.0 } else { -1.0 };
        Cloth { at, size, hangs, waves, colours: [draw.pick(&CLOTHS), draw.pick(&CLOTHS)], side }
    }

    /// How far the cloth is blown at a share of its length, and how steep it is there.
    fn wave(&self, u: f64, t: f64) -> [f64; 2] {
        let [k, w, size, phase] = self.waves;
        let gust = 0.75 + 0.25 * (0.8 * t + phase).sin();
        let a = k * u - w * t + phase;
        let b = 1.9 * k * u - 1.6 * w * t;
        let grown = u.powf(0.7) * size * gust;
        [grown * (a.sin() + 0.35 * b.sin()), grown * k * (a.cos() + 0.66 * b.cos())]
    }
}

impl Thing for Cloth {
    fn shapes(&self, t: f64, eye: &Eye) -> Vec<Shape> {
        let [w, h] = self.size;
        let mut all = Vec::new();
        let ([x, y], scale) = eye.project(self.at);
        let [w, h] = [w * scale, h * scale];
        if self.hangs {
            let rod = Paint::rounded([90.0, 76.0, 60.0]);
            all.push(Shape::Limb([x - 0.55 * w, y], [x + 0.55 * w, y], [0.02 * h; 2], rod));
        } else {
            let pole = Paint::rounded([170.0, 170.0, 176.0]);
            let ([px, foot], _) = eye.project([self.at[0], 0.0, self.at[2]]);
            all.push(Shape::Limb([px, foot], [x, y + 0.05 * h], [0.03 * h; 2], pole));
        }
        for i in 0..STRIPS {
            let ends = [i, i + 1].map(|k| k as f64 / STRIPS as f64);
            let [a, b] = ends.map(|u| self.wave(u, t));
            let light = (1.0 + 0.55 * (0.5 * (a[1] + b[1]))).clamp(0.45, 1.4) as f32;
            let colour = self.colours[usize::from(!self.hangs && (8..17).contains(&i))];
            let paint = Paint { grain: 8.0, ..Paint::plain(colour).lit(light) };
            let points = if self.hangs {
                let x0 = x + (ends[0] - 0.5) * w;
                let x1 = x + (ends[1] - 0.5) * w + 0.004 * w;
                // A curtain is fast above and free below.
                vec![[x0 + 0.5 * a[0] * w, y - h], [x1 + 0.5 * b[0] * w, y - h], [x1, y], [x0, y]]
            } else {
                let x0 = x + self.side * ends[0] * w;
                let x1 = x + self.side * (ends[1] * w + 0.004 * w);
                vec![[x0, y - h + a[0] * h], [x1, y - h + b[0] * h], [x1, y + b[0] * h], [x0, y + a[0] * h]]
            };
            all.push(Shape::Slab(points, [x, y], 0.0, paint));
        }
        all
    }
}
