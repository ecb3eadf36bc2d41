//! What four-footed animals say: pitch, loudness and resonances of each call (figures read off spectrograms as the
//! literature prints them; a cartoon of each, not a portrait).

use super::phrase::Phrase;
use crate::cues::AnimalKind;
use crate::render::models::throat::Call;

/// The phrase of a beast; `None` where the animal is none.
pub fn phrase(kind: AnimalKind) -> Option<Phrase> {
    Some(match kind {
        AnimalKind::Dog => Phrase::of(BARK),
        AnimalKind::Whine => Phrase::default().then_at(WHINE, 0.12, (0.7, 0.9)).then(WHINE, 0.0),
        AnimalKind::Howl => Phrase::of(HOWL),
        AnimalKind::Meow => Phrase::of(MEOW),
        AnimalKind::Purr => Phrase::default().then(PURR_OUT, 0.03).then(PURR_IN, 0.05),
        AnimalKind::Hiss => Phrase::of(HISS),
        AnimalKind::Cow => Phrase::of(MOO),
        AnimalKind::Sheep => Phrase::of(BLEAT),
        AnimalKind::Horse => Phrase::default().then(NEIGH, 0.08).then_at(SNORT, 0.0, (0.5, 1.0)),
        AnimalKind::Pig => {
            Phrase::default().then(OINK, 0.07).then_at(GRUNT, 0.14, (0.8, 1.0)).then(OINK, 0.0)
        }
        AnimalKind::Lion => Phrase::of(ROAR),
        AnimalKind::Growl => Phrase::of(GROWL),
        AnimalKind::Elephant => Phrase::of(TRUMPET),
        AnimalKind::Monkey => chatter(),
        AnimalKind::Whale => Phrase::default().then(MOAN, 0.25).then_at(CRY, 0.0, (0.6, 1.0)),
        _ => return None,
    })
}

/// Hoots that rise and hurry, then two screams.
fn chatter() -> Phrase {
    let rising = (0..5).fold(Phrase::default(), |phrase, k| {
        let step = k as f32 / 4.0;
        phrase.then_at(HOOT, 0.16 - 0.08 * step, (0.5 + 0.4 * step, 0.85 + 0.3 * step))
    });
    rising.then(SCREAM, 0.06).then_at(SCREAM, 0.0, (0.9, 1.1))
}

/// The folds are driven hard and shut unevenly; the mouth opens and shuts once.
const BARK: Call = Call {
    length_s: 0.2,
    pitch_hz: &[(0.0, 330.0), (0.18, 560.0), (0.45, 500.0), (1.0, 290.0)],
    loud: &[(0.0, 0.0), (0.07, 0.9), (0.2, 1.0), (0.45, 0.75), (0.75, 0.2), (1.0, 0.0)],
    formants: &[
        (&[(0.0, 420.0), (0.22, 980.0), (0.6, 820.0), (1.0, 450.0)], 4.0, 1.0),
        (&[(0.0, 800.0), (0.22, 1_550.0), (0.6, 1_350.0), (1.0, 950.0)], 5.0, 0.8),
        (&[(0.0, 2_400.0), (0.3, 2_800.0), (1.0, 2_500.0)], 6.0, 0.5),
        (&[(0.0, 4_000.0)], 5.0, 0.25),
    ],
    breath: 0.3,
    rough: 0.11,
    bright_hz: 2_400.0,
    ..Call::PLAIN
};

const WHINE: Call = Call {
    length_s: 0.55,
    pitch_hz: &[(0.0, 780.0), (0.4, 1_250.0), (0.7, 1_150.0), (1.0, 820.0)],
    loud: &[(0.0, 0.0), (0.2, 0.7), (0.5, 1.0), (1.0, 0.0)],
    formants: &[(&[(0.0, 1_100.0)], 2.5, 1.0), (&[(0.0, 2_400.0)], 4.0, 0.35)],
    breath: 0.04,
    rough: 0.006,
    vibrato: (7.0, 0.018),
    bright_hz: 700.0,
    ..Call::PLAIN
};

