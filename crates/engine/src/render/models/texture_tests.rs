//! What every texture must hold: length, health, balance of bands, statistics of events, width, sameness.

use super::render;
use crate::Seed;
use crate::cues::*;
use crate::dsp::{OnePole, Stereo, Svf};
use crate::render::Take;

fn rain(mm_per_hour: f32, on: RainOn) -> Sound {
    Sound::Rain(Rain { mm_per_hour, on })
}

fn water(kind: WaterKind) -> Sound {
    Sound::Water(Water { kind, size: 0.6 })
}

fn place(place: Place) -> Sound {
    Sound::Ambience(Ambience { place, wind: 0.2, life: 0.6 })
}

fn wind(speed: f32, leaves: f32) -> Sound {
    Sound::Wind(Wind { speed, gusts: 0.6, whistle: 0.3, leaves })
}

fn fire(size: f32) -> Sound {
    Sound::Fire(Fire { size, crackle: 0.6 })
}

fn thunder(away: f32) -> Sound {
    Sound::Thunder(Thunder { away })
}

fn every() -> Vec<Sound> {
    use WaterKind::*;
    let surfaces = [
        RainOn::Ground,
        RainOn::Leaves,
        RainOn::Metal,
        RainOn::Glass,
        RainOn::Cloth,
        RainOn::Water,
        RainOn::Hail,
    ];
    let kinds = [Drip, Pour, Tap, Stream, River, Fountain, Waterfall, Surf, Splash, Bubbles, Underwater];
    let places = [
        Place::RoomTone,
        Place::City,
        Place::Traffic,
        Place::Forest,
        Place::NightField,
        Place::Meadow,
        Place::Seaside,
        Place::Cave,
        Place::Crowd,
    ];
    let mut all: Vec<Sound> = surfaces.into_iter().map(|on| rain(8.0, on)).collect();
    all.extend(kinds.into_iter().map(water));
    all.extend(places.into_iter().map(place));
    all.extend([wind(8.0, 0.5), fire(0.5), fire(1.0), thunder(200.0), thunder(3_000.0)]);
    all
}

fn stretch(sound: &Sound, seconds: f64) -> Stereo {
    render(sound, &Take::new(Seed(5), 0.7, seconds, false)).into_wide()
}

fn power(mono: &[f32]) -> f64 {
    mono.iter().map(|x| f64::from(*x) * f64::from(*x)).sum::<f64>() / mono.len().max(1) as f64
}

fn mono(sound: &Stereo) -> Vec<f32> {
    sound.left.iter().zip(&sound.right).map(|(l, r)| 0.5 * (l + r)).collect()
}

/// Share of the power between two frequencies.
fn share(sound: &Stereo, low_hz: f32, high_hz: f32) -> f64 {
    let all = mono(sound);
    let (mut high, mut higher) = (Svf::new(low_hz, 0.7), Svf::new(low_hz, 0.7));
    let (mut low, mut lower) = (Svf::new(high_hz, 0.7), Svf::new(high_hz, 0.7));
    let band: Vec<f32> = all.iter().map(|&x| lower.low(low.low(higher.high(high.high(x))))).collect();
    power(&band) / power(&all)
}

/// Correlation of the sides above 200 Hz, best within 1 ms.
fn togetherness(sound: &Stereo) -> f64 {
    let thin = |side: &[f32]| -> Vec<f32> {
        let mut high = Svf::new(200.0, 0.7);
        side.iter().map(|&x| high.high(x)).collect()
    };
    let (l, r) = (thin(&sound.left), thin(&sound.right));
    let scale = (power(&l) * power(&r)).sqrt() * l.len() as f64;
    let at = |lag: usize, a: &[f32], b: &[f32]| -> f64 {
        a.iter().zip(&b[lag..]).map(|(x, y)| f64::from(x * y)).sum::<f64>().abs() / scale
    };
    (0..48).step_by(2).map(|lag| at(lag, &l, &r).max(at(lag, &r, &l))).fold(0.0, f64::max)
}

/// Deviation over mean of the power in steps of 20 ms, above 1 kHz.
fn unevenness(sound: &Stereo) -> f64 {
    let mut low = OnePole::new(1_000.0);
    let high: Vec<f32> = mono(sound).iter().map(|&x| low.high(x)).collect();
    let steps: Vec<f64> = high.chunks_exact(960).map(power).collect();
    let mean = steps.iter().sum::<f64>() / steps.len() as f64;
    let variance = steps.iter().map(|p| (p - mean) * (p - mean)).sum::<f64>() / steps.len() as f64;
    variance.sqrt() / mean
}

#[test]
fn every_texture_fills_its_stretch_with_healthy_sound_that_begins_and_ends_in_silence() {
    for sound in every() {
        let made = stretch(&sound, 3.0);
        assert_eq!((made.left.len(), made.right.len()), (144_000, 144_000), "{sound:?}");
        let channels = made.channels();
        let mut samples = channels.into_iter().flatten();
        assert!(samples.all(|x| x.is_finite() && !x.is_subnormal()), "{sound:?}");
        assert!(made.peak() > 1e-4, "{sound:?} is silent");
        for side in made.channels() {
            let mean = side.iter().map(|x| f64::from(*x)).sum::<f64>() / side.len() as f64;
            assert!(mean.abs() < 0.02 * power(side).sqrt() + 1e-6, "{sound:?} has a mean of {mean}");
            assert!(side[0].abs() < 1e-4 * made.peak() && side[143_999].abs() < 1e-4 * made.peak());
        }
    }
}

