//! How what sounds once fills a stretch, and how what goes on is cut to a moment.

use super::blend::{Blend, to_peak_one};
use super::stretch::Stretch;
use crate::dsp::{Chance, FS, fade};
use crate::render::{Take, Voice};

/// When the next one comes: shortest and longest wait, seconds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Pace {
    /// From begin to begin.
    Every(f32, f32),
    /// From end to begin.
    After(f32, f32),
}

/// One for a moment, at most `longest_s` long; over a stretch one after another, each as loud as the stretch is strong
/// there, and the weaker the rarer.
pub fn again(
    take: &Take,
    longest_s: f32,
    pace: Pace,
    mut make: impl FnMut(&mut Chance) -> Vec<f32>,
) -> Voice {
    let mut chance = take.chance("again");
    let mut blend = Blend::default();
    if take.length_s <= 0.0 {
        blend.add(&to_peak_one(make(&mut chance)), 0.0, 1.0);
        return blend.into_moment(longest_s, take);
    }
    let mut at_s = 0.0;
    while f64::from(at_s) < take.length_s {
        let made = to_peak_one(make(&mut chance));
        if let Some(later_s) = rises(take, at_s, made.len() as f32 / FS) {
            at_s += later_s;
            continue;
        }
        let strength = take.strength(f64::from(at_s + 0.05));
        if strength > 0.03 {
            blend.add(&made, at_s, strength * chance.within(0.85, 1.0));
        }
        let wait = match pace {
            Pace::Every(least, most) => chance.within(least, most),
            Pace::After(least, most) => made.len() as f32 / FS + chance.within(least, most),
        };
        let wait = (wait * (1.5 - 0.5 * strength)).max(0.01);
        at_s += rises(take, at_s, wait).unwrap_or(wait);
    }
    blend.into_stretch(take.samples(), take)
}

/// How long after `at_s` a stretch becomes several times as strong, if that is within `length_s`: nobody begins a long
/// call just before there is a reason for it.
fn rises(take: &Take, at_s: f32, length_s: f32) -> Option<f32> {
    let now = take.strength(f64::from(at_s + 0.05));
    let steps = (1..(length_s / 0.05) as usize).map(|step| 0.05 * step as f32);
    let mut inside = steps.take_while(|later_s| f64::from(at_s + later_s) < take.length_s);
    inside.find(|later_s| take.strength(f64::from(at_s + later_s + 0.05)) > 3.0 * now + 0.1)
}

/// What goes on, as loud as the stretch is strong; a moment lasts `natural_s` and has the edges `(attack, release)`,
/// seconds.
pub fn steady(
    take: &Take,
    natural_s: f64,
    (attack_s, release_s): (f32, f32),
    make: impl FnOnce(&Stretch, &mut Chance) -> Vec<f32>,
) -> Voice {
    let stretch = Stretch::of(take, natural_s);
    let mut sound = make(&stretch, &mut take.chance("steady"));
    sound.resize(stretch.length, 0.0);
    sound.iter_mut().enumerate().for_each(|(i, x)| *x *= stretch.strength.at(i));
    let most = sound.len() / 2;
    fade(&mut sound, ((attack_s * FS) as usize).min(most), ((release_s * FS) as usize).min(most));
    let mut blend = Blend::default();
    blend.add(&to_peak_one(sound), 0.0, 1.0);
    if take.length_s <= 0.0 {
        return blend.into_moment(natural_s as f32 + 0.5, take);
    }
    blend.into_stretch(stretch.length, take)
}
