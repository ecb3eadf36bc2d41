//! What makes each sound of things that are handled, broken and run itself: pitches, rates, order, brightness.

use super::blend::peak;
use super::render;
use crate::Seed;
use crate::cues::*;
use crate::dsp::{FS, OnePole, Svf};
use crate::render::Take;

fn friction(kind: FrictionKind, material: Material) -> Sound {
    Sound::Friction(Friction { kind, material, ..Friction::default() })
}

fn rolling(of: Roller, speed: f32) -> Sound {
    Sound::Rolling(Rolling { of, speed, ..Rolling::default() })
}

fn crumple(kind: CrumpleKind) -> Sound {
    Sound::Crumple(Crumple { kind, ..Crumple::default() })
}

fn shatter(of: Brittle, size: f32) -> Sound {
    Sound::Shatter(Shatter { of, size })
}

fn door(does: DoorMove, creak: f32) -> Sound {
    Sound::Door(Door { does, creak, ..Door::default() })
}

fn click(kind: ClickKind) -> Sound {
    Sound::Click(Click { kind, ..Click::default() })
}

fn machine(kind: MachineKind, load: f32, pass: f32) -> Sound {
    Sound::Machine(Machine { kind, load, pass, size: 0.5 })
}

const MACHINES: [MachineKind; 21] = [
    MachineKind::Car,
    MachineKind::Motorcycle,
    MachineKind::Truck,
    MachineKind::Boat,
    MachineKind::Mower,
    MachineKind::Chainsaw,
    MachineKind::Locomotive,
    MachineKind::Propeller,
    MachineKind::Helicopter,
    MachineKind::Drone,
    MachineKind::Jet,
    MachineKind::Fan,
    MachineKind::Hvac,
    MachineKind::Appliance,
    MachineKind::Drill,
    MachineKind::Saw,
    MachineKind::Electric,
    MachineKind::Servo,
    MachineKind::Printer,
    MachineKind::Jackhammer,
    MachineKind::Industrial,
];

/// What goes on for as long as it is moved.
fn every_lasting_sound() -> Vec<Sound> {
    use FrictionKind::{Creak, Drawer, Leather, Saw, Scrape, Skid, Slide, Squeal, Write, Zipper};
    let mut all: Vec<Sound> = [Scrape, Slide, Saw, Write, Drawer, Creak, Leather, Squeal, Skid, Zipper]
        .map(|kind| friction(kind, Material::Wood))
        .to_vec();
    use CrumpleKind::{Bag, Bone, Chips, ClothTear, Ice, Leaves, Page, Paper, PaperTear};
    all.extend([Paper, Bag, Leaves, Chips, Ice, Bone, Page, PaperTear, ClothTear].map(crumple));
    use Roller::{Ball, Bicycle, Cart, Metro, Rail, Skateboard, Suitcase};
    all.extend([Ball, Cart, Suitcase, Skateboard, Bicycle, Rail, Metro].map(|of| rolling(of, 2.0)));
    all.extend(MACHINES.map(|kind| machine(kind, 0.4, 0.0)));
    all
}

/// Every kind once.
pub(super) fn every_handled_sound() -> Vec<Sound> {
    let mut all = every_lasting_sound();
    use Brittle::{Ceramic, Glass, Ice as Sheet, Masonry, Wood};
    all.extend([Glass, Ceramic, Sheet, Wood, Masonry].map(|of| shatter(of, 0.5)));
    all.extend([DoorMove::Open, DoorMove::Close, DoorMove::Slam, DoorMove::Latch].map(|d| door(d, 0.3)));
    use ClickKind::{Button, Key, Lock, Mouse, Ratchet, Shutter, Snip, Switch, Tick, Typebar};
    all.extend([Key, Mouse, Shutter, Switch, Lock, Ratchet, Tick, Button, Typebar, Snip].map(click));
    all
}

fn made(sound: &Sound, seconds: f64) -> Vec<f32> {
    shaped(sound, seconds, &Course::default())
}

fn shaped(sound: &Sound, seconds: f64, env: &Course) -> Vec<f32> {
    render(sound, &Take::new(Seed(5), 0.7, seconds, false).shaped(env, 0.0)).into_wide().left
}

fn power(x: &[f32]) -> f64 {
    x.iter().map(|x| f64::from(*x) * f64::from(*x)).sum::<f64>() / x.len().max(1) as f64
}

/// Share of the power above `hz`.
fn above(x: &[f32], hz: f32) -> f64 {
    let (mut first, mut second) = (Svf::new(hz, 0.7), Svf::new(hz, 0.7));
    power(&x.iter().map(|&x| second.high(first.high(x))).collect::<Vec<_>>()) / power(x)
}

