//! Takes of one moment as log-mel pictures, and how far two of them are apart.

use engine::dsp::{Stereo, samples};
use engine::report::Spectra;

/// Bands of the picture.
const BANDS: usize = 32;
const LOWEST_HZ: f32 = 60.0;
const HIGHEST_HZ: f32 = 16_000.0;
const WINDOW: usize = 1_024;
const HOP: usize = 480;
/// Frames of 10 ms that are compared.
const FRAMES: usize = 45;
/// What is quieter than a take's loudest band by this much is all the same, decibels.
const DEEPEST_DB: f32 = 50.0;
/// Seconds before the onset that belong to a take.
pub const BEFORE_S: f64 = 0.03;

/// One take: decibels under its own loudest band, by frame and band.
#[derive(Debug, Clone, PartialEq)]
pub struct Take {
    frames: Vec<[f32; BANDS]>,
}

impl Take {
    /// The take whose onset lies at `t` seconds.
    pub fn at(sound: &Stereo, t: f64) -> Take {
        let begin = samples(t - BEFORE_S).min(sound.len());
        let end = (begin + (FRAMES + 1) * HOP).min(sound.len());
        let cut = |channel: &Vec<f32>| channel[begin..end].to_vec();
        Take::of(&Stereo { left: cut(&sound.left), right: cut(&sound.right) })
    }

    fn of(sound: &Stereo) -> Take {
        let spectra = Spectra::of(sound, WINDOW, HOP);
        let edges: Vec<usize> = (0..=BANDS).map(|band| spectra.bin(edge_hz(band))).collect();
        let mut frames = vec![[f32::MIN; BANDS]; FRAMES];
        for (frame, bins) in frames.iter_mut().zip(&spectra.frames) {
            for (band, level) in frame.iter_mut().enumerate() {
                let (low, high) = (edges[band], edges[band + 1].max(edges[band] + 1));
                let power: f32 = bins[low..high.min(bins.len())].iter().map(|x| x * x).sum();
                *level = 10.0 * libm::log10f(power.max(1e-20));
            }
        }
        let loudest = frames.iter().flatten().copied().fold(-150.0, f32::max);
        frames.iter_mut().flatten().for_each(|level| *level = (*level - loudest).max(-DEEPEST_DB));
        Take { frames }
    }

    /// Mean difference wherever one of them is heard, decibels: the silence after two short sounds is no likeness.
    pub fn distance(&self, other: &Take) -> f32 {
        let pairs = self.frames.iter().flatten().zip(other.frames.iter().flatten());
        let heard = pairs.filter(|(a, b)| a.max(**b) > -DEEPEST_DB);
        let (sum, count) = heard.fold((0.0, 0_u32), |(sum, count), (a, b)| (sum + (a - b).abs(), count + 1));
        sum / count.max(1) as f32
    }
}

/// The lower edge of a band on the mel scale.
fn edge_hz(band: usize) -> f32 {
    let mel = |hz: f32| 1_127.0 * libm::log1pf(hz / 700.0);
    let (low, high) = (mel(LOWEST_HZ), mel(HIGHEST_HZ));
    700.0 * libm::expm1f((low + (high - low) * band as f32 / BANDS as f32) / 1_127.0)
}

/// Mean distance of every two takes, and that of the two that are most alike.
pub fn among(takes: &[Take]) -> (f32, f32) {
    let pairs = (0..takes.len()).flat_map(|i| (0..i).map(move |j| (i, j)));
    let distances: Vec<f32> = pairs.map(|(i, j)| takes[i].distance(&takes[j])).collect();
    let mean = distances.iter().sum::<f32>() / distances.len().max(1) as f32;
    (mean, distances.iter().copied().fold(f32::MAX, f32::min))
}

/// Mean distance of the takes of one thing to those of another.
pub fn between(a: &[Take], b: &[Take]) -> f32 {
    let few = |takes: &[Take]| takes.len().min(6);
    let pairs = (0..few(a)).flat_map(|i| (0..few(b)).map(move |j| (i, j)));
    let distances: Vec<f32> = pairs.map(|(i, j)| a[i].distance(&b[j])).collect();
    distances.iter().sum::<f32>() / distances.len().max(1) as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn click(hz: f32, gain: f32) -> Take {
        let wave = |i: usize| gain * libm::expf(-(i as f32) / 900.0) * libm::sinf(i as f32 * hz / 7_639.0);
        let mut mono = vec![0.0; 2_400];
        mono.extend((0..30_000).map(wave));
        Take::at(&Stereo::of_mono(&mono), 0.05)
    }

    #[test]
    fn loudness_makes_no_difference_and_pitch_does() {
        assert!(click(500.0, 0.5).distance(&click(500.0, 0.05)) < 0.1);
        let near = click(500.0, 0.5).distance(&click(520.0, 0.5));
        let far = click(500.0, 0.5).distance(&click(2_500.0, 0.5));
        assert!(near > 0.02 && far > 4.0 * near, "{near} {far}");
        assert_eq!(among(&[click(500.0, 0.5), click(500.0, 0.5)]), (0.0, 0.0));
    }
}
