//! A class and what is said about it, in a model's parameters.

use super::lexicon::{Class, Stuff, lexicon};
use super::prompt::Notes;
use crate::cues::{DoorMove, Ground, Machine, Material, Shoe, Sound};

/// Intensity to millimetres an hour: "light", "heavy" and "torrential" lie where meteorologists put them.
const RAINFALL: [(f32, f32); 7] =
    [(0.0, 0.5), (0.15, 1.0), (0.3, 2.5), (0.5, 6.0), (0.8, 28.0), (0.95, 60.0), (1.0, 80.0)];

/// Whether a class, its parts or its substitute can be rendered.
#[cfg(test)]
pub fn can_be_made(class: usize) -> bool {
    let class = &lexicon().classes[class];
    class.sound.is_some() || class.substitute.is_some() || !class.parts.is_empty()
}

/// The model and parameters of a class with notes; `None` where it cannot be made.
pub fn of(class: &Class, notes: &Notes) -> Option<Sound> {
    let mut sound = class.sound.clone()?;
    let stuffs = notes.stuffs.iter().map(|&i| &lexicon().stuffs[i]);
    let size = notes.size.unwrap_or(1.0);
    let strength = notes.intensity;
    match &mut sound {
        Sound::Impact(impact) => {
            impact.material = first(stuffs, |s| s.material).unwrap_or(impact.material);
            impact.size = (impact.size * size / notes.pitch.unwrap_or(1.0)).clamp(0.005, 3.0);
            let harder = strength.map_or(0.0, |i| (i - 0.5) * 0.3);
            impact.hardness = notes.crisp.unwrap_or(impact.hardness + harder).clamp(0.05, 1.0);
            impact.body = (impact.body + harder).clamp(0.0, 1.0);
        }
        Sound::Footstep(step) => {
            step.ground = first(stuffs, |s| s.ground).unwrap_or(step.ground);
            step.shoe = notes.shoe.unwrap_or(step.shoe);
            step.run = notes.run;
        }
        Sound::Rain(rain) => {
            rain.on = first(stuffs, |s| s.rain).unwrap_or(rain.on);
            rain.mm_per_hour = strength.map_or(rain.mm_per_hour, |i| along(&RAINFALL, i));
        }
        Sound::Wind(wind) => {
            wind.speed = strength.map_or(wind.speed, |i| 1.5 + 17.0 * i);
            wind.gusts = strength.map_or(wind.gusts, |i| 0.3 + 0.6 * i);
        }
        Sound::Water(water) => {
            water.size = (strength.unwrap_or(water.size) * if strength.is_some() { 1.0 } else { size })
                .clamp(0.05, 1.0);
        }
        Sound::Fire(fire) => {
            fire.size = (strength.unwrap_or(fire.size) * size).clamp(0.02, 1.0);
            fire.crackle = notes.crisp.unwrap_or(fire.crackle);
        }
        Sound::Thunder(thunder) => {
            let by_strength = strength.map_or(thunder.away, |i| 1_600.0 - 1_400.0 * i);
            thunder.away = notes.distance.map_or(by_strength, |d| if d > 6.0 { 3_000.0 } else { 250.0 });
        }
        Sound::Animal(animal) => {
            animal.size = (animal.size * size / notes.pitch.unwrap_or(1.0)).clamp(0.3, 3.0);
        }
        Sound::Blast(blast) => {
            blast.size = (strength.unwrap_or(blast.size) * size).clamp(0.0, 1.0);
            blast.away = notes.distance.map_or(blast.away, |d| if d > 6.0 { 600.0 } else { 15.0 });
        }
        Sound::Signal(signal) => {
            signal.pitch = (signal.pitch * notes.pitch.unwrap_or(1.0) / libm::sqrtf(size)).clamp(0.3, 3.0);
        }
        Sound::Body(body) => body.effort = strength.unwrap_or(body.effort),
        Sound::Crowd(crowd) => crowd.size = (strength.unwrap_or(crowd.size) * size).clamp(0.0, 1.0),
        Sound::Designed(designed) => {
            designed.pitch = (designed.pitch * notes.pitch.unwrap_or(1.0)).clamp(0.3, 3.0);
        }
        Sound::Steam(steam) => steam.size = (strength.unwrap_or(steam.size) * size).clamp(0.05, 1.0),
        Sound::Electric(_) => {}
        Sound::Whoosh(whoosh) => {
            whoosh.d = (whoosh.d * size).clamp(0.003, 0.3);
            whoosh.length = (whoosh.length / notes.speed.unwrap_or(1.0)).clamp(0.1, 1.5);
        }
        Sound::Cloth(cloth) => cloth.kind = first(stuffs, |s| s.cloth).unwrap_or(cloth.kind),
        Sound::Ambience(ambience) => {
            ambience.life =
                strength.map_or(ambience.life, |i| (ambience.life * (0.4 + 1.2 * i)).clamp(0.0, 1.0));
        }
        // What the classes' table spells out as a recording has nothing to follow words with.
        Sound::Sample(_) => {}
        handled => of_handled(handled, notes, first(stuffs, |s| s.material)),
    }
    Some(sound)
}

