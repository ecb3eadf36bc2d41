//! One sound before it is placed, and what a model is told when it makes one.

use crate::Seed;
use crate::cues::Course;
use crate::dsp::{Chance, Stereo, samples};

/// One rendered sound, near and dry.
#[derive(Debug, Clone, PartialEq)]
pub struct Voice {
    /// Its samples.
    pub sound: Sounding,
    /// The sample that belongs at the cue's time: the perceived onset, or a whoosh's peak.
    pub onset: usize,
}

/// A point in space, or a field around the listener.
#[derive(Debug, Clone, PartialEq)]
pub enum Sounding {
    /// Comes from one place.
    Point(Vec<f32>),
    /// Comes from all around; made in stereo.
    Wide(Stereo),
}

impl Voice {
    /// A point source whose onset is its first sample.
    pub fn point(samples: Vec<f32>) -> Voice {
        Voice { sound: Sounding::Point(samples), onset: 0 }
    }

    /// A field that begins at its first sample.
    pub fn wide(sound: Stereo) -> Voice {
        Voice { sound: Sounding::Wide(sound), onset: 0 }
    }

    /// The same voice with its onset at sample `onset`.
    pub fn with_onset(self, onset: usize) -> Voice {
        Voice { onset, ..self }
    }

    /// Multiplies every sample.
    pub fn scale(&mut self, gain: f32) {
        match &mut self.sound {
            Sounding::Point(mono) => mono.iter_mut().for_each(|x| *x *= gain),
            Sounding::Wide(wide) => wide.scale(gain),
        }
    }

    /// Both channels; a point goes into both alike.
    pub fn into_wide(self) -> Stereo {
        match self.sound {
            Sounding::Point(mono) => Stereo::of_mono(&mono),
            Sounding::Wide(wide) => wide,
        }
    }
}

/// What a model is told besides its parameters.
#[derive(Debug, Clone)]
pub struct Take {
    /// Where its chance comes from.
    pub seed: Seed,
    /// How hard, 0..=1.
    pub velocity: f32,
    /// Length of a stretch, seconds; 0 for a moment.
    pub length_s: f64,
    /// More detail, softer edges.
    pub asmr: bool,
    /// Course of strength in the take's own time.
    env: Course,
}

impl Take {
    /// An even take.
    pub fn new(seed: Seed, velocity: f32, length_s: f64, asmr: bool) -> Take {
        Take { seed, velocity: velocity.clamp(0.0, 1.0), length_s, asmr, env: Course::default() }
    }

    /// The same with a course given in the clip's time, which is `begin` at the take's first sample.
    pub fn shaped(mut self, env: &Course, begin: f64) -> Take {
        self.env = Course { t: env.t.iter().map(|t| t - begin).collect(), v: env.v.clone() };
        self
    }

    /// Strength at `t` seconds from the take's begin, 0..=1.
    pub fn strength(&self, t: f64) -> f32 {
        self.env.at(t).clamp(0.0, 1.0)
    }

    /// True where a course was given.
    pub fn is_shaped(&self) -> bool {
        !self.env.is_empty()
    }

    /// The stretch in samples.
    pub fn samples(&self) -> usize {
        samples(self.length_s)
    }

    /// A stream of chance for one part of the sound.
    pub fn chance(&self, part: &str) -> Chance {
        Chance::new(self.seed.of_part(part))
    }
}
