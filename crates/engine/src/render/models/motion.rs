//! How fast a thing moves: the course that was given, or gestures of a natural length.

use super::blend::Blend;
use crate::dsp::{Chance, FS, Slow, samples};
use crate::render::{Take, Voice};
use core::f32::consts::PI;

/// No moment lasts longer, seconds.
const LONGEST_S: f32 = 4.0;

/// Speed over the time of a take.
#[derive(Debug, Clone, PartialEq)]
pub struct Motion {
    /// Its samples.
    pub length: usize,
    /// 0..=1.
    pub speed: Slow,
    moment: bool,
}

impl Motion {
    /// Runs on evenly; a moment of it comes and goes within `natural_s`.
    pub fn running(take: &Take, natural_s: f64) -> Motion {
        if take.samples() == 0 {
            return Motion::once(samples(natural_s), 0.5, true);
        }
        let length = take.samples();
        Motion { length, speed: Slow::of(length, |t| take.strength(t)), moment: false }
    }

    /// Gestures of about `gesture_s` with `pause_s` between them where no course is given; a moment is one gesture.
    pub fn gestures(take: &Take, gesture_s: f32, pause_s: f32, chance: &mut Chance) -> Motion {
        let long = gesture_s * chance.within(0.8, 1.25);
        if take.samples() == 0 {
            return Motion::once((long * FS) as usize, chance.within(0.35, 0.55), true);
        }
        let length = take.samples();
        if take.is_shaped() {
            return Motion { length, speed: Slow::of(length, |t| take.strength(t)), moment: false };
        }
        if (length as f32) < 1.5 * gesture_s * FS {
            return Motion::once(length, chance.within(0.35, 0.55), false);
        }
        Motion { length, speed: one_after_another(length, (gesture_s, pause_s), chance), moment: false }
    }

    /// One gesture, fastest at `peak` of its length.
    fn once(length: usize, peak: f32, moment: bool) -> Motion {
        let long = length.max(480) as f32 / FS;
        Motion { length: length.max(480), speed: Slow::of(length, |t| arch(t as f32 / long, peak)), moment }
    }

    /// Its speed at a sample.
    pub fn at(&self, sample: usize) -> f32 {
        self.speed.at(sample)
    }

    /// True for a moment.
    pub fn is_moment(&self) -> bool {
        self.moment
    }

    /// The finished sound.
    pub fn voice(&self, blend: Blend, take: &Take) -> Voice {
        if self.moment { blend.into_moment(LONGEST_S, take) } else { blend.into_stretch(self.length, take) }
    }
}

/// Rises and falls within 0..=1, greatest at `peak`.
fn arch(x: f32, peak: f32) -> f32 {
    if !(0.0..1.0).contains(&x) {
        return 0.0;
    }
    let bent = if x < peak { 0.5 * x / peak } else { 0.5 + 0.5 * (x - peak) / (1.0 - peak) };
    libm::powf(libm::sinf(PI * bent).max(0.0), 0.7)
}

fn one_after_another(length: usize, (gesture_s, pause_s): (f32, f32), chance: &mut Chance) -> Slow {
    let (mut begin, mut long, mut level, mut peak) = (0.02f32, gesture_s, 1.0f32, 0.4f32);
    Slow::of(length, |t| {
        let t = t as f32;
        if t > begin + long {
            begin = t + pause_s * chance.within(0.4, 1.6);
            long = gesture_s * chance.log_within(0.7, 1.45);
            (level, peak) = (chance.within(0.6, 1.0), chance.within(0.3, 0.6));
        }
        level * arch((t - begin) / long, peak)
    })
}
