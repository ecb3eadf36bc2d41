//! Chords of a piece: a progression of the mode, turned so that the climax gets its brightest chord, closed by a
//! cadence.

use super::harmony::{Chord, Key};
use crate::cues::{Ending, Style};
use crate::dsp::Chance;

/// Degrees (0 = tonic), which of them suits the climax, and whether the bass stays on the tonic.
struct Progression {
    degrees: &'static [i32],
    bright: usize,
    pedal: bool,
}

const fn free(degrees: &'static [i32], bright: usize) -> Progression {
    Progression { degrees, bright, pedal: false }
}

const fn pedal(degrees: &'static [i32], bright: usize) -> Progression {
    Progression { degrees, bright, pedal: true }
}

const MAJOR: &[Progression] = &[
    free(&[0, 4, 5, 3], 3),
    free(&[5, 3, 0, 4], 1),
    free(&[3, 0, 4, 5], 0),
    free(&[0, 3, 5, 4], 1),
    free(&[0, 5, 3, 4], 2),
];
const MAJOR_CALM: &[Progression] = &[
    free(&[0, 2, 3, 4], 2),
    free(&[0, 3, 0, 4], 1),
    free(&[0, 4, 5, 2, 3, 0, 1, 4], 4),
    free(&[3, 4, 2, 5], 0),
    pedal(&[0, 3, 1, 0], 1),
];
const LYDIAN: &[Progression] = &[pedal(&[0, 1], 1), free(&[0, 1, 5, 4], 1), pedal(&[0, 4, 1, 0], 2)];
const MIXOLYDIAN: &[Progression] = &[free(&[0, 6, 3, 0], 2), free(&[0, 3, 6, 3], 2), free(&[0, 4, 6, 3], 3)];
const DORIAN: &[Progression] = &[free(&[0, 3], 1), free(&[0, 2, 6, 3], 3), free(&[0, 6, 3, 0], 2)];
const MINOR: &[Progression] = &[
    free(&[0, 5, 2, 6], 1),
    free(&[0, 6, 5, 4], 2),
    free(&[0, 2, 6, 3], 1),
    free(&[0, 3, 5, 4], 2),
    free(&[0, 4, 5, 2, 3, 0, 5, 6], 2),
];
const TENSE: &[Progression] = &[pedal(&[0, 1, 0, 5], 1), pedal(&[0, 5, 3, 1], 3), free(&[0, 5, 3, 1], 3)];
const TENSE_MINOR: &[Progression] =
    &[pedal(&[0, 5, 0, 3], 1), free(&[0, 5, 3, 4], 1), pedal(&[0, 6, 5, 5], 2)];

fn table(style: Style, mode: &str) -> &'static [Progression] {
    match (style, mode) {
        (Style::Tension, "phrygian") => TENSE,
        (Style::Tension, _) => TENSE_MINOR,
        (_, "lydian") => LYDIAN,
        (_, "mixolydian") => MIXOLYDIAN,
        (_, "dorian") => DORIAN,
        (_, "aeolian") => MINOR,
        (_, "phrygian") => TENSE,
        (Style::Uplifting, _) => MAJOR,
        _ => MAJOR_CALM,
    }
}

/// What chords are chosen for.
pub struct Wanted<'a> {
    /// The style.
    pub style: Style,
    /// Key.
    pub key: Key,
    /// Name of the mode.
    pub mode: &'a str,
    /// Chords, the last one included.
    pub count: usize,
    /// Which of them is at the climax.
    pub climax: usize,
    /// How it ends.
    pub ending: Ending,
}

/// The chords.
pub fn chords(wanted: &Wanted, chance: &mut Chance) -> Vec<Chord> {
    let table = table(wanted.style, wanted.mode);
    let progression = &table[chance.below(table.len())];
    let length = progression.degrees.len();
    let turn =
        if wanted.count > 5 { (progression.bright + length - wanted.climax % length) % length } else { 0 };
    let cadence = cadence(wanted, chance);
    let mut degrees: Vec<i32> = (0..wanted.count).map(|i| progression.degrees[(i + turn) % length]).collect();
    close(&mut degrees, cadence, &wanted.key);
    let mut chords = Vec::new();
    for (i, &degree) in degrees.iter().enumerate() {
        let last = i + 1 == wanted.count;
        let chord = if last { closing(wanted) } else { coloured(wanted, degree, chance) };
        let held = progression.pedal && !last && i + 2 != wanted.count;
        chords.push(if held { chord.over(wanted.key.tonic) } else { chord });
    }
    chords
}

/// Ends on the tonic by way of the cadence, and says no chord twice in a row.
fn close(degrees: &mut [i32], cadence: i32, key: &Key) {
    let count = degrees.len();
    if let Some(last) = degrees.last_mut() {
        *last = 0;
    }
    if count > 1 && (count > 2 || degrees[0] == 0) {
        degrees[count - 2] = cadence;
    }
    for i in 1..count.saturating_sub(2) {
        let (before, next) = (degrees[i - 1], degrees[i + 1]);
        if [before, next].contains(&degrees[i]) {
            let other = |d: &&i32| **d != before && **d != next && !key.chord(**d, 3).is_diminished();
            degrees[i] = *[5, 3, 0, 4].iter().find(other).unwrap_or(&degrees[i]);
        }
    }
}

fn cadence(wanted: &Wanted, chance: &mut Chance) -> i32 {
    let ways: &[(i32, f32)] = match wanted.mode {
        "lydian" => &[(1, 2.0), (4, 1.0)],
        "mixolydian" => &[(6, 2.0), (3, 1.0)],
        "dorian" => &[(3, 2.0), (6, 1.0)],
        "phrygian" => &[(1, 2.0), (6, 1.0)],
        "aeolian" => &[(6, 2.0), (4, 1.0), (5, 1.0)],
        _ if wanted.style == Style::CinematicAmbient => &[(3, 2.0), (4, 1.0)],
        _ => &[(4, 3.0), (3, 1.0)],
    };
    *chance.pick(ways)
}

fn closing(wanted: &Wanted) -> Chord {
    let tonic = wanted.key.chord(0, 3);
    match (wanted.ending, wanted.style) {
        (Ending::Open, _) => wanted.key.chord(4, 3).as_kind("sus4", &wanted.key),
        (_, Style::CinematicAmbient) if wanted.key.is_minor() => tonic.as_kind("madd9", &wanted.key),
        (_, Style::CinematicAmbient | Style::Uplifting) => tonic.as_kind("add9", &wanted.key),
        _ => tonic,
    }
}

fn coloured(wanted: &Wanted, degree: i32, chance: &mut Chance) -> Chord {
    let plain = wanted.key.chord(degree, 3);
    let (sevenths, ninths) = match wanted.style {
        Style::CinematicAmbient => (0.45, 0.4),
        Style::Piano => (0.35, 0.25),
        Style::Uplifting => (0.1, 0.35),
        Style::Tension => (0.1, 0.15),
    };
    let seventh = chance.happens(sevenths) && !plain.is_major_dominant(&wanted.key);
    let ninth = chance.happens(ninths);
    match (seventh, ninth) {
        (true, _) => wanted.key.chord(degree, 4),
        (false, true) if plain.is_minor() => plain.as_kind("madd9", &wanted.key),
        (false, true) if plain.is_major() => plain.as_kind("add9", &wanted.key),
        _ => plain,
    }
}
