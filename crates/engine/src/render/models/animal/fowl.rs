//! What birds say that do not sing: crows, gulls, owls, ducks, pigeons, the yard.

use super::phrase::Phrase;
use crate::cues::AnimalKind;
use crate::dsp::Chance;
use crate::render::models::throat::Call;

/// The phrase of a bird.
pub fn phrase(kind: AnimalKind, chance: &mut Chance) -> Phrase {
    match kind {
        AnimalKind::Rooster => crow_of_a_cock(),
        AnimalKind::Chicken => clucks(2 + chance.below(3)),
        AnimalKind::Gull => laugh(3 + chance.below(3)),
        AnimalKind::Owl => Phrase::default()
            .then_at(OWL_FIRST, 0.45, (0.9, 1.0))
            .then_at(OWL_SHORT, 0.1, (0.6, 0.97))
            .then(OWL_LAST, 0.0),
        AnimalKind::Duck => quacks(3 + chance.below(2)),
        AnimalKind::Pigeon => Phrase::default().then_at(COO, 0.1, (0.7, 0.94)).then(COO_LONG, 0.12).then_at(
            COO,
            0.0,
            (0.6, 0.9),
        ),
        _ => Phrase::of(CAW),
    }
}

fn crow_of_a_cock() -> Phrase {
    Phrase::default()
        .then_at(COCK, 0.05, (0.7, 0.72))
        .then_at(COCK, 0.03, (0.75, 0.86))
        .then_at(COCK, 0.03, (0.9, 1.0))
        .then(COCK_LAST, 0.0)
}

fn clucks(many: usize) -> Phrase {
    let low = (0..many).fold(Phrase::default(), |phrase, _| phrase.then_at(CLUCK, 0.17, (0.6, 1.0)));
    low.then(CACKLE, 0.0)
}

/// Cries that sink and shorten.
fn laugh(many: usize) -> Phrase {
    (0..many).fold(Phrase::default(), |phrase, k| {
        let sunk = 1.0 - 0.04 * k as f32;
        phrase.then_at(GULL, 0.09, (1.0 - 0.1 * k as f32, sunk))
    })
}

/// The first is the loudest, each further one shorter and lower.
fn quacks(many: usize) -> Phrase {
    (0..many).fold(Phrase::default(), |phrase, k| {
        let call = Call { length_s: QUACK.length_s * (1.0 - 0.12 * k as f32), ..QUACK };
        phrase.then_at(call, 0.09, (1.0 - 0.13 * k as f32, 1.0 - 0.03 * k as f32))
    })
}

const CAW: Call = Call {
    length_s: 0.36,
    pitch_hz: &[(0.0, 430.0), (0.3, 520.0), (1.0, 420.0)],
    loud: &[(0.0, 0.0), (0.1, 0.8), (0.3, 1.0), (0.75, 0.8), (1.0, 0.0)],
    formants: &[
        (&[(0.0, 1_050.0), (0.3, 1_350.0), (1.0, 1_150.0)], 4.0, 1.0),
        (&[(0.0, 1_700.0), (0.3, 1_950.0)], 5.0, 0.8),
        (&[(0.0, 3_100.0)], 5.0, 0.4),
    ],
    breath: 0.3,
    rough: 0.13,
    flutter: (62.0, 0.45),
    bright_hz: 4_000.0,
    ..Call::PLAIN
};

const GULL: Call = Call {
    length_s: 0.42,
    pitch_hz: &[(0.0, 820.0), (0.25, 1_280.0), (0.6, 1_180.0), (1.0, 860.0)],
    loud: &[(0.0, 0.0), (0.12, 0.8), (0.35, 1.0), (0.7, 0.7), (1.0, 0.0)],
    formants: &[(&[(0.0, 1_500.0), (0.4, 2_300.0), (1.0, 1_500.0)], 1.8, 1.0), (&[(0.0, 3_600.0)], 3.0, 0.6)],
    breath: 0.04,
    rough: 0.01,
    bright_hz: 3_500.0,
    ..Call::PLAIN
};

