//! Envelopes, waveforms and the spectrogram.

use super::canvas::{Canvas, Ink, Lane};
use super::{FAINT, TEXT};
use crate::Scene;
use crate::dsp::{Stereo, db};
use crate::report::spectrum::Spectra;
use crate::scene::Envelopes;

/// Quietest and loudest level that has a colour of its own, decibels.
const RANGE_DB: [f32; 2] = [-96.0, -18.0];
const LOWEST_HZ: f32 = 40.0;
const HIGHEST_HZ: f32 = 20_000.0;

/// Motion, texture and camera speed as lines, each against its own largest value.
pub fn envelopes(canvas: &mut Canvas, lane: Lane, scene: &Scene) {
    let base = lane.y + lane.height as i32;
    canvas.line((lane.x, base), (lane.x + lane.width as i32, base), FAINT);
    for (values, ink) in [
        (&scene.envelopes.camera, Ink::new(110, 110, 130)),
        (&scene.envelopes.texture, Ink::new(80, 170, 170)),
        (&scene.envelopes.motion, Ink::new(240, 200, 160)),
    ] {
        let most = values.iter().copied().fold(1e-6, f32::max);
        let point = |i: usize| {
            let x = lane.column(i as f64 / Envelopes::RATE_HZ);
            (x, base - (values[i] / most * lane.height as f32) as i32)
        };
        (1..values.len()).for_each(|i| canvas.line(point(i - 1), point(i), ink));
    }
}

/// The larger channel of a stem, column by column, on a square-root scale so that quiet layers show.
pub fn waveform(canvas: &mut Canvas, lane: Lane, stem: &Stereo, ink: Ink) {
    let middle = lane.y + lane.height as i32 / 2;
    canvas.line((lane.x, middle), (lane.x + lane.width as i32, middle), FAINT);
    let share = stem.len() as f64 / f64::from(lane.width);
    for column in 0..lane.width {
        let begin = (f64::from(column) * share) as usize;
        let end = ((f64::from(column + 1) * share) as usize).min(stem.len());
        let peak = stem
            .channels()
            .into_iter()
            .flat_map(|c| &c[begin.min(end)..end])
            .fold(0.0_f32, |m, x| m.max(x.abs()));
        let tall = (libm::sqrtf(peak.min(1.0)) * lane.height as f32 / 2.0) as i32;
        let x = lane.x + column as i32;
        canvas.line((x, middle - tall), (x, middle + tall), ink);
    }
}

/// Level over time and frequency, 40 Hz to 20 kHz, by octaves.
pub fn spectrogram(canvas: &mut Canvas, lane: Lane, mix: &Stereo) {
    let hop = (mix.len() / lane.width as usize).max(1);
    let spectra = Spectra::of(mix, 2_048, hop);
    let octaves = libm::log2f(HIGHEST_HZ / LOWEST_HZ);
    let hz_at = |row: u32| LOWEST_HZ * libm::powf(2.0, octaves * (1.0 - row as f32 / lane.height as f32));
    let bins: Vec<usize> = (0..lane.height).map(|row| spectra.bin(hz_at(row))).collect();
    for (column, frame) in spectra.frames.iter().take(lane.width as usize).enumerate() {
        for (row, &bin) in bins.iter().enumerate() {
            let level = (db(frame[bin]) - RANGE_DB[0]) / (RANGE_DB[1] - RANGE_DB[0]);
            canvas.dot(lane.x + column as i32, lane.y + row as i32, heat(level));
        }
    }
    for hz in [100.0, 1_000.0, 10_000.0] {
        let y = lane.y + (lane.height as f32 * (1.0 - libm::log2f(hz / LOWEST_HZ) / octaves)) as i32;
        canvas.line((lane.x - 4, y), (lane.x, y), TEXT);
        canvas.text((lane.x - 46, y - 5), &format!("{hz} Hz"), TEXT);
    }
}

/// From black by violet and orange to a pale yellow.
fn heat(level: f32) -> Ink {
    const STOPS: [[f32; 3]; 5] = [
        [6.0, 5.0, 12.0],
        [70.0, 20.0, 105.0],
        [190.0, 55.0, 85.0],
        [250.0, 150.0, 50.0],
        [252.0, 250.0, 190.0],
    ];
    let at = level.clamp(0.0, 1.0) * (STOPS.len() - 1) as f32;
    let i = (at as usize).min(STOPS.len() - 2);
    let mixed = |c: usize| (STOPS[i][c] + (STOPS[i + 1][c] - STOPS[i][c]) * (at - i as f32)) as u8;
    Ink::new(mixed(0), mixed(1), mixed(2))
}
