//! What tests hear: pitch, brightness, shares of bands, bursts.

use crate::dsp::{FS, OnePole, Stereo, Svf};

/// The middle of a stereo sound.
pub fn middle(sound: &Stereo) -> Vec<f32> {
    sound.left.iter().zip(&sound.right).map(|(l, r)| 0.5 * (l + r)).collect()
}

/// Mean square.
pub fn power(x: &[f32]) -> f64 {
    x.iter().map(|x| f64::from(*x).powi(2)).sum::<f64>() / x.len().max(1) as f64
}

/// Share of the power between two frequencies.
pub fn share(x: &[f32], low_hz: f32, high_hz: f32) -> f64 {
    let mut filters = [0; 2].map(|_| (Svf::new(low_hz, 0.7), Svf::new(high_hz, 0.7)));
    let mut band = x.to_vec();
    for (high, low) in &mut filters {
        band.iter_mut().for_each(|x| *x = low.low(high.high(*x)));
    }
    power(&band) / power(x).max(1e-20)
}

/// Middle of the spectrum on a scale of octaves, hertz, by third-octave bands from 50 Hz to 16 kHz.
pub fn centre_hz(x: &[f32]) -> f64 {
    let bands = (0..26).map(|k| 50.0 * libm::powf(2.0, k as f32 / 3.0));
    let weighed = bands.map(|hz| {
        let mut band = Svf::new(hz, 4.3);
        let heard: Vec<f32> = x.iter().map(|x| band.band(*x)).collect();
        (power(&heard), libm::log(f64::from(hz)))
    });
    let (sum, mean) = weighed.fold((0.0, 0.0), |(sum, mean), (p, hz)| (sum + p, mean + p * hz));
    libm::exp(mean / sum)
}

/// The strongest period between two frequencies, hertz (the first lag whose correlation is nearly the best).
pub fn pitch_hz(x: &[f32], low_hz: f32, high_hz: f32) -> f32 {
    let (least, most) = ((FS / high_hz) as usize, (FS / low_hz) as usize);
    let at = |lag: usize| {
        let both = x.iter().zip(&x[lag..]);
        let (a, b) = (power(&x[..x.len() - lag]), power(&x[lag..]));
        let product: f64 = both.map(|(a, b)| f64::from(*a) * f64::from(*b)).sum();
        product / (x.len() - lag) as f64 / (a * b).sqrt().max(1e-20)
    };
    let all: Vec<f64> = (least..=most).map(at).collect();
    let best = all.iter().copied().fold(f64::MIN, f64::max);
    let peak = |i: usize| i > 0 && i + 1 < all.len() && all[i] >= all[i - 1] && all[i] >= all[i + 1];
    let first = (0..all.len()).find(|&i| peak(i) && all[i] > 0.9 * best).unwrap_or(0);
    FS / (least + first) as f32
}

/// Level of one frequency.
pub fn tone(x: &[f32], hz: f32) -> f64 {
    let turn = |i: usize| std::f64::consts::TAU * (f64::from(hz) * i as f64 / f64::from(FS)).fract();
    let (re, im) = x.iter().enumerate().fold((0.0, 0.0), |(re, im), (i, x)| {
        (re + f64::from(*x) * libm::cos(turn(i)), im + f64::from(*x) * libm::sin(turn(i)))
    });
    libm::hypot(re, im) / x.len() as f64
}

/// Loudness over time, followed within `hz`.
pub fn course(x: &[f32], hz: f32) -> Vec<f32> {
    let (mut first, mut second) = (OnePole::new(hz), OnePole::new(hz));
    x.iter().map(|x| second.low(first.low(x.abs()))).collect()
}

/// How often the loudness, followed within `hz`, rises over `.35` of its greatest after it was under half of that.
pub fn bursts(x: &[f32], hz: f32) -> usize {
    let loud = course(x, hz);
    let most = loud.iter().copied().fold(0.0, f32::max);
    let (mut count, mut quiet) = (0, true);
    for level in loud {
        if quiet && level > 0.35 * most {
            (count, quiet) = (count + 1, false);
        }
        quiet |= level < 0.175 * most;
    }
    count
}

/// Seconds in which `share` of the energy has come.
pub fn gathered_s(x: &[f32], share: f64) -> f64 {
    let all = power(x) * x.len() as f64;
    let mut sum = 0.0;
    let at = x.iter().position(|x| {
        sum += f64::from(*x).powi(2);
        sum >= share * all
    });
    at.unwrap_or(x.len()) as f64 / f64::from(FS)
}

/// Deviation over mean of the power in steps of 20 ms.
pub fn unevenness(x: &[f32]) -> f64 {
    let steps: Vec<f64> = x.chunks_exact(960).map(power).collect();
    let mean = steps.iter().sum::<f64>() / steps.len() as f64;
    let variance = steps.iter().map(|p| (p - mean).powi(2)).sum::<f64>() / steps.len() as f64;
    variance.sqrt() / mean
}
