//! Air through nose and mouth: breath, panting, snoring, sniffs, coughs, sneezes.

use crate::dsp::{Chance, FS};
use crate::render::models::blend::{Blend, Puff};
use crate::render::models::throat::Call;

/// In and out, with the turn of the breath between; quick and near where it is hard.
pub fn breath(effort: f32, chance: &mut Chance) -> Vec<f32> {
    let slow = 1.45 - 0.95 * effort;
    let (inward, outward) = (Call { length_s: 1.05 * slow, ..IN }, Call { length_s: 1.3 * slow, ..OUT });
    row(&[(inward, 0.8, 0.12 * slow), (outward, 1.0, 0.0)], chance)
}

/// In and out four times in a second and a half.
pub fn pant(effort: f32, chance: &mut Chance) -> Vec<f32> {
    let quick = 1.3 - 0.6 * effort;
    let (inward, outward) = (Call { length_s: 0.17 * quick, ..IN }, Call { length_s: 0.2 * quick, ..OUT });
    let pair = [(inward, 0.7, 0.01), (outward, 1.0, 0.02)];
    row(&pair.repeat(4), chance)
}

/// The palate beats in the stream; then the air leaves quietly.
pub fn snore(chance: &mut Chance) -> Vec<f32> {
    row(&[(SNORE, 1.0, 0.25), (Call { length_s: 1.2, ..OUT }, 0.12, 0.0)], chance)
}

/// Twice up the nose.
pub fn sniff(chance: &mut Chance) -> Vec<f32> {
    row(&[(SNIFF, 0.9, 0.12), (Call { length_s: 0.22, ..SNIFF }, 1.0, 0.0)], chance)
}

/// The closed throat bursts open, twice.
pub fn cough(chance: &mut Chance) -> Vec<f32> {
    let mut blend = Blend::default();
    let mut at_s = 0.0;
    for gain in [1.0, 0.8] {
        let burst = Puff { low_hz: 500.0, high_hz: 5_000.0, rise_s: 0.002, t60_s: 0.07 };
        blend.add(&burst.samples(chance), at_s, 0.7 * gain);
        let voiced = COUGH.sing(1.0, chance);
        blend.add(&voiced, at_s + 0.012, gain);
        at_s += 0.36 * chance.within(0.9, 1.15);
    }
    blend.into_samples()
}

/// A breath drawn in steps, then all of it out between the teeth.
pub fn sneeze(chance: &mut Chance) -> Vec<f32> {
    let drawn = row(&[(GASP, 0.06, 0.08), (Call { length_s: 0.5, ..GASP }, 0.12, 0.02)], chance);
    let begin_s = drawn.len() as f32 / FS;
    let mut blend = Blend::default();
    blend.add(&drawn, 0.0, 1.0);
    // Tongue and teeth give way, then the vowel has the mouth to itself.
    blend.add(&TSCH.sing(1.0, chance), begin_s, 1.0);
    blend.add(&TSCHOO.sing(1.0, chance), begin_s + 0.06, 0.9);
    blend.into_samples()
}

/// Calls with their gains and the silence after each.
fn row(calls: &[(Call, f32, f32)], chance: &mut Chance) -> Vec<f32> {
    let mut sound = Vec::new();
    for (call, gain, gap_s) in calls {
        let gain = gain * chance.within(0.85, 1.1);
        sound.extend(call.sing(1.0, chance).iter().map(|x| x * gain));
        sound.resize(sound.len() + (gap_s * chance.within(0.8, 1.2) * FS) as usize, 0.0);
    }
    sound
}

const IN: Call = Call {
    length_s: 1.0,
    loud: &[(0.0, 0.0), (0.25, 0.45), (0.65, 1.0), (0.88, 0.75), (1.0, 0.0)],
    formants: &[
        (&[(0.0, 520.0), (1.0, 680.0)], 4.0, 0.6),
        (&[(0.0, 1_250.0), (1.0, 1_750.0)], 6.0, 1.0),
        (&[(0.0, 2_500.0), (1.0, 3_000.0)], 6.0, 0.8),
        (&[(0.0, 4_600.0)], 2.0, 0.2),
    ],
    breath: 1.0,
    ..Call::PLAIN
};

