//! The first reflections of a room: images of the source in its six faces and its upper edges.

use super::room::Character;
use crate::dsp::{OnePole, Stereo};

/// Speed of sound, metres a second.
const SOUND: f32 = 343.0;

/// One reflection: when, how loud on each side.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Tap {
    delay_s: f32,
    left: f32,
    right: f32,
}

/// Adds the first reflections of `send` to `out`.
pub fn add(out: &mut Stereo, send: &[f32], character: &Character) {
    for (k, tap) in taps(character).into_iter().enumerate() {
        let mut wall = OnePole::new(character.damp_hz * if k < 6 { 1.6 } else { 1.0 });
        let begin = (tap.delay_s * crate::dsp::FS) as usize;
        for (i, x) in send.iter().enumerate() {
            let Some(left) = out.left.get_mut(begin + i) else { break };
            let back = wall.low(*x);
            *left += back * tap.left;
            out.right[begin + i] += back * tap.right;
        }
    }
}

/// A listener a third into the room, a source ahead and a little aside.
fn taps(character: &Character) -> Vec<Tap> {
    let mut taps: Vec<Tap> =
        character.slaps.iter().map(|&(delay_s, left, right)| Tap { delay_s, left, right }).collect();
    let Some([w, d, h]) = character.walls_m else { return taps };
    let (ear, source) = ([0.42 * w, 0.33 * d, 1.5], [0.55 * w, 0.62 * d, 1.0]);
    let straight = distance(ear, source);
    let images = [[-1, 0, 0], [1, 0, 0], [0, -1, 0], [0, 1, 0], [0, 0, -1], [0, 0, 1]];
    let edges = [[-1, 0, 1], [1, 0, 1], [-1, 1, 0], [1, 1, 0], [-1, -1, 0], [1, -1, 0]];
    for image in images.into_iter().chain(edges) {
        let mut at = source;
        for (axis, &wall) in image.iter().enumerate() {
            at[axis] = match wall {
                -1 => -source[axis],
                1 => 2.0 * [w, d, h][axis] - source[axis],
                _ => source[axis],
            };
        }
        let far = distance(ear, at);
        let bounces = image.iter().filter(|w| **w != 0).count() as i32;
        let level = straight / far * libm::powf(character.reflect, bounces as f32);
        let side = (at[0] - ear[0]) / far;
        let (left, right) = (libm::sqrtf(0.5 - 0.4 * side), libm::sqrtf(0.5 + 0.4 * side));
        taps.push(Tap { delay_s: (far - straight) / SOUND, left: level * left, right: level * right });
    }
    taps
}

fn distance(a: [f32; 3], b: [f32; 3]) -> f32 {
    libm::sqrtf(a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum())
}
