//! What goes past: vehicles with the speed that they are seen to have, and the way that a sound goes on behind the edge
//! of the picture.

use super::asked::{Request, thousandth};
use super::whereabouts::{azimuth, hundredth, shot_at, tenth};
use crate::Scene;
use crate::cues::{Azimuth, Course, Cue, Machine, MachineKind, Position, Sound, When};
use crate::scene::{CameraKind, Object, Shot, Sight};

/// Direction of what has left the picture, degrees.
const GONE_DEG: f32 = 45.0;
/// How long it is still heard, seconds.
const GOING_S: (f64, f64) = (0.5, 1.5);
/// A thing this near to the edge touches it, fractions of the frame.
const EDGE: f32 = 0.04;
/// A car is so long and so high, metres.
const CAR_M: (f32, f32) = (4.4, 1.5);
/// Height of the picture at a metre's distance, through a usual lens, metres.
const FRAME_M: f32 = 0.73;
/// What goes less far across the picture, or grows less, does not pass.
const LEAST_WAY: f32 = 0.35;
const LEAST_GROWTH: f32 = 1.8;
/// Seconds that a pass may take.
const PASS_S: std::ops::RangeInclusive<f64> = 0.4..=8.0;
/// So many are heard at once; the others are the traffic under them.
const AT_ONCE: usize = 2;
const MOST: usize = 8;

/// How something leaves the picture, or came into it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Exit {
    /// Where it is heard last, degrees.
    pub az: f32,
    /// For how long, seconds.
    pub lasts_s: f64,
}

/// The exit of something at `x` (centre and half width, 0..=1 of the frame) that moves by `v` frame widths a second;
/// `None` for what does not leave.
pub fn exit(x: f32, half: f32, v: f32) -> Option<Exit> {
    let side = match () {
        () if v < -0.02 && x - half < EDGE => -1.0,
        () if v > 0.02 && x + half > 1.0 - EDGE => 1.0,
        () => return None,
    };
    let lasts_s = f64::from((half + 0.25) / v.abs()).clamp(GOING_S.0, GOING_S.1);
    Some(Exit { az: side * GONE_DEG, lasts_s })
}

/// Vehicles that pass, where the prompt has none of its own.
pub fn cues(scene: &Scene, requests: &[Request]) -> Vec<Cue> {
    if requests.iter().any(|request| request.class.id.starts_with("VEHICLES-")) {
        return Vec::new();
    }
    let cars = scene.objects.iter().filter(|object| object.label == "car" && object.conf >= 0.4);
    let mut passes: Vec<Pass> = cars.filter_map(|car| Pass::of(scene, car)).collect();
    passes.sort_by(|a, b| b.height.total_cmp(&a.height).then(a.id.cmp(&b.id)));
    let mut kept: Vec<Pass> = Vec::new();
    for pass in passes {
        let beside = kept.iter().filter(|other| other.t0 < pass.t1 && pass.t0 < other.t1).count();
        if beside < AT_ONCE && kept.len() < MOST {
            kept.push(pass);
        }
    }
    kept.iter().map(Pass::cue).collect()
}

/// One vehicle on its way, seconds and metres.
struct Pass {
    id: u32,
    conf: f32,
    t0: f64,
    t1: f64,
    nearest: f64,
    height: f32,
    speed: f32,
    path: Vec<(f64, f32)>,
    leaves: bool,
}

impl Pass {
    fn of(scene: &Scene, car: &Object) -> Option<Pass> {
        let (first, last) = (car.sights.first()?, car.sights.last()?);
        let shot = shot_at(scene, first.t)?;
        let lasts_s = last.t - first.t;
        // Where the camera goes along, nobody sees how fast the car is.
        let steady = matches!(shot.camera.kind, CameraKind::Static | CameraKind::Handheld);
        if !steady || car.sights.len() < 3 || !PASS_S.contains(&lasts_s) {
            return None;
        }
        let way = middle(last) - middle(first);
        let growth = high(last) / high(first).max(0.01);
        if way.abs() < LEAST_WAY && (1.0 / LEAST_GROWTH..=LEAST_GROWTH).contains(&growth) {
            return None;
        }
        let largest = car.sights.iter().max_by(|a, b| high(a).total_cmp(&high(b)))?;
        let speed = speed(first, last, largest);
        speed.is_finite().then(|| Pass::along(car, shot, (way / lasts_s as f32, speed), largest))
    }

