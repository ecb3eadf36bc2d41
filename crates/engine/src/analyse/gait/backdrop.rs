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
    /// What may be seen of it: brightness, both colours.
    layers: [Layer; 3],
}

/// The least and the most that a pixel of the backdrop may show.
#[derive(Default)]
struct Layer {
    low: Vec<u8>,
    high: Vec<u8>,
}

impl Layer {
    /// With a moving camera the backdrop may be a pixel off: all of the nine pixels around may be seen.
    fn of(plane: &[u8], (w, h): (usize, usize), tripod: bool) -> Layer {
        if tripod {
            return Layer { low: plane.to_vec(), high: plane.to_vec() };
        }
        let mut layer = Layer { low: vec![0; w * h], high: vec![u8::MAX; w * h] };
        let mut columns = [vec![0_u8; w], vec![0_u8; w]];
        for y in 1..h.saturating_sub(1) {
            let row = |y: usize| &plane[y * w..(y + 1) * w];
            for (x, ((a, b), c)) in row(y - 1).iter().zip(row(y)).zip(row(y + 1)).enumerate() {
                columns[0][x] = *a.min(b).min(c);
                columns[1][x] = *a.max(b).max(c);
            }
            for x in 1..w.saturating_sub(1) {
                let low = columns[0][x - 1].min(columns[0][x]).min(columns[0][x + 1]);
                let high = columns[1][x - 1].max(columns[1][x]).max(columns[1][x + 1]);
                // An edge may lie between the pixels of all pictures: a quarter of its height is forgiven.
                let edge = (high - low) / 4;
                if low != UNKNOWN {
                    layer.low[y * w + x] = low.saturating_sub(edge);
                    layer.high[y * w + x] = high.saturating_add(edge);
                }
            }
        }
        layer
    }
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
    let light =
        |(&s, map): (&usize, &Map)| Exposure::between(stretch.luma(at), stretch.luma(s), (w, h), map).back();
    let lights: Vec<Exposure> = sources.iter().zip(&maps).map(light).collect();
    let lit = sources.iter().zip(&lights);
    let lumas: Vec<Vec<u8>> = lit.clone().map(|(&s, light)| light.applied(stretch.luma(s), 16)).collect();
    let [cb, cr] = [0, 1].map(|which| {
        let planes: Vec<Vec<u8>> =
            lit.clone().map(|(&s, light)| light.applied(stretch.colour(s, which), 128)).collect();
        medians(&planes, (w / 2, h / 2), &halves, stretch.tripod)
    });
    let luma = medians(&lumas, (w, h), &maps, stretch.tripod);
    let half = |plane: &[u8]| Layer::of(plane, (w / 2, h / 2), stretch.tripod);
    let layers = [Layer::of(&luma, (w, h), stretch.tripod), half(&cb), half(&cr)];
    Backdrop { luma, layers }
}

/// Row by row: all pictures' values, sorted for all columns at once; what lies outside sorts to the end.
fn medians(planes: &[Vec<u8>], size: (usize, usize), maps: &[Map], tripod: bool) -> Vec<u8> {
    let (w, h) = size;
    let mut rows = vec![vec![0_u8; w]; planes.len()];
    let mut medians = Vec::with_capacity(w * h);
    for y in 0..h {
        let mut known = vec![0_usize; w];
        for ((row, plane), map) in rows.iter_mut().zip(planes).zip(maps) {
            for (x, (value, known)) in row.iter_mut().zip(&mut known).enumerate() {
                let seen = match tripod {
                    true => Some(plane[y * w + x]),
                    false => between(plane, size, map.at([x as f32, y as f32])).map(|v| v as u8),
                };
                *value = seen.unwrap_or(u8::MAX);
                *known += usize::from(seen.is_some());
            }
        }
        sort(&mut rows);
        let median = |(x, &n): (usize, &usize)| if n >= FEWEST { rows[n / 2][x].max(1) } else { UNKNOWN };
        medians.extend(known.iter().enumerate().map(median));
    }
    medians
}

/// Sorts every column of some rows (neighbours change places as long as any are in the wrong order).
fn sort(rows: &mut [Vec<u8>]) {
    for round in 0..rows.len() {
        for pair in rows[round % 2..].chunks_exact_mut(2) {
            let [first, second] = pair else { continue };
            for (a, b) in first.iter_mut().zip(second) {
                (*a, *b) = ((*a).min(*b), (*a).max(*b));
            }
        }
    }
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
    let mut all = apart(&lit, &backdrop.layers[0], (w, h), map, stretch.tripod);
    let half = map.halved();
    for (which, layer) in backdrop.layers[1..].iter().enumerate() {
        let lit = light.applied(stretch.colour(k, which), 128);
        let coloured = apart(&lit, layer, (w / 2, h / 2), &half, stretch.tripod);
        for y in 0..h / 2 * 2 {
            for x in 0..w / 2 * 2 {
                let own = &mut all[y * w + x];
                *own = (*own).max((coloured[y / 2 * (w / 2) + x / 2] / 4).saturating_mul(5));
            }
        }
    }
    all
}

fn apart(plane: &[u8], layer: &Layer, (w, h): (usize, usize), map: &Map, tripod: bool) -> Vec<u8> {
    let off =
        |value: u8, i: usize| layer.low[i].saturating_sub(value).max(value.saturating_sub(layer.high[i]));
    if tripod {
        return plane.iter().enumerate().map(|(i, &value)| off(value, i)).collect();
    }
    let mut all = Vec::with_capacity(w * h);
    for (y, row) in plane.chunks_exact(w).take(h).enumerate() {
        for (x, &value) in row.iter().enumerate() {
            let [u, v] = map.at([x as f32, y as f32]).map(|c| (c + 0.5) as i32);
            let inside = u >= 1 && v >= 1 && u + 1 < w as i32 && v + 1 < h as i32;
            all.push(if inside { off(value, v as usize * w + u as usize) } else { UNKNOWN });
        }
    }
    all
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
