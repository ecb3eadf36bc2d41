//! Drums: a groove of sixteenths by style and energy, a fill before a new part, a blow on every mark.

use super::{Drum, Frame, Stroke, played};
use crate::cues::{Ending, Layer};
use crate::dsp::Chance;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// A groove as the data file has it.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Groove {
    pub voices: Vec<Voice>,
    #[serde(default)]
    fill: Vec<Drum>,
    #[serde(default)]
    blow: Vec<Drum>,
    #[serde(default)]
    last: Vec<Drum>,
    deviation_s: Option<f32>,
}

/// What one drum plays in a bar.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Voice {
    pub drum: Drum,
    bar: String,
    three: Option<String>,
    six: Option<String>,
    from: f32,
    until: Option<f32>,
    #[serde(default)]
    rolls: f32,
}

static GROOVES: LazyLock<BTreeMap<String, Groove>> = LazyLock::new(|| {
    toml::from_str(include_str!("../../../data/music/grooves.toml"))
        .expect("the grooves are compiled in and tested")
});

static SILENT: LazyLock<Groove> = LazyLock::new(Groove::default);

/// The groove of a piece: the sheet's, or its style's.
pub fn groove(frame: &Frame) -> &'static Groove {
    let own = GROOVES.get(&frame.idiom.groove);
    GROOVES.get(&frame.music.groove).or(own).unwrap_or(&SILENT)
}

/// Drums that a groove strikes.
pub fn struck(name: &str) -> Vec<Drum> {
    GROOVES.get(name).map_or(vec![], |groove| groove.voices.iter().map(|voice| voice.drum).collect())
}

/// All strokes in order of layers.
pub fn strokes(frame: &Frame, chance: &mut Chance) -> Vec<Stroke> {
    let groove = groove(frame);
    let mut strokes = Vec::new();
    let stops = stop_before_climax(frame, chance);
    for bar in frame.grid.downbeats.windows(2) {
        for voice in &groove.voices {
            beat_bar(frame, (voice, groove), (bar[0], bar[1]), chance, &mut strokes);
        }
    }
    if let Some((from, to)) = stops {
        let (from, to) = (frame.time(from) - 0.02, frame.time(to) - 0.02);
        strokes.retain(|stroke| !(from..to).contains(&stroke.t));
    } else {
        fills(frame, groove, chance, &mut strokes);
    }
    blows(frame, groove, &mut strokes);
    strokes.retain(|stroke| frame.is_in(Layer::Drums, frame.grid.beat_at(stroke.t)));
    strokes
}

/// The beat before the climax, where the style falls silent there.
fn stop_before_climax(frame: &Frame, chance: &mut Chance) -> Option<(f64, f64)> {
    let stops = chance.happens(0.5) && frame.idiom.drop;
    frame.climax().filter(|_| stops).map(|beat| (beat - 1.0, beat))
}

fn steps(voice: &Voice, meter: u32) -> &str {
    match meter {
        3 => voice.three.as_deref().unwrap_or(&voice.bar),
        6 => voice.six.as_deref().unwrap_or("x....."),
        _ => &voice.bar,
    }
}

fn beat_bar(
    frame: &Frame,
    (voice, groove): (&Voice, &Groove),
    (from, to): (f64, f64),
    chance: &mut Chance,
    strokes: &mut Vec<Stroke>,
) {
    let deviation = groove.deviation_s.unwrap_or(0.002);
    let a_beat = frame.steps_a_beat(4);
    let mut stroke = |beat: f64, force: f32, chance: &mut Chance| {
        let t = played(frame.heard(beat), deviation, chance);
        strokes.push(Stroke { t, drum: voice.drum, force: force * chance.within(0.92, 1.08) });
    };
    for (i, mark) in steps(voice, frame.music.meter).bytes().cycle().enumerate() {
        let beat = from + i as f64 / a_beat;
        if beat >= to - 1e-6 {
            break;
        }
        let energy = frame.energy_at(beat);
        let plays = energy >= voice.from && voice.until.is_none_or(|until| energy < until);
        let accent = match mark {
            b'x' => 1.0,
            b'o' => 0.6,
            _ => continue,
        };
        if plays {
            let place = [1.0, 0.85, 0.92, 0.85][(beat - from) as usize % 4];
            stroke(beat, (0.45 + 0.45 * energy) * accent * place, chance);
        }
    }
    if voice.rolls > 0.0 && frame.energy_at(to - 1.0) >= voice.from && chance.happens(voice.rolls) {
        (0..8).for_each(|i| stroke(to - 1.0 + f64::from(i) / 8.0, 0.25 + 0.04 * i as f32, chance));
    }
}

/// Half a bar of growing sixteenths before a new part.
fn fills(frame: &Frame, groove: &Groove, chance: &mut Chance, strokes: &mut Vec<Stroke>) {
    for slot in frame.slots.iter().filter(|slot| (slot.opens || slot.last) && slot.from >= 4.0) {
        let happens = chance.happens(0.6);
        if groove.fill.is_empty() || !happens || frame.energy_at(slot.from - 1.0) < 0.4 {
            continue;
        }
        let steps = if slot.energy > 0.7 { 8 } else { 4 };
        for i in 0..steps {
            let drum = groove.fill[i * groove.fill.len() / steps];
            let beat = slot.from - (steps - i) as f64 / 4.0;
            let force = 0.3 + 0.4 * (i + 1) as f32 / steps as f32;
            strokes.push(Stroke { t: played(frame.heard(beat), 0.002, chance), drum, force });
        }
    }
}

/// Blows on marks, on new parts and on the last chord.
fn blows(frame: &Frame, groove: &Groove, strokes: &mut Vec<Stroke>) {
    let opening = frame.slots.iter().filter(|s| s.opens && s.from > 0.5).map(|s| s.from);
    let mut beats: Vec<f64> = frame.hits().into_iter().chain(opening).collect();
    beats.sort_by(f64::total_cmp);
    beats.dedup_by(|a, b| (*a - *b).abs() < 0.3);
    for beat in beats {
        let (t, force) = (frame.time(beat), 0.5 + 0.4 * frame.energy_at(beat));
        strokes.extend(groove.blow.iter().map(|&drum| Stroke { t, drum, force }));
    }
    if frame.music.ending != Ending::Loop {
        let end = frame.grid.end();
        let (t, force) = (frame.time(end), 0.5 + 0.4 * frame.energy_at(end));
        strokes.extend(groove.last.iter().map(|&drum| Stroke { t, drum, force }));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::music::idiom::idioms;

    #[test]
    fn every_groove_has_whole_bars_and_every_style_a_groove() {
        for (name, groove) in GROOVES.iter() {
            for voice in &groove.voices {
                assert_eq!(voice.bar.len(), 16, "{name} {:?}", voice.drum);
                assert!(voice.three.as_ref().is_none_or(|bar| bar.len() == 12), "{name} {:?}", voice.drum);
                assert!(voice.six.as_ref().is_none_or(|bar| bar.len() == 6), "{name} {:?}", voice.drum);
            }
        }
        assert!(idioms().iter().all(|idiom| GROOVES.contains_key(&idiom.groove)));
    }
}
