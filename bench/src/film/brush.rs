//! Paints shapes into a layer of coloured, see-through pixels.

use crate::draw::Texture;
use crate::film::eye::Aim;
use crate::film::shape::{Paint, Print, Shape};

/// From metres on the stage plane to pixels, y downwards, and back.
#[derive(Debug, Clone, Copy)]
pub struct Lens {
    aim: Aim,
    /// Pixels a metre.
    pub scale: f64,
    middle: [f64; 2],
    turn: [f64; 2],
}

impl Lens {
    /// The lens of a picture of so many pixels.
    pub fn new(aim: Aim, (width, height): (usize, usize)) -> Lens {
        let (sin, cos) = aim.roll.sin_cos();
        let middle = [width as f64 / 2.0, height as f64 / 2.0];
        Lens { aim, scale: height as f64 / aim.view, middle, turn: [sin, cos] }
    }

    /// The pixel of a point.
    pub fn pixel(&self, p: [f64; 2]) -> [f64; 2] {
        let (dx, dy) = (p[0] - self.aim.at[0], p[1] - self.aim.at[1]);
        let [sin, cos] = self.turn;
        let (x, y) = (dx * cos + dy * sin, dy * cos - dx * sin);
        [self.middle[0] + x * self.scale, self.middle[1] - y * self.scale]
    }

    /// From a pixel's point to the next one's on its right.
    fn across(&self) -> [f64; 2] {
        [self.turn[1] / self.scale, self.turn[0] / self.scale]
    }

    /// The point of a pixel.
    pub fn point(&self, q: [f64; 2]) -> [f64; 2] {
        let (x, y) = ((q[0] - self.middle[0]) / self.scale, (self.middle[1] - q[1]) / self.scale);
        let [sin, cos] = self.turn;
        [self.aim.at[0] + x * cos - y * sin, self.aim.at[1] + x * sin + y * cos]
    }
}

/// A part of the picture: red, green, blue times opacity, and opacity.
pub struct Layer {
    /// Left, top, right, bottom, pixels of the picture.
    pub frame: [usize; 4],
    /// Row by row.
    pub pixels: Vec<[f32; 4]>,
    /// Of each row, from where to where something is painted.
    painted: Vec<[usize; 2]>,
}

impl Layer {
    /// A clear layer.
    pub fn new(frame: [usize; 4]) -> Layer {
        let [left, top, right, bottom] = frame;
        let (width, height) = (right - left, bottom - top);
        Layer { frame, pixels: vec![[0.0; 4]; width * height], painted: vec![[width, 0]; height] }
    }

    /// Paints a shape over what is there.
    pub fn paint(&mut self, shape: &Shape, lens: &Lens, grain: &Texture) {
        let [left, top, right, bottom] = covered(shape, lens, self.frame);
        let width = self.frame[2] - self.frame[0];
        let touch = touch(shape, lens, grain);
        let [ex, ey] = lens.across();
        for y in top..bottom {
            let (left, right) = span(shape, lens, y, (left, right));
            if left >= right {
                continue;
            }
            let row = y - self.frame[1];
            let [from, to] = self.painted[row];
            self.painted[row] = [from.min(left - self.frame[0]), to.max(right - self.frame[0])];
            let begin = lens.point([left as f64 + 0.5, y as f64 + 0.5]);
            let pixels = &mut self.pixels[row * width + left - self.frame[0]..][..right - left];
            for (on, pixel) in pixels.iter_mut().enumerate() {
                let p = [begin[0] + on as f64 * ex, begin[1] + on as f64 * ey];
                if let Some(over) = touch(p) {
                    let keep = 1.0 - over[3];
                    for c in 0..4 {
                        pixel[c] = pixel[c] * keep + over[c];
                    }
                }
            }
        }
    }

    /// Adds `share` of another layer of the same frame, and clears that one.
    pub fn take(&mut self, other: &mut Layer, share: f32) {
        let width = self.frame[2] - self.frame[0];
        for row in 0..self.painted.len() {
            let [from, to] = std::mem::replace(&mut other.painted[row], [width, 0]);
            if from >= to {
                continue;
            }
            self.painted[row] = [self.painted[row][0].min(from), self.painted[row][1].max(to)];
            let span = row * width + from..row * width + to;
            for (all, one) in self.pixels[span.clone()].iter_mut().zip(&mut other.pixels[span]) {
                for c in 0..4 {
                    all[c] += share * one[c];
                }
                *one = [0.0; 4];
            }
        }
    }

