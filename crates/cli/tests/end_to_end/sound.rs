//! Reads our wavs sample by sample and measures them, without the engine's own code.

use std::path::Path;

/// Full scale of 24 bit.
const FULL: f64 = 8_388_608.0;

/// A wav of 24 bit.
#[derive(Debug)]
pub struct Wav {
    pub rate_hz: u32,
    pub channels: u16,
    pub bits: u16,
    /// Samples of all channels in turn, as integers of 24 bit.
    pub samples: Vec<i32>,
}

impl Wav {
    /// Walks through the chunks of a RIFF file.
    pub fn read(path: &Path) -> Wav {
        let bytes = std::fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        assert_eq!((&bytes[..4], &bytes[8..12]), (&b"RIFF"[..], &b"WAVE"[..]));
        assert_eq!(u32_at(&bytes, 4) as usize + 8, bytes.len(), "the RIFF length is not the file's");
        let (mut format, mut samples, mut at) = (None, None, 12);
        while at + 8 <= bytes.len() {
            let length = u32_at(&bytes, at + 4) as usize;
            let body = &bytes[at + 8..at + 8 + length];
            match &bytes[at..at + 4] {
                b"fmt " => format = Some((u16_at(body, 2), u32_at(body, 4), u16_at(body, 14))),
                b"data" => samples = Some(body.chunks_exact(3).map(integer).collect()),
                _ => {}
            }
            at += 8 + length + length % 2;
        }
        let (channels, rate_hz, bits) = format.expect("a wav has a format");
        Wav { rate_hz, channels, bits, samples: samples.expect("a wav has data") }
    }

    /// Samples of each channel.
    pub fn frames(&self) -> usize {
        self.samples.len() / usize::from(self.channels)
    }

    /// The samples between two times.
    pub fn between(&self, from_s: f64, to_s: f64) -> &[i32] {
        let place = |s: f64| (s * f64::from(self.rate_hz)).round() as usize * usize::from(self.channels);
        &self.samples[place(from_s)..place(to_s).min(self.samples.len())]
    }

    /// Level of the octave around `centre_hz` on the left, dBFS: a resonator of two poles.
    pub fn band_db(&self, centre_hz: f64) -> f64 {
        let w = std::f64::consts::TAU * centre_hz / f64::from(self.rate_hz);
        // A band of one octave has Q = √2 (RBJ's band-pass with a gain of one at its centre).
        let alpha = w.sin() / (2.0 * std::f64::consts::SQRT_2);
        let (a0, a1, a2) = (1.0 + alpha, -2.0 * w.cos(), 1.0 - alpha);
        let (mut x, mut y, mut energy) = ([0.0; 2], [0.0; 2], 0.0);
        let left: Vec<i32> = self.samples.iter().step_by(usize::from(self.channels)).copied().collect();
        for &sample in &left {
            let now = f64::from(sample) / FULL;
            let out = (alpha * (now - x[1]) - a1 * y[0] - a2 * y[1]) / a0;
            (x, y) = ([now, x[0]], [out, y[0]]);
            energy += out * out;
        }
        10.0 * (energy / left.len() as f64).max(1e-20).log10()
    }
}

/// Level of some samples, dBFS (-200 for silence).
pub fn level_db(samples: &[i32]) -> f64 {
    let energy: f64 = samples.iter().map(|&x| (f64::from(x) / FULL).powi(2)).sum();
    10.0 * (energy / samples.len().max(1) as f64).max(1e-20).log10()
}

/// What is left of `a` when `b` is taken away.
pub fn difference(a: &[i32], b: &[i32]) -> Vec<i32> {
    assert_eq!(a.len(), b.len());
    a.iter().zip(b).map(|(a, b)| a - b).collect()
}

/// The largest magnitude.
pub fn largest(samples: &[i32]) -> i32 {
    samples.iter().map(|x| x.abs()).max().unwrap_or(0)
}

fn integer(bytes: &[u8]) -> i32 {
    i32::from_le_bytes([0, bytes[0], bytes[1], bytes[2]]) >> 8
}

fn u16_at(bytes: &[u8], at: usize) -> u16 {
    u16::from_le_bytes(bytes[at..at + 2].try_into().unwrap())
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap())
}
