//! How fast the hand moves.

use super::Fabric;
use crate::dsp::{Chance, FS, Smooth};
use crate::render::Take;

/// Speed, 0..=1, sample by sample: a gesture, a given course, or strokes to and fro where none is given.
pub fn speed(fabric: &Fabric, take: &Take) -> Vec<f32> {
    let mut chance = take.chance("motion");
    if take.length_s <= 0.0 {
        return gesture(fabric.gesture_s * chance.within(0.75, 1.3), &mut chance);
    }
    let length = take.samples().max(480);
    if take.is_shaped() {
        let mut smooth = Smooth::new(0.012, 0.03);
        let at = |i: usize| take.strength(i as f64 / f64::from(FS));
        return (0..length).map(|i| smooth.sample(at(i))).collect();
    }
    if fabric.strokes {
        return strokes(length, fabric.gesture_s, &mut chance);
    }
    handling(length, fabric.gesture_s, &mut chance)
}

/// One movement: rises, lingers, falls, with an accent somewhere.
fn gesture(length_s: f32, chance: &mut Chance) -> Vec<f32> {
    let length = (length_s.clamp(0.25, 0.7) * FS) as usize;
    let (early, accent) = (chance.within(0.22, 0.4), chance.within(0.5, 0.75));
    let bell = |x: f32, at: f32, wide: f32| libm::expf(-0.5 * ((x - at) / wide) * ((x - at) / wide));
    let course = |i: usize| {
        let x = i as f32 / length as f32;
        let ends = libm::sinf(core::f32::consts::PI * x);
        (bell(x, early, 0.12) + 0.6 * bell(x, accent, 0.13)).min(1.0) * libm::sqrtf(ends.max(0.0))
    };
    (0..length).map(course).collect()
}

/// Gestures of all sizes, one into another.
fn handling(length: usize, gesture_s: f32, chance: &mut Chance) -> Vec<f32> {
    let mut speed = vec![0.12; length];
    let mut at = 0.0;
    while (at as usize) < length {
        let (level, long) = (chance.within(0.3, 1.0), chance.log_within(0.5, 1.6));
        for (sum, v) in speed[at as usize..].iter_mut().zip(gesture(gesture_s * long, chance)) {
            *sum = (*sum * *sum + level * level * v * v).min(1.0);
            *sum = libm::sqrtf(*sum);
        }
        at += gesture_s * chance.within(0.2, 0.9) * FS;
    }
    speed
}

/// To and fro, with 6 to 12 % of unevenness: predictable, never the same.
fn strokes(length: usize, stroke_s: f32, chance: &mut Chance) -> Vec<f32> {
    let mut speed = Vec::with_capacity(length);
    let mut forth = true;
    while speed.len() < length {
        let way = if forth { 1.0 } else { 0.85 };
        let n = (stroke_s * way * (1.0 + 0.09 * chance.normal()).clamp(0.6, 1.4) * FS) as usize;
        let (level, lean) = (chance.within(0.7, 1.0) * way, chance.within(0.75, 1.2));
        for i in 0..n {
            let x = libm::powf((i as f32 + 0.5) / n as f32, lean);
            speed.push(level * libm::powf(libm::sinf(core::f32::consts::PI * x).max(0.0), 1.3));
        }
        speed.resize(speed.len() + (chance.within(0.02, 0.12) * FS) as usize, 0.0);
        forth = !forth;
    }
    speed.truncate(length);
    speed
}
