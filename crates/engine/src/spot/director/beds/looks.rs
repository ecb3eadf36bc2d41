//! What a shot looks like, layer by layer: its place, and the textures that lie over it.

use crate::Scene;
use crate::cues::{Ambience, Fire, Place, Rain, RainOn, Sound, Water, WaterKind, Wind};
use crate::scene::{Shot, place};
use crate::spot::director::whereabouts::{hundredth, tenth};
use crate::spot::semantics;

/// A shot this sure of being indoors is believed whatever the others look like.
const SURELY_INDOORS: f32 = 0.6;

/// One bed of a layer in one shot: its id's stem, class, sound, sureness, and whether it follows the picture's texture.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Look {
    pub(super) stem: &'static str,
    pub(super) class: &'static str,
    pub(super) sound: Sound,
    pub(super) conf: f32,
    pub(super) follows: bool,
    pub(super) why: String,
}

/// Every layer's look in every shot.
pub(super) fn layers(scene: &Scene) -> Vec<Vec<Option<Look>>> {
    let shots = &scene.shots;
    let textures = [water_of, fire_of, rain_of, leaves_of];
    let layer = |of: fn(&Shot) -> Option<Look>| shots.iter().map(of).collect();
    std::iter::once(places(scene)).chain(textures.map(layer)).collect()
}

/// The place of every shot. Most clips stay at one place and most shots do not say which: a shot that says nothing
/// is where the surest of the others is, and so is one that might be a room among shots that are outdoors.
fn places(scene: &Scene) -> Vec<Option<Look>> {
    let mut looks: Vec<Option<Look>> = scene.shots.iter().map(|shot| place_of(scene, shot)).collect();
    let is_room = |look: &Look| look.class == ROOM;
    let surest = |of: &[Option<Look>], room: bool| -> Option<Look> {
        let known = of.iter().flatten().filter(|look| is_room(look) == room);
        known.max_by(|a, b| a.conf.total_cmp(&b.conf)).cloned()
    };
    let (outside, inside) = (surest(&looks, false), surest(&looks, true));
    let doubtful = |look: &Look| is_room(look) && look.conf < SURELY_INDOORS && outside.is_some();
    let elsewhere = match outside.clone().or(inside) {
        Some(look) => Look { conf: 0.8 * look.conf, why: "the clip's other shots".into(), ..look },
        None => unknown(),
    };
    for look in &mut looks {
        if look.as_ref().is_none_or(doubtful) {
            *look = Some(elsewhere.clone());
        }
    }
    looks
}

const ROOM: &str = "AMBIENCE-ROOM TONE";

/// Quiet air, for where nobody knows.
fn unknown() -> Look {
    let sound = Sound::Ambience(Ambience { place: Place::RoomTone, wind: 0.0, life: 0.1 });
    Look { stem: "place", class: ROOM, sound, conf: 0.3, follows: false, why: "place unknown".into() }
}

fn score(shot: &Shot, name: &str) -> f32 {
    shot.scene.get(name).copied().unwrap_or(0.0)
}

/// The place of a shot, where something speaks for one. What the picture does not show (birds, voices, cars) stays low.
fn place_of(scene: &Scene, shot: &Shot) -> Option<Look> {
    let verdict = semantics::verdict(&semantics::of_shot(scene, shot));
    // A face or a thing that fills the picture shows no place.
    let no_place = shot.places.get("other").is_some_and(|p| *p > 0.5);
    if verdict.conf < LEAST_PLACE || verdict.why.is_empty() || no_place {
        return None;
    }
    let (class, sound) = AIRS.iter().find(|(class, _)| *class == verdict.class)?;
    let conf = verdict.conf.min(0.95);
    Some(Look {
        stem: "place",
        class,
        sound: sound.sound(),
        conf,
        follows: false,
        why: verdict.why.join(", "),
    })
}

/// A place less sure than this is not known.
const LEAST_PLACE: f32 = 0.25;

