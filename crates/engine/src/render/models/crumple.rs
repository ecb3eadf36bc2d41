//! Crumpling and tearing: sheets and shells that buckle in families of events whose energies follow a power law (Cirio
//! et al., "Crumpling sound synthesis", 2016).

use super::blend::{Blend, Puff, thump, to_peak_one};
use super::impact::ring_of;
use super::motion::Motion;
use crate::cues::{Crumple, CrumpleKind};
use crate::dsp::{Chance, FS, Hawkes, Mode, OnePole, Slow, Svf, gain};
use crate::render::{Take, Voice};

/// How a thing gives way.
struct Yield {
    /// Events a second at full speed that nothing called.
    rate: f32,
    /// Events that each event calls.
    branching: f32,
    /// How long it goes on calling, seconds.
    tau_s: f32,
    /// Exponent of energies.
    beta: f32,
    /// Pitches of events, hertz.
    hz: (f32, f32),
    /// Ringing of events, seconds.
    t60_s: (f32, f32),
    /// Level of a deep copy inside the head or the ground, decibels.
    deep_db: f32,
    /// Level of the even noise of the sheet, decibels.
    sheet_db: f32,
    /// Lower and upper edge of that noise, hertz.
    sheet_hz: (f32, f32),
    /// Length of a gesture and of a pause, seconds.
    gesture_s: (f32, f32),
}

impl Yield {
    fn of(kind: CrumpleKind) -> Yield {
        let paper = Yield {
            rate: 110.0,
            branching: 0.6,
            tau_s: 0.02,
            beta: 1.5,
            hz: (1_000.0, 6_500.0),
            t60_s: (0.004, 0.011),
            deep_db: -30.0,
            sheet_db: -12.0,
            sheet_hz: (700.0, 7_000.0),
            gesture_s: (0.7, 0.15),
        };
        match kind {
            CrumpleKind::Paper => paper,
            CrumpleKind::Bag => Yield {
                rate: 170.0,
                hz: (2_200.0, 11_000.0),
                t60_s: (0.003, 0.008),
                sheet_hz: (2_000.0, 11_000.0),
                sheet_db: -9.0,
                ..paper
            },
            CrumpleKind::Leaves => Yield {
                rate: 220.0,
                branching: 0.5,
                hz: (2_000.0, 7_500.0),
                t60_s: (0.003, 0.006),
                deep_db: -18.0,
                sheet_hz: (1_800.0, 8_000.0),
                gesture_s: (0.35, 0.3),
                ..paper
            },
            CrumpleKind::Chips => Yield {
                rate: 55.0,
                branching: 0.75,
                tau_s: 0.012,
                beta: 1.45,
                hz: (1_500.0, 8_500.0),
                t60_s: (0.006, 0.014),
                deep_db: -9.0,
                sheet_db: -30.0,
                gesture_s: (0.2, 0.32),
                ..paper
            },
            CrumpleKind::Ice => Yield {
                rate: 14.0,
                branching: 0.7,
                tau_s: 0.03,
                beta: 1.4,
                hz: (900.0, 5_500.0),
                t60_s: (0.02, 0.06),
                deep_db: -8.0,
                sheet_db: -40.0,
                gesture_s: (0.9, 0.5),
                ..paper
            },
            CrumpleKind::Bone => Yield {
                rate: 9.0,
                branching: 0.85,
                tau_s: 0.008,
                beta: 1.4,
                hz: (500.0, 2_600.0),
                t60_s: (0.006, 0.02),
                deep_db: -9.0,
                sheet_db: -40.0,
                gesture_s: (0.22, 0.7),
                ..paper
            },
            CrumpleKind::Page => Yield {
                rate: 22.0,
                hz: (1_500.0, 6_500.0),
                sheet_db: 0.0,
                sheet_hz: (1_300.0, 7_500.0),
                gesture_s: (0.42, 0.7),
                ..paper
            },
            CrumpleKind::PaperTear => Yield {
                rate: 1_900.0,
                branching: 0.3,
                tau_s: 0.006,
                beta: 3.0,
                hz: (1_500.0, 9_500.0),
                t60_s: (0.001_5, 0.004),
                sheet_db: -9.0,
                sheet_hz: (1_400.0, 11_000.0),
                gesture_s: (0.8, 0.5),
                ..paper
            },
            CrumpleKind::ClothTear => Yield {
                rate: 800.0,
                branching: 0.2,
                tau_s: 0.004,
                beta: 2.8,
                hz: (700.0, 6_000.0),
                t60_s: (0.002, 0.006),
                deep_db: -18.0,
                sheet_db: -11.0,
                sheet_hz: (600.0, 7_000.0),
                gesture_s: (0.8, 0.5),
            },
        }
    }

    fn tears(kind: CrumpleKind) -> bool {
        matches!(kind, CrumpleKind::PaperTear | CrumpleKind::ClothTear)
    }
}

