//! Scene and wish to a planned score.

use super::grid::Grid;
use super::harmony::{Key, NAMES, mode_for};
use super::progression::{self, Wanted};
use super::tempo::{self, Tempo};
use super::{Wish, form, marks, mood};
use crate::cues::{Instrument, Layer, Music, Style, WrittenFor};
use crate::dsp::Chance;
use crate::scene::Mood;
use crate::{Scene, Seed};
use std::collections::BTreeMap;

/// Plans the music of a clip: style, mood, tempo bent to the picture's marks, form, chords. The same arguments give
/// the same plan. `asmr` asks for a drone without transients.
pub fn plan(scene: &Scene, wish: &Wish, asmr: bool, seed: Seed) -> Music {
    let mut chance = Chance::new(seed.of_part("plan"));
    let mood = mood::meant(scene, wish);
    let suggested = mood::style_for(scene, mood, &mut chance);
    let style = if asmr { Style::CinematicAmbient } else { wish.style.unwrap_or(suggested) };
    let drums = !asmr && style_drums(style, wish);
    let tempo = fitted(scene, wish, style, mood, drums, asmr);
    let grid = Grid::of_tempo(&tempo, 4, scene.duration);
    let (key, mode) = key(wish, style, mood, &mut chance);
    let ending = wish.ending.filter(|_| !asmr).unwrap_or_default();
    let mut music = Music {
        style,
        bpm: tempo.bpm,
        key: key.clone(),
        mode: mode.clone(),
        tempo_map: tempo.map.iter().map(|&(t, bpm)| (micro(t), micro(bpm))).collect(),
        downbeats: grid.downbeats.iter().map(|&beat| form::round_ms(grid.time_of(beat))).collect(),
        sections: form::sections(scene, &grid, mood.a, wish.builds),
        hits: tempo.hits.iter().map(|&t| form::round_ms(t)).collect(),
        tracks: layers(style, wish, drums, asmr),
        instruments: instruments(wish),
        ending,
        mood,
        gain_db: if asmr { -10.0 } else { 0.0 },
        seed: Some(seed.of_part("notes").0),
        from: reasons(scene, wish, style, mood, &tempo),
        ..Music::default()
    };
    music.chords = chords(scene, &grid, &music, &mut chance);
    music.written_for = Some(WrittenFor { bpm: tempo.bpm, key, mode });
    music
}

fn micro(x: f64) -> f64 {
    libm::round(x * 1e6) / 1e6
}

fn style_drums(style: Style, wish: &Wish) -> bool {
    let usual = matches!(style, Style::Uplifting | Style::Tension) || wish.with.contains(&Layer::Drums);
    usual && !wish.without.contains(&Layer::Drums)
}

/// Tempo by mood (92 + 34 a + 8 v, moved into the style's range), fitted to the picture's marks.
fn fitted(scene: &Scene, wish: &Wish, style: Style, mood: Mood, drums: bool, asmr: bool) -> Tempo {
    let (least, most) = match style {
        _ if asmr => (50.0, 60.0),
        Style::CinematicAmbient => (60.0, 80.0),
        Style::Piano => (58.0, 92.0),
        Style::Uplifting => (96.0, 126.0),
        Style::Tension => (72.0, 120.0),
    };
    let pace = wish.pace.unwrap_or(0.0).clamp(-1.0, 1.0);
    let by_mood = f64::from((0.5 + 0.34 * mood.a + 0.12 * mood.v + 0.4 * pace).clamp(0.0, 1.0));
    let wanted = libm::round(least + (most - least) * by_mood);
    let bend = if drums { 0.06 } else { 0.10 };
    let range = match wish.bpm.filter(|bpm| bpm.is_finite()).map(|bpm| bpm.clamp(30.0, 240.0)) {
        Some(bpm) => tempo::Range { wanted: bpm, least: bpm * 0.985, most: bpm * 1.015, bend: 0.015 },
        None => {
            tempo::Range { wanted, least: (wanted - 14.0).max(least), most: (wanted + 14.0).min(most), bend }
        }
    };
    tempo::fit(&marks::of(scene), scene.duration, &range)
}

