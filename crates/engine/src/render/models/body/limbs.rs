//! Hands that clap and bodies that fall.

use crate::dsp::{Burst, Chance, FS, Grain, OnePole, gain};
use crate::render::models::blend::{Blend, Puff, thump, to_peak_one};
use crate::render::models::crowd::palms;

/// One clap of one pair of hands: the palms' hollow, the fingers' slap, a little of the flesh behind.
pub fn clap(chance: &mut Chance) -> Vec<f32> {
    let palm_hz = chance.log_within(750.0, 1_700.0);
    let hit = palms(palm_hz, chance);
    let mut blend = Blend::default();
    blend.add(hit.samples(), 0.0, 1.0);
    blend.add(palms(1.2 * palm_hz, chance).samples(), chance.within(0.001, 0.004), chance.within(0.2, 0.5));
    let flesh = Burst { hz: chance.within(320.0, 480.0), q: 1.0, rise_s: 1e-3, fall_s: 0.008 };
    blend.add(Grain::default().burst(flesh, 1.0, chance).samples(), 0.0, chance.within(0.1, 0.4));
    blend.into_samples()
}

/// Someone goes down: knees or hip, then the trunk, then what is loose, each in clothes that soften it.
pub fn fall(effort: f32, chance: &mut Chance) -> Vec<f32> {
    let mut blend = Blend::default();
    let mut at_s = 0.0;
    for weight in [0.2, 1.0, 0.12] {
        let weight = weight * chance.within(0.75, 1.2);
        let heavy = thump(chance.within(42.0, 58.0), 0.02, chance.within(0.3, 0.45), chance);
        blend.add(&heavy, at_s, weight);
        let floor = thump(chance.within(90.0, 130.0), 0.007, 0.16, chance);
        blend.add(&floor, at_s + 0.003, 0.15 * weight);
        let flesh = Puff { low_hz: 90.0, high_hz: 420.0, rise_s: 0.006, t60_s: chance.within(0.08, 0.14) };
        blend.add(&flesh.samples(chance), at_s, 0.5 * weight);
        blend.add(&cloth(chance), at_s + chance.within(-0.02, 0.03), 0.16 * weight);
        at_s += chance.within(0.09, 0.2) * (1.3 - 0.5 * effort);
    }
    // Who falls is wrapped in flesh and cloth: nothing of the blow is bright, and what is bright is the cloth.
    let (mut flesh, mut coat) = (OnePole::new(240.0), OnePole::new(700.0));
    let body = to_peak_one(blend.into_samples().iter().map(|x| coat.low(flesh.low(*x))).collect());
    let mut dressed = Blend::default();
    dressed.add(&body, 0.0, 1.0);
    dressed.add(&to_peak_one(cloth(chance)), chance.within(0.06, 0.14), gain(-16.0));
    dressed.into_samples()
}

/// A coat that meets the ground with who wears it.
fn cloth(chance: &mut Chance) -> Vec<f32> {
    let rustle = Puff {
        low_hz: 700.0,
        high_hz: chance.within(2_500.0, 4_500.0),
        rise_s: 0.03,
        t60_s: chance.within(0.12, 0.25),
    };
    let mut rough = OnePole::new(60.0);
    let mut grit = chance.within(0.5, 1.0);
    rustle
        .samples(chance)
        .into_iter()
        .enumerate()
        .map(|(i, x)| {
            if i % (FS as usize / 400) == 0 {
                grit = chance.within(0.2, 1.0);
            }
            x * rough.low(grit) * gain(2.0)
        })
        .collect()
}