/// A gesture (a moment), or as much as the take's strength says (a stretch).
pub fn render(crumple: &Crumple, take: &Take) -> Voice {
    let how = Yield::of(crumple.kind);
    let mut motion = Motion::gestures(take, how.gesture_s.0, how.gesture_s.1, &mut take.chance("motion"));
    if Yield::tears(crumple.kind) {
        motion.speed = jerked(&motion, &mut take.chance("jerks"));
    }
    let mut blend = Blend::default();
    let snaps = to_peak_one(snaps(&how, crumple, &motion, take));
    if how.deep_db > -25.0 {
        blend.add(&to_peak_one(deep(&snaps)), 0.0, gain(how.deep_db));
    }
    blend.add(&snaps, 0.0, 1.0);
    if how.sheet_db > -35.0 {
        blend.add(&to_peak_one(sheet(&how, &motion, take)), 0.0, gain(how.sheet_db));
    }
    if crumple.kind == CrumpleKind::Page {
        falls(&mut blend, &motion, take);
    }
    motion.voice(blend, take)
}

/// What is torn resists, gives way at once and comes to a halt again, three to ten times a second.
fn jerked(motion: &Motion, chance: &mut Chance) -> Slow {
    let (mut begin, mut long, mut level) = (0.0f32, chance.within(0.12, 0.3), 1.0f32);
    let jerks = Slow::of(motion.length, |t| {
        let t = t as f32;
        if t > begin + long {
            (begin, long) = (t, chance.log_within(0.07, 0.3));
            level = chance.within(0.7, 1.0);
        }
        let x = (t - begin) / long;
        level * (x / 0.06).min(1.0) * (1.0 - 0.75 * x * x)
    });
    motion.speed.with(&jerks, |v, jerk| v * jerk)
}

/// The events, more of them the faster it goes; a tear runs up in rate and in pitch.
fn snaps(how: &Yield, crumple: &Crumple, motion: &Motion, take: &Take) -> Vec<f32> {
    let mut chance = take.chance("snaps");
    let more = (0.5 + crumple.size) * if take.asmr { 1.5 } else { 1.0 };
    let process = Hawkes { base: how.rate * more, branching: how.branching, tau_s: how.tau_s };
    let pace = motion.speed.map(|v| libm::powf(v, 1.5));
    let mut out = vec![0.0; motion.length + 4_800];
    for at in process.times(motion.length, &pace, &mut chance) {
        let v = motion.at(at);
        let level = libm::sqrtf(chance.pareto(how.beta).min(400.0)) * (0.25 + 0.75 * v);
        let rise = if Yield::tears(crumple.kind) { 0.6 + 0.5 * v } else { 1.0 };
        let snap = snap(how, rise, &mut chance);
        out[at..].iter_mut().zip(&snap).for_each(|(sum, x)| *sum += level * x);
    }
    out
}

/// One buckle: two modes, struck by a short rough force.
fn snap(how: &Yield, rise: f32, chance: &mut Chance) -> Vec<f32> {
    let modes = [1.0, 0.8].map(|gain| Mode {
        hz: chance.log_within(how.hz.0, how.hz.1) * rise,
        t60_s: chance.within(how.t60_s.0, how.t60_s.1),
        gain,
    });
    let force: Vec<f32> = (0..9).map(|i| chance.white() * (1.0 - i as f32 / 9.0)).collect();
    ring_of(&modes, &force)
}

/// What the jaw or the ground takes up of the events: 150 to 400 Hz.
fn deep(snaps: &[f32]) -> Vec<f32> {
    let (mut follow, mut band, mut low) = (OnePole::new(120.0), Svf::new(240.0, 1.2), OnePole::new(500.0));
    snaps.iter().map(|x| low.low(band.band(*x + 2.0 * follow.low(x.abs())))).collect()
}

/// The even rustle of the sheet as it moves.
fn sheet(how: &Yield, motion: &Motion, take: &Take) -> Vec<f32> {
    let mut chance = take.chance("sheet");
    let uneven = Slow::wandering(motion.length, 1.0, 0.4, 0.025, &mut chance);
    let (mut high, mut low) = (Svf::new(how.sheet_hz.0, 0.7), Svf::default());
    let mut out = Vec::with_capacity(motion.length);
    for i in 0..motion.length {
        let v = motion.at(i);
        if i % 32 == 0 {
            low.tune(how.sheet_hz.1 * (0.4 + 0.6 * v), 0.6);
        }
        out.push(low.low(high.high(chance.white())) * libm::powf(v, 1.6) * uneven.at(i));
    }
    out
}

/// A page that was turned lands on the others.
fn falls(blend: &mut Blend, motion: &Motion, take: &Take) {
    let mut chance = take.chance("falls");
    let mut turning = false;
    for i in (0..motion.length).step_by(240) {
        let v = motion.at(i);
        if turning && v < 0.3 {
            let flap =
                Puff { low_hz: 300.0, high_hz: 3_500.0, rise_s: 4e-3, t60_s: 0.07 }.samples(&mut chance);
            blend.add(&flap, i as f32 / FS, 0.55);
            blend.add(&thump(130.0, 4e-3, 0.06, &mut chance), i as f32 / FS, 0.2);
        }
        turning = if turning { v >= 0.3 } else { v > 0.5 };
    }
}
