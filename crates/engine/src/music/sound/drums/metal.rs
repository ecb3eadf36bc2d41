//! Metal: hats of six squares, ride, crash, jingles.

use crate::dsp::{Chance, FS, OnePole, Stereo, Svf, fade, samples, step_rounding};

/// Squares of a drum machine's cymbal, hertz: no two of them agree.
const SQUARES: [f32; 6] = [205.3, 304.4, 369.6, 522.7, 540.0, 800.0];

/// The six squares, `times` as high.
struct Clang {
    phases: [f32; 6],
    times: f32,
}

impl Clang {
    fn new(times: f32, chance: &mut Chance) -> Clang {
        Clang { phases: core::array::from_fn(|_| chance.unit()), times }
    }

    fn sample(&mut self) -> f32 {
        let mut sum = 0.0;
        for (phase, hz) in self.phases.iter_mut().zip(SQUARES) {
            let step = hz * self.times / FS;
            *phase = (*phase + step).fract();
            let half = (*phase + 0.5).fract();
            sum += if *phase < 0.5 { 1.0 } else { -1.0 };
            sum += step_rounding(*phase, step) - step_rounding(half, step);
        }
        sum / 6.0
    }
}

/// A hi-hat that rings for `decay_s` (time constant).
pub fn hat(decay_s: f32, chance: &mut Chance) -> Vec<f32> {
    let mut clang = Clang::new(chance.within(1.9, 2.1), chance);
    let (mut top, mut shine) = (Svf::new(7_000.0, 0.7), Svf::new(9_500.0, 0.9));
    let mut mono: Vec<f32> = (0..samples(f64::from(6.0 * decay_s).min(1.2)))
        .map(|i| {
            let t = i as f32 / FS;
            let raw = 0.8 * clang.sample() + 0.35 * chance.white();
            let course = (0.6 * libm::expf(-t / (0.3 * decay_s)) + 0.4 * libm::expf(-t / decay_s))
                * (1.0 - libm::expf(-t / 0.0004));
            let high = top.high(raw);
            (high + 0.6 * shine.band(raw)) * course * 1.6
        })
        .collect();
    let length = mono.len();
    fade(&mut mono, 0, samples(0.02).min(length));
    mono
}

/// A ride: the stick's ping over a shimmer.
pub fn ride(chance: &mut Chance) -> Vec<f32> {
    let mut clang = Clang::new(chance.within(2.55, 2.65), chance);
    let (mut ping, mut wash) = (Svf::new(3_400.0, 2.2), Svf::new(6_800.0, 0.8));
    let mut mono: Vec<f32> = (0..samples(1.3))
        .map(|i| {
            let t = i as f32 / FS;
            let (ring, white) = (clang.sample(), chance.white());
            let stick = ping.band(ring) * (0.9 * libm::expf(-t / 0.06) + 0.25 * libm::expf(-t / 0.4));
            let shimmer = wash.high(0.7 * ring + 0.25 * white) * (0.35 * libm::expf(-t / 0.35));
            (stick + shimmer) * (1.0 - libm::expf(-t / 0.0005))
        })
        .collect();
    fade(&mut mono, 0, samples(0.2));
    mono
}

/// Jingles in a frame, shaken once: many small collisions of five bright tones.
pub fn tambourine(chance: &mut Chance) -> Vec<f32> {
    let mut jingles = [2_300.0, 5_600.0, 8_100.0, 9_700.0, 12_000.0].map(|hz: f32| Svf::new(hz, 18.0));
    let mut energy = 0.0f32;
    let mut mono: Vec<f32> = (0..samples(0.35))
        .map(|i| {
            let t = i as f32 / FS;
            let shaken = if t < 0.02 { 0.02 } else { 0.0 };
            energy = energy * (1.0 - 1.0 / (0.06 * FS)) + shaken * 0.02;
            let hit = if chance.unit() < 0.02 + 0.1 * libm::expf(-t / 0.03) {
                chance.white() * energy
            } else {
                0.0
            };
            let gains = [0.2, 0.7, 1.0, 0.8, 0.5];
            jingles.iter_mut().zip(gains).map(|(jingle, gain)| gain * jingle.band(hit)).sum::<f32>() * 55.0
        })
        .collect();
    fade(&mut mono, 48, samples(0.05));
    mono
}

/// A cymbal far away: dense noise whose top dies first.
pub fn crash(chance: &mut Chance) -> Stereo {
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
