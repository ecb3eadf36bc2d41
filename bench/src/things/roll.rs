//! Things that roll or slide along a line: against posts, against one another.

use crate::draw::Draw;
use crate::film::eye::Eye;
use crate::film::scene::{Contact, Thing};
use crate::film::scenery::{CLOTHS, WOODS};
use crate::film::shape::{Paint, Print, Shape};
use crate::things::bounce::{Throw, ball, shadow};

/// Bodies on a line between two posts.
pub struct Rollers {
    bodies: Vec<Roller>,
    posts: [f64; 2],
    post: (f64, Paint),
    z: f64,
    /// Places of the bodies, every `POSE_S`.
    poses: Vec<Vec<f64>>,
    contacts: Vec<Contact>,
    size: f64,
}

#[derive(Clone)]
struct Roller {
    x: f64,
    speed: f64,
    half: f64,
    mass: f64,
    round: bool,
    paint: Paint,
}

const STEP_S: f64 = 1.0 / 2000.0;
const POSE: usize = 8;
const SOFT: [f64; 2] = [0.3, 0.12];

impl Rollers {
    /// One ball that runs against a post, and back.
    pub fn alone(draw: &mut Draw, throw: Throw) -> Rollers {
        Rollers::with(draw, throw, 1)
    }

    /// Two or three bodies that meet.
    pub fn meeting(draw: &mut Draw, throw: Throw) -> Rollers {
        let many = if draw.chance(0.35) { 3 } else { 2 };
        Rollers::with(draw, throw, many)
    }

    fn with(draw: &mut Draw, throw: Throw, many: usize) -> Rollers {
        let size = throw.seen[1].min(1.3 * throw.seen[0]);
        let wide = throw.seen[0] * if many == 1 { draw.between(0.2, 0.38) } else { draw.between(0.3, 0.42) };
        let round = many == 1 || draw.chance(0.65);
        let mut bodies: Vec<Roller> = (0..many).map(|_| Roller::new(draw, size, round)).collect();
        for (i, body) in bodies.iter_mut().enumerate() {
            body.x = wide * (2.0 * (i as f64 + 1.0) / (many as f64 + 1.0) - 1.0) * 1.2;
            body.speed = throw.seen[0] * draw.between(0.6, 1.2) * if i % 2 == 0 { 1.0 } else { -1.0 };
        }
        if many == 1 {
            bodies[0].x = -wide + bodies[0].half;
        } else if draw.chance(0.4) {
            // The second one waits to be struck.
            bodies[1].speed = 0.0;
        }
        let post = (
            draw.between(0.14, 0.3) * size,
            Paint::plain(draw.pick(&WOODS)).printed(Print::Stripes(0.03, draw.pick(&WOODS))),
        );
        let mut rollers = Rollers {
            bodies,
            posts: [-wide, wide],
            post,
            z: throw.z,
            poses: Vec::new(),
            contacts: Vec::new(),
            size,
        };
        let elastic = draw.between(0.65, 0.88);
        rollers.run(draw, throw, elastic);
        rollers
    }

    fn run(&mut self, draw: &mut Draw, throw: Throw, elastic: f64) {
        let mut bodies = self.bodies.clone();
        let drag = draw.between(0.02, 0.09) * throw.seen[0];
        let still = draw.between(0.3, 0.8);
        let mut rest = 0.0;
        for i in 0..=(throw.duration / STEP_S) as usize {
            if i % POSE == 0 {
                self.poses.push(bodies.iter().map(|b| b.x).collect());
            }
            for body in &mut bodies {
                body.x += body.speed * STEP_S;
                body.speed -= body.speed.signum() * (drag * STEP_S).min(body.speed.abs());
            }
            self.meet(&mut bodies, i as f64 * STEP_S, elastic);
            // Somebody out of the picture gives another push when all lies still.
            rest = if bodies.iter().all(|b| b.speed.abs() < 0.02) { rest + STEP_S } else { 0.0 };
            if rest > still {
                let sign = if bodies[0].x < 0.0 { 1.0 } else { -1.0 };
                bodies[0].speed = sign * throw.seen[0] * draw.between(0.6, 1.1);
                rest = 0.0;
            }
        }
    }

