//! Decides what is heard: picture and wishes in, beds, cues and room out.

mod asked;
mod beds;
mod density;
mod detail;
mod matter;
mod passing;
mod picture;
#[cfg(test)]
mod rules_tests;
#[cfg(test)]
mod snapshots;
mod timing;
mod unseen;
mod whereabouts;
mod wishes;
#[cfg(test)]
mod words_snapshots;

pub use density::refractory_s;
pub use timing::{Look, Moment};
pub use wishes::Wishes;

use crate::Scene;
use crate::cues::{Bed, Cue, Room};

/// What the director decided.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Directed {
    /// In order of begin.
    pub beds: Vec<Bed>,
    /// In order of begin.
    pub cues: Vec<Cue>,
    /// Where it sounds.
    pub room: Room,
}

/// Directs a clip.
pub fn direct(scene: &Scene, wishes: &Wishes) -> Directed {
    let mut cues = Vec::new();
    let mut beds = Vec::new();
    if wishes.effects && scene.duration > 0.0 {
        let requests = asked::requests(scene, wishes);
        cues = picture::cues(scene, wishes, &requests);
        cues.extend(asked::cues(scene, wishes, &requests));
        cues = density::thinned(cues);
        beds = beds::beds(scene, wishes, &requests);
        if wishes.asmr {
            detail::near_and_fine(&mut cues, &beds, scene, wishes);
        }
    }
    if scene.is_unseen() && cues.is_empty() && beds.is_empty() && wishes.must_be_heard() {
        beds.push(beds::air_alone(scene));
    }
    cues.sort_by(|a, b| a.when.begin().total_cmp(&b.when.begin()).then_with(|| a.id.cmp(&b.id)));
    Directed { beds, cues, room: whereabouts::room(scene, wishes) }
}
