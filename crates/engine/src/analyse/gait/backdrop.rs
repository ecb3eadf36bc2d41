//! What stands before the backdrop: the median of some seconds, moved along with the camera, taken from each frame.

use super::align::aligned;
use super::exposure::Exposure;
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
        let (mut backdrop, mut made) = (Backdrop::default(), 0);
        for k in 0..stretch.len() {
            if backdrop.luma.is_empty() || stretch.time(k) - stretch.time(made) >= every {
                let ahead =
                    (k..stretch.len()).take_while(|&j| stretch.time(j) - stretch.time(k) < every / 2.0);
                made = ahead.last().unwrap_or(k);
                backdrop = backdrop_of(stretch, made);
                made = k;
            }
            let anchor = anchor(stretch, made, every);
            let map = stretch.map(k, anchor);
            let difference = difference(stretch, k, &backdrop, &map);
            cutouts.levels.push(level(&difference, stretch.tripod));
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

/// What lies behind, in brightness and (at half size) colour; 0 where too few pictures know.
#[derive(Default)]
struct Backdrop {
    luma: Vec<u8>,
    colours: [Vec<u8>; 2],
}

/// The medians of pictures spread over the seconds around pick `at`, each moved to it.
fn backdrop_of(stretch: &Stretch, at: usize) -> Backdrop {
    let (w, h) = stretch.size();
    let sources = sources(stretch, at);
    let laid = |&s: &usize| match stretch.tripod {
        true => Map::SAME,
        false => aligned(stretch, at, s, stretch.map(at, s)),
    };
    let maps: Vec<Map> = sources.iter().map(laid).collect();
    let halves: Vec<Map> = maps.iter().map(Map::halved).collect();
    let light = |(&s, map): (&usize, &Map)| {
        Exposure::between(stretch.luma(at), stretch.luma(s), (w, h), map).back()
    };
    let lights: Vec<Exposure> = sources.iter().zip(&maps).map(light).collect();
    let lit = sources.iter().zip(&lights);
    let lumas: Vec<Vec<u8>> = lit.clone().map(|(&s, light)| light.applied(stretch.luma(s), 16)).collect();
    let [cb, cr] = [0, 1].map(|which| {
        let planes: Vec<Vec<u8>> =
            lit.clone().map(|(&s, light)| light.applied(stretch.colour(s, which), 128)).collect();
        medians(&planes, (w / 2, h / 2), &halves, stretch.tripod)
    });
    Backdrop { luma: medians(&lumas, (w, h), &maps, stretch.tripod), colours: [cb, cr] }
}

fn medians(planes: &[Vec<u8>], size: (usize, usize), maps: &[Map], tripod: bool) -> Vec<u8> {
    let mut values = [0_u8; PICTURES];
    (0..size.0 * size.1)
        .map(|i| {
            let p = [(i % size.0) as f32, (i / size.0) as f32];
            let mut n = 0;
            for (plane, map) in planes.iter().zip(maps) {
                let value =
                    if tripod { Some(plane[i]) } else { between(plane, size, map.at(p)).map(|v| v as u8) };
                if let Some(value) = value {
                    values[n] = value;
                    n += 1;
                }
            }
            values[..n].sort_unstable();
            if n >= FEWEST { values[n / 2].max(1) } else { UNKNOWN }
        })
        .collect()
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

/// The larger of the differences in brightness and in colour; colour counts a little more, for it varies less.
fn difference(stretch: &Stretch, k: usize, backdrop: &Backdrop, map: &Map) -> Vec<u8> {
    let (w, h) = stretch.size();
    let light = Exposure::between(stretch.luma(k), &backdrop.luma, (w, h), map);
    let lit = light.applied(stretch.luma(k), 16);
    let mut all = apart(&lit, &backdrop.luma, (w, h), map, stretch.tripod);
    let half = map.halved();
    for (which, colour) in backdrop.colours.iter().enumerate() {
        let coloured = apart(&light.applied(stretch.colour(k, which), 128), colour, (w / 2, h / 2), &half, stretch.tripod);
        for y in 0..h / 2 * 2 {
            for x in 0..w / 2 * 2 {
                let own = &mut all[y * w + x];
                *own = (*own).max((coloured[y / 2 * (w / 2) + x / 2] / 4).saturating_mul(5));
            }
        }
    }
    all
}

/// With a moving camera the backdrop may be a pixel off: the best of the nine pixels around counts.
fn apart(plane: &[u8], backdrop: &[u8], (w, h): (usize, usize), map: &Map, tripod: bool) -> Vec<u8> {
    if tripod {
        return plane.iter().zip(backdrop).map(|(a, b)| a.abs_diff(*b)).collect();
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
            // An edge may lie between the pixels of all pictures: a quarter of its height is forgiven.
            let edge = (high - low) / 4;
            if low == UNKNOWN {
                return UNKNOWN;
            }
            let (low, high) = (low.saturating_sub(edge), high.saturating_add(edge));
            low.saturating_sub(plane[i]).max(plane[i].saturating_sub(high))
        })
        .collect()
}

/// Noise is what most pixels show; with a moving camera the best of nine pixels shows less of it.
fn level(difference: &[u8], tripod: bool) -> u8 {
    let mut counts = [0_usize; 256];
    difference.iter().for_each(|&d| counts[d as usize] += 1);
    let half = difference.len() / 2;
    let mut sum = 0;
    let median = counts.iter().position(|n| {
        sum += n;
        sum > half
    });
    (7 + 3 * median.unwrap_or(0).clamp(usize::from(tripod), 20)) as u8
}