    /// From behind one edge of the picture to behind the other, where it is seen to come and go, within its shot.
    fn along(car: &Object, shot: &Shot, (v, speed): (f32, f32), largest: &Sight) -> Pass {
        let (first, last) = (&car.sights[0], &car.sights[car.sights.len() - 1]);
        let place = |sight: &Sight| (thousandth(sight.t), azimuth(middle(sight)));
        let mut path: Vec<(f64, f32)> = car.sights.iter().map(place).collect();
        let coming = exit(middle(first), wide(first) / 2.0, -v);
        let going = exit(middle(last), wide(last) / 2.0, v);
        if let Some(coming) = coming {
            path.insert(0, (thousandth((first.t - coming.lasts_s).max(shot.t0)), coming.az));
        }
        if let Some(going) = going {
            path.push((thousandth((last.t + going.lasts_s).min(shot.t1)), going.az));
        }
        Pass {
            id: car.id,
            conf: hundredth(0.8 * car.conf),
            t0: path[0].0,
            t1: path[path.len() - 1].0,
            nearest: largest.t,
            height: high(largest),
            speed,
            path,
            leaves: going.is_some(),
        }
    }

    fn cue(&self) -> Cue {
        let (kind, load) = (MachineKind::Car, 0.4);
        let unsure_db = -30.0 * (0.7 - self.conf).max(0.0);
        Cue {
            id: format!("v{}", self.id),
            when: When::Span { t0: self.t0, t1: self.t1 },
            class: "VEHICLES-CAR".into(),
            sound: Sound::Machine(Machine { kind, load, size: 0.5, pass: tenth(self.speed) }),
            velocity: 0.6,
            gain_db: tenth(unsure_db),
            pos: Position { az: Azimuth::Path(self.path.clone()), el: 0.0, dist: self.away() },
            env: self.course(),
            conf: self.conf,
            from: vec![format!("car {}", self.id), format!("{:.0} m/s", self.speed)],
            lock: false,
            mute: false,
            seed: None,
            more: Default::default(),
        }
    }

    fn away(&self) -> f32 {
        hundredth((CAR_M.1 / (FRAME_M * self.height.max(0.02))).clamp(3.0, 40.0))
    }

    /// Strongest where it is nearest; gone behind the edge.
    fn course(&self) -> Course {
        let nearest = thousandth(self.nearest).clamp(self.t0, self.t1);
        let end = if self.leaves { 0.0 } else { 0.5 };
        let mut course = Course { t: vec![self.t0], v: vec![0.5] };
        for (t, v) in [(nearest, 1.0), (self.t1, end)] {
            if course.t.last().is_some_and(|last| t > *last) {
                course.t.push(t);
                course.v.push(v);
            }
        }
        course
    }
}

fn middle(sight: &Sight) -> f32 {
    f32::midpoint(sight.bounds[0], sight.bounds[2])
}

fn wide(sight: &Sight) -> f32 {
    (sight.bounds[2] - sight.bounds[0]).abs()
}

fn high(sight: &Sight) -> f32 {
    (sight.bounds[3] - sight.bounds[1]).abs()
}

