//! What makes each animal, body and crowd itself.

use super::ear::{bursts, centre_hz, course, middle, pitch_hz, power, share, unevenness};
use super::render;
use crate::Seed;
use crate::cues::*;
use crate::render::Take;

fn animal(kind: AnimalKind) -> Sound {
    Sound::Animal(Animal { kind, size: 1.0 })
}

fn body(kind: BodyKind, effort: f32) -> Sound {
    Sound::Body(Body { kind, effort })
}

fn crowd(kind: CrowdKind, size: f32) -> Sound {
    Sound::Crowd(Crowd { kind, size })
}

fn heard(sound: &Sound, seconds: f64) -> Vec<f32> {
    middle(&render(sound, &Take::new(Seed(7), 0.7, seconds, false)).into_wide())
}

/// Pitch about `at` of a sound's length, hertz.
fn pitch_about(x: &[f32], at: f32, low_hz: f32, high_hz: f32) -> f32 {
    let (from, span) = ((at * x.len() as f32) as usize, 2_880);
    pitch_hz(&x[from.min(x.len() - span)..][..span], low_hz, high_hz)
}

#[test]
fn a_bark_is_short_and_between_the_pitch_of_a_man_and_a_woman_shouting() {
    for seed in 0..6 {
        let voice = render(&animal(AnimalKind::Dog), &Take::new(Seed(seed), 0.7, 0.0, false));
        let x = middle(&voice.into_wide());
        assert!((0.12..0.3).contains(&(x.len() as f32 / 48_000.0)), "{}", x.len());
        let pitch = pitch_hz(&x[2_000..5_500], 250.0, 900.0);
        assert!((380.0..700.0).contains(&pitch), "{pitch}");
    }
}

#[test]
fn a_puppy_barks_higher_than_a_mastiff() {
    let centre = |size| centre_hz(&heard(&Sound::Animal(Animal { kind: AnimalKind::Dog, size }), 0.0));
    assert!(centre(0.5) > 1.3 * centre(1.6), "{} and {}", centre(0.5), centre(1.6));
}

#[test]
fn a_meow_rises_and_falls_while_the_mouth_opens_and_shuts() {
    let x = heard(&animal(AnimalKind::Meow), 0.0);
    let [begin, middle, end] = [0.06, 0.42, 0.86].map(|at| pitch_about(&x, at, 250.0, 1_000.0));
    assert!(middle > 1.2 * begin && middle > 1.2 * end, "{begin}, {middle}, {end}");
    let part = |at: f32| &x[(at * x.len() as f32) as usize..][..2_880];
    assert!(share(part(0.42), 850.0, 1_800.0) > 1.5 * share(part(0.88), 850.0, 1_800.0));
}

#[test]
fn a_cow_is_deeper_than_a_sheep_and_a_sheep_shakes() {
    let (cow, sheep) = (heard(&animal(AnimalKind::Cow), 0.0), heard(&animal(AnimalKind::Sheep), 0.0));
    assert!(cow.len() > sheep.len() && centre_hz(&cow) < 0.7 * centre_hz(&sheep));
    let shakes = pitch_hz(&flutter_of(&sheep), 5.0, 14.0);
    assert!((7.0..10.0).contains(&shakes), "{shakes}");
}

/// What a course of loudness does about its mean.
fn flutter_of(x: &[f32]) -> Vec<f32> {
    let (quick, slow) = (course(x, 45.0), course(x, 3.0));
    quick.iter().zip(&slow).skip(4_800).map(|(q, s)| q / s.max(1e-6) - 1.0).collect()
}

#[test]
fn a_cat_purrs_twenty_five_times_a_second() {
    let x = heard(&animal(AnimalKind::Purr), 4.0);
    let rate = pitch_hz(&course(&x[..36_000], 200.0), 15.0, 40.0);
    assert!((22.0..31.0).contains(&rate), "{rate}");
    assert!(share(&x, 40.0, 2_000.0) > 0.75);
}

#[test]
fn crickets_sing_high_cicadas_higher_and_owls_almost_purely() {
    let [cricket, cicada, owl] =
        [AnimalKind::Cricket, AnimalKind::Cicada, AnimalKind::Owl].map(|kind| heard(&animal(kind), 3.0));
    assert!(share(&cricket, 3_000.0, 6_500.0) > 20.0 * share(&cricket, 300.0, 2_000.0));
    assert!(
        centre_hz(&cicada) > 1.05 * centre_hz(&cricket),
        "{}, {}",
        centre_hz(&cicada),
        centre_hz(&cricket)
    );
    assert!(share(&owl, 200.0, 700.0) > 0.65 && share(&owl, 1_400.0, 16_000.0) < 0.02);
}

