//! The cinema's: risers, booms, braams, drones, stingers.

use crate::dsp::{Brownen, Chance, FS, OnePole, Saw, Slow, Svf, gain};
use crate::render::models::blend::{Blend, Puff, to_peak_one};
use crate::render::models::stretch::Stretch;
use core::f32::consts::TAU;

/// Notes an octave up and noise that opens, 24 dB louder at the end than at the begin.
pub fn riser(pitch: f32, stretch: &Stretch, chance: &mut Chance) -> Vec<f32> {
    let n = stretch.length as f32;
    let mut saws = [1.0, 1.005, 1.498, 2.003].map(|ratio| (Saw::at(chance.unit()), 110.0 * pitch * ratio));
    let (mut open, mut rush, mut air) = (Svf::default(), Svf::default(), Svf::default());
    (0..stretch.length)
        .map(|i| {
            let x = i as f32 / n;
            if i % 32 == 0 {
                open.tune(350.0 * libm::powf(14.0, x), 1.1);
                rush.tune(400.0 * libm::powf(16.0, x), 1.6);
                air.tune(3_000.0 + 6_000.0 * x, 0.8);
            }
            // A little steeper at the end, where it cannot wait.
            let bend = libm::powf(2.0, 0.7 * x + 0.6 * x * x * x);
            let notes: f32 = saws.iter_mut().map(|(saw, hz)| saw.sample(*hz * bend)).sum();
            let tremble = 1.0 - 0.35 * x * (0.5 + 0.5 * libm::cosf(TAU * (4.0 + 9.0 * x * x) * x * n / FS));
            let noise = chance.white();
            let rising = gain(-24.0 * (1.0 - x));
            (0.3 * open.low(notes) + 1.1 * rush.band(noise) + 0.3 * x * air.band(noise)) * tremble * rising
        })
        .collect()
}

/// A sine that sinks to where it is felt, a blow at its begin, and a hall that rumbles after it.
pub fn boom(pitch: f32, chance: &mut Chance) -> Vec<f32> {
    let mut blend = Blend::default();
    blend.add(&sinking((88.0 * pitch, 34.0 * pitch), 2.4, chance), 0.0, 1.0);
    let blow = Puff { low_hz: 60.0, high_hz: 420.0 * pitch, rise_s: 0.002, t60_s: 0.28 };
    blend.add(&blow.samples(chance), 0.0, 0.75);
    let edge = Puff { low_hz: 600.0, high_hz: 3_500.0, rise_s: 8e-4, t60_s: 0.06 };
    blend.add(&edge.samples(chance), 0.0, 0.3);
    blend.add(&rumble(2.8, 260.0 * pitch, chance), 0.03, 0.4);
    let mut sound = blend.into_samples();
    sound.iter_mut().for_each(|x| *x = libm::tanhf(1.8 * *x));
    sound
}

/// A sine from one pitch to another, hertz, with overtones from being driven: they are what small speakers give.
fn sinking((from_hz, to_hz): (f32, f32), t60_s: f32, chance: &mut Chance) -> Vec<f32> {
    let mut turn = chance.within(0.0, 0.02);
    let n = (1.2 * t60_s * FS) as usize;
    let sine = (0..n).map(|i| {
        let t = i as f32 / FS;
        turn = (turn + (to_hz + (from_hz - to_hz) * libm::expf(-t / 0.16)) / FS).fract();
        let driven = libm::tanhf(2.6 * libm::sinf(TAU * turn) + 0.3);
        driven * libm::expf(-6.91 * t / t60_s) * (i as f32 / 96.0).min(1.0)
    });
    sine.collect()
}

/// Deep noise that falls by 60 dB in `t60_s`.
fn rumble(t60_s: f32, top_hz: f32, chance: &mut Chance) -> Vec<f32> {
    let (mut brown, mut low) = (Brownen::default(), Svf::new(top_hz, 0.6));
    let noise = (0..(1.2 * t60_s * FS) as usize).map(|i| {
        let t = i as f32 / FS;
        low.low(brown.sample(chance.white())) * libm::expf(-6.91 * t / t60_s) * (t / 0.04).min(1.0)
    });
    to_peak_one(noise.collect())
}

