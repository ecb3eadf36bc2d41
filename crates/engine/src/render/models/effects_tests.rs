//! What makes each blast, signal, designed sound, current and steam itself.

use super::ear::{bursts, centre_hz, gathered_s, middle, pitch_hz, power, share, tone, unevenness};
use super::render;
use crate::Seed;
use crate::cues::*;
use crate::render::Take;

fn blast(kind: BlastKind, away: f32) -> Sound {
    Sound::Blast(Blast { kind, size: 0.5, away })
}

fn signal(kind: SignalKind) -> Sound {
    Sound::Signal(Signal { kind, pitch: 1.0 })
}

fn designed(kind: DesignedKind) -> Sound {
    Sound::Designed(Designed { kind, ..Designed::default() })
}

fn heard(sound: &Sound, seconds: f64) -> Vec<f32> {
    middle(&render(sound, &Take::new(Seed(7), 0.7, seconds, false)).into_wide())
}

fn electric(kind: ElectricKind) -> Vec<f32> {
    heard(&Sound::Electric(Electric { kind, mains_hz: 50.0 }), 4.0)
}

fn steam(kind: SteamKind) -> Vec<f32> {
    heard(&Sound::Steam(Steam { kind, size: 0.5 }), 4.0)
}

#[test]
fn a_shot_is_over_before_an_explosion_has_begun_to_roll() {
    let (shot, charge) =
        (heard(&blast(BlastKind::Pistol, 10.0), 0.0), heard(&blast(BlastKind::Explosion, 30.0), 0.0));
    assert!(gathered_s(&shot, 0.9) < 0.12, "{}", gathered_s(&shot, 0.9));
    assert!(gathered_s(&charge, 0.9) > 0.3, "{}", gathered_s(&charge, 0.9));
    assert!(centre_hz(&shot) > 2.5 * centre_hz(&charge));
}

#[test]
fn a_far_explosion_is_duller_than_a_near_one() {
    let bright = |away| share(&heard(&blast(BlastKind::Explosion, away), 0.0), 800.0, 16_000.0);
    assert!(bright(15.0) > 3.0 * bright(2_000.0), "{}, {}", bright(15.0), bright(2_000.0));
}

#[test]
fn an_automatic_fires_640_rounds_a_minute() {
    let rounds = bursts(&heard(&blast(BlastKind::Automatic, 10.0), 3.0), 60.0);
    assert!((30..=33).contains(&rounds), "{rounds}");
}

#[test]
fn a_rocket_whistles_upwards_before_it_bursts() {
    let voice = render(&blast(BlastKind::Firework, 30.0), &Take::new(Seed(7), 0.7, 0.0, false));
    let onset = voice.onset;
    let x = middle(&voice.into_wide());
    assert!(onset > 28_000, "{onset}");
    let pitch = |at: usize| pitch_hz(&x[at..at + 2_400], 1_000.0, 4_000.0);
    assert!(pitch(onset - 7_200) > 1.3 * pitch(4_800), "{}, {}", pitch(4_800), pitch(onset - 7_200));
    assert!(power(&x[onset..onset + 4_800]) > 30.0 * power(&x[onset - 7_200..onset - 2_400]));
}

#[test]
fn a_car_horn_has_two_notes() {
    let x = heard(&signal(SignalKind::CarHorn), 2.0);
    let near = |hz: f32| (-8..=8).map(|k| tone(&x, hz + k as f32)).fold(0.0, f64::max);
    assert!(near(420.0) > 5.0 * near(470.0) && near(530.0) > 5.0 * near(470.0));
    let train = heard(&signal(SignalKind::TrainHorn), 2.0);
    assert!(train.len() == x.len() && centre_hz(&train) < centre_hz(&x));
}

#[test]
fn a_wail_sweeps_slowly_and_a_yelp_quickly_between_the_same_two_pitches() {
    let turns = |kind| {
        let x = heard(&signal(kind), 8.4);
        let high: Vec<bool> =
            x.chunks_exact(2_400).map(|part| pitch_hz(part, 450.0, 1_900.0) > 1_000.0).collect();
        high.windows(2).filter(|w| !w[0] && w[1]).count()
    };
    let (wail, yelp) = (turns(SignalKind::Wail), turns(SignalKind::Yelp));
    assert!((1..=3).contains(&wail), "{wail}");
    assert!((20..=30).contains(&yelp), "{yelp}");
}

#[test]
fn two_tones_are_a_fourth_apart() {
    let x = heard(&signal(SignalKind::TwoTone), 2.2);
    let [low, high] = [9_600, 36_000].map(|at: usize| pitch_hz(&x[at..at + 9_600], 300.0, 900.0));
    assert!((high / low - 1.333).abs() < 0.02, "{low}, {high}");
}