#[test]
fn a_mosquito_whines_over_a_bee() {
    let wing = |kind, low, high| pitch_hz(&heard(&animal(kind), 2.0)[24_000..28_800], low, high);
    let (bee, mosquito) = (wing(AnimalKind::Bee, 120.0, 900.0), wing(AnimalKind::Mosquito, 120.0, 900.0));
    assert!((180.0..270.0).contains(&bee) && (450.0..680.0).contains(&mosquito), "{bee}, {mosquito}");
}

#[test]
fn a_gallop_has_more_hooves_in_a_second_than_a_walk() {
    let hooves = |strength: f32| {
        let env = Course { t: vec![0.0], v: vec![strength] };
        let take = Take::new(Seed(3), 0.7, 4.4, false).shaped(&env, 0.0);
        bursts(&middle(&render(&animal(AnimalKind::Hooves), &take).into_wide()), 60.0)
    };
    let (walk, gallop) = (hooves(0.3), hooves(1.0));
    assert!((14..=17).contains(&walk), "{walk}");
    assert!(gallop > 24, "{gallop}");
}

#[test]
fn every_animal_is_told_from_every_other_by_its_bands_or_its_length() {
    let kinds = [AnimalKind::Dog, AnimalKind::Cow, AnimalKind::Rooster, AnimalKind::Frog, AnimalKind::Purr];
    let figures: Vec<(f64, f64)> = kinds
        .iter()
        .map(|kind| heard(&animal(*kind), 0.0))
        .map(|x| (centre_hz(&x).ln(), (x.len() as f64).ln()))
        .collect();
    for (i, a) in figures.iter().enumerate() {
        for (k, b) in figures[..i].iter().enumerate() {
            let apart = (a.0 - b.0).hypot(a.1 - b.1);
            assert!(apart > 0.25, "{:?} and {:?}: {apart}", kinds[i], kinds[k]);
        }
    }
}

#[test]
fn a_heart_beats_twice_a_beat_and_faster_after_a_run() {
    let beats = |effort| bursts(&heard(&body(BodyKind::Heartbeat, effort), 6.0), 12.0);
    // 52 beats a minute are 5.2 in six seconds, 150 are 15; each is two thumps, of which the first is the louder.
    let (asleep, running) = (beats(0.0), beats(1.0));
    assert!((6..=12).contains(&asleep), "{asleep}");
    assert!(2 * running >= 3 * asleep && running >= 14, "{asleep}, {running}");
    assert!(share(&heard(&body(BodyKind::Heartbeat, 0.3), 4.0), 25.0, 200.0) > 0.75);
}

#[test]
fn breath_drawn_in_is_brighter_than_breath_let_out() {
    let x = heard(&body(BodyKind::Breath, 0.5), 0.0);
    let half = x.len() * 2 / 5;
    let (inward, outward) = (centre_hz(&x[..half]), centre_hz(&x[half + 4_800..]));
    assert!(inward > 1.15 * outward, "{inward}, {outward}");
}

#[test]
fn what_crunches_is_brighter_than_what_is_chewed() {
    let centre = |kind| centre_hz(&heard(&body(kind, 0.5), 4.0));
    let (crunch, chew) = (centre(BodyKind::Crunch), centre(BodyKind::Chew));
    assert!(crunch > 1.7 * chew, "{crunch}, {chew}");
}

#[test]
fn a_snore_rattles_and_a_sniff_hisses() {
    let (snore, sniff) = (heard(&body(BodyKind::Snore, 0.5), 0.0), heard(&body(BodyKind::Sniff, 0.5), 0.0));
    assert!(share(&snore, 50.0, 1_500.0) > 0.75 && share(&sniff, 700.0, 10_000.0) > 0.65);
    let palate = pitch_hz(&course(&snore[24_000..52_800], 150.0), 22.0, 80.0);
    assert!((28.0..52.0).contains(&palate), "{palate}");
}

#[test]
fn a_hall_claps_more_evenly_than_a_handful() {
    let cv = |size| unevenness(&heard(&crowd(CrowdKind::Applause, size), 5.0)[24_000..216_000]);
    let (handful, hall) = (cv(0.0), cv(1.0));
    assert!(handful > 1.5 * hall, "{handful}, {hall}");
}

#[test]
fn applause_is_brighter_than_cheering_and_cheering_is_made_of_vowels() {
    let (applause, cheer) =
        (heard(&crowd(CrowdKind::Applause, 0.5), 4.0), heard(&crowd(CrowdKind::Cheer, 0.5), 4.0));
    assert!(centre_hz(&applause) > 1.3 * centre_hz(&cheer));
    assert!(share(&cheer, 250.0, 3_000.0) > 0.75);
}

#[test]
fn a_single_laugh_comes_in_five_syllables_a_second() {
    // The smallest crowd is four people; what they share is the pace.
    let x = heard(&crowd(CrowdKind::Laughter, 0.0), 4.0);
    assert!(power(&x) > 0.0 && bursts(&x, 25.0) >= 8, "{}", bursts(&x, 25.0));
}
