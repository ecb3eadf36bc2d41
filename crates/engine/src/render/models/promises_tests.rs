//! What every animal, body, crowd, blast, signal, designed sound, current and steam promises.

use super::blend::peak;
use super::ear::{middle, power};
use super::render;
use crate::Seed;
use crate::cues::*;
use crate::dsp::FS;
use crate::render::Take;
use crate::render::voice::Sounding;

const ANIMALS: [AnimalKind; 30] = [
    AnimalKind::Dog,
    AnimalKind::Whine,
    AnimalKind::Howl,
    AnimalKind::Meow,
    AnimalKind::Purr,
    AnimalKind::Hiss,
    AnimalKind::Cow,
    AnimalKind::Sheep,
    AnimalKind::Horse,
    AnimalKind::Hooves,
    AnimalKind::Pig,
    AnimalKind::Rooster,
    AnimalKind::Chicken,
    AnimalKind::Lion,
    AnimalKind::Growl,
    AnimalKind::Monkey,
    AnimalKind::Elephant,
    AnimalKind::Crow,
    AnimalKind::Gull,
    AnimalKind::Owl,
    AnimalKind::Duck,
    AnimalKind::Pigeon,
    AnimalKind::Songbird,
    AnimalKind::Wings,
    AnimalKind::Frog,
    AnimalKind::Cricket,
    AnimalKind::Cicada,
    AnimalKind::Bee,
    AnimalKind::Mosquito,
    AnimalKind::Whale,
];
const BODYS: [BodyKind; 17] = [
    BodyKind::Breath,
    BodyKind::Pant,
    BodyKind::Heartbeat,
    BodyKind::Chew,
    BodyKind::Crunch,
    BodyKind::Sip,
    BodyKind::Slurp,
    BodyKind::Swallow,
    BodyKind::Kiss,
    BodyKind::Sniff,
    BodyKind::Snore,
    BodyKind::Cough,
    BodyKind::Sneeze,
    BodyKind::Voice,
    BodyKind::Whistle,
    BodyKind::Clap,
    BodyKind::Fall,
];
const CROWDS: [CrowdKind; 5] =
    [CrowdKind::Applause, CrowdKind::Cheer, CrowdKind::Laughter, CrowdKind::Children, CrowdKind::Walla];
const BLASTS: [BlastKind; 8] = [
    BlastKind::Pistol,
    BlastKind::Rifle,
    BlastKind::Automatic,
    BlastKind::Cannon,
    BlastKind::Explosion,
    BlastKind::Firework,
    BlastKind::Firecrackers,
    BlastKind::Whip,
];
const SIGNALS: [SignalKind; 22] = [
    SignalKind::CarHorn,
    SignalKind::TruckHorn,
    SignalKind::TrainHorn,
    SignalKind::ShipHorn,
    SignalKind::BicycleBell,
    SignalKind::Wail,
    SignalKind::Yelp,
    SignalKind::TwoTone,
    SignalKind::Alarm,
    SignalKind::Beep,
    SignalKind::Notification,
    SignalKind::PhoneRing,
    SignalKind::Ringtone,
    SignalKind::Vibration,
    SignalKind::AlarmClock,
    SignalKind::HandBell,
    SignalKind::ChurchBell,
    SignalKind::Doorbell,
    SignalKind::Chimes,
    SignalKind::Whistle,
    SignalKind::Gong,
    SignalKind::Buzzer,
];
const DESIGNEDS: [DesignedKind; 16] = [
    DesignedKind::Riser,
    DesignedKind::Boom,
    DesignedKind::Braam,
    DesignedKind::Drone,
    DesignedKind::Stinger,
    DesignedKind::Shimmer,
    DesignedKind::Spell,
    DesignedKind::Glitch,
    DesignedKind::Laser,
    DesignedKind::Zap,
    DesignedKind::Boing,
    DesignedKind::Pop,
    DesignedKind::Splat,
    DesignedKind::Robot,
    DesignedKind::Spaceship,
    DesignedKind::Energy,
];
const ELECTRICS: [ElectricKind; 5] =
    [ElectricKind::Hum, ElectricKind::Buzz, ElectricKind::Sparks, ElectricKind::Arc, ElectricKind::Static];
const STEAMS: [SteamKind; 7] = [
    SteamKind::Hiss,
    SteamKind::Spray,
    SteamKind::Jet,
    SteamKind::Sizzle,
    SteamKind::Frying,
    SteamKind::Boiling,
    SteamKind::Fizz,
];

/// Every kind of them once.
pub(crate) fn every_called_sound() -> Vec<Sound> {
    let mut all = Vec::new();
    all.extend(ANIMALS.map(|kind| Sound::Animal(Animal { kind, ..Animal::default() })));
    all.extend(BODYS.map(|kind| Sound::Body(Body { kind, ..Body::default() })));
    all.extend(CROWDS.map(|kind| Sound::Crowd(Crowd { kind, ..Crowd::default() })));
    all.extend(BLASTS.map(|kind| Sound::Blast(Blast { kind, ..Blast::default() })));
    all.extend(SIGNALS.map(|kind| Sound::Signal(Signal { kind, ..Signal::default() })));
    all.extend(DESIGNEDS.map(|kind| Sound::Designed(Designed { kind, ..Designed::default() })));
    all.extend(ELECTRICS.map(|kind| Sound::Electric(Electric { kind, ..Electric::default() })));
    all.extend(STEAMS.map(|kind| Sound::Steam(Steam { kind, ..Steam::default() })));
    all
}

