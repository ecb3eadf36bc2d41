//! How loud animals, bodies and crowds are.

use crate::cues::{Animal, AnimalKind, Body, BodyKind, Crowd, CrowdKind};

/// Larger animals are louder.
pub fn animal_lufs(animal: &Animal) -> f32 {
    use AnimalKind::*;
    let usual = match animal.kind {
        Lion | Elephant | Whale => -14.0,
        Dog | Horse | Rooster | Cow | Monkey => -16.0,
        Howl | Sheep | Pig | Gull | Growl => -17.0,
        Crow | Duck | Chicken => -18.0,
        Meow | Owl => -19.0,
        Whine | Hiss | Songbird | Frog => -21.0,
        Hooves | Cicada | Wings | Pigeon => -23.0,
        Cricket | Bee => -26.0,
        Mosquito | Purr => -29.0,
    };
    usual + (3.0 * libm::log2f(animal.size.clamp(0.2, 4.0))).clamp(-5.0, 4.0)
}

/// Of one who is near; more effort is louder.
pub fn body_lufs(body: &Body) -> f32 {
    let usual = match body.kind {
        BodyKind::Cough | BodyKind::Sneeze => -17.0,
        BodyKind::Heartbeat | BodyKind::Whistle => -22.0,
        BodyKind::Clap => -18.0,
        BodyKind::Fall => -17.0,
        BodyKind::Voice => -20.0,
        BodyKind::Crunch | BodyKind::Snore => -23.0,
        BodyKind::Pant | BodyKind::Slurp => -26.0,
        BodyKind::Chew | BodyKind::Kiss | BodyKind::Sniff => -28.0,
        BodyKind::Breath | BodyKind::Sip | BodyKind::Swallow => -30.0,
    };
    usual + 6.0 * (body.effort.clamp(0.0, 1.0) - 0.5)
}

/// More people are louder, though not by as much as they are more: the others stand farther off.
pub fn crowd_lufs(crowd: &Crowd) -> f32 {
    let usual = match crowd.kind {
        CrowdKind::Applause => -20.0,
        CrowdKind::Cheer => -18.0,
        CrowdKind::Laughter | CrowdKind::Children => -21.0,
        CrowdKind::Walla => -26.0,
    };
    usual + 7.0 * (crowd.size.clamp(0.0, 1.0) - 0.5)
}
