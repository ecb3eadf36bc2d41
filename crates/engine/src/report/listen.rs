//! A listening report: what can be said of a sound without hearing it.

use super::onsets;
use super::spectrum::Spectra;
use crate::dsp::{Stereo, db, integrated_lufs, momentary_max_lufs, true_peak};
use serde::{Deserialize, Serialize};

/// What can be said of a sound.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Listening {
    /// Samples a channel.
    pub samples: usize,
    /// Integrated loudness, LUFS (-200 for silence).
    pub integrated_lufs: f32,
    /// Loudest 400 ms, LUFS.
    pub momentary_max_lufs: f32,
    /// True peak, dBTP.
    pub true_peak_dbtp: f32,
    /// Largest mean of a channel, decibels below full scale.
    pub dc_db: f32,
    /// Correlation of left and right, -1..=1 (1 for silence).
    pub correlation: f32,
    /// Share of 50 ms stretches under -60 dBFS.
    pub silence: f32,
    /// Energy by octave.
    pub bands: Vec<Band>,
    /// Onsets, seconds.
    pub onsets: Vec<f64>,
}

/// The energy of one octave.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Band {
    /// Centre, hertz.
    pub hz: f32,
    /// Mean power, decibels below full scale.
    pub db: f32,
}

/// Listens to a sound.
pub fn listen(sound: &Stereo) -> Listening {
    Listening {
        samples: sound.len(),
        integrated_lufs: rounded(integrated_lufs(sound).max(-200.0)),
        momentary_max_lufs: rounded(momentary_max_lufs(sound).max(-200.0)),
        true_peak_dbtp: rounded(db(true_peak(sound))),
        dc_db: rounded(dc_db(sound)),
        correlation: rounded(correlation(sound)),
        silence: rounded(silence(sound)),
        bands: bands(sound),
        onsets: onsets(sound).iter().map(|t| libm::round(t * 1e4) / 1e4).collect(),
    }
}

fn rounded(x: f32) -> f32 {
    libm::roundf(x * 1_000.0) / 1_000.0
}

fn dc_db(sound: &Stereo) -> f32 {
    let mean = |c: &Vec<f32>| c.iter().map(|&x| f64::from(x)).sum::<f64>() / c.len().max(1) as f64;
    db(sound.channels().into_iter().map(mean).fold(0.0, |most: f64, m| most.max(m.abs())) as f32)
}

fn correlation(sound: &Stereo) -> f32 {
    let dot = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(x, y)| f64::from(x * y)).sum::<f64>();
    let power = dot(&sound.left, &sound.left) * dot(&sound.right, &sound.right);
    if power <= 0.0 { 1.0 } else { (dot(&sound.left, &sound.right) / libm::sqrt(power)) as f32 }
}

fn silence(sound: &Stereo) -> f32 {
    let part = crate::RATE as usize / 20;
    let quiet = |l: &[f32], r: &[f32]| l.iter().chain(r).all(|x| x.abs() < 0.001);
    let parts: Vec<bool> =
        sound.left.chunks(part).zip(sound.right.chunks(part)).map(|(l, r)| quiet(l, r)).collect();
    parts.iter().filter(|&&q| q).count() as f32 / parts.len().max(1) as f32
}

fn bands(sound: &Stereo) -> Vec<Band> {
    let spectra = Spectra::of(sound, 4_096, 2_048);
    let octaves = [31.5, 63.0, 125.0, 250.0, 500.0, 1_000.0, 2_000.0, 4_000.0, 8_000.0, 16_000.0];
    let power = |hz: f32| {
        let low = spectra.bin(hz / core::f32::consts::SQRT_2).max(1);
        let high = spectra.bin(hz * core::f32::consts::SQRT_2).min(spectra.size / 2);
        let sum: f64 = spectra.frames.iter().flat_map(|f| &f[low..=high]).map(|&x| f64::from(x * x)).sum();
        // A Hann window spreads a sine's power over 1.5 bins; half, because a sine's power is half its square.
        sum / spectra.frames.len().max(1) as f64 / 3.0
    };
    octaves.iter().map(|&hz| Band { hz, db: rounded(db(libm::sqrt(power(hz)) as f32)) }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dsp::FS;

    #[test]
    fn a_sine_is_described_as_what_it_is() {
        let tone: Vec<f32> =
            (0..96_000).map(|i| 0.5 * libm::sinf(core::f32::consts::TAU * 1_000.0 * i as f32 / FS)).collect();
        let heard = listen(&Stereo::of_mono(&tone));
        assert!((heard.true_peak_dbtp + 6.02).abs() < 0.1, "{heard:?}");
        let loudest = heard.bands.iter().max_by(|a, b| a.db.total_cmp(&b.db)).unwrap();
        assert_eq!(loudest.hz, 1_000.0);
        assert!((loudest.db + 9.03).abs() < 0.3, "{loudest:?}");
        assert_eq!(heard.correlation, 1.0);
        assert_eq!(heard.silence, 0.0);
    }
}
