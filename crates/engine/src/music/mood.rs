//! What the picture feels like, and the style that suits it.

use super::Wish;
use super::idiom::idioms;
use crate::Scene;
use crate::cues::Style;
use crate::dsp::Chance;
use crate::scene::{Mood, Shot, place};

/// A picture that is darker and less coloured than this is none.
const BLACK: f32 = 0.02;

/// The mood to write for: the picture's, or .8 of the wish's and .2 of the picture's.
pub fn meant(scene: &Scene, wish: &Wish) -> Mood {
    let seen = of_picture(scene);
    let mixed = |wished: f32, seen: f32| (0.8 * wished.clamp(-1.0, 1.0) + 0.2 * seen).clamp(-1.0, 1.0);
    wish.mood.map_or(seen, |w| Mood { v: mixed(w.v, seen.v), a: mixed(w.a, seen.a) })
}

/// Pleasure and arousal of the whole clip: the shots' means by length, raised by cuts, lowered by still nights, raised
/// by flames.
pub fn of_picture(scene: &Scene) -> Mood {
    let motion = mean(&scene.envelopes.motion);
    let of_shot = |shot: &Shot| match shot {
        _ if shot.mood != Mood::default() => shot.mood,
        // Where there is nothing to see there is nothing to fear.
        _ if shot.brightness < BLACK && shot.saturation < BLACK => Mood { v: 0.0, a: moved(motion) },
        _ => of_colours(shot, motion),
    };
    let v = weighted(scene, |shot| of_shot(shot).v);
    let a = weighted(scene, |shot| of_shot(shot).a);
    let score = |name: &str| weighted(scene, |shot| shot.scene.get(name).copied().unwrap_or(0.0));
    let still_night = if motion < 0.1 { 0.3 * score(place::NIGHT) } else { 0.0 };
    let cuts = 0.35 * (cuts_a_second(scene) / 0.6).min(1.5);
    Mood { v: v.clamp(-1.0, 1.0), a: (a + cuts - still_night + 0.4 * score(place::FIRE)).clamp(-1.0, 1.0) }
}

/// Valdez & Mehrabian 1994 (pleasure = .69 B + .22 S, arousal = -.31 B + .60 S), brightness and saturation centred on
/// what films have on average and spread to about -1..=1.
fn of_colours(shot: &Shot, motion: f32) -> Mood {
    let (b, s) = ((shot.brightness - 0.45) / 0.25, (shot.saturation - 0.35) / 0.25);
    let pleasure = 0.69 * b + 0.22 * s;
    let arousal = -0.31 * b + 0.60 * s;
    Mood { v: 0.8 * pleasure + 0.2 * shot.warmth, a: 0.35 * arousal + moved(motion) }
}

/// Arousal by motion alone.
fn moved(motion: f32) -> f32 {
    0.9 * motion / (motion + 0.25) - 0.35
}

fn weighted(scene: &Scene, value: impl Fn(&Shot) -> f32) -> f32 {
    let length = |shot: &Shot| (shot.t1 - shot.t0).max(0.0) as f32;
    let total: f32 = scene.shots.iter().map(length).sum();
    let sum: f32 = scene.shots.iter().map(|shot| length(shot) * value(shot)).sum();
    if total > 0.0 { sum / total } else { 0.0 }
}

fn mean(values: &[f32]) -> f32 {
    if values.is_empty() { 0.0 } else { values.iter().sum::<f32>() / values.len() as f32 }
}

fn cuts_a_second(scene: &Scene) -> f32 {
    (scene.shots.len().saturating_sub(1) as f64 / scene.duration.max(1.0)) as f32
}

/// A style for the mood and the place; chance decides only where two fit about as well. Styles that no picture asks
/// for (a genre, a country) are not among them.
pub fn style_for(scene: &Scene, mood: Mood, chance: &mut Chance) -> Style {
    let score = |name: &str| weighted(scene, |shot| shot.scene.get(name).copied().unwrap_or(0.0));
    let cuts = cuts_a_second(scene).min(1.0);
    let mut best = (Style::default(), f32::MIN);
    for idiom in idioms() {
        let Some(by_cuts) = idiom.cuts else { continue };
        let [v, a] = idiom.mood;
        let away = 0.8 * (mood.v - v) * (mood.v - v) + (mood.a - a) * (mood.a - a);
        let places: f32 = idiom.places.iter().map(|(name, weight)| weight * score(name)).sum();
        let fit = places + by_cuts * cuts - away + chance.within(0.0, 0.12);
        if fit > best.1 {
            best = (idiom.id, fit);
        }
    }
    best.0
}