/// How often a second the sound's strength repeats itself, between two rates: the highest of its autocorrelation.
fn rate_hz(x: &[f32], low_hz: f32, high_hz: f32) -> f32 {
    let mut follow = [OnePole::new(2.0 * high_hz), OnePole::new(2.0 * high_hz)];
    let [first, second] = &mut follow;
    let strength: Vec<f32> = x.iter().map(|x| second.low(first.low(x.abs()))).step_by(8).collect();
    let mean = strength.iter().sum::<f32>() / strength.len() as f32;
    let like = |lag: usize| -> f32 {
        strength.iter().zip(&strength[lag..]).map(|(a, b)| (a - mean) * (b - mean)).sum::<f32>()
    };
    let lags = (FS / 8.0 / high_hz) as usize..=(FS / 8.0 / low_hz) as usize;
    FS / 8.0 / lags.max_by(|a, b| like(*a).total_cmp(&like(*b))).unwrap() as f32
}

/// The strongest frequency between two, in steps of .5 %.
fn pitch_hz(x: &[f32], low_hz: f32, high_hz: f32) -> f32 {
    let energy = |hz: f32| {
        let (mut re, mut im) = (0.0f64, 0.0f64);
        for (i, x) in x.iter().enumerate() {
            let turn = (f64::from(hz) * i as f64 / 48_000.0).fract() * std::f64::consts::TAU;
            re += f64::from(*x) * turn.cos();
            im += f64::from(*x) * turn.sin();
        }
        re * re + im * im
    };
    let count = ((high_hz / low_hz).ln() / 0.005) as i32;
    let steps = (0..count).map(|k| low_hz * (0.005 * k as f32).exp());
    steps.max_by(|a, b| energy(*a).total_cmp(&energy(*b))).unwrap()
}

/// Seconds at which something new is struck: 2 ms that are far louder than the 8 ms before, above 1 kHz.
fn strikes(x: &[f32]) -> Vec<f32> {
    let mut low = OnePole::new(1_000.0);
    let high: Vec<f32> = x.iter().map(|&x| low.high(x)).collect();
    let steps: Vec<f64> = high.chunks_exact(96).map(power).collect();
    let most = steps.iter().fold(0.0f64, |a, b| a.max(*b));
    let mut times: Vec<f32> = Vec::new();
    for i in 0..steps.len() {
        let before = steps[i.saturating_sub(4)..i].iter().fold(0.0f64, |a, b| a.max(*b));
        let new = steps[i] > 4.0 * before && steps[i] > 2e-3 * most;
        if new && times.last().is_none_or(|t| i as f32 * 0.002 - t > 0.02) {
            times.push(i as f32 * 0.002);
        }
    }
    times
}

#[test]
fn every_stretch_is_as_long_as_asked_healthy_without_mean_and_silent_at_its_ends() {
    for sound in every_handled_sound() {
        let x = made(&sound, 2.0);
        assert_eq!(x.len(), 96_000, "{sound:?}");
        assert!(x.iter().all(|x| x.is_finite() && !x.is_subnormal()), "{sound:?}");
        assert!(peak(&x) > 1e-4, "{sound:?} is silent");
        let mean = x.iter().map(|x| f64::from(*x)).sum::<f64>() / 96_000.0;
        assert!(mean.abs() < 1e-3 * f64::from(peak(&x)), "{sound:?} has a mean of {mean}");
        assert!(x[0].abs().max(x[95_999].abs()) < 1e-4 * peak(&x), "{sound:?}");
    }
}

#[test]
fn what_lasts_follows_its_course_and_stops_with_it() {
    let env = Course { t: vec![0.0, 0.8, 0.81, 2.0, 2.01, 3.0], v: vec![0.3, 0.3, 1.0, 1.0, 0.0, 0.0] };
    for sound in every_lasting_sound() {
        let x = shaped(&sound, 3.0, &env);
        let (weak, strong, none) =
            (power(&x[9_600..38_000]), power(&x[48_000..96_000]), power(&x[120_000..]));
        assert!(strong > 1.15 * weak, "{sound:?}: {weak}, then {strong}");
        assert!(none < 0.02 * strong, "{sound:?}: {strong}, then {none}");
    }
}

#[test]
fn a_stretch_of_a_blink_or_without_strength_is_rendered_too() {
    let nothing = Course { t: vec![0.0], v: vec![0.0] };
    for sound in every_handled_sound() {
        assert_eq!(made(&sound, 0.02).len(), 960, "{sound:?}");
        assert!(shaped(&sound, 0.5, &nothing).iter().all(|x| x.is_finite()), "{sound:?}");
    }
}

#[test]
fn two_takes_of_a_thing_differ_and_the_same_take_does_not() {
    for sound in every_handled_sound() {
        let take = |seed| render(&sound, &Take::new(Seed(seed), 0.7, 0.0, false));
        assert_eq!(take(1), take(1), "{sound:?}");
        assert_ne!(take(1), take(2), "{sound:?}");
    }
}

