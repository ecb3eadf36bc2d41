//! Chords of a piece: a progression of the style, turned so that the climax gets its brightest chord, closed by a
//! cadence.

use super::harmony::{Chord, Key};
use super::idiom::Idiom;
use crate::cues::Ending;
use crate::dsp::Chance;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// A progression as the data file has it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Turn {
    mode: String,
    chords: String,
    climax: usize,
    peak: Option<String>,
    #[serde(default)]
    after: BTreeMap<String, Vec<(String, f32)>>,
}

static TURNS: LazyLock<BTreeMap<String, Turn>> = LazyLock::new(|| {
    toml::from_str(include_str!("../../data/music/progressions.toml"))
        .expect("the progressions are compiled in and tested")
});

/// How often a long piece wanders from chord to chord instead of turning round.
const WANDERS: f32 = 0.1;

/// Share of the notes outside the mode that a style allows which chords may have by their lengths alone.
const SPICE: f32 = 1.0;

/// What chords are chosen for.
pub struct Wanted<'a> {
    /// The style's card.
    pub idiom: &'a Idiom,
    /// Key.
    pub key: Key,
    /// Name of the mode.
    pub mode: &'a str,
    /// Chords, the last one included.
    pub count: usize,
    /// Share of the piece that each takes.
    pub shares: &'a [f32],
    /// Which of them is at the climax.
    pub climax: usize,
    /// How it ends.
    pub ending: Ending,
}

/// The chords.
pub fn chords(wanted: &Wanted, chance: &mut Chance) -> Vec<Chord> {
    let turn = drawn(wanted, chance);
    let mut numerals: Vec<&str> =
        if turn.after.is_empty() { turned(turn, wanted) } else { walked(turn, wanted.count, chance) };
    let from = Key::read(super::harmony::NAMES[wanted.key.tonic as usize], &turn.mode);
    let home = if from.is_minor() { "i" } else { "I" };
    close(&mut numerals, home, wanted, chance);
    let mut plain: Vec<Chord> = numerals.iter().map(|numeral| in_key(numeral, &from, wanted)).collect();
    keep_to_mode(&mut plain, wanted);
    let mut chords: Vec<Chord> = Vec::new();
    for (i, &chord) in plain.iter().enumerate() {
        let last = i + 1 == wanted.count && wanted.ending != Ending::Loop;
        let chord = match last {
            true => closing(wanted),
            false => coloured(wanted, chord, chance),
        };
        chords.push(chord);
    }
    chords
}

/// A progression of the style that suits the mode; where none does, any of its own, whose tones then follow the mode.
fn drawn(wanted: &Wanted, chance: &mut Chance) -> &'static Turn {
    let own: Vec<&'static Turn> =
        wanted.idiom.progressions.iter().filter_map(|name| TURNS.get(name)).collect();
    let minor = wanted.key.is_minor();
    let is_minor = |turn: &Turn| Key::read("C", &turn.mode).is_minor();
    let same: Vec<&'static Turn> = own.iter().filter(|turn| turn.mode == wanted.mode).copied().collect();
    let like: Vec<&'static Turn> = own.iter().filter(|turn| is_minor(turn) == minor).copied().collect();
    let wanders = wanted.mode == "ionian" && wanted.count > 8 && chance.happens(WANDERS);
    if wanders && let Some(walk) = TURNS.get("walk") {
        return walk;
    }
    let from = [same, like, own].into_iter().find(|list| !list.is_empty()).unwrap_or_default();
    from.get(chance.below(from.len())).copied().unwrap_or(&TURNS["J1"])
}

