//! Drums: a groove of sixteenths by style and energy, a fill before a new part, a blow on every mark.

use super::{Drum, Frame, Stroke, played};
use crate::cues::Style;
use crate::dsp::Chance;

/// Sixteenths of a bar: x accented, o soft.
struct Voice {
    drum: Drum,
    sixteenths: &'static str,
    /// Plays from this energy on.
    from: f32,
}

const fn voice(drum: Drum, sixteenths: &'static str, from: f32) -> Voice {
    Voice { drum, sixteenths, from }
}

const UPLIFTING: &[Voice] = &[
    voice(Drum::Kick, "x...x...x...x...", 0.4),
    voice(Drum::Clap, "....x.......x...", 0.55),
    voice(Drum::Shaker, "o.x.o.x.o.x.o.x.", 0.3),
    voice(Drum::Shaker, ".o.o.o.o.o.o.o.o", 0.7),
];
const TENSION: &[Voice] = &[
    voice(Drum::Tick, "x.o.o.o.x.o.o.o.", 0.0),
    voice(Drum::Low, "x...............", 0.25),
    voice(Drum::Low, "......o...o.....", 0.55),
    voice(Drum::Low, "...o....x....o..", 0.8),
];
const SOFT: &[Voice] = &[
    voice(Drum::Kick, "x.......o.......", 0.0),
    voice(Drum::Shaker, "o...x...o...x...", 0.0),
    voice(Drum::Shaker, "..o...o...o...o.", 0.5),
];

/// All strokes in order of layers.
pub fn strokes(frame: &Frame, chance: &mut Chance) -> Vec<Stroke> {
    let voices = match frame.music.style {
        Style::Uplifting => UPLIFTING,
        Style::Tension => TENSION,
        Style::CinematicAmbient | Style::Piano => SOFT,
    };
    let mut strokes = Vec::new();
    for bar in frame.grid.downbeats.windows(2) {
        for voice in voices {
            groove(frame, voice, bar[0], bar[1], chance, &mut strokes);
        }
    }
    fills(frame, chance, &mut strokes);
    blows(frame, &mut strokes);
    strokes
}

fn groove(frame: &Frame, voice: &Voice, from: f64, to: f64, chance: &mut Chance, strokes: &mut Vec<Stroke>) {
    for (i, mark) in voice.sixteenths.bytes().cycle().enumerate() {
        let beat = from + 0.25 * i as f64;
        if beat >= to - 1e-6 {
            break;
        }
        let energy = frame.energy_at(beat);
        let accent = match mark {
            b'x' => 1.0,
            b'o' => 0.6,
            _ => continue,
        };
        if energy < voice.from {
            continue;
        }
        let force = (0.45 + 0.45 * energy) * accent * chance.within(0.92, 1.08);
        strokes.push(Stroke { t: played(frame.time(beat), 0.002, chance), drum: voice.drum, force });
    }
}

/// Half a bar of growing sixteenths before a new part.
fn fills(frame: &Frame, chance: &mut Chance, strokes: &mut Vec<Stroke>) {
    let drum = match frame.music.style {
        Style::Uplifting => Drum::Clap,
        Style::Tension => Drum::Low,
        Style::CinematicAmbient | Style::Piano => return,
    };
    for slot in frame.slots.iter().filter(|slot| (slot.opens || slot.last) && slot.from >= 4.0) {
        if !chance.happens(0.6) || frame.energy_at(slot.from - 1.0) < 0.45 {
            continue;
        }
        for (i, beat) in [1.0, 0.75, 0.5, 0.25].into_iter().enumerate() {
            let force = 0.3 + 0.1 * i as f32;
            strokes.push(Stroke { t: played(frame.time(slot.from - beat), 0.002, chance), drum, force });
        }
    }
}

/// Blows on marks, on new parts and on the last chord.
fn blows(frame: &Frame, strokes: &mut Vec<Stroke>) {
    let style = frame.music.style;
    let opening = frame.slots.iter().filter(|s| s.opens && s.from > 0.5).map(|s| s.from);
    let mut beats: Vec<f64> = frame.hits().into_iter().chain(opening).chain([frame.grid.end()]).collect();
    beats.sort_by(f64::total_cmp);
    beats.dedup_by(|a, b| (*a - *b).abs() < 0.3);
    for beat in beats {
        let (t, force) = (frame.time(beat), 0.5 + 0.4 * frame.energy_at(beat));
        let drums: &[Drum] = match style {
            Style::Uplifting => &[Drum::Kick, Drum::Crash],
            Style::Tension => &[Drum::Boom],
            Style::CinematicAmbient | Style::Piano => &[Drum::Kick],
        };
        strokes.extend(drums.iter().map(|&drum| Stroke { t, drum, force }));
    }
}
