//! A person who walks or runs, of filled limbs in space, seen from any side.

use crate::draw::Draw;
use crate::film::eye::Eye;
use crate::film::scene::{Contact, Thing};
use crate::film::scenery::CLOTHS;
use crate::film::shape::{Paint, Print, Shape};
use crate::things::gait::{Gait, SHIN, THIGH};
use crate::things::stroke::SKINS;

/// A person on a straight way.
pub struct Figure {
    gait: Gait,
    from: [f64; 2],
    /// Direction of the way: 0 to the right, a right angle away from the camera.
    heading: f64,
    /// When it is at its beginning.
    starts: f64,
    duration: f64,
    dress: Dress,
}

/// What a person wears.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Dress {
    /// Skin.
    pub skin: Paint,
    /// Shirt or jacket.
    pub top: Paint,
    /// Trousers.
    pub legs: Paint,
    /// Shoes.
    pub shoes: Paint,
    /// Hair.
    pub hair: Paint,
    /// How far a coat hangs below the hips, shares of the height.
    pub coat: f64,
    /// How much wider than slim.
    pub girth: f64,
}

impl Dress {
    /// Clothes out of the wardrobe.
    pub fn new(draw: &mut Draw) -> Dress {
        let second = draw.pick(&CLOTHS);
        let print = draw.pick(&[
            Print::Plain,
            Print::Plain,
            Print::Checks(0.06, second),
            Print::Stripes(0.05, second),
        ]);
        let smooth = |rgb: [f32; 3]| Paint { round: 0.3, ..Paint::rounded(rgb) };
        Dress {
            skin: Paint::rounded(draw.pick(&SKINS)),
            top: Paint { round: 0.18, grain: 12.0, ..Paint::plain(draw.pick(&CLOTHS)) }.printed(print),
            legs: smooth(draw.pick(&[
                [44.0, 52.0, 76.0],
                [40.0; 3],
                [120.0, 104.0, 80.0],
                [86.0, 90.0, 96.0],
            ])),
            shoes: smooth(draw.pick(&[
                [30.0, 28.0, 28.0],
                [206.0, 204.0, 200.0],
                [92.0, 58.0, 36.0],
                [150.0, 40.0, 44.0],
            ])),
            hair: Paint {
                grain: 22.0,
                ..Paint::rounded(draw.pick(&[
                    [44.0, 34.0, 28.0],
                    [110.0, 78.0, 46.0],
                    [24.0; 3],
                    [150.0, 146.0, 140.0],
                ]))
            },
            coat: if draw.chance(0.3) { draw.between(0.05, 0.14) } else { 0.0 },
            girth: draw.between(0.92, 1.2),
        }
    }
}

impl Figure {
    /// A person who sets out at a point of the floor (x, z).
    pub fn new(draw: &mut Draw, gait: Gait, from: [f64; 2], heading: f64, duration: f64) -> Figure {
        let mut gait = gait;
        (gait.uneven, gait.phase) = (draw.between(0.01, 0.045), draw.between(0.0, 6.3));
        Figure { gait, from, heading, starts: 0.0, duration, dress: Dress::new(draw) }
    }

    /// Sets out so many seconds later.
    pub fn later(self, starts: f64) -> Figure {
        Figure { starts, ..self }
    }

    /// A point: along the way, up, and to the right of it, in space.
    fn space(&self, [u, y, side]: [f64; 3]) -> [f64; 3] {
        let (sin, cos) = self.heading.sin_cos();
        [self.from[0] + u * cos + side * sin, y, self.from[1] + u * sin - side * cos]
    }

