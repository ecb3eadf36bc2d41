//! Butterworth's high-pass of the fifth order, run both ways so that nothing is late (scipy's `butter` and `filtfilt`).

use std::f64::consts::PI;

/// Quality of the two sections of second order; the third section is of first order.
const QUALITIES: [f64; 2] = [0.618_033_988_75, 1.618_033_988_75];
/// Samples of the mirrored run-in at both ends.
const RUN_IN: usize = 18;

/// `curve` without what is slower than `cutoff_hz`.
pub fn without_slow(curve: &[f32], cutoff_hz: f64, rate_hz: f64) -> Vec<f32> {
    if curve.len() < 2 || cutoff_hz * 2.0 >= rate_hz {
        return curve.to_vec();
    }
    let run_in = RUN_IN.min(curve.len() - 1);
    let value = |i: isize| {
        let (last, n) = (curve.len() as isize - 1, curve.len());
        let (first, end) = (f64::from(curve[0]), f64::from(curve[n - 1]));
        match i {
            i if i < 0 => 2.0 * first - f64::from(curve[(-i) as usize]),
            i if i > last => 2.0 * end - f64::from(curve[(2 * last - i) as usize]),
            i => f64::from(curve[i as usize]),
        }
    };
    let mut padded: Vec<f64> = (-(run_in as isize)..(curve.len() + run_in) as isize).map(value).collect();
    for _ in 0..2 {
        high_pass(&mut padded, PI * cutoff_hz / rate_hz);
        padded.reverse();
    }
    padded[run_in..run_in + curve.len()].iter().map(|&v| v as f32).collect()
}

/// `half` is half the cutoff's angle, radians a sample.
fn high_pass(samples: &mut [f64], half: f64) {
    let k = half.tan();
    first_order(samples, k);
    for quality in QUALITIES {
        second_order(samples, k, quality);
    }
}

/// Starts as if the first sample had always been, which a high-pass turns into nothing.
fn first_order(samples: &mut [f64], k: f64) {
    let (mut x1, mut y1) = (samples[0], 0.0);
    for sample in samples {
        let y = (*sample - x1 + (1.0 - k) * y1) / (1.0 + k);
        (x1, y1) = (*sample, y);
        *sample = y;
    }
}

fn second_order(samples: &mut [f64], k: f64, quality: f64) {
    let scale = 1.0 / (1.0 + k / quality + k * k);
    let (a1, a2) = (2.0 * (k * k - 1.0) * scale, (1.0 - k / quality + k * k) * scale);
    let (mut x, mut y) = ([samples[0]; 2], [0.0; 2]);
    for sample in samples {
        let out = scale * (*sample - 2.0 * x[0] + x[1]) - a1 * y[0] - a2 * y[1];
        (x, y) = ([*sample, x[0]], [out, y[0]]);
        *sample = out;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn level_of(hz: f64) -> f32 {
        let wave: Vec<f32> = (0..1000).map(|i| (2.0 * PI * hz * f64::from(i) / 25.0).sin() as f32).collect();
        let out = without_slow(&wave, 1.25, 25.0);
        (out[200..800].iter().map(|v| v * v).sum::<f32>() / 300.0).sqrt()
    }

    #[test]
    fn slow_waves_go_fast_ones_stay_and_the_cutoff_is_halved_by_both_ways() {
        assert!(level_of(0.4) < 0.001, "{}", level_of(0.4));
        assert!((level_of(1.25) - 0.5).abs() < 0.02, "{}", level_of(1.25));
        assert!((level_of(5.0) - 1.0).abs() < 0.02, "{}", level_of(5.0));
    }

    #[test]
    fn a_constant_leaves_nothing() {
        assert!(without_slow(&[3.0; 50], 1.25, 25.0).iter().all(|v| v.abs() < 1e-6));
    }
}
