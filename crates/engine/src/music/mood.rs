//! What the picture feels like, and the style that suits it.

use super::Wish;
use super::idiom::{Idiom, idioms};
use crate::Scene;
use crate::cues::{Instrument, Layer, Style};
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

/// A style for the mood, the place, and who is to play how fast; chance decides only where two fit about as well. Styles
/// that no picture asks for (a genre, a country) are among them only where an instrument of theirs was named.
pub fn style_for(scene: &Scene, wish: &Wish, mood: Mood, chance: &mut Chance) -> Style {
    let score = |name: &str| weighted(scene, |shot| shot.scene.get(name).copied().unwrap_or(0.0));
    let cuts = cuts_a_second(scene).min(1.0);
    let mood = if wish.mood.is_some() { mood } else { implied(wish, mood) };
    let mut best = (Style::default(), f32::MIN);
    for idiom in idioms() {
        let drawn = chance.within(0.0, 0.12);
        let players = played(idiom, wish);
        if idiom.cuts.is_none() && !wish.instruments.iter().any(|who| is_its_own(idiom, *who)) {
            continue;
        }
        let [v, a] = idiom.mood;
        let away = 0.8 * (mood.v - v) * (mood.v - v) + (mood.a - a) * (mood.a - a);
        let places: f32 = idiom.places.iter().map(|(name, weight)| weight * score(name)).sum();
        let fit = places + idiom.cuts.unwrap_or(0.0) * cuts - away + players + paced(idiom, wish) + drawn;
        if fit > best.1 {
            best = (idiom.id, fit);
        }
    }
    best.0
}

/// A mood where no word names one: a tempo and drums say how roused it is.
fn implied(wish: &Wish, mood: Mood) -> Mood {
    let by_tempo = wish.bpm.map(|bpm| ((bpm as f32 - 92.0) / 50.0).clamp(-1.0, 1.0));
    let a = by_tempo.map_or(mood.a, |a| 0.5 * (mood.a + a));
    let drums = if wish.with.contains(&Layer::Drums) { 0.35 } else { 0.0 };
    Mood { a: (a + drums).clamp(-1.0, 1.0), ..mood }
}

/// How well a style's players are those that were named, and not those that were refused.
fn played(idiom: &Idiom, wish: &Wish) -> f32 {
    let groups = [&idiom.pad.plays, &idiom.keys.plays, &idiom.lead.plays];
    let usual = |who: &Instrument| groups.iter().any(|plays| plays.first() == Some(who));
    let known = |who: &Instrument| groups.iter().any(|plays| plays.contains(who));
    let named = |who: &Instrument| {
        if usual(who) {
            0.4
        } else if known(who) {
            0.15
        } else {
            0.0
        }
    };
    let refused = wish.refused.iter().filter(|who| usual(who)).count() as f32;
    let drums = idiom.layers.contains(&Layer::Drums);
    let layers = match drums {
        true if wish.without.contains(&Layer::Drums) => -0.35,
        false if wish.with.contains(&Layer::Drums) => -0.35,
        _ => 0.0,
    };
    wish.instruments.iter().map(named).sum::<f32>() - 0.3 * refused + layers
}

/// Whether no style that a picture may ask for has this player.
fn is_its_own(idiom: &Idiom, who: Instrument) -> bool {
    let has = |idiom: &Idiom| {
        [&idiom.pad, &idiom.keys].iter().any(|card| card.plays.contains(&who))
            || idiom.lead.plays.contains(&who)
    };
    has(idiom) && !idioms().iter().any(|other| other.cuts.is_some() && has(other))
}

/// How well the tempo that was named is one of the style's.
fn paced(idiom: &Idiom, wish: &Wish) -> f32 {
    let [least, most] = idiom.bpm;
    match (wish.bpm, wish.pace) {
        (Some(bpm), _) => {
            if (least - 4.0..=most + 4.0).contains(&bpm) {
                0.3
            } else {
                -0.3
            }
        }
        (None, Some(pace)) if pace > 0.2 => {
            if most >= 116.0 {
                0.2
            } else {
                -0.2
            }
        }
        (None, Some(pace)) if pace < -0.2 => {
            if least <= 80.0 {
                0.2
            } else {
                -0.2
            }
        }
        _ => 0.0,
    }
}
