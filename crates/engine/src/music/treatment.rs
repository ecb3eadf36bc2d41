//! What is done to a whole piece or to a layer: a pad that breathes with the kick, an old record, a worn tape.

use super::compose::{Drum, Stroke};
use super::sound::sine;
use crate::dsp::{Chance, FS, OnePole, Stereo, gain, samples};

/// What a style does to its sound.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Treatment {
    /// How far held layers go down under every kick, decibels.
    pub pump_db: f32,
    /// How much the tape's speed swings, share: .003.
    pub wow: f32,
    /// Nothing above this, hertz; 0 lets all through.
    pub top_hz: f32,
    /// Noise of a record, decibels of full scale; `None` for none.
    pub vinyl_db: Option<f32>,
}

/// How long a pumped layer takes to come back, seconds.
const BACK_S: f32 = 0.22;
/// Swings of the tape a second.
const WOW_HZ: f32 = 0.55;

/// Takes a layer down under every kick and lets it come back.
pub fn pump(layer: &mut Stereo, strokes: &[Stroke], depth_db: f32) {
    let kicks = strokes.iter().filter(|s| matches!(s.drum, Drum::Kick | Drum::DustyKick));
    let mut times: Vec<usize> = kicks.map(|stroke| samples(stroke.t)).collect();
    times.sort_unstable();
    let (mut next, mut since) = (times.into_iter().peekable(), usize::MAX);
    let mut smooth = OnePole::new(60.0);
    (0..4_000).for_each(|_| _ = smooth.low(1.0));
    for i in 0..layer.len() {
        while next.next_if(|&t| t <= i).is_some() {
            since = 0;
        }
        let fallen =
            if since == usize::MAX { 0.0 } else { libm::expf(-(since as f32) / FS / (0.45 * BACK_S)) };
        since = since.saturating_add(1);
        let now = smooth.low(1.0 - (1.0 - gain(-depth_db)) * fallen);
        layer.left[i] *= now;
        layer.right[i] *= now;
    }
}

/// The tape: its speed swings and its top is worn.
pub fn tape(sound: &mut Stereo, treatment: &Treatment, chance: &mut Chance) {
    let phase = chance.unit();
    if treatment.wow > 0.0 {
        // A delay that swings so far changes speed by `wow` at most.
        let far = treatment.wow * FS / (core::f32::consts::TAU * WOW_HZ);
        for channel in sound.channels_mut() {
            let dry = channel.clone();
            for (i, x) in channel.iter_mut().enumerate() {
                let swing = 0.8 * sine(WOW_HZ * i as f32 / FS + phase) + 0.2 * sine(3.1 * i as f32 / FS);
                let back = far * (1.0 + swing);
                let (whole, part) = (back as usize, back - libm::floorf(back));
                let read = |k: usize| i.checked_sub(k).map_or(0.0, |k| dry[k]);
                *x = read(whole) * (1.0 - part) + read(whole + 1) * part;
            }
        }
    }
    if treatment.top_hz > 0.0 {
        for channel in sound.channels_mut() {
            let (mut a, mut b) =
                (OnePole::new(1.25 * treatment.top_hz), OnePole::new(1.25 * treatment.top_hz));
            channel.iter_mut().for_each(|x| *x = b.low(a.low(*x)));
        }
    }
}

/// The record's own noise: a hiss, and a crackle now and then.
pub fn vinyl(sound: &mut Stereo, level_db: f32, chance: &mut Chance) {
    let level = gain(level_db);
    let mut pink = crate::dsp::Pink::default();
    let mut hiss_floor = OnePole::new(200.0);
    let mut crack = crate::dsp::Svf::new(3_200.0, 1.0);
    let mut left_over = 0.0f32;
    for i in 0..sound.len() {
        if chance.unit() < 9.0 / FS {
            left_over = chance.within(-1.0, 1.0) * chance.unit() * 22.0;
        }
        let noise = 1.6 * hiss_floor.high(pink.sample(chance)) + crack.band(left_over);
        left_over *= 0.6;
        sound.left[i] += level * noise;
        sound.right[i] += level * noise;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Seed;

    fn tone() -> Stereo {
        Stereo::of_mono(&(0..96_000).map(|i| 0.3 * sine(440.0 * i as f32 / FS)).collect::<Vec<_>>())
    }

    fn rms(part: &[f32]) -> f32 {
        (part.iter().map(|x| x * x).sum::<f32>() / part.len() as f32).sqrt()
    }

    #[test]
    fn a_pumped_layer_goes_down_at_the_kick_and_comes_back() {
        let mut layer = tone();
        let whole = rms(&layer.left);
        pump(&mut layer, &[Stroke { t: 0.5, drum: Drum::Kick, force: 0.9 }], 9.0);
        let at = |t: f64| rms(&layer.left[samples(t)..samples(t + 0.02)]);
        assert!((at(0.3) / whole - 1.0).abs() < 0.02);
        assert!(at(0.515) < 0.55 * whole, "{}", at(0.515) / whole);
        assert!(at(1.2) > 0.97 * whole);
    }

    #[test]
    fn a_tape_swings_and_is_dull_and_a_record_crackles() {
        let mut worn = tone();
        let treatment = Treatment { wow: 0.003, top_hz: 6_000.0, ..Treatment::default() };
        tape(&mut worn, &treatment, &mut Chance::new(Seed(3)));
        let off: f32 = worn.left.iter().zip(&tone().left).map(|(a, b)| (a - b).abs()).sum::<f32>() / 96_000.0;
        assert!(off > 0.05, "{off}");
        let mut silent = Stereo::silence(96_000);
        vinyl(&mut silent, -45.0, &mut Chance::new(Seed(3)));
        let level_db = 20.0 * rms(&silent.left).log10();
        assert!((-62.0..=-42.0).contains(&level_db), "{level_db}");
        assert!(silent.peak() > 4.0 * rms(&silent.left), "no crackle");
    }
}
