//! Moves into a mark and away from it: a cymbal or a chord turned backwards, a riser, a deep drop.

use super::Colour;
use super::tone::sine;
use crate::dsp::{Chance, FS, Stereo, Svf, fade, samples};
use crate::music::compose::{Sweep, Swell};

/// Samples between two settings of the filter.
const BLOCK: usize = 32;

/// Plays one swell into `out`. But for a drop, it ends on its mark.
pub fn swell(swell: &Swell, colour: &Colour, chance: &mut Chance, out: &mut Stereo) {
    let length = samples(swell.to - swell.from).min(out.len());
    let mut sound = Stereo::silence(length);
    let (attack_s, release_s, level) = match swell.sweep {
        Sweep::Drop => (0.006, 0.15, 0.42),
        _ => (0.05, 0.012, 0.2),
    };
    match swell.sweep {
        Sweep::Drop => sound = Stereo::of_mono(&drop(length)),
        Sweep::Reversed => sound = reversed(length, colour, chance),
        Sweep::Breath | Sweep::Riser => {
            sound.channels_mut().into_iter().for_each(|channel| breath(channel, colour, chance));
        }
    }
    if swell.sweep == Sweep::Riser {
        sound.add(&Stereo::of_mono(&climb(length)), 0, 0.35);
    }
    for channel in sound.channels_mut() {
        fade(channel, samples(attack_s).min(length / 2), samples(release_s).min(length / 2));
    }
    out.add(&sound, samples(swell.from) as isize, level * swell.force);
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
            phase += 150.0 * libm::exp2f(x) / FS;
            phase -= libm::floorf(phase);
            (sine(phase) + 0.4 * sine(3.0 * phase)) * x * x
        })
        .collect()
}

/// A cluster of bars struck, heard from its end: no pitch stands out, it only brightens towards the mark.
fn reversed(length: usize, colour: &Colour, chance: &mut Chance) -> Stereo {
    let mut sound = Stereo::silence(length);
    let length_s = length as f32 / FS;
    for channel in sound.channels_mut() {
        let modes: Vec<crate::dsp::Mode> = (0..14)
            .map(|i| {
                let hz = 170.0 * libm::powf(1.37, i as f32) * chance.within(0.94, 1.06);
                let gain = 0.30 * libm::expf(-hz / (1.6 * colour.brightness_hz));
                crate::dsp::Mode { hz, t60_s: 1.3 * length_s / (1.0 + hz / 2_500.0), gain }
            })
            .collect();
        *channel = crate::dsp::ModeBank::new(&modes).ring(&[0.5, 0.5], length);
        channel.reverse();
    }
    sound
}

/// A deep tone that falls an octave and a half and dies away.
fn drop(length: usize) -> Vec<f32> {
    let mut phase = 0.0f32;
    (0..length)
        .map(|i| {
            let (x, t) = (i as f32 / length.max(1) as f32, i as f32 / FS);
            phase += (32.0 + 58.0 * libm::expf(-t / 0.35)) / FS;
            phase -= libm::floorf(phase);
            (sine(phase) + 0.15 * sine(2.0 * phase)) * (1.0 - x) * (1.0 - x)
        })
        .collect()
}
