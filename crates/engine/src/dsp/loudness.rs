//! Loudness and peaks by ITU-R BS.1770, and decibels.

use super::Stereo;
use crate::RATE;
use ebur128::{EbuR128, Mode};

/// Decibels as a factor of amplitude.
pub fn gain(db: f32) -> f32 {
    libm::powf(10.0, db / 20.0)
}

/// A factor of amplitude as decibels; at least -200.
pub fn db(gain: f32) -> f32 {
    20.0 * libm::log10f(gain.max(1e-10))
}

fn meter(signal: &Stereo, mode: Mode) -> EbuR128 {
    let mut meter = EbuR128::new(2, RATE, mode).expect("two channels at 48 kHz are always accepted");
    meter.add_frames_planar_f32(&[&signal.left, &signal.right]).expect("both channels have the same length");
    meter
}

/// Integrated loudness, LUFS; -inf for silence or less than 400 ms.
pub fn integrated_lufs(signal: &Stereo) -> f32 {
    meter(signal, Mode::I).loudness_global().unwrap_or(f64::NEG_INFINITY) as f32
}

/// Loudest 400 ms, LUFS, in steps of 100 ms; a shorter signal is lengthened with silence. -inf for silence.
pub fn momentary_max_lufs(signal: &Stereo) -> f32 {
    let step = RATE as usize / 10;
    let mut meter = EbuR128::new(2, RATE, Mode::M).expect("two channels at 48 kHz are always accepted");
    let mut most = f64::NEG_INFINITY;
    let mut padded = signal.clone();
    let wanted = padded.len().next_multiple_of(step) + 4 * step;
    padded.channels_mut().into_iter().for_each(|c| c.resize(wanted, 0.0));
    for (left, right) in padded.left.chunks_exact(step).zip(padded.right.chunks_exact(step)) {
        meter.add_frames_planar_f32(&[left, right]).expect("both channels have the same length");
        most = most.max(meter.loudness_momentary().unwrap_or(f64::NEG_INFINITY));
    }
    most as f32
}

/// Largest true peak of both channels, as a factor of full scale.
pub fn true_peak(signal: &Stereo) -> f32 {
    let meter = meter(signal, Mode::TRUE_PEAK);
    (0..2).map(|c| meter.true_peak(c).unwrap_or(0.0) as f32).fold(0.0, f32::max)
}
