//! Balls under gravity: thrown in, bouncing until they lie still or have left.

use crate::draw::Draw;
use crate::film::eye::Eye;
use crate::film::scene::{Contact, Thing};
use crate::film::scenery::CLOTHS;
use crate::film::shape::{Paint, Print, Shape};

/// A ball that is thrown in as often as the time allows.
pub struct Bouncer {
    radius: f64,
    z: f64,
    paint: Paint,
    flights: Vec<Flight>,
    contacts: Vec<Contact>,
    shadow: f64,
}

struct Flight {
    t0: f64,
    t1: f64,
    at: [f64; 2],
    speed: [f64; 2],
    gravity: f64,
    spin: f64,
}

/// What the thrower is given.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Throw {
    /// Seconds that must be filled.
    pub duration: f64,
    /// Width and height of what is seen, metres.
    pub seen: [f64; 2],
    /// How many times slower than life.
    pub slow: f64,
    /// Behind the stage, metres.
    pub z: f64,
}

/// Landings slower than this, metres a second, are too soft to be sure of, and then too soft to count.
const SOFT: [f64; 2] = [0.75, 0.4];

impl Bouncer {
    /// A ball of a size fit for what is seen.
    pub fn new(draw: &mut Draw, throw: Throw) -> Bouncer {
        let [width, height] = throw.seen;
        let radius = draw.between(0.035, 0.075) * height.min(1.3 * width);
        let second = draw.pick(&CLOTHS);
        let print =
            draw.pick(&[Print::Plain, Print::Stripes(0.7 * radius, second), Print::Checks(radius, second)]);
        let paint = Paint::rounded(draw.pick(&CLOTHS)).printed(print);
        let shadow = draw.between(0.35, 0.6);
        let mut ball =
            Bouncer { radius, z: throw.z, paint, flights: Vec::new(), contacts: Vec::new(), shadow };
        let elastic = draw.between(0.6, 0.86);
        let mut t = draw.between(-0.2, 0.3);
        while t < throw.duration {
            t = ball.throw(draw, t, &throw, elastic) + draw.between(0.3, 0.8);
        }
        ball.contacts.retain(|c| c.t < throw.duration);
        ball
    }

    /// One throw; says when it is over.
    fn throw(&mut self, draw: &mut Draw, t0: f64, throw: &Throw, elastic: f64) -> f64 {
        let ([width, height], r) = (throw.seen, self.radius);
        let gravity = 9.81 / throw.slow / throw.slow;
        let side = if draw.chance(0.5) { 1.0 } else { -1.0 };
        let mut at = [-side * draw.between(0.1, 0.42) * width, draw.between(0.75, 1.15) * height];
        let mut speed = [side * draw.between(0.06, 0.34) * width / throw.slow, draw.between(-0.6, 0.4)];
        let mut t = t0;
        loop {
            let down = (speed[1] + (speed[1] * speed[1] + 2.0 * gravity * (at[1] - r)).sqrt()) / gravity;
            self.flights.push(Flight { t0: t, t1: t + down, at, speed, gravity, spin: -speed[0] / r });
            t += down;
            at = [at[0] + speed[0] * down, r];
            let landing = gravity * down - speed[1];
            let hidden = at[0].abs() > 0.6 * width;
            if landing * throw.slow < SOFT[1] || hidden || down < 0.07 {
                break t;
            }
            let clear = landing * throw.slow > SOFT[0] && down > 0.11;
            self.contacts.push(Contact { t, at: [at[0], 0.0, throw.z], what: "bounce", fast: false, clear });
            speed = [speed[0] * 0.93, elastic * draw.between(0.95, 1.03) * landing];
        }
    }

    fn state(&self, t: f64) -> Option<([f64; 2], f64)> {
        let next = self.flights.partition_point(|f| f.t0 <= t);
        let f = self.flights.get(next.checked_sub(1)?)?;
        let s = t - f.t0;
        let on = s.min(f.t1 - f.t0);
        let at = [f.at[0] + f.speed[0] * s, f.at[1] + f.speed[1] * on - 0.5 * f.gravity * on * on];
        Some((at, f.spin * s))
    }
}

impl Thing for Bouncer {
    fn shapes(&self, t: f64, eye: &Eye) -> Vec<Shape> {
        let Some((at, spin)) = self.state(t) else { return Vec::new() };
        vec![
            shadow([at[0], at[1] - self.radius, self.z], self.radius, self.shadow, eye),
            ball([at[0], at[1], self.z], self.radius, spin, (self.paint, eye)),
        ]
    }

    fn contacts(&self) -> Vec<Contact> {
        self.contacts.clone()
    }

    fn label(&self) -> Option<&'static str> {
        Some("ball")
    }
}

/// A round thing in space.
pub fn ball(p: [f64; 3], radius: f64, spin: f64, (paint, eye): (Paint, &Eye)) -> Shape {
    let (at, k) = eye.project(p);
    Shape::Oval(at, [radius * k; 2], spin, paint)
}

/// The shadow on the floor under a thing: softer and wider the higher it is.
pub fn shadow([x, y, z]: [f64; 3], half: f64, dark: f64, eye: &Eye) -> Shape {
    let high = (y / half).max(0.0);
    let (at, k) = eye.project([x + 0.15 * y, 0.0, z + 0.1 * half]);
    let wide = half * k * (1.35 + 0.15 * high);
    let flat = (eye.height / eye.distance).clamp(0.12, 0.6);
    Shape::Shadow(at, [wide, wide * flat], dark / (1.0 + 0.18 * high))
}