/// What a place sounds like where only the picture names it.
enum Air {
    /// An ambience with its wind and life.
    Of(Place, f32, f32),
    /// Wind alone, metres a second and gusts.
    Wind(f32, f32),
}

impl Air {
    fn sound(&self) -> Sound {
        match *self {
            Air::Of(place, wind, life) => Sound::Ambience(Ambience { place, wind, life }),
            Air::Wind(speed, gusts) => Sound::Wind(Wind { speed, gusts, whistle: 0.05, leaves: 0.0 }),
        }
    }
}

const AIRS: [(&str, Air); 12] = [
    (ROOM, Air::Of(Place::RoomTone, 0.0, 0.2)),
    ("AMBIENCE-OFFICE", Air::Of(Place::RoomTone, 0.0, 0.4)),
    ("AMBIENCE-RESTAURANT & BAR", Air::Of(Place::Crowd, 0.0, 0.25)),
    ("AMBIENCE-URBAN", Air::Of(Place::City, 0.2, 0.35)),
    ("AMBIENCE-TRAFFIC", Air::Of(Place::Traffic, 0.1, 0.5)),
    ("AMBIENCE-FOREST", Air::Of(Place::Forest, 0.3, 0.3)),
    ("AMBIENCE-RURAL", Air::Of(Place::Meadow, 0.3, 0.2)),
    ("AMBIENCE-SEASIDE", Air::Of(Place::Seaside, 0.3, 0.2)),
    ("AMBIENCE-TUNDRA", Air::Wind(3.0, 0.3)),
    ("AMBIENCE-DESERT", Air::Wind(3.5, 0.4)),
    ("ANIMALS-INSECT", Air::Of(Place::NightField, 0.2, 0.4)),
    ("CROWDS-WALLA", Air::Of(Place::Crowd, 0.0, 0.5)),
];

fn water_of(shot: &Shot) -> Option<Look> {
    let conf = score(shot, place::WATER);
    // The seaside bed has its own surf.
    let sea = conf > 0.5 && score(shot, place::SKY) > 0.3;
    let water = Water { kind: WaterKind::Stream, size: hundredth(0.2 + 0.5 * conf) };
    (conf > 0.4 && !sea).then_some(Look {
        stem: "water",
        class: "WATER-FLOW",
        sound: Sound::Water(water),
        conf,
        follows: true,
        why: "looks like water".into(),
    })
}

fn fire_of(shot: &Shot) -> Option<Look> {
    let conf = score(shot, place::FIRE);
    let fire = Fire { size: hundredth(0.2 + 0.5 * conf), crackle: 0.6 };
    let look = Look {
        stem: "fire",
        class: "FIRE-CRACKLE",
        sound: Sound::Fire(fire),
        conf,
        follows: true,
        why: "looks like fire".into(),
    };
    (conf > 0.4).then_some(look)
}

fn rain_of(shot: &Shot) -> Option<Look> {
    let conf = score(shot, place::RAIN);
    let green = score(shot, place::GREEN) > 0.4;
    let (class, on) =
        if green { ("RAIN-VEGETATION", RainOn::Leaves) } else { ("RAIN-GENERAL", RainOn::Ground) };
    let rain = Rain { mm_per_hour: tenth(2.0 + 12.0 * conf), on };
    (conf > 0.4).then_some(Look {
        stem: "rain",
        class,
        sound: Sound::Rain(rain),
        conf,
        follows: false,
        why: "looks like rain".into(),
    })
}

fn leaves_of(shot: &Shot) -> Option<Look> {
    let conf = score(shot, place::GREEN);
    let wind = Wind { speed: 4.0, gusts: 0.5, whistle: 0.0, leaves: 0.6 };
    let outdoors = score(shot, place::INDOOR) < 0.4 && score(shot, place::URBAN) < 0.4;
    (conf > 0.5 && outdoors).then_some(Look {
        stem: "leaves",
        class: "WIND-VEGETATION",
        sound: Sound::Wind(wind),
        conf: conf * 0.8,
        follows: true,
        why: "leaves that move".into(),
    })
}
