//! What the score keeps: marks on the grid, the key, the end, the seed, and edits that are heard.

use super::compose::{Bass, Frame, Note, score};
use super::grid::Grid;
use super::harmony::Chord;
use super::idiom::idiom;
use super::sound::{Colour, bass, play};
use super::{Wish, judge, plan, render};
use crate::cues::{CueSheet, Ending, Instrument, Layer, Music, Section, Style};
use crate::dsp::{Chance, OnePole, Stereo, gain, integrated_lufs, samples};
use crate::scene::{Mood, Scene, Shot};
use crate::{Seed, Stage, Stop, Watch};

const STYLES: [Style; 20] = Style::ALL;

struct Patient;

impl Watch for Patient {
    fn check(&self) -> Result<(), Stop> {
        Ok(())
    }
    fn reached(&self, _: Stage, _: f32) {}
}

fn scene(duration: f64, cuts: &[f64], v: f32, a: f32) -> Scene {
    let mut edges = vec![0.0];
    edges.extend(cuts);
    edges.push(duration);
    let mood = Mood { v, a };
    let shots = edges.windows(2).map(|w| Shot { t0: w[0], t1: w[1], mood, ..Shot::default() }).collect();
    Scene { duration, fps: 25.0, shots, ..Scene::default() }
}

fn in_style(style: Style) -> Wish {
    Wish { style: Some(style), ..Wish::default() }
}

fn sheet(music: Music, duration: f64, asmr: bool) -> CueSheet {
    let text = format!("{{\"version\":1,\"duration\":{duration},\"mode\":{{\"asmr\":{asmr}}}}}");
    let mut sheet: CueSheet = serde_json::from_str(&text).unwrap();
    sheet.music = Some(music);
    sheet
}

fn sound(music: &Music, duration: f64) -> Stereo {
    render(&sheet(music.clone(), duration, false), samples(duration), None, &Patient).unwrap()
}

fn random_cuts(seed: u64) -> Vec<f64> {
    let mut chance = Chance::new(Seed(seed));
    let mut cuts: Vec<f64> = Vec::new();
    for _ in 0..1 + chance.below(4) {
        let t = f64::from(chance.within(0.7, 9.2));
        if cuts.iter().all(|c| (c - t).abs() >= 0.6) {
            cuts.push(t);
        }
    }
    cuts.sort_by(f64::total_cmp);
    cuts
}

#[test]
fn cuts_fall_on_beats_or_eighths_where_a_fixed_tempo_misses_them() {
    let (mut met, mut by_control, mut all) = (0, 0, 0);
    for seed in 0..60 {
        let cuts = random_cuts(seed);
        let mood = [(0.6, 0.4), (-0.5, -0.4), (0.2, -0.5), (-0.6, 0.6)][seed as usize % 4];
        let music = plan(&scene(10.0, &cuts, mood.0, mood.1), &Wish::default(), false, Seed(seed));
        let grid = Grid::of(&music, 10.0);
        for cut in cuts {
            let eighth = libm::round(grid.beat_at(cut) * 2.0);
            all += 1;
            met += usize::from((grid.time_of(eighth / 2.0) - cut).abs() <= 0.04);
            by_control += usize::from((libm::round(cut / 0.25) * 0.25 - cut).abs() <= 0.04);
        }
    }
    let (share, control) = (met as f64 / all as f64, by_control as f64 / all as f64);
    println!("cuts within 40 ms: {share:.3} fitted, {control:.3} at a fixed 120 a minute, of {all}");
    assert!(share >= 0.95, "{share}");
    assert!(control < 0.5, "{control}");
}

#[test]
fn tempo_never_bends_further_than_the_bound() {
    for seed in 0..16 {
        for style in STYLES {
            let music = plan(&scene(10.0, &random_cuts(seed), 0.0, 0.0), &in_style(style), false, Seed(seed));
            let bound = 0.06;
            for (t, bpm) in &music.tempo_map {
                let bend = (music.bpm / bpm - 1.0).abs();
                assert!(bend <= bound + 1e-4, "{style:?} seed {seed}: {bend} at {t}");
            }
        }
    }
}

