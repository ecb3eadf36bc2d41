//! Recordings made of numbers, and what becomes of them.

use super::*;
use crate::dsp::Chance;
use crate::{Brief, Error, RATE, Scene};
use std::sync::Arc;

/// A library that lies in memory.
#[derive(Debug, Clone, Default)]
pub struct Drawer {
    recordings: Vec<Recording>,
    sounds: Vec<Arc<Stereo>>,
}

impl Library for Drawer {
    fn recordings(&self) -> &[Recording] {
        &self.recordings
    }

    fn sound(&self, index: usize) -> Result<Arc<Stereo>> {
        self.sounds.get(index).cloned().ok_or_else(|| Error::Broken("gone".into()))
    }
}

impl Drawer {
    fn with(mut self, name: &str, class: &str, lasting: Lasting, mono: &[f32]) -> Drawer {
        self.recordings.push(Recording {
            id: format!("test/{name}"),
            class: class.into(),
            lasting,
            tags: Vec::new(),
            force: None,
            seconds: mono.len() as f64 / f64::from(RATE),
            onset_s: 0.05,
            spare: false,
            credit: "Nobody, CC0-1.0".into(),
        });
        self.sounds.push(Arc::new(Stereo::of_mono(mono)));
        self
    }

    /// The same, all of it spare.
    pub fn spared(mut self) -> Drawer {
        self.recordings.iter_mut().for_each(|recording| recording.spare = true);
        self
    }

    /// So many knocks of one class, each another sound.
    pub fn knocks(class: &str, takes: usize) -> Drawer {
        (0..takes).fold(Drawer::default(), |drawer, i| {
            let name = format!("{}-{i}", class.to_lowercase());
            drawer.with(&name, class, Lasting::Once, &knock(i))
        })
    }
}

/// 50 ms of nothing, then a burst that dies away.
fn knock(number: usize) -> Vec<f32> {
    let mut chance = Chance::new(Seed(number as u64));
    let quiet = vec![0.0; 2_400];
    let burst = (0..19_200).map(|i| 0.7 * chance.white() * libm::expf(-i as f32 / 2_400.0));
    quiet.into_iter().chain(burst).collect()
}

fn noise(seconds: f64) -> Vec<f32> {
    let mut chance = Chance::new(Seed(5));
    (0..(seconds * 48_000.0) as usize).map(|_| 0.3 * chance.white()).collect()
}

fn sample(filled: Filled) -> Sample {
    Sample { filled, ..Sample::default() }
}

fn mono(voice: &Voice) -> &[f32] {
    match &voice.sound {
        Sounding::Point(mono) => mono,
        Sounding::Wide(wide) => &wide.left,
    }
}

fn hit(seed: u64, velocity: f32) -> Voice {
    let drawer = Drawer::knocks("WOOD-IMPACT", 1);
    let sample = Sample::default();
    let wanted = Wanted { id: "a", class: "WOOD-IMPACT", sample: &sample };
    point(&wanted, &Take::new(Seed(seed), velocity, 0.0, false), &drawer).unwrap().unwrap()
}

#[test]
fn the_onset_of_a_take_lies_at_its_cue_within_three_milliseconds() {
    for seed in 0..20 {
        let voice = hit(seed, 0.7);
        let peak = mono(&voice).iter().fold(0.0_f32, |p, x| p.max(x.abs()));
        let heard = mono(&voice).iter().position(|x| x.abs() > 0.25 * peak).unwrap();
        assert!(heard.abs_diff(voice.onset) < 144, "{heard} and {}", voice.onset);
    }
}

#[test]
fn two_takes_of_one_recording_are_never_the_same_and_one_take_always_is() {
    assert_eq!(hit(1, 0.7), hit(1, 0.7));
    assert_ne!(hit(1, 0.7), hit(2, 0.7));
}

#[test]
fn a_harder_blow_is_brighter() {
    let bright = |velocity| {
        let steep: f32 = mono(&hit(3, velocity)).windows(2).map(|w| (w[1] - w[0]).powi(2)).sum();
        steep / mono(&hit(3, velocity)).iter().map(|x| x * x).sum::<f32>()
    };
    assert!(bright(1.0) > 1.1 * bright(0.2), "{} {}", bright(1.0), bright(0.2));
}

