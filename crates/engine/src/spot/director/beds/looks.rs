//! What a shot looks like, layer by layer: its place, and the textures that lie over it.

use crate::cues::{Ambience, Fire, Place, Rain, RainOn, Sound, Water, WaterKind, Wind};
use crate::scene::{Shot, place};
use crate::spot::director::whereabouts::{hundredth, tenth};

/// A shot this sure of being indoors is believed whatever the others look like.
const SURELY_INDOORS: f32 = 0.7;

/// One bed of a layer in one shot: its id's stem, class, sound, sureness, and whether it follows the picture's texture.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Look {
    pub(super) stem: &'static str,
    pub(super) class: &'static str,
    pub(super) sound: Sound,
    pub(super) conf: f32,
    pub(super) follows: bool,
    pub(super) why: &'static str,
}

/// Every layer's look in every shot.
pub(super) fn layers(shots: &[Shot]) -> Vec<Vec<Option<Look>>> {
    let textures = [water_of, fire_of, rain_of, leaves_of];
    let layer = |of: fn(&Shot) -> Option<Look>| shots.iter().map(of).collect();
    std::iter::once(places(shots)).chain(textures.map(layer)).collect()
}

/// The place of every shot. Most clips stay at one place and most shots do not say which: a shot that says nothing
/// is where the surest of the others is, and so is one that might be a room among shots that are outdoors.
fn places(shots: &[Shot]) -> Vec<Option<Look>> {
    let mut looks: Vec<Option<Look>> = shots.iter().map(place_of).collect();
    let is_room = |look: &Look| look.class == ROOM;
    let surest = |of: &[Option<Look>], room: bool| -> Option<Look> {
        let known = of.iter().flatten().filter(|look| is_room(look) == room);
        known.max_by(|a, b| a.conf.total_cmp(&b.conf)).cloned()
    };
    let (outside, inside) = (surest(&looks, false), surest(&looks, true));
    let doubtful = |look: &Look| is_room(look) && look.conf < SURELY_INDOORS && outside.is_some();
    let unknown = Look { conf: 0.3, why: "place unknown", ..room(0.1) };
    let elsewhere = match outside.clone().or(inside) {
        Some(look) => Look { conf: 0.8 * look.conf, why: "the clip's other shots", ..look },
        None => unknown,
    };
    for look in &mut looks {
        if look.as_ref().is_none_or(doubtful) {
            *look = Some(elsewhere.clone());
        }
    }
    looks
}

const ROOM: &str = "AMBIENCE-ROOM TONE";

fn room(life: f32) -> Look {
    ambience(ROOM, Place::RoomTone, [0.0, life], 0.4, "looks indoors")
}

fn score(shot: &Shot, name: &str) -> f32 {
    shot.scene.get(name).copied().unwrap_or(0.0)
}

fn ambience(class: &'static str, place: Place, [wind, life]: [f32; 2], conf: f32, why: &'static str) -> Look {
    Look {
        stem: "place",
        class,
        sound: Sound::Ambience(Ambience { place, wind, life }),
        conf,
        follows: false,
        why,
    }
}

/// The place of a shot, where its picture says one. What the picture does not show (birds, voices, cars) stays low.
fn place_of(shot: &Shot) -> Option<Look> {
    let score = |name| score(shot, name);
    let outdoor = score(place::OUTDOOR).max(score(place::SKY));
    let look = match () {
        () if score(place::INDOOR) > 0.45 && score(place::INDOOR) > outdoor => {
            Look { conf: score(place::INDOOR), ..room(0.2) }
        }
        () if score(place::URBAN) > 0.4 => {
            ambience("AMBIENCE-URBAN", Place::City, [0.2, 0.35], score(place::URBAN), "looks urban")
        }
        () if score(place::SNOW) > 0.4 => Look {
            sound: Sound::Wind(Wind { speed: 3.0, gusts: 0.3, whistle: 0.05, leaves: 0.0 }),
            ..ambience("AMBIENCE-TUNDRA", Place::Meadow, [0.0; 2], score(place::SNOW), "looks snowy")
        },
        () if score(place::NIGHT) > 0.5 && outdoor.max(score(place::GREEN)) > 0.35 => ambience(
            "ANIMALS-INSECT",
            Place::NightField,
            [0.2, 0.4],
            score(place::NIGHT),
            "looks like night outdoors",
        ),
        () if score(place::WATER) > 0.5 && score(place::SKY) > 0.3 => {
            ambience("AMBIENCE-SEASIDE", Place::Seaside, [0.3, 0.2], score(place::WATER), "water under a sky")
        }
        () if score(place::GREEN) > 0.35 && score(place::SKY) > 0.4 => {
            ambience("AMBIENCE-RURAL", Place::Meadow, [0.3, 0.3], score(place::GREEN), "green under a sky")
        }
        () if score(place::GREEN) > 0.35 => {
            ambience("AMBIENCE-FOREST", Place::Forest, [0.3, 0.3], score(place::GREEN), "looks green")
        }
        () if outdoor > 0.35 => {
            ambience("AMBIENCE-RURAL", Place::Meadow, [0.4, 0.1], outdoor * 0.8, "looks outdoors")
        }
        () => return None,
    };
    Some(look)
}

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
        why: "looks like water",
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
        why: "looks like fire",
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
        why: "looks like rain",
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
        why: "leaves that move",
    })
}