const OUT: Call = Call {
    loud: &[(0.0, 0.0), (0.1, 0.8), (0.28, 1.0), (0.6, 0.55), (1.0, 0.0)],
    formants: &[
        (&[(0.0, 560.0), (1.0, 400.0)], 4.0, 1.0),
        (&[(0.0, 1_250.0), (1.0, 1_050.0)], 6.0, 0.8),
        (&[(0.0, 2_450.0)], 6.0, 0.4),
        (&[(0.0, 4_000.0)], 2.0, 0.1),
    ],
    ..IN
};

const SNORE: Call = Call {
    length_s: 1.35,
    pitch_hz: &[(0.0, 34.0), (0.5, 46.0), (1.0, 38.0)],
    loud: &[(0.0, 0.0), (0.2, 0.6), (0.6, 1.0), (0.9, 0.8), (1.0, 0.0)],
    formants: &[
        (&[(0.0, 200.0), (0.6, 260.0)], 2.5, 1.0),
        (&[(0.0, 520.0), (0.6, 640.0)], 3.5, 0.9),
        (&[(0.0, 1_250.0)], 4.0, 0.6),
        (&[(0.0, 2_600.0)], 3.0, 0.3),
    ],
    breath: 0.32,
    rough: 0.16,
    bright_hz: 2_500.0,
    ..Call::PLAIN
};

const SNIFF: Call = Call {
    length_s: 0.3,
    loud: &[(0.0, 0.0), (0.2, 0.6), (0.7, 1.0), (0.9, 0.5), (1.0, 0.0)],
    formants: &[
        (&[(0.0, 900.0), (1.0, 1_400.0)], 4.0, 0.8),
        (&[(0.0, 2_200.0), (1.0, 3_200.0)], 4.0, 1.0),
        (&[(0.0, 5_000.0)], 2.0, 0.35),
    ],
    breath: 1.0,
    flutter: (38.0, 0.25),
    ..Call::PLAIN
};

const COUGH: Call = Call {
    length_s: 0.26,
    pitch_hz: &[(0.0, 240.0), (0.3, 210.0), (1.0, 140.0)],
    loud: &[(0.0, 0.2), (0.06, 1.0), (0.3, 0.7), (0.6, 0.3), (1.0, 0.0)],
    formants: &[(&[(0.0, 620.0)], 3.0, 1.0), (&[(0.0, 1_250.0)], 4.0, 0.8), (&[(0.0, 2_600.0)], 4.0, 0.5)],
    breath: 0.65,
    rough: 0.2,
    bright_hz: 2_000.0,
    ..Call::PLAIN
};

const GASP: Call = Call {
    length_s: 0.38,
    pitch_hz: &[(0.0, 230.0), (1.0, 330.0)],
    loud: &[(0.0, 0.0), (0.5, 0.7), (0.9, 1.0), (1.0, 0.0)],
    formants: &[(&[(0.0, 650.0)], 3.0, 1.0), (&[(0.0, 1_200.0)], 4.0, 0.8), (&[(0.0, 2_700.0)], 3.0, 0.6)],
    breath: 0.45,
    rough: 0.05,
    ..Call::PLAIN
};

const TSCH: Call = Call {
    length_s: 0.3,
    loud: &[(0.0, 0.0), (0.08, 0.8), (0.25, 1.0), (0.6, 0.5), (1.0, 0.0)],
    formants: &[
        (&[(0.0, 1_700.0)], 2.0, 0.6),
        (&[(0.0, 3_000.0), (1.0, 2_400.0)], 2.0, 1.0),
        (&[(0.0, 5_200.0), (1.0, 4_200.0)], 1.6, 0.7),
    ],
    breath: 1.0,
    ..Call::PLAIN
};

const TSCHOO: Call = Call {
    length_s: 0.38,
    pitch_hz: &[(0.0, 340.0), (0.25, 310.0), (1.0, 180.0)],
    loud: &[(0.0, 0.0), (0.12, 1.0), (0.35, 0.8), (0.65, 0.3), (1.0, 0.0)],
    formants: &[
        (&[(0.0, 420.0), (1.0, 340.0)], 3.5, 1.0),
        (&[(0.0, 1_500.0), (1.0, 900.0)], 4.0, 0.8),
        (&[(0.0, 2_500.0)], 5.0, 0.3),
    ],
    breath: 0.35,
    rough: 0.08,
    ..GASP
};
