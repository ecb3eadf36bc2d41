//! How fire begins: a match is struck, gas catches, a ball of flame rolls by.

use crate::dsp::{Chance, FS, Field, Grain, OnePole, Svf, raised_cosine};

/// Adds the first second of a fire of `size`: what is small is struck first, what is large rolls.
pub fn burst(field: &mut Field, size: f32, chance: &mut Chance) {
    let small = (1.0 - size / 0.35).clamp(0.0, 1.0);
    let struck_s = 0.24 * small;
    if small > 0.0 {
        field.place(&struck(struck_s, chance), 0, 0.0, 0.25 * small);
    }
    field.place(&rush(size, chance), (0.8 * struck_s * FS) as usize, 0.0, 0.2 + 0.5 * size);
}

/// The head of a match along its box: grit that grows until it catches.
fn struck(length_s: f32, chance: &mut Chance) -> Grain {
    let n = (length_s * FS).max(1.0) as usize;
    let (mut grit, mut band, mut high) =
        (OnePole::new(220.0), Svf::new(4_200.0, 0.9), Svf::new(1_500.0, 0.7));
    let sound = (0..n).map(|i| {
        let x = i as f32 / n as f32;
        let white = chance.white();
        let rough = (9.0 * grit.low(white).abs()).min(1.6);
        high.high(band.band(chance.white())) * rough * (0.3 + 0.7 * x) * ((1.0 - x) / 0.1).min(1.0)
    });
    Grain::of(sound.collect()).edged(0.002)
}

/// Gas that catches: noise whose band opens at once and closes as the flame grows thin, fluttering.
fn rush(size: f32, chance: &mut Chance) -> Grain {
    let (rise_s, fall_s) = (0.07 + 0.12 * size * size, 0.3 + 0.4 * size);
    let n = ((rise_s + 3.0 * fall_s) * FS) as usize;
    let (mut low, mut second, mut deep) =
        (OnePole::new(1_000.0), OnePole::new(3_000.0), Svf::new(140.0 - 70.0 * size, 0.8));
    let (mut flutter, mut wave) = (OnePole::new(16.0), 1.0);
    let sound = (0..n).map(|i| {
        let t = i as f32 / FS;
        let up = raised_cosine(0.5 * (t / rise_s).min(1.0));
        let down = libm::expf(-((t - rise_s).max(0.0)) / fall_s);
        let white = chance.white();
        if i % 32 == 0 {
            low.tune(250.0 + (4_500.0 - 3_300.0 * size) * up * down);
            wave = 1.0 + 14.0 * flutter.low(white);
        }
        let flame = second.low(low.low(white)) + (0.15 + 1.0 * size) * deep.band(white);
        flame * up * down * wave.clamp(0.3, 1.8)
    });
    Grain::of(sound.collect()).edged(0.003)
}
