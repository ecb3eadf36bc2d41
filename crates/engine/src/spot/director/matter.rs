//! Guesses what things are made of, from the colour and grain at a contact and from the look of the place.

use crate::Scene;
use crate::cues::{Ground, Material};
use crate::scene::{Impact, place};
use crate::spot::semantics;
use std::collections::BTreeMap;

/// How near contacts lie that are of the same thing, fractions of the frame.
const SAME_PLACE: f32 = 0.12;

/// A guess at a material and how sure it is; below .3 the neutral soft wood is meant. Contacts of one track, or at one
/// place of a shot, vote together: a hammer does not change its block from blow to blow.
pub fn material(scene: &Scene, impact: &Impact) -> (Material, f32) {
    let shot = super::whereabouts::shot_at(scene, impact.t).map(|shot| (shot.t0, shot.t1));
    let alike = |other: &&Impact| {
        let near = libm::hypotf(other.x - impact.x, other.y - impact.y) < SAME_PLACE;
        let tracked = other.track.is_some() && other.track == impact.track;
        shot.is_some_and(|(t0, t1)| (t0..t1).contains(&other.t)) && (near || tracked)
    };
    let mut votes: BTreeMap<Material, (f32, f32)> = BTreeMap::new();
    for (material, sure) in scene.impacts.iter().filter(alike).map(of_colour) {
        let vote = votes.entry(material).or_default();
        *vote = (vote.0 + sure, vote.1.max(sure));
    }
    let best = votes.into_iter().max_by(|a, b| a.1.0.total_cmp(&b.1.0));
    best.map_or_else(|| of_colour(impact), |(material, (_, sure))| (material, sure))
}

/// What one contact's colour and grain look like.
fn of_colour(impact: &Impact) -> (Material, f32) {
    let [y, cb, cr] = impact.colour.map(|c| f32::from(c) - 128.0);
    let grain = impact.grain;
    if impact.colour == [0; 3] {
        return (Material::Wood, 0.0);
    }
    let colourful = libm::hypotf(cb, cr);
    // Hue in the plane of Cb and Cr, degrees: brown and orange lie near 120, green near 230, blue near 330.
    let hue = libm::atan2f(cr, cb).to_degrees().rem_euclid(360.0);
    match () {
        () if colourful < 8.0 && y > 70.0 && grain < 12.0 => (Material::Ceramic, 0.35),
        () if colourful < 8.0 && grain > 14.0 => (Material::Stone, 0.4),
        () if colourful < 8.0 && y > 0.0 => (Material::Metal, 0.25),
        () if colourful < 8.0 => (Material::Stone, 0.3),
        () if (190.0..280.0).contains(&hue) => (Material::Soil, 0.5),
        () if (95.0..150.0).contains(&hue) && colourful < 45.0 && y > -70.0 => (Material::Wood, 0.45),
        () if colourful > 45.0 => (Material::Plastic, 0.3),
        () => (Material::Wood, 0.2),
    }
}

/// What is walked on at a time: from the kind of place that the nets see, else from the look of that shot.
pub fn ground(scene: &Scene, t: f64) -> Ground {
    if let Some(ground) = super::whereabouts::shot_at(scene, t).and_then(semantics::ground) {
        return ground;
    }
    let scores = super::whereabouts::shot_at(scene, t).map(|shot| &shot.scene);
    let score = |name: &str| scores.and_then(|s: &BTreeMap<String, f32>| s.get(name)).copied().unwrap_or(0.0);
    match () {
        () if score(place::SNOW) > 0.4 => Ground::Snow,
        () if score(place::INDOOR) > 0.45 => Ground::Wood,
        () if score(place::URBAN) > 0.35 => Ground::Concrete,
        () if score(place::WATER) > 0.5 && score(place::SKY) > 0.3 => Ground::Sand,
        () if score(place::GREEN) > 0.45 => Ground::Grass,
        () if score(place::OUTDOOR) > 0.6 && score(place::GREEN) > 0.2 => Ground::Gravel,
        () => Ground::Concrete,
    }
}
