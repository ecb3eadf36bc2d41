//! What analysis says of small painted clips whose truth is known.

use super::evidence::evidence;
use super::scene;
use super::signature::SIGNATURE;
use crate::dsp::Chance;
use crate::scene::{PeriodicKind, Transition, place};
use crate::{Kit, Scene, Seed};
use media::{Clip, Patient, Source};

const W: usize = 160;
const H: usize = 90;

/// A picture under the brush: Y at full size, one chroma pair a pixel as well, thinned out at the end.
struct Canvas(Vec<[f32; 3]>);

impl Canvas {
    fn planes(&self) -> Vec<u8> {
        let mut planes: Vec<u8> = self.0.iter().map(|p| p[0].clamp(16.0, 235.0) as u8).collect();
        for channel in 1..3 {
            let rows = (0..H).step_by(2);
            let places = rows.flat_map(|y| (0..W).step_by(2).map(move |x| y * W + x));
            planes.extend(places.map(|at| self.0[at][channel].clamp(16.0, 240.0) as u8));
        }
        planes
    }

    /// A round patch with a fixed pattern, edges softened over a pixel.
    fn ball(&mut self, x: f64, y: f64, radius: f64, luma: f32) {
        for (i, pixel) in self.0.iter_mut().enumerate() {
            let (dx, dy) = ((i % W) as f64 - x, (i / W) as f64 - y);
            let cover = (radius - dx.hypot(dy) + 0.5).clamp(0.0, 1.0) as f32;
            let grain = 18.0 * ((dx * 1.1).sin() * (dy * 0.9).cos()) as f32;
            pixel[0] += cover * (luma + grain - pixel[0]);
        }
    }
}

/// Cloudy texture, the same everywhere for the same seed, moved by `(dx, dy)` pixels.
fn wall(seed: u64, dx: f64, dy: f64) -> Canvas {
    let mut chance = Chance::new(Seed(seed));
    let waves: Vec<[f64; 4]> = (0..14)
        .map(|_| {
            let mut draw = |low, high| f64::from(chance.within(low, high));
            [draw(-0.7, 0.7), draw(-0.7, 0.7), draw(0.0, 6.3), draw(3.0, 9.0)]
        })
        .collect();
    let value = |x: f64, y: f64| waves.iter().map(|w| w[3] * (w[0] * x + w[1] * y + w[2]).sin()).sum::<f64>();
    Canvas(
        (0..W * H)
            .map(|i| [110.0 + value((i % W) as f64 + dx, (i / W) as f64 + dy) as f32, 122.0, 134.0])
            .collect(),
    )
}

fn film(times: Vec<f64>, duration: f64, paint: impl FnMut(usize, f64) -> Canvas) -> Scene {
    scene(&clip(times, duration, paint), &Kit::default(), &Patient).unwrap()
}

fn clip(times: Vec<f64>, duration: f64, mut paint: impl FnMut(usize, f64) -> Canvas) -> Clip {
    let planes = times.iter().enumerate().flat_map(|(i, &t)| paint(i, t).planes()).collect();
    let source = Source {
        sha256: String::new(),
        bytes: 0,
        width: 640,
        height: 360,
        codec: "none".into(),
        copyable: false,
        start_s: 0.0,
        has_audio: false,
    };
    Clip::new(source, (W, H), duration, times, planes)
}

fn even(fps: f64, duration: f64) -> Vec<f64> {
    (0..(fps * duration) as usize).map(|i| i as f64 / fps).collect()
}

fn noisy(mut canvas: Canvas, chance: &mut Chance, levels: f32) -> Canvas {
    canvas.0.iter_mut().for_each(|p| p[0] += levels * chance.white());
    canvas
}

/// Height of a ball that lands on row 70 at 0.6 s, 1.4 s and 2.0 s.
fn bouncing(t: f64) -> f64 {
    let arc = |since: f64, until: f64| 70.0 - 170.0 * (t - since) * (until - t);
    match t {
        _ if t < 0.6 => 70.0 - 170.0 * (0.6 - t) * (t + 0.6),
        _ if t < 1.4 => arc(0.6, 1.4),
        _ => arc(1.4, 2.0),
    }
}

fn check_bounces(scene: &Scene, within: f64) {
    let times: Vec<f64> = scene.impacts.iter().map(|i| i.t).collect();
    for truth in [0.6, 1.4] {
        assert!(times.iter().any(|t| (t - truth).abs() < within), "no contact at {truth}: {times:?}");
    }
    assert!(times.iter().all(|t| [0.6, 1.4, 2.0].iter().any(|truth| (t - truth).abs() < 0.05)), "{times:?}");
}

