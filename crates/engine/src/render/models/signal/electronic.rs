//! Signals of small loudspeakers and motors: beeps, notifications, ringtones, vibration, an alarm clock; and a whistle.

use crate::dsp::{Chance, FS, Mode, OnePole, Saw, Slow, Svf, fade};
use crate::render::models::blend::{Blend, to_peak_one};
use crate::render::models::impact::ring_of;
use crate::render::models::stretch::Stretch;
use core::f32::consts::TAU;

/// One beep of a microwave or a till: a thousand hertz and a little of its third, .14 s.
pub fn beep(pitch: f32, chance: &mut Chance) -> Vec<f32> {
    tone(1_000.0 * pitch * chance.within(0.995, 1.005), 0.14, 0.18)
}

/// A sine with `third` of its third overtone and soft ends.
fn tone(hz: f32, length_s: f32, third: f32) -> Vec<f32> {
    let mut turn = 0.0f32;
    let mut sound: Vec<f32> = (0..(length_s * FS) as usize)
        .map(|_| {
            turn = (turn + hz / FS).fract();
            libm::sinf(TAU * turn) + third * libm::sinf(TAU * 3.0 * turn)
        })
        .collect();
    let edge = (0.004 * FS) as usize;
    fade(&mut sound, edge, edge);
    sound
}

/// Two notes of a glockenspiel, a fifth up.
pub fn notification(pitch: f32, chance: &mut Chance) -> Vec<f32> {
    let ground_hz = 1_046.5 * pitch * chance.within(0.997, 1.003);
    let mut blend = Blend::default();
    blend.add(&plink(ground_hz, 0.5), 0.0, 0.8);
    blend.add(&plink(1.498 * ground_hz, 0.9), 0.13, 1.0);
    blend.into_samples()
}

/// A bar struck softly.
fn plink(hz: f32, t60_s: f32) -> Vec<f32> {
    let modes = [
        Mode { hz, t60_s, gain: 1.0 },
        Mode { hz: 2.0 * hz, t60_s: 0.5 * t60_s, gain: 0.18 },
        Mode { hz: 3.99 * hz, t60_s: 0.25 * t60_s, gain: 0.22 },
    ];
    let force: Vec<f32> = (0..60).map(|i| crate::dsp::raised_cosine(i as f32 / 60.0)).collect();
    ring_of(&modes, &force)
}

/// Steps of a major scale with its fourth left out, as marimba ringtones run through them.
const STEPS: [i32; 6] = [0, 4, 7, 9, 12, 16];

/// A run on a marimba, played twice.
pub fn ringtone(pitch: f32, chance: &mut Chance) -> Vec<f32> {
    let tune: Vec<i32> = (0..7).map(|_| STEPS[chance.below(STEPS.len())]).collect();
    let mut blend = Blend::default();
    for (k, step) in tune.iter().chain(&tune).enumerate() {
        let hz = 587.3 * pitch * libm::powf(2.0, *step as f32 / 12.0);
        let rest = if k >= tune.len() { 0.15 } else { 0.0 };
        blend.add(&plink(hz, 0.35), 0.135 * k as f32 + rest, chance.within(0.75, 1.0));
    }
    blend.into_samples()
}

/// A lopsided motor at 170 turns a second, and the table under it: two buzzes.
pub fn vibration(pitch: f32, chance: &mut Chance) -> Vec<f32> {
    let mut sound = Vec::new();
    for _ in 0..2 {
        let mut buzz = to_peak_one(motor(170.0 * pitch, 0.48, chance));
        fade(&mut buzz, (0.02 * FS) as usize, (0.05 * FS) as usize);
        sound.extend(buzz);
        sound.resize(sound.len() + (0.24 * FS) as usize, 0.0);
    }
    sound
}

fn motor(hz: f32, length_s: f32, chance: &mut Chance) -> Vec<f32> {
    let n = (length_s * FS) as usize;
    let wobble = Slow::wandering(n, 1.0, 0.015, 0.05, chance);
    let mut saw = Saw::at(0.0);
    let (mut case, mut table, mut rattle) =
        (Svf::new(2.0 * hz, 2.0), Svf::new(520.0, 3.0), Svf::new(2_600.0, 1.2));
    (0..n)
        .map(|i| {
            let spin = (i as f32 / (0.05 * FS)).min(1.0);
            let x = saw.sample(hz * wobble.at(i) * (0.6 + 0.4 * spin));
            // The case leaves the table once a turn and falls back on it.
            let knock = if x > 0.55 { x - 0.55 } else { 0.0 };
            case.band(x) + 1.3 * table.band(knock) + 0.9 * rattle.band(knock * (1.0 + 0.8 * chance.white()))
        })
        .collect()
}

/// Four beeps of a bedside clock: a square wave at two kilohertz.
pub fn alarm_clock(pitch: f32, chance: &mut Chance) -> Vec<f32> {
    let hz = 2_048.0 * pitch * chance.within(0.99, 1.01);
    let mut blend = Blend::default();
    for k in 0..4 {
        let (mut up, mut down, mut small) = (Saw::at(0.0), Saw::at(0.5), OnePole::new(7_000.0));
        let mut beep: Vec<f32> =
            (0..(0.065 * FS) as usize).map(|_| small.low(up.sample(hz) - down.sample(hz))).collect();
        fade(&mut beep, 72, 72);
        blend.add(&beep, 0.125 * k as f32, 1.0);
    }
    blend.into_samples()
}

/// A pea that whirls in a chamber: 2.7 kHz, interrupted 30 times a second.
pub fn pea_whistle(pitch: f32, stretch: &Stretch, chance: &mut Chance) -> Vec<f32> {
    let hz = 2_700.0 * pitch * chance.within(0.96, 1.04);
    let breath = Slow::wandering(stretch.length, 1.0, 0.03, 0.08, chance);
    let (mut turn, mut pea, mut rush) = (0.0f32, 0.0f32, Svf::new(1.1 * hz, 1.2));
    (0..stretch.length)
        .map(|i| {
            let blown = breath.at(i) * (0.7 + 0.3 * stretch.strength.at(i));
            pea = (pea + 31.0 * blown / FS).fract();
            let whirl = libm::sinf(TAU * pea);
            turn = (turn + hz * (0.98 + 0.02 * blown) * (1.0 + 0.035 * whirl) / FS).fract();
            let tone = libm::sinf(TAU * turn) + 0.12 * libm::sinf(2.0 * TAU * turn);
            (tone + 0.3 * rush.band(chance.white())) * (0.62 + 0.38 * whirl)
        })
        .collect()
}
