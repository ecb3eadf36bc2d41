//! Rolling: the ground's profile read at the speed of the wheel, small impacts on it, and the beat of a wheel that is
//! not quite round.

mod metro;

use super::blend::{Blend, thump, to_peak_one};
use super::click;
use super::motion::Motion;
use crate::cues::{Roller, Rolling};
use crate::dsp::{Brownen, Chance, FS, Mode, ModeBank, OnePole, Pinken, Slow, Svf, White, raised_cosine};
use crate::render::{Take, Voice};
use core::f32::consts::TAU;

/// How a thing rolls.
struct Wheel {
    /// Radius, metres.
    radius_m: f32,
    /// Cutoff of the even rumble at 1 m/s, hertz.
    top_hz: f32,
    /// Small impacts a metre.
    bumps_per_m: f32,
    /// Level of small impacts against the rumble.
    bumps: f32,
    /// Depth of the beat of its turning, 0..=1.
    beat: f32,
    /// Metres between joints of the ground; 0 for none.
    joints_m: f32,
    /// Level of the noise between tread and ground, and its middle, hertz.
    tread: (f32, f32),
    /// How far the body hears the slope of the ground rather than its height, 0..=1: small hard wheels do.
    lean: f32,
    /// Modes of the body that carries it: hertz, seconds, level.
    body: &'static [(f32, f32, f32)],
}

const BALL: [(f32, f32, f32); 4] =
    [(210.0, 0.05, 1.0), (430.0, 0.04, 0.8), (920.0, 0.02, 0.5), (1_900.0, 0.012, 0.3)];
const CART: [(f32, f32, f32); 8] = [
    (140.0, 0.06, 0.6),
    (310.0, 0.07, 0.8),
    (640.0, 0.08, 0.9),
    (1_180.0, 0.09, 0.9),
    (2_050.0, 0.10, 0.8),
    (3_300.0, 0.08, 0.6),
    (4_900.0, 0.06, 0.4),
    (7_100.0, 0.04, 0.25),
];
const CASE: [(f32, f32, f32); 6] = [
    (120.0, 0.06, 0.9),
    (250.0, 0.05, 1.0),
    (480.0, 0.04, 0.9),
    (900.0, 0.03, 1.0),
    (1_700.0, 0.025, 1.0),
    (3_200.0, 0.02, 0.8),
];
const DECK: [(f32, f32, f32); 7] = [
    (180.0, 0.05, 0.7),
    (360.0, 0.05, 1.0),
    (720.0, 0.04, 0.9),
    (1_300.0, 0.03, 0.8),
    (2_300.0, 0.02, 0.7),
    (3_900.0, 0.015, 0.5),
    (6_200.0, 0.01, 0.3),
];
const WAGON: [(f32, f32, f32); 7] = [
    (48.0, 0.25, 1.0),
    (85.0, 0.2, 1.0),
    (150.0, 0.15, 0.8),
    (290.0, 0.1, 0.6),
    (560.0, 0.08, 0.5),
    (1_150.0, 0.06, 0.35),
    (2_400.0, 0.05, 0.2),
];

impl Wheel {
    fn of(roller: Roller) -> Wheel {
        let cart = Wheel {
            radius_m: 0.05,
            top_hz: 900.0,
            bumps_per_m: 55.0,
            bumps: 0.9,
            beat: 0.35,
            joints_m: 0.0,
            tread: (0.2, 1_500.0),
            lean: 0.92,
            body: &CART,
        };
        match roller {
            Roller::Cart => cart,
            Roller::Ball => Wheel {
                radius_m: 0.11,
                top_hz: 420.0,
                bumps_per_m: 18.0,
                bumps: 0.35,
                beat: 0.55,
                lean: 0.5,
                body: &BALL,
                ..cart
            },
            Roller::Suitcase => Wheel {
                radius_m: 0.025,
                top_hz: 800.0,
                bumps_per_m: 75.0,
                bumps: 1.0,
                joints_m: 0.42,
                lean: 0.97,
                body: &CASE,
                ..cart
            },
            Roller::Skateboard => Wheel {
                radius_m: 0.027,
                top_hz: 620.0,
                bumps_per_m: 45.0,
                bumps: 0.6,
                beat: 0.2,
                joints_m: 1.5,
                // Hard wheels on tar roar.
                tread: (0.55, 1_100.0),
                body: &DECK,
                ..cart
            },
            Roller::Bicycle => Wheel {
                radius_m: 0.34,
                top_hz: 260.0,
                bumps_per_m: 5.0,
                bumps: 0.3,
                beat: 0.25,
                body: &BALL,
                ..cart
            },
            Roller::Rail => Wheel {
                radius_m: 0.46,
                top_hz: 70.0,
                bumps_per_m: 2.0,
                bumps: 0.3,
                beat: 0.25,
                joints_m: 18.0,
                tread: (0.22, 420.0),
                lean: 0.4,
                body: &WAGON,
            },
            // Welded rails in a tunnel.
            Roller::Metro => Wheel { joints_m: 0.0, tread: (1.0, 480.0), ..Wheel::of(Roller::Rail) },
        }
    }
}

