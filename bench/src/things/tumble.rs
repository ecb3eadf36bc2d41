//! A rigid body in the plane that falls on a floor: corners strike, slip and come to rest.

/// A body's corners about its middle, and how it moves.
#[derive(Debug, Clone, PartialEq)]
pub struct Body {
    /// Corners about the middle, metres.
    pub corners: Vec<[f64; 2]>,
    /// Middle.
    pub at: [f64; 2],
    /// Radians.
    pub angle: f64,
    /// Metres a second.
    pub speed: [f64; 2],
    /// Radians a second.
    pub spin: f64,
    /// Share of speed that a hit gives back.
    pub elastic: f64,
    /// Friction.
    pub grip: f64,
}

/// A blow of a corner on the floor.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Blow {
    /// Seconds.
    pub t: f64,
    /// Where along the floor.
    pub x: f64,
    /// Metres a second into the floor.
    pub speed: f64,
}

/// Where a body is over time, and its blows.
#[derive(Debug, Clone, PartialEq)]
pub struct Tumble {
    poses: Vec<[f64; 3]>,
    /// In order.
    pub blows: Vec<Blow>,
}

const STEP_S: f64 = 1.0 / 4000.0;
const POSE: usize = 8;
/// Blows nearer than this to one another are heard, and seen, as one.
const TOGETHER_S: f64 = 0.045;

impl Tumble {
    /// Lets a body fall for `duration` seconds under `gravity`.
    pub fn new(mut body: Body, gravity: f64, duration: f64) -> Tumble {
        let mut tumble = Tumble { poses: Vec::new(), blows: Vec::new() };
        let inertia = body.inertia();
        for i in 0..=(duration / STEP_S) as usize {
            if i % POSE == 0 {
                tumble.poses.push([body.at[0], body.at[1], body.angle]);
            }
            body.speed[1] -= gravity * STEP_S;
            body.land(inertia, i as f64 * STEP_S, &mut tumble.blows);
            body.at = [body.at[0] + body.speed[0] * STEP_S, body.at[1] + body.speed[1] * STEP_S];
            body.angle += body.spin * STEP_S;
        }
        tumble.blows = together(&tumble.blows);
        tumble
    }

    /// Middle and angle at a time since the fall began.
    pub fn pose(&self, t: f64) -> [f64; 3] {
        let i = (t / STEP_S / POSE as f64).clamp(0.0, (self.poses.len() - 2) as f64);
        let (a, b) = (self.poses[i as usize], self.poses[i as usize + 1]);
        [0, 1, 2].map(|k| a[k] + i.fract() * (b[k] - a[k]))
    }
}

impl Body {
    /// Of a unit of mass: that of the corners, a little inwards.
    fn inertia(&self) -> f64 {
        let square: f64 = self.corners.iter().map(|c| c[0] * c[0] + c[1] * c[1]).sum();
        0.62 * square / self.corners.len() as f64
    }

    fn land(&mut self, inertia: f64, t: f64, blows: &mut Vec<Blow>) {
        let (sin, cos) = self.angle.sin_cos();
        let mut deepest = 0.0_f64;
        for i in 0..self.corners.len() {
            let [x, y] = self.corners[i];
            let r = [x * cos - y * sin, x * sin + y * cos];
            let depth = -(self.at[1] + r[1]);
            deepest = deepest.max(depth);
            let into = -(self.speed[1] + self.spin * r[0]);
            if depth < 0.0 || into <= 0.0 {
                continue;
            }
            let elastic = if into > 0.25 { self.elastic } else { 0.0 };
            let push = (1.0 + elastic) * into / (1.0 + r[0] * r[0] / inertia);
            let along = self.speed[0] - self.spin * r[1];
            let most = self.grip * push;
            let drag = (-along / (1.0 + r[1] * r[1] / inertia)).clamp(-most, most);
            self.speed = [self.speed[0] + drag, self.speed[1] + push];
            self.spin += (r[0] * push - r[1] * drag) / inertia;
            if into > 0.12 {
                blows.push(Blow { t, x: self.at[0] + r[0], speed: into });
            }
        }
        self.at[1] += 0.2 * deepest;
        if deepest > 0.0 && self.speed[0].hypot(self.speed[1]) < 0.04 && self.spin.abs() < 0.4 {
            (self.speed, self.spin) = ([0.0; 2], 0.8 * self.spin);
        }
    }
}

/// Joins blows that follow one another at once: the first one's time, the strongest one's place and speed.
fn together(blows: &[Blow]) -> Vec<Blow> {
    let mut joined: Vec<Blow> = Vec::new();
    let mut last = f64::MIN;
    for blow in blows {
        match joined.last_mut() {
            Some(before) if blow.t - last < TOGETHER_S => {
                if blow.speed > before.speed {
                    (before.speed, before.x) = (blow.speed, blow.x);
                }
            }
            _ => joined.push(*blow),
        }
        last = blow.t;
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dropped_box_strikes_when_gravity_says_and_comes_to_rest() {
        let corners = vec![[-0.1, -0.1], [0.1, -0.1], [0.1, 0.1], [-0.1, 0.1]];
        let body =
            Body { corners, at: [0.0, 1.1], angle: 0.0, speed: [0.0; 2], spin: 0.0, elastic: 0.3, grip: 0.4 };
        let tumble = Tumble::new(body, 9.81, 3.0);
        let first = tumble.blows[0];
        assert!((first.t - (2.0 / 9.81_f64).sqrt()).abs() < 0.002, "{first:?}");
        assert!((first.speed - (2.0 * 9.81_f64).sqrt()).abs() < 0.05, "{first:?}");
        assert!(tumble.blows.len() < 6 && tumble.blows.iter().all(|b| b.t < 1.5), "{:?}", tumble.blows);
        assert!((tumble.pose(3.0)[1] - 0.1).abs() < 0.01);
    }
}