/// The progression, from where its brightest chord falls on the climax.
fn turned(turn: &'static Turn, wanted: &Wanted) -> Vec<&'static str> {
    let chords: Vec<&str> = turn.chords.split_whitespace().collect();
    let length = chords.len();
    let by = if wanted.count > 5 { (turn.climax + length - wanted.climax % length) % length } else { 0 };
    (0..wanted.count)
        .map(|i| match &turn.peak {
            Some(peak) if i == wanted.climax && (i + by) % length == turn.climax => peak.as_str(),
            _ => chords[(i + by) % length],
        })
        .collect()
}

fn walked(turn: &'static Turn, count: usize, chance: &mut Chance) -> Vec<&'static str> {
    let mut at = "I";
    let mut all = Vec::new();
    for _ in 0..count {
        all.push(at);
        let ways: Vec<(&str, f32)> = turn
            .after
            .get(at)
            .map_or(vec![("I", 1.0)], |list| list.iter().map(|(n, w)| (n.as_str(), *w)).collect());
        at = *chance.pick(&ways);
    }
    all
}

/// Ends on the tonic by way of a cadence.
fn close<'a>(numerals: &mut [&'a str], home: &'a str, wanted: &'a Wanted, chance: &mut Chance) {
    let count = numerals.len();
    if wanted.ending == Ending::Loop || count == 0 {
        return;
    }
    // The chord before the cadence moves on to it.
    let before = numerals.get(count.wrapping_sub(3)).copied();
    let fits = |c: &&String| suits(c, wanted) && before != Some(c.as_str());
    let fits: Vec<&String> = wanted.idiom.cadences.iter().filter(fits).collect();
    let drawn = fits.get(chance.below(fits.len())).copied();
    let cadence = drawn.or(wanted.idiom.cadences.first());
    numerals[count - 1] = home;
    if let Some(cadence) = cadence
        && count > 2
    {
        numerals[count - 2] = cadence;
    } else if count == 1 {
        numerals[0] = home;
    }
}

/// Whether a cadence's chord belongs to the mode, or is the dominant.
fn suits(numeral: &str, wanted: &Wanted) -> bool {
    let leads = numeral.starts_with('V') && ["ionian", "lydian", "aeolian"].contains(&wanted.mode);
    Chord::numeral(numeral, wanted.key.tonic)
        .is_some_and(|chord| leads || foreign(&chord, &wanted.key) == 0.0)
}

/// Share of a chord's tones that the mode does not have.
fn foreign(chord: &Chord, key: &Key) -> f32 {
    let tones = chord.pitch_classes();
    tones.iter().filter(|&&pc| !key.contains(pc)).count() as f32 / tones.len().max(1) as f32
}

/// Borrowed chords, the raised seventh degree of a dominant among them, are the spice of a piece that has enough of its
/// own: beyond the style's measure they give way to the mode's chords, the cadence's last.
fn keep_to_mode(chords: &mut [Chord], wanted: &Wanted) {
    let most = (1.0 - wanted.idiom.rules.in_mode) * SPICE;
    let weight = |i: usize| wanted.shares.get(i).copied().unwrap_or(0.0);
    let cadence = chords.len().saturating_sub(2);
    let order = (0..cadence).chain(cadence..chords.len());
    for i in order {
        let each = chords.iter().enumerate().map(|(i, chord)| weight(i) * foreign(chord, &wanted.key));
        let all: f32 = each.sum();
        if all > most && foreign(&chords[i], &wanted.key) > 0.0 {
            chords[i] = own(&chords[i], &wanted.key);
        }
    }
}

/// The chords of bars with one borrowed chord fewer, the cadence's last; `None` where all belong to the mode.
pub fn tamed(bars: &[String], key: &Key) -> Option<Vec<String>> {
    let read = |bar: &String| bar.split_whitespace().filter_map(Chord::read).collect::<Vec<Chord>>();
    let borrowed = |bar: &&usize| read(&bars[**bar]).iter().any(|chord| foreign(chord, key) > 0.0);
    let cadence = bars.len().saturating_sub(2);
    let order: Vec<usize> = (0..cadence).chain(cadence..bars.len()).collect();
    let bar = *order.iter().find(borrowed)?;
    let mut tamed = bars.to_vec();
    let keep = |chord: Chord| if foreign(&chord, key) > 0.0 { own(&chord, key) } else { chord };
    tamed[bar] = read(&bars[bar]).into_iter().map(|c| keep(c).name()).collect::<Vec<_>>().join(" ");
    (tamed[bar] != bars[bar]).then_some(tamed)
}

