//! Sounds made from words alone, judged by their reports.

use crate::cues::CueSheet;
use crate::report::{Listening, Report};
use crate::{Brief, Error, Kit, Patient, Score, score_words};

fn score(prompt: &str, duration_s: f64) -> Score {
    let brief = Brief { sfx: prompt.into(), ..Brief::default() };
    score_words(duration_s, &brief, &Kit::default(), &Patient).unwrap()
}

fn heard(report: &Report, class: &str) -> usize {
    report.classes.get(class).copied().unwrap_or(0)
}

fn band_db(sound: &Listening, hz: f32) -> f32 {
    let nearest = sound.bands.iter().min_by(|a, b| (a.hz - hz).abs().total_cmp(&(b.hz - hz).abs()));
    nearest.unwrap().db
}

/// Everything but what is asked for is below this, LUFS.
const NOTHING_LUFS: f32 = -60.0;

#[test]
fn rain_then_thunder_is_rain_with_a_blow_of_low_tones_in_its_second_half() {
    let score = score("heavy rain on a metal roof, then thunder", 8.0);
    let report = &score.report;
    assert_eq!((heard(report, "RAIN-METAL"), heard(report, "WEATHER-THUNDER")), (1, 1));
    assert_eq!((report.music.as_ref(), report.weak.len(), report.not_understood.len()), (None, 0, 0));
    let thunder = score.cues.cues[0].when.begin();
    assert!((4.0..7.0).contains(&thunder), "{thunder}");
    let [foley, ambience] = [&report.stems["foley"], &report.stems["ambience"]];
    assert!(band_db(foley, 125.0) > band_db(foley, 4_000.0) + 10.0, "{:?}", foley.bands);
    assert!(band_db(ambience, 4_000.0) > band_db(foley, 4_000.0) + 6.0, "{:?}", ambience.bands);
    assert!((-24.0..=-15.0).contains(&report.loudness.integrated_lufs), "{:?}", report.loudness);
}

#[test]
fn three_knocks_are_three_onsets_soon_after_the_beginning() {
    let score = score("three knocks on a wooden door", 5.0);
    let onsets = &score.report.stems["foley"].onsets;
    assert_eq!(onsets.len(), 3, "{onsets:?}");
    assert!(onsets[0] < 0.6 && onsets[2] < 2.0, "{onsets:?}");
    assert!(score.cues.cues.iter().all(|cue| cue.conf > 0.9), "unsure only because nobody saw it");
}

#[test]
fn footsteps_on_gravel_go_on_to_the_end() {
    let score = score("footsteps on gravel", 6.0);
    assert!((10..=13).contains(&heard(&score.report, "FOOTSTEPS-HUMAN")), "{:?}", score.report.classes);
    let last = score.cues.cues.iter().map(|cue| cue.when.begin()).fold(0.0, f64::max);
    assert!(last > 5.0, "{last}");
    assert!(score.report.loudness.integrated_lufs > -26.0, "{:?}", score.report.loudness);
}

#[test]
fn a_calm_piano_is_music_and_nothing_else() {
    let report = score("calm piano", 6.0).report;
    assert_eq!(report.music.as_ref().unwrap().style, "piano");
    assert!(report.classes.is_empty() && report.weak.is_empty(), "{:?} {:?}", report.classes, report.weak);
    assert!(report.stems["foley"].integrated_lufs < NOTHING_LUFS);
    assert!(report.master.integrated_lufs > -20.0, "{:?}", report.loudness);
}

#[test]
fn chinese_rain_is_rain_at_a_level_for_the_front() {
    let report = score("下雨声", 4.0).report;
    assert_eq!(report.classes.keys().collect::<Vec<_>>(), ["RAIN-GENERAL"]);
    assert!(report.music.is_none() && report.stems["music"].integrated_lufs < NOTHING_LUFS);
    assert!((-20.0..-15.0).contains(&report.loudness.integrated_lufs), "{:?}", report.loudness);
}

