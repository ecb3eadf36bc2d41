//! The outer ear: five echoes of its ridges, by which above is told from below.

use crate::dsp::FS;
use core::f32::consts::PI;

/// One echo: its gain, and how late it is, samples.
pub type Echo = (f32, f32);

/// Brown and Duda 1998, table 1: gain, amplitude and offset (samples at 44.1 kHz), stretch of elevation.
const RIDGES: [(f32, f32, f32, f32); 5] = [
    (0.5, 1.0, 2.0, 1.0),
    (-1.0, 5.0, 4.0, 0.5),
    (0.5, 5.0, 7.0, 0.5),
    (-0.25, 5.0, 11.0, 0.5),
    (0.25, 5.0, 13.0, 0.5),
];

/// Whoever wears headphones has ears of his own, which sound with these; and at full strength they would raise the
/// 5 kHz that are to be low.
const SHARE: f32 = 0.4;

/// The echoes of something at `az` and `el` degrees. Their gains sum to 0, so that the lowest frequencies hear no ear.
pub fn echoes(az: f32, el: f32) -> [Echo; 5] {
    let side = libm::cosf(az * PI / 360.0);
    RIDGES.map(|(gain, amplitude, offset, stretch)| {
        let late = amplitude * side * libm::sinf(stretch * (90.0 - el) * PI / 180.0) + offset;
        (SHARE * gain, late * FS / 44_100.0)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn height_moves_the_echoes_and_the_lowest_frequencies_hear_none() {
        let (below, ahead, above) = (echoes(0.0, -40.0), echoes(0.0, 0.0), echoes(0.0, 60.0));
        assert!(below[1].1 > ahead[1].1 + 1.0 && ahead[1].1 > above[1].1 + 1.0);
        assert!(ahead.iter().map(|echo| echo.0).sum::<f32>().abs() < 1e-6);
    }
}