#[test]
fn a_bouncing_ball_lands_within_thirty_milliseconds_of_the_truth() {
    let wall = wall(1, 0.0, 0.0);
    let scene = film(even(25.0, 2.0), 2.0, |_, t| {
        let mut canvas = Canvas(wall.0.clone());
        canvas.ball(40.0 + 20.0 * t, bouncing(t), 8.0, 200.0);
        canvas
    });
    check_bounces(&scene, 0.03);
    assert!(scene.impacts.iter().all(|i| i.y > 0.6 && i.direction[0] > 45.0 && i.direction[0] < 135.0));
}

#[test]
fn uneven_frame_times_and_repeated_frames_do_not_move_a_contact() {
    let wall = wall(1, 0.0, 0.0);
    let mut times = Vec::new();
    let mut t = 0.0;
    while t < 2.0 {
        times.push(t);
        t += [0.02, 0.045, 0.03][times.len() % 3];
    }
    // Every fifth frame repeats the one before it.
    let shown = |i: usize, t: f64, times: &[f64]| if i % 5 == 4 { times[i - 1] } else { t };
    let stamps = times.clone();
    let scene = film(times, 2.0, |i, t| {
        let t = shown(i, t, &stamps);
        let mut canvas = Canvas(wall.0.clone());
        canvas.ball(40.0 + 20.0 * t, bouncing(t), 8.0, 200.0);
        canvas
    });
    // Repeated frames leave gaps of up to 75 ms.
    check_bounces(&scene, 0.04);
}

#[test]
fn a_ball_that_only_its_colour_shows_lands_all_the_same() {
    let wall = wall(1, 0.0, 0.0);
    let drawn = |tint: f32| {
        film(even(25.0, 2.0), 2.0, |_, t| {
            let mut canvas = Canvas(wall.0.clone());
            for (i, pixel) in canvas.0.iter_mut().enumerate() {
                let (dx, dy) = ((i % W) as f64 - 40.0 - 20.0 * t, (i / W) as f64 - bouncing(t));
                let cover = (8.0 - dx.hypot(dy) + 0.5).clamp(0.0, 1.0) as f32;
                (pixel[1], pixel[2]) = (pixel[1] - tint * cover, pixel[2] + tint * cover);
            }
            canvas
        })
    };
    let times: Vec<f64> = drawn(45.0).impacts.iter().map(|i| i.t).collect();
    for truth in [0.6, 1.4] {
        assert!(times.iter().any(|t| (t - truth).abs() < 0.03), "no contact at {truth}: {times:?}");
    }
    assert!(drawn(0.0).impacts.is_empty(), "nothing is drawn, so nothing lands");
}

#[test]
fn a_stroke_of_two_frames_strikes_where_it_ends() {
    let wall = wall(1, 0.0, 0.0);
    let scene = film(even(25.0, 2.0), 2.0, |i, _| {
        let mut canvas = Canvas(wall.0.clone());
        canvas.ball(60.0, [12.0, 38.0, 66.0][i.saturating_sub(24).min(2)], 8.0, 200.0);
        canvas
    });
    let times: Vec<f64> = scene.impacts.iter().map(|i| i.t).collect();
    assert!(!times.is_empty() && times.iter().all(|t| (t - 1.04).abs() < 0.045), "{times:?}");
}

#[test]
fn the_signature_of_a_blow_is_change_before_it_and_silence_after_it() {
    let wall = wall(1, 0.0, 0.0);
    let clip = clip(even(25.0, 2.0), 2.0, |i, _| {
        let mut canvas = Canvas(wall.0.clone());
        canvas.ball(60.0, [12.0, 38.0, 66.0][i.saturating_sub(24).min(2)], 8.0, 200.0);
        canvas
    });
    let found = evidence(&clip, 1, &Patient).unwrap();
    let off = |t: f64| (t - 1.04).abs();
    let blow = found.iter().min_by(|a, b| off(a.t).total_cmp(&off(b.t))).unwrap();
    let signature = &blow.measures[blow.measures.len() - SIGNATURE..];
    let most = |part: &[f32]| part.iter().copied().fold(0.0, f32::max);
    // Nine moments, the fifth of them the blow's own.
    assert!(most(&signature[..5]) == 1.0 && most(&signature[6..9]) < 0.1, "{signature:?}");
    assert_eq!(found, evidence(&clip, 3, &Patient).unwrap());
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let wall = wall(1, 0.0, 0.0);
    let clip = clip(even(25.0, 1.0), 1.0, |_, t| {
        let mut canvas = Canvas(wall.0.clone());
        canvas.ball(40.0, bouncing(t), 8.0, 200.0);
        canvas
    });
    let seen = |threads: usize| scene(&clip, &Kit { threads, ..Kit::default() }, &Patient).unwrap();
    let alone = seen(1);
    assert!(!alone.impacts.is_empty());
    assert_eq!(alone, seen(2));
    assert_eq!(alone, seen(7));
}

