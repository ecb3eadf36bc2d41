//! Things that are struck: kick, clap, shaker, tick, a large skin, a deep hit, a cymbal.

use super::panned;
use crate::dsp::{Chance, FS, Mode, ModeBank, OnePole, Stereo, Svf, fade, samples};
use crate::music::compose::{Drum, Stroke};

/// Plays one stroke into `out`.
pub fn stroke(stroke: &Stroke, chance: &mut Chance, out: &mut Stereo) {
    let (sound, level) = match stroke.drum {
        Drum::Kick => (panned(&falling(160.0, 50.0, 0.028, 0.11, 0.4, chance), 0.0), 0.46),
        Drum::Boom => (boom(chance), 0.55),
        Drum::Low => (skin(stroke.force, chance), 0.6),
        Drum::Clap => (clap(chance), 0.42),
        Drum::Shaker => (panned(&shaker(chance), 0.45), 0.12),
        Drum::Tick => (panned(&tick(chance), -0.4), 0.18),
        Drum::Crash => (crash(chance), 0.16),
    };
    let force = stroke.force * (0.4 + 0.6 * stroke.force);
    out.add(&sound, samples(stroke.t) as isize, level * force);
}

/// A tone that falls from one pitch to another within `fall_s`, with time constant `decay_s`, and a soft click.
fn falling(
    from_hz: f32,
    to_hz: f32,
    fall_s: f32,
    decay_s: f32,
    length_s: f64,
    chance: &mut Chance,
) -> Vec<f32> {
    let mut phase = 0.0f32;
    let mut dull = OnePole::new(2_500.0);
    let mut mono: Vec<f32> = (0..samples(length_s))
        .map(|i| {
            let t = i as f32 / FS;
            phase += (to_hz + (from_hz - to_hz) * libm::expf(-t / fall_s)) / FS;
            let click = dull.low(chance.white()) * libm::expf(-t / 0.002) * 0.35;
            (libm::sinf(core::f32::consts::TAU * phase) * libm::expf(-t / decay_s) + click)
                * (1.0 - libm::expf(-t / 0.0008))
        })
        .collect();
    fade(&mut mono, 0, samples(0.03));
    mono
}

fn boom(chance: &mut Chance) -> Stereo {
    let mut sound = panned(&falling(115.0, 46.0, 0.09, 0.40, 1.8, chance), 0.0);
    for channel in sound.channels_mut() {
        let mut air = Svf::new(420.0, 0.6);
        for (i, x) in channel.iter_mut().enumerate() {
            let t = i as f32 / FS;
            *x += air.low(chance.white()) * 0.5 * libm::expf(-t / 0.16);
        }
    }
    sound
}

/// A large drum: the modes of a circular membrane (1 : 1.59 : 2.14 : 2.30), a slap of the stick.
fn skin(force: f32, chance: &mut Chance) -> Stereo {
    let hz = 72.0 * chance.within(0.97, 1.03);
    let mode = |ratio: f32, t60_s: f32, gain: f32| Mode { hz: hz * ratio, t60_s, gain };
    let mut bank = ModeBank::new(&[
        mode(1.0, 0.9, 1.0),
        mode(1.594, 0.5, 0.5),
        mode(2.136, 0.35, 0.35),
        mode(2.296, 0.3, 0.25),
    ]);
    let mut slap = Svf::new(700.0 + 900.0 * force, 0.7);
    let mono: Vec<f32> = (0..samples(0.9))
        .map(|i| {
            let t = i as f32 / FS;
            let push =
                if i < 240 { libm::sinf(core::f32::consts::PI * i as f32 / 240.0) * 0.0065 } else { 0.0 };
            bank.sample(push) + slap.low(chance.white()) * 0.35 * libm::expf(-t / 0.012)
        })
        .collect();
    let mut mono = mono;
    fade(&mut mono, 0, samples(0.05));
    panned(&mono, chance.within(-0.2, 0.2))
}

/// Several hands within thirty milliseconds, each side its own.
fn clap(chance: &mut Chance) -> Stereo {
    let mut side = || {
        let mut palm = Svf::new(1_150.0, 1.3);
        let bursts: [f32; 4] = [0.0, 0.0095, 0.0195, 0.028].map(|t| t + chance.within(0.0, 0.002));
        let mut mono: Vec<f32> = (0..samples(0.22))
            .map(|i| {
                let t = i as f32 / FS;
                let each = |(n, from): (usize, &f32)| {
                    let decay_s = if n == 3 { 0.045 } else { 0.004 };
                    if t >= *from { libm::expf(-(t - from) / decay_s) } else { 0.0 }
                };
                let strength: f32 = bursts.iter().enumerate().map(each).sum();
                palm.band(chance.white()) * strength
            })
            .collect();
        fade(&mut mono, 24, samples(0.03));
        mono
    };
    Stereo { left: side(), right: side() }
}

fn shaker(chance: &mut Chance) -> Vec<f32> {
    let mut shell = Svf::new(6_200.0, 1.2);
    let mut mono: Vec<f32> = (0..samples(0.09))
        .map(|i| {
            let t = i as f32 / FS;
            let course = libm::expf(-(t - 0.012) * (t - 0.012) / 1.6e-4) + 0.5 * libm::expf(-t / 0.02);
            shell.band(chance.white()) * course
        })
        .collect();
    fade(&mut mono, 96, samples(0.02));
    mono
}

fn tick(chance: &mut Chance) -> Vec<f32> {
    let mode = |hz: f32, t60_s: f32, gain: f32| Mode { hz, t60_s, gain };
    let mut wood =
        ModeBank::new(&[mode(1_850.0, 0.05, 0.5), mode(3_120.0, 0.035, 0.35), mode(5_300.0, 0.02, 0.2)]);
    let scale = chance.within(0.9, 1.0);
    let mut mono: Vec<f32> =
        (0..samples(0.07)).map(|i| wood.sample(if i < 12 { 0.16 * scale } else { 0.0 })).collect();
    fade(&mut mono, 0, samples(0.02));
    mono
}

/// A cymbal far away: dense noise whose top dies first.
fn crash(chance: &mut Chance) -> Stereo {
    let mut side = || {
        let (mut top, mut mid) = (OnePole::new(5_500.0), Svf::new(3_600.0, 0.6));
        let mut mono: Vec<f32> = (0..samples(1.9))
            .map(|i| {
                let t = i as f32 / FS;
                let white = chance.white();
                let body = mid.band(white) * libm::expf(-t / 0.45);
                (top.high(white) * libm::expf(-t / 0.28) + body) * (1.0 - libm::expf(-t / 0.002))
            })
            .collect();
        fade(&mut mono, 0, samples(0.3));
        mono
    };
    Stereo { left: side(), right: side() }
}
