//! Plates, vases and panes that fall and break: one blow, then shards that scatter and settle.

use crate::draw::Draw;
use crate::film::eye::Eye;
use crate::film::scene::{Contact, Thing};
use crate::film::scenery::CLOTHS;
use crate::film::shape::{Paint, Print, Shape};
use crate::things::bounce::{Throw, shadow};
use crate::things::drop::placed;
use crate::things::tumble::{Body, Tumble};

/// Breakable objects that fall one after the other.
pub struct Shatter {
    falls: Vec<Fall>,
    duration: f64,
}

struct Fall {
    t: f64,
    breaks: f64,
    from: [f64; 2],
    angle: f64,
    spin: f64,
    whole: (Vec<[f64; 2]>, Paint),
    shards: Vec<(Vec<[f64; 2]>, Paint, Tumble)>,
    half: f64,
}

impl Shatter {
    /// Objects of a size fit for what is seen.
    pub fn new(draw: &mut Draw, throw: Throw) -> Shatter {
        let mut falls = Vec::new();
        let mut t = draw.between(0.3, 0.9);
        while t < throw.duration - 0.6 && falls.len() < 4 {
            falls.push(Fall::new(draw, t, throw));
            t += draw.between(1.3, 2.3);
        }
        Shatter { falls, duration: throw.duration }
    }
}

impl Fall {
    fn new(draw: &mut Draw, t: f64, throw: Throw) -> Fall {
        let [width, height] = throw.seen;
        let half = draw.between(0.07, 0.11) * height.min(1.4 * width);
        let tall = draw.between(0.7, 1.5);
        let outline: Vec<[f64; 2]> = (0..10)
            .map(|i| {
                let a = std::f64::consts::TAU * (f64::from(i) + 0.5) / 10.0;
                [half * a.cos(), tall * half * a.sin()]
            })
            .collect();
        let paint = Paint {
            grain: 6.0,
            ..Paint::plain(draw.pick(&[[222.0, 222.0, 216.0], [120.0, 160.0, 180.0], CLOTHS[7], CLOTHS[3]]))
        };
        let paint = paint.printed(Print::Stripes(0.5 * half, draw.pick(&[[240.0; 3], CLOTHS[1], CLOTHS[2]])));
        let from = [draw.between(-0.3, 0.3) * width, height * draw.between(0.85, 1.05)];
        let (angle, spin) = (draw.between(-0.6, 0.6), draw.between(-2.0, 2.0));
        let low = |s: f64| {
            let (sin, cos) = (angle + spin * s).sin_cos();
            outline.iter().map(|c| c[0] * sin + c[1] * cos).fold(f64::MAX, f64::min)
        };
        let gravity = 9.81 / throw.slow / throw.slow;
        let mut s = 0.0;
        while from[1] - 0.5 * gravity * s * s + low(s) > 0.0 {
            s += 0.0002;
        }
        let mut fall =
            Fall { t, breaks: t + s, from, angle, spin, whole: (outline, paint), shards: Vec::new(), half };
        let place = [from[0], from[1] - 0.5 * gravity * s * s, angle + spin * s];
        fall.scatter(draw, place, gravity * s, (gravity, throw.duration));
        fall
    }

    fn scatter(
        &mut self,
        draw: &mut Draw,
        [x, y, angle]: [f64; 3],
        speed: f64,
        (gravity, duration): (f64, f64),
    ) {
        let (outline, paint) = self.whole.clone();
        let n = outline.len();
        for i in 0..n {
            let wedge = [[0.0, 0.0], outline[i], outline[(i + 1) % n]];
            let middle = [0, 1].map(|c| wedge.iter().map(|p| p[c]).sum::<f64>() / 3.0);
            let corners = wedge.iter().map(|p| [p[0] - middle[0], p[1] - middle[1]]).collect::<Vec<_>>();
            let (sin, cos) = angle.sin_cos();
            let off = [middle[0] * cos - middle[1] * sin, middle[0] * sin + middle[1] * cos];
            let out = off[0] / self.half;
            let body = Body {
                corners: corners.clone(),
                at: [x + off[0], (y + off[1]).max(0.01)],
                angle,
                speed: [speed * (0.35 * out + 0.12 * draw.bell()), speed * draw.between(0.02, 0.4)],
                spin: draw.between(-14.0, 14.0),
                elastic: 0.25,
                grip: 0.5,
            };
            let tumble = Tumble::new(body, gravity, (duration - self.breaks).max(0.1) + 0.1);
            self.shards.push((corners, paint.lit(draw.between(0.8, 1.1) as f32), tumble));
        }
    }
}

impl Thing for Shatter {
    fn shapes(&self, t: f64, eye: &Eye) -> Vec<Shape> {
        let mut all = Vec::new();
        for fall in self.falls.iter().filter(|f| t >= f.t) {
            let s = t.min(fall.breaks) - fall.t;
            if t < fall.breaks {
                let drop = fall.shards[0].2.pose(0.0)[1];
                let part = (fall.breaks - fall.t).max(1e-6);
                // The fall's parabola, by the share of its time.
                let y = fall.from[1] + (drop - fall.from[1]) * (s / part).powi(2);
                all.push(shadow([fall.from[0], (y - fall.half).max(0.0), 0.0], fall.half, 0.5, eye));
                all.push(placed(&fall.whole, [fall.from[0], y, 0.0], fall.angle + fall.spin * s, eye));
                continue;
            }
            for (corners, paint, tumble) in &fall.shards {
                let [x, y, angle] = tumble.pose(t - fall.breaks);
                all.push(placed(&(corners.clone(), *paint), [x, y, 0.0], angle, eye));
            }
        }
        all
    }

    fn contacts(&self) -> Vec<Contact> {
        let of = |fall: &Fall| {
            let blow = Contact {
                t: fall.breaks,
                at: [fall.from[0], 0.0, 0.0],
                what: "break",
                fast: false,
                clear: true,
            };
            let shards = fall.shards.iter().flat_map(move |(.., tumble)| {
                tumble.blows.iter().filter(|b| b.speed > 0.5 && b.t > 0.05).map(move |b| Contact {
                    t: fall.breaks + b.t,
                    at: [b.x, 0.0, 0.0],
                    what: "shard",
                    fast: false,
                    clear: false,
                })
            });
            std::iter::once(blow).chain(shards).collect::<Vec<_>>()
        };
        self.falls.iter().flat_map(of).filter(|c| c.t < self.duration).collect()
    }

    fn label(&self) -> Option<&'static str> {
        Some("cup")
    }
}
