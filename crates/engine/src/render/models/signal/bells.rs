//! Bells: partials in pairs that beat, because no bell is round (ratios of a minor-third bell after
//! Rossing & Perrin, "Vibrations of bells", 1987).

use crate::dsp::{Chance, FS, Mode, raised_cosine};
use crate::render::models::blend::{Blend, Puff, to_peak_one};
use crate::render::models::impact::ring_of;

/// Partial over the strike note, its time to fall by 60 dB, seconds, and its gain.
type Partial = (f32, f32, f32);

/// Hum, prime, tierce, quint, nominal and what lies over them.
const CHURCH: [Partial; 10] = [
    (0.5, 3.7, 0.55),
    (1.0, 3.0, 0.8),
    (1.2, 2.6, 0.8),
    (1.5, 1.6, 0.35),
    (2.0, 2.2, 1.0),
    (2.52, 1.0, 0.35),
    (2.67, 0.9, 0.35),
    (3.01, 1.0, 0.5),
    (4.17, 0.7, 0.4),
    (5.43, 0.5, 0.3),
];

/// A small bell on a handle: its second partial is a twelfth up.
const HAND: [Partial; 10] = [
    (1.0, 2.2, 1.0),
    (1.27, 1.3, 0.3),
    (2.07, 1.2, 0.45),
    (2.61, 0.9, 0.4),
    (3.0, 1.1, 0.6),
    (3.74, 0.7, 0.35),
    (4.6, 0.7, 0.45),
    (5.3, 0.5, 0.3),
    (6.4, 0.4, 0.3),
    (8.3, 0.3, 0.2),
];

/// The lowest partials of a tam-tam of bronze, which are what the beater strikes.
const BOOM: [Partial; 6] = [
    (1.0, 3.9, 1.0),
    (1.53, 3.6, 0.8),
    (2.09, 3.2, 0.9),
    (2.61, 3.0, 0.7),
    (3.27, 2.6, 0.7),
    (4.05, 2.4, 0.6),
];

/// The many modes over them: from, to, hertz; how many; how long they take to wake, seconds; level. What the low ones
/// strain is handed up, ever later the higher (Rossing & Fletcher, "Nonlinear vibrations in plates and gongs", 1983).
const SHIMMER: [(f32, f32, usize, f32, f32); 3] =
    [(150.0, 520.0, 26, 0.03, 0.8), (520.0, 1_500.0, 44, 0.16, 0.7), (1_500.0, 5_200.0, 60, 0.4, 0.5)];

/// A gong of sheet steel.
const GONG: [Partial; 5] =
    [(1.0, 0.9, 1.0), (2.42, 0.6, 0.7), (4.1, 0.4, 0.6), (5.9, 0.25, 0.4), (7.7, 0.15, 0.3)];

/// A bar, held at its nodes.
const BAR: [Partial; 4] = [(1.0, 3.0, 1.0), (2.02, 1.2, 0.12), (2.756, 1.2, 0.4), (5.404, 0.4, 0.25)];

/// A tube, hung.
const TUBE: [Partial; 4] = [(1.0, 2.0, 1.0), (2.756, 1.2, 0.6), (5.404, 0.6, 0.35), (8.93, 0.3, 0.2)];

/// One stroke: partials split by `split` of their pitch; `hard` from felt to steel.
fn stroke(partials: &[Partial], hz: f32, (split, hard): (f32, f32), chance: &mut Chance) -> Vec<f32> {
    let mut modes = Vec::with_capacity(2 * partials.len());
    for &(ratio, t60_s, gain) in partials {
        let hz = hz * ratio * (1.0 + 0.000_6 * chance.normal());
        let apart = split * chance.within(0.5, 1.0);
        let gain = gain * chance.within(0.75, 1.2);
        modes.push(Mode { hz, t60_s, gain });
        modes.push(Mode {
            hz: hz * (1.0 + apart),
            t60_s: 0.9 * t60_s,
            gain: gain * chance.within(0.35, 0.8),
        });
    }
    let width = 8 + (110.0 * (1.0 - hard)) as usize;
    let force: Vec<f32> = (0..width).map(|i| raised_cosine(i as f32 / width as f32)).collect();
    let mut blend = Blend::default();
    blend.add(&ring_of(&modes, &force), 0.0, 1.0);
    let knock = Puff { low_hz: 1_500.0, high_hz: 7_000.0, rise_s: 3e-4, t60_s: 0.02 };
    blend.add(&knock.samples(chance), 0.0, 0.22 * hard);
    blend.into_samples()
}

/// A bronze bell of half a ton: strike note E flat.
pub fn church_bell(pitch: f32, chance: &mut Chance) -> Vec<f32> {
    stroke(&CHURCH, 311.0 * pitch, (0.002_2, 0.55), chance)
}

