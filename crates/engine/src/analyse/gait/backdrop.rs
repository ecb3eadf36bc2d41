//! What stands before the backdrop: the median of some seconds, moved along with the camera, taken from each frame.

use super::ground::{Map, Stretch, between};

/// Seconds that a backdrop is made of: longer from a tripod, where nothing drifts.
const SPAN_S: (f64, f64) = (8.0, 2.6);
/// Pictures that a backdrop is made of.
const PICTURES: usize = 13;
/// A new backdrop this often, seconds: tripod, moving camera.
const RENEWED_S: (f64, f64) = (0.8, 0.2);
/// A pixel that was out of the picture too often has no backdrop.
const FEWEST: usize = 4;
/// No backdrop is known.
pub(in crate::analyse) const UNKNOWN: u8 = 0;

/// How much each pixel of each pick differs from the backdrop, levels.
pub(in crate::analyse) struct Cutouts {
    pub differences: Vec<Vec<u8>>,
    /// Difference from which on a pixel stands before the backdrop, a pick.
    pub levels: Vec<u8>,
}

impl Cutouts {
    pub fn of(stretch: &Stretch) -> Cutouts {
        let mut cutouts = Cutouts { differences: Vec::new(), levels: Vec::new() };
        let every = if stretch.tripod { RENEWED_S.0 } else { RENEWED_S.1 };
        let (mut backdrop, mut made) = (Vec::new(), 0);
        for k in 0..stretch.len() {
            if backdrop.is_empty() || stretch.time(k) - stretch.time(made) >= every {
                let ahead =
                    (k..stretch.len()).take_while(|&j| stretch.time(j) - stretch.time(k) < every / 2.0);
                made = ahead.last().unwrap_or(k);
                backdrop = backdrop_of(stretch, made);
                made = k;
            }
            let anchor = anchor(stretch, made, every);
            let map = stretch.map(k, anchor);
            let difference = difference(stretch, k, &backdrop, &map);
            cutouts.levels.push(level(&difference));
            cutouts.differences.push(difference);
        }
        cutouts
    }
}

/// The pick in whose frame the backdrop begun at `made` was built.
fn anchor(stretch: &Stretch, made: usize, every: f64) -> usize {
    let ahead = (made..stretch.len()).take_while(|&j| stretch.time(j) - stretch.time(made) < every / 2.0);
    ahead.last().unwrap_or(made)
}

/// The median of pictures spread over the seconds around pick `at`, each moved to it; 0 where too few are known.
fn backdrop_of(stretch: &Stretch, at: usize) -> Vec<u8> {
    let (w, h) = stretch.size();
    let sources = sources(stretch, at);
    let maps: Vec<Map> = sources.iter().map(|&s| stretch.map(at, s)).collect();
    let mut values = [0_u8; PICTURES];
    let mut backdrop = vec![0; w * h];
    for (i, out) in backdrop.iter_mut().enumerate() {
        let p = [(i % w) as f32, (i / w) as f32];
        let mut n = 0;
        for (&source, map) in sources.iter().zip(&maps) {
            let value = if stretch.tripod {
                Some(stretch.luma(source)[i])
            } else {
                between(stretch.luma(source), (w, h), map.at(p)).map(|v| v as u8)
            };
            if let Some(value) = value {
                values[n] = value;
                n += 1;
            }
        }
        if n >= FEWEST {
            values[..n].sort_unstable();
            *out = values[n / 2].max(1);
        }
    }
    backdrop
}

fn sources(stretch: &Stretch, at: usize) -> Vec<usize> {
    let span = if stretch.tripod { SPAN_S.0 } else { SPAN_S.1 };
    let (begin, end) = (stretch.time(0), stretch.time(stretch.len() - 1));
    let from = (stretch.time(at) - span / 2.0).min(end - span).max(begin);
    let span = span.min(end - from);
    let mut sources: Vec<usize> = (0..PICTURES)
        .map(|n| {
            let t = from + span * n as f64 / (PICTURES - 1) as f64;
            (0..stretch.len()).collect::<Vec<_>>().partition_point(|&k| stretch.time(k) < t - 1e-6)
        })
        .map(|k| k.min(stretch.len() - 1))
        .collect();
    sources.dedup();
    sources
}

/// With a moving camera the backdrop may be a pixel off: the best of the nine pixels around counts.
fn difference(stretch: &Stretch, k: usize, backdrop: &[u8], map: &Map) -> Vec<u8> {
    let (w, h) = stretch.size();
    let luma = stretch.luma(k);
    if stretch.tripod {
        return luma.iter().zip(backdrop).map(|(a, b)| a.abs_diff(*b)).collect();
    }
    (0..w * h)
        .map(|i| {
            let p = map.at([(i % w) as f32, (i / w) as f32]);
            let (x, y) = (libm::roundf(p[0]) as i32, libm::roundf(p[1]) as i32);
            if x < 1 || y < 1 || x + 1 >= w as i32 || y + 1 >= h as i32 {
                return UNKNOWN;
            }
            let (mut low, mut high) = (u8::MAX, 0);
            for row in y - 1..=y + 1 {
                let from = row as usize * w + x as usize - 1;
                for &b in &backdrop[from..from + 3] {
                    (low, high) = (low.min(b), high.max(b));
                }
            }
            if low == 0 { UNKNOWN } else { low.saturating_sub(luma[i]).max(luma[i].saturating_sub(high)) }
        })
        .collect()
}

/// Noise is what most pixels show.
fn level(difference: &[u8]) -> u8 {
    let mut counts = [0_usize; 256];
    difference.iter().for_each(|&d| counts[d as usize] += 1);
    let half = difference.len() / 2;
    let mut sum = 0;
    let median = counts.iter().position(|n| {
        sum += n;
        sum > half
    });
    (9 + 4 * median.unwrap_or(0).min(20)) as u8
}
