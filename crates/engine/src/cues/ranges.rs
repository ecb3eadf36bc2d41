//! The numbers of every model and the ranges in which they can be rendered.

use super::Sound;
use std::ops::RangeInclusive;

/// A parameter as a sheet names it, its value, and what is accepted.
pub(crate) type Number = (&'static str, f32, RangeInclusive<f32>);

/// Length of a sounding body, metres.
const BODY_M: RangeInclusive<f32> = 0.002..=5.0;
/// A knob from nothing to full.
const KNOB: RangeInclusive<f32> = 0.0..=1.0;

impl Sound {
    /// Every number among the model's parameters.
    pub(crate) fn numbers(&self) -> Vec<Number> {
        match self {
            Sound::Impact(impact) => vec![
                ("params.size", impact.size, BODY_M),
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
            Sound::Animal(animal) => vec![("params.size", animal.size, 0.2..=4.0)],
            Sound::Blast(blast) => {
                vec![("params.size", blast.size, KNOB), ("params.away", blast.away, 1.0..=5_000.0)]
            }
            Sound::Signal(signal) => vec![("params.pitch", signal.pitch, 0.25..=4.0)],
            Sound::Body(body) => vec![("params.effort", body.effort, KNOB)],
            Sound::Crowd(crowd) => vec![("params.size", crowd.size, KNOB)],
            Sound::Designed(designed) => vec![
                ("params.pitch", designed.pitch, 0.25..=4.0),
                ("params.length", designed.length, 0.0..=10.0),
            ],
            Sound::Electric(electric) => vec![("params.mains_hz", electric.mains_hz, 16.0..=400.0)],
            Sound::Steam(steam) => vec![("params.size", steam.size, KNOB)],
            Sound::Whoosh(whoosh) => vec![
                ("params.d", whoosh.d, 0.001..=0.5),
                ("params.length", whoosh.length, 0.02..=5.0),
                ("params.tone", whoosh.tone, KNOB),
                ("params.designed", whoosh.designed, KNOB),
            ],
            Sound::Ambience(ambience) => {
                vec![("params.wind", ambience.wind, KNOB), ("params.life", ambience.life, KNOB)]
            }
            Sound::Shatter(shatter) => vec![("params.size", shatter.size, KNOB)],
            Sound::Friction(friction) => {
                vec![("params.size", friction.size, BODY_M), ("params.force", friction.force, KNOB)]
            }
            Sound::Rolling(rolling) => {
                vec![("params.speed", rolling.speed, 0.05..=80.0), ("params.rough", rolling.rough, KNOB)]
            }
            Sound::Crumple(crumple) => vec![("params.size", crumple.size, KNOB)],
            Sound::Door(door) => {
                vec![("params.size", door.size, KNOB), ("params.creak", door.creak, KNOB)]
            }
            Sound::Click(click) => vec![("params.size", click.size, KNOB)],
            Sound::Machine(machine) => vec![
                ("params.load", machine.load, KNOB),
                ("params.size", machine.size, KNOB),
                ("params.pass", machine.pass, 0.0..=250.0),
            ],
            Sound::Sample(sample) => {
                let instead = sample.instead.iter().flat_map(|sound| sound.numbers());
                [("params.speed", sample.speed, 0.25..=4.0)].into_iter().chain(instead).collect()
            }
            Sound::Footstep(_) | Sound::Cloth(_) => Vec::new(),
        }
    }
}
