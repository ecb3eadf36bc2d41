//! What a hand, a sleeve or a small part does beside a sound: one that goes on, and one that is over at once.

use crate::cues::{
    Body, BodyKind, Cloth, ClothKind, Crumple, CrumpleKind, Friction, FrictionKind, Ground, Impact, Material,
    Sound, Water, WaterKind,
};

/// A sound and the class that it belongs to.
pub type Made = (&'static str, Sound);

/// What belongs to a thing, as it is heard from a hand's breadth.
#[derive(Debug, Clone, PartialEq)]
pub struct Hands {
    /// Goes on for a third of a second.
    pub stroke: Option<Made>,
    /// Is over at once.
    pub touch: Option<Made>,
}

/// What belongs to a sound; `None` where nobody is near enough for more.
pub fn on(sound: &Sound) -> Option<Hands> {
    let both = |stroke: Made, touch: Made| Some(Hands { stroke: Some(stroke), touch: Some(touch) });
    let touch = |made: Made| Some(Hands { stroke: None, touch: Some(made) });
    match sound {
        Sound::Impact(impact) => Some(on_matter(impact.material)),
        Sound::Footstep(step) => both(cloth(ClothKind::Denim), of_ground(step.ground)),
        Sound::Cloth(worn) => both(cloth(worn.kind), rustle(worn.kind)),
        Sound::Crumple(crumple) => on_foil(crumple.kind),
        Sound::Body(body) => of_body(body.kind),
        Sound::Click(_) => both(slide(Material::Plastic), finger(Material::Plastic)),
        Sound::Door(door) => Some(on_matter(door.material)),
        Sound::Friction(friction) => Some(on_matter(friction.material)),
        Sound::Rolling(_) => Some(on_matter(Material::Wood)),
        Sound::Animal(_) => both(cloth(ClothKind::Brush), cloth(ClothKind::Brush)),
        Sound::Water(_) | Sound::Rain(_) => {
            touch(("WATER-DRIP", Sound::Water(Water { kind: WaterKind::Drip, size: 0.2 })))
        }
        Sound::Fire(_) => touch(("FIRE-CRACKLE", small(CrumpleKind::Chips))),
        Sound::Wind(wind) if wind.leaves > 0.2 => both(cloth(ClothKind::Leaves), cloth(ClothKind::Leaves)),
        Sound::Sample(sample) => sample.instead.as_ref().and_then(|sound| on(sound)),
        _ => None,
    }
}

/// What belongs to a thing that the picture shows, by the nets' name for it.
pub fn of_thing(label: &str) -> Option<Hands> {
    let sound = match label {
        "person" => Sound::Cloth(Cloth { kind: ClothKind::Cotton }),
        "cat" | "dog" | "teddy bear" | "sheep" | "horse" | "cow" | "bear" => {
            Sound::Cloth(Cloth { kind: ClothKind::Brush })
        }
        "book" => Sound::Crumple(Crumple { kind: CrumpleKind::Page, size: 0.3 }),
        "potted plant" | "broccoli" => Sound::Cloth(Cloth { kind: ClothKind::Leaves }),
        "cup" | "bowl" | "vase" | "toilet" | "sink" => matter(Material::Ceramic),
        "bottle" | "wine glass" => matter(Material::Glass),
        "fork" | "knife" | "spoon" | "scissors" => matter(Material::Metal),
        "laptop" | "keyboard" | "mouse" | "remote" | "cell phone" | "toothbrush" | "frisbee" => {
            matter(Material::Plastic)
        }
        "chair" | "dining table" | "bench" | "surfboard" | "skateboard" | "baseball bat" => {
            matter(Material::Wood)
        }
        "couch" | "bed" | "tie" | "umbrella" | "backpack" | "handbag" | "suitcase" => {
            Sound::Cloth(Cloth { kind: ClothKind::Denim })
        }
        "apple" | "orange" | "sports ball" => matter(Material::Rubber),
        _ => return None,
    };
    on(&sound)
}

/// A brush, for motion that has no name.
pub fn brush() -> Hands {
    let stroke = cloth(ClothKind::Brush);
    Hands { touch: Some(cloth(ClothKind::Silk)), stroke: Some(stroke) }
}

fn on_matter(material: Material) -> Hands {
    let stroke = match material {
        Material::Flesh | Material::Rubber => cloth(ClothKind::Skin),
        Material::Soil => cloth(ClothKind::Brush),
        material => slide(material),
    };
    Hands { stroke: Some(stroke), touch: Some(finger(material)) }
}

/// Fingers that drag over something.
fn slide(material: Material) -> Made {
    ("FOLEY-HANDS", Sound::Friction(Friction { kind: FrictionKind::Slide, material, size: 0.12, force: 0.2 }))
}

/// The tip of a finger, or its nail on what is hard.
fn finger(material: Material) -> Made {
    let (class, striker, hardness) = match material {
        Material::Wood | Material::HollowWood => ("WOOD-IMPACT", Material::Flesh, 0.45),
        Material::Metal | Material::SheetMetal => ("METAL-IMPACT", Material::Plastic, 0.5),
        Material::Glass => ("GLASS-IMPACT", Material::Plastic, 0.5),
        Material::Ceramic => ("CERAMICS-IMPACT", Material::Plastic, 0.5),
        Material::Plastic => ("PLASTIC-IMPACT", Material::Flesh, 0.45),
        Material::Stone => ("ROCKS-IMPACT", Material::Plastic, 0.4),
        Material::Rubber => ("RUBBER-IMPACT", Material::Flesh, 0.3),
        Material::Flesh => return cloth(ClothKind::Skin),
        Material::Soil => return cloth(ClothKind::Brush),
    };
    let tip = Impact { material, striker: Some(striker), size: 0.1, hardness, body: 0.05 };
    (class, Sound::Impact(tip))
}

fn matter(material: Material) -> Sound {
    Sound::Impact(Impact { material, ..Impact::default() })
}

/// What lies on the ground and settles behind a foot.
fn of_ground(ground: Ground) -> Made {
    let crumple = |kind| Sound::Crumple(Crumple { kind, size: 0.15 });
    match ground {
        Ground::Gravel | Ground::Sand => ("FOLEY-PROP", crumple(CrumpleKind::Chips)),
        Ground::Snow => ("FOLEY-PROP", crumple(CrumpleKind::Ice)),
        Ground::Leaves => ("VEGETATION-LEAVES", crumple(CrumpleKind::Leaves)),
        Ground::Grass => cloth(ClothKind::Leaves),
        Ground::Mud | Ground::Water => {
            ("WATER-DRIP", Sound::Water(Water { kind: WaterKind::Drip, size: 0.2 }))
        }
        Ground::Wood => finger(Material::Wood),
        Ground::Metal => finger(Material::SheetMetal),
        Ground::Concrete | Ground::Tile => slide(Material::Stone),
        Ground::Carpet => cloth(ClothKind::Brush),
    }
}

fn cloth(kind: ClothKind) -> Made {
    let class = match kind {
        ClothKind::Cotton | ClothKind::Denim | ClothKind::Silk | ClothKind::Flap => "CLOTH-MOVEMENT",
        ClothKind::Skin => "FOLEY-HANDS",
        ClothKind::Brush => "FOLEY-PROP",
        ClothKind::Leaves => "VEGETATION-LEAVES",
        ClothKind::Paper => "PAPER-FLUTTER",
    };
    (class, Sound::Cloth(Cloth { kind: if kind == ClothKind::Flap { ClothKind::Cotton } else { kind } }))
}

/// A fold that gives way.
fn rustle(kind: ClothKind) -> Made {
    match kind {
        ClothKind::Leaves => ("VEGETATION-LEAVES", small(CrumpleKind::Leaves)),
        ClothKind::Paper => ("PAPER-HANDLE", small(CrumpleKind::Page)),
        kind => cloth(kind),
    }
}

fn on_foil(kind: CrumpleKind) -> Option<Hands> {
    let (stroke, class, same) = match kind {
        CrumpleKind::Paper | CrumpleKind::Page | CrumpleKind::PaperTear => {
            (cloth(ClothKind::Paper), "PAPER-HANDLE", CrumpleKind::Paper)
        }
        CrumpleKind::Leaves => (cloth(ClothKind::Leaves), "VEGETATION-LEAVES", kind),
        CrumpleKind::ClothTear => return on(&Sound::Cloth(Cloth::default())),
        CrumpleKind::Bag => (slide(Material::Plastic), "OBJECTS-BAG", kind),
        CrumpleKind::Chips | CrumpleKind::Ice | CrumpleKind::Bone => {
            (cloth(ClothKind::Skin), "FOLEY-PROP", CrumpleKind::Chips)
        }
    };
    Some(Hands { stroke: Some(stroke), touch: Some((class, small(same))) })
}

fn small(kind: CrumpleKind) -> Sound {
    Sound::Crumple(Crumple { kind, size: 0.15 })
}

fn of_body(kind: BodyKind) -> Option<Hands> {
    match kind {
        BodyKind::Chew | BodyKind::Crunch | BodyKind::Sip | BodyKind::Slurp | BodyKind::Swallow => {
            let mouth = Sound::Body(Body { kind: BodyKind::Chew, ..Body::default() });
            let breath = Sound::Body(Body { kind: BodyKind::Breath, effort: 0.0 });
            let stroke = Some(("HUMAN-BREATH", breath));
            Some(Hands { stroke, touch: Some(("FOOD & DRINK-EATING", mouth)) })
        }
        BodyKind::Clap | BodyKind::Fall => Some(on_matter(Material::Flesh)),
        _ => on(&Sound::Cloth(Cloth::default())),
    }
}