#[test]
fn words_that_nobody_understands_give_a_quiet_room_that_can_be_heard_and_a_report() {
    let report = score("zorp blorping", 4.0).report;
    assert_eq!(report.not_understood, ["zorp", "blorping"]);
    assert!(report.weak[0].contains("quiet room") && report.weak[1].contains("zorp"), "{:?}", report.weak);
    assert_eq!(report.classes.keys().collect::<Vec<_>>(), ["AMBIENCE-ROOM TONE"]);
    assert!((-48.0..-30.0).contains(&report.loudness.integrated_lufs), "{:?}", report.loudness);
    assert!(score("complete silence", 3.0).report.weak.is_empty());
}

#[test]
fn nothing_speaks_of_a_picture() {
    for prompt in ["footsteps on gravel, then thunder", "soft piano and rain", "zorp", "storm at sea"] {
        let score = score(prompt, 3.0);
        let json = score.report.to_json();
        assert_eq!((score.clip.is_none(), score.report.source.is_none()), (true, true));
        assert!(!score.report.weak.iter().any(|weak| weak.contains("motion")), "{:?}", score.report.weak);
        let sheet = score.cues.to_json();
        let words = ["impact ", "gait", "track ", "flash ", "looks ", "picture", "marks met"];
        let from = sheet.lines().filter(|line| line.trim_start().starts_with('"') && !line.contains("\": "));
        let lines: Vec<&str> = from.collect();
        assert!(
            lines.iter().any(|line| line.contains("prompt") || line.contains("nothing known")),
            "{sheet}"
        );
        assert!(!lines.iter().any(|line| words.iter().any(|word| line.contains(word))), "{lines:?} {json}");
    }
}

#[test]
fn a_sound_has_exactly_the_length_that_was_asked_for_and_no_other_length_is_accepted() {
    for duration_s in [3.0, 3.3, 4.7, 10.0] {
        let master = score("rain", duration_s).master;
        let wanted = (duration_s * 48_000.0).round() as usize;
        assert_eq!([&master.mix, &master.stems.foley, &master.stems.music].map(|s| s.len()), [wanted; 3]);
    }
    for wrong_s in [2.9, 10.1, f64::NAN, -4.0, f64::INFINITY] {
        let error = score_words(wrong_s, &Brief::default(), &Kit::default(), &Patient).unwrap_err();
        assert!(matches!(error, Error::Refused(text) if text.contains("3.0 to 10.0 s")), "{wrong_s}");
    }
}

#[test]
fn threads_change_nothing_and_seed_prompt_and_length_do() {
    let brief = Brief { sfx: "soft piano, rain, then three knocks".into(), ..Brief::default() };
    let made = |threads: usize, brief: &Brief, duration_s: f64| {
        let kit = Kit { threads, ..Kit::default() };
        let score = score_words(duration_s, brief, &kit, &Patient).unwrap();
        (score.master.mix, score.cues.seed)
    };
    let one = made(1, &brief, 4.0);
    assert!(one == made(2, &brief, 4.0), "threads can be heard");
    assert_ne!(one.1, made(2, &brief, 5.0).1);
    let seeded = made(2, &Brief { seed: Some(7), ..brief }, 4.0);
    assert!(seeded.1 == 7 && seeded.0 != one.0, "the seed cannot be heard");
}

#[test]
fn an_edited_sheet_is_rendered_in_place_of_the_words() {
    let first = score("three knocks on a wooden door", 4.0);
    let mut edited = CueSheet::from_json(first.cues.to_json().as_bytes()).unwrap();
    let brief = |cues: &CueSheet| Brief { cues: Some(cues.clone()), ..Brief::default() };
    let again = score_words(4.0, &brief(&edited), &Kit::default(), &Patient).unwrap();
    assert!(again.master.mix == first.master.mix, "an unedited sheet sounds otherwise");
    edited.cues.truncate(1);
    let fewer = score_words(4.0, &brief(&edited), &Kit::default(), &Patient).unwrap();
    assert_eq!(fewer.report.stems["foley"].onsets.len(), 1);
    assert!(score_words(5.0, &brief(&edited), &Kit::default(), &Patient).is_err());
}