/// The mode's own chord on the same degree, else the fourth degree's or the tonic's; never a diminished one.
fn own(chord: &Chord, key: &Key) -> Chord {
    let kind = if key.scale.len() == 5 { "5" } else { "" };
    let on = |degree: i32| key.chord(degree, 3).as_kind(kind, key);
    let fits = |found: &Chord| !found.is_diminished() && foreign(found, key) == 0.0;
    let degrees = [key.degree_of(chord.root).unwrap_or(3), 3];
    let found = degrees.map(on).into_iter().find(fits).unwrap_or_else(|| on(0));
    found.over(chord.bass.filter(|bass| key.contains(*bass)))
}

/// A numeral in the key: as it stands if it was thought in the mode or one with the same third, else moved along.
fn in_key(numeral: &str, from: &Key, wanted: &Wanted) -> Chord {
    let written = Chord::numeral(numeral, wanted.key.tonic).unwrap_or(wanted.key.chord(0, 3));
    let suits = written.pitch_classes().iter().all(|&pc| wanted.key.degree_of(pc).is_some());
    let borrowed = from.is_minor() == wanted.key.is_minor();
    if suits || borrowed { written } else { written.moved(from, &wanted.key) }
}

fn closing(wanted: &Wanted) -> Chord {
    let tonic = wanted.key.chord(0, 3);
    let five = wanted.key.scale.len() == 5 || wanted.idiom.progressions.iter().any(|name| name == "R1");
    let colour = match (wanted.key.is_minor(), wanted.idiom.sevenths > 0.8) {
        (true, true) => "m9",
        (false, true) => "maj9",
        (true, false) => "madd9",
        (false, false) => "add9",
    };
    match wanted.ending {
        Ending::Open => wanted.key.chord(4, 3).as_kind("sus4", &wanted.key),
        _ if five => tonic.as_kind("5", &wanted.key),
        _ if wanted.idiom.ninths > 0.22 => tonic.as_kind(colour, &wanted.key),
        _ => tonic,
    }
}

/// A plain triad with the colours of the style; chords that are written with theirs stay.
fn coloured(wanted: &Wanted, plain: Chord, chance: &mut Chance) -> Chord {
    let seventh = chance.happens(wanted.idiom.sevenths);
    let ninth = chance.happens(wanted.idiom.ninths);
    if !plain.is_triad() {
        return plain;
    }
    let (minor, key) = (plain.is_minor(), &wanted.key);
    let jazz = wanted.idiom.sevenths > 0.8;
    match (seventh && (jazz || !plain.is_major_dominant(key)), ninth) {
        (true, true) if jazz => ["m9", "maj9", "9", "m7", "maj7", "7"]
            .iter()
            .map(|kind| plain.as_kind(kind, key))
            .find(|c| *c != plain && c.is_minor() == minor)
            .unwrap_or(plain),
        (true, _) => ["m7", "maj7", "7"]
            .iter()
            .map(|kind| plain.as_kind(kind, key))
            .find(|c| *c != plain && c.is_minor() == minor)
            .unwrap_or(plain),
        (false, true) if minor => plain.as_kind("madd9", key),
        (false, true) if plain.is_major() => plain.as_kind("add9", key),
        _ => plain,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::music::idiom::idioms;

    #[test]
    fn every_progression_is_readable_and_every_style_names_only_those_there_are() {
        assert_eq!(TURNS.len(), 26);
        for (name, turn) in TURNS.iter() {
            let all = turn.chords.split_whitespace().chain(turn.peak.as_deref());
            let drawn = turn.after.values().flatten().map(|(numeral, _)| numeral.as_str());
            for numeral in all.chain(drawn) {
                assert!(Chord::numeral(numeral, 3).is_some(), "{name}: {numeral}");
            }
            assert!(turn.climax < turn.chords.split_whitespace().count(), "{name}");
        }
        for idiom in idioms() {
            assert!(idiom.progressions.iter().all(|name| TURNS.contains_key(name)), "{:?}", idiom.id);
            assert!(idiom.cadences.iter().all(|c| Chord::numeral(c, 0).is_some()), "{:?}", idiom.id);
        }
    }

    #[test]
    fn numerals_are_chords_over_a_tonic() {
        let name = |numeral: &str| Chord::numeral(numeral, 9).unwrap().name();
        assert_eq!(["bVI", "iv", "V13", "II/1", "viidim"].map(name), ["F", "Dm", "E13", "B/A", "G#dim"]);
    }
}