    fn joints(&self, t: f64) -> Joints {
        let (g, h) = (&self.gait, self.gait.height);
        let even = g.even(t);
        let [u, hip] = g.hips(t);
        let swing = (std::f64::consts::PI * (even / g.step_s - if g.run { 0.1 } else { 0.05 })).cos();
        let lean = if g.run { 0.17 } else { 0.045 };
        let up = [lean * 0.29 * h, 0.29 * h];
        let sway = 0.012 * h * (std::f64::consts::PI * even / g.step_s).sin();
        // The side that steps forward has its shoulder and arm behind.
        let limb = |side: usize| {
            let sign = 1.0 - 2.0 * side as f64;
            let foot = g.foot(t, side);
            let lateral = sign * if g.run { 0.03 } else { 0.05 } * h;
            let hips = [u + 0.02 * sign * swing * h, hip, sign * 0.052 * h + sway];
            let knee = bent([hips[0], hips[1]], foot.ankle, [THIGH * h, SHIN * h]);
            let shoulder = [u + up[0] - 0.035 * sign * swing * h, hip + up[1], sign * 0.105 * h + sway];
            let (reach, fold) = if g.run { (0.85, 1.55) } else { (0.42, 0.28) };
            let arm = -reach * sign * swing + if g.run { -0.12 } else { 0.04 };
            let fore = arm + fold * (1.0 + 0.25 * (-sign * swing));
            let elbow = [
                shoulder[0] + 0.18 * h * arm.sin(),
                shoulder[1] - 0.18 * h * arm.cos(),
                shoulder[2] + sign * 0.02 * h,
            ];
            let hand = [
                elbow[0] + 0.15 * h * fore.sin(),
                elbow[1] - 0.15 * h * fore.cos(),
                elbow[2] - if g.run { sign * 0.03 * h } else { 0.0 },
            ];
            Side {
                foot: [foot.heel, foot.toe, foot.ankle].map(|p| [p[0], p[1], lateral]),
                hips,
                knee: [knee[0], knee[1], (hips[2] + lateral) / 2.0],
                shoulder,
                elbow,
                hand,
            }
        };
        let neck = [u + up[0], hip + up[1] + 0.02 * h, sway];
        let head = [neck[0] + (0.014 + 0.3 * lean * 0.3) * h, neck[1] + 0.105 * h, sway];
        Joints { sides: [limb(0), limb(1)], neck, head }
    }
}

struct Joints {
    sides: [Side; 2],
    neck: [f64; 3],
    head: [f64; 3],
}

struct Side {
    foot: [[f64; 3]; 3],
    hips: [f64; 3],
    knee: [f64; 3],
    shoulder: [f64; 3],
    elbow: [f64; 3],
    hand: [f64; 3],
}

/// The knee between hip and ankle, forwards.
fn bent(hip: [f64; 2], ankle: [f64; 2], [thigh, shin]: [f64; 2]) -> [f64; 2] {
    let (dx, dy) = (ankle[0] - hip[0], ankle[1] - hip[1]);
    let far = dx.hypot(dy).clamp(0.2 * thigh, 0.9999 * (thigh + shin));
    let along = (thigh * thigh - shin * shin + far * far) / (2.0 * far);
    let off = (thigh * thigh - along * along).max(0.0).sqrt();
    let (ux, uy) = (dx / far, dy / far);
    [hip[0] + along * ux - off * uy, hip[1] + along * uy + off * ux]
}

/// Limbs in space, to be sorted by depth.
struct Limbs<'a> {
    figure: &'a Figure,
    eye: &'a Eye,
    all: Vec<(f64, Shape)>,
}

impl Limbs<'_> {
    /// A limb between two joints; its depth is moved by `nearer`.
    fn add(&mut self, ends: [[f64; 3]; 2], radii: [f64; 2], paint: Paint, nearer: f64) {
        let h = self.figure.gait.height;
        let [a, b] = ends.map(|p| self.figure.space(p));
        let ((pa, ka), (pb, kb)) = (self.eye.project(a), self.eye.project(b));
        let depth = (a[2] + b[2]) / 2.0 - nearer * h;
        // What is turned away or farther back is a little darker.
        let lit =
            (1.0 - 0.9 * (depth - self.figure.space([ends[0][0], 0.0, 0.0])[2]) / h).clamp(0.72, 1.08) as f32;
        self.all.push((depth, Shape::Limb(pa, pb, [radii[0] * h * ka, radii[1] * h * kb], paint.lit(lit))));
    }
}