const HOWL: Call = Call {
    length_s: 2.7,
    pitch_hz: &[(0.0, 300.0), (0.12, 480.0), (0.22, 560.0), (0.65, 530.0), (0.85, 450.0), (1.0, 340.0)],
    loud: &[(0.0, 0.0), (0.1, 0.6), (0.25, 1.0), (0.7, 0.9), (1.0, 0.0)],
    formants: &[
        (&[(0.0, 450.0), (0.25, 640.0), (0.8, 560.0), (1.0, 420.0)], 3.0, 1.0),
        (&[(0.0, 1_050.0)], 5.0, 0.4),
        (&[(0.0, 2_300.0)], 6.0, 0.12),
    ],
    breath: 0.03,
    rough: 0.004,
    vibrato: (4.6, 0.008),
    bright_hz: 800.0,
    ..Call::PLAIN
};

/// Lips part and close: m, i, a, o, u.
const MEOW: Call = Call {
    length_s: 0.8,
    pitch_hz: &[(0.0, 440.0), (0.15, 560.0), (0.4, 700.0), (0.65, 640.0), (1.0, 400.0)],
    loud: &[(0.0, 0.0), (0.08, 0.25), (0.2, 0.45), (0.4, 1.0), (0.65, 0.85), (0.9, 0.25), (1.0, 0.0)],
    formants: &[
        (&[(0.0, 350.0), (0.15, 480.0), (0.42, 1_080.0), (0.65, 950.0), (1.0, 460.0)], 3.5, 1.0),
        (&[(0.0, 1_900.0), (0.18, 2_500.0), (0.42, 1_950.0), (0.7, 1_450.0), (1.0, 950.0)], 6.0, 0.9),
        (&[(0.0, 3_300.0), (0.5, 3_700.0), (1.0, 3_000.0)], 7.0, 0.5),
        (&[(0.0, 5_200.0)], 6.0, 0.15),
    ],
    breath: 0.07,
    rough: 0.014,
    bright_hz: 2_600.0,
    ..Call::PLAIN
};

const PURR_OUT: Call = Call {
    length_s: 0.8,
    pitch_hz: &[(0.0, 26.0), (1.0, 24.0)],
    loud: &[(0.0, 0.0), (0.15, 0.9), (0.6, 1.0), (1.0, 0.0)],
    formants: &[
        (&[(0.0, 130.0)], 1.6, 0.9),
        (&[(0.0, 290.0)], 2.0, 1.0),
        (&[(0.0, 640.0)], 2.0, 0.7),
        (&[(0.0, 1_500.0)], 1.5, 0.35),
    ],
    breath: 0.22,
    rough: 0.05,
    bright_hz: 4_000.0,
    ..Call::PLAIN
};

const PURR_IN: Call = Call {
    length_s: 0.62,
    pitch_hz: &[(0.0, 28.0), (1.0, 29.0)],
    loud: &[(0.0, 0.0), (0.2, 0.6), (0.7, 0.7), (1.0, 0.0)],
    ..PURR_OUT
};

const HISS: Call = Call {
    length_s: 0.9,
    loud: &[(0.0, 0.0), (0.04, 1.0), (0.4, 0.8), (1.0, 0.0)],
    formants: &[
        (&[(0.0, 2_200.0)], 1.5, 0.4),
        (&[(0.0, 4_800.0), (1.0, 4_200.0)], 1.6, 1.0),
        (&[(0.0, 8_000.0)], 1.4, 0.8),
    ],
    breath: 1.0,
    ..Call::PLAIN
};

const MOO: Call = Call {
    length_s: 1.7,
    pitch_hz: &[(0.0, 95.0), (0.2, 135.0), (0.45, 160.0), (0.75, 145.0), (1.0, 92.0)],
    loud: &[(0.0, 0.0), (0.12, 0.5), (0.35, 1.0), (0.75, 0.9), (1.0, 0.0)],
    formants: &[
        (&[(0.0, 230.0), (0.2, 300.0), (0.45, 640.0), (0.75, 600.0), (1.0, 330.0)], 4.0, 1.0),
        (&[(0.0, 700.0), (0.45, 1_050.0), (1.0, 750.0)], 6.0, 0.55),
        (&[(0.0, 2_100.0)], 7.0, 0.2),
        (&[(0.0, 3_000.0)], 7.0, 0.1),
    ],
    breath: 0.07,
    rough: 0.02,
    bright_hz: 1_400.0,
    ..Call::PLAIN
};

