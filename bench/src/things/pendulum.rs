//! A rod or a weight on a rope that swings: freely, or against a post.

use crate::draw::Draw;
use crate::film::eye::Eye;
use crate::film::scene::{Contact, Thing};
use crate::film::scenery::{CLOTHS, WOODS};
use crate::film::shape::{Paint, Print, Shape};

/// A pendulum.
pub struct Pendulum {
    pivot: [f64; 2],
    length: f64,
    bob: f64,
    /// The angle at which it meets a post, if there is one.
    stop: Option<f64>,
    angles: Vec<f64>,
    contacts: Vec<Contact>,
    paint: [Paint; 2],
    post: Paint,
}

const STEP_S: f64 = 1.0 / 1000.0;

impl Pendulum {
    /// One that fits what is seen; `struck` says whether a post stands in its way.
    pub fn new(draw: &mut Draw, duration: f64, [width, height]: [f64; 2], struck: bool) -> Pendulum {
        let size = height.min(1.3 * width);
        let length = size * draw.between(0.42, 0.6);
        let bob = size * draw.between(0.04, 0.075);
        let pivot = [draw.between(-0.2, 0.2) * width, height * 0.34 + 0.48 * size];
        let stop = struck.then(|| draw.between(-0.1, 0.12));
        let paint = [
            Paint::rounded(draw.pick(&WOODS)),
            Paint::rounded(draw.pick(&CLOTHS)).printed(Print::Stripes(0.8 * bob, draw.pick(&CLOTHS))),
        ];
        let mut all = Pendulum {
            pivot,
            length,
            bob,
            stop,
            angles: Vec::new(),
            contacts: Vec::new(),
            paint,
            post: Paint::plain(draw.pick(&WOODS)),
        };
        all.swing(duration, draw.between(0.6, 1.1), draw.between(0.72, 0.92));
        all
    }

    fn swing(&mut self, duration: f64, from: f64, elastic: f64) {
        let (mut angle, mut speed) = (from, 0.0_f64);
        for i in 0..=(duration / STEP_S) as usize + 2 {
            self.angles.push(angle);
            speed -= (9.81 / self.length * angle.sin() + 0.05 * speed) * STEP_S;
            angle += speed * STEP_S;
            let Some(stop) = self.stop.filter(|s| angle < *s && speed < 0.0) else { continue };
            let into = -speed * self.length;
            (angle, speed) = (stop, -elastic * speed);
            if into > 0.15 {
                let (sin, cos) = stop.sin_cos();
                let at =
                    [self.pivot[0] + self.length * sin - self.bob, self.pivot[1] - self.length * cos, 0.0];
                self.contacts.push(Contact {
                    t: i as f64 * STEP_S,
                    at,
                    what: "hit",
                    fast: false,
                    clear: into > 0.45,
                });
            }
        }
    }
}

impl Thing for Pendulum {
    fn shapes(&self, t: f64, eye: &Eye) -> Vec<Shape> {
        let i = (t / STEP_S).clamp(0.0, (self.angles.len() - 2) as f64);
        let (a, b) = (self.angles[i as usize], self.angles[i as usize + 1]);
        let (sin, cos) = (a + i.fract() * (b - a)).sin_cos();
        let [x, y] = self.pivot;
        let end = [x + self.length * sin, y - self.length * cos];
        let mut all = Vec::new();
        if let Some(stop) = self.stop {
            let (sin, cos) = stop.sin_cos();
            let face = x + self.length * sin - self.bob;
            let top = y - self.length * cos + 1.6 * self.bob;
            let half = [0.5 * self.bob, top / 2.0];
            all.push(Shape::slab([face - half[0], half[1]], half, 0.0, self.post));
        }
        let bar = 1.6 * self.length;
        all.push(Shape::Limb([x - 0.25 * bar, y], [x + 0.25 * bar, y], [0.016 * bar; 2], self.post));
        all.push(Shape::Limb([x, y], end, [0.18 * self.bob; 2], self.paint[0]));
        all.push(Shape::Oval(end, [self.bob; 2], a, self.paint[1]));
        let flat = (eye.height / eye.distance).clamp(0.12, 0.6);
        all.insert(0, Shape::Shadow([end[0], 0.0], [2.0 * self.bob, 2.0 * self.bob * flat], 0.3));
        all
    }

    fn contacts(&self) -> Vec<Contact> {
        self.contacts.clone()
    }
}
