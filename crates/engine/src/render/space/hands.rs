//! Where hands are that work close to a head: from ear to ear and back, and the other one across from the first.

use crate::cues::{Azimuth, Position};
use crate::dsp::Svf;
use crate::render::Voice;
use crate::render::voice::Sounding;

/// Distance of what has no place of its own, metres.
const REACH_M: f32 = 0.2;
/// Time from ear to ear and back, seconds, and how far to each side, degrees.
const ROUND_S: f64 = 6.0;
const SIDE_DEG: f32 = 55.0;
/// From here on a place is wholly at one ear, degrees.
const ASIDE_DEG: f32 = 40.0;
/// What only answers has no weight: nothing below this, hertz, so that the low end leans as one source's does.
const LIGHT_HZ: f32 = 260.0;
/// How often a way is given, seconds.
const STEP_S: f64 = 0.25;

/// The way of a hand that has no place of its own, from `t0` to `t1` seconds.
pub fn wandering(t0: f64, t1: f64) -> Position {
    let points = (0..=((t1 - t0) / STEP_S).max(0.0) as usize + 1).map(|i| {
        let t = t0 + STEP_S * i as f64;
        (t, side_at(t))
    });
    Position { az: Azimuth::Path(points.collect()), el: 0.0, dist: REACH_M }
}

/// Where it is at `t` seconds, degrees.
pub fn side_at(t: f64) -> f32 {
    SIDE_DEG * libm::sin(t * core::f64::consts::TAU / ROUND_S) as f32
}

/// Across from `pos`, a little nearer to the middle and a little farther away.
pub fn other(pos: &Position) -> Position {
    let across = |az: f32| -0.7 * az - if az < 0.0 { -20.0 } else { 20.0 };
    let az = match &pos.az {
        Azimuth::Still(az) => Azimuth::Still(across(*az)),
        // The side is that of the first point: a hand that passes the middle does not leap.
        Azimuth::Path(points) => {
            let lean = points.first().map_or(-20.0, |p| if p.1 < 0.0 { 20.0 } else { -20.0 });
            Azimuth::Path(points.iter().map(|(t, az)| (*t, -0.7 * az + lean)).collect())
        }
    };
    Position { az, el: pos.el, dist: pos.dist * 1.2 }
}

/// How far `pos` is at one ear, 0..=1: what is ahead is at both already.
pub fn aside(pos: &Position) -> f32 {
    let az = match &pos.az {
        Azimuth::Still(az) => *az,
        Azimuth::Path(points) => points.first().map_or(0.0, |p| p.1),
    };
    let round = (az.abs() % 360.0).min(360.0 - az.abs() % 360.0);
    (round.min(180.0 - round) / ASIDE_DEG).clamp(0.0, 1.0)
}

/// Takes the weight off what has one place.
pub fn lighten(voice: &mut Voice) {
    let Sounding::Point(mono) = &mut voice.sound else { return };
    let mut cut = [(); 2].map(|()| Svf::new(LIGHT_HZ, core::f32::consts::FRAC_1_SQRT_2));
    for x in mono {
        let once = cut[0].high(*x);
        *x = cut[1].high(once);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hand_goes_from_ear_to_ear_and_the_other_keeps_away_from_it() {
        let pos = wandering(0.0, 12.0);
        let Azimuth::Path(way) = &pos.az else { unreachable!("it wanders") };
        let reach = |f: fn(f32, f32) -> f32| way.iter().map(|p| p.1).fold(0.0, f);
        assert!(reach(f32::max) > 50.0 && reach(f32::min) < -50.0);
        assert!(way.windows(2).all(|w| (w[1].1 - w[0].1).abs() < 16.0));
        let still = |az| Position { az: Azimuth::Still(az), el: 0.0, dist: 0.2 };
        assert_eq!(other(&still(40.0)).az, Azimuth::Still(-48.0));
        assert_eq!(other(&still(-10.0)).az, Azimuth::Still(27.0));
    }
    #[test]
    fn what_is_ahead_has_no_answer_and_an_answer_has_no_weight() {
        let at = |az| aside(&Position { az: Azimuth::Still(az), el: 0.0, dist: 0.2 });
        assert_eq!([at(0.0), at(-20.0), at(50.0), at(-170.0)], [0.0, 0.5, 1.0, 0.25]);
        let rms = |hz: f32| {
            let tone = (0..9_600).map(|i| libm::sinf(i as f32 * hz * 1.309e-4)).collect();
            let mut voice = Voice::point(tone);
            lighten(&mut voice);
            let Sounding::Point(mono) = voice.sound else { unreachable!("it is one") };
            (mono[4_800..].iter().map(|x| x * x).sum::<f32>() / 4_800.0).sqrt()
        };
        assert!(rms(80.0) < 0.02 && rms(2_000.0) > 0.65, "{} {}", rms(80.0), rms(2_000.0));
    }
}
