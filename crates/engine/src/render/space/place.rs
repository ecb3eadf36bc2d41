//! Puts a voice at its place: distance, air, direction, moving or not.

use super::ears::{Ear, Law, ears};
use super::pinna::{Echo, echoes};
use crate::cues::{Azimuth, Position};
use crate::dsp::{FS, OnePole, Stereo};
use crate::render::Voice;
use crate::render::voice::Sounding;

/// Samples between two looks at the path (200 Hz).
const STEP: usize = 240;
/// Corner of the head's shadow, hertz: c / (π a).
const SHADOW_HZ: f32 = 1_248.0;
/// Corner of the near field's shelf, hertz.
const NEAR_HZ: f32 = 700.0;
/// No source comes nearer, metres.
const NEAREST_M: f32 = 0.05;

/// A voice as it is heard from `pos`, with its first sample at sample `at` of the clip. ASMR is placed around a head,
/// everything else between loudspeakers.
pub fn place(voice: &Voice, pos: &Position, at: isize, asmr: bool) -> Stereo {
    let dist = pos.dist.max(NEAREST_M);
    let law = if asmr { Law::Head } else { Law::Pan };
    let path = Path { az: &pos.az, el: pos.el, dist, law, at };
    match &voice.sound {
        Sounding::Point(mono) => {
            let far = through_air(mono, dist);
            let [left, right] = [0, 1].map(|side| heard(&far, &path, side));
            Stereo { left, right }
        }
        Sounding::Wide(wide) => balance(wide, &path),
    }
}

/// The 1/r law against 1 m, and the treble that air takes.
fn through_air(mono: &[f32], dist: f32) -> Vec<f32> {
    let near = 1.0 / dist;
    let corner_hz = (8e5 / dist).clamp(300.0, 18_000.0);
    if corner_hz >= 18_000.0 {
        return mono.iter().map(|x| x * near).collect();
    }
    let mut air = OnePole::new(corner_hz);
    mono.iter().map(|x| air.low(*x) * near).collect()
}

struct Path<'a> {
    az: &'a Azimuth,
    el: f32,
    dist: f32,
    law: Law,
    at: isize,
}

impl Path<'_> {
    /// Both ears at sample `i` of the voice.
    fn ears(&self, i: usize) -> [Ear; 2] {
        let t = (self.at + i as isize) as f64 / f64::from(FS);
        ears(self.law, azimuth(self.az, t), self.el, self.dist)
    }

    /// What the outer ear adds at sample `i`; nothing between loudspeakers.
    fn echoes(&self, i: usize) -> Option<[Echo; 5]> {
        let t = (self.at + i as isize) as f64 / f64::from(FS);
        (self.law == Law::Head).then(|| echoes(azimuth(self.az, t), self.el))
    }

    fn moves(&self) -> bool {
        matches!(self.az, Azimuth::Path(points) if points.len() > 1)
    }
}

/// Degrees at `t` seconds: straight between break points, held outside.
fn azimuth(az: &Azimuth, t: f64) -> f32 {
    let points = match az {
        Azimuth::Still(degrees) => return *degrees,
        Azimuth::Path(points) => points,
    };
    let after = points.partition_point(|p| p.0 <= t);
    match (after, points.len()) {
        (_, 0) => 0.0,
        (0, _) => points[0].1,
        (i, n) if i == n => points[n - 1].1,
        (i, _) => {
            let (a, b) = (points[i - 1], points[i]);
            a.1 + (b.1 - a.1) * ((t - a.0) / (b.0 - a.0)) as f32
        }
    }
}

/// One channel: delayed, shadowed, shelved; everything moves in straight lines between looks at the path.
fn heard(mono: &[f32], path: &Path, side: usize) -> Vec<f32> {
    let (mut shadow, mut shelf) = (OnePole::new(SHADOW_HZ), OnePole::new(NEAR_HZ));
    let still = path.ears(0)[side];
    let tail = (1e-3 * FS) as usize;
    let mut out = Vec::with_capacity(mono.len() + tail);
    let (mut from, mut to) = (still, still);
    let (mut pinna, mut next) = (path.echoes(0), path.echoes(0));
    for i in 0..mono.len() + tail {
        if path.moves() && i % STEP == 0 {
            (from, to) = (path.ears(i)[side], path.ears(i + STEP)[side]);
            (pinna, next) = (path.echoes(i), path.echoes(i + STEP));
        }
        let part = (i % STEP) as f32 / STEP as f32;
        let ear = between(&from, &to, part);
        let late = ear.delay_s * FS;
        let echoed =
            |(now, then): (Echo, Echo)| now.0 * sample_at(mono, i, late + now.1 + (then.1 - now.1) * part);
        let ridges: f32 = pinna.zip(next).map_or(0.0, |(a, b)| a.into_iter().zip(b).map(echoed).sum());
        let x = sample_at(mono, i, late) + ridges;
        let bright = ear.high * x + (1.0 - ear.high) * shadow.low(x);
        out.push(ear.gain * (bright + (ear.low - 1.0) * shelf.low(bright)));
    }
    out
}

fn between(a: &Ear, b: &Ear, x: f32) -> Ear {
    let mix = |a: f32, b: f32| a + (b - a) * x;
    Ear {
        delay_s: mix(a.delay_s, b.delay_s),
        gain: mix(a.gain, b.gain),
        high: mix(a.high, b.high),
        low: mix(a.low, b.low),
    }
}