/// Almost a pure tone: the throat is blown up and leaves its ground alone.
const OWL_FIRST: Call = Call {
    length_s: 0.5,
    pitch_hz: &[(0.0, 345.0), (0.3, 385.0), (1.0, 360.0)],
    loud: &[(0.0, 0.0), (0.25, 1.0), (0.7, 0.9), (1.0, 0.0)],
    formants: &[(&[(0.0, 380.0)], 7.0, 1.0)],
    breath: 0.05,
    rough: 0.004,
    bright_hz: 300.0,
    ..Call::PLAIN
};

const OWL_SHORT: Call = Call { length_s: 0.16, ..OWL_FIRST };

const OWL_LAST: Call = Call {
    length_s: 0.95,
    pitch_hz: &[(0.0, 350.0), (0.2, 390.0), (0.7, 380.0), (1.0, 335.0)],
    flutter: (13.0, 0.35),
    vibrato: (13.0, 0.012),
    ..OWL_FIRST
};

const QUACK: Call = Call {
    length_s: 0.24,
    pitch_hz: &[(0.0, 220.0), (0.25, 265.0), (1.0, 205.0)],
    loud: &[(0.0, 0.0), (0.08, 0.9), (0.3, 1.0), (0.75, 0.7), (1.0, 0.0)],
    formants: &[
        (&[(0.0, 900.0), (0.3, 1_250.0), (1.0, 950.0)], 5.0, 1.0),
        (&[(0.0, 1_900.0), (0.3, 2_300.0), (1.0, 2_000.0)], 6.0, 1.0),
        (&[(0.0, 3_400.0)], 6.0, 0.5),
    ],
    breath: 0.12,
    rough: 0.05,
    bright_hz: 5_000.0,
    ..Call::PLAIN
};

const COO: Call = Call {
    length_s: 0.28,
    pitch_hz: &[(0.0, 330.0), (0.4, 400.0), (1.0, 350.0)],
    loud: &[(0.0, 0.0), (0.2, 0.8), (0.6, 1.0), (1.0, 0.0)],
    formants: &[(&[(0.0, 420.0)], 4.0, 1.0), (&[(0.0, 850.0)], 5.0, 0.15)],
    breath: 0.08,
    rough: 0.012,
    flutter: (24.0, 0.45),
    bright_hz: 400.0,
    ..Call::PLAIN
};

const COO_LONG: Call =
    Call { length_s: 0.62, pitch_hz: &[(0.0, 340.0), (0.2, 440.0), (0.7, 400.0), (1.0, 350.0)], ..COO };

const COCK: Call = Call {
    length_s: 0.2,
    pitch_hz: &[(0.0, 760.0), (0.3, 930.0), (1.0, 840.0)],
    loud: &[(0.0, 0.0), (0.15, 0.9), (0.7, 1.0), (1.0, 0.0)],
    formants: &[
        (&[(0.0, 1_000.0), (0.5, 1_500.0)], 2.5, 1.0),
        (&[(0.0, 2_500.0)], 4.0, 0.8),
        (&[(0.0, 3_900.0)], 5.0, 0.35),
    ],
    breath: 0.05,
    rough: 0.012,
    bright_hz: 2_500.0,
    ..Call::PLAIN
};

const COCK_LAST: Call = Call {
    length_s: 1.05,
    pitch_hz: &[(0.0, 880.0), (0.08, 1_080.0), (0.45, 1_050.0), (0.75, 820.0), (1.0, 520.0)],
    loud: &[(0.0, 0.0), (0.06, 1.0), (0.5, 0.95), (0.8, 0.5), (1.0, 0.0)],
    rough: 0.018,
    ..COCK
};

const CLUCK: Call = Call {
    length_s: 0.085,
    pitch_hz: &[(0.0, 330.0), (0.4, 560.0), (1.0, 380.0)],
    formants: &[
        (&[(0.0, 750.0), (0.4, 1_050.0)], 3.5, 1.0),
        (&[(0.0, 2_000.0)], 5.0, 0.5),
        (&[(0.0, 3_300.0)], 5.0, 0.2),
    ],
    breath: 0.12,
    rough: 0.04,
    bright_hz: 2_500.0,
    ..Call::PLAIN
};

const CACKLE: Call = Call {
    length_s: 0.34,
    pitch_hz: &[(0.0, 480.0), (0.25, 880.0), (0.6, 760.0), (1.0, 500.0)],
    rough: 0.05,
    ..CLUCK
};
