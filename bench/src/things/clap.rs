//! Somebody who claps, seen from the front, from the hips upwards.

use crate::draw::Draw;
use crate::film::eye::Eye;
use crate::film::scene::{Contact, Thing};
use crate::film::shape::{Paint, Shape};
use crate::things::figure::Dress;
use std::f64::consts::FRAC_PI_2;

/// A person, and the times at which the hands meet.
pub struct Clapper {
    claps: Vec<f64>,
    wide: Vec<f64>,
    close_s: f64,
    open_s: f64,
    size: f64,
    x: f64,
    low: f64,
    chest: f64,
    dress: Dress,
    /// Sleeves, or bare skin.
    fore: Paint,
}

impl Clapper {
    /// Somebody as large as `seen` allows; claps two to four times a second in bouts, or singly.
    pub fn new(draw: &mut Draw, duration: f64, [width, height]: [f64; 2]) -> Clapper {
        let every = draw.between(0.3, 0.75);
        let close_s = (0.42 * every).min(0.2) * draw.between(0.8, 1.0);
        let mut claps = Vec::new();
        let mut t = draw.between(0.35, 0.8);
        while t < duration {
            claps.push(t);
            t += every * draw.between(0.94, 1.06)
                + if draw.chance(0.12) { draw.between(0.4, 1.0) } else { 0.0 };
        }
        let dress = Dress::new(draw);
        let fore = if draw.chance(0.6) { dress.skin } else { dress.top };
        Clapper {
            wide: claps.iter().map(|_| draw.between(0.05, 0.13)).collect(),
            claps,
            close_s,
            open_s: (0.5 * every).min(0.28),
            size: (1.75 * height / 1.25).min(1.6 * width).min(2.6 * height),
            x: draw.between(-0.12, 0.12) * width,
            low: -0.17 * height,
            chest: draw.between(0.0, 0.05),
            dress,
            fore,
        }
    }

    /// Half the distance between the hands, shares of the body's height.
    fn gap(&self, t: f64) -> f64 {
        let next = self.claps.partition_point(|c| *c < t);
        let most = self.wide.get(next).or(self.wide.last()).copied().unwrap_or(0.1);
        let before =
            self.claps.get(next).map_or(1.0, |c| (FRAC_PI_2 * ((c - t) / self.close_s).min(1.0)).sin());
        let after = next.checked_sub(1).map_or(1.0, |last| {
            let on = ((t - self.claps[last] - 0.04) / self.open_s).clamp(0.0, 1.0);
            on * on * (3.0 - 2.0 * on)
        });
        most * before.min(after)
    }
}

impl Thing for Clapper {
    fn shapes(&self, t: f64, eye: &Eye) -> Vec<Shape> {
        let (s, d) = (self.size, &self.dress);
        let sway = 0.004 * s * (1.7 * t).sin();
        let at = |x: f64, y: f64| eye.project([self.x + sway * (y / 0.4) + x * s, self.low + y * s, 0.0]).0;
        let limb =
            |a: [f64; 2], b: [f64; 2], r: [f64; 2], paint: Paint| Shape::Limb(a, b, r.map(|r| r * s), paint);
        let gap = self.gap(t);
        let meet = 0.2 + self.chest;
        let mut all = vec![
            limb(at(-0.055, -0.05), at(-0.1, 0.27), [0.07, 0.05], d.top),
            limb(at(0.055, -0.05), at(0.1, 0.27), [0.07, 0.05], d.top),
            limb(at(0.0, -0.05), at(0.0, 0.26), [0.075, 0.07], d.top),
            limb(at(-0.1, 0.275), at(0.1, 0.275), [0.04, 0.04], d.top),
            limb(at(0.0, 0.3), at(0.0, 0.36), [0.029, 0.029], d.skin),
            limb(at(0.0, 0.395), at(0.0, 0.43), [0.05, 0.057], d.hair),
            limb(at(0.0, 0.38), at(0.0, 0.415), [0.043, 0.05], d.skin),
            Shape::Oval(at(-0.018, 0.415), [0.006 * s, 0.004 * s], 0.0, Paint::plain([40.0; 3])),
            Shape::Oval(at(0.018, 0.415), [0.006 * s, 0.004 * s], 0.0, Paint::plain([40.0; 3])),
            limb(at(-0.012, 0.37), at(0.012, 0.37), [0.004; 2], Paint::plain([150.0, 70.0, 66.0])),
        ];
        for side in [-1.0, 1.0] {
            // The palms touch at gap 0: each is two hundredths thick.
            let hand = [side * (gap + 0.0155), meet + 0.012 * gap / 0.1];
            let shoulder = [side * 0.118, 0.27];
            let elbow = elbow(shoulder, hand, side);
            all.push(limb(
                at(shoulder[0], shoulder[1]),
                at(elbow[0], elbow[1]),
                [0.036, 0.029],
                d.top.lit(0.8),
            ));
            all.push(limb(
                at(elbow[0], elbow[1]),
                at(hand[0] + side * 0.012, hand[1] - 0.03),
                [0.028, 0.019],
                self.fore.lit(1.1),
            ));
            all.push(limb(
                at(hand[0], hand[1] - 0.025),
                at(hand[0] - side * 0.001, hand[1] + 0.045),
                [0.018, 0.013],
                d.skin,
            ));
        }
        all
    }

    fn contacts(&self) -> Vec<Contact> {
        let at = [self.x, self.low + (0.21 + self.chest) * self.size, 0.0];
        self.claps.iter().map(|&t| Contact { t, at, what: "clap", fast: false, clear: true }).collect()
    }

    fn label(&self) -> Option<&'static str> {
        Some("person")
    }
}

/// The elbow out to the side and below, so that both parts of the arm keep about their length.
fn elbow(shoulder: [f64; 2], hand: [f64; 2], side: f64) -> [f64; 2] {
    let (dx, dy) = (hand[0] - shoulder[0], hand[1] - shoulder[1]);
    let far = dx.hypot(dy).max(1e-6);
    // The forearm points to the camera: it looks shorter than it is.
    let (upper, fore) = (0.165, 0.13_f64);
    let along = ((upper * upper - fore * fore + far * far) / (2.0 * far)).clamp(-upper, upper);
    let off = (upper * upper - along * along).max(0.0).sqrt();
    let (ux, uy) = (dx / far, dy / far);
    let out = if -uy * side > 0.0 { 1.0 } else { -1.0 };
    [shoulder[0] + along * ux - out * off * uy, shoulder[1] + along * uy + out * off * ux]
}
