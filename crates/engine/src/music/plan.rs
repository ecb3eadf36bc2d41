//! Scene and wish to a planned score.

use super::cast::Cast;
use super::grid::Grid;
use super::harmony::{Key, NAMES};
use super::idiom::{Idiom, idiom};
use super::progression::{self, Wanted};
use super::tempo::{self, Tempo};
use super::{Wish, form, judge, marks, mood};
use crate::cues::{Ending, Music, Style, WrittenFor};
use crate::dsp::Chance;
use crate::scene::Mood;
use crate::{Scene, Seed};

/// Tempo bends so far at most, as a fraction.
const BEND: f64 = 0.06;

/// Plans the music of a clip: style, mood, tempo bent to the picture's marks, form, chords. The same arguments give
/// the same plan. `asmr` asks for a drone without transients.
pub fn plan(scene: &Scene, wish: &Wish, asmr: bool, seed: Seed) -> Music {
    let mut chance = Chance::new(seed.of_part("plan"));
    let mood = mood::meant(scene, wish);
    let suggested = mood::style_for(scene, wish, mood, &mut chance);
    let style = if asmr { Style::AsmrDrone } else { wish.style.unwrap_or(suggested) };
    let idiom = idiom(style);
    let soft = asmr || idiom.soft;
    let none = Wish::default();
    let seated = if asmr { &none } else { wish };
    let cast = Cast::of(idiom, seated);
    let meter = meter(idiom, wish, &mut chance);
    let ending = wish.ending.filter(|_| !asmr).unwrap_or(idiom.ending);
    let tempo = fitted(scene, wish, idiom, (mood, meter, ending));
    let grid = Grid::of_tempo(&tempo, meter, scene.duration, Some(marks::climax(scene)));
    let (key, mode) = key(wish, idiom, mood, &mut chance);
    let entries = cast.entries(seated, &grid);
    let mut music = Music {
        style,
        bpm: tempo.bpm,
        meter,
        key: key.clone(),
        mode: mode.clone(),
        tempo_map: tempo.map.iter().map(|&(t, bpm)| (micro(t), micro(bpm))).collect(),
        downbeats: grid.downbeats.iter().map(|&beat| form::round_ms(grid.time_of(beat))).collect(),
        sections: form::sections(scene, &grid, mood.a, wish.builds && !soft),
        hits: tempo.hits.iter().map(|&t| form::round_ms(t)).collect(),
        tracks: cast.layers,
        instruments: cast.players,
        entries,
        groove: cast.groove,
        ending,
        mood,
        gain_db: idiom.gain_db + loudness(mood, soft) + if wish.soft { -4.0 } else { 0.0 },
        seed: Some(seed.of_part("notes").0),
        from: reasons(scene, wish, style, mood, &tempo),
        ..Music::default()
    };
    music.chords = chords(scene, &grid, &music, &mut chance);
    music.written_for = Some(WrittenFor { bpm: tempo.bpm, key, mode, style: Some(style) });
    settle(&mut music, scene.duration);
    music
}

/// What is written is counted: while more notes leave the mode than the style allows, a borrowed chord gives way.
fn settle(music: &mut Music, duration: f64) {
    let (least, key) = (idiom(music.style).rules.in_mode, Key::read(&music.key, &music.mode));
    for _ in 0..music.chords.len() {
        if judge::in_mode(music, duration) >= least {
            return;
        }
        let Some(tamed) = progression::tamed(&music.chords, &key) else { return };
        music.chords = tamed;
    }
}

/// What moves is louder, decibels; what must not wake anybody stays where it is.
fn loudness(mood: Mood, soft: bool) -> f32 {
    if soft { 0.0 } else { libm::roundf(30.0 * mood.a) / 10.0 }
}

fn micro(x: f64) -> f64 {
    libm::round(x * 1e6) / 1e6
}

/// The style's usual metre, or now and then its other one.
fn meter(idiom: &Idiom, wish: &Wish, chance: &mut Chance) -> u32 {
    let other = idiom.meters.get(1).copied().filter(|_| chance.happens(0.25));
    wish.meter.or(other).or(idiom.meters.first().copied()).unwrap_or(4)
}