#[test]
fn nearly_all_notes_belong_to_the_mode() {
    for style in STYLES {
        let (mut inside, mut all) = (0, 0);
        for seed in 0..8 {
            let music = plan(&scene(12.0, &[4.0, 7.5], 0.2, 0.2), &in_style(style), false, Seed(seed));
            let frame = Frame::new(&music, 12.0, false);
            let score = score(&frame, Seed(seed));
            for note in score.parts.iter().flat_map(|part| &part.notes).chain(&score.bass) {
                all += 1;
                inside += usize::from(frame.key.degree_of(note.pitch).is_some());
            }
        }
        let share = inside as f32 / all as f32;
        assert!(share >= idiom(style).rules.in_mode, "{style:?}: {share} of {all}");
    }
}

#[test]
fn no_upper_voice_moves_in_fifths_or_octaves_with_the_bass() {
    let mut moves = 0;
    for seed in 0..16 {
        for style in STYLES {
            let music = plan(&scene(20.0, &[6.0, 11.0], 0.1, 0.1), &in_style(style), false, Seed(seed));
            let frame = Frame::new(&music, 20.0, false);
            for pair in frame.slots.windows(2) {
                for (before, after) in pair[0].upper.iter().zip(&pair[1].upper) {
                    moves += 1;
                    let (low, next) = (pair[0].bass, pair[1].bass);
                    let (first, second) = ((before - low).rem_euclid(12), (after - next).rem_euclid(12));
                    let together = (next - low).signum() == (after - before).signum() && next != low;
                    assert!(
                        !(together && first == second && [0, 7].contains(&first)),
                        "{style:?} {seed}: {pair:?}"
                    );
                }
            }
        }
    }
    assert!(moves > 1000);
}

#[test]
fn every_style_fills_three_and_twenty_seconds_and_ends_inside_them() {
    for style in STYLES {
        for (duration, cuts) in [(3.0, vec![1.3]), (20.0, vec![4.1, 9.0, 13.7])] {
            let music = plan(&scene(duration, &cuts, 0.2, 0.1), &in_style(style), false, Seed(11));
            let end = *music.downbeats.last().unwrap();
            assert!(
                (duration - 2.2..=duration - 0.7).contains(&end),
                "{style:?} {duration}: last chord at {end}"
            );
            assert!(music.downbeats[0] <= 0.35);
            let sound = sound(&music, duration);
            healthy(&sound, music.gain_db, &format!("{style:?} {duration} s"));
        }
    }
}

fn healthy(sound: &Stereo, gain_db: f32, what: &str) {
    assert!(sound.channels().into_iter().flatten().all(|x| x.is_finite()), "{what}");
    let loudness = integrated_lufs(sound) - gain_db;
    assert!((-21.5..=-18.5).contains(&loudness), "{what}: {loudness} LUFS");
    let peak = sound.peak() / gain(gain_db);
    assert!(peak < 0.7079, "{what}: peak {peak}");
    for channel in sound.channels() {
        let mean = channel.iter().sum::<f32>() / channel.len() as f32;
        assert!(mean.abs() < 1e-3, "{what}: mean {mean}");
        assert!(channel.last().unwrap().abs() < 1e-6);
        assert!(level_db(&channel[channel.len() - 480..]) < -55.0, "{what} does not end");
    }
    let half = 24_000;
    for (i, part) in sound.left[..sound.len() - half].chunks_exact(half).enumerate() {
        assert!(level_db(part) > -45.0, "{what}: empty at {} s", i as f64 / 2.0);
    }
}

fn level_db(part: &[f32]) -> f32 {
    10.0 * libm::log10f(part.iter().map(|x| x * x).sum::<f32>() / part.len() as f32 + 1e-20)
}

#[test]
fn the_same_seed_gives_the_same_samples_and_another_seed_another_piece() {
    let scene = scene(4.0, &[2.0], 0.3, 0.2);
    let one = plan(&scene, &Wish::default(), false, Seed(1));
    assert_eq!(one, plan(&scene, &Wish::default(), false, Seed(1)));
    let read_back: Music = serde_json::from_str(&serde_json::to_string(&one).unwrap()).unwrap();
    assert_eq!(sound(&one, 4.0), sound(&read_back, 4.0));
    let other = plan(&scene, &Wish::default(), false, Seed(2));
    assert_ne!(one.chords, other.chords);
    let reseeded = Music { seed: Some(5), ..one.clone() };
    assert_ne!(sound(&one, 4.0), sound(&reseeded, 4.0));
}