/// A dozen low brass players at once, their mutes off: saws on C and its octaves, opened and driven.
pub fn braam(pitch: f32, length_s: f32, chance: &mut Chance) -> Vec<f32> {
    let n = (length_s * FS) as usize;
    let ground_hz = 65.4 * pitch;
    let mut saws: Vec<(Saw, f32)> = [0.5, 0.503, 0.997, 1.0, 1.004, 1.5, 2.006]
        .iter()
        .map(|ratio| (Saw::at(chance.unit()), ground_hz * ratio))
        .collect();
    let (mut open, mut bell) = (Svf::default(), Svf::new(620.0, 1.4));
    let brass: Vec<f32> = (0..n)
        .map(|i| {
            let (x, t) = (i as f32 / n as f32, i as f32 / FS);
            let wide = (t / 0.09).min(1.0) * libm::expf(-1.9 * x);
            if i % 32 == 0 {
                open.tune(140.0 + 2_900.0 * wide, 0.9);
            }
            let scoop = 1.0 - 0.03 * libm::expf(-t / 0.05);
            let sum: f32 = saws.iter_mut().map(|(saw, hz)| saw.sample(*hz * scoop)).sum();
            let driven = libm::tanhf(0.75 * open.low(sum) + 0.7 * bell.band(sum));
            let level = (t / 0.03).min(1.0) * libm::expf(-1.4 * x) * ((1.0 - x) / 0.25).min(1.0);
            driven * level
        })
        .collect();
    let mut blend = Blend::default();
    blend.add(&to_peak_one(brass), 0.0, 1.0);
    blend.add(&sinking((70.0 * pitch, 0.5 * ground_hz), 1.2, chance), 0.0, 0.5);
    blend.into_samples()
}

/// Low fifths that move inside, and a breath over them.
pub fn drone(pitch: f32, stretch: &Stretch, chance: &mut Chance) -> Vec<f32> {
    let mut saws =
        [1.0, 1.003, 1.5, 1.994, 2.996].map(|ratio| (Saw::at(chance.unit()), 55.0 * pitch * ratio));
    let opening = Slow::wandering(stretch.length, 1.0, 0.35, 1.2, chance);
    let breathing = Slow::wandering(stretch.length, 0.6, 0.3, 0.8, chance);
    let (mut open, mut voice, mut air) = (Svf::default(), Svf::new(500.0, 2.5), Svf::new(1_400.0, 1.5));
    (0..stretch.length)
        .map(|i| {
            if i % 64 == 0 {
                open.tune(230.0 * opening.at(i).clamp(0.3, 3.0) * (0.6 + 0.4 * stretch.strength.at(i)), 1.3);
                voice.tune(330.0 + 260.0 * opening.at(i), 2.5);
            }
            let sum: f32 = saws.iter_mut().map(|(saw, hz)| saw.sample(*hz)).sum();
            open.low(sum) + 0.18 * voice.band(sum) + 0.1 * breathing.at(i) * air.band(chance.white())
        })
        .collect()
}

/// A blow, and strings that are drawn over each other half a tone apart.
pub fn stinger(pitch: f32, chance: &mut Chance) -> Vec<f32> {
    let mut blend = Blend::default();
    blend.add(&to_peak_one(boom(1.3 * pitch, chance)), 0.0, 0.8);
    let mut saws: Vec<(Saw, f32)> = [0, 1, 2, 6, 11, 13]
        .iter()
        .map(|step| (Saw::at(chance.unit()), 622.3 * pitch * libm::powf(2.0, *step as f32 / 12.0)))
        .collect();
    let (mut body, mut top) = (Svf::new(1_800.0, 0.8), OnePole::new(6_000.0));
    let n = (1.9 * FS) as usize;
    let strings: Vec<f32> = (0..n)
        .map(|i| {
            let (t, x) = (i as f32 / FS, i as f32 / n as f32);
            let shake = 1.0 + 0.006 * libm::sinf(TAU * 6.5 * t);
            let sum: f32 = saws.iter_mut().map(|(saw, hz)| saw.sample(*hz * shake)).sum();
            let bow = 0.72 + 0.28 * libm::sinf(TAU * 11.0 * t);
            let level = (t / 0.012).min(1.0) * libm::expf(-3.2 * x) * ((1.0 - x) / 0.1).min(1.0);
            top.low(sum + 0.8 * body.band(sum)) * bow * level
        })
        .collect();
    blend.add(&to_peak_one(strings), 0.0, 0.75);
    blend.into_samples()
}
