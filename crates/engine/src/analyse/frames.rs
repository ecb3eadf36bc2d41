//! The distinct frames of a clip: repeated ones (pulldown, generated video) are passed over, every time is a true stamp.

use media::Clip;

/// Mean difference under which a frame may be a repetition, 8-bit levels.
const SAME_MEAN: f32 = 0.15;
/// A pixel that differs this much belongs to something that moved.
const SAME_PEAK: u8 = 14;
/// Repetitions come in short runs; longer ones are a picture at rest, whose frames all count.
const LONGEST_RUN: usize = 4;

/// Fastest rate that is analysed, frames a second: above it every second, third or fourth frame is looked at. A contact is
/// placed between frames anyway, and a minute of work must not hang on a number in a header.
const FASTEST_HZ: f64 = 66.0;

/// A clip without its repeated frames; indices below are positions among the kept ones.
pub(super) struct Frames<'a> {
    pub clip: &'a Clip,
    kept: Vec<usize>,
    /// Presentation time of each kept frame, seconds.
    pub times: Vec<f64>,
}

impl<'a> Frames<'a> {
    pub fn of(clip: &'a Clip) -> Self {
        let repeated = repeated(clip);
        let every = (clip.rate_hz() / FASTEST_HZ).ceil().max(1.0) as usize;
        let kept: Vec<usize> = (0..clip.len()).filter(|&i| i % every == 0 && !repeated[i]).collect();
        let times = kept.iter().map(|&i| clip.times_s[i]).collect();
        Frames { clip, kept, times }
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

    /// Seconds between frame `i` and the next.
    pub fn step(&self, i: usize) -> f64 {
        (self.times[i + 1] - self.times[i]).max(1e-3)
    }

    /// The middle of the interval between frame `i` and the next.
    pub fn middle(&self, i: usize) -> f64 {
        (self.times[i] + self.times[i + 1]) / 2.0
    }

    /// The usual step between kept frames, seconds.
    pub fn usual_step(&self) -> f64 {
        let mut steps: Vec<f64> = self.times.windows(2).map(|w| w[1] - w[0]).collect();
        steps.sort_by(f64::total_cmp);
        steps.get(steps.len() / 2).copied().unwrap_or(0.04).max(1e-3)
    }
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

fn repeated(clip: &Clip) -> Vec<bool> {
    let alike = |i: usize| {
        let (a, b) = (clip.luma(i - 1), clip.luma(i));
        difference(a, b) < SAME_MEAN && !a.iter().zip(b).any(|(a, b)| a.abs_diff(*b) >= SAME_PEAK)
    };
    let mut same: Vec<bool> = (0..clip.len()).map(|i| i > 0 && alike(i)).collect();
    let mut i = 0;
    while i < same.len() {
        let run = same[i..].iter().take_while(|&&s| s).count();
        if run > LONGEST_RUN {
            same[i..i + run].fill(false);
        }
        i += run.max(1);
    }
    same
}
