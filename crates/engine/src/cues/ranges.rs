//! The numbers of every model and the ranges in which they can be rendered.

use super::Sound;
use std::ops::RangeInclusive;

/// A parameter as a sheet names it, its value, and what is accepted.
pub(super) type Number = (&'static str, f32, RangeInclusive<f32>);

/// A knob from nothing to full.
const KNOB: RangeInclusive<f32> = 0.0..=1.0;

impl Sound {
    /// Every number among the model's parameters.
    pub(super) fn numbers(&self) -> Vec<Number> {
        match self {
            Sound::Impact(impact) => vec![
                ("params.size", impact.size, 0.002..=5.0),
                ("params.hardness", impact.hardness, KNOB),
                ("params.body", impact.body, KNOB),
            ],
            Sound::Rain(rain) => vec![("params.mm_per_hour", rain.mm_per_hour, 0.1..=200.0)],
            Sound::Wind(wind) => vec![
                ("params.speed", wind.speed, 0.0..=60.0),
                ("params.gusts", wind.gusts, KNOB),
                ("params.whistle", wind.whistle, KNOB),
                ("params.leaves", wind.leaves, KNOB),
            ],
            Sound::Water(water) => vec![("params.size", water.size, KNOB)],
            Sound::Fire(fire) => {
                vec![("params.size", fire.size, KNOB), ("params.crackle", fire.crackle, KNOB)]
            }
            Sound::Thunder(thunder) => vec![("params.away", thunder.away, 20.0..=20_000.0)],
            Sound::Whoosh(whoosh) => vec![
                ("params.d", whoosh.d, 0.001..=0.5),
                ("params.length", whoosh.length, 0.02..=5.0),
                ("params.tone", whoosh.tone, KNOB),
                ("params.designed", whoosh.designed, KNOB),
            ],
            Sound::Ambience(ambience) => {
                vec![("params.wind", ambience.wind, KNOB), ("params.life", ambience.life, KNOB)]
            }
            Sound::Sample(sample) => {
                let instead = sample.instead.iter().flat_map(|sound| sound.numbers());
                [("params.speed", sample.speed, 0.25..=4.0)].into_iter().chain(instead).collect()
            }
            Sound::Footstep(_) | Sound::Cloth(_) => Vec::new(),
        }
    }
}
