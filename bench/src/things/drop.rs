//! Dropped objects: boxes, books, bricks, bottles, cups, sticks; a hand lets go or they fall into the picture.

use crate::draw::Draw;
use crate::film::eye::Eye;
use crate::film::scene::{Contact, Thing};
use crate::film::scenery::{CLOTHS, WOODS};
use crate::film::shape::{Paint, Print, Shape, turned};
use crate::things::bounce::{Throw, shadow};
use crate::things::tumble::{Blow, Body, Tumble};

/// Objects that are dropped one after the other and stay where they come to rest.
pub struct Drops {
    falls: Vec<Fall>,
    slow: f64,
    duration: f64,
    label: &'static str,
}

struct Fall {
    t: f64,
    tumble: Tumble,
    parts: Vec<(Vec<[f64; 2]>, Paint)>,
    half: [f64; 2],
    held: bool,
    z: f64,
}

/// Kinds of object with their half width and half height, metres.
const KINDS: [(&str, [f64; 2]); 6] = [
    ("box", [0.13, 0.1]),
    ("book", [0.12, 0.025]),
    ("brick", [0.11, 0.045]),
    ("bottle", [0.036, 0.13]),
    ("cup", [0.045, 0.05]),
    ("stick", [0.28, 0.018]),
];

impl Drops {
    /// Objects of a size fit for what is seen.
    pub fn new(draw: &mut Draw, throw: Throw) -> Drops {
        let (kind, half) = draw.pick(&KINDS);
        let size = throw.seen[1].min(1.5 * throw.seen[0]) * draw.between(0.55, 0.9);
        let half = half.map(|h| h * size * if kind == "cup" || kind == "book" { 1.4 } else { 1.0 });
        let mut falls = Vec::new();
        let mut t = draw.between(0.25, 0.7);
        while t < throw.duration - 0.5 && falls.len() < 6 {
            falls.push(Fall::new(draw, t, &throw, (kind, half)));
            t += draw.between(1.0, 2.0);
        }
        let label = if matches!(kind, "bottle" | "cup" | "book") { kind } else { "box" };
        Drops { falls, slow: throw.slow, duration: throw.duration, label }
    }
}

impl Fall {
    fn new(draw: &mut Draw, t: f64, throw: &Throw, (kind, half): (&str, [f64; 2])) -> Fall {
        let [width, height] = throw.seen;
        let held = draw.chance(0.5);
        let top = if held { draw.between(0.4, 0.62) } else { draw.between(0.85, 1.05) };
        let thrown = if held { 0.0 } else { draw.between(-0.5, 0.5) };
        let body = Body {
            corners: outline(kind, half),
            at: [draw.between(-0.32, 0.32) * width, top * height],
            angle: draw.between(-0.6, 0.6),
            speed: [thrown, 0.0],
            spin: if held { draw.between(-0.8, 0.8) } else { draw.between(-3.0, 3.0) },
            elastic: draw.between(0.12, 0.36),
            grip: 0.45,
        };
        let tumble = Tumble::new(body, 9.81, (throw.duration - t).max(0.1) / throw.slow + 0.1);
        Fall {
            t,
            tumble,
            parts: dressed(draw, kind, half),
            half,
            held,
            z: throw.z + draw.between(-0.1, 0.25) * height * 0.3,
        }
    }

    fn since(&self, t: f64, slow: f64) -> f64 {
        ((t - self.t) / slow).max(0.0)
    }
}

impl Thing for Drops {
    fn shapes(&self, t: f64, eye: &Eye) -> Vec<Shape> {
        let mut all = Vec::new();
        let mut falls: Vec<&Fall> =
            self.falls.iter().filter(|f| t > f.t - if f.held { 1.0 } else { 0.0 }).collect();
        falls.sort_by(|a, b| b.z.total_cmp(&a.z));
        for fall in falls {
            let [x, y, angle] = fall.tumble.pose(fall.since(t, self.slow));
            // Before it is let go, the hand brings it in from above.
            let carried = ((fall.t - 0.35 - t).max(0.0) * 1.4).powi(2) * 3.0;
            let y = y + carried;
            let low = fall.half[0].min(fall.half[1]);
            all.push(shadow([x, (y - low).max(0.0), fall.z], fall.half[0].max(low), 0.5, eye));
            all.extend(fall.parts.iter().map(|part| placed(part, [x, y, fall.z], angle, eye)));
            if fall.held {
                let [x, y, _] = fall.tumble.pose(0.0);
                all.extend(hand([x, y + carried, fall.z], fall.half, (t - fall.t).max(0.0), eye));
            }
        }
        all
    }

    fn contacts(&self) -> Vec<Contact> {
        let of = |fall: &Fall| landings(&fall.tumble.blows, (fall.t, self.slow, fall.z), "drop");
        self.falls.iter().flat_map(of).filter(|c| c.t < self.duration).collect()
    }

