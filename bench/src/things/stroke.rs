//! Strokes on something: a hammer on a block, sticks on a drum.

use crate::draw::Draw;
use crate::film::eye::Eye;
use crate::film::scene::{Contact, Thing};
use crate::film::scenery::{CLOTHS, WOODS};
use crate::film::shape::{Paint, Print, Shape, turned};
use crate::things::bounce::shadow;
use std::f64::consts::{FRAC_PI_2, PI};

/// A forearm with a hammer that strikes a block, or with a stick that strikes a drum.
pub struct Striker {
    arms: Vec<Arm>,
    size: f64,
    at: [f64; 2],
    look: Look,
    fast: bool,
}

struct Arm {
    blows: Vec<f64>,
    lifts: Vec<f64>,
    down_s: f64,
    up_s: f64,
    /// 1 reaches to the right, -1 to the left.
    side: f64,
    z: f64,
}

struct Look {
    sleeve: Paint,
    skin: Paint,
    handle: Paint,
    head: Paint,
    block: Paint,
}

/// Colours of skin.
pub const SKINS: [[f32; 3]; 4] =
    [[222.0, 178.0, 150.0], [196.0, 146.0, 114.0], [142.0, 98.0, 72.0], [98.0, 66.0, 50.0]];

impl Look {
    fn new(draw: &mut Draw) -> Look {
        let second = draw.pick(&CLOTHS);
        Look {
            sleeve: Paint::rounded(draw.pick(&CLOTHS)),
            skin: Paint::rounded(draw.pick(&SKINS)),
            handle: Paint::rounded(draw.pick(&WOODS)),
            head: Paint::rounded(draw.pick(&[[92.0, 94.0, 100.0], [52.0, 52.0, 56.0], [150.0, 110.0, 70.0]])),
            block: Paint::plain(draw.pick(&[WOODS[0], WOODS[2], [120.0; 3], CLOTHS[0], CLOTHS[1]]))
                .printed(draw.pick(&[Print::Plain, Print::Stripes(0.04, second)])),
        }
    }
}

impl Striker {
    /// A hammer: strokes of a fifth of a second, every half second to every second and a half.
    pub fn hammer(draw: &mut Draw, duration: f64, seen: [f64; 2]) -> Striker {
        let regular = draw.chance(0.4);
        let every = draw.between(0.5, 1.1);
        let down_s = draw.between(0.12, 0.24);
        let next = |draw: &mut Draw| {
            if regular { every * draw.between(0.97, 1.03) } else { every * draw.between(0.85, 1.9) }
        };
        let blows = times(draw, duration, next);
        let lifts = blows.iter().map(|_| draw.between(0.55, 1.15)).collect();
        let arm = Arm { blows, lifts, down_s, up_s: draw.between(0.25, 0.4), side: 1.0, z: 0.0 };
        Striker::with(draw, vec![arm], seen, false)
    }

    /// Two drum sticks: strokes of two or three frames at 25 a second, by turns.
    pub fn sticks(draw: &mut Draw, duration: f64, seen: [f64; 2]) -> Striker {
        let every = draw.between(0.17, 0.34);
        let swing = draw.between(0.0, 0.3);
        let mut t = draw.between(0.3, 0.6);
        let mut hands = [Vec::new(), Vec::new()];
        let mut beat = 0_usize;
        while t < duration {
            let hand = if draw.chance(0.9) { beat % 2 } else { 0 };
            if hands[hand].last().is_none_or(|last| t - last > 0.3) {
                hands[hand].push(t);
            }
            beat += 1;
            let rest = if draw.chance(0.12) { 2.0 * every } else { 0.0 };
            t += every
                * (1.0 + if beat.is_multiple_of(2) { swing } else { -swing })
                * draw.between(0.95, 1.05)
                + rest;
        }
        let arms = hands.into_iter().zip([(-1.0, -0.08), (1.0, 0.08)]).map(|(blows, (side, z))| Arm {
            lifts: blows.iter().map(|_| draw.between(0.4, 0.8)).collect(),
            blows,
            down_s: draw.between(0.08, 0.12),
            up_s: draw.between(0.1, 0.16),
            side: -side,
            z,
        });
        let arms = arms.collect();
        Striker::with(draw, arms, seen, true)
    }

