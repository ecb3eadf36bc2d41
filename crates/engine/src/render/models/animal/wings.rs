//! What wings and ribs sound like: flapping birds, bees, mosquitoes, cicadas.

use super::LONGEST_S;
use crate::cues::AnimalKind;
use crate::dsp::{Chance, FS, OnePole, Saw, Slow, Svf, raised_cosine};
use crate::render::models::again::steady;
use crate::render::models::blend::{Blend, Puff, thump};
use crate::render::models::stretch::Stretch;
use crate::render::{Take, Voice};

/// Flaps: a pigeon's seven a second for a moment of taking off; a stretch flaps on.
pub fn flap(size: f32, take: &Take) -> Voice {
    let mut chance = take.chance("flaps");
    let moment = take.length_s <= 0.0;
    let length_s = if moment { 1.0 } else { take.length_s as f32 };
    let mut blend = Blend::default();
    let mut at_s = 0.0;
    while at_s < length_s {
        let fading = if moment { 1.0 - 0.6 * at_s / length_s } else { 1.0 };
        let strength = take.strength(f64::from(at_s)) * fading;
        if strength > 0.03 {
            stroke(&mut blend, at_s, (strength, size), &mut chance);
        }
        at_s += chance.within(0.92, 1.08) * libm::sqrtf(size) / (4.5 + 3.0 * strength);
    }
    if moment { blend.into_moment(LONGEST_S, take) } else { blend.into_stretch(take.samples(), take) }
}

/// Feathers press the air down and clap at the end of it.
fn stroke(blend: &mut Blend, at_s: f32, (strength, size): (f32, f32), chance: &mut Chance) {
    let press = Puff {
        low_hz: 300.0 / size,
        high_hz: chance.within(1_400.0, 2_200.0) / size,
        rise_s: 0.035,
        t60_s: chance.within(0.07, 0.1),
    };
    let clap = Puff { low_hz: 700.0, high_hz: 3_500.0, rise_s: 0.012, t60_s: 0.05 };
    blend.add(&press.samples(chance), at_s, strength);
    blend.add(&thump(75.0 / size, 0.012, 0.07, chance), at_s, 0.02 * strength);
    blend.add(&clap.samples(chance), at_s + 0.025, 0.9 * strength * chance.within(0.5, 1.0));
}

/// What does not stop: a bee that hangs about, a mosquito at the ear, a cicada in its tree.
pub fn drone(kind: AnimalKind, size: f32, take: &Take) -> Voice {
    match kind {
        AnimalKind::Cicada => steady(take, 2.6, (0.5, 0.6), |stretch, chance| cicada(size, stretch, chance)),
        AnimalKind::Mosquito => {
            let wing = [560.0 / size, 0.035, 700.0];
            steady(take, 1.8, (0.7, 0.8), |stretch, chance| buzz(wing, stretch, chance))
        }
        _ => {
            let wing = [225.0 / size, 0.022, 380.0];
            steady(take, 1.8, (0.7, 0.8), |stretch, chance| buzz(wing, stretch, chance))
        }
    }
}

/// Wings: beats a second, how far they wander, and where the body cuts the low overtones.
fn buzz([hz, wander, low_hz]: [f32; 3], stretch: &Stretch, chance: &mut Chance) -> Vec<f32> {
    let beats = Slow::wandering(stretch.length, 1.0, wander, 0.08, chance);
    let near = Slow::wandering(stretch.length, 1.0, 0.3, 0.4, chance);
    let (mut left, mut right) = (Saw::at(chance.unit()), Saw::at(chance.unit()));
    let (mut high, mut low, mut nasal) =
        (Svf::new(low_hz, 0.7), OnePole::new(3_200.0), Svf::new(4.5 * hz, 1.5));
    (0..stretch.length)
        .map(|i| {
            // Strength lifts the beat: a wing that works harder beats faster.
            let now = hz * beats.at(i) * (0.9 + 0.1 * stretch.strength.at(i));
            let saw = left.sample(now) + 0.7 * right.sample(1.006 * now) + 0.08 * chance.white();
            let cut = low.low(high.high(saw));
            (cut + 0.6 * nasal.band(saw)) * near.at(i).min(1.8)
        })
        .collect()
}

/// Ribs that buckle 120 times a second behind a drum of 5 to 7 kHz, swelling and sinking.
fn cicada(size: f32, stretch: &Stretch, chance: &mut Chance) -> Vec<f32> {
    let hz = chance.within(4_900.0, 5_600.0) / size;
    let (mut drum, mut upper, mut third) =
        (Svf::new(hz, 5.0), Svf::new(1.32 * hz, 6.0), Svf::new(0.78 * hz, 7.0));
    let rate = Slow::wandering(stretch.length, 122.0, 2.0, 0.3, chance);
    let (swell_hz, begin) = (chance.within(2.6, 3.6), chance.unit());
    let mut phase = 0.0f32;
    (0..stretch.length)
        .map(|i| {
            phase += rate.at(i) / FS;
            let click = libm::powf(raised_cosine(phase.fract()), 2.0);
            phase = phase.fract();
            let swell = 0.55 + 0.45 * raised_cosine((begin + i as f32 * swell_hz / FS).fract());
            let noise = chance.white() * (0.12 + click) * swell;
            drum.band(noise) + 0.7 * upper.band(noise) + 0.3 * third.band(noise)
        })
        .collect()
}
