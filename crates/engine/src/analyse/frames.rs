//! The distinct frames of a clip: repeated ones (pulldown, generated video) are passed over, every time is a true stamp.

use super::repeats::{Change, repeated, stalls};
use media::Clip;

/// Fastest rate that is analysed, frames a second: above it every second, third or fourth frame is looked at. A contact is
/// placed between frames anyway, and a minute of work must not hang on a number in a header.
const FASTEST_HZ: f64 = 66.0;

/// A clip without its repeated frames; indices below are positions among the kept ones.
pub(super) struct Frames<'a> {
    pub clip: &'a Clip,
    kept: Vec<usize>,
    /// Presentation time of each kept frame, seconds.
    pub times: Vec<f64>,
    /// When what each kept frame shows was there, seconds: the presentation time but for film shown at a faster rate.
    pub moments: Vec<f64>,
}

impl<'a> Frames<'a> {
    pub fn of(clip: &'a Clip) -> Self {
        let changes: Vec<Change> =
            (1..clip.len()).map(|i| Change::between(clip.luma(i - 1), clip.luma(i))).collect();
        let repeated = repeated(&changes);
        let every = (clip.rate_hz() / FASTEST_HZ).ceil().max(1.0) as usize;
        let kept: Vec<usize> = (0..clip.len()).filter(|&i| i % every == 0 && !repeated[i]).collect();
        let times: Vec<f64> = kept.iter().map(|&i| clip.times_s[i]).collect();
        let moments = if stalls(&changes, &kept) { times.clone() } else { evened(&times) };
        Frames { clip, kept, times, moments }
    }

    pub fn len(&self) -> usize {
        self.kept.len()
    }

    pub fn luma(&self, i: usize) -> &[u8] {
        self.clip.luma(self.kept[i])
    }

    pub fn chroma(&self, i: usize) -> (&[u8], &[u8]) {
        self.clip.chroma(self.kept[i])
    }

    /// Seconds between the moments of frame `i` and the next.
    pub fn step(&self, i: usize) -> f64 {
        (self.moments[i + 1] - self.moments[i]).max(1e-3)
    }

    /// The middle of the interval between frame `i` and the next.
    pub fn middle(&self, i: usize) -> f64 {
        (self.moments[i] + self.moments[i + 1]) / 2.0
    }

    /// The usual step between kept frames, seconds.
    pub fn usual_step(&self) -> f64 {
        let mut steps: Vec<f64> = self.times.windows(2).map(|w| w[1] - w[0]).collect();
        steps.sort_by(f64::total_cmp);
        steps.get(steps.len() / 2).copied().unwrap_or(0.04).max(1e-3)
    }
}

/// The even times of a film whose frames are shown as soon as a faster rate allows, but never before.
fn evened(times: &[f64]) -> Vec<f64> {
    let n = times.len();
    if n < 2 {
        return times.to_vec();
    }
    let middle = (n - 1) as f64 / 2.0;
    let mean = times.iter().sum::<f64>() / n as f64;
    let (mut both, mut square) = (0.0, 0.0);
    for (k, t) in times.iter().enumerate() {
        both += (k as f64 - middle) * (t - mean);
        square += (k as f64 - middle) * (k as f64 - middle);
    }
    let step = both / square;
    let begin = times.iter().enumerate().map(|(k, t)| t - k as f64 * step).fold(f64::MAX, f64::min);
    (0..n).map(|k| begin + k as f64 * step).collect()
}

/// Mean absolute difference of two planes, levels.
pub(super) fn difference(a: &[u8], b: &[u8]) -> f32 {
    // Sums of short rows in u32 let the compiler use the CPU's sum of absolute differences.
    let rows = a.chunks(4096).zip(b.chunks(4096));
    let sum: u64 = rows
        .map(|(a, b)| u64::from(a.iter().zip(b).map(|(&a, &b)| u32::from(a.abs_diff(b))).sum::<u32>()))
        .sum();
    sum as f32 / a.len().max(1) as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn film_at_video_rate_gets_back_its_even_moments() {
        // 24 frames a second shown at 30, each as soon as it may be.
        let shown: Vec<f64> = (0..96).map(|k| (f64::from(k) * 1.25).ceil() / 30.0).collect();
        for (k, moment) in evened(&shown).iter().enumerate() {
            assert!((moment - k as f64 / 24.0).abs() < 0.002, "{k}: {moment}");
        }
    }
}