#[test]
fn glass_breaks_brighter_than_ceramic_and_ceramic_than_wood() {
    let bright = |of| above(&made(&shatter(of, 0.5), 0.0), 4_000.0);
    let (glass, ceramic, wood) = (bright(Brittle::Glass), bright(Brittle::Ceramic), bright(Brittle::Wood));
    assert!(glass > 1.4 * ceramic && ceramic > 1.15 * wood, "{glass}, {ceramic}, {wood}");
}

#[test]
fn a_window_falls_longer_and_in_more_pieces_than_a_drinking_glass() {
    let (small, large) = (made(&shatter(Brittle::Glass, 0.1), 0.0), made(&shatter(Brittle::Glass, 1.0), 0.0));
    assert!(large.len() as f32 > 1.3 * small.len() as f32, "{} {}", small.len(), large.len());
    let late = |x: &[f32]| {
        let end = &x[28_800.min(x.len())..];
        power(end) * end.len() as f64 / power(&x[..14_400])
    };
    let (small, large) = (late(&small), late(&large));
    assert!(large > 2.0 * small, "{small}, {large}");
}

#[test]
fn a_creak_slips_faster_the_faster_it_turns() {
    let turn =
        |v| shaped(&friction(FrictionKind::Creak, Material::Wood), 2.0, &Course { t: vec![0.0], v: vec![v] });
    let (slow, fast) = (strikes(&turn(0.25)).len(), strikes(&turn(0.6)).len());
    assert!(slow > 12 && fast as f32 > 1.3 * slow as f32, "{slow}, {fast}");
}

#[test]
fn glass_squeals_at_two_kilohertz_and_rubber_an_octave_lower() {
    let squeal = |material| {
        let x =
            shaped(&friction(FrictionKind::Squeal, material), 1.0, &Course { t: vec![0.0], v: vec![0.8] });
        pitch_hz(&x[20_000..24_800], 500.0, 4_000.0)
    };
    let (glass, rubber) = (squeal(Material::Glass), squeal(Material::Rubber));
    assert!((1_700.0..3_200.0).contains(&glass) && (700.0..1_700.0).contains(&rubber), "{glass}, {rubber}");
}

#[test]
fn a_zip_buzzes_higher_the_faster_it_is_pulled() {
    let zip = |v| {
        let env = Course { t: vec![0.0], v: vec![v] };
        rate_hz(&shaped(&friction(FrictionKind::Zipper, Material::Metal), 1.0, &env), 60.0, 420.0)
    };
    let (slow, fast) = (zip(0.2), zip(0.8));
    assert!((85.0..135.0).contains(&slow) && (230.0..320.0).contains(&fast), "{slow}, {fast}");
}

#[test]
fn a_drawer_is_loudest_where_it_stops() {
    let x = made(&friction(FrictionKind::Drawer, Material::HollowWood), 0.0);
    let loudest = (0..x.len()).max_by(|&a, &b| x[a].abs().total_cmp(&x[b].abs())).unwrap();
    assert!(loudest as f32 > 0.5 * x.len() as f32, "{loudest} of {}", x.len());
}

#[test]
fn a_train_crosses_every_joint_with_four_axles() {
    let times = strikes(&made(&rolling(Roller::Rail, 18.0), 8.0));
    assert!((26..=36).contains(&times.len()), "{times:?}");
}

#[test]
fn what_rolls_faster_is_brighter() {
    for of in [Roller::Ball, Roller::Cart, Roller::Suitcase] {
        let bright = |speed| above(&made(&rolling(of, speed), 2.0), 1_500.0);
        assert!(bright(3.0) > 1.15 * bright(0.6), "{of:?}: {} {}", bright(0.6), bright(3.0));
    }
}

#[test]
fn paper_crumples_in_few_large_events_and_tears_in_many_even_ones() {
    let crest = |kind| {
        let x = shaped(&crumple(kind), 2.0, &Course { t: vec![0.0], v: vec![0.8] });
        peak(&x) / power(&x).sqrt() as f32
    };
    let (crumpled, torn) = (crest(CrumpleKind::Paper), crest(CrumpleKind::PaperTear));
    assert!(crumpled > 10.0 && torn < 0.8 * crumpled, "{crumpled}, {torn}");
}

#[test]
fn a_bag_is_brighter_than_paper_and_a_bone_is_dull() {
    let bright = |kind| above(&made(&crumple(kind), 3.0), 3_000.0);
    assert!(bright(CrumpleKind::Bag) > 1.2 * bright(CrumpleKind::Paper));
    assert!(bright(CrumpleKind::Bone) < 0.5 * bright(CrumpleKind::Paper));
}

