//! Whooshes: noise bands that rise and fall with the speed of what passes (aeolian tones: f = .2 u/d, level ~ u^2.5).

use super::blend::{Blend, to_peak_one};
use crate::cues::Whoosh;
use crate::dsp::{Chance, FS, OnePole, Pink, Smooth, Svf, gain};
use crate::render::{Take, Voice};
use core::f32::consts::TAU;

/// Something passes. A moment is loudest at its onset; a stretch follows the take's strength.
pub fn render(whoosh: &Whoosh, take: &Take) -> Voice {
    let stretch = take.length_s > 0.0;
    let (speed, peak) = if stretch { (speed_over(take), 0) } else { pass(whoosh) };
    let mut blend = Blend::default();
    let airy = 1.0 - whoosh.designed.clamp(0.0, 1.0);
    if airy > 0.01 {
        blend.add(&to_peak_one(air(whoosh, &speed, take)), 0.0, libm::sqrtf(airy));
    }
    if whoosh.designed > 0.01 {
        blend.add(&to_peak_one(sweep(&speed, peak, take)), 0.0, libm::sqrtf(whoosh.designed));
        blend.add(&sub(&speed), 0.0, whoosh.designed * gain(-7.0));
    }
    blend.into_stretch(speed.len(), take).with_onset(peak)
}

/// Speed of one pass, 1 at the peak: a bell, steeper after it.
fn pass(whoosh: &Whoosh) -> (Vec<f32>, usize) {
    let length_s = whoosh.length.clamp(0.06, 4.0) * (1.0 + 0.8 * whoosh.designed.clamp(0.0, 1.0));
    let peak = (0.6 * length_s * FS) as usize;
    let length = (length_s * FS) as usize;
    let bell = |i: usize| {
        let width = if i < peak { 0.24 } else { 0.16 } * length_s * FS;
        let x = (i as f32 - peak as f32) / width;
        libm::expf(-0.5 * x * x)
    };
    ((0..length).map(bell).collect(), peak)
}

fn speed_over(take: &Take) -> Vec<f32> {
    let mut smooth = Smooth::new(0.02, 0.03);
    let at = |i: usize| take.strength(i as f64 / f64::from(FS));
    (0..take.samples().max(480)).map(|i| smooth.sample(at(i))).collect()
}

/// Frequency at the peak: thin and fast things hiss, thick and slow ones rush.
fn peak_hz(whoosh: &Whoosh) -> f32 {
    let thin = libm::powf(0.03 / whoosh.d.clamp(0.002, 1.0), 0.65);
    let fast = libm::powf(0.35 / whoosh.length.clamp(0.06, 4.0), 0.35);
    (900.0 * thin * fast).clamp(180.0, 5_500.0)
}

fn air(whoosh: &Whoosh, speed: &[f32], take: &Take) -> Vec<f32> {
    let mut chance = take.chance("air");
    let (tone, top_hz) = (whoosh.tone.clamp(0.0, 1.0), peak_hz(whoosh) * chance.within(0.93, 1.07));
    let (q, bright) = (0.9 + 9.0 * tone * tone, libm::powf(2.0, 1.2 * (take.velocity - 0.7)));
    let (mut low, mut mid, mut hiss) = (Svf::default(), Svf::default(), Svf::default());
    let (mut pink, mut flutter) = (Pink::default(), Flutter::new(22.0, 0.35));
    let mut out = Vec::with_capacity(speed.len());
    for (i, &u) in speed.iter().enumerate() {
        if i % 16 == 0 {
            let hz = top_hz * (0.22 + 0.78 * u);
            low.tune(hz, q);
            mid.tune(2.6 * hz, 0.8 + 0.6 * q);
            hiss.tune((3.2 * hz * bright).clamp(1_200.0, 11_000.0), 0.6);
        }
        let noise = 3.0 * pink.sample(&mut chance);
        let body = low.band(noise) * (1.0 + 1.2 * tone) + 0.4 * mid.band(noise);
        let edge = 0.22 * bright * hiss.band(chance.white()) * u;
        out.push((body + edge) * libm::powf(u, 2.2) * flutter.sample(&mut chance));
    }
    out
}

/// A designed transition: a band that opens towards the peak and closes after it.
fn sweep(speed: &[f32], peak: usize, take: &Take) -> Vec<f32> {
    let mut chance = take.chance("sweep");
    let (mut wide, mut narrow) = (Svf::default(), Svf::default());
    let mut flutter = Flutter::new(14.0, 0.25);
    let mut out = Vec::with_capacity(speed.len());
    for (i, &u) in speed.iter().enumerate() {
        if i % 16 == 0 {
            let closed_hz = if i < peak { 250.0 } else { 500.0 };
            let hz = closed_hz * libm::powf(3_800.0 / closed_hz, u);
            wide.tune(hz, 0.8);
            narrow.tune(1.5 * hz, 3.0);
        }
        let noise = chance.white();
        let x = wide.band(noise) + 0.5 * narrow.band(noise);
        out.push(x * libm::powf(u, 1.6) * flutter.sample(&mut chance));
    }
    out
}

/// A low sine that sinks from 48 to 35 Hz.
fn sub(speed: &[f32]) -> Vec<f32> {
    let (mut turn, length) = (0.0, speed.len().max(1) as f32);
    let mut wave = |i: usize, u: f32| {
        turn += (48.0 - 13.0 * i as f32 / length) / FS;
        libm::sinf(TAU * turn) * u
    };
    speed.iter().enumerate().map(|(i, u)| wave(i, *u)).collect()
}

/// Slow unsteadiness about 1.
struct Flutter {
    slow: [OnePole; 2],
    depth: f32,
}

impl Flutter {
    fn new(hz: f32, depth: f32) -> Self {
        Flutter { slow: [OnePole::new(hz), OnePole::new(hz)], depth }
    }

    fn sample(&mut self, chance: &mut Chance) -> f32 {
        let slow = self.slow[0].low(chance.white());
        // Twice low-passed white noise at 20 Hz has about .02 root mean square.
        (1.0 + self.depth * 40.0 * self.slow[1].low(slow)).clamp(0.2, 2.0)
    }
}
