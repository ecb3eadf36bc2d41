//! The future's: lasers, zaps, glitches, servos, engines of ships, fields of force.

use crate::dsp::{Chance, FS, OnePole, Pinken, Saw, Slow, Svf, fade};
use crate::render::models::blend::{Blend, Puff, thump, to_peak_one};
use crate::render::models::stretch::Stretch;
use core::f32::consts::TAU;

/// A chirp from 3 kHz to 200 Hz, as a taut wire gives it when it is struck and heard along its length.
pub fn laser(pitch: f32, chance: &mut Chance) -> Vec<f32> {
    let length_s = chance.within(0.28, 0.36);
    let n = (length_s * FS) as usize;
    let top_hz = 3_200.0 * pitch * chance.within(0.9, 1.1);
    let (mut turn, mut saw, mut dull) = (0.0f32, Saw::at(0.0), OnePole::new(7_000.0));
    let chirp: Vec<f32> = (0..n)
        .map(|i| {
            let x = i as f32 / n as f32;
            let hz = 190.0 * pitch + (top_hz - 190.0 * pitch) * libm::expf(-6.0 * x);
            turn = (turn + hz / FS).fract();
            let tone = libm::sinf(TAU * turn) + 0.5 * saw.sample(0.5 * hz);
            dull.low(tone) * (i as f32 / 48.0).min(1.0) * libm::powf(1.0 - x, 1.3)
        })
        .collect();
    let mut blend = Blend::default();
    blend.add(&to_peak_one(chirp), 0.0, 1.0);
    let spit = Puff { low_hz: 2_000.0, high_hz: 9_000.0, rise_s: 3e-4, t60_s: 0.03 };
    blend.add(&spit.samples(chance), 0.0, 0.35);
    blend.into_samples()
}

/// A discharge: noise chopped at twice the mains' frequency, its band falling, with a snap first.
pub fn zap(pitch: f32, chance: &mut Chance) -> Vec<f32> {
    let n = (chance.within(0.34, 0.5) * FS) as usize;
    let (mut band, mut saw) = (Svf::default(), Saw::at(0.0));
    let buzz: Vec<f32> = (0..n)
        .map(|i| {
            let x = i as f32 / n as f32;
            if i % 32 == 0 {
                band.tune(5_500.0 * libm::powf(0.16, x) * pitch, 1.6);
            }
            let chop = saw.sample(118.0 * pitch * (1.0 + 0.6 * (1.0 - x)));
            let gate = if chop > 0.1 { chop } else { 0.0 };
            let fizz = chance.white();
            (band.band(fizz * gate + 0.5 * chop * gate) + 0.1 * fizz * gate) * libm::powf(1.0 - x, 0.8)
        })
        .collect();
    let mut blend = Blend::default();
    blend.add(&to_peak_one(buzz), 0.004, 0.9);
    let snap = Puff { low_hz: 1_500.0, high_hz: 12_000.0, rise_s: 2e-4, t60_s: 0.025 };
    blend.add(&snap.samples(chance), 0.0, 1.0);
    blend.into_samples()
}

/// A machine that has lost its place: scraps of tone and noise, each stuck for a few rounds.
pub fn glitch(pitch: f32, length_s: f32, chance: &mut Chance) -> Vec<f32> {
    let mut sound: Vec<f32> = Vec::new();
    while (sound.len() as f32) < length_s * FS {
        let scrap = scrap(pitch, chance);
        for _ in 0..1 + chance.below(6) {
            sound.extend_from_slice(&scrap);
        }
        if chance.happens(0.3) {
            sound.resize(sound.len() + (chance.within(0.01, 0.05) * FS) as usize, 0.0);
        }
    }
    sound
}

/// Six to forty milliseconds of a square tone, or of noise held for some samples.
fn scrap(pitch: f32, chance: &mut Chance) -> Vec<f32> {
    let n = (chance.log_within(0.006, 0.04) * FS) as usize;
    let gain = chance.log_within(0.35, 1.0);
    let mut scrap: Vec<f32> = if chance.happens(0.6) {
        let hz = pitch * chance.log_within(180.0, 5_000.0);
        let (mut up, mut down) = (Saw::at(0.0), Saw::at(0.5));
        (0..n).map(|_| gain * 0.5 * (up.sample(hz) - down.sample(hz))).collect()
    } else {
        let (hold, mut held) = (2 + chance.below(20), 0.0);
        (0..n)
            .map(|i| {
                if i % hold == 0 {
                    held = chance.white();
                }
                gain * held
            })
            .collect()
    };
    let edge = (n / 4).min(24);
    fade(&mut scrap, edge, edge);
    scrap
}

