//! The loudness table: how loud each sound is at velocity .7 and 1 m, and how velocity and gain move it.

use super::Voice;
use super::voice::Sounding;
use crate::cues::{Place, Rain, RainOn, Sound, Water, WaterKind, Wind};
use crate::dsp::{Stereo, gain, momentary_max_lufs};

/// Decibels from velocity 0 to 1.
const VELOCITY_RANGE_DB: f32 = 24.0;

/// Brings a voice to the table's loudness for its sound, then moves it by velocity (.7 is neutral) and gain.
pub fn set(voice: &mut Voice, sound: &Sound, velocity: f32, gain_db: f32) {
    let measured = match &voice.sound {
        Sounding::Point(mono) => momentary_max_lufs(&Stereo::of_mono(mono)) - 3.01,
        Sounding::Wide(wide) => momentary_max_lufs(wide),
    };
    if measured < -100.0 {
        return;
    }
    let wanted = table_lufs(sound) + (velocity - 0.7) * VELOCITY_RANGE_DB + gain_db;
    voice.scale(gain(wanted - measured));
}

/// Loudest 400 ms of the sound at velocity .7 and 1 m, LUFS, before mastering. Foreground sounds stand about 14 to 20
/// LU over beds.
pub fn table_lufs(sound: &Sound) -> f32 {
    match sound {
        Sound::Impact(_) => -17.0,
        Sound::Footstep(_) => -22.0,
        Sound::Whoosh(_) => -20.0,
        Sound::Cloth(_) => -30.0,
        Sound::Thunder(_) => -13.0,
        Sound::Fire(fire) => -30.0 + 8.0 * fire.size,
        Sound::Rain(rain) => rain_lufs(rain),
        Sound::Wind(wind) => wind_lufs(wind),
        Sound::Water(water) => water_lufs(water),
        Sound::Ambience(ambience) => match ambience.place {
            Place::RoomTone => -46.0,
            Place::Cave | Place::Meadow | Place::NightField => -36.0,
            Place::Forest => -34.0,
            Place::City | Place::Seaside => -32.0,
            Place::Traffic | Place::Crowd => -30.0,
        },
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
        WaterKind::Pour | WaterKind::Fountain | WaterKind::Stream => -25.0,
        WaterKind::River | WaterKind::Surf => -23.0,
        WaterKind::Waterfall => -18.0,
        WaterKind::Splash => -16.0,
    };
    full + 8.0 * (water.size - 0.5)
}