    fn with(draw: &mut Draw, arms: Vec<Arm>, [width, height]: [f64; 2], fast: bool) -> Striker {
        let size = height.min(1.1 * width) * draw.between(0.85, 1.05);
        let at = [draw.between(-0.08, 0.08) * width, 0.0];
        Striker { arms, size, at, look: Look::new(draw), fast }
    }

    /// Height of what is struck.
    fn top(&self) -> f64 {
        self.size * if self.fast { 0.3 } else { 0.16 }
    }

    fn arm(&self, arm: &Arm, t: f64, eye: &Eye) -> Vec<Shape> {
        let (s, angle) = (self.size, arm.angle(t));
        let (head_half, fore, handle) = if self.fast { (0.012, 0.2, 0.36) } else { (0.055, 0.26, 0.34) };
        // Wrist and arm share the swing; at angle 0 the handle lies level and its end on what is struck.
        let bend = if self.fast { 0.72 } else { 0.45 };
        let reach = [0.04, -0.02][usize::from(self.fast)];
        let level = self.top() + head_half * s;
        let tip = [self.at[0] + arm.side * reach * s, level];
        let elbow = [tip[0] - arm.side * (fore + handle) * s, level];
        let turn = |p: [f64; 2], by: f64, about: [f64; 2]| {
            let [x, y] = turned([arm.side * (p[0] - about[0]), p[1] - about[1]], by, [0.0; 2]);
            [about[0] + arm.side * x, about[1] + y]
        };
        let hand = turn([tip[0] - arm.side * handle * s, level], angle * (1.0 - bend), elbow);
        let straight = turn(tip, angle * (1.0 - bend), elbow);
        let end = turn(straight, angle * bend, hand);
        let back = [hand[0] - 0.12 * (end[0] - hand[0]), hand[1] - 0.12 * (end[1] - hand[1])];
        let shoulder = [elbow[0] - arm.side * 0.3 * s, elbow[1] + 0.3 * s];
        let flat = |p: [f64; 2]| eye.project([p[0], p[1], arm.z * s]).0;
        let [shoulder, elbow, hand, end, back] = [shoulder, elbow, hand, end, back].map(flat);
        let thin = if self.fast { [0.011 * s, 0.008 * s] } else { [0.017 * s, 0.014 * s] };
        let mut all = vec![
            Shape::Limb(shoulder, elbow, [0.065 * s, 0.05 * s], self.look.sleeve),
            Shape::Limb(elbow, hand, [0.048 * s, 0.03 * s], self.look.sleeve),
            Shape::Limb(back, end, thin, self.look.handle),
        ];
        if self.fast {
            all.push(Shape::Oval(end, [0.014 * s, 0.012 * s], 0.0, self.look.handle));
        } else {
            let lean = (end[1] - hand[1]).atan2(end[0] - hand[0]);
            all.push(Shape::slab(end, [0.034 * s, head_half * s], lean, self.look.head));
        }
        all.push(Shape::Oval(hand, [0.036 * s, 0.032 * s], 0.0, self.look.skin));
        all
    }

