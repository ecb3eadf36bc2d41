//! Visbeat's impact envelope (Davis and Agrawala, Visual Rhythm and Beat, 2018; settings of the authors' program).

use super::filter::without_slow;
use super::flow::Flow;
use std::f32::consts::TAU;

const BINS: usize = 128;
const BORDER: f32 = 0.05;
/// Deviations of the smoothing, bins and frames.
const SMOOTHING: [f32; 2] = [5.0, 3.0];
/// Motion slower than this is taken for posture, seconds.
const SLOW_S: f64 = 0.8;

/// Length of motion in each of 128 directions, without the border of 5 %.
pub fn directions(flow: &Flow) -> Vec<f32> {
    let edge = |side: usize| (BORDER * side as f32) as usize;
    let (ex, ey) = (edge(flow.width), edge(flow.height));
    let mut bins = vec![0.0; BINS];
    for y in ey..flow.height - ey {
        for x in ex..flow.width - ex {
            let i = y * flow.width + x;
            let (u, v) = (flow.u[i], flow.v[i]);
            let turn = v.atan2(u).rem_euclid(TAU) / TAU;
            bins[((turn * BINS as f32) as usize).min(BINS - 1)] += u.hypot(v);
        }
    }
    bins
}

/// How much motion ends at each frame: deceleration in any direction, high-passed, clipped and normalised.
pub fn impact_envelope(directogram: Vec<Vec<f32>>, rate_hz: f64) -> Vec<f32> {
    let smooth = median(&smoothed(directogram));
    let ending = |w: &[Vec<f32>]| {
        w[0].iter().zip(&w[1]).map(|(before, now)| (before - now).max(0.0)).sum::<f32>() / BINS as f32
    };
    let mut envelope: Vec<f32> = smooth.windows(2).map(ending).collect();
    envelope.insert(0, 0.0);
    let mut envelope = without_slow(&envelope, 1.0 / SLOW_S, rate_hz);
    let (top, nearly) = (percentile(&envelope, 0.99), percentile(&envelope, 0.98));
    for value in &mut envelope {
        *value = if *value > top { nearly } else { *value } / top.max(1e-6);
    }
    envelope
}

fn smoothed(rows: Vec<Vec<f32>>) -> Vec<Vec<f32>> {
    let over_bins: Vec<Vec<f32>> = rows.iter().map(|row| gaussian(row, SMOOTHING[0])).collect();
    transposed(&transposed(&over_bins).iter().map(|row| gaussian(row, SMOOTHING[1])).collect::<Vec<_>>())
}

fn transposed(rows: &[Vec<f32>]) -> Vec<Vec<f32>> {
    let columns = rows.first().map_or(0, Vec::len);
    (0..columns).map(|c| rows.iter().map(|row| row[c]).collect()).collect()
}

/// With mirrored ends, cut off at four deviations, as scipy's.
fn gaussian(row: &[f32], deviation: f32) -> Vec<f32> {
    let reach = (4.0 * deviation + 0.5) as isize;
    let weights: Vec<f32> = (-reach..=reach).map(|k| (-0.5 * (k as f32 / deviation).powi(2)).exp()).collect();
    let total: f32 = weights.iter().sum();
    let smooth = |i: usize| {
        let at = |k: usize| row[mirrored(i as isize + k as isize - reach, row.len())];
        weights.iter().enumerate().map(|(k, w)| w * at(k)).sum::<f32>() / total
    };
    (0..row.len()).map(smooth).collect()
}

fn mirrored(i: isize, n: usize) -> usize {
    let turn = i.rem_euclid(2 * n as isize) as usize;
    if turn < n { turn } else { 2 * n - 1 - turn }
}

/// The middle of each three by three.
fn median(rows: &[Vec<f32>]) -> Vec<Vec<f32>> {
    let middle = |r: usize, c: usize| {
        let offsets = (0..9).map(|k| (k / 3 - 1, k % 3 - 1));
        let mut nine: Vec<f32> = offsets
            .map(|(dr, dc): (isize, isize)| {
                rows[mirrored(r as isize + dr, rows.len())][mirrored(c as isize + dc, BINS)]
            })
            .collect();
        nine.sort_by(f32::total_cmp);
        nine[4]
    };
    (0..rows.len()).map(|r| (0..BINS).map(|c| middle(r, c)).collect()).collect()
}

fn percentile(values: &[f32], share: f32) -> f32 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f32::total_cmp);
    let place = share * (sorted.len().max(1) - 1) as f32;
    let (low, high) = (place as usize, place.ceil() as usize);
    match (sorted.get(low), sorted.get(high)) {
        (Some(a), Some(b)) => a + place.fract() * (b - a),
        _ => 0.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn motion_falls_into_the_bin_of_its_direction() {
        let flow = Flow { width: 20, height: 20, u: vec![0.0; 400], v: vec![2.0; 400] };
        let bins = directions(&flow);
        assert_eq!((bins[32], bins.iter().sum::<f32>()), (2.0 * 324.0, 2.0 * 324.0));
    }

    #[test]
    fn the_envelope_peaks_where_motion_ends() {
        let moving = |i: usize| i < 40 || (80..120).contains(&i);
        let rows = (0..160).map(|i| vec![if moving(i) { 10.0 } else { 0.0 }; BINS]).collect();
        let envelope = impact_envelope(rows, 25.0);
        let top = (0..60).max_by(|&a, &b| envelope[a].total_cmp(&envelope[b]));
        assert!(top.is_some_and(|i| i.abs_diff(40) <= 2), "{top:?}");
        assert!(envelope[78..82].iter().all(|&e| e < 0.1));
    }
}
