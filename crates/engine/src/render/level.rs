//! The loudness table: how loud each sound is at velocity .7 and 1 m, and how velocity and gain move it.

mod effects;
mod handled;
mod living;

use super::Voice;
use super::voice::Sounding;
use crate::cues::{
    Cloth, ClothKind, Footstep, Ground, Impact, Material, Place, Rain, RainOn, Shoe, Sound, Water, WaterKind,
    Whoosh, Wind,
};
use crate::dsp::{Stereo, gain, momentary_max_lufs};

/// A recording that stands for no model, LUFS.
const UNKNOWN_LUFS: f32 = -20.0;
/// Decibels from velocity 0 to 1.
const VELOCITY_RANGE_DB: f32 = 24.0;

/// Brings a voice to the table's loudness for its sound, then moves it by velocity (.7 is neutral) and gain. A voice
/// that cannot be measured stays as it is.
pub fn set(voice: &mut Voice, sound: &Sound, velocity: f32, gain_db: f32) {
    let measured = match &voice.sound {
        Sounding::Point(mono) => momentary_max_lufs(&Stereo::of_mono(mono)) - 3.01,
        Sounding::Wide(wide) => momentary_max_lufs(wide),
    };
    debug_assert!(!measured.is_nan() && measured < f32::INFINITY, "{sound:?} does not measure: {measured}");
    if measured < -100.0 {
        return;
    }
    let wanted = table_lufs(sound) + (velocity - 0.7) * VELOCITY_RANGE_DB + gain_db;
    let factor = gain(wanted - measured);
    debug_assert!(factor.is_finite(), "{sound:?} is wanted at {wanted} LUFS and measures {measured}");
    if factor.is_finite() {
        voice.scale(factor);
    }
}

/// Loudest 400 ms of the sound at velocity .7 and 1 m, LUFS, before mastering. Foreground sounds stand about 14 to 20
/// LU over beds.
pub fn table_lufs(sound: &Sound) -> f32 {
    match sound {
        Sound::Impact(impact) => impact_lufs(impact),
        Sound::Footstep(step) => step_lufs(step),
        Sound::Animal(animal) => living::animal_lufs(animal),
        Sound::Blast(blast) => effects::blast_lufs(blast),
        Sound::Signal(signal) => effects::signal_lufs(signal),
        Sound::Body(body) => living::body_lufs(body),
        Sound::Crowd(crowd) => living::crowd_lufs(crowd),
        Sound::Designed(designed) => effects::designed_lufs(designed),
        Sound::Electric(electric) => effects::electric_lufs(electric),
        Sound::Steam(steam) => effects::steam_lufs(steam),
        Sound::Whoosh(whoosh) => whoosh_lufs(whoosh),
        Sound::Cloth(cloth) => cloth_lufs(cloth),
        Sound::Thunder(_) => -8.0,
        Sound::Fire(fire) => -30.0 + 8.0 * fire.size.clamp(0.0, 1.0),
        Sound::Rain(rain) => rain_lufs(rain),
        Sound::Wind(wind) => wind_lufs(wind),
        Sound::Water(water) => water_lufs(water),
        Sound::Ambience(ambience) => match ambience.place {
            // With people at work in it a room is no longer still.
            Place::RoomTone => -46.0 + 26.0 * (ambience.life.clamp(0.0, 1.0) - 0.3).clamp(0.0, 0.5),
            Place::Cave | Place::Meadow | Place::NightField => -34.0,
            Place::Forest => -31.0,
            Place::City | Place::Seaside => -29.0,
            Place::Traffic | Place::Crowd => -28.0,
        },
        Sound::Shatter(shatter) => handled::shatter_lufs(shatter),
        Sound::Friction(friction) => handled::friction_lufs(friction),
        Sound::Rolling(rolling) => handled::rolling_lufs(rolling),
        Sound::Crumple(crumple) => handled::crumple_lufs(crumple),
        Sound::Door(door) => handled::door_lufs(door),
        Sound::Click(click) => handled::click_lufs(click),
        Sound::Machine(machine) => handled::machine_lufs(machine),
        // A recording is as loud as the model that it stands for.
        Sound::Sample(sample) => sample.instead.as_ref().map_or(UNKNOWN_LUFS, |sound| table_lufs(sound)),
    }
}

/// Larger things are louder; what rings long is loud at less peak.
fn impact_lufs(impact: &Impact) -> f32 {
    let full = match impact.material {
        Material::SheetMetal => -16.0,
        Material::HollowWood | Material::Metal | Material::Flesh => -17.5,
        Material::Wood | Material::Stone | Material::Rubber => -18.5,
        Material::Glass | Material::Ceramic => -19.5,
        Material::Plastic | Material::Soil => -21.0,
    };
    full + (2.0 * libm::log2f(impact.size.clamp(0.01, 5.0) / 0.15)).clamp(-5.0, 4.0)
}

