//! Hooves: hollow clops in the order of a gait.

use super::LONGEST_S;
use crate::dsp::{Chance, Mode, gain};
use crate::render::models::blend::{Blend, Puff, thump};
use crate::render::models::impact::ring_of;
use crate::render::{Take, Voice};

/// When the four feet fall, as shares of a stride.
struct Gait {
    /// Shares of a stride.
    falls: [f32; 4],
    /// Length of a stride, seconds.
    stride_s: f32,
}

/// Lateral sequence, four even beats.
const WALK: Gait = Gait { falls: [0.0, 0.25, 0.5, 0.75], stride_s: 1.1 };
/// Two beats of diagonal pairs, whose feet never fall quite together.
const TROT: Gait = Gait { falls: [0.0, 0.035, 0.5, 0.535], stride_s: 0.7 };
/// Three beats and a leap.
const GALLOP: Gait = Gait { falls: [0.0, 0.21, 0.3, 0.5], stride_s: 0.46 };

/// One hoof for a moment; strides over a stretch, faster where it is stronger.
pub fn render(size: f32, take: &Take) -> Voice {
    let mut chance = take.chance("hooves");
    let mut blend = Blend::default();
    if take.length_s <= 0.0 {
        // At a trot the other foot of the pair is never quite in time.
        clop(&mut blend, 0.0, (1.0, size), &mut chance);
        clop(&mut blend, chance.within(0.03, 0.075), (chance.within(0.4, 0.8), size), &mut chance);
        return blend.into_moment(LONGEST_S, take);
    }
    let mut at_s = 0.0;
    while f64::from(at_s) < take.length_s {
        let strength = take.strength(f64::from(at_s));
        let gait = gait(strength, take.is_shaped());
        for (foot, fall) in gait.falls.into_iter().enumerate() {
            let late = 0.012 * gait.stride_s * chance.normal();
            // Fore feet carry more than hind ones.
            let weight = [1.0, 0.75, 0.95, 0.7][foot] * (0.35 + 0.65 * strength) * strength.min(0.3) / 0.3;
            if weight > 0.02 {
                clop(&mut blend, (at_s + fall * gait.stride_s + late).max(0.0), (weight, size), &mut chance);
            }
        }
        at_s += gait.stride_s * libm::sqrtf(size);
    }
    blend.into_stretch(take.samples(), take)
}

fn gait(strength: f32, is_shaped: bool) -> Gait {
    match strength {
        _ if !is_shaped => TROT,
        x if x < 0.4 => WALK,
        x if x < 0.75 => TROT,
        _ => GALLOP,
    }
}

/// A horn shoe with air under it on hard ground: hollow above all, so that grit and weight stay behind its note.
fn clop(blend: &mut Blend, at_s: f32, (weight, size): (f32, f32), chance: &mut Chance) {
    let hz = chance.log_within(720.0, 1_250.0) / libm::sqrtf(size);
    let modes = [
        Mode { hz, t60_s: 0.03, gain: 1.0 },
        Mode { hz: 1.47 * hz, t60_s: 0.028, gain: 0.35 },
        Mode { hz: 2.31 * hz, t60_s: 0.03, gain: 0.22 },
        Mode { hz: 3.6 * hz, t60_s: 0.02, gain: 0.4 },
    ];
    let force: Vec<f32> = (0..40).map(|i| crate::dsp::raised_cosine(i as f32 / 40.0)).collect();
    let grit = Puff { low_hz: 900.0, high_hz: 5_500.0, rise_s: 4e-4, t60_s: chance.within(0.02, 0.04) };
    let weight = weight * chance.within(0.8, 1.0);
    blend.add(&ring_of(&modes, &force), at_s, weight);
    blend.add(&grit.samples(chance), at_s, weight * gain(-12.0));
    blend.add(&thump(85.0 / size, 0.003, 0.09, chance), at_s, weight * gain(-16.0));
}