    fn struck(&self, t: f64, eye: &Eye) -> Vec<Shape> {
        let (s, top, [x, _]) = (self.size, self.top(), self.at);
        if !self.fast {
            let half = [0.15 * s, top / 2.0];
            let foot = shadow([x + 0.04 * s, 0.0, 0.0], 0.16 * s, 0.5, eye);
            return vec![foot, Shape::slab([x + 0.04 * s, top / 2.0], half, 0.0, self.look.block)];
        }
        let recent = |a: &Arm| a.blows.iter().rev().find(|b| **b <= t).map_or(9.0, |b| t - b);
        let since = self.arms.iter().map(recent).fold(9.0, f64::min);
        let dip = 0.004 * s * (-since / 0.05).exp() * (2.0 * PI * 22.0 * since).cos();
        let skin = Paint { round: 0.1, grain: 4.0, ..Paint::plain([226.0, 220.0, 206.0]) };
        let (low, wide) = (0.1 * s, 0.21 * s);
        let rim = Paint::plain([176.0, 178.0, 182.0]);
        let leg = Paint::rounded([150.0, 150.0, 156.0]);
        vec![
            shadow([x, 0.0, 0.0], 0.2 * s, 0.5, eye),
            Shape::Limb([x - 0.5 * wide, low], [x - 0.9 * wide, 0.0], [0.012 * s; 2], leg),
            Shape::Limb([x + 0.5 * wide, low], [x + 0.9 * wide, 0.0], [0.012 * s; 2], leg),
            Shape::Oval([x, low], [wide, 0.05 * s], 0.0, self.look.block.lit(0.8)),
            Shape::slab([x, (low + top) / 2.0], [wide, (top - low) / 2.0], 0.0, self.look.block),
            Shape::Oval([x, top], [1.03 * wide, 0.056 * s], 0.0, rim),
            Shape::Oval([x, top - dip], [0.97 * wide, 0.048 * s], 0.0, skin),
        ]
    }
}

impl Arm {
    /// 0 where it strikes, positive above.
    fn angle(&self, t: f64) -> f64 {
        let next = self.blows.partition_point(|b| *b < t);
        let most = self.lifts.get(next).or(self.lifts.last()).copied().unwrap_or(0.8);
        let before = self.blows.get(next).map_or(most, |b| {
            let to_go = ((b - t) / self.down_s).min(1.0);
            // Fastest where it strikes.
            most * (FRAC_PI_2 * to_go).sin()
        });
        let after = next.checked_sub(1).map_or(most, |last| {
            let since = t - self.blows[last];
            self.after(since, most)
        });
        before.min(after)
    }

    /// Sticks spring back; a hammer jumps a little, is laid back without a knock, rests and is lifted.
    fn after(&self, since: f64, most: f64) -> f64 {
        if self.up_s < 0.2 {
            return most * (FRAC_PI_2 * (since / self.up_s).min(1.0)).sin();
        }
        let jump = 0.05 * (PI * (since / 0.14).min(1.0)).sin().powi(2);
        let lifted = ((since - 0.12) / self.up_s).clamp(0.0, 1.0);
        jump + most * lifted * lifted * (3.0 - 2.0 * lifted)
    }
}

impl Thing for Striker {
    fn shapes(&self, t: f64, eye: &Eye) -> Vec<Shape> {
        let mut all = self.struck(t, eye);
        all.extend(self.arms.iter().flat_map(|arm| self.arm(arm, t, eye)));
        all
    }

    fn contacts(&self) -> Vec<Contact> {
        let at = [self.at[0], self.top(), 0.0];
        let mut all: Vec<Contact> = self
            .arms
            .iter()
            .flat_map(|a| {
                a.blows.iter().map(|&t| Contact { t, at, what: "hit", fast: self.fast, clear: true })
            })
            .collect();
        all.sort_by(|a, b| a.t.total_cmp(&b.t));
        all
    }

    fn label(&self) -> Option<&'static str> {
        Some(if self.fast { "drum" } else { "tool" })
    }
}

fn times(draw: &mut Draw, duration: f64, mut next: impl FnMut(&mut Draw) -> f64) -> Vec<f64> {
    let mut all = vec![draw.between(0.45, 0.9)];
    while all[all.len() - 1] < duration {
        let last = all[all.len() - 1];
        all.push(last + next(draw).max(0.4));
    }
    all
}