/// The folds shake eight times a second: what tells sheep and goats from all others.
const BLEAT: Call = Call {
    length_s: 0.95,
    pitch_hz: &[(0.0, 170.0), (0.12, 225.0), (0.7, 210.0), (1.0, 175.0)],
    loud: &[(0.0, 0.0), (0.08, 0.8), (0.25, 1.0), (0.8, 0.7), (1.0, 0.0)],
    formants: &[
        (&[(0.0, 400.0), (0.15, 780.0), (1.0, 680.0)], 4.0, 1.0),
        (&[(0.0, 1_500.0), (0.15, 1_800.0), (1.0, 1_700.0)], 6.0, 0.9),
        (&[(0.0, 2_800.0)], 7.0, 0.5),
        (&[(0.0, 4_100.0)], 7.0, 0.2),
    ],
    breath: 0.14,
    rough: 0.04,
    flutter: (8.5, 0.5),
    vibrato: (8.5, 0.04),
    bright_hz: 2_200.0,
};

const NEIGH: Call = Call {
    length_s: 1.7,
    pitch_hz: &[(0.0, 620.0), (0.1, 1_250.0), (0.3, 1_350.0), (0.6, 950.0), (0.85, 560.0), (1.0, 330.0)],
    loud: &[(0.0, 0.0), (0.06, 0.8), (0.3, 1.0), (0.7, 0.7), (1.0, 0.0)],
    formants: &[
        (&[(0.0, 900.0), (0.3, 1_300.0), (1.0, 800.0)], 2.5, 1.0),
        (&[(0.0, 1_900.0)], 4.0, 0.7),
        (&[(0.0, 3_100.0)], 5.0, 0.45),
    ],
    breath: 0.22,
    rough: 0.05,
    flutter: (11.5, 0.55),
    vibrato: (11.5, 0.075),
    bright_hz: 2_500.0,
};

const SNORT: Call = Call {
    length_s: 0.45,
    pitch_hz: &[(0.0, 30.0), (1.0, 22.0)],
    loud: &[(0.0, 0.0), (0.1, 1.0), (0.5, 0.6), (1.0, 0.0)],
    formants: &[(&[(0.0, 500.0)], 1.5, 1.0), (&[(0.0, 1_400.0)], 2.0, 0.7), (&[(0.0, 3_000.0)], 1.5, 0.4)],
    breath: 0.75,
    rough: 0.2,
    flutter: (24.0, 0.7),
    bright_hz: 4_000.0,
    ..Call::PLAIN
};

/// Air drawn in through the nose over a loose palate.
const OINK: Call = Call {
    length_s: 0.2,
    pitch_hz: &[(0.0, 85.0), (0.4, 125.0), (1.0, 80.0)],
    loud: &[(0.0, 0.0), (0.12, 1.0), (0.6, 0.8), (1.0, 0.0)],
    formants: &[
        (&[(0.0, 380.0), (0.5, 560.0), (1.0, 420.0)], 3.0, 1.0),
        (&[(0.0, 1_050.0), (0.5, 1_500.0), (1.0, 1_150.0)], 4.0, 0.9),
        (&[(0.0, 2_600.0)], 4.0, 0.5),
    ],
    breath: 0.4,
    rough: 0.22,
    bright_hz: 3_000.0,
    ..Call::PLAIN
};

const GRUNT: Call = Call {
    length_s: 0.15,
    pitch_hz: &[(0.0, 70.0), (1.0, 58.0)],
    formants: &[(&[(0.0, 300.0)], 3.0, 1.0), (&[(0.0, 800.0)], 3.0, 0.6), (&[(0.0, 1_900.0)], 3.0, 0.25)],
    ..OINK
};

const ROAR: Call = Call {
    length_s: 2.4,
    pitch_hz: &[(0.0, 85.0), (0.2, 165.0), (0.45, 185.0), (0.75, 125.0), (1.0, 60.0)],
    loud: &[(0.0, 0.0), (0.12, 0.6), (0.3, 1.0), (0.6, 0.9), (1.0, 0.0)],
    formants: &[
        (&[(0.0, 260.0), (0.35, 600.0), (0.7, 480.0), (1.0, 260.0)], 2.5, 1.0),
        (&[(0.0, 800.0), (0.35, 1_150.0), (1.0, 750.0)], 3.5, 0.7),
        (&[(0.0, 2_100.0)], 3.0, 0.5),
    ],
    breath: 0.4,
    rough: 0.26,
    flutter: (19.0, 0.25),
    bright_hz: 1_100.0,
    ..Call::PLAIN
};

