//! The shapes that things are painted with: limbs, ovals, polygons, soft shadows, fluids. Metres on the stage plane, y upwards.

use crate::film::fluid::Fluid;

/// How a surface looks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Paint {
    /// Red, green, blue, 0..255.
    pub rgb: [f32; 3],
    /// Strength of the grain, levels.
    pub grain: f32,
    /// How far the edges darken as on something round, 0..1.
    pub round: f32,
    /// What is printed on it.
    pub print: Print,
    /// Opacity, 0..1.
    pub alpha: f32,
}

/// What is printed on a surface.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Print {
    /// Nothing.
    Plain,
    /// Stripes of a width, metres, in a second colour.
    Stripes(f64, [f32; 3]),
    /// Squares of a width, metres, in a second colour.
    Checks(f64, [f32; 3]),
}

impl Paint {
    /// A rough surface without print.
    pub fn plain(rgb: [f32; 3]) -> Paint {
        Paint { rgb, grain: 14.0, round: 0.0, print: Print::Plain, alpha: 1.0 }
    }

    /// The same on something round.
    pub fn rounded(rgb: [f32; 3]) -> Paint {
        Paint { round: 0.45, grain: 10.0, ..Paint::plain(rgb) }
    }

    /// The same, so many times as bright.
    pub fn lit(self, times: f32) -> Paint {
        Paint { rgb: self.rgb.map(|c| c * times), ..self }
    }

    /// With a print.
    pub fn printed(self, print: Print) -> Paint {
        Paint { print, ..self }
    }
}

/// One shape.
#[derive(Debug, Clone, PartialEq)]
pub enum Shape {
    /// A stretch from one point to another with a radius at each.
    Limb([f64; 2], [f64; 2], [f64; 2], Paint),
    /// An ellipse: middle, half axes, angle.
    Oval([f64; 2], [f64; 2], f64, Paint),
    /// A convex polygon, anticlockwise; its print lies about a point at an angle.
    Slab(Vec<[f64; 2]>, [f64; 2], f64, Paint),
    /// A soft dark ellipse: middle, half axes, darkness 0..1.
    Shadow([f64; 2], [f64; 2], f64),
    /// Something that flows in an upright rectangle: left, low, right, top.
    Flow([f64; 4], Fluid),
    /// A drop's bright trace, blurred of itself: from, to, half width, opacity.
    Streak([f64; 2], [f64; 2], f64, f32),
    /// Light over an ellipse: middle, half axes, levels.
    Glow([f64; 2], [f64; 2], [f32; 3]),
}

impl Shape {
    /// A rectangle: middle, half width and half height, angle.
    pub fn slab(at: [f64; 2], half: [f64; 2], angle: f64, paint: Paint) -> Shape {
        let corners = [[-1.0, -1.0], [1.0, -1.0], [1.0, 1.0], [-1.0, 1.0]];
        let points = corners.map(|[x, y]| turned([x * half[0], y * half[1]], angle, at));
        Shape::Slab(points.to_vec(), at, angle, paint)
    }

    /// Points that show how far the shape has moved.
    pub fn marks(&self) -> [[f64; 2]; 2] {
        match self {
            Shape::Limb(a, b, ..) => [*a, *b],
            Shape::Oval(at, ..) | Shape::Shadow(at, ..) | Shape::Glow(at, ..) => [*at, *at],
            Shape::Slab(points, ..) => [points[0], points[points.len() / 2]],
            // What is blurred of itself asks for no more moments.
            Shape::Streak(..) => [[0.0; 2]; 2],
            Shape::Flow([left, low, right, top], _) => [[*left, *low], [*right, *top]],
        }
    }

    /// Left, low, right, top.
    pub fn bounds(&self) -> [f64; 4] {
        let about = |p: [f64; 2], x: f64, y: f64| [p[0] - x, p[1] - y, p[0] + x, p[1] + y];
        match self {
            Shape::Streak(a, b, r, _) => joined(about(*a, *r, *r), about(*b, *r, *r)),
            Shape::Limb(a, b, [ra, rb], _) => joined(about(*a, *ra, *ra), about(*b, *rb, *rb)),
            Shape::Oval(at, half, angle, _) => {
                let (s, c) = angle.sin_cos();
                about(*at, (half[0] * c).hypot(half[1] * s), (half[0] * s).hypot(half[1] * c))
            }
            Shape::Slab(points, ..) => {
                points.iter().map(|p| about(*p, 0.0, 0.0)).reduce(joined).unwrap_or([0.0; 4])
            }
            Shape::Shadow(at, half, _) | Shape::Glow(at, half, _) => about(*at, half[0], half[1]),
            Shape::Flow(bounds, _) => *bounds,
        }
    }
}

/// The smallest rectangle about two.
pub fn joined(a: [f64; 4], b: [f64; 4]) -> [f64; 4] {
    [a[0].min(b[0]), a[1].min(b[1]), a[2].max(b[2]), a[3].max(b[3])]
}

/// A point turned about the origin and then moved.
pub fn turned([x, y]: [f64; 2], angle: f64, by: [f64; 2]) -> [f64; 2] {
    let (sin, cos) = angle.sin_cos();
    [x * cos - y * sin + by[0], x * sin + y * cos + by[1]]
}
