//! How people walk and run: feet that stand still while they carry, swing, and strike with the heel. Lengths in body heights
//! times height; u along the way, y upwards.

use std::f64::consts::{PI, TAU};

/// A way of going.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Gait {
    /// Body height, metres.
    pub height: f64,
    /// Seconds from one foot's strike to the other's.
    pub step_s: f64,
    /// Metres a second.
    pub speed: f64,
    /// Whether both feet leave the ground.
    pub run: bool,
    /// Share by which steps are early or late, as nobody is a clock.
    pub uneven: f64,
    /// Picks the unevenness and the first foot.
    pub phase: f64,
    hip: f64,
}

/// Points of a foot: heel, toe, ankle.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Foot {
    /// Back of the sole.
    pub heel: [f64; 2],
    /// Front of the sole.
    pub toe: [f64; 2],
    /// Where it turns.
    pub ankle: [f64; 2],
}

/// Lengths of the leg and of the foot, shares of the height.
pub const THIGH: f64 = 0.245;
/// Knee to ankle.
pub const SHIN: f64 = 0.246;
const ANKLE: [f64; 2] = [0.05, 0.042];
const BALL: f64 = 0.115;
const TOE: f64 = 0.155;

impl Gait {
    /// A gait; its hips are as high as the legs allow.
    pub fn new(height: f64, step_s: f64, speed: f64, run: bool) -> Gait {
        let mut gait = Gait { height, step_s, speed, run, uneven: 0.0, phase: 0.0, hip: 0.0 };
        let reach = 0.988 * (THIGH + SHIN) * height;
        let allowed = (0..120).map(|i| {
            let t = 2.0 * step_s * f64::from(i) / 120.0;
            let carrying = [0, 1].map(|side| {
                let on = gait.cycle(t, side);
                if on > gait.stance() {
                    return f64::MAX;
                }
                let ankle = gait.foot_even(t, side).ankle;
                let away = ankle[0] - speed * t;
                ankle[1] + (reach * reach - away * away).max(0.01).sqrt()
            });
            carrying[0].min(carrying[1]) - gait.bob(t)
        });
        gait.hip = allowed.fold(f64::MAX, f64::min);
        gait
    }

    /// Share of a foot's cycle for which it carries.
    fn stance(&self) -> f64 {
        if self.run { 0.34 } else { 0.61 }
    }

    /// The even time of a true one: steps lag and hurry a little.
    pub fn even(&self, t: f64) -> f64 {
        let (a, b) = (TAU * 0.37 / self.step_s, TAU * 0.83 / self.step_s);
        t + self.uneven * self.step_s * ((a * t + self.phase).sin() / 2.3 + (b * t).sin() / 5.2)
    }

    /// True times at which a heel strikes, its side (0 near, 1 far) and place along the way.
    pub fn strikes(&self, duration: f64) -> Vec<(f64, usize, f64)> {
        let last = (self.even(duration) / self.step_s).floor() as i64;
        let strike = |k: i64| {
            let even = k as f64 * self.step_s;
            let mut t = even;
            for _ in 0..40 {
                t -= self.even(t) - even;
            }
            (t, (k.rem_euclid(2)) as usize, self.planted(k))
        };
        (0..=last).map(strike).filter(|s| s.0 >= 0.0 && s.0 < duration).collect()
    }

    /// Where the heel of step `k` stands.
    fn planted(&self, k: i64) -> f64 {
        let carried = self.speed * self.stance() * 2.0 * self.step_s;
        let ahead =
            if self.run { 0.42 * carried - 0.05 * self.height } else { 0.5 * carried - 0.07 * self.height };
        self.speed * k as f64 * self.step_s + ahead
    }

    /// How far along the way the hips are, and how high, at a true time.
    pub fn hips(&self, t: f64) -> [f64; 2] {
        let t = self.even(t);
        [self.speed * t, self.hip + self.bob(t)]
    }

    /// Rise and fall of the body: lowest just after a walker's heel strikes, and in the middle of a runner's stance.
    fn bob(&self, t: f64) -> f64 {
        let (size, late) = if self.run { (0.028, 0.34) } else { (0.014, 0.1) };
        -size * self.height * (TAU * (t / self.step_s - late)).cos()
    }

    /// Phase of a side's cycle, 0 where its heel strikes.
    pub fn cycle(&self, even: f64, side: usize) -> f64 {
        (even / (2.0 * self.step_s) - 0.5 * side as f64).rem_euclid(1.0)
    }

    /// A foot at a true time.
    pub fn foot(&self, t: f64, side: usize) -> Foot {
        self.foot_even(self.even(t), side)
    }

    fn foot_even(&self, t: f64, side: usize) -> Foot {
        let turns = t / (2.0 * self.step_s) - 0.5 * side as f64;
        let k = 2 * turns.floor() as i64 + side as i64;
        let on = turns - turns.floor();
        if on <= self.stance() { self.standing(k, on) } else { self.swinging(k, on) }
    }

    /// On the heel, flat, then on the ball: the sole's part that carries does not move.
    fn standing(&self, k: i64, on: f64) -> Foot {
        let (flat, rise, strike, push) = self.pitches();
        let heel = [self.planted(k), 0.0];
        if on < flat {
            return self.about_heel(heel, strike * (1.0 - on / flat).powi(2));
        }
        let lifted = ((on - rise) / (self.stance() - rise)).clamp(0.0, 1.0);
        let pitch = push * lifted.powf(1.7);
        let ball = [heel[0] + BALL * self.height, 0.0];
        let back = turned([-BALL * self.height, 0.0], pitch);
        self.about_heel([ball[0] + back[0], back[1]], pitch)
    }

