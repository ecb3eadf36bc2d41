//! A foley sound is a blend of layers: how they are laid, and how the whole is finished.

use crate::dsp::{Chance, DcBlock, FS, Svf, fade};
use crate::render::{Take, Voice};

/// Where a sound is cut: 80 dB under its peak.
const CUT: f32 = 1e-4;
/// How far under the peak a sound begins to be heard: 12 dB.
const HEARD: f32 = 0.25;

/// Layers, summed.
#[derive(Debug, Clone, Default)]
pub struct Blend(Vec<f32>);

impl Blend {
    /// Adds `layer` with its first sample at `at_s` seconds.
    pub fn add(&mut self, layer: &[f32], at_s: f32, gain: f32) {
        let begin = (at_s.max(0.0) * FS) as usize;
        if self.0.len() < begin + layer.len() {
            self.0.resize(begin + layer.len(), 0.0);
        }
        for (sum, x) in self.0[begin..].iter_mut().zip(layer) {
            *sum += x * gain;
        }
    }

    /// The sum as it is, to be a layer of something larger.
    pub fn into_samples(self) -> Vec<f32> {
        self.0
    }

    /// The sound of a moment, at most `longest_s` long: its onset is where it first comes within 12 dB of its peak.
    pub fn into_moment(self, longest_s: f32, take: &Take) -> Voice {
        let mut samples = self.finished(take);
        samples.truncate((longest_s * FS) as usize);
        let loud = peak(&samples);
        let end = samples.iter().rposition(|x| x.abs() > loud * CUT).map_or(1, |i| i + 1);
        samples.truncate((end + 48).min(samples.len()));
        // A contact is over in less than a millisecond: only a near microphone wants its edge rounded so far.
        fade(&mut samples, if take.asmr { 48 } else { 10 }, 240);
        let onset = samples.iter().position(|x| x.abs() >= loud * HEARD).unwrap_or(0);
        Voice::point(samples).with_onset(onset)
    }

    /// The sound of a stretch, exactly `length` samples.
    pub fn into_stretch(self, length: usize, take: &Take) -> Voice {
        let mut samples = self.finished(take);
        samples.resize(length.max(1), 0.0);
        fade(&mut samples, 240, 480);
        Voice::point(samples)
    }

    fn finished(self, take: &Take) -> Vec<f32> {
        let mut samples = self.0;
        if take.asmr {
            soften(&mut samples);
        }
        // Room for the slow answer of the high-pass.
        samples.resize(samples.len() + 4_800, 0.0);
        let mut dc = DcBlock::default();
        samples.iter_mut().for_each(|x| *x = dc.sample(*x));
        samples
    }
}

/// Largest absolute sample.
pub fn peak(samples: &[f32]) -> f32 {
    samples.iter().fold(0.0, |peak, x| x.abs().max(peak))
}

/// The same layer with a peak of 1 (silence stays silent).
pub fn to_peak_one(mut samples: Vec<f32>) -> Vec<f32> {
    let loud = peak(&samples);
    if loud > 1e-12 {
        samples.iter_mut().for_each(|x| *x /= loud);
    }
    samples
}

/// Rounds the hardest edges off: what stands near the peak is bent down by up to 3 dB.
fn soften(samples: &mut [f32]) {
    let loud = peak(samples).max(1e-9);
    samples.iter_mut().for_each(|x| *x = loud * libm::tanhf(1.3 * *x / loud));
}

/// A layer of noise between two frequencies that rises and falls (grains are scattered from [`crate::dsp::Burst`], which
/// is one band).
#[derive(Debug, Clone, Copy)]
pub struct Puff {
    /// Lower edge, hertz.
    pub low_hz: f32,
    /// Upper edge, hertz.
    pub high_hz: f32,
    /// Time to rise, seconds.
    pub rise_s: f32,
    /// Time to fall by 60 dB, seconds.
    pub t60_s: f32,
}

impl Puff {
    /// The puff, with a peak of 1.
    pub fn samples(self, chance: &mut Chance) -> Vec<f32> {
        let rise = (self.rise_s * FS).max(4.0);
        let fall = libm::expf(-6.91 / (self.t60_s.max(1e-3) * FS));
        let (mut high, mut low) = (Svf::new(self.low_hz, 0.7), Svf::new(self.high_hz, 0.6));
        let mut level = 1.0;
        let length = (rise + 1.35 * self.t60_s * FS) as usize;
        let burst = (0..length).map(|i| {
            let up = (i as f32 / rise).min(1.0);
            level *= if up < 1.0 { 1.0 } else { fall };
            low.low(high.high(chance.white())) * up * up * level
        });
        to_peak_one(burst.collect())
    }
}

/// A low thump: a sine that falls from `1.5 * hz` to `hz` with rough noise about it; peak 1.
pub fn thump(hz: f32, rise_s: f32, t60_s: f32, chance: &mut Chance) -> Vec<f32> {
    let rise = (rise_s * FS).max(8.0);
    let fall = 6.91 / (t60_s * FS);
    let (mut turn, mut rough, mut air) = (0.0, Svf::new(1.3 * hz, 0.9), Svf::new(4.0 * hz, 0.6));
    let beat = (0..(rise + 1.4 * t60_s * FS) as usize).map(|i| {
        let i = i as f32;
        let bend = 1.0 + 0.5 * libm::expf(-i / (0.012 * FS));
        turn += hz * bend / FS;
        let up = (i / rise).min(1.0);
        let noise = chance.white();
        let body = libm::sinf(core::f32::consts::TAU * turn) * libm::expf(-i * fall);
        let loose = (7.0 * rough.band(noise) + 0.6 * air.band(noise)) * libm::expf(-i * fall * 1.3);
        (0.55 * body + loose) * up
    });
    to_peak_one(beat.collect())
}