#[test]
fn happy_music_is_major_faster_and_brighter_than_sad_music() {
    for style in [Style::CinematicAmbient, Style::PianoRomantic, Style::Corporate] {
        let asked = |v: f32, a: f32| {
            let wish = Wish { mood: Some(Mood { v, a }), ..in_style(style) };
            plan(&scene(6.0, &[], 0.0, 0.0), &wish, false, Seed(4))
        };
        let (happy, sad) = (asked(0.8, 0.5), asked(-0.8, -0.4));
        let minor = |music: &Music| Frame::new(music, 6.0, false).key.is_minor();
        assert!(!minor(&happy) && minor(&sad), "{} {}", happy.mode, sad.mode);
        assert!(happy.bpm > sad.bpm + 4.0, "{} {}", happy.bpm, sad.bpm);
        let (bright, dark) = (brightness(&sound(&happy, 6.0)), brightness(&sound(&sad, 6.0)));
        assert!(bright > dark, "{style:?}: {bright} {dark}");
    }
}

/// Share of power above about 1.5 kHz.
fn brightness(sound: &Stereo) -> f32 {
    let mut pole = OnePole::new(1_500.0);
    let high: f32 = sound.left.iter().map(|x| pole.high(*x)).map(|x| x * x).sum();
    high / sound.left.iter().map(|x| x * x).sum::<f32>()
}

#[test]
fn edits_of_the_sheet_are_heard() {
    let music = plan(&scene(4.0, &[1.7], 0.4, 0.2), &in_style(Style::Corporate), false, Seed(9));
    let first = sound(&music, 4.0);
    type Edit = Box<dyn Fn(&mut Music)>;
    let edits: [(&str, Edit); 9] = [
        ("bpm", Box::new(|m| m.bpm += 9.0)),
        ("key", Box::new(|m| m.key = if m.key == "C" { "D".into() } else { "C".into() })),
        ("mode", Box::new(|m| m.mode = "aeolian".into())),
        ("style", Box::new(|m| m.style = Style::PianoRomantic)),
        ("chords", Box::new(|m| m.chords[0] = "Fm7".into())),
        ("tempo_map", Box::new(|m| m.tempo_map.iter_mut().for_each(|(_, bpm)| *bpm *= 1.1))),
        ("sections", Box::new(|m| m.sections.iter_mut().for_each(|s| s.energy = 0.2))),
        ("tracks", Box::new(|m| m.tracks.retain(|t| *t != Layer::Drums))),
        ("instruments", Box::new(|m| m.instruments = [(Layer::Keys, Instrument::Marimba)].into())),
    ];
    for (field, edit) in edits {
        let mut edited = music.clone();
        edit(&mut edited);
        assert_ne!(sound(&edited, 4.0), first, "{field}");
    }
    let quieter = sound(&Music { gain_db: -6.0, ..music.clone() }, 4.0);
    let louder = gain(music.gain_db + 6.0);
    assert!((first.peak() / quieter.peak() / louder - 1.0).abs() < 0.005);
    assert_eq!(sound(&Music { on: false, ..music }, 4.0), Stereo::silence(samples(4.0)));
}

#[test]
fn a_changed_key_moves_the_chords_and_a_changed_tempo_still_meets_the_marks() {
    let music = plan(&scene(10.0, &[3.1, 6.4], 0.7, 0.2), &in_style(Style::PianoRomantic), false, Seed(3));
    let minor = Music { mode: "aeolian".into(), ..music.clone() };
    let (before, after) = (Frame::new(&music, 10.0, false), Frame::new(&minor, 10.0, false));
    let last = |frame: &Frame| frame.slots.last().unwrap().chord;
    assert!(last(&before).is_major() && last(&after).is_minor());
    let faster = Music { bpm: music.bpm * 1.3, ..music };
    let grid = Grid::of(&faster, 10.0);
    for hit in faster.hits {
        let eighth = libm::round(grid.beat_at(hit) * 2.0);
        let away = (grid.time_of(eighth / 2.0) - hit).abs();
        assert!(away < 0.04, "{hit} lies {away} s from an eighth");
    }
}

