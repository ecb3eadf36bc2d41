//! What moves smoothly and touches nothing: cars, birds, a tossed ball at its height, something that crosses before the lens.

use crate::draw::Draw;
use crate::film::eye::Eye;
use crate::film::scene::Thing;
use crate::film::scenery::CLOTHS;
use crate::film::shape::{Paint, Print, Shape};
use crate::things::bounce::{ball, shadow};

/// Something that passes.
pub struct Passer {
    kind: Passing,
    /// Where it is at time 0, and metres a second.
    from: [f64; 3],
    speed: [f64; 2],
    size: f64,
    colour: [f32; 3],
    phase: f64,
}

/// What passes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Passing {
    /// A car on the floor.
    Car,
    /// A bird with beating wings.
    Bird,
    /// A ball that rises into the picture and falls out of it.
    Toss,
    /// A dark something close before the lens.
    Lens,
}

impl Passer {
    /// One that crosses what is seen around time `t`.
    pub fn new(draw: &mut Draw, kind: Passing, t: f64, [width, height]: [f64; 2]) -> Passer {
        let side = if draw.chance(0.5) { 1.0 } else { -1.0 };
        let (size, pace, y, z) = match kind {
            Passing::Car => (1.0, width * draw.between(0.25, 0.8), 0.0, draw.between(0.6, 2.2)),
            Passing::Bird => {
                (0.05 * height, width * draw.between(0.2, 0.5), height * draw.between(0.45, 0.75), 0.0)
            }
            Passing::Toss => (0.055 * height, width * draw.between(-0.06, 0.06), -0.3 * height, 0.0),
            Passing::Lens => {
                (0.35 * height, width * draw.between(2.0, 4.5), height * draw.between(0.1, 0.5), 0.0)
            }
        };
        let x = if kind == Passing::Toss { draw.between(-0.3, 0.3) * width } else { 0.0 };
        let rise =
            if kind == Passing::Toss { (2.0 * 9.81 * height * draw.between(0.7, 1.0)).sqrt() } else { 0.0 };
        let from = [x - side * pace * t, y, z];
        let colour = if kind == Passing::Lens { [34.0, 32.0, 36.0] } else { draw.pick(&CLOTHS) };
        Passer { kind, from, speed: [side * pace, rise], size, colour, phase: draw.between(0.0, 6.3) }
    }

    fn place(&self, t: f64) -> [f64; 3] {
        [self.from[0] + self.speed[0] * t, self.from[1], self.from[2]]
    }

    fn car(&self, [x, _, z]: [f64; 3], eye: &Eye) -> Vec<Shape> {
        let side = self.speed[0].signum();
        let at = |u: f64, y: f64| eye.project([x + side * u, y, z]).0;
        let body = Paint { grain: 5.0, ..Paint::plain(self.colour) };
        let glass = Paint { grain: 4.0, ..Paint::plain([70.0, 84.0, 96.0]) };
        let slab = |points: &[[f64; 2]], paint: Paint| {
            let points: Vec<[f64; 2]> = points.iter().map(|p| at(p[0], p[1])).collect();
            Shape::Slab(points, at(0.0, 0.0), 0.0, paint)
        };
        let tyre = Paint::rounded([32.0; 3]);
        let rim = Paint::rounded([170.0; 3]).printed(Print::Checks(0.12, [90.0; 3]));
        let wheel = |u: f64, r: f64, paint: Paint| ball([x + side * u, 0.31, z], r, -x / 0.31, (paint, eye));
        let shade = shadow([x, 0.0, z], 1.7, 0.6, eye);
        vec![
            shade,
            slab(&[[-1.1, 0.85], [0.9, 0.85], [0.35, 1.4], [-0.8, 1.4]], body.lit(0.85)),
            slab(&[[-0.95, 0.88], [0.72, 0.88], [0.3, 1.34], [-0.74, 1.34]], glass),
            slab(&[[-2.05, 0.3], [2.1, 0.3], [2.05, 0.75], [0.95, 0.9], [-1.9, 0.92]], body),
            wheel(-1.3, 0.31, tyre),
            wheel(1.3, 0.31, tyre),
            wheel(-1.3, 0.19, rim),
            wheel(1.3, 0.19, rim),
        ]
    }

    fn bird(&self, p: [f64; 3], t: f64, eye: &Eye) -> Vec<Shape> {
        let (at, k) = eye.project([p[0], p[1] + 0.4 * self.size * (2.1 * t).sin(), p[2]]);
        let s = self.size * k;
        let side = self.speed[0].signum();
        let beat = 0.9 * (24.0 * t + self.phase).sin();
        let paint = Paint::rounded([56.0, 54.0, 60.0]);
        let tip = |lag: f64| [at[0] - lag * side * s, at[1] + 1.7 * s * beat.sin()];
        vec![
            Shape::Limb(
                [at[0] - side * s, at[1]],
                [at[0] + side * s, at[1] + 0.1 * s],
                [0.18 * s, 0.28 * s],
                paint,
            ),
            Shape::Limb(at, tip(0.5), [0.25 * s, 0.06 * s], paint.lit(0.8)),
            Shape::Limb(at, tip(0.2), [0.25 * s, 0.06 * s], paint.lit(1.2)),
        ]
    }
}

impl Thing for Passer {
    fn shapes(&self, t: f64, eye: &Eye) -> Vec<Shape> {
        let p = self.place(t);
        match self.kind {
            Passing::Car => self.car(p, eye),
            Passing::Bird => self.bird(p, t, eye),
            Passing::Toss => {
                // Up again as often as it has come down, from out of the picture.
                let flight = 2.0 * self.speed[1] / 9.81;
                let s = t.rem_euclid(flight + 0.4).min(flight);
                let y = p[1] + self.speed[1] * s - 0.5 * 9.81 * s * s;
                let paint = Paint::rounded(self.colour).printed(Print::Stripes(0.6 * self.size, [220.0; 3]));
                vec![ball([self.from[0] + 0.1 * self.size * t, y, 0.0], self.size, 5.0 * t, (paint, eye))]
            }
            Passing::Lens => {
                let paint = Paint { grain: 6.0, ..Paint::rounded(self.colour) };
                vec![Shape::Limb(
                    [p[0], p[1] - 2.0 * self.size],
                    [p[0] + 0.3 * self.size, p[1] + self.size],
                    [self.size, 0.8 * self.size],
                    paint,
                )]
            }
        }
    }

    fn hides(&self, t: f64, point: [f64; 2]) -> bool {
        self.kind == Passing::Lens && (point[0] - self.place(t)[0]).abs() < 1.5 * self.size
    }

    fn label(&self) -> Option<&'static str> {
        match self.kind {
            Passing::Car => Some("car"),
            Passing::Bird => Some("bird"),
            Passing::Toss | Passing::Lens => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_crosses_before_the_lens_hides_what_happens_behind_it_but_only_then() {
        let lens = Passer::new(&mut Draw::new(1), Passing::Lens, 2.0, [3.0, 2.0]);
        assert!(lens.hides(2.0, [0.0, 0.0]));
        assert!(!lens.hides(4.0, [0.0, 0.0]));
        let bird = Passer::new(&mut Draw::new(1), Passing::Bird, 2.0, [3.0, 2.0]);
        assert!(!bird.hides(2.0, [0.0, 0.0]));
    }
}
