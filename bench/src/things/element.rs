//! Water, fire, leaves, smoke and rain as parts of a scene.

use crate::draw::Draw;
use crate::film::eye::Eye;
use crate::film::fluid::{Fluid, FluidKind};
use crate::film::scene::Thing;
use crate::film::shape::{Paint, Shape};

/// Something that flows in upright rectangles.
pub struct Element {
    parts: Vec<([f64; 4], Fluid)>,
    logs: Vec<Shape>,
    glow: Option<[f64; 4]>,
    label: Option<&'static str>,
}

impl Element {
    /// A fire at a point of the floor, so high.
    pub fn fire(draw: &mut Draw, x: f64, high: f64) -> Element {
        let half = high * draw.between(0.34, 0.48);
        let phase = draw.between(0.0, 400.0);
        let flame = Fluid { kind: FluidKind::Fire, t: 0.0, fine: 0.9 / high, rgb: [0.0; 3], phase };
        let smoke = Fluid { kind: FluidKind::Smoke, fine: 0.6 / high, rgb: [96.0, 94.0, 92.0], ..flame };
        let wood = Paint::rounded([58.0, 42.0, 32.0]);
        let log = |a: f64, b: f64| {
            Shape::Limb([x + a * half, 0.02 * high], [x + b * half, 0.12 * high], [0.06 * high; 2], wood)
        };
        Element {
            parts: vec![
                ([x - 1.2 * half, 0.5 * high, x + 1.2 * half, 2.2 * high], smoke),
                ([x - half, 0.02 * high, x + half, 1.1 * high], flame),
            ],
            logs: vec![log(-1.0, 0.5), log(1.0, -0.4), log(-0.5, 0.1)],
            glow: Some([x, 0.3 * high, 4.0 * half, phase]),
            label: None,
        }
    }

    /// Water from the lower edge of what is seen up to a height.
    pub fn water(draw: &mut Draw, [left, low, right, top]: [f64; 4]) -> Element {
        let rgb = draw.pick(&[[52.0, 92.0, 110.0], [60.0, 84.0, 72.0], [44.0, 70.0, 120.0]]);
        // The rectangle is eight pictures wide.
        let fine = 130.0 / (right - left);
        let fluid = Fluid { kind: FluidKind::Water, t: 0.0, fine, rgb, phase: draw.between(0.0, 400.0) };
        Element {
            parts: vec![([left, low, right, top], fluid)],
            logs: Vec::new(),
            glow: None,
            label: Some("water"),
        }
    }

    /// A fall of water.
    pub fn cascade(draw: &mut Draw, [x, half]: [f64; 2], high: f64) -> Element {
        let fluid = Fluid {
            kind: FluidKind::Cascade,
            t: 0.0,
            fine: 1.6 / high,
            rgb: [120.0, 150.0, 164.0],
            phase: draw.between(0.0, 400.0),
        };
        Element {
            parts: vec![([x - half, -0.02, x + half, high], fluid)],
            logs: Vec::new(),
            glow: None,
            label: Some("water"),
        }
    }

    /// A tree's crown in the wind.
    pub fn crown(draw: &mut Draw, [x, y]: [f64; 2], half: f64) -> Element {
        let rgb = draw.pick(&[[70.0, 100.0, 50.0], [92.0, 112.0, 56.0], [120.0, 104.0, 50.0]]);
        let fluid =
            Fluid { kind: FluidKind::Leaves, t: 0.0, fine: 1.3 / half, rgb, phase: draw.between(0.0, 400.0) };
        let bark = Paint { grain: 24.0, ..Paint::rounded([84.0, 64.0, 48.0]) };
        let trunk = Shape::Limb([x, 0.0], [x + 0.05 * half, y], [0.14 * half, 0.09 * half], bark);
        Element {
            parts: vec![([x - half, y - half, x + half, y + half], fluid)],
            logs: vec![trunk],
            glow: None,
            label: None,
        }
    }
}

impl Thing for Element {
    fn shapes(&self, t: f64, _: &Eye) -> Vec<Shape> {
        let mut all = Vec::new();
        if let Some([x, y, half, phase]) = self.glow {
            let flicker =
                1.0 + 0.14 * (9.3 * t + phase).sin() + 0.1 * (17.1 * t).sin() + 0.08 * (31.0 * t).sin();
            let light = [74.0, 38.0, 10.0].map(|c| c * flicker as f32);
            all.push(Shape::Glow([x, y], [half, half], light));
        }
        all.extend(self.logs.iter().cloned());
        all.extend(self.parts.iter().map(|(rect, fluid)| Shape::Flow(*rect, Fluid { t, ..*fluid })));
        all
    }

    fn label(&self) -> Option<&'static str> {
        self.label
    }
}

/// Rain or snow before everything.
pub struct Falling {
    drops: Vec<[f64; 4]>,
    rect: [f64; 4],
    snow: bool,
    slant: f64,
}

impl Falling {
    /// So many drops over a rectangle of the stage plane.
    pub fn new(draw: &mut Draw, rect: [f64; 4], snow: bool) -> Falling {
        let many = if snow { 160 } else { 220 };
        let drops = (0..many)
            .map(|_| [draw.unit(), draw.unit(), draw.between(0.75, 1.25), draw.between(0.4, 1.0)])
            .collect();
        Falling { drops, rect, snow, slant: draw.between(-0.15, 0.15) }
    }
}

impl Thing for Falling {
    fn shapes(&self, t: f64, _: &Eye) -> Vec<Shape> {
        let [left, low, right, top] = self.rect;
        let (w, h) = (right - left, top - low);
        let speed = if self.snow { 0.35 } else { 2.6 };
        let drop = |[x, y, fast, near]: [f64; 4]| {
            let fallen = y - speed * fast * t;
            let up = fallen.rem_euclid(1.0);
            // Each time it comes round it falls elsewhere.
            let x = (x + 0.618 * fallen.floor() + self.slant * (1.0 - up)).rem_euclid(1.0);
            let drift = if self.snow { 0.012 * (2.0 * t + 40.0 * y).sin() } else { 0.0 };
            let at = [left + (x + drift) * w, low + up * h];
            let (long, wide) = if self.snow { (0.001, 0.004) } else { (0.06, 0.0016) };
            let end = [at[0] - self.slant * long * near * w, at[1] + long * near * h];
            Shape::Streak(at, end, wide * near * h, (0.3 + 0.5 * near) as f32)
        };
        self.drops.iter().map(|d| drop(*d)).collect()
    }
}
