//! Rooms: first reflections, echoes and a late field for every preset, each as loud as the preset says.

use super::reflections;
use crate::cues::{Room, RoomPreset};
use crate::dsp::{FS, OnePole, Stereo, Tank, gain};

/// What a preset sounds like.
#[derive(Debug, Clone, PartialEq)]
pub struct Character {
    /// Time to fall by 60 dB, seconds.
    pub rt60_s: f32,
    /// Above this, it falls faster, hertz.
    pub damp_hz: f32,
    /// Width, depth and height, metres; `None` without walls.
    pub walls_m: Option<[f32; 3]>,
    /// Share of amplitude that a wall gives back.
    pub reflect: f32,
    /// Single echoes: seconds, left, right.
    pub slaps: &'static [(f32, f32, f32)],
    /// Late field against first reflections, decibels.
    pub late_db: f32,
    /// Energy of all that comes back, decibels against the send.
    pub level_db: f32,
}

/// How long a room answers: until it is 90 dB down, seconds.
pub fn tail_s(room: &Room) -> f32 {
    let last = |c: &Character| c.slaps.iter().fold(0.0, |last: f32, slap| last.max(slap.0));
    character(room.preset).map_or(0.0, |c| (1.5 * c.rt60_s).max(last(&c)) + 0.05)
}

/// What comes back from the room, `length` samples.
pub fn reverberate(send: &Stereo, room: &Room, length: usize) -> Stereo {
    let Some(character) = character(room.preset) else { return Stereo::silence(length) };
    let energy = energy(&response(&click(), &character, (character.rt60_s * FS) as usize + 9_600));
    let mut out = response(send, &character, length);
    out.scale(gain(character.level_db + room.wet_db) / libm::sqrtf(energy.max(1e-9)));
    out
}

/// A single sample in both channels of unit energy.
fn click() -> Stereo {
    Stereo::of_mono(&[core::f32::consts::FRAC_1_SQRT_2])
}

fn energy(sound: &Stereo) -> f32 {
    sound.channels().into_iter().flatten().map(|x| x * x).sum()
}

fn response(send: &Stereo, character: &Character, length: usize) -> Stereo {
    let mono: Vec<f32> = send.left.iter().zip(&send.right).map(|(l, r)| 0.5 * (l + r)).collect();
    let size = character.walls_m.map_or(1.6, |[w, d, h]| libm::cbrtf(w * d * h) / 4.6).clamp(0.35, 1.7);
    let wait = (0.006 * size * FS) as usize;
    let mut out = Tank::new(character.rt60_s, character.damp_hz, size).fill(send, wait, length);
    out.scale(gain(character.late_db));
    reflections::add(&mut out, &mono, character);
    for channel in out.channels_mut() {
        let mut mud = OnePole::new(110.0);
        channel.iter_mut().for_each(|x| *x = mud.high(*x));
    }
    out
}

fn character(preset: RoomPreset) -> Option<Character> {
    let room = |rt60_s, damp_hz, walls_m, reflect, level_db| Character {
        rt60_s,
        damp_hz,
        walls_m: Some(walls_m),
        reflect,
        slaps: &[],
        late_db: -6.0,
        level_db,
    };
    let open = |rt60_s, damp_hz, slaps, late_db, level_db| Character {
        rt60_s,
        damp_hz,
        walls_m: None,
        reflect: 0.0,
        slaps,
        late_db,
        level_db,
    };
    match preset {
        RoomPreset::Booth => Some(room(0.1, 4_000.0, [2.0, 2.2, 2.2], 0.25, -16.0)),
        RoomPreset::Small => Some(room(0.35, 6_500.0, [3.0, 3.6, 2.4], 0.6, 5.0)),
        RoomPreset::Living => Some(room(0.45, 6_000.0, [4.5, 6.0, 2.6], 0.6, 6.0)),
        RoomPreset::Office => Some(room(0.55, 6_500.0, [6.0, 9.0, 2.8], 0.6, 5.0)),
        RoomPreset::Bathroom => Some(room(0.9, 11_000.0, [2.0, 2.6, 2.4], 0.85, 10.0)),
        RoomPreset::Hall => Some(room(1.8, 7_000.0, [14.0, 24.0, 9.0], 0.75, 9.0)),
        RoomPreset::Church => Some(room(3.5, 5_500.0, [18.0, 40.0, 16.0], 0.8, 11.0)),
        RoomPreset::Cave => Some(room(3.2, 4_500.0, [9.0, 22.0, 7.0], 0.85, 11.0)),
        RoomPreset::Street => Some(open(0.5, 4_000.0, &STREET, -12.0, 1.0)),
        RoomPreset::Forest => Some(open(0.3, 3_000.0, &FOREST, -6.0, -2.0)),
        RoomPreset::Field => None,
    }
}

