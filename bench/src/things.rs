//! Things that make contacts at known times: a ball under gravity, a hammer on a block. Lengths in frame heights, time in
//! seconds, y downwards.

pub mod bounce;
pub mod clap;
pub mod cloth;
pub mod door;
pub mod drop;
pub mod element;
pub mod figure;
pub mod gait;
pub mod passer;
pub mod pendulum;
pub mod roll;
pub mod shatter;
pub mod stroke;
pub mod tumble;

use crate::draw::Draw;

/// A ball that falls and bounces on a floor, again and again.
pub struct Ball {
    /// Radius.
    pub radius: f64,
    /// Height of the floor.
    pub floor: f64,
    flights: Vec<Flight>,
}

struct Flight {
    t0: f64,
    t1: f64,
    x: f64,
    speed_x: f64,
    y: f64,
    speed_y: f64,
    gravity: f64,
}

/// Slower landings make no sound worth the name, frame heights a second.
const QUIET: f64 = 0.45;

impl Ball {
    /// A ball thrown in as often as `duration` needs, and the times at which it lands.
    pub fn new(draw: &mut Draw, duration: f64, aspect: f64) -> (Ball, Vec<f64>) {
        let radius = draw.between(0.05, 0.09);
        let floor = draw.between(0.8, 0.9);
        let mut ball = Ball { radius, floor, flights: Vec::new() };
        let mut lands = Vec::new();
        let mut t = draw.between(0.1, 0.4);
        while t < duration {
            t = ball.throw(draw, t, aspect, &mut lands) + draw.between(0.25, 0.6);
        }
        lands.retain(|t| *t < duration - 0.15);
        (ball, lands)
    }

    /// One throw from above the picture; says when it is over.
    fn throw(&mut self, draw: &mut Draw, t0: f64, aspect: f64, lands: &mut Vec<f64>) -> f64 {
        let gravity = draw.between(2.2, 4.5);
        let bounce = draw.between(0.68, 0.86);
        let (mut t, mut x, mut y) = (t0, draw.between(0.15, 0.4) * aspect, -self.radius);
        let (speed_x, mut speed_y) = (draw.between(0.05, 0.3), draw.between(0.0, 0.4));
        let ground = self.floor - self.radius;
        loop {
            let down = ((speed_y * speed_y + 2.0 * gravity * (ground - y)).sqrt() - speed_y) / gravity;
            self.flights.push(Flight { t0: t, t1: t + down, x, speed_x, y, speed_y, gravity });
            t += down;
            (x, y) = (x + speed_x * down, ground);
            let landing = speed_y + gravity * down;
            if landing < QUIET || x > aspect - 2.0 * self.radius {
                break;
            }
            lands.push(t);
            speed_y = -bounce * landing;
        }
        t
    }

    /// Centre at a time, if the ball is in the picture: in flight, or at rest for a moment after.
    pub fn at(&self, t: f64) -> Option<[f64; 2]> {
        let next = self.flights.partition_point(|f| f.t0 <= t);
        let f = self.flights.get(next.checked_sub(1)?)?;
        let s = t.min(f.t1) - f.t0;
        (t < f.t1 + 0.2).then_some([f.x + f.speed_x * s, f.y + f.speed_y * s + 0.5 * f.gravity * s * s])
    }
}

/// A hammer that turns about a pivot and strikes a block from above.
pub struct Hammer {
    /// Where the handle turns.
    pub pivot: [f64; 2],
    /// From pivot to head.
    pub length: f64,
    /// Half width and half height of the head.
    pub head: [f64; 2],
    strokes: Vec<f64>,
    swing_s: f64,
    lift: f64,
}

impl Hammer {
    /// A hammer, and the times of its blows.
    pub fn new(draw: &mut Draw, duration: f64, aspect: f64) -> (Hammer, Vec<f64>) {
        let regular = draw.unit() < 0.4;
        let every = draw.between(0.55, 1.0);
        let mut strokes = Vec::new();
        let mut t = draw.between(0.5, 0.9);
        while t < duration - 0.2 {
            strokes.push(t);
            t += if regular { every } else { every * draw.between(0.8, 1.6) };
        }
        let hammer = Hammer {
            pivot: [draw.between(0.3, 0.4) * aspect, draw.between(0.5, 0.62)],
            length: draw.between(0.38, 0.5),
            head: [draw.between(0.04, 0.06), draw.between(0.07, 0.1)],
            strokes: strokes.clone(),
            swing_s: draw.between(0.12, 0.2),
            lift: draw.between(0.7, 1.1),
        };
        (hammer, strokes)
    }

    /// Angle at a time, radians: 0 on the block, positive above it.
    pub fn angle(&self, t: f64) -> f64 {
        let next = self.strokes.iter().find(|s| **s >= t);
        let last = self.strokes.iter().rev().find(|s| **s < t);
        let before = next.map_or(self.lift, |s| {
            let to_go = (s - t) / self.swing_s;
            if to_go < 1.0 { self.lift * (1.0 - (1.0 - to_go).powi(2)) } else { self.lift }
        });
        let after = last.map_or(self.lift, |s| {
            // A small rebound that the hand lays back without a second knock, a rest on the block, then the lift.
            let (since, lift_s) = (t - s, 0.28);
            let rebound = 0.05 * (std::f64::consts::PI * (since / 0.14).min(1.0)).sin().powi(2);
            let lifted = ((since - 0.16) / lift_s).clamp(0.0, 1.0);
            rebound + self.lift * lifted * lifted * (3.0 - 2.0 * lifted)
        });
        before.min(after)
    }

    /// Centre of the head at a time.
    pub fn head_at(&self, t: f64) -> [f64; 2] {
        let a = self.angle(t);
        [self.pivot[0] + self.length * a.cos(), self.pivot[1] - self.length * a.sin()]
    }

    /// Top of the block that is struck, under the head's lowest place.
    pub fn block(&self) -> [f64; 2] {
        [self.pivot[0] + self.length, self.pivot[1] + self.head[1]]
    }
}