#[test]
fn asmr_gets_a_drone_without_transients() {
    let scene = scene(8.0, &[3.0], 0.2, 0.4);
    let drone = plan(&scene, &in_style(Style::Corporate), true, Seed(1));
    assert_eq!(drone.tracks, [Layer::Pad, Layer::Bass, Layer::Keys]);
    let soft = render(&sheet(drone, 8.0, true), samples(8.0), None, &Patient).unwrap();
    let beat = sound(&plan(&scene, &in_style(Style::Corporate), false, Seed(1)), 8.0);
    assert!(steepest_rise_db(&soft) < 6.0, "{}", steepest_rise_db(&soft));
    assert!(steepest_rise_db(&beat) > 6.0, "the control has transients");
    let loudness = integrated_lufs(&soft);
    assert!((-31.5..=-28.5).contains(&loudness), "{loudness}");
}

/// Largest rise of level within 40 ms after the first second, decibels.
fn steepest_rise_db(sound: &Stereo) -> f32 {
    let levels: Vec<f32> = sound.left.chunks_exact(960).skip(50).map(level_db).collect();
    levels.windows(3).map(|w| w[2] - w[0]).fold(0.0, f32::max)
}

#[test]
fn wishes_are_kept() {
    let scene = scene(8.0, &[2.2, 5.0], -0.5, 0.5);
    let wish = Wish {
        style: Some(Style::Corporate),
        bpm: Some(120.0),
        key: Some("D".into()),
        minor: Some(true),
        instruments: vec![Instrument::Piano, Instrument::Strings, Instrument::Flute],
        without: vec![Layer::Drums],
        ending: Some(Ending::Hit),
        ..Wish::default()
    };
    let music = plan(&scene, &wish, false, Seed(1));
    assert_eq!((music.key.as_str(), music.mode.as_str(), music.ending), ("D", "aeolian", Ending::Hit));
    assert!((music.bpm - 120.0).abs() <= 3.6, "{}", music.bpm);
    assert!(!music.tracks.contains(&Layer::Drums));
    let played = [
        (Layer::Pad, Instrument::Strings),
        (Layer::Keys, Instrument::Piano),
        (Layer::Lead, Instrument::Flute),
    ];
    assert_eq!(music.instruments.into_iter().collect::<Vec<_>>(), played);
}

#[test]
fn an_unreasonable_sheet_is_played_without_harm() {
    let section = |t: f64| Section { t, name: String::new(), energy: f32::INFINITY };
    for tempo_map in [vec![], vec![(2.9, 1e9), (-4.0, 0.0), (1.0, f64::NAN)]] {
        let music = Music {
            bpm: f64::INFINITY,
            meter: u32::MAX,
            key: "語#".into(),
            mode: "what".into(),
            tempo_map,
            downbeats: vec![9e9, -1.0, f64::NAN, 0.1, 0.1],
            sections: vec![section(2.0), section(-1.0)],
            hits: vec![f64::NAN, 1.0, 1.0, 1e30],
            chords: vec!["??? Hm Bb/zz C#weird Gsus4/D".into(), String::new()],
            tracks: vec![Layer::Pad, Layer::Bass, Layer::Keys, Layer::Lead, Layer::Drums, Layer::Swells],
            mood: Mood { v: f32::INFINITY, a: f32::NEG_INFINITY },
            ..Music::default()
        };
        for style in STYLES {
            let sound = sound(&Music { style, ..music.clone() }, 3.0);
            assert!(sound.channels().into_iter().flatten().all(|x| x.is_finite()));
        }
    }
}

#[test]
fn chords_are_read_as_they_are_written() {
    for name in ["Dm9", "F#maj7", "A#add9/C", "G5", "Esus4", "Bdim"] {
        assert_eq!(Chord::read(name).unwrap().name(), name);
    }
    assert_eq!(Chord::read("Bb").unwrap().name(), "A#");
    assert_eq!(Chord::read("x"), None);
}