#[test]
fn beeps_are_counted_and_a_telephone_is_not() {
    assert_eq!(bursts(&heard(&signal(SignalKind::Beep), 5.0), 40.0), 10);
    let ring = heard(&signal(SignalKind::PhoneRing), 0.0);
    assert!(ring.len() > 72_000 && bursts(&ring, 10.0) == 1);
}

#[test]
fn a_church_bell_hums_an_octave_under_its_note_and_a_hand_bell_rings_high() {
    let bell = heard(&signal(SignalKind::ChurchBell), 0.0);
    let near = |hz: f32| (-6..=6).map(|k| tone(&bell[48_000..], hz + 0.5 * k as f32)).fold(0.0, f64::max);
    assert!(near(155.5) > 5.0 * near(210.0) && near(311.0) > 5.0 * near(260.0));
    assert!(centre_hz(&heard(&signal(SignalKind::HandBell), 0.0)) > 3.0 * centre_hz(&bell));
}

#[test]
fn a_doorbell_falls_by_a_third() {
    let x = heard(&signal(SignalKind::Doorbell), 0.0);
    let ding = pitch_hz(&x[4_800..19_200], 400.0, 1_000.0);
    assert!((ding / 830.6 - 1.0).abs() < 0.02, "{ding}");
    let late = &x[50_000..80_000];
    assert!(tone(late, 659.3) > 1.5 * tone(late, 830.6));
}

#[test]
fn a_riser_rises_and_a_laser_falls() {
    let riser = heard(&designed(DesignedKind::Riser), 3.0);
    assert!(centre_hz(&riser[110_000..]) > 1.5 * centre_hz(&riser[..40_000]));
    assert!(power(&riser[110_000..]) > 30.0 * power(&riser[..40_000]));
    let laser = heard(&designed(DesignedKind::Laser), 0.0);
    assert!(centre_hz(&laser[480..2_900]) > 2.5 * centre_hz(&laser[7_000..]));
}

#[test]
fn a_boom_is_felt_a_pop_is_small_and_magic_is_high() {
    let (boom, pop) = (heard(&designed(DesignedKind::Boom), 0.0), heard(&designed(DesignedKind::Pop), 0.0));
    assert!(share(&boom, 20.0, 200.0) > 0.8 && boom.len() > 72_000);
    assert!(pop.len() < 6_000 && share(&pop, 200.0, 2_500.0) > 0.75);
    assert!(centre_hz(&heard(&designed(DesignedKind::Shimmer), 0.0)) > 1_800.0);
}

#[test]
fn a_braam_is_low_brass_and_a_drone_lies_under_it() {
    let (braam, drone) =
        (heard(&designed(DesignedKind::Braam), 0.0), heard(&designed(DesignedKind::Drone), 4.0));
    assert!(share(&braam, 30.0, 1_500.0) > 0.65 && centre_hz(&drone) < centre_hz(&braam));
    assert!(gathered_s(&braam, 0.9) < 2.4);
}

#[test]
fn a_transformer_hums_at_twice_the_mains() {
    for mains_hz in [50.0, 60.0] {
        let x = heard(&Sound::Electric(Electric { kind: ElectricKind::Hum, mains_hz }), 4.0);
        let twice = tone(&x, 2.0 * mains_hz);
        assert!(twice > 1.5 * tone(&x, mains_hz) && twice > 5.0 * tone(&x, 2.5 * mains_hz), "{mains_hz}");
    }
}

#[test]
fn sparks_are_uneven_and_a_hum_is_not() {
    let (sparks, hum) = (electric(ElectricKind::Sparks), electric(ElectricKind::Hum));
    assert!(unevenness(&sparks) > 1.2 && unevenness(&hum[9_600..180_000]) < 0.3);
    assert!(centre_hz(&sparks) > 10.0 * centre_hz(&hum));
    assert!(centre_hz(&electric(ElectricKind::Buzz)) > 1.3 * centre_hz(&hum));
}

#[test]
fn fizz_is_higher_than_frying_and_frying_higher_than_boiling() {
    let [fizz, frying, boiling] = [SteamKind::Fizz, SteamKind::Frying, SteamKind::Boiling].map(steam);
    let [a, b, c] = [&fizz, &frying, &boiling].map(|x| centre_hz(x));
    assert!(a > 1.3 * b && b > 1.3 * c, "{a}, {b}, {c}");
    assert!(unevenness(&boiling) > unevenness(&steam(SteamKind::Hiss)));
}

#[test]
fn a_jet_of_steam_is_deeper_than_a_leak() {
    let (jet, hiss) = (steam(SteamKind::Jet), steam(SteamKind::Hiss));
    assert!(share(&jet, 100.0, 1_200.0) > 5.0 * share(&hiss, 100.0, 1_200.0));
    assert!(share(&hiss, 1_800.0, 20_000.0) > 0.75);
}