    /// When the sole is flat, when the heel rises, and the pitch at strike and at push-off.
    fn pitches(&self) -> (f64, f64, f64, f64) {
        if self.run { (0.05, 0.13, 0.16, -1.15) } else { (0.09, 0.34, 0.36, -1.05) }
    }

    fn about_heel(&self, heel: [f64; 2], pitch: f64) -> Foot {
        let h = self.height;
        let at = |p: [f64; 2]| {
            let p = turned([p[0] * h, p[1] * h], pitch);
            [heel[0] + p[0], heel[1] + p[1]]
        };
        Foot { heel, toe: at([TOE, 0.0]), ankle: at(ANKLE) }
    }

    /// From push-off to the next strike: the heel runs along a curve that leaves and lands at the speeds of a foot.
    fn swinging(&self, k: i64, on: f64) -> Foot {
        let (_, _, strike, push) = self.pitches();
        let span = 1.0 - self.stance();
        let s = (on - self.stance()) / span;
        let span_s = span * 2.0 * self.step_s;
        let (from, to) = (self.standing(k, self.stance()).heel, [self.planted(k + 2), 0.0]);
        let leaving = [1.5 * self.speed, if self.run { 2.6 } else { 0.9 }];
        let landing = [0.25 * self.speed, if self.run { -0.9 } else { -0.35 }];
        let mut heel =
            [0, 1].map(|c| hermite(s, [from[c], to[c]], [leaving[c] * span_s, landing[c] * span_s]));
        let kick = if self.run { 0.13 } else { 0.012 };
        heel[1] += kick * self.height * (PI * s).sin().powi(2) * (1.0 - 0.4 * s);
        let turn = 1.0 - (1.0 - s).powf(1.8);
        let pitch = push + (strike - push) * turn + if self.run { 0.0 } else { 0.12 * (PI * s).sin() };
        let foot = self.about_heel(heel, pitch);
        let low = foot.toe[1].min(foot.heel[1]);
        // The toe clears the floor.
        if low < 0.0 { self.about_heel([heel[0], heel[1] - low], pitch) } else { foot }
    }
}

fn turned([x, y]: [f64; 2], angle: f64) -> [f64; 2] {
    let (sin, cos) = angle.sin_cos();
    [x * cos - y * sin, x * sin + y * cos]
}

fn hermite(s: f64, [a, b]: [f64; 2], [va, vb]: [f64; 2]) -> f64 {
    let (s2, s3) = (s * s, s * s * s);
    (2.0 * s3 - 3.0 * s2 + 1.0) * a + (s3 - 2.0 * s2 + s) * va + (3.0 * s2 - 2.0 * s3) * b + (s3 - s2) * vb
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gaits() -> [Gait; 3] {
        let uneven = |gait: Gait| Gait { uneven: 0.04, phase: 1.0, ..gait };
        [
            Gait::new(1.7, 0.55, 1.3, false),
            uneven(Gait::new(1.8, 0.48, 1.6, false)),
            uneven(Gait::new(1.75, 0.36, 2.9, true)),
        ]
    }

    /// Moves of the lowest point of the sole while the foot carries.
    #[test]
    fn a_foot_that_carries_does_not_slide() {
        for gait in gaits() {
            for i in 0..4000 {
                let (t, dt) = (f64::from(i) * 0.001, 0.0005);
                let on = gait.cycle(gait.even(t), 0);
                if on < 0.004 || on > gait.stance() - 0.004 {
                    continue;
                }
                let (a, b) = (gait.foot(t, 0), gait.foot(t + dt, 0));
                let slide = |p: fn(&Foot) -> [f64; 2]| (p(&b)[0] - p(&a)[0]).abs() / dt;
                // The heel stands until it rises; then the ball, which lies between heel and toe, does.
                let ball = |f: &Foot| {
                    let share = BALL / TOE;
                    [f.heel[0] + share * (f.toe[0] - f.heel[0]), 0.0]
                };
                let least = slide(|f| f.heel).min((ball(&b)[0] - ball(&a)[0]).abs() / dt);
                assert!(least < 1e-6, "{least} m/s at {t}");
            }
        }
    }

    #[test]
    fn a_heel_stops_when_it_strikes() {
        for gait in gaits() {
            let strikes = gait.strikes(4.0);
            assert!(strikes.len() > 5);
            for (t, side, u) in strikes {
                let speed = |t: f64| (gait.foot(t + 1e-5, side).heel[0] - gait.foot(t, side).heel[0]) / 1e-5;
                assert!(speed(t - 0.004).abs() > 0.15, "still moves before {t}");
                assert!(speed(t + 0.004).abs() < 1e-6, "stands after {t}");
                assert!((gait.foot(t + 0.004, side).heel[0] - u).abs() < 1e-9);
                assert!(gait.foot(t - 0.004, side).heel[1] > 0.0);
            }
        }
    }

    #[test]
    fn legs_are_long_enough_for_the_steps() {
        for gait in gaits() {
            for i in 0..2000 {
                let t = f64::from(i) * 0.002;
                let [u, hip] = gait.hips(t);
                let far = [0, 1].map(|side| {
                    let ankle = gait.foot(t, side).ankle;
                    (ankle[0] - u).hypot(ankle[1] - hip)
                });
                let longest = far[0].max(far[1]) / gait.height;
                assert!(longest < 1.02 * (THIGH + SHIN), "{longest} at {t}");
            }
        }
    }
}