    /// Lays it over a picture that is `width` pixels wide.
    pub fn lay(&self, width: usize, picture: &mut [[f32; 3]]) {
        let [left, top, right, _] = self.frame;
        for (row, [from, to]) in self.painted.iter().enumerate().filter(|(_, p)| p[0] < p[1]) {
            let under = &mut picture[(top + row) * width + left..][*from..*to];
            let over = &self.pixels[row * (right - left)..][*from..*to];
            for (pixel, over) in under.iter_mut().zip(over) {
                let keep = 1.0 - over[3];
                *pixel = [0, 1, 2].map(|c| pixel[c] * keep + over[c]);
            }
        }
    }
}

/// The part of a row that a slanting limb may touch; of other shapes the whole.
fn span(shape: &Shape, lens: &Lens, y: usize, (left, right): (usize, usize)) -> (usize, usize) {
    let Shape::Limb(a, b, radii, _) = shape else { return (left, right) };
    let (p, q) = (lens.pixel(*a), lens.pixel(*b));
    let reach = radii[0].max(radii[1]) * lens.scale + 1.5;
    let dy = q[1] - p[1];
    if dy.abs() < reach {
        return (left, right);
    }
    // Where the axis runs within reach of the row.
    let on = [-reach, reach].map(|r| ((y as f64 + 0.5 + r - p[1]) / dy).clamp(0.0, 1.0));
    let ends = on.map(|on| p[0] + on * (q[0] - p[0]));
    let (low, high) = (ends[0].min(ends[1]) - reach, ends[0].max(ends[1]) + reach + 1.0);
    (left.max(low.max(0.0) as usize), right.min(high.max(0.0) as usize))
}

/// The pixels that a shape may cover within a frame.
pub fn covered(shape: &Shape, lens: &Lens, [left, top, right, bottom]: [usize; 4]) -> [usize; 4] {
    let [x0, y0, x1, y1] = shape.bounds();
    let corners = [[x0, y0], [x1, y0], [x1, y1], [x0, y1]].map(|p| lens.pixel(p));
    let least = |k: usize| corners.iter().map(|c| c[k]).fold(f64::MAX, f64::min) - 1.5;
    let most = |k: usize| corners.iter().map(|c| c[k]).fold(f64::MIN, f64::max) + 2.5;
    let within = |x: f64, low: usize, high: usize| (x.max(0.0) as usize).clamp(low, high);
    [
        within(least(0), left, right),
        within(least(1), top, bottom),
        within(most(0), left, right),
        within(most(1), top, bottom),
    ]
}

/// Red, green, blue times opacity, and opacity; light that covers nothing has colour without opacity.
type Coat = Option<[f32; 4]>;
type Touch<'a> = Box<dyn Fn([f64; 2]) -> Coat + 'a>;

/// What the shape leaves at a point.
fn touch<'a>(shape: &'a Shape, lens: &Lens, grain: &'a Texture) -> Touch<'a> {
    let scale = lens.scale;
    match shape {
        Shape::Limb(a, b, radii, paint) => {
            Box::new(move |p| limb([*a, *b], *radii, p, (paint, scale, grain)))
        }
        Shape::Streak(a, b, radius, alpha) => {
            let paint = Paint { grain: 0.0, alpha: *alpha, ..Paint::plain([206.0, 212.0, 220.0]) };
            // Thinner than a pixel, it is fainter instead.
            let wide = radius.max(0.5 / scale);
            let faint = (radius / wide).sqrt() as f32;
            Box::new(move |p| {
                limb([*a, *b], [wide; 2], p, (&paint, scale, grain)).map(|c| c.map(|c| c * faint))
            })
        }
        Shape::Oval(at, half, angle, paint) => {
            let (sin, cos) = angle.sin_cos();
            Box::new(move |p| {
                let (dx, dy) = (p[0] - at[0], p[1] - at[1]);
                let local = [dx * cos + dy * sin, dy * cos - dx * sin];
                oval(local, *half, (paint, scale, grain))
            })
        }
        Shape::Slab(points, at, angle, paint) => slab(points, *at, *angle, (paint, scale, grain)),
        Shape::Shadow(at, half, dark) => Box::new(move |p| {
            let out = far((p[0] - at[0]) / half[0], (p[1] - at[1]) / half[1]);
            let alpha = dark * (1.0 - out).clamp(0.0, 1.0).powf(1.2);
            coat([6.0, 6.0, 10.0], alpha as f32)
        }),
        Shape::Glow(at, half, rgb) => Box::new(move |p| {
            let out = far((p[0] - at[0]) / half[0], (p[1] - at[1]) / half[1]);
            let light = (1.0 - out).clamp(0.0, 1.0).powi(2) as f32;
            let [r, g, b] = rgb.map(|c| c * light);
            (light > 0.0).then_some([r, g, b, 0.0])
        }),
        Shape::Flow([left, low, right, top], fluid) => Box::new(move |p| {
            let inside = [(p[0] - left) / (right - left), (p[1] - low) / (top - low)];
            let within = inside.iter().all(|v| (0.0..1.0).contains(v));
            let (rgb, alpha) = within.then(|| fluid.at(grain, p, inside))?;
            coat(rgb, alpha)
        }),
    }
}