#[test]
fn a_stretch_of_a_blink_or_without_strength_is_rendered_too() {
    let nothing = Course { t: vec![0.0], v: vec![0.0] };
    for sound in every() {
        assert_eq!(stretch(&sound, 0.02).len(), 960, "{sound:?}");
        let take = Take::new(Seed(5), 0.0, 0.5, true).shaped(&nothing, 0.0);
        let made = render(&sound, &take).into_wide();
        assert!(made.channels().into_iter().flatten().all(|x| x.is_finite()), "{sound:?}");
    }
}

#[test]
fn a_moment_of_every_texture_has_a_natural_length() {
    for sound in every() {
        let made = render(&sound, &Take::new(Seed(3), 0.7, 0.0, true));
        let onset = made.onset;
        let made = made.into_wide();
        assert!((9_600..=8 * 48_000).contains(&made.len()), "{sound:?}: {}", made.len());
        assert!(made.peak() > 1e-4 && onset < made.len(), "{sound:?}");
    }
}

#[test]
fn the_same_seed_gives_the_same_samples_and_another_seed_others() {
    for sound in every() {
        let take = |seed| render(&sound, &Take::new(Seed(seed), 0.7, 0.7, false)).into_wide();
        assert_eq!(take(1), take(1), "{sound:?}");
        assert_ne!(take(1), take(2), "{sound:?}");
    }
}

#[test]
fn a_course_of_strength_is_heard() {
    let fade = Course { t: vec![0.0, 2.0], v: vec![1.0, 0.0] };
    for sound in [rain(20.0, RainOn::Ground), wind(8.0, 0.0), water(WaterKind::Stream), fire(0.6)] {
        let take = Take::new(Seed(5), 0.7, 4.0, false).shaped(&fade, 0.0);
        let made = mono(&render(&sound, &take).into_wide());
        let (first, last) = (power(&made[..48_000]), power(&made[120_000..]));
        assert!(last < 0.15 * first, "{sound:?}: {first} then {last}");
    }
}

#[test]
fn heavy_rain_on_metal_has_roof_and_brightness_that_drizzle_on_the_ground_lacks() {
    let (metal, drizzle) =
        (stretch(&rain(40.0, RainOn::Metal), 3.0), stretch(&rain(1.0, RainOn::Ground), 3.0));
    let energy = |s: &Stereo, low, high| share(s, low, high) * power(&mono(s));
    assert!(energy(&metal, 200.0, 1_500.0) > 4.0 * energy(&drizzle, 200.0, 1_500.0));
    assert!(energy(&metal, 2_000.0, 6_000.0) > 2.0 * energy(&drizzle, 2_000.0, 6_000.0));
    assert!(share(&metal, 200.0, 1_500.0) > 2.0 * share(&drizzle, 200.0, 1_500.0));
}

#[test]
fn thunder_is_deep_and_starts_with_its_clap() {
    for away in [300.0, 1_000.0, 4_000.0] {
        let voice = render(&thunder(away), &Take::new(Seed(8), 0.7, 0.0, false));
        let onset = voice.onset;
        let made = voice.into_wide();
        assert!(1.0 - share(&made, 300.0, 20_000.0) > 0.6, "{away}");
        let wanted = 0.3 * made.peak();
        let loud = made.left.iter().position(|x| x.abs() > wanted).unwrap_or(made.len());
        assert!(loud.abs_diff(onset) < 9_600, "{away}: onset {onset}, loud at {loud}");
    }
}

#[test]
fn near_thunder_is_brighter_than_far_thunder() {
    let bright = |away| share(&stretch(&thunder(away), 5.0), 1_000.0, 16_000.0);
    assert!(bright(200.0) > 10.0 * bright(3_000.0));
}

#[test]
fn crickets_sing_between_four_and_five_kilohertz() {
    let field = stretch(&place(Place::NightField), 5.0);
    let song = share(&field, 2_500.0, 8_000.0);
    assert!(song > 0.5, "{song}");
    assert!(song > 5.0 * share(&field, 500.0, 2_500.0) && song > 5.0 * share(&field, 8_000.0, 16_000.0));
}

#[test]
fn fire_crackles_unevenly_while_a_waterfall_is_steady() {
    let (fire, fall) =
        (unevenness(&stretch(&fire(0.5), 8.0)), unevenness(&stretch(&water(WaterKind::Waterfall), 8.0)));
    assert!(fire > 1.5 && fall < 0.6, "{fire}, {fall}");
}

#[test]
fn heavier_rain_is_more_even_than_drizzle() {
    let cv = |mm| unevenness(&stretch(&rain(mm, RainOn::Ground), 6.0));
    let (drizzle, storm) = (cv(1.0), cv(40.0));
    assert!(drizzle > 1.3 * storm, "{drizzle}, {storm}");
}

#[test]
fn beds_are_wide_but_hold_together_and_are_mono_in_the_deep() {
    let beds = [
        rain(8.0, RainOn::Ground),
        rain(40.0, RainOn::Leaves),
        wind(8.0, 0.3),
        water(WaterKind::Waterfall),
        water(WaterKind::Surf),
        place(Place::RoomTone),
    ];
    for sound in beds {
        let made = stretch(&sound, 4.0);
        let together = togetherness(&made);
        assert!((0.15..0.55).contains(&together), "{sound:?}: {together}");
        let side: Vec<f32> = made.left.iter().zip(&made.right).map(|(l, r)| 0.5 * (l - r)).collect();
        let deep = |x: &[f32]| {
            let (mut a, mut b) = (Svf::new(45.0, 0.7), Svf::new(45.0, 0.7));
            power(&x.iter().map(|&x| b.low(a.low(x))).collect::<Vec<_>>())
        };
        assert!(deep(&side) < 0.05 * deep(&mono(&made)) + 1e-12, "{sound:?}");
    }
}