fn key(wish: &Wish, style: Style, mood: Mood, chance: &mut Chance) -> (String, String) {
    let dark = style == Style::Tension && mood.v < -0.3;
    let by_mood = mode_for(mood.v, dark, style == Style::CinematicAmbient && mood.v > 0.3);
    let mode = match (wish.minor, style) {
        (Some(true), Style::Tension) if dark => "phrygian",
        (Some(true), _) => "aeolian",
        (Some(false), _) => "ionian",
        (None, Style::Tension) if !dark => "aeolian",
        (None, Style::Uplifting) if mood.v > -0.25 => "ionian",
        (None, _) => by_mood,
    };
    let drawn = NAMES[chance.below(12)].to_string();
    let wished = wish.key.as_deref().and_then(super::harmony::Chord::read);
    (wished.map_or(drawn, |c| NAMES[c.root as usize].to_string()), mode.to_string())
}

fn layers(style: Style, wish: &Wish, drums: bool, asmr: bool) -> Vec<Layer> {
    use Layer::{Bass, Drums, Keys, Lead, Pad, Swells};
    let own: &[Layer] = match style {
        _ if asmr => &[Pad, Bass],
        Style::CinematicAmbient => &[Pad, Bass, Keys, Swells],
        Style::Piano => &[Pad, Keys, Lead],
        Style::Uplifting => &[Pad, Bass, Keys, Lead, Swells],
        Style::Tension => &[Pad, Bass, Keys, Swells],
    };
    let asked = wish.instruments.iter().map(|&i| layer_of(i));
    let extra = wish.with.iter().copied().chain(asked).filter(|_| !asmr);
    let struck = drums.then_some(Drums);
    let mut all: Vec<Layer> = own.iter().copied().chain(struck).chain(extra).collect();
    all.sort();
    all.dedup();
    all.retain(|layer| !wish.without.contains(layer));
    all
}

fn layer_of(instrument: Instrument) -> Layer {
    match instrument {
        Instrument::Strings | Instrument::Choir | Instrument::Synth => Layer::Pad,
        Instrument::Flute => Layer::Lead,
        _ => Layer::Keys,
    }
}

/// Wished instruments by layer; where two want the same layer, the second one plays the melody.
fn instruments(wish: &Wish) -> BTreeMap<Layer, Instrument> {
    let mut chosen = BTreeMap::new();
    for &instrument in &wish.instruments {
        let layer = layer_of(instrument);
        let layer = if chosen.contains_key(&layer) { Layer::Lead } else { layer };
        chosen.entry(layer).or_insert(instrument);
    }
    chosen
}

/// Chords, one a bar; two where bars are long and few.
fn chords(scene: &Scene, grid: &Grid, music: &Music, chance: &mut Chance) -> Vec<String> {
    let bars = grid.downbeats.len();
    let climax = marks::climax(scene);
    let long = |bar: usize| {
        let beats = grid.downbeats[bar + 1] - grid.downbeats[bar];
        let seconds = grid.time_of(grid.downbeats[bar + 1]) - grid.time_of(grid.downbeats[bar]);
        beats >= 4.0 && seconds > if music.style == Style::CinematicAmbient { 3.0 } else { 2.3 }
    };
    let split = |bar: &usize| *bar + 1 < bars && bars <= 5 && long(*bar);
    let per_bar: Vec<usize> = (0..bars).map(|bar| if split(&bar) { 2 } else { 1 }).collect();
    let climax_bar =
        grid.downbeats.iter().filter(|&&beat| grid.time_of(beat) <= climax + 0.1).count().max(1) - 1;
    let wanted = Wanted {
        style: music.style,
        key: Key::read(&music.key, &music.mode),
        mode: &music.mode,
        count: per_bar.iter().sum(),
        climax: per_bar[..climax_bar].iter().sum(),
        ending: music.ending,
    };
    let mut names = progression::chords(&wanted, chance).into_iter().map(|chord| chord.name());
    per_bar.iter().map(|&n| names.by_ref().take(n).collect::<Vec<_>>().join(" ")).collect()
}

fn named(style: Style) -> &'static str {
    match style {
        Style::CinematicAmbient => "cinematic_ambient",
        Style::Piano => "piano",
        Style::Uplifting => "uplifting",
        Style::Tension => "tension",
    }
}

fn reasons(scene: &Scene, wish: &Wish, style: Style, mood: Mood, tempo: &Tempo) -> Vec<String> {
    let asked = wish.from.iter().map(|word| format!("prompt: {word}"));
    let why = match wish.style {
        Some(_) => "as asked",
        None if scene.is_unseen() => "by mood",
        None => "by mood and picture",
    };
    let own = [format!("mood v {:.2} a {:.2}", mood.v, mood.a), format!("style {} {why}", named(style))];
    let marks = format!("{} of {} marks met", tempo.hits.len(), marks::of(scene).len());
    asked.chain(own).chain((!scene.is_unseen()).then_some(marks)).collect()
}