#[test]
fn a_pan_is_a_camera_and_touches_nothing() {
    let scene = film(even(25.0, 2.0), 2.0, |_, t| wall(2, 50.0 * t, 0.0));
    assert!(scene.impacts.is_empty(), "{:?}", scene.impacts);
    assert_eq!(scene.shots.len(), 1);
    let pan = scene.shots[0].camera.pan[0];
    assert!((pan + 50.0 / 160.0).abs() < 0.03, "{pan}");
    assert_eq!(scene.shots[0].camera.kind, crate::scene::CameraKind::Pan);
}

#[test]
fn noise_over_a_still_picture_moves_nothing() {
    let (wall, mut chance) = (wall(3, 0.0, 0.0), Chance::new(Seed(5)));
    let scene = film(even(25.0, 2.0), 2.0, |_, _| noisy(Canvas(wall.0.clone()), &mut chance, 8.0));
    assert!(scene.impacts.is_empty() && scene.sweeps.is_empty() && scene.tracks.is_empty());
    assert_eq!(scene.shots.len(), 1);
}

#[test]
fn cuts_are_found_even_two_frames_apart() {
    let times = even(25.0, 2.0);
    let pictures = [wall(1, 0.0, 0.0), wall(2, 0.0, 0.0), wall(3, 0.0, 0.0)];
    let bright =
        |canvas: &Canvas, by: f32| Canvas(canvas.0.iter().map(|p| [p[0] + by, p[1] + by, p[2]]).collect());
    let scene = film(times, 2.0, |i, _| match i {
        0..20 => bright(&pictures[0], 0.0),
        20..22 => bright(&pictures[1], 50.0),
        _ => bright(&pictures[2], -40.0),
    });
    let cuts: Vec<f64> = scene.shots.iter().map(|s| s.t0).collect();
    assert_eq!(cuts, [0.0, 0.8, 0.88]);
    assert!(scene.shots[1..].iter().all(|s| s.begins == Transition::Cut));
    assert!(scene.impacts.is_empty(), "{:?}", scene.impacts);
}

#[test]
fn a_flash_is_no_cut_and_makes_no_contact() {
    let wall = wall(4, 0.0, 0.0);
    let scene = film(even(25.0, 2.0), 2.0, |i, _| {
        let lit = if (30..32).contains(&i) { 90.0 } else { 0.0 };
        Canvas(wall.0.iter().map(|p| [p[0] + lit, p[1], p[2]]).collect())
    });
    assert_eq!(scene.shots.len(), 1);
    assert_eq!(scene.flashes.len(), 1);
    assert!((scene.flashes[0].t - 1.2).abs() < 1e-6 && (scene.flashes[0].duration - 0.08).abs() < 1e-6);
    assert!(scene.impacts.is_empty());
}

#[test]
fn the_same_jump_that_stays_is_a_cut() {
    let (wall, other) = (wall(4, 0.0, 0.0), wall(9, 0.0, 0.0));
    let scene = film(even(25.0, 2.0), 2.0, |i, _| {
        let (from, lit) = if i >= 30 { (&other, 90.0) } else { (&wall, 0.0) };
        Canvas(from.0.iter().map(|p| [p[0] + lit, p[1], p[2]]).collect())
    });
    assert!(scene.flashes.is_empty());
    assert_eq!(scene.shots.len(), 2);
}