fn step_lufs(step: &Footstep) -> f32 {
    let ground_db = match step.ground {
        Ground::Metal => 2.0,
        Ground::Wood | Ground::Water => 1.0,
        Ground::Concrete | Ground::Tile | Ground::Gravel | Ground::Leaves | Ground::Mud => 0.0,
        Ground::Snow => -1.0,
        Ground::Grass | Ground::Sand => -4.0,
        Ground::Carpet => -7.0,
    };
    let shoe_db = match step.shoe {
        Shoe::Boot => 1.5,
        Shoe::Heel | Shoe::Leather => 0.0,
        Shoe::Sneaker => -2.0,
        Shoe::Barefoot => -4.0,
        Shoe::Paw => -8.0,
    };
    -22.0 + ground_db + shoe_db + if step.run { 2.0 } else { 0.0 }
}

fn whoosh_lufs(whoosh: &Whoosh) -> f32 {
    let thick_db = (2.0 * libm::log2f(whoosh.d.clamp(0.002, 1.0) / 0.03)).clamp(-4.0, 3.0);
    -21.0 + thick_db + 4.0 * whoosh.designed.clamp(0.0, 1.0)
}

fn cloth_lufs(cloth: &Cloth) -> f32 {
    match cloth.kind {
        ClothKind::Silk | ClothKind::Skin => -33.0,
        ClothKind::Cotton | ClothKind::Brush => -31.0,
        ClothKind::Denim => -29.0,
        ClothKind::Leaves | ClothKind::Paper => -27.0,
        ClothKind::Flap => -24.0,
    }
}

fn rain_lufs(rain: &Rain) -> f32 {
    let heavier_db = 5.0 * libm::log2f(rain.mm_per_hour.clamp(0.5, 100.0) / 6.0);
    let surface_db = if rain.on == RainOn::Metal { 3.0 } else { 0.0 };
    (-29.0 + heavier_db * 0.75 + surface_db).min(-18.0)
}

fn wind_lufs(wind: &Wind) -> f32 {
    -34.0 + 10.0 * libm::log2f(wind.speed.clamp(1.0, 30.0) / 5.0)
}

fn water_lufs(water: &Water) -> f32 {
    let full = match water.kind {
        WaterKind::Drip => -28.0,
        WaterKind::Bubbles | WaterKind::Underwater => -30.0,
        WaterKind::Pour | WaterKind::Tap | WaterKind::Fountain | WaterKind::Stream => -25.0,
        WaterKind::River | WaterKind::Surf => -23.0,
        WaterKind::Waterfall => -18.0,
        WaterKind::Splash => -16.0,
    };
    full + 8.0 * (water.size.clamp(0.0, 1.0) - 0.5)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Seed;
    use crate::render::Take;
    use crate::render::models;

    fn loudness(sound: &Sound, velocity: f32, gain_db: f32) -> f32 {
        let mut voice = models::render(sound, &Take::new(Seed(2), velocity, 0.0, false));
        set(&mut voice, sound, velocity, gain_db);
        momentary_max_lufs(&voice.into_wide()) - 3.01
    }

    #[test]
    fn every_foley_sound_measures_what_the_table_says() {
        for sound in models::every_foley_sound() {
            let measured = loudness(&sound, 0.7, 0.0);
            let wanted = table_lufs(&sound);
            assert!((measured - wanted).abs() < 1.0, "{sound:?}: {measured}, the table says {wanted}");
            assert!((-42.0..=-12.0).contains(&wanted), "{sound:?}: {wanted}");
        }
    }

    #[test]
    fn every_animal_body_crowd_and_effect_measures_what_the_table_says() {
        for sound in models::every_called_sound() {
            let take = Take::new(Seed(2), 0.7, 0.0, false);
            let mut voice = models::render(&sound, &take);
            set(&mut voice, &sound, 0.7, 0.0);
            let point_db = if matches!(voice.sound, Sounding::Point(_)) { 3.01 } else { 0.0 };
            let measured = momentary_max_lufs(&voice.into_wide()) - point_db;
            let wanted = table_lufs(&sound);
            assert!((measured - wanted).abs() < 1.0, "{sound:?}: {measured}, the table says {wanted}");
            assert!((-42.0..=-8.0).contains(&wanted), "{sound:?}: {wanted}");
        }
    }

    #[test]
    fn a_size_beyond_its_range_is_as_loud_as_the_largest() {
        let fire = |size| table_lufs(&Sound::Fire(crate::cues::Fire { size, crackle: 0.5 }));
        assert_eq!(fire(1e9), fire(1.0));
        let water = |size| table_lufs(&Sound::Water(Water { kind: WaterKind::Stream, size }));
        assert_eq!(water(-1e9), water(0.0));
    }

    #[test]
    fn velocity_and_gain_move_the_level() {
        let sound = Sound::Impact(Impact::default());
        let neutral = loudness(&sound, 0.7, 0.0);
        assert!((loudness(&sound, 0.95, 0.0) - neutral - 6.0).abs() < 0.5);
        assert!((loudness(&sound, 0.7, -10.0) - neutral + 10.0).abs() < 0.5);
    }
}
