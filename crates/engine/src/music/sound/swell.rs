//! Rises into a mark: a cymbal turned backwards; for tension a tone that climbs with it.

use super::Colour;
use crate::cues::Style;
use crate::dsp::{Chance, FS, Stereo, Svf, fade, samples};
use crate::music::compose::Swell;

/// Samples between two settings of the filter.
const BLOCK: usize = 32;

/// Plays one rise into `out`. It ends on its mark.
pub fn swell(swell: &Swell, colour: &Colour, chance: &mut Chance, out: &mut Stereo) {
    let length = samples(swell.to - swell.from);
    let mut sound = Stereo::silence(length);
    for channel in sound.channels_mut() {
        breath(channel, colour, chance);
    }
    if colour.style == Style::Tension {
        let tone = climb(length);
        sound.add(&Stereo::of_mono(&tone), 0, 0.35);
    }
    for channel in sound.channels_mut() {
        fade(channel, samples(0.05), samples(0.012));
    }
    out.add(&sound, samples(swell.from) as isize, 0.2 * swell.force);
}

fn breath(out: &mut [f32], colour: &Colour, chance: &mut Chance) {
    let length = out.len().max(1) as f32;
    let mut band = Svf::new(900.0, 0.8);
    for (i, block) in out.chunks_mut(BLOCK).enumerate() {
        let x = (i * BLOCK) as f32 / length;
        let top = 1.2 * libm::powf(colour.brightness_hz / 2000.0, 0.5);
        band.tune(700.0 * libm::powf(7.0, x) * top, 0.7);
        let gain = libm::powf(x, 2.6);
        block.iter_mut().for_each(|y| *y = band.band(chance.white()) * gain);
    }
}

/// A tone that climbs an octave, ever louder.
fn climb(length: usize) -> Vec<f32> {
    let mut phase = 0.0f32;
    (0..length)
        .map(|i| {
            let x = i as f32 / length as f32;
            phase += 150.0 * libm::powf(2.0, x) / FS;
            phase -= libm::floorf(phase);
            let w = core::f32::consts::TAU * phase;
            (libm::sinf(w) + 0.4 * libm::sinf(3.0 * w)) * libm::powf(x, 2.0)
        })
        .collect()
}