/// Loudest and quietest 50 ms against the mean, decibels.
fn unevenness(sound: &[f32]) -> (f32, f32) {
    let power = |part: &[f32]| part.iter().map(|x| x * x).sum::<f32>() / part.len() as f32;
    let parts: Vec<f32> = sound.chunks_exact(2_400).map(|part| crate::dsp::db(power(part).sqrt())).collect();
    let mean = crate::dsp::db(power(sound).sqrt());
    let fold = |f: fn(f32, f32) -> f32| parts.iter().copied().reduce(f).unwrap() - mean;
    (fold(f32::min), fold(f32::max))
}

fn texture(filled: Filled, recorded_s: f64, length_s: f64) -> Vec<f32> {
    let lasting = Lasting::Round(0.0, recorded_s);
    let drawer = Drawer::default().with("hiss", "RAIN-GENERAL", lasting, &noise(recorded_s));
    let sample = sample(filled);
    let wanted = Wanted { id: "bed", class: "RAIN-GENERAL", sample: &sample };
    let take = Take::new(Seed(9), 0.7, length_s, false);
    mono(&voice(&wanted, &take, &drawer).unwrap().unwrap()).to_vec()
}

#[test]
fn a_bed_of_any_length_is_filled_evenly_from_any_recording() {
    for filled in [Filled::Round, Filled::Grains, Filled::Pieces] {
        for (recorded_s, length_s) in [(0.4, 3.0), (1.5, 8.0), (6.0, 8.0), (6.0, 2.0), (6.0, 25.0)] {
            let sound = texture(filled, recorded_s, length_s);
            assert_eq!(sound.len(), (length_s * 48_000.0) as usize, "{filled:?} {recorded_s} {length_s}");
            let (least, most) = unevenness(&sound);
            assert!(least > -3.0 && most < 3.0, "{filled:?} {recorded_s} {length_s}: {least} {most}");
        }
    }
}

#[test]
fn what_goes_round_repeats_only_after_its_length() {
    let sound = texture(Filled::Round, 6.0, 12.0);
    let alike = |lag: usize| {
        let pairs = sound.iter().zip(&sound[lag..]).skip(100_000).take(40_000);
        let (dot, power) = pairs.fold((0.0, 0.0), |(dot, power), (a, b)| (dot + a * b, power + a * a));
        dot / power
    };
    assert!(alike(48_000) < 0.1 && alike(96_000) < 0.1);
}

#[test]
fn a_tone_that_goes_round_makes_no_click() {
    let tone: Vec<f32> = (0..96_000).map(|i| 0.5 * libm::sinf(i as f32 * 0.031_7)).collect();
    let part = Stereo::of_mono(&tone);
    for filled in [round::filled, grains::filled, pieces::filled] {
        let sound = filled(&part, 480_000, &mut Chance::new(Seed(4)));
        let steepest = sound.left.windows(2).fold(0.0_f32, |s, w| s.max((w[1] - w[0]).abs()));
        // The tone's own steepest step is .016.
        assert!(steepest < 0.06, "{steepest}");
    }
}

/// A sheet of knocks every half second, cast.
fn knocking(takes: usize) -> (CueSheet, Drawer) {
    let drawer = Drawer::knocks("DOORS-KNOCK", takes);
    let brief = Brief { sfx: "12 knocks on the door".into(), ..Brief::default() };
    let mut sheet = crate::spot::cue_sheet(&Scene::unseen(8.0), &brief, None, None);
    crate::spot::cast(&mut sheet, &drawer);
    (sheet, drawer)
}

fn takes_of(sheet: &CueSheet) -> Vec<String> {
    let of = |sound: &Sound| match sound {
        Sound::Sample(sample) => sample.recording.clone().unwrap_or_default(),
        _ => "model".into(),
    };
    sheet.cues.iter().map(|cue| of(&cue.sound)).collect()
}

#[test]
fn no_take_is_heard_twice_running_and_all_are_heard_before_one_comes_again() {
    let (sheet, _) = knocking(4);
    let takes = takes_of(&sheet);
    assert!(takes.len() >= 8 && takes.windows(2).all(|pair| pair[0] != pair[1]), "{takes:?}");
    let whole = |round: &[String]| round.iter().collect::<BTreeSet<_>>().len() == 4;
    assert!(takes.chunks_exact(4).all(whole), "{takes:?}");
}