impl Thing for Figure {
    fn shapes(&self, t: f64, eye: &Eye) -> Vec<Shape> {
        // Who is there from the beginning was there before it.
        if self.starts > 0.0 && t < self.starts {
            return Vec::new();
        }
        let (j, d) = (self.joints(t - self.starts), &self.dress);
        let g = d.girth;
        let mut limbs = Limbs { figure: self, eye, all: Vec::new() };
        for side in &j.sides {
            limbs.add([side.hips, side.knee], [0.056 * g, 0.038], d.legs, 0.0);
            limbs.add([side.knee, side.foot[2]], [0.037, 0.023], d.legs, 0.0);
            let [heel, toe, ankle] = side.foot;
            let sole = |p: [f64; 3], up: f64| [p[0], p[1] + up * self.gait.height, p[2]];
            limbs.add([sole(heel, 0.02), sole(toe, 0.014)], [0.02, 0.014], d.shoes, 0.002);
            limbs.add([ankle, sole(heel, 0.022)], [0.022, 0.021], d.shoes, 0.001);
            limbs.add([side.shoulder, side.elbow], [0.034 * g, 0.026], d.top, 0.01);
            limbs.add([side.elbow, side.hand], [0.025, 0.017], d.top, 0.012);
            limbs.add(
                [side.hand, [side.hand[0] + 0.004, side.hand[1] - 0.03, side.hand[2]]],
                [0.02, 0.017],
                d.skin,
                0.013,
            );
            let under = [side.hips[0], side.hips[1] - d.coat * self.gait.height, side.hips[2]];
            limbs.add([under, side.shoulder], [0.062 * g, 0.042 * g], d.top, 0.004);
        }
        let hips = mid(j.sides[0].hips, j.sides[1].hips);
        limbs.add(
            [[hips[0], hips[1] - d.coat * self.gait.height, hips[2]], j.neck],
            [0.066 * g, 0.06 * g],
            d.top,
            0.006,
        );
        limbs.add([j.neck, j.head], [0.028, 0.03], d.skin, 0.006);
        let face = |by: f64, up: f64| {
            [j.head[0] + by * self.gait.height, j.head[1] + up * self.gait.height, j.head[2]]
        };
        limbs.add([face(0.004, -0.022), face(0.0, 0.02)], [0.046, 0.056], d.skin, 0.008);
        limbs.add(
            [face(-0.022, -0.01), face(-0.01, 0.034)],
            [0.044, 0.05],
            d.hair,
            0.0085 - 0.02 * self.heading.sin().abs(),
        );
        limbs.all.sort_by(|a, b| b.0.total_cmp(&a.0));
        let [x, _, z] = self.space([hips[0], 0.0, hips[2]]);
        let (at, k) = eye.project([x, 0.0, z]);
        let flat = (eye.height / eye.distance).clamp(0.1, 0.5);
        let mut shapes = vec![Shape::Shadow(at, [0.42 * k, 0.42 * flat * k], 0.55)];
        shapes.extend(limbs.all.into_iter().map(|(_, s)| s));
        shapes
    }

    fn contacts(&self) -> Vec<Contact> {
        let what = if self.gait.run { "run" } else { "walk" };
        let strikes = self.gait.strikes(self.duration - self.starts);
        let contact = |(t, side, u): (f64, usize, f64)| {
            let lateral = (1.0 - 2.0 * side as f64) * 0.05 * self.gait.height;
            Contact { t: t + self.starts, at: self.space([u, 0.0, lateral]), what, fast: false, clear: true }
        };
        strikes.into_iter().map(contact).collect()
    }

    fn label(&self) -> Option<&'static str> {
        Some("person")
    }
}

fn mid(a: [f64; 3], b: [f64; 3]) -> [f64; 3] {
    [0, 1, 2].map(|c| (a[c] + b[c]) / 2.0)
}