fn moment(sound: &Sound, seed: u64) -> Vec<f32> {
    middle(&render(sound, &Take::new(Seed(seed), 0.7, 0.0, false)).into_wide())
}

#[test]
fn a_moment_is_healthy_and_begins_and_ends_softly() {
    for sound in every_called_sound() {
        for asmr in [false, true] {
            let voice = render(&sound, &Take::new(Seed(3), 1.0, 0.0, asmr));
            let wide = voice.clone().into_wide();
            assert!(wide.channels().into_iter().flatten().all(|x| x.is_finite()), "{sound:?}");
            let x = middle(&wide);
            let loud = peak(&x);
            assert!(loud > 1e-3, "{sound:?} is silent");
            assert!((0.04 * FS..=4.01 * FS).contains(&(x.len() as f32)), "{sound:?}: {} samples", x.len());
            assert!(voice.onset < x.len(), "{sound:?}");
            assert!(peak(&x[x.len() - 8..]) < 2e-4 * loud, "{sound:?} ends with a click");
            assert!(x[0].abs() < 0.1 * loud, "{sound:?} begins with a click");
            // Over 400 ms at least, as loudness is measured: of a pop of 50 ms the rounded edge alone leaves a mean.
            let mean = x.iter().map(|x| f64::from(*x)).sum::<f64>() / x.len().max(19_200) as f64;
            assert!(mean.abs() < 2e-3 * f64::from(loud), "{sound:?} has a mean of {mean}");
        }
    }
}

#[test]
fn a_moment_of_a_point_is_first_heard_at_its_onset() {
    for sound in every_called_sound() {
        let voice = render(&sound, &Take::new(Seed(4), 0.7, 0.0, false));
        let Sounding::Point(x) = &voice.sound else { continue };
        let leads_up = matches!(&sound, Sound::Designed(designed) if designed.kind == DesignedKind::Riser);
        if leads_up {
            let last = power(&x[voice.onset - 14_400..voice.onset]);
            assert!(last > 20.0 * power(&x[..14_400]), "{sound:?} is not loudest where it leads to");
            continue;
        }
        let loud = peak(x);
        let heard = x.iter().position(|y| y.abs() >= 0.25 * loud).unwrap();
        assert!(heard.abs_diff(voice.onset) < 96, "{sound:?}: {heard}, said {}", voice.onset);
    }
}

#[test]
fn a_stretch_is_as_long_as_asked_and_follows_its_course() {
    let env = Course { t: vec![0.0, 2.4, 2.6, 5.0], v: vec![0.06, 0.06, 1.0, 1.0] };
    for sound in every_called_sound() {
        let voice = render(&sound, &Take::new(Seed(1), 0.7, 5.0, false).shaped(&env, 0.0));
        assert_eq!(voice.onset, 0, "{sound:?}");
        let x = middle(&voice.into_wide());
        assert_eq!(x.len(), 240_000, "{sound:?}");
        let (weak, strong) = (power(&x[9_600..110_000]), power(&x[125_000..230_000]));
        assert!(strong > 8.0 * weak, "{sound:?}: {weak}, then {strong}");
    }
}

#[test]
fn a_stretch_of_a_blink_or_without_strength_is_rendered_too() {
    let nothing = Course { t: vec![0.0], v: vec![0.0] };
    for sound in every_called_sound() {
        let blink = render(&sound, &Take::new(Seed(5), 0.7, 0.02, false)).into_wide();
        assert_eq!(blink.len(), 960, "{sound:?}");
        let silent = render(&sound, &Take::new(Seed(5), 0.0, 0.5, true).shaped(&nothing, 0.0)).into_wide();
        let mut samples = silent.channels().into_iter().flatten();
        assert!(samples.all(|x| x.is_finite() && x.abs() < 0.05), "{sound:?}");
    }
}

#[test]
fn the_same_seed_gives_the_same_samples_and_another_seed_others() {
    for sound in every_called_sound() {
        assert_eq!(moment(&sound, 1), moment(&sound, 1), "{sound:?}");
        let (one, other) = (moment(&sound, 1), moment(&sound, 2));
        let unlike: Vec<f32> = one.iter().zip(&other).map(|(a, b)| a - b).collect();
        assert!(power(&unlike) > 0.02 * power(&one), "{sound:?}: two takes are one");
    }
}

#[test]
fn no_stretch_has_a_mean_or_an_edge() {
    for sound in every_called_sound() {
        let x = middle(&render(&sound, &Take::new(Seed(6), 0.7, 3.0, false)).into_wide());
        let mean = x.iter().map(|x| f64::from(*x)).sum::<f64>() / x.len() as f64;
        assert!(mean.abs() < 0.01 * power(&x).sqrt() + 1e-6, "{sound:?} has a mean of {mean}");
        let edges = x[0].abs().max(x[x.len() - 1].abs());
        assert!(edges < 1e-4 * peak(&x), "{sound:?} is cut: {edges}");
    }
}