#[test]
fn a_spare_take_is_never_cast_and_is_heard_where_a_cue_asks_for_it() {
    let drawer = Drawer::knocks("DOORS-KNOCK", 4);
    let brief = Brief { sfx: "12 knocks on the door".into(), ..Brief::default() };
    let sheet = || crate::spot::cue_sheet(&Scene::unseen(8.0), &brief, None, None);
    let (mut offered, mut spared) = (sheet(), sheet());
    crate::spot::cast(&mut offered, &drawer);
    crate::spot::cast(&mut spared, &drawer.clone().spared());
    assert!(takes_of(&offered).iter().all(|take| take != "model"));
    assert!(takes_of(&spared).iter().all(|take| take == "model"));
    let named = Sample { recording: Some("test/doors-knock-2".into()), ..Sample::default() };
    let wanted = Wanted { id: "a", class: "DOORS-KNOCK", sample: &named };
    let take = Take::new(Seed(1), 0.7, 0.0, false);
    assert!(point(&wanted, &take, &drawer.spared()).unwrap().is_some());
}

#[test]
fn two_takes_are_too_few_for_twelve_knocks() {
    assert!(takes_of(&knocking(2).0).iter().all(|take| take == "model"));
}

#[test]
fn an_edit_of_one_cue_leaves_the_others_samples_alone_and_threads_are_not_heard() {
    let (sheet, drawer) = knocking(3);
    let stems = |sheet: &CueSheet, threads| {
        let kit = crate::Kit { threads, library: Some(Arc::new(drawer.clone())), ..crate::Kit::default() };
        crate::render::stems(sheet, &kit, &crate::Patient).unwrap().foley
    };
    let whole = stems(&sheet, 1);
    assert_eq!(whole, stems(&sheet, 2));
    let mut edited = sheet.clone();
    let last = edited.cues.len() - 1;
    edited.cues[last].mute = true;
    let until = (edited.cues[last].when.begin() * 48_000.0) as usize - 4_800;
    assert_eq!(stems(&edited, 2).left[..until], whole.left[..until]);
}

#[test]
fn without_its_pack_a_sheet_is_made_by_models_and_says_so() {
    let (sheet, drawer) = knocking(3);
    let there = heard(&sheet, Some(&drawer));
    assert_eq!((there.credits.len(), there.missing.len()), (3, 0));
    assert_eq!(there.credits[0], "test/doors-knock-0: Nobody, CC0-1.0");
    let gone = heard(&sheet, None);
    assert_eq!((gone.credits.len(), gone.missing.len()), (0, 3));
    let kit = crate::Kit::default();
    let stems = crate::render::stems(&sheet, &kit, &crate::Patient).unwrap();
    let mut modelled = sheet.clone();
    for cue in &mut modelled.cues {
        let Sound::Sample(sample) = &cue.sound else { panic!("{:?} is no recording", cue.sound) };
        cue.sound = sample.instead.as_deref().unwrap().clone();
    }
    assert_eq!(stems.foley, crate::render::stems(&modelled, &kit, &crate::Patient).unwrap().foley);
}

#[test]
fn a_recording_is_as_loud_as_the_model_it_stands_for() {
    let model = Sound::Impact(crate::cues::Impact::default());
    let sample = Sample { instead: Some(Box::new(model.clone())), ..Sample::default() };
    let drawer = Drawer::knocks("WOOD-IMPACT", 1);
    let wanted = Wanted { id: "a", class: "WOOD-IMPACT", sample: &sample };
    let take = Take::new(Seed(1), 0.7, 0.0, false);
    let mut voice = point(&wanted, &take, &drawer).unwrap().unwrap();
    crate::render::level::set(&mut voice, &Sound::Sample(sample.clone()), 0.7, 0.0);
    let measured = crate::dsp::momentary_max_lufs(&voice.into_wide()) - 3.01;
    let wanted = crate::render::level::table_lufs(&model);
    assert!((measured - wanted).abs() < 0.5, "{measured} {wanted}");
}

#[test]
fn a_sheet_that_nests_recordings_or_names_them_wrongly_is_refused() {
    let (mut sheet, _) = knocking(3);
    assert!(CueSheet::from_json(sheet.to_json().as_bytes()).is_ok());
    let nested = Sample { instead: Some(Box::new(sheet.cues[0].sound.clone())), ..Sample::default() };
    sheet.cues[0].sound = Sound::Sample(nested);
    assert!(sheet.check().unwrap_err().to_string().contains("a recording again"));
    let named = Sample { recording: Some("x".repeat(500)), ..Sample::default() };
    sheet.cues[0].sound = Sound::Sample(named);
    assert!(sheet.check().unwrap_err().to_string().contains("params.recording"));
    let slow = Sample { speed: 0.01, ..Sample::default() };
    sheet.cues[0].sound = Sound::Sample(slow);
    assert!(sheet.check().unwrap_err().to_string().contains("params.speed"));
}