#[test]
fn every_instrument_is_in_tune_and_dies_away() {
    use Instrument::*;
    let colour = Colour { brightness_hz: 2000.0, style: Style::PianoRomantic, grit: 0.5, asmr: false };
    for pitch in [52, 76] {
        let note = Note { t: 0.1, length_s: 1.2, pitch, force: 0.7, ..Note::default() };
        for instrument in [Piano, Guitar, Guzheng, Strings, Choir, Synth, Bells, MusicBox, Marimba, Flute] {
            let mut out = Stereo::silence(samples(6.0));
            play(instrument, &note, &colour, &mut Chance::new(Seed(1)), &mut out);
            in_tune(&out, pitch, &format!("{instrument:?} {pitch}"));
        }
        let mut out = Stereo::silence(samples(6.0));
        bass(Bass::Sub, &Note { pitch: pitch - 12, ..note }, &colour, &mut Chance::new(Seed(1)), &mut out);
        in_tune(&out, pitch - 12, "bass");
    }
}

fn in_tune(out: &Stereo, pitch: i32, what: &str) {
    let mono: Vec<f32> = out.left.iter().zip(&out.right).map(|(l, r)| 0.5 * (l + r)).collect();
    let at = |cents: f64| {
        let hz = 440.0 * libm::exp2((f64::from(pitch) - 69.0) / 12.0 + cents / 1200.0);
        power_at(&mono[samples(0.2)..samples(1.3)], hz)
    };
    let (true_pitch, flat, sharp) = (at(0.0), at(-50.0), at(50.0));
    assert!(true_pitch > 2.0 * flat.max(sharp), "{what}: {flat:e} {true_pitch:e} {sharp:e}");
    assert!(level_db(&mono[samples(5.5)..]) < -60.0, "{what} is stuck");
}

/// Power of one frequency under a raised cosine.
fn power_at(part: &[f32], hz: f64) -> f64 {
    let (mut re, mut im) = (0.0, 0.0);
    for (i, x) in part.iter().enumerate() {
        let window = 0.5 - 0.5 * libm::cos(core::f64::consts::TAU * i as f64 / part.len() as f64);
        let angle = core::f64::consts::TAU * hz * i as f64 / 48_000.0;
        re += f64::from(*x) * window * libm::cos(angle);
        im += f64::from(*x) * window * libm::sin(angle);
    }
    re * re + im * im
}

