//! Cars that pass: tyres and engine by distance, with Doppler, from one side to the other; horns far off.

use super::super::stretch::Stretch;
use crate::dsp::{Chance, FS, Field, Grain, OnePole, Pinken, Svf, White};
use core::f32::consts::{FRAC_PI_4, TAU};

/// Speed of sound, metres a second.
const C: f32 = 343.0;

/// Distance and filters are moved every this many samples.
const TUNE: usize = 32;

/// A road.
pub struct Road {
    /// Nearest and farthest lane, metres.
    pub away_m: [f32; 2],
    /// Seconds between cars.
    pub each_s: f32,
    /// Slowest and fastest car, metres a second.
    pub speed: [f32; 2],
}

/// One car on its way.
struct Car {
    /// Shortest distance, metres.
    away: f32,
    /// Metres a second, positive to the right.
    speed: f32,
    /// When it is nearest, seconds.
    nearest_s: f32,
    /// Firings of the engine a second.
    engine_hz: f32,
    /// How far the engine's pitch rises from far before to far after, as a share.
    haste: f32,
    /// 0 a small car, 1 a lorry.
    heavy: f32,
}

impl Road {
    /// Adds cars for the stretch, the first nearest within 3 s.
    pub fn pass_by(&self, field: &mut Field, stretch: &Stretch, chance: &mut Chance) {
        let seconds = stretch.length as f32 / FS;
        let mut nearest_s = chance.within(-1.5, 3.0) - self.each_s;
        while nearest_s < seconds + 3.0 {
            let speed = chance.within(self.speed[0], self.speed[1]);
            let way = if chance.happens(0.5) { 1.0 } else { -1.0 };
            let heavy = if chance.happens(0.15) { chance.within(0.6, 1.0) } else { chance.within(0.0, 0.35) };
            let engine_hz = (38.0 + 3.4 * speed) * (1.0 - 0.4 * heavy) * chance.within(0.85, 1.15);
            let away = chance.log_within(self.away_m[0], self.away_m[1]);
            let haste = chance.within(-0.12, 0.3);
            Car { away, haste, speed: way * speed, nearest_s, engine_hz, heavy }.pass(field, stretch, chance);
            nearest_s += self.each_s * (0.45 + 0.55 * chance.wait(1.0)).min(3.0);
        }
    }
}

impl Car {
    /// Adds the car wherever it is less than ten times its shortest distance away.
    fn pass(&self, field: &mut Field, stretch: &Stretch, chance: &mut Chance) {
        let reach_s = 10.0 * self.away / self.speed.abs();
        let begin = (((self.nearest_s - reach_s) * FS).max(0.0)) as usize;
        let end = (((self.nearest_s + reach_s) * FS).max(0.0) as usize).min(stretch.length);
        let (mut noise, mut pink) = (White::new(chance), Pinken::default());
        let (mut tyre, mut air, mut body) =
            (Svf::new(850.0, 0.6), OnePole::new(6_000.0), Svf::new(520.0, 0.9));
        let (mut wide, mut spread) =
            ([Svf::new(520.0, 0.6), Svf::new(560.0, 0.6)], [White::new(chance), White::new(chance)]);
        let mut pipe = Svf::new(95.0, 2.0);
        let (mut phase, mut rev, mut doppler, mut left, mut right) = (0.0f32, 1.0, 1.0, 0.0, 0.0);
        let [l, r] = field.sides_mut();
        for i in begin..end {
            if i % TUNE == 0 || i == begin {
                let x = self.speed * (i as f32 / FS - self.nearest_s);
                let away = libm::sqrtf(self.away * self.away + x * x);
                doppler = 1.0 / (1.0 + self.speed * x / (away * C));
                // Drivers speed up or ease off as they pass.
                rev = 1.0 + self.haste * (x / (away * self.speed.signum()));
                // 1/r, let down to nothing at the ends so that no car jumps in.
                let fade = (1.0 - (away / (10.0 * self.away))).clamp(0.0, 1.0);
                let near = self.away / away;
                let gain =
                    fade * near * libm::powf(near, 0.5) / libm::sqrtf(self.away) * stretch.strength.at(i);
                let angle = (0.8 * x / away + 1.0) * FRAC_PI_4;
                (left, right) = (gain * libm::cosf(angle), gain * libm::sinf(angle));
                air.tune((1.1e5 / away).clamp(500.0, 9_000.0));
                tyre.tune(900.0 * doppler, 0.9);
            }
            phase = (phase + self.engine_hz * rev * doppler / FS).fract();
            let firing = libm::expf(-phase * 6.0) - 0.166 + 0.3 * libm::sinf(TAU * phase * 0.5);
            let white = noise.sample();
            let road = tyre.band(pink.sample(white)) * 1.1 + 0.006 * white;
            let engine = (body.low(firing) + 1.4 * pipe.band(firing)) * (1.3 + 2.0 * self.heavy);
            let y = air.low(road + engine);
            // A road is no point: reflections make the sides differ.
            let [a, b] = [0, 1].map(|k| wide[k].band(spread[k].sample()));
            l[i] += (0.9 * y + 0.4 * a) * left;
            r[i] += (0.9 * y + 0.4 * b) * right;
        }
    }
}

/// Adds a horn now and then, streets away: at most `life`/12 s, two notes, dull.
pub fn horns(field: &mut Field, (life, gain): (f32, f32), stretch: &Stretch, chance: &mut Chance) {
    let mut at = chance.wait(0.09 * life.max(0.01));
    while at * FS < stretch.length as f32 {
        let (low, pan) = (chance.within(330.0, 430.0), chance.within(-0.9, 0.9));
        for _ in 0..1 + chance.below(2) {
            let sample = (at * FS) as usize;
            if sample < stretch.length {
                field.place(&horn(low, chance), sample, pan, gain * stretch.strength.at(sample));
            }
            at += chance.within(0.3, 0.6);
        }
        at += chance.wait(0.12 * life.max(0.01));
    }
}

fn horn(low: f32, chance: &mut Chance) -> Grain {
    let n = (chance.log_within(0.16, 0.6) * FS) as usize;
    let (mut a, mut b) = (0.0f32, 0.0f32);
    let (mut mouth, mut air) = (Svf::new(1_400.0, 1.0), OnePole::new(1_500.0));
    let sound: Vec<f32> = (0..n)
        .map(|i| {
            a = (a + low / FS).fract();
            b = (b + 1.26 * low / FS).fract();
            let buzz = f32::from(a < 0.25) + f32::from(b < 0.25) - 0.5;
            let edge = (i as f32 / 600.0).min(1.0) * ((n - i) as f32 / 1_500.0).min(1.0);
            air.low(mouth.low(buzz)) * edge
        })
        .collect();
    Grain::default().plus(&sound, 1.0)
}