#[test]
fn a_walker_that_bobs_steps_just_before_it_is_lowest() {
    let wall = wall(6, 0.0, 0.0);
    let scene = film(even(30.0, 4.0), 4.0, |_, t| {
        let mut canvas = Canvas(wall.0.clone());
        // Lowest at 0.25 s and every half second after it.
        let bob = -1.6 * (std::f64::consts::TAU * 2.0 * t).cos();
        for part in 0..6 {
            canvas.ball(
                30.0 + 24.0 * t,
                32.0 + 7.0 * f64::from(part) + bob,
                7.0,
                60.0 + 25.0 * f64::from(part % 3) as f32,
            );
        }
        canvas
    });
    let gait = scene.periodic.iter().find(|p| p.kind == PeriodicKind::Gait).expect("a gait");
    assert!((gait.period - 0.5).abs() < 0.03, "{}", gait.period);
    for beat in &gait.beats {
        let off = (beat - 0.19).rem_euclid(0.5);
        // At the clip's ends there is only one side to know the rhythm from.
        let slack = if (0.5..3.5).contains(beat) { 0.07 } else { 0.1 };
        assert!(off.min(0.5 - off) < slack, "a step at {beat}: {:?}", gait.beats);
    }
    assert!(gait.beats.len() >= 6);
    assert_eq!(scene.steps.iter().map(|s| s.t).collect::<Vec<_>>(), gait.beats);
    assert!(scene.steps.iter().all(|s| !s.run && s.size > 0.4 && s.figure == 0));
}

#[test]
fn painted_places_are_told_apart() {
    let wall = wall(7, 0.0, 0.0);
    let score = |paint: &dyn Fn(usize, [f32; 3]) -> [f32; 3], name: &str| {
        let scene = film(even(25.0, 1.0), 1.0, |_, _| {
            Canvas(wall.0.iter().enumerate().map(|(i, &p)| paint(i, p)).collect())
        });
        scene.shots[0].scene.get(name).copied().unwrap_or(0.0)
    };
    let blue_above = |i: usize, p: [f32; 3]| if i / W < 40 { [160.0, 160.0, 105.0] } else { p };
    let leaves = |_: usize, p: [f32; 3]| [p[0], 95.0, 100.0];
    let dark =
        |i: usize, p: [f32; 3]| [if i.is_multiple_of(251) { 230.0 } else { 22.0 + 0.08 * p[0] }, p[1], p[2]];
    assert!(score(&blue_above, place::SKY) > 0.8);
    assert!(score(&leaves, place::GREEN) > 0.8);
    assert!(score(&dark, place::NIGHT) > 0.6);
    let plain = |_: usize, p: [f32; 3]| p;
    for name in [place::SKY, place::GREEN, place::NIGHT, place::FIRE, place::WATER, place::RAIN] {
        assert!(score(&plain, name) < 0.2, "{name} on a plain wall");
    }
}

#[test]
fn the_same_clip_gives_the_same_scene() {
    let draw = || {
        let wall = wall(1, 0.0, 0.0);
        film(even(25.0, 1.0), 1.0, |_, t| {
            let mut canvas = Canvas(wall.0.clone());
            canvas.ball(40.0, bouncing(t), 8.0, 200.0);
            canvas
        })
    };
    assert_eq!(draw(), draw());
}

#[test]
fn the_curves_of_a_track_say_how_fast_it_goes_and_when_it_turns() {
    // Round and round at 1.5 turns a second, 26 pixels from the middle: 2.7 frame heights a second and 9.4 radians a second.
    let angle = |t: f64| std::f64::consts::TAU * 1.5 * t;
    let seen = film(even(30.0, 3.0), 3.0, |_, t| {
        let mut canvas = wall(5, 0.0, 0.0);
        canvas.ball(80.0 + 26.0 * angle(t).cos(), 45.0 + 26.0 * angle(t).sin(), 7.0, 225.0);
        canvas
    });
    let track = seen.tracks.iter().max_by_key(|t| t.curves.speed.len()).unwrap();
    let middle = |curve: &[f32]| {
        let mut values = curve.to_vec();
        values.sort_by(f32::total_cmp);
        values[values.len() / 2]
    };
    let [speed, turning] = [&track.curves.speed, &track.curves.turning].map(|c| middle(c));
    assert!((2.3..3.1).contains(&speed) && (7.5..11.5).contains(&turning), "{speed} {turning}");
    assert!(track.curves.growth.iter().map(|g| g.abs()).sum::<f32>() < track.curves.growth.len() as f32);
}

#[test]
fn what_comes_nearer_grows() {
    let seen = film(even(30.0, 2.0), 2.0, |_, t| {
        let mut canvas = wall(6, 0.0, 0.0);
        canvas.ball(50.0 + 30.0 * t, 45.0, 6.0 * (0.5 * t).exp(), 225.0);
        canvas
    });
    let track = seen.tracks.iter().max_by_key(|t| t.curves.growth.len()).unwrap();
    let mean = track.curves.growth.iter().sum::<f32>() / track.curves.growth.len() as f32;
    // Its area grows by e a second; of a plain disc only the rim is seen to move, so less is measured.
    assert!((0.25..1.5).contains(&mean), "{mean}");
}