#[test]
fn a_plan_reads_like_this() {
    let music = plan(&scene(10.0, &[3.3, 6.2], 0.6, 0.3), &in_style(Style::Corporate), false, Seed(21));
    let lines = [
        format!("{} {} at {}", music.key, music.mode, music.bpm),
        format!("tempo {:?}", music.tempo_map),
        format!("bars {:?}", music.downbeats),
        format!("chords {}", music.chords.join(" | ")),
        format!("energies {:?}", music.sections.iter().map(|s| (s.t, s.energy)).collect::<Vec<_>>()),
        format!("layers {:?}", music.tracks),
        music.from.join("; "),
    ];
    expect_test::expect![[r#"
        G# ionian at 122.75
        tempo [(0.0, 127.272727), (3.3, 124.137931), (6.2, 124.137931)]
        bars [0.0, 1.414, 3.3, 4.267, 6.2, 8.617]
        chords D#add9 | Fmadd9 | C# | G#maj7 | D#add9 | G#add9
        energies [(0.0, 0.51), (3.3, 0.78), (6.2, 0.73)]
        layers [Pad, Bass, Keys, Lead, Drums, Swells]
        mood v 0.60 a 0.42; style corporate as asked; 2 of 2 marks met"#]]
    .assert_eq(&lines.join("\n"));
}

#[test]
fn scores_keep_the_rules_that_their_styles_state() {
    for style in STYLES {
        let broken: Vec<String> = (0..5)
            .flat_map(|seed| {
                let (music, duration) = judge::piece(style, Seed(seed));
                judge::broken(style, &judge::figures(&music, duration))
            })
            .collect();
        assert!(broken.len() <= 1, "{style:?}: {broken:?}");
    }
}

#[test]
fn a_score_in_the_wrong_mode_breaks_its_style_s_rules() {
    let (music, duration) = judge::piece(Style::Corporate, Seed(1));
    let wrong = Music { mode: "phrygian".into(), written_for: None, ..music };
    assert!(!judge::broken(Style::Corporate, &judge::figures(&wrong, duration)).is_empty());
}

/// Share of cuts within 40 ms of a beat, the same for cuts that the score was not planned for, and the greatest bend.
fn cuts_met(style: Style, seeds: u64) -> (f64, f64, f64) {
    let [mut met, mut chance, mut all, mut others] = [0; 4];
    let mut bend = 0.0_f64;
    let [v, a] = idiom(style).mood;
    for seed in 0..seeds {
        let cuts = judge::random_cuts(10.0, 4, Seed(seed));
        let music = plan(&judge::bare_scene(10.0, &cuts, Mood { v, a }), &in_style(style), false, Seed(seed));
        bend = judge::bends(&music).into_iter().fold(bend, f64::max);
        let near = |t: &&f64| judge::from_beat(&music, 10.0, **t) <= 0.04;
        met += cuts.iter().filter(near).count();
        all += cuts.len();
        let control = judge::random_cuts(10.0, 4, Seed(seed + 1000));
        chance += control.iter().filter(near).count();
        others += control.len();
    }
    (met as f64 / all as f64, chance as f64 / others as f64, bend)
}

#[test]
fn cuts_fall_on_beats() {
    for style in [Style::Corporate, Style::ActionSport, Style::PianoSad, Style::CinematicAmbient] {
        let (met, chance, bend) = cuts_met(style, 24);
        let least = if idiom(style).bpm[0] >= 90.0 { 0.9 } else { 0.75 };
        assert!(met >= least, "{style:?}: {met}");
        assert!(chance < 0.5, "{style:?}: the control meets {chance}");
        assert!(bend <= 0.0601, "{style:?}: {bend}");
    }
}

#[test]
fn tempo_and_register_rise_with_the_mood_and_modes_brighten() {
    let asked = |v: f32, a: f32| -> (f32, f32, bool) {
        let (mut bpm, mut register, mut minor) = (0.0, 0.0, false);
        for seed in 0..6 {
            let wish = Wish { mood: Some(Mood { v, a }), ..in_style(Style::PianoRomantic) };
            let music = plan(&scene(12.0, &[], 0.0, 0.0), &wish, false, Seed(seed));
            let figures = judge::figures(&music, 12.0);
            bpm += figures.bpm / 6.0;
            register += figures.register / 6.0;
            minor = Frame::new(&music, 12.0, false).key.is_minor();
        }
        (bpm, register, minor)
    };
    let steps = [-0.9, -0.3, 0.3, 0.9];
    let by_arousal = steps.map(|a| asked(0.2, a));
    let by_valence = steps.map(|v| asked(v, 0.0));
    assert!(by_arousal.windows(2).all(|w| w[1].0 >= w[0].0), "{by_arousal:?}");
    assert!(by_valence.windows(2).all(|w| w[1].1 > w[0].1 && w[1].2 <= w[0].2), "{by_valence:?}");
}

#[test]
fn a_fader_changes_its_layer_and_leaves_every_other_sample() {
    let scene = scene(6.0, &[2.1, 4.2], 0.3, 0.6);
    let music = plan(&scene, &in_style(Style::HousePop), false, Seed(2));
    let layers = |music: &Music| {
        let sheet = sheet(music.clone(), 6.0, false);
        super::layers(&sheet, samples(6.0), None, &Patient).unwrap()
    };
    let faded = |gain_db: f32, mute: bool| {
        let faders = [(Layer::Drums, crate::cues::Fader { gain_db, mute })].into();
        Music { faders, ..music.clone() }
    };
    let before = layers(&music);
    for edited in [faded(0.0, true), faded(-6.0, false)] {
        for ((layer, was), (_, is)) in before.iter().zip(layers(&edited)) {
            assert_eq!(*layer != Layer::Drums, *was == is, "{layer:?}");
        }
    }
    let alone =
        |music: &Music| layers(music).into_iter().find(|(layer, _)| *layer == Layer::Drums).unwrap().1;
    assert!(alone(&faded(0.0, true)).peak() < 1e-12);
    let fell_db = integrated_lufs(&alone(&faded(-6.0, false))) - integrated_lufs(&alone(&music));
    assert!((fell_db + 6.0).abs() < 0.1, "{fell_db}");
    // The sum is the layers, whatever the faders.
    let mut rest = sound(&faded(0.0, true), 6.0);
    layers(&faded(0.0, true)).iter().for_each(|(_, layer)| rest.add(layer, 0, -1.0));
    assert!(rest.peak() < 1e-4, "{}", rest.peak());
}