    fn meet(&mut self, bodies: &mut [Roller], t: f64, elastic: f64) {
        for i in 0..bodies.len() {
            let b = &mut bodies[i];
            let into = [-b.speed, b.speed];
            let gap = [b.x - b.half - self.posts[0], self.posts[1] - b.x - b.half];
            for side in 0..2 {
                if gap[side] < 0.0 && into[side] > 0.0 {
                    (b.speed, b.x) =
                        (-elastic * b.speed, b.x + gap[side] * if side == 0 { -1.0 } else { 1.0 });
                    self.strike(t, self.posts[side], into[side]);
                }
            }
            let Some(c) = bodies.get(i + 1).cloned() else { continue };
            let b = &mut bodies[i];
            let (into, gap) = (b.speed - c.speed, c.x - c.half - b.x - b.half);
            if gap < 0.0 && into > 0.0 {
                let push = (1.0 + elastic) * into * b.mass * c.mass / (b.mass + c.mass);
                let at = b.x + b.half;
                (b.speed, b.x) = (b.speed - push / b.mass, b.x + 0.5 * gap);
                (bodies[i + 1].speed, bodies[i + 1].x) = (c.speed + push / c.mass, c.x - 0.5 * gap);
                self.strike(t, at, into);
            }
        }
    }

    fn strike(&mut self, t: f64, x: f64, into: f64) {
        if into > SOFT[1] {
            let y = self.bodies[0].half;
            let what = if self.bodies.len() > 1 { "collide" } else { "roll" };
            self.contacts.push(Contact {
                t,
                at: [x, y, self.z],
                what,
                fast: false,
                clear: into > SOFT[0] * self.size,
            });
        }
    }

    fn places(&self, t: f64) -> Vec<f64> {
        let i = (t / STEP_S / POSE as f64).clamp(0.0, (self.poses.len() - 2) as f64);
        let (a, b) = (&self.poses[i as usize], &self.poses[i as usize + 1]);
        a.iter().zip(b).map(|(a, b)| a + i.fract() * (b - a)).collect()
    }
}

impl Roller {
    fn new(draw: &mut Draw, size: f64, round: bool) -> Roller {
        let half = size * draw.between(0.05, 0.1);
        let print = if draw.chance(0.7) {
            Print::Stripes(0.7 * half, draw.pick(&CLOTHS))
        } else {
            Print::Checks(half, draw.pick(&CLOTHS))
        };
        let paint = if round {
            Paint::rounded(draw.pick(&CLOTHS)).printed(print)
        } else {
            Paint::plain(draw.pick(&CLOTHS))
        };
        Roller { x: 0.0, speed: 0.0, half, mass: half * half, round, paint }
    }

    fn shapes(&self, x: f64, z: f64, eye: &Eye) -> Vec<Shape> {
        let h = self.half;
        let shade = shadow([x, 0.0, z], h, 0.5, eye);
        if self.round {
            return vec![shade, ball([x, h, z], h, -x / h, (self.paint, eye))];
        }
        let (at, k) = eye.project([x, 1.15 * h, z]);
        let wheel = |side: f64| {
            ball(
                [x + 0.6 * side * h, 0.25 * h, z],
                0.25 * h,
                -4.0 * x / h,
                (Paint::rounded([40.0; 3]).printed(Print::Checks(0.25 * h, [120.0; 3])), eye),
            )
        };
        vec![shade, Shape::slab(at, [h * k, 0.75 * h * k], 0.0, self.paint), wheel(-1.0), wheel(1.0)]
    }
}

impl Thing for Rollers {
    fn shapes(&self, t: f64, eye: &Eye) -> Vec<Shape> {
        let (tall, paint) = self.post;
        let wide = 0.03 * self.size;
        let post = |(x, side): (f64, f64)| {
            let (at, k) = eye.project([x + side * wide, tall / 2.0, self.z]);
            [
                shadow([x + side * wide, 0.0, self.z], 2.0 * wide, 0.5, eye),
                Shape::slab(at, [wide * k, tall / 2.0 * k], 0.0, paint),
            ]
        };
        let mut all: Vec<Shape> =
            [(self.posts[0], -1.0), (self.posts[1], 1.0)].into_iter().flat_map(post).collect();
        for (body, x) in self.bodies.iter().zip(self.places(t)) {
            all.extend(body.shapes(x, self.z, eye));
        }
        all
    }

    fn contacts(&self) -> Vec<Contact> {
        self.contacts.clone()
    }

    fn label(&self) -> Option<&'static str> {
        self.bodies[0].round.then_some("ball")
    }
}
