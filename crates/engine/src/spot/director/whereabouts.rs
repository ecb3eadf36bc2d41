//! Where sounds are: direction and distance from the picture, and the room around them.

use super::{Wishes, detail, unseen};
use crate::Scene;
use crate::cues::{Azimuth, Position, Room, RoomPreset, Sound};
use crate::scene::{Shot, ShotScale, place};
use crate::spot::lexicon::lexicon;
use std::collections::BTreeMap;

/// Widest direction of a sound that is in the picture, degrees.
const WIDEST_DEG: f32 = 35.0;

/// The shot that a time lies in.
pub fn shot_at(scene: &Scene, t: f64) -> Option<&Shot> {
    scene.shots.iter().find(|shot| (shot.t0..shot.t1).contains(&t)).or(scene.shots.last())
}

/// Direction and distance of something at `place` (centre and area), or in the middle.
pub fn position(scene: &Scene, t: f64, place: Option<([f32; 2], f32)>, asmr: bool) -> Position {
    let ([x, y], size) = place.unwrap_or(([0.5, 0.5], 0.05));
    let scale = shot_at(scene, t).map_or(ShotScale::Medium, |shot| shot.scale);
    let dist = distance(scale, size);
    if asmr {
        let az = ((x - 0.5) * 120.0).clamp(-70.0, 70.0);
        return Position { az: Azimuth::Still(tenth(az)), el: 0.0, dist: detail::within_reach(dist) };
    }
    Position { az: Azimuth::Still(azimuth(x)), el: tenth((0.5 - y) * 30.0), dist: hundredth(dist) }
}

/// Direction of a horizontal place.
pub fn azimuth(x: f32) -> f32 {
    tenth(((x - 0.5) * 60.0).clamp(-WIDEST_DEG, WIDEST_DEG))
}

/// The shot's scale says how far the subject is; what is small in it is farther, what is large nearer.
fn distance(scale: ShotScale, size: f32) -> f32 {
    let base = match scale {
        ShotScale::Close => 0.8,
        ShotScale::Medium => 2.5,
        ShotScale::Wide => 9.0,
    };
    base * libm::sqrtf(0.05 / size.clamp(0.001, 1.0)).clamp(0.6, 1.8)
}

/// Rounded for the sheet's readers.
pub fn tenth(x: f32) -> f32 {
    // Adding zero turns -0 into 0.
    libm::roundf(x * 10.0) / 10.0 + 0.0
}

/// Rounded for the sheet's readers.
pub fn hundredth(x: f32) -> f32 {
    libm::roundf(x * 100.0) / 100.0 + 0.0
}

/// The room of a clip: the one named, else that of the place named, else that of the picture, or, where there is none,
/// that of whatever is only heard outdoors.
pub fn room(scene: &Scene, wishes: &Wishes) -> Room {
    if wishes.asmr {
        return Room { preset: RoomPreset::Booth, wet_db: 0.0 };
    }
    if let Some(preset) = wishes.sounds.space {
        return Room { preset, wet_db: 0.0 };
    }
    let named = wishes.sounds.asked.iter().find_map(|asked| match &lexicon().classes[asked.class].sound {
        Some(Sound::Ambience(ambience)) => Some(of_place(ambience.place)),
        _ => None,
    });
    let outdoors = || (scene.is_unseen() && unseen::is_outdoors(wishes)).then_some(RoomPreset::Field);
    named.or_else(outdoors).map_or_else(|| of_picture(scene), |preset| Room { preset, wet_db: 0.0 })
}

fn of_place(place: crate::cues::Place) -> RoomPreset {
    use crate::cues::Place::*;
    match place {
        RoomTone => RoomPreset::Living,
        City | Traffic => RoomPreset::Street,
        Forest => RoomPreset::Forest,
        NightField | Meadow | Seaside => RoomPreset::Field,
        Cave => RoomPreset::Cave,
        Crowd => RoomPreset::Hall,
    }
}

fn of_picture(scene: &Scene) -> Room {
    let score = |name| mean(scene, name);
    let preset = match () {
        () if score(place::INDOOR) > 0.45 => RoomPreset::Living,
        () if score(place::URBAN) > 0.4 => RoomPreset::Street,
        () if score(place::GREEN) > 0.4 => RoomPreset::Forest,
        () if score(place::OUTDOOR).max(score(place::SKY)) > 0.35 => RoomPreset::Field,
        // Nothing is known: little room is less wrong than any.
        () => return Room { preset: RoomPreset::Small, wet_db: -4.0 },
    };
    Room { preset, wet_db: 0.0 }
}

/// A score's mean over the clip, weighted by the shots' lengths.
pub fn mean(scene: &Scene, name: &str) -> f32 {
    let total: f64 = scene.shots.iter().map(|shot| shot.t1 - shot.t0).sum();
    let score = |scores: &BTreeMap<String, f32>| f64::from(scores.get(name).copied().unwrap_or(0.0));
    let sum: f64 = scene.shots.iter().map(|shot| score(&shot.scene) * (shot.t1 - shot.t0)).sum();
    if total > 0.0 { (sum / total) as f32 } else { 0.0 }
}
