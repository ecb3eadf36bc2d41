//! Dissolves: for a while every frame is a mixture of the frame before and the frame after.

use super::frames::Frames;

/// Side of a block, pixels: what moves within a block does not matter.
const BLOCK: usize = 8;
/// Lengths that are tried, seconds.
const LENGTHS: [f64; 6] = [0.3, 0.42, 0.6, 0.85, 1.15, 1.5];
/// Frames that are compared within a length, besides its ends.
const INSIDE: usize = 7;
/// Least mean difference of the ends, levels, over all three planes.
const APART: f32 = 12.0;
/// Most of that difference that a frame in between may leave unexplained.
const UNEXPLAINED: f32 = 0.42;
/// Ends that are this much alike, but for brightness, are one picture under another light.
const ALIKE: f32 = 0.6;
/// How far the mixture may be from growing evenly.
const UNEVEN: f32 = 0.22;
/// The picture changes at least so many times faster within than around.
const BUSIER: f32 = 1.3;
/// A picture with less of the other's contrast is one tone or nearly: half of a fade, not a dissolve.
const FLAT: f32 = 0.3;

/// One dissolve, as frames.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Dissolve {
    pub from: usize,
    pub to: usize,
    quality: f32,
}

impl Dissolve {
    /// The frame in its middle.
    pub fn middle(&self) -> usize {
        usize::midpoint(self.from, self.to)
    }
}

/// All dissolves of a clip, in order; none reaches over a frame in `broken`.
pub(super) fn dissolves(frames: &Frames, broken: &[usize]) -> Vec<Dissolve> {
    let thumbs: Vec<Vec<f32>> = (0..frames.len()).map(|i| thumb(frames, i)).collect();
    let step = frames.usual_step();
    let mut found: Vec<Dissolve> = Vec::new();
    let mut lengths: Vec<usize> = LENGTHS.map(|s| (s / step).round().max(4.0) as usize).to_vec();
    lengths.dedup();
    for length in lengths {
        for from in 0..frames.len().saturating_sub(length) {
            let to = from + length;
            if broken.iter().any(|&b| from < b && b <= to) {
                continue;
            }
            found.extend(quality(&thumbs, from, to).map(|quality| Dissolve { from, to, quality }));
        }
    }
    best(found)
}

/// The best of those that overlap.
fn best(mut found: Vec<Dissolve>) -> Vec<Dissolve> {
    found.sort_by(|a, b| b.quality.total_cmp(&a.quality).then(a.from.cmp(&b.from)));
    let mut kept: Vec<Dissolve> = Vec::new();
    for d in found {
        if kept.iter().all(|k| d.to < k.from || k.to < d.from) {
            kept.push(d);
        }
    }
    kept.sort_by_key(|d| d.from);
    kept
}

/// Block means of luma and both chromas.
fn thumb(frames: &Frames, i: usize) -> Vec<f32> {
    let (w, h) = (frames.clip.width, frames.clip.height);
    let (cb, cr) = frames.chroma(i);
    let mut means = Vec::new();
    for (plane, w, h, side) in
        [(frames.luma(i), w, h, BLOCK), (cb, w / 2, h / 2, BLOCK / 2), (cr, w / 2, h / 2, BLOCK / 2)]
    {
        for y in 0..h / side {
            for x in 0..w / side {
                let rows = (0..side).map(|dy| &plane[(y * side + dy) * w + x * side..][..side]);
                let sum: u32 = rows.flatten().map(|&p| u32::from(p)).sum();
                means.push(sum as f32 / (side * side) as f32);
            }
        }
    }
    means
}

/// How well the frames between two are mixtures of them; `None` where they are not.
fn quality(thumbs: &[Vec<f32>], from: usize, to: usize) -> Option<f32> {
    let (a, b) = (&thumbs[from], &thumbs[to]);
    let apart = distance(a, b);
    let flat = spread(a).min(spread(b)) < FLAT * spread(a).max(spread(b));
    if apart < APART || flat || alike(a, b) > ALIKE {
        return None;
    }
    let mut worst: f32 = 0.0;
    let mut last = 0.0;
    for k in 1..=INSIDE {
        let i = from + (to - from) * k / (INSIDE + 1);
        let expected = (i - from) as f32 / (to - from) as f32;
        let (share, rest) = mixture(a, b, &thumbs[i]);
        if (share - expected).abs() > UNEVEN || share < last - 0.03 {
            return None;
        }
        last = share;
        worst = worst.max(rest / apart);
    }
    let n = (to - from).min(thumbs.len());
    let reach = (n / 2).max(2);
    let before = distance(&thumbs[from.saturating_sub(reach)], a) / reach.min(from).max(1) as f32;
    let end = (to + reach).min(thumbs.len() - 1);
    let after = distance(b, &thumbs[end]) / (end - to).max(1) as f32;
    let calm = apart / n as f32 > BUSIER * 0.5 * (before + after);
    (worst < UNEXPLAINED && calm).then(|| apart * (1.0 - worst) * (n as f32).sqrt().min(5.0))
}

/// Standard deviation of the luma of a thumb.
fn spread(a: &[f32]) -> f32 {
    let luma = &a[..a.len() * 2 / 3];
    let mean = luma.iter().sum::<f32>() / luma.len() as f32;
    (luma.iter().map(|v| (v - mean) * (v - mean)).sum::<f32>() / luma.len() as f32).sqrt()
}

/// Mean absolute difference.
fn distance(a: &[f32], b: &[f32]) -> f32 {
    a.iter().zip(b).map(|(a, b)| (a - b).abs()).sum::<f32>() / a.len().max(1) as f32
}

/// The share of `b` in `m` that explains most of it, and the mean of what remains.
fn mixture(a: &[f32], b: &[f32], m: &[f32]) -> (f32, f32) {
    let (mut both, mut square) = (0.0, 0.0);
    for ((a, b), m) in a.iter().zip(b).zip(m) {
        both += (m - a) * (b - a);
        square += (b - a) * (b - a);
    }
    let share = both / square.max(1e-6);
    let rest = a.iter().zip(b).zip(m).map(|((a, b), m)| (m - a - share * (b - a)).abs()).sum::<f32>();
    (share, rest / a.len().max(1) as f32)
}

/// Correlation of the luma of two thumbs: light alone leaves it high.
fn alike(a: &[f32], b: &[f32]) -> f32 {
    let n = a.len() * 2 / 3;
    let mean = |v: &[f32]| v[..n].iter().sum::<f32>() / n as f32;
    let (ma, mb) = (mean(a), mean(b));
    let (mut aa, mut bb, mut ab) = (0.0, 0.0, 0.0);
    for (a, b) in a[..n].iter().zip(&b[..n]) {
        aa += (a - ma) * (a - ma);
        bb += (b - mb) * (b - mb);
        ab += (a - ma) * (b - mb);
    }
    ab / (aa * bb).sqrt().max(1e-3)
}