/// Two house fronts and the ground.
const STREET: [(f32, f32, f32); 5] =
    [(0.004, 0.5, 0.5), (0.031, 0.3, 0.12), (0.044, 0.1, 0.28), (0.090, 0.34, 0.14), (0.140, 0.12, 0.27)];
/// Trunks, here and there.
const FOREST: [(f32, f32, f32); 7] = [
    (0.004, 0.35, 0.35),
    (0.023, 0.16, 0.05),
    (0.037, 0.05, 0.15),
    (0.052, 0.12, 0.06),
    (0.071, 0.04, 0.11),
    (0.095, 0.08, 0.04),
    (0.121, 0.03, 0.07),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dsp::{Svf, db};

    fn heard(preset: RoomPreset, length: usize) -> Stereo {
        reverberate(&click(), &Room { preset, wet_db: 0.0 }, length)
    }

    /// Seconds to fall by 60 dB: the slope between -5 and -25 dB of what is left (Schroeder 1965), in the octaves of 500
    /// and 1000 Hz, as ISO 3382 has it.
    fn rt60_s(response: &[f32]) -> f32 {
        let octave = |hz: f32| {
            let (mut low, mut high) = (Svf::new(hz * 1.414, 0.7), Svf::new(hz / 1.414, 0.7));
            let mut left: Vec<f64> =
                response.iter().map(|x| f64::from(high.high(low.low(*x))).powi(2)).collect();
            (0..left.len() - 1).rev().for_each(|i| left[i] += left[i + 1]);
            let when =
                |below: f64| left.iter().position(|e| 10.0 * (e / left[0]).log10() < below).unwrap() as f32;
            3.0 * (when(-25.0) - when(-5.0)) / FS
        };
        0.5 * (octave(500.0) + octave(1_000.0))
    }

    #[test]
    fn rooms_fall_silent_in_their_time() {
        let wrong = [
            (RoomPreset::Booth, 0.12),
            (RoomPreset::Small, 0.35),
            (RoomPreset::Living, 0.45),
            (RoomPreset::Office, 0.55),
            (RoomPreset::Bathroom, 0.9),
            (RoomPreset::Hall, 1.8),
            (RoomPreset::Church, 3.5),
            (RoomPreset::Cave, 3.0),
            (RoomPreset::Street, 0.5),
            (RoomPreset::Forest, 0.3),
        ]
        .into_iter()
        .map(|(preset, wanted_s)| (preset, rt60_s(&heard(preset, 240_000).left) / wanted_s))
        .filter(|(_, ratio)| (ratio - 1.0).abs() > 0.15);
        assert_eq!(wrong.collect::<Vec<_>>(), []);
    }

    #[test]
    fn the_two_sides_of_a_hall_are_not_alike() {
        let hall = heard(RoomPreset::Hall, 96_000);
        let (left, right) = (&hall.left[9_600..], &hall.right[9_600..]);
        let product = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f32>();
        let alike = product(left, right) / (product(left, left) * product(right, right)).sqrt();
        assert!(alike.abs() < 0.3, "{alike}");
    }

    #[test]
    fn nothing_comes_back_from_a_field_and_little_from_a_booth() {
        assert_eq!(heard(RoomPreset::Field, 4_800).peak(), 0.0);
        let back = |preset| db(energy(&heard(preset, 96_000)).sqrt());
        assert!(back(RoomPreset::Booth) < back(RoomPreset::Living) - 10.0);
        assert!(back(RoomPreset::Living) < back(RoomPreset::Church));
    }

    #[test]
    fn a_street_answers_from_its_fronts() {
        let street = heard(RoomPreset::Street, 12_000).left;
        let loud = |ms: usize| street[ms * 48 - 24..ms * 48 + 96].iter().fold(0.0f32, |p, x| x.abs().max(p));
        assert!(loud(90) > 3.0 * loud(80), "{} {}", loud(90), loud(80));
    }

    #[test]
    fn a_long_silence_after_a_click_stays_a_number() {
        let after = heard(RoomPreset::Church, 480_000);
        assert!(after.left.iter().all(|x| x.is_finite() && !x.is_subnormal()));
    }
}