/// Metres a second: across by the car's own length, towards us by how its height grows.
fn speed(first: &Sight, last: &Sight, largest: &Sight) -> f32 {
    let lasts_s = (last.t - first.t).max(0.1) as f32;
    let across = (middle(last) - middle(first)).abs() * CAR_M.0 / wide(largest).max(0.02) / lasts_s;
    let away = |sight: &Sight| CAR_M.1 / (FRAME_M * high(sight).max(0.02));
    let towards = (away(last) - away(first)).abs() / lasts_s;
    libm::hypotf(across, towards).clamp(2.0, 45.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn car(sights: &[(f64, f32, f32)]) -> Object {
        let sight = |&(t, x, high): &(f64, f32, f32)| Sight {
            t,
            bounds: [x - high, 0.6 - high / 2.0, x + high, 0.6 + high / 2.0],
            conf: 0.9,
            pose: None,
        };
        let sights = sights.iter().map(sight).collect();
        Object { id: 4, label: "car".into(), conf: 0.9, track: None, sights }
    }

    fn street(objects: Vec<Object>) -> Scene {
        let shots = vec![Shot { t1: 8.0, ..Shot::default() }];
        Scene { duration: 8.0, fps: 25.0, shots, objects, ..Scene::default() }
    }

    fn passes(scene: &Scene) -> Vec<(f32, When, Azimuth, Vec<f32>)> {
        let told = |cue: Cue| {
            let Sound::Machine(machine) = &cue.sound else { panic!("{cue:?}") };
            (machine.pass, cue.when, cue.pos.az, cue.env.v)
        };
        cues(scene, &[]).into_iter().map(told).collect()
    }

    #[test]
    fn a_car_that_crosses_passes_at_its_speed_and_goes_on_behind_the_edge() {
        let across = car(&[(2.0, 0.08, 0.15), (2.5, 0.35, 0.15), (3.0, 0.65, 0.15), (3.5, 0.92, 0.15)]);
        let all = passes(&street(vec![across]));
        let (pass, when, az, env) = &all[0];
        // 0.84 frame widths in 1.5 s, of which a car of 4.4 m fills 0.3.
        assert!((7.5..9.0).contains(pass), "{pass}");
        let Azimuth::Path(path) = az else { panic!() };
        assert!(path[0].1 == -45.0 && path[path.len() - 1].1 == 45.0 && path.is_sorted_by(|a, b| a.1 <= b.1));
        assert!(matches!(when, When::Span { t0, t1 } if *t0 < 1.6 && *t1 > 3.9), "{when:?}");
        assert_eq!(env.last(), Some(&0.0));
    }

    #[test]
    fn a_car_that_comes_nearer_passes_and_one_that_stands_does_not() {
        let nearer = car(&[(1.0, 0.4, 0.08), (2.0, 0.42, 0.15), (3.0, 0.45, 0.4)]);
        let stands = car(&[(1.0, 0.4, 0.2), (2.0, 0.4, 0.2), (6.0, 0.41, 0.2)]);
        assert_eq!(passes(&street(vec![stands])).len(), 0);
        let all = passes(&street(vec![nearer]));
        assert!(matches!(all[0].2, Azimuth::Path(ref path) if path[path.len() - 1].1.abs() < 10.0));
        assert!(all[0].0 > 5.0 && all[0].3.last() > Some(&0.4), "{all:?}");
    }

    #[test]
    fn a_camera_that_goes_along_says_nothing_about_speed() {
        let across = car(&[(2.0, 0.08, 0.15), (3.0, 0.5, 0.15), (3.5, 0.92, 0.15)]);
        let mut scene = street(vec![across]);
        scene.shots[0].camera.kind = CameraKind::Pan;
        assert_eq!(passes(&scene).len(), 0);
    }

    #[test]
    fn of_many_cars_at_once_the_two_nearest_are_heard() {
        let cars: Vec<Object> = (0..6)
            .map(|i| Object {
                id: i,
                ..car(&[
                    (2.0, 0.1, 0.1 + 0.01 * i as f32),
                    (2.5, 0.5, 0.1 + 0.01 * i as f32),
                    (3.0, 0.9, 0.1),
                ])
            })
            .collect();
        let ids: Vec<String> = cues(&street(cars), &[]).into_iter().map(|cue| cue.id).collect();
        assert_eq!(ids, ["v5", "v4"]);
    }

    #[test]
    fn what_leaves_is_heard_for_half_a_second_to_one_and_a_half() {
        let lasts = |v| exit(0.95, 0.1, v).map(|exit| exit.lasts_s);
        assert_eq!((lasts(5.0), lasts(0.05), lasts(-0.5)), (Some(0.5), Some(1.5), None));
        assert_eq!(exit(0.5, 0.1, 5.0), None);
    }
}