/// The same for what is handled, broken and run.
fn of_handled(sound: &mut Sound, notes: &Notes, material: Option<Material>) {
    let (size, strength) = (notes.size.unwrap_or(1.0), notes.intensity);
    let sized = |usual: f32| (usual * size).clamp(0.0, 1.0);
    match sound {
        Sound::Friction(friction) => {
            friction.material = material.unwrap_or(friction.material);
            friction.size = (friction.size * size / notes.pitch.unwrap_or(1.0)).clamp(0.01, 3.0);
            friction.force = strength.unwrap_or(friction.force);
        }
        Sound::Rolling(rolling) => {
            rolling.speed = (rolling.speed * notes.speed.unwrap_or(1.0)).clamp(0.1, 60.0);
            rolling.rough = strength.unwrap_or(rolling.rough);
        }
        Sound::Shatter(shatter) => shatter.size = sized(shatter.size),
        Sound::Crumple(crumple) => crumple.size = sized(crumple.size),
        Sound::Click(click) => click.size = sized(click.size),
        Sound::Door(door) => {
            door.material = material.unwrap_or(door.material);
            door.size = sized(door.size);
            if door.does == DoorMove::Slam && strength.is_some_and(|i| i < 0.45) {
                door.does = DoorMove::Close;
            }
        }
        Sound::Machine(machine) => run(machine, notes),
        _ => {}
    }
}

/// Fast, loud and straining are one to a machine.
fn run(machine: &mut Machine, notes: &Notes) {
    let faster = notes.speed.map_or(0.0, |speed| 0.35 * libm::log2f(speed.clamp(0.25, 4.0)));
    machine.load = (notes.intensity.unwrap_or(machine.load) + faster).clamp(0.0, 1.0);
    machine.size = (machine.size * notes.size.unwrap_or(1.0) / notes.pitch.unwrap_or(1.0)).clamp(0.0, 1.0);
}

/// How hard, 0..=1.
pub fn velocity(class: &Class, notes: &Notes) -> f32 {
    (class.velocity + notes.intensity.map_or(0.0, |i| (i - 0.5) * 0.5)).clamp(0.1, 1.0)
}

/// Gain of a bed whose model has no strength of its own, and of one that is far away, decibels.
pub fn bed_gain_db(class: &Class, notes: &Notes) -> f32 {
    let strength_db = match class.sound {
        Some(
            Sound::Cloth(_)
            | Sound::Ambience(_)
            | Sound::Animal(_)
            | Sound::Signal(_)
            | Sound::Designed(_)
            | Sound::Electric(_),
        ) => notes.intensity.map_or(0.0, |i| (i - 0.5) * 14.0),
        _ => 0.0,
    };
    let distance_db = notes.distance.map_or(0.0, |d| if d > 6.0 { -7.0 } else { 3.0 });
    class.gain_db + strength_db + distance_db
}

/// The class of an impact on a material.
pub fn impact_class(material: Material) -> &'static str {
    match material {
        Material::Wood | Material::HollowWood => "WOOD-IMPACT",
        Material::Metal | Material::SheetMetal => "METAL-IMPACT",
        Material::Glass => "GLASS-IMPACT",
        Material::Ceramic => "CERAMICS-IMPACT",
        Material::Stone => "ROCKS-IMPACT",
        Material::Plastic => "PLASTIC-IMPACT",
        Material::Rubber => "RUBBER-IMPACT",
        Material::Flesh => "FIGHT-IMPACT",
        Material::Soil => "OBJECTS-MISC",
    }
}

/// A step on what the picture shows.
pub fn step(ground: Ground, run: bool, left: bool) -> Sound {
    Sound::Footstep(crate::cues::Footstep { ground, shoe: Shoe::Sneaker, run, left })
}

fn first<'a, T>(mut stuffs: impl Iterator<Item = &'a Stuff>, of: impl Fn(&Stuff) -> Option<T>) -> Option<T> {
    stuffs.find_map(of)
}

fn along(points: &[(f32, f32)], x: f32) -> f32 {
    let after = points.iter().position(|&(at, _)| at >= x).unwrap_or(points.len() - 1).max(1);
    let ((x0, y0), (x1, y1)) = (points[after - 1], points[after]);
    y0 + (y1 - y0) * ((x - x0) / (x1 - x0)).clamp(0.0, 1.0)
}