type Look<'a> = (&'a Paint, f64, &'a Texture);

fn limb([a, b]: [[f64; 2]; 2], [ra, rb]: [f64; 2], p: [f64; 2], look: Look) -> Coat {
    let (ux, uy) = (b[0] - a[0], b[1] - a[1]);
    let length = ux.hypot(uy).max(1e-9);
    let (dx, dy) = (p[0] - a[0], p[1] - a[1]);
    let (along, across) = ((dx * ux + dy * uy) / length, (dy * ux - dx * uy) / length);
    let on = (along / length).clamp(0.0, 1.0);
    let radius = ra + (rb - ra) * on;
    let off = far(along - on * length, across);
    let alpha = ((radius - off) * look.1 + 0.5).clamp(0.0, 1.0);
    (alpha > 0.0).then(|| coloured(look, [along, across], across / radius, alpha))
}

fn oval(local: [f64; 2], half: [f64; 2], look: Look) -> Coat {
    let out = far(local[0] / half[0], local[1] / half[1]);
    let alpha = ((1.0 - out) * half[0].min(half[1]) * look.1 + 0.5).clamp(0.0, 1.0);
    (alpha > 0.0).then(|| coloured(look, local, out, alpha))
}

fn slab<'a>(points: &[[f64; 2]], at: [f64; 2], angle: f64, look: Look<'a>) -> Touch<'a> {
    let (sin, cos) = angle.sin_cos();
    let n = points.len();
    let area: f64 = (0..n).map(|i| cross(points[i], points[(i + 1) % n])).sum();
    let sides: Vec<[f64; 3]> = (0..n)
        .map(|i| {
            let (a, b) = (points[i], points[(i + 1) % n]);
            let (nx, ny) = ((b[1] - a[1]) * area.signum(), (a[0] - b[0]) * area.signum());
            let length = nx.hypot(ny).max(1e-9);
            [nx / length, ny / length, (nx * a[0] + ny * a[1]) / length]
        })
        .collect();
    Box::new(move |p| {
        let out = sides.iter().map(|s| s[0] * p[0] + s[1] * p[1] - s[2]).fold(f64::MIN, f64::max);
        let alpha = (0.5 - out * look.1).clamp(0.0, 1.0);
        let (dx, dy) = (p[0] - at[0], p[1] - at[1]);
        (alpha > 0.0).then(|| coloured(look, [dx * cos + dy * sin, dy * cos - dx * sin], 0.0, alpha))
    })
}

/// The hypotenuse without the care that only huge numbers need.
fn far(x: f64, y: f64) -> f64 {
    (x * x + y * y).sqrt()
}

fn cross(a: [f64; 2], b: [f64; 2]) -> f64 {
    a[0] * b[1] - a[1] * b[0]
}

/// `edge` runs from 0 in the middle of something round to 1 at its rim.
fn coloured((paint, _, grain): Look, local: [f64; 2], edge: f64, alpha: f64) -> [f32; 4] {
    let second = match paint.print {
        Print::Plain => None,
        Print::Stripes(w, rgb) => ((local[0] / w).rem_euclid(2.0) < 1.0).then_some(rgb),
        Print::Checks(w, rgb) => {
            let odd = (local[0] / w).rem_euclid(2.0) < 1.0;
            (odd != ((local[1] / w).rem_euclid(2.0) < 1.0)).then_some(rgb)
        }
    };
    let noise =
        if paint.grain > 0.0 { grain.near(local[0] * 600.0 + 77.0, local[1] * 600.0 + 31.0) } else { 0.0 };
    let edge = edge as f32;
    let shade = 1.0 - paint.round * (0.75 * edge * edge - 0.2 * edge.signum() * (1.0 - edge.abs()));
    let rgb = second.unwrap_or(paint.rgb).map(|c| (c + paint.grain * noise) * shade);
    let alpha = alpha as f32 * paint.alpha;
    [rgb[0] * alpha, rgb[1] * alpha, rgb[2] * alpha, alpha]
}

fn coat(rgb: [f32; 3], alpha: f32) -> Coat {
    (alpha > 0.0).then_some([rgb[0] * alpha, rgb[1] * alpha, rgb[2] * alpha, alpha])
}