    fn label(&self) -> Option<&'static str> {
        Some(self.label)
    }
}

/// What an onlooker hears of a fall: the first blow surely, later ones if they are strong and well apart.
pub fn landings(blows: &[Blow], (t0, slow, z): (f64, f64, f64), what: &'static str) -> Vec<Contact> {
    let mut last = f64::MIN;
    let mut all = Vec::new();
    for (i, blow) in blows.iter().enumerate() {
        let clear = i == 0 || (blow.speed > 0.7 && (blow.t - last) * slow > 0.12);
        if i == 0 || blow.speed > 0.22 {
            all.push(Contact { t: t0 + slow * blow.t, at: [blow.x, 0.0, z], what, fast: false, clear });
            last = blow.t;
        }
    }
    all
}

/// A part of a body in its place.
pub fn placed((points, paint): &(Vec<[f64; 2]>, Paint), p: [f64; 3], angle: f64, eye: &Eye) -> Shape {
    let (at, k) = eye.project(p);
    let points = points.iter().map(|c| turned([c[0] * k, c[1] * k], angle, at)).collect();
    Shape::Slab(points, at, angle, *paint)
}

/// The hand that opens and draws back once it has let go.
fn hand([x, y, z]: [f64; 3], half: [f64; 2], since: f64, eye: &Eye) -> Vec<Shape> {
    let (at, k) = eye.project([x, y + half[1] + 1.2 * since * since, z]);
    let skin = Paint::rounded([204.0, 158.0, 128.0]);
    let sleeve = Paint::rounded([60.0, 70.0, 104.0]);
    let size = 0.05_f64.max(0.5 * half[0].max(half[1])) * k;
    let wrist = [at[0] + 1.2 * size, at[1] + 2.6 * size];
    let elbow = [at[0] + 5.0 * size, at[1] + 12.0 * size];
    let open = 0.35 + (5.0 * since).min(0.4);
    let finger = |side: f64| [at[0] + side * size * open * 1.6, at[1] - 0.2 * size];
    vec![
        Shape::Limb(wrist, elbow, [0.55 * size, 0.95 * size], sleeve),
        Shape::Limb(wrist, [at[0], at[1] + 0.9 * size], [0.5 * size, 0.62 * size], skin),
        Shape::Limb([at[0], at[1] + 0.9 * size], finger(-1.0), [0.3 * size, 0.2 * size], skin.lit(0.92)),
        Shape::Limb([at[0], at[1] + 0.9 * size], finger(1.0), [0.3 * size, 0.2 * size], skin),
    ]
}

fn outline(kind: &str, [w, h]: [f64; 2]) -> Vec<[f64; 2]> {
    match kind {
        "cup" => vec![[-0.75 * w, -h], [0.75 * w, -h], [w, h], [-w, h]],
        "bottle" => vec![[-w, -h], [w, -h], [w, 0.35 * h], [0.4 * w, h], [-0.4 * w, h], [-w, 0.35 * h]],
        _ => vec![[-w, -h], [w, -h], [w, h], [-w, h]],
    }
}

fn dressed(draw: &mut Draw, kind: &str, [w, h]: [f64; 2]) -> Vec<(Vec<[f64; 2]>, Paint)> {
    let second = draw.pick(&CLOTHS);
    let paint = match kind {
        "box" => Paint::plain([176.0, 138.0, 92.0]).printed(Print::Stripes(1.2 * w, [166.0, 128.0, 84.0])),
        "brick" => Paint { grain: 24.0, ..Paint::plain([156.0, 84.0, 62.0]) },
        "stick" => Paint::plain(draw.pick(&WOODS)),
        "bottle" => Paint::plain(draw.pick(&[[52.0, 96.0, 60.0], [110.0, 66.0, 36.0], [70.0, 110.0, 140.0]])),
        _ => Paint::plain(draw.pick(&CLOTHS))
            .printed(draw.pick(&[Print::Plain, Print::Stripes(0.5 * w, second)])),
    };
    let mut parts = vec![(outline(kind, [w, h]), paint)];
    let strip = |x0: f64, y0: f64, x1: f64, y1: f64| {
        vec![[x0 * w, y0 * h], [x1 * w, y0 * h], [x1 * w, y1 * h], [x0 * w, y1 * h]]
    };
    match kind {
        "book" => parts.push((strip(-0.96, -0.7, 1.0, 0.7), Paint::plain([226.0, 220.0, 200.0]))),
        "bottle" => parts.push((strip(-0.98, -0.6, 0.98, 0.05), Paint::plain([226.0, 216.0, 190.0]))),
        "box" => parts.push((strip(-1.0, -0.12, 1.0, 0.12), Paint::plain([206.0, 182.0, 140.0]))),
        _ => {}
    }
    parts
}