/// The signal `delay` samples before `i`: four points, Lagrange.
fn sample_at(mono: &[f32], i: usize, delay: f32) -> f32 {
    let whole = libm::floorf(delay);
    let d = delay - whole;
    let at = i as isize - whole as isize;
    let x = |k: isize| usize::try_from(at + k).ok().and_then(|i| mono.get(i)).copied().unwrap_or(0.0);
    if d < 1e-4 {
        return x(0);
    }
    let weights = [
        -d * (1.0 - d) * (2.0 - d) / 6.0,
        (1.0 + d) * (1.0 - d) * (2.0 - d) / 2.0,
        (1.0 + d) * d * (2.0 - d) / 2.0,
        -(1.0 + d) * d * (1.0 - d) / 6.0,
    ];
    weights[0] * x(1) + weights[1] * x(0) + weights[2] * x(-1) + weights[3] * x(-2)
}

/// A field has its own directions already: it is only turned up on the side that it stands on.
fn balance(wide: &Stereo, path: &Path) -> Stereo {
    let mut out =
        Stereo { left: through_air(&wide.left, path.dist), right: through_air(&wide.right, path.dist) };
    for (side, channel) in out.channels_mut().into_iter().enumerate() {
        for (n, chunk) in channel.chunks_mut(STEP).enumerate() {
            let (from, to) = (path.ears(n * STEP)[side].gain, path.ears((n + 1) * STEP)[side].gain);
            let step = (to - from) / STEP as f32;
            let level = |i: usize| core::f32::consts::SQRT_2 * (from + step * i as f32);
            chunk.iter_mut().enumerate().for_each(|(i, x)| *x *= level(i));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dsp::{Chance, db};

    fn noise() -> Vec<f32> {
        let mut chance = Chance::new(crate::Seed(5));
        (0..9_600).map(|_| chance.white()).collect()
    }

    fn rms(x: &[f32]) -> f32 {
        (x.iter().map(|x| x * x).sum::<f32>() / x.len() as f32).sqrt()
    }

    fn at(az: f32, dist: f32) -> Position {
        Position { az: Azimuth::Still(az), el: 0.0, dist }
    }

    #[test]
    fn twice_as_far_is_six_decibels_less() {
        let voice = Voice::point(noise());
        for asmr in [false, true] {
            let near = place(&voice, &at(0.0, 2.0), 0, asmr);
            let far = place(&voice, &at(0.0, 4.0), 0, asmr);
            let fall = db(rms(&near.left) / rms(&far.left));
            assert!((fall - 6.0).abs() < 0.5, "{fall}");
        }
    }

    #[test]
    fn the_side_is_heard_and_mono_still_holds_the_sound() {
        let voice = Voice::point(noise());
        let right = place(&voice, &at(35.0, 1.0), 0, false);
        assert!(rms(&right.right) > 1.5 * rms(&right.left));
        let centre = place(&voice, &at(0.0, 1.0), 0, false);
        let mono = |s: &Stereo| rms(&s.left.iter().zip(&s.right).map(|(l, r)| l + r).collect::<Vec<_>>());
        let loss = db(mono(&right) / mono(&centre));
        // A delay costs the treble its coherence: never more than power against amplitude, 3 dB, and a little.
        assert!(loss.abs() < 3.5, "{loss}");
    }

    #[test]
    fn at_an_ear_the_low_end_leans_more_than_at_arms_length() {
        let low: Vec<f32> = (0..9_600).map(|i| (i as f32 * 0.0105).sin()).collect();
        let lean = |dist| {
            let heard = place(&Voice::point(low.clone()), &at(90.0, dist), 0, true);
            db(rms(&heard.right) / rms(&heard.left))
        };
        assert!(lean(0.15) > lean(1.0) + 8.0, "{} {}", lean(0.15), lean(1.0));
    }

    #[test]
    fn a_path_moves_without_a_step() {
        let tone: Vec<f32> = (0..48_000).map(|i| (i as f32 * 0.05).sin()).collect();
        let pos = Position { az: Azimuth::Path(vec![(0.0, -60.0), (1.0, 60.0)]), el: 0.0, dist: 1.0 };
        for asmr in [false, true] {
            let heard = place(&Voice::point(tone.clone()), &pos, 0, asmr);
            let jump = heard.right[..47_900].windows(2).fold(0.0f32, |j, w| (w[1] - w[0]).abs().max(j));
            assert!(jump < 0.12, "{jump}");
            let (first, last) = (rms(&heard.right[2_000..6_000]), rms(&heard.right[42_000..46_000]));
            // A head hardly shadows 380 Hz at 1 m.
            let least = if asmr { 1.2 } else { 2.0 };
            assert!(last > least * first, "{first} {last}");
        }
    }

    #[test]
    fn distance_takes_the_treble() {
        let voice = Voice::point(noise());
        let treble = |dist| {
            let heard = place(&voice, &at(0.0, dist), 0, false).left;
            let steps: Vec<f32> = heard.windows(2).map(|w| w[1] - w[0]).collect();
            rms(&steps) / rms(&heard)
        };
        assert!(treble(400.0) < 0.6 * treble(10.0));
    }
}