#[test]
fn a_slam_is_deep_and_its_latch_falls_in_after_the_frame() {
    let deep = |does| 1.0 - above(&made(&door(does, 0.0), 0.0), 250.0);
    assert!(deep(DoorMove::Slam) > 2.0 * deep(DoorMove::Latch), "{}", deep(DoorMove::Slam));
    let closing = strikes(&made(&door(DoorMove::Close, 0.0), 0.0));
    assert!(closing.len() >= 2 && closing[1] > 0.01, "{closing:?}");
}

#[test]
fn a_door_that_creaks_open_lasts_longer_than_one_that_does_not() {
    let (dry, oiled) = (made(&door(DoorMove::Open, 0.9), 0.0), made(&door(DoorMove::Open, 0.0), 0.0));
    assert!(dry.len() > oiled.len() + 24_000, "{} {}", dry.len(), oiled.len());
}

#[test]
fn a_door_that_creaks_shut_belongs_to_the_time_of_its_frame() {
    let sound = door(DoorMove::Slam, 1.0);
    let voice = render(&sound, &Take::new(Seed(5), 0.7, 0.0, false));
    let (onset, x) = (voice.onset, voice.into_wide().left);
    assert!((30_000..38_000).contains(&onset), "{onset}");
    assert!(peak(&x[onset..]) >= peak(&x[..onset]));
}

#[test]
fn a_clock_ticks_twice_a_second_and_its_tock_is_lower() {
    let x = made(&click(ClickKind::Tick), 6.0);
    let times = strikes(&x);
    assert!((11..=13).contains(&times.len()), "{times:?}");
    assert!(times.windows(2).all(|t| (t[1] - t[0] - 0.5).abs() < 0.03), "{times:?}");
    let part = |t: f32| &x[(t * FS) as usize..(t * FS) as usize + 700];
    let (tick, tock) =
        (pitch_hz(part(times[0]), 1_200.0, 3_200.0), pitch_hz(part(times[1]), 1_200.0, 3_200.0));
    assert!(tock < tick, "{tick} {tock}");
}

#[test]
fn a_mouse_clicks_down_and_up_and_typing_is_uneven() {
    let mouse = strikes(&made(&click(ClickKind::Mouse), 0.0));
    assert!(mouse.len() == 2 && (0.05..0.1).contains(&(mouse[1] - mouse[0])), "{mouse:?}");
    let typed = strikes(&made(&click(ClickKind::Key), 6.0));
    assert!((30..=110).contains(&typed.len()), "{}", typed.len());
}

#[test]
fn a_car_that_idles_fires_twice_a_turn() {
    // 4 cylinders at 794 turns a minute.
    let hz = rate_hz(&made(&machine(MachineKind::Car, 0.0, 0.0), 3.0), 18.0, 40.0);
    assert!((24.5..28.5).contains(&hz), "{hz}");
}

#[test]
fn a_helicopter_beats_fourteen_times_a_second() {
    let hz = rate_hz(&made(&machine(MachineKind::Helicopter, 0.5, 0.0), 3.0), 8.0, 25.0);
    assert!((12.5..14.8).contains(&hz), "{hz}");
}

#[test]
fn a_motor_that_works_harder_sings_higher() {
    let hz =
        |load| pitch_hz(&made(&machine(MachineKind::Drill, load, 0.0), 1.0)[24_000..28_800], 120.0, 700.0);
    assert!(hz(1.0) > 1.25 * hz(0.2), "{} {}", hz(0.2), hz(1.0));
}

#[test]
fn what_passes_swells_and_falls_in_pitch_by_doppler() {
    // 30 m/s: (343 + 30) / (343 - 30) is 1.19 between coming and going.
    let x = made(&machine(MachineKind::Propeller, 0.7, 30.0), 8.0);
    let (coming, near, going) = (&x[24_000..48_000], &x[180_000..204_000], &x[330_000..354_000]);
    assert!(power(near) > 20.0 * power(coming) && power(near) > 20.0 * power(going));
    let fall = pitch_hz(coming, 55.0, 110.0) / pitch_hz(going, 55.0, 110.0);
    assert!((1.14..1.25).contains(&fall), "{fall}");
    let still = made(&machine(MachineKind::Propeller, 0.7, 0.0), 8.0);
    let (early, late) = (&still[24_000..48_000], &still[330_000..354_000]);
    assert!((pitch_hz(early, 55.0, 110.0) / pitch_hz(late, 55.0, 110.0) - 1.0).abs() < 0.04);
}

#[test]
fn a_saw_screams_above_a_fan_and_a_fan_above_the_air_of_a_building() {
    let bright = |kind| above(&made(&machine(kind, 0.5, 0.0), 2.0), 1_000.0);
    let (saw, fan, hvac) = (bright(MachineKind::Saw), bright(MachineKind::Fan), bright(MachineKind::Hvac));
    assert!(saw > 2.0 * fan && fan > 1.5 * hvac, "{saw}, {fan}, {hvac}");
}
