//! A door that swings shut, in space: its edge comes round and stops in the frame.

use crate::draw::Draw;
use crate::film::eye::Eye;
use crate::film::scene::{Contact, Thing};
use crate::film::scenery::{CLOTHS, WOODS};
use crate::film::shape::{Paint, Shape};

/// A door in a wall.
pub struct Door {
    /// Where its hinges and its foot are.
    hinge: [f64; 3],
    /// 1 when the leaf lies to the right of its hinges.
    side: f64,
    size: [f64; 2],
    slams: Vec<f64>,
    swing_s: f64,
    open: f64,
    leaf: Paint,
    frame: Paint,
}

impl Door {
    /// A door before a wall at depth `z`, as high as fits.
    pub fn new(draw: &mut Draw, duration: f64, [width, height]: [f64; 2], z: f64) -> Door {
        let tall = (0.74 * height).min(2.0 * width) * draw.between(0.95, 1.05);
        let size = [tall * draw.between(0.42, 0.5), tall];
        let swing_s = draw.between(0.35, 0.7);
        let mut slams = Vec::new();
        let mut t = draw.between(0.7, 1.4);
        while t < duration {
            slams.push(t);
            t += swing_s + draw.between(1.0, 1.9);
        }
        let side = if draw.chance(0.5) { 1.0 } else { -1.0 };
        let hinge = [draw.between(-0.15, 0.15) * width - 0.5 * side * size[0], 0.0, z];
        let leaf = Paint::plain(draw.pick(&[
            WOODS[0],
            WOODS[1],
            WOODS[2],
            CLOTHS[1],
            CLOTHS[2],
            [214.0, 210.0, 200.0],
        ]));
        let frame = Paint::plain(draw.pick(&[WOODS[3], [200.0, 196.0, 186.0], [110.0; 3]]));
        Door { hinge, side, size, slams, swing_s, open: draw.between(0.7, 1.25), leaf, frame }
    }

    /// Radians from shut: it is pulled open gently, waits, and falls shut ever faster.
    fn angle(&self, t: f64) -> f64 {
        let next = self.slams.partition_point(|s| *s < t);
        let before = self.slams.get(next).map_or(1.0, |s| {
            let to_go = ((s - t) / self.swing_s).min(1.0);
            1.0 - (1.0 - to_go).powf(1.8)
        });
        let after = next.checked_sub(1).map_or(1.0, |last| {
            let on = ((t - self.slams[last] - 0.3) / 0.6).clamp(0.0, 1.0);
            on * on * (3.0 - 2.0 * on)
        });
        self.open * before.min(after)
    }

    /// A point of the leaf: shares of its width and height.
    fn point(&self, angle: f64, u: f64, v: f64) -> [f64; 3] {
        let [w, h] = self.size;
        [self.hinge[0] + self.side * u * w * angle.cos(), v * h, self.hinge[2] - u * w * angle.sin()]
    }
}

impl Thing for Door {
    fn shapes(&self, t: f64, eye: &Eye) -> Vec<Shape> {
        let angle = self.angle(t);
        let quad = |angle: f64, [u0, v0, u1, v1]: [f64; 4], paint: Paint| {
            let corners = [[u0, v0], [u1, v0], [u1, v1], [u0, v1]];
            let points: Vec<[f64; 2]> =
                corners.iter().map(|c| eye.project(self.point(angle, c[0], c[1])).0).collect();
            let at = points[0];
            Shape::Slab(points, at, 0.0, paint)
        };
        // It catches less light the more it is turned away.
        let leaf = self.leaf.lit((1.0 - 0.35 * angle.sin()) as f32);
        let panel = leaf.lit(0.86);
        let (knob, k) = eye.project(self.point(angle, 0.92, 0.48));
        vec![
            quad(0.0, [-0.08, 0.0, 1.08, 1.05], self.frame),
            quad(0.0, [0.0, 0.0, 1.0, 1.0], Paint::plain([26.0, 24.0, 26.0])),
            quad(angle, [0.0, 0.0, 1.0, 1.0], leaf),
            quad(angle, [0.15, 0.08, 0.85, 0.42], panel),
            quad(angle, [0.15, 0.55, 0.85, 0.92], panel),
            Shape::Oval(knob, [0.022 * self.size[1] * k * 0.8; 2], 0.0, Paint::rounded([196.0, 170.0, 90.0])),
        ]
    }

    fn contacts(&self) -> Vec<Contact> {
        let at = self.point(0.0, 1.0, 0.5);
        self.slams.iter().map(|&t| Contact { t, at, what: "door", fast: false, clear: true }).collect()
    }

    fn label(&self) -> Option<&'static str> {
        Some("door")
    }
}