const GROWL: Call = Call {
    length_s: 1.4,
    pitch_hz: &[(0.0, 88.0), (0.3, 104.0), (0.7, 112.0), (1.0, 84.0)],
    loud: &[(0.0, 0.0), (0.15, 0.7), (0.6, 1.0), (0.85, 0.7), (1.0, 0.0)],
    formants: &[
        (&[(0.0, 380.0), (0.5, 520.0), (1.0, 400.0)], 2.0, 1.0),
        (&[(0.0, 950.0), (0.5, 1_150.0)], 3.0, 0.8),
        (&[(0.0, 1_900.0), (0.5, 2_200.0)], 3.5, 0.6),
        (&[(0.0, 3_400.0)], 3.0, 0.25),
    ],
    breath: 0.5,
    rough: 0.3,
    flutter: (31.0, 0.3),
    bright_hz: 1_300.0,
    ..Call::PLAIN
};

/// Brass: a long pipe blown so hard that its overtones overtake the ground.
const TRUMPET: Call = Call {
    length_s: 1.3,
    pitch_hz: &[(0.0, 330.0), (0.12, 500.0), (0.5, 590.0), (0.8, 520.0), (1.0, 380.0)],
    loud: &[(0.0, 0.0), (0.06, 0.8), (0.4, 1.0), (0.85, 0.8), (1.0, 0.0)],
    formants: &[
        (&[(0.0, 800.0), (0.4, 1_150.0)], 2.0, 1.0),
        (&[(0.0, 2_100.0)], 2.5, 0.9),
        (&[(0.0, 3_600.0)], 3.0, 0.5),
    ],
    breath: 0.12,
    rough: 0.08,
    vibrato: (9.0, 0.012),
    bright_hz: 4_500.0,
    ..Call::PLAIN
};

/// A humpback: long tones that glide without haste, and end where they break upwards.
const MOAN: Call = Call {
    length_s: 2.0,
    pitch_hz: &[(0.0, 110.0), (0.25, 240.0), (0.6, 215.0), (0.85, 170.0), (1.0, 300.0)],
    loud: &[(0.0, 0.0), (0.15, 0.8), (0.6, 1.0), (0.9, 0.7), (1.0, 0.0)],
    formants: &[(&[(0.0, 350.0), (0.5, 650.0), (1.0, 500.0)], 3.0, 1.0), (&[(0.0, 1_250.0)], 5.0, 0.3)],
    breath: 0.01,
    rough: 0.035,
    vibrato: (0.0, 0.0),
    bright_hz: 500.0,
    ..Call::PLAIN
};

const CRY: Call = Call {
    length_s: 1.1,
    pitch_hz: &[(0.0, 310.0), (0.4, 420.0), (0.8, 640.0), (1.0, 820.0)],
    formants: &[(&[(0.0, 800.0), (1.0, 1_400.0)], 2.0, 1.0), (&[(0.0, 2_600.0)], 5.0, 0.2)],
    bright_hz: 700.0,
    ..MOAN
};

const HOOT: Call = Call {
    length_s: 0.14,
    pitch_hz: &[(0.0, 330.0), (0.5, 470.0), (1.0, 360.0)],
    formants: &[(&[(0.0, 450.0)], 3.0, 1.0), (&[(0.0, 950.0)], 5.0, 0.4)],
    breath: 0.12,
    bright_hz: 900.0,
    ..Call::PLAIN
};

const SCREAM: Call = Call {
    length_s: 0.3,
    pitch_hz: &[(0.0, 700.0), (0.3, 1_250.0), (1.0, 800.0)],
    formants: &[(&[(0.0, 1_100.0)], 2.5, 1.0), (&[(0.0, 2_000.0)], 4.0, 0.8), (&[(0.0, 3_600.0)], 4.0, 0.4)],
    breath: 0.15,
    rough: 0.06,
    bright_hz: 3_500.0,
    ..Call::PLAIN
};