/// Rolls for the take's stretch; a moment rolls up and to rest within 2 s.
pub fn render(rolling: &Rolling, take: &Take) -> Voice {
    let (wheel, motion) = (Wheel::of(rolling.of), Motion::running(take, 2.0));
    let way = way(&motion, rolling.speed);
    let mut blend = Blend::default();
    let force = ground(&wheel, rolling, &way, take);
    let mut bank = ModeBank::new(&body(&wheel, take));
    let mut before = 0.0;
    let felt = |f: &f32| *f - wheel.lean * core::mem::replace(&mut before, *f);
    let ring = force.iter().map(felt).map(|f| bank.sample(f)).collect();
    blend.add(&to_peak_one(ring), 0.0, 1.0);
    blend.add(
        &to_peak_one(hiss(&wheel, rolling, &way, take)),
        0.0,
        wheel.tread.0 * (0.75 + 0.6 * rolling.rough),
    );
    if wheel.joints_m > 0.0 {
        joints(&mut blend, &wheel, rolling, &way, take);
    }
    if rolling.of == Roller::Metro {
        blend.add(&to_peak_one(metro::drive(&way, take)), 0.0, 0.45);
        blend.add(&to_peak_one(metro::squeal(&way, take)), 0.0, 0.3);
    }
    if rolling.of == Roller::Bicycle {
        freewheel(&mut blend, &way, take);
    }
    motion.voice(blend, take)
}

/// Metres a second and metres gone, sample by sample.
pub struct Way {
    /// Metres a second.
    speed: Vec<f32>,
    gone: Vec<f32>,
    full: f32,
}

fn way(motion: &Motion, full: f32) -> Way {
    let mut slow = OnePole::new(4.0);
    // What already rolls when the stretch begins does not start from rest.
    for _ in 0..if motion.is_moment() { 0 } else { 24_000 } {
        slow.low(full * motion.at(0));
    }
    let speed: Vec<f32> = (0..motion.length).map(|i| slow.low(full * motion.at(i))).collect();
    let mut sum = 0.0f64;
    let gone = speed
        .iter()
        .map(|v| {
            sum += f64::from(*v / FS);
            sum as f32
        })
        .collect();
    Way { speed, gone, full }
}

fn body(wheel: &Wheel, take: &Take) -> Vec<Mode> {
    let mut chance = take.chance("body");
    wheel
        .body
        .iter()
        .map(|&(hz, t60_s, gain)| Mode {
            hz: hz * chance.within(0.93, 1.07),
            t60_s,
            gain: gain * libm::sqrtf(hz / 300.0),
        })
        .collect()
}

/// The force of the ground: noise whose top opens with speed, and bumps, both with the beat of the turning.
fn ground(wheel: &Wheel, rolling: &Rolling, way: &Way, take: &Take) -> Vec<f32> {
    let mut chance = take.chance("ground");
    let (mut white, mut pink) = (White::new(&mut chance), Pinken::default());
    let (mut low, mut high) = (Svf::default(), Svf::new(45.0, 0.7));
    let uneven = Slow::wandering(way.speed.len(), 1.0, 0.18 + 0.2 * rolling.rough, 0.12, &mut chance);
    let start = chance.unit();
    let mut bump = 0.0f32;
    let mut before = 0.0f32;
    let mut out = Vec::with_capacity(way.speed.len());
    for (i, (&v, &gone)) in way.speed.iter().zip(&way.gone).enumerate() {
        if i % 32 == 0 {
            low.tune((wheel.top_hz * (0.25 + v) * (0.6 + 0.8 * rolling.rough)).clamp(90.0, 9_000.0), 0.6);
        }
        let turn = (gone / (TAU * wheel.radius_m) + start).fract();
        let beat = 1.0 - wheel.beat + 2.0 * wheel.beat * raised_cosine(turn);
        if chance.happens(wheel.bumps_per_m * v * (0.4 + 1.2 * rolling.rough) / FS) {
            bump = libm::sqrtf(chance.pareto(2.1).min(25.0)) * if chance.happens(0.5) { 1.0 } else { -1.0 };
        }
        bump *= 0.84;
        let profile = low.low(high.high(pink.sample(white.sample()))) + wheel.bumps * 0.35 * (bump - before);
        before = bump;
        out.push(
            profile
                * beat
                * libm::sqrtf(v / way.full.max(0.05))
                * (v / way.full.max(0.05)).min(1.0)
                * uneven.at(i),
        );
    }
    out
}

