//! Short jumps of brightness that go back to what was before: lightning, cameras, strobes.

use super::content::Content;
use super::frames::Frames;
use crate::scene::Flash;

/// Least rise of mean luma, levels.
const RISE: f32 = 30.0;
/// A rise from one frame to the next that only light can make, levels.
const LEAP: f32 = 60.0;
/// Longest flash, seconds, and frames in any case.
const LONGEST: (f64, usize) = (0.2, 3);

/// All flashes of a clip, in order.
pub(super) fn flashes(frames: &Frames, seen: &[Content]) -> Vec<Flash> {
    let mut found = Vec::new();
    let mut i = 1;
    while i < seen.len() {
        match end_of(frames, seen, i) {
            Some(end) => {
                let peak = seen[i..end].iter().map(|c| c.luma).fold(0.0, f32::max);
                let strength = ((peak - seen[i - 1].luma) / 255.0).min(1.0);
                let t = frames.times[i];
                found.push(Flash { t, duration: frames.times[end] - t, strength });
                i = end + 1;
            }
            None => i += 1,
        }
    }
    found
}

/// The first frame after a flash that begins at frame `i`.
fn end_of(frames: &Frames, seen: &[Content], i: usize) -> Option<usize> {
    let before = seen[i - 1].luma;
    if seen[i].luma - before < RISE {
        return None;
    }
    let rise = seen[i].luma - before;
    let latest = |k: &usize| k - i <= LONGEST.1 || frames.times[*k] - frames.times[i] <= LONGEST.0;
    (i + 1..seen.len()).take_while(latest).find(|&k| {
        let back = (seen[k].luma - before).abs() < 0.4 * rise;
        // What was before need not be there again when the camera is thrown round: then the light itself must fade.
        let fades = rise > LEAP && seen[i..=k].windows(2).all(|w| w[1].luma < w[0].luma + 8.0);
        back && (fades || alike(frames.luma(i - 1), frames.luma(k)) > 0.8)
    })
}

/// Correlation of two pictures.
fn alike(a: &[u8], b: &[u8]) -> f32 {
    let n = a.len() as f64;
    let (mut sa, mut sb, mut saa, mut sbb, mut sab) = (0_u64, 0_u64, 0_u64, 0_u64, 0_u64);
    for (&a, &b) in a.iter().zip(b) {
        let (a, b) = (u64::from(a), u64::from(b));
        sa += a;
        sb += b;
        saa += a * a;
        sbb += b * b;
        sab += a * b;
    }
    let (sa, sb) = (sa as f64, sb as f64);
    let (va, vb) = (saa as f64 - sa * sa / n, sbb as f64 - sb * sb / n);
    let both = (va * vb).sqrt();
    if both < 1.0 { 1.0 } else { ((sab as f64 - sa * sb / n) / both) as f32 }
}