/// A servo turns and stops: a motor that runs up, its cogs, and the clunk at the end.
pub fn robot(pitch: f32, chance: &mut Chance) -> Vec<f32> {
    let length_s = chance.within(0.3, 0.6);
    let n = (length_s * FS) as usize;
    let top_hz = 520.0 * pitch * chance.log_within(0.75, 1.4);
    let (mut motor, mut cogs, mut case) = (Saw::at(0.0), Saw::at(0.3), Svf::new(1_500.0, 2.0));
    let mut top = OnePole::new(5_500.0);
    let turning: Vec<f32> = (0..n)
        .map(|i| {
            let x = i as f32 / n as f32;
            let run = (x / 0.18).min(1.0).min((1.0 - x) / 0.14);
            let hz = top_hz * (0.35 + 0.65 * run);
            let whine = motor.sample(hz) + 0.6 * cogs.sample(2.51 * hz) + 0.15 * chance.white();
            top.low(0.5 * whine + case.band(whine)) * (run / 0.3).min(1.0)
        })
        .collect();
    let mut blend = Blend::default();
    blend.add(&to_peak_one(turning), 0.01, 0.7);
    let click = Puff { low_hz: 900.0, high_hz: 5_000.0, rise_s: 3e-4, t60_s: 0.03 };
    blend.add(&click.samples(chance), 0.0, 0.5);
    blend.add(&click.samples(chance), length_s, 0.8);
    blend.add(&thump(180.0, 0.002, 0.06, chance), length_s, 0.6);
    blend.into_samples()
}

/// A large ship goes by its engines: deep notes against each other, and a stream whose comb moves.
pub fn spaceship(pitch: f32, stretch: &Stretch, chance: &mut Chance) -> Vec<f32> {
    let mut saws = [1.0, 1.007, 0.5, 1.503].map(|ratio| (Saw::at(chance.unit()), 62.0 * pitch * ratio));
    let (mut pink, mut open) = (Pinken::default(), Svf::default());
    let mut line = crate::dsp::DelayLine::new(1_200);
    let sway = Slow::wandering(stretch.length, 1.0, 0.2, 0.7, chance);
    let begin = chance.unit();
    (0..stretch.length)
        .map(|i| {
            let strength = stretch.strength.at(i);
            if i % 64 == 0 {
                open.tune(420.0 * sway.at(i).clamp(0.4, 2.0) * (0.5 + strength), 1.2);
            }
            let sum: f32 = saws.iter_mut().map(|(saw, hz)| saw.sample(*hz * (0.85 + 0.15 * strength))).sum();
            let stream = 1.6 * pink.sample(chance.white()) + 0.12 * sum;
            line.push(stream);
            let turn = TAU * (begin + 0.22 * i as f32 / FS).fract();
            let comb = stream + 0.85 * line.read_between(330.0 + 270.0 * libm::sinf(turn));
            0.5 * open.low(sum) + 0.8 * comb
        })
        .collect()
}

/// A field of force: a chord of the mains that throbs, and a hiss that rings with it.
pub fn field(pitch: f32, stretch: &Stretch, chance: &mut Chance) -> Vec<f32> {
    let ground_hz = 110.0 * pitch;
    let mut saws = [1.0, 1.004, 2.002, 3.01].map(|ratio| (Saw::at(chance.unit()), ground_hz * ratio));
    let (mut low, mut ring) = (Svf::default(), Svf::default());
    let throb_hz = chance.within(6.0, 8.0);
    let wander = Slow::wandering(stretch.length, 1.0, 0.25, 0.3, chance);
    let (mut phase, mut carrier) = (0.0f32, 0.0f32);
    (0..stretch.length)
        .map(|i| {
            if i % 32 == 0 {
                low.tune(700.0 * wander.at(i).clamp(0.4, 2.0), 2.5);
                ring.tune(3_400.0 * wander.at(i).clamp(0.6, 1.6) * pitch, 5.0);
            }
            phase = (phase + throb_hz / FS).fract();
            carrier = (carrier + 7.3 * ground_hz / FS).fract();
            let throb = 0.6 + 0.4 * libm::sinf(TAU * phase);
            let hum: f32 = saws.iter_mut().map(|(saw, hz)| saw.sample(*hz)).sum();
            let sizzle = ring.band(chance.white()) * libm::sinf(TAU * carrier);
            0.4 * low.low(hum) * throb + 0.7 * sizzle * (0.4 + 0.6 * throb)
        })
        .collect()
}