/// Tempo by mood (92 + 34 a + 8 v, moved into the style's range), fitted to the picture's marks.
fn fitted(scene: &Scene, wish: &Wish, idiom: &Idiom, (mood, meter, ending): (Mood, u32, Ending)) -> Tempo {
    let [least, most] = paced(idiom.bpm, wish.pace);
    let by_mood = f64::from((0.5 + 0.34 * mood.a + 0.12 * mood.v).clamp(0.0, 1.0));
    let wanted = libm::round(least + (most - least) * by_mood);
    let (wanted, least, most, bend) = match wish.bpm.filter(|bpm| bpm.is_finite()) {
        Some(bpm) => {
            let bpm = bpm.clamp(30.0, 240.0);
            (bpm, bpm * 0.985, bpm * 1.015, 0.015)
        }
        None => (wanted, (wanted - 16.0).max(least), (wanted + 16.0).min(most), BEND),
    };
    let ring_s = if ending == Ending::Loop { [0.0, 0.0] } else { idiom.ring_s };
    let parts = if meter == 6 { 3 } else { 2 };
    let slows = if ending == Ending::Loop { 0.0 } else { idiom.slows };
    let range = tempo::Range { wanted, least, most, bend, parts, ring_s, slows };
    tempo::fit(&marks::of(scene), scene.duration, &range)
}

/// The style's range, or the half of it that a word for pace means: slow is at most 80 a minute, fast at least 116.
fn paced([least, most]: [f64; 2], pace: Option<f32>) -> [f64; 2] {
    let middle = 0.5 * (least + most);
    match pace {
        Some(pace) if pace < -0.2 => {
            let top = middle.min(80.0);
            [least.min(top - 12.0), top]
        }
        Some(pace) if pace > 0.2 => {
            let floor = middle.max(116.0);
            [floor, most.max(floor + 10.0)]
        }
        Some(_) => [least.clamp(84.0, 112.0), most.clamp(92.0, 120.0)],
        None => [least, most],
    }
}

fn key(wish: &Wish, idiom: &Idiom, mood: Mood, chance: &mut Chance) -> (String, String) {
    let own: Vec<&str> = idiom.modes.iter().map(|(name, _)| name.as_str()).collect();
    let with_third = |minor: bool| own.iter().find(|m| Key::read("C", m).is_minor() == minor).copied();
    let mode = match wish.minor {
        Some(true) => {
            with_third(true).filter(|m| *m == "yu" || *m == "phrygian" && mood.v < -0.5).unwrap_or("aeolian")
        }
        Some(false) => with_third(false).filter(|m| *m == "gong").unwrap_or("ionian"),
        None => idiom.mode(mood.v),
    };
    let drawn = NAMES[chance.below(12)].to_string();
    let wished = wish.key.as_deref().and_then(super::harmony::Chord::read);
    (wished.map_or(drawn, |c| NAMES[c.root as usize].to_string()), mode.to_string())
}

/// Chords, one a bar; two where bars are long and few.
fn chords(scene: &Scene, grid: &Grid, music: &Music, chance: &mut Chance) -> Vec<String> {
    let bars = grid.downbeats.len();
    let climax = marks::climax(scene);
    let long = |bar: usize| {
        let beats = grid.downbeats[bar + 1] - grid.downbeats[bar];
        let seconds = grid.time_of(grid.downbeats[bar + 1]) - grid.time_of(grid.downbeats[bar]);
        beats >= 4.0 && seconds > if idiom(music.style).bpm[1] <= 80.0 { 3.0 } else { 2.3 }
    };
    let split = |bar: &usize| *bar + 1 < bars && bars <= 5 && long(*bar);
    let per_bar: Vec<usize> = (0..bars).map(|bar| if split(&bar) { 2 } else { 1 }).collect();
    let climax_bar =
        grid.downbeats.iter().filter(|&&beat| grid.time_of(beat) <= climax + 0.1).count().max(1) - 1;
    let ends = grid.downbeats.iter().skip(1).map(|&beat| grid.time_of(beat)).chain([grid.duration]);
    let lengths = grid.downbeats.iter().zip(ends).map(|(&beat, end)| (end - grid.time_of(beat)).max(0.0));
    let shares: Vec<f32> = lengths
        .zip(&per_bar)
        .flat_map(|(length, &n)| std::iter::repeat_n((length / n as f64 / grid.duration) as f32, n))
        .collect();
    let wanted = Wanted {
        idiom: idiom(music.style),
        shares: &shares,
        key: Key::read(&music.key, &music.mode),
        mode: &music.mode,
        count: per_bar.iter().sum(),
        climax: per_bar[..climax_bar].iter().sum(),
        ending: music.ending,
    };
    let mut names = progression::chords(&wanted, chance).into_iter().map(|chord| chord.name());
    per_bar.iter().map(|&n| names.by_ref().take(n).collect::<Vec<_>>().join(" ")).collect()
}

/// A style's name as the sheet has it.
pub fn named(style: Style) -> String {
    serde_json::to_value(style).ok().and_then(|name| name.as_str().map(Into::into)).unwrap_or_default()
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