/// The surface under the tread, bright at speed.
fn hiss(wheel: &Wheel, rolling: &Rolling, way: &Way, take: &Take) -> Vec<f32> {
    let mut chance = take.chance("tread");
    let (mut white, mut pink, mut brown) = (White::new(&mut chance), Pinken::default(), Brownen::default());
    let mut band = Svf::default();
    let mut out = Vec::with_capacity(way.speed.len());
    for (i, &v) in way.speed.iter().enumerate() {
        let share = v / way.full.max(0.05);
        if i % 32 == 0 {
            band.tune(wheel.tread.1 * (0.5 + 0.5 * share) * (0.8 + 0.4 * rolling.rough), 0.45);
        }
        let noise = white.sample();
        let deep = if wheel.radius_m > 0.4 { 0.6 * brown.sample(noise) } else { 0.0 };
        out.push((band.band(pink.sample(noise)) + deep) * libm::powf(share.max(0.0), 1.4));
    }
    out
}

/// Joints in the ground. A wheel crosses alone; a wagon's two bogies of two axles make the four-beat of rails.
fn joints(blend: &mut Blend, wheel: &Wheel, rolling: &Rolling, way: &Way, take: &Take) {
    let mut chance = take.chance("joints");
    let (axles, joint_level): (&[f32], f32) = match rolling.of {
        Roller::Rail => (&[0.0, 2.5, 14.0, 16.5], 2.2),
        Roller::Skateboard => (&[0.0, 0.42], 1.2),
        _ => (&[0.0, 0.04], 1.0),
    };
    let start = chance.unit() * wheel.joints_m;
    let mut last = way.gone.first().map_or(0.0, |g| (g + start) / wheel.joints_m) as i32;
    for (i, (&gone, &v)) in way.gone.iter().zip(&way.speed).enumerate() {
        let passed = ((gone + start) / wheel.joints_m) as i32;
        if passed > last && v > 0.08 * way.full {
            last = passed;
            for axle in axles {
                let at_s = i as f32 / FS + axle / v.max(0.05) * (1.0 + 0.02 * chance.normal());
                if at_s < (way.gone.len() as f32 / FS) - 0.05 {
                    let level = joint_level * (v / way.full).min(1.2) * chance.within(0.65, 1.0);
                    blend.add(&joint(rolling.of, &mut chance), at_s, level);
                }
            }
        }
    }
}

fn joint(roller: Roller, chance: &mut Chance) -> Vec<f32> {
    if roller != Roller::Rail {
        let mut sound = click::tap(chance.log_within(380.0, 520.0), 0.035, chance);
        let beat = thump(125.0, 1e-3, 0.05, chance);
        sound.resize(sound.len().max(beat.len()), 0.0);
        sound.iter_mut().zip(&beat).for_each(|(sum, x)| *sum += 0.5 * x);
        return to_peak_one(sound);
    }
    let mut sound = thump(72.0, 2e-3, 0.16, chance);
    for (hz, level) in [(340.0, 0.8), (760.0, 0.55), (1_900.0, 0.3)] {
        let clank = click::tap(hz * chance.within(0.96, 1.04), 0.09, chance);
        sound.resize(sound.len().max(clank.len()), 0.0);
        sound.iter_mut().zip(&clank).for_each(|(sum, x)| *sum += level * x);
    }
    to_peak_one(sound)
}

/// The pawls of a hub that coasts: 18 clicks a turn.
fn freewheel(blend: &mut Blend, way: &Way, take: &Take) {
    let mut chance = take.chance("freewheel");
    let step_m = TAU * 0.34 / 18.0;
    let mut last = 0;
    for (i, (&gone, &v)) in way.gone.iter().zip(&way.speed).enumerate() {
        let passed = (gone / step_m) as i32;
        if passed > last && v > 0.05 * way.full {
            last = passed;
            let level = 0.55 * chance.within(0.75, 1.0);
            blend.add(
                &click::tap(2_600.0 * chance.within(0.97, 1.03), 0.009, &mut chance),
                i as f32 / FS,
                level,
            );
        }
    }
}