/// Five strokes of a bell that is shaken, to and fro unalike.
pub fn hand_bell(pitch: f32, chance: &mut Chance) -> Vec<f32> {
    let hz = 1_120.0 * pitch;
    let mut blend = Blend::default();
    let mut at_s = 0.0;
    for k in 0..5 {
        let (gain, hard) = ([1.0, 0.7][k % 2] * chance.within(0.8, 1.0), chance.within(0.7, 0.95));
        blend.add(&stroke(&HAND, hz, (0.002_5, hard), chance), at_s, gain);
        at_s += [0.15, 0.19][k % 2] * chance.within(0.9, 1.12);
    }
    blend.into_samples()
}

/// Two thumbs on the lever: the cogs throw the clapper a dozen times each.
pub fn bicycle(pitch: f32, chance: &mut Chance) -> Vec<f32> {
    let mut blend = Blend::default();
    for press in 0..2 {
        for k in 0..9 {
            let at_s = 0.27 * press as f32 + 0.0225 * k as f32;
            let swell = 1.0 - 0.06 * (k as f32 - 2.0).abs();
            let struck = stroke(&GONG, 1_950.0 * pitch, (0.004, 0.9), chance);
            blend.add(&struck, at_s, 0.6 * swell * chance.within(0.75, 1.0));
        }
    }
    blend.into_samples()
}

/// Two gongs and a clapper between them, forty strokes a second, for as long as a ring lasts.
pub fn telephone(pitch: f32, chance: &mut Chance) -> Vec<f32> {
    let gongs = [1_180.0, 1_490.0].map(|hz| stroke(&GONG, hz * pitch, (0.003, 0.85), chance));
    let mut blend = Blend::default();
    for k in 0..64 {
        let late = 0.001 * chance.normal();
        let at_s = (0.0255 * k as f32 + late).max(0.0);
        blend.add(&gongs[k % 2], at_s, chance.within(0.6, 0.9));
    }
    blend.into_samples()
}

/// Ding, dong: a major third down on two bars.
pub fn doorbell(pitch: f32, chance: &mut Chance) -> Vec<f32> {
    let mut blend = Blend::default();
    blend.add(&stroke(&BAR, 830.6 * pitch, (0.001, 0.4), chance), 0.0, 1.0);
    let apart_s = chance.within(0.5, 0.6);
    blend.add(&stroke(&BAR, 659.3 * pitch, (0.001, 0.4), chance), apart_s, 0.95);
    blend.into_samples()
}

/// Tubes in the wind: a scale of five notes, struck as the clapper swings.
pub fn chimes(pitch: f32, chance: &mut Chance) -> Vec<f32> {
    let notes = [1.0, 1.122, 1.26, 1.498, 1.682, 2.0].map(|ratio| 1_046.5 * pitch * ratio);
    let mut blend = Blend::default();
    let mut at_s = 0.0;
    for _ in 0..4 + chance.below(4) {
        let note_hz = notes[chance.below(notes.len())];
        let struck = stroke(&TUBE, note_hz, (0.001_2, 0.7), chance);
        blend.add(&struck, at_s, chance.log_within(0.3, 1.0));
        at_s += chance.log_within(0.06, 0.45);
    }
    blend.into_samples()
}

/// A soft beater on a tam-tam: the boom at once, then the shimmer, which is too dense for any note.
pub fn gong(pitch: f32, chance: &mut Chance) -> Vec<f32> {
    let mut blend = Blend::default();
    blend.add(&stroke(&BOOM, 92.0 * pitch, (0.004, 0.1), chance), 0.0, 1.0);
    for (low_hz, high_hz, many, rise_s, level) in SHIMMER {
        let modes: Vec<Mode> = (0..many)
            .map(|n| {
                let hz = low_hz * libm::powf(high_hz / low_hz, (n as f32 + chance.unit()) / many as f32);
                let t60_s = 4.2 * libm::powf(150.0 / hz, 0.3);
                let gain = chance.log_within(0.3, 1.0) * libm::powf(low_hz / hz, 0.4);
                Mode { hz: pitch * hz, t60_s, gain }
            })
            .collect();
        let force: Vec<f32> =
            (0..24).map(|i| raised_cosine(i as f32 / 24.0) * (1.0 + 0.5 * chance.white())).collect();
        let mut ring = ring_of(&modes, &force);
        let rise = rise_s * FS;
        ring.iter_mut().enumerate().for_each(|(i, x)| *x *= raised_cosine((0.5 * i as f32 / rise).min(0.5)));
        blend.add(&to_peak_one(ring), 0.0, level);
    }
    blend.into_samples()
}
