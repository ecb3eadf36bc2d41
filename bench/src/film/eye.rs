//! Where the camera stands, what it looks at, and how it moves. Metres, y upwards, z away from the camera; the stage is z = 0.

use crate::draw::Draw;
use std::f64::consts::TAU;

/// Where the camera stands: it sees the stage in true size and everything behind it smaller.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Eye {
    /// From the stage, metres.
    pub distance: f64,
    /// Above the floor, metres.
    pub height: f64,
}

impl Eye {
    /// A point's place on the stage plane, and how large things look there.
    pub fn project(&self, [x, y, z]: [f64; 3]) -> ([f64; 2], f64) {
        let k = self.distance / (self.distance + z).max(0.3);
        ([x * k, self.height + (y - self.height) * k], k)
    }
}

/// What the camera looks at, at one moment.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Aim {
    /// The point of the stage plane in the middle of the picture.
    pub at: [f64; 2],
    /// Metres of the stage plane from the picture's lower to its upper edge.
    pub view: f64,
    /// Radians.
    pub roll: f64,
}

impl Aim {
    /// A point of the stage plane in the picture: 0..1 from the left and from the top.
    pub fn place(&self, p: [f64; 2], aspect: f64) -> [f64; 2] {
        let (sin, cos) = self.roll.sin_cos();
        let (dx, dy) = (p[0] - self.at[0], p[1] - self.at[1]);
        let (x, y) = (dx * cos + dy * sin, dy * cos - dx * sin);
        [0.5 + x / (self.view * aspect), 0.5 - y / self.view]
    }
}

/// A move of the camera.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Move {
    /// At an even speed, metres a second.
    Slide([f64; 2]),
    /// By so many metres between two times, soft at both ends.
    Swing([f64; 2], [f64; 2]),
    /// To and fro: metres each way, seconds of a period, phase.
    Sway([f64; 2], f64, f64),
    /// The view becomes so many times as large between two times.
    Zoom(f64, [f64; 2]),
}

/// A camera with its moves and the unrest of the hand that holds it.
#[derive(Debug, Clone, PartialEq)]
pub struct Camera {
    /// Where it begins.
    pub aim: Aim,
    /// How it moves.
    pub moves: Vec<Move>,
    /// Root mean square of the shake, picture heights.
    pub shake: f64,
    tremor: Vec<[f64; 5]>,
}

impl Camera {
    /// A camera on a tripod.
    pub fn new(draw: &mut Draw, at: [f64; 2], view: f64) -> Camera {
        let tremor = (0..9)
            .map(|i| {
                let hertz = draw.between(0.3, 0.9) * (1.0 + 0.9 * f64::from(i));
                let phase = |draw: &mut Draw| draw.between(0.0, TAU);
                [hertz, phase(draw), phase(draw), phase(draw), 1.0 / (0.6 + hertz)]
            })
            .collect();
        Camera { aim: Aim { at, view, roll: 0.0 }, moves: Vec::new(), shake: 0.0, tremor }
    }

    /// Whether it never moves.
    pub fn still(&self) -> bool {
        self.shake == 0.0 && self.moves.is_empty()
    }

    /// What it looks at, at a time.
    pub fn aim(&self, t: f64) -> Aim {
        let mut aim = self.aim;
        for m in &self.moves {
            m.apply(t, &mut aim);
        }
        let total = self.tremor.iter().map(|s| 0.5 * s[4] * s[4]).sum::<f64>().sqrt();
        let sway = |k: usize| {
            let sum: f64 = self.tremor.iter().map(|s| s[4] * (TAU * s[0] * t + s[k]).sin()).sum();
            sum / total * self.shake
        };
        aim.at[0] += sway(1) * aim.view;
        aim.at[1] += sway(2) * aim.view;
        aim.roll += 0.45 * sway(3);
        aim
    }
}

impl Move {
    fn apply(self, t: f64, aim: &mut Aim) {
        match self {
            Move::Slide(speed) => shift(aim, speed, t),
            Move::Swing(by, [t0, t1]) => shift(aim, by, soft((t - t0) / (t1 - t0))),
            Move::Sway(by, period, phase) => shift(aim, by, (TAU * t / period + phase).sin()),
            Move::Zoom(factor, [t0, t1]) => aim.view *= factor.powf(soft((t - t0) / (t1 - t0))),
        }
    }
}

fn shift(aim: &mut Aim, by: [f64; 2], times: f64) {
    aim.at[0] += by[0] * times;
    aim.at[1] += by[1] * times;
}

/// From 0 to 1, at an even speed but for a soft start and end.
pub fn soft(x: f64) -> f64 {
    let (x, edge) = (x.clamp(0.0, 1.0), 0.15);
    let rise = |x: f64| x * x / (2.0 * edge);
    let raw = if x < edge {
        rise(x)
    } else if x > 1.0 - edge {
        1.0 - edge - rise(1.0 - x)
    } else {
        x - edge / 2.0
    };
    raw / (1.0 - edge)
}
