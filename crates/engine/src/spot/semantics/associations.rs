//! What speaks for what: read once from the data file that is compiled in.

use crate::cues::Ground;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// Weights of classes, by their ids.
pub type Weights = BTreeMap<String, f32>;

/// Weights by what happens.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Speaks {
    pub hit: Weights,
    pub step: Weights,
    pub sweep: Weights,
    pub stretch: Weights,
    /// What is walked on (places only).
    pub ground: Option<Ground>,
}

/// The whole file.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Associations {
    /// Logarithms of how usual a class is; only these can be chosen.
    pub prior: Speaks,
    /// The class that stands for a family.
    pub parent: BTreeMap<String, String>,
    /// By names of things.
    pub object: BTreeMap<String, Speaks>,
    /// By names of places.
    pub place: BTreeMap<String, Speaks>,
    /// For stretches, by pixel scores; two names stand for their product.
    pub pixels: BTreeMap<String, Weights>,
    /// For hits, by ways of moving.
    pub motion: BTreeMap<String, Weights>,
}

static ASSOCIATIONS: LazyLock<Associations> = LazyLock::new(|| {
    toml::from_str(include_str!("../../../data/associations.toml"))
        .expect("the associations are compiled in and tested")
});

/// The compiled file.
pub fn associations() -> &'static Associations {
    &ASSOCIATIONS
}

/// What a question is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Slot {
    /// A contact.
    Hit,
    /// A foot that comes down.
    Step,
    /// A fast pass.
    Sweep,
    /// What lies under a shot.
    Stretch,
}

impl Speaks {
    /// The weights for a slot.
    pub fn of(&self, slot: Slot) -> &Weights {
        match slot {
            Slot::Hit => &self.hit,
            Slot::Step => &self.step,
            Slot::Sweep => &self.sweep,
            Slot::Stretch => &self.stretch,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scene::PLACES;
    use crate::spot::lexicon::lexicon;

    #[test]
    fn every_class_that_is_spoken_for_can_be_chosen_and_is_in_the_lexicon() {
        let all = associations();
        let speaking = all.object.values().chain(all.place.values());
        for slot in [Slot::Hit, Slot::Step, Slot::Sweep, Slot::Stretch] {
            for class in speaking.clone().flat_map(|s| s.of(slot).keys()) {
                assert!(all.prior.of(slot).contains_key(class), "{class} has no prior for {slot:?}");
            }
            for class in all.prior.of(slot).keys() {
                assert!(lexicon().class(class).is_some(), "{class} is no class");
            }
        }
        for (weights, slot) in [(&all.pixels, Slot::Stretch), (&all.motion, Slot::Hit)] {
            for class in weights.values().flat_map(BTreeMap::keys) {
                assert!(all.prior.of(slot).contains_key(class), "{class} has no prior for {slot:?}");
            }
        }
        for (class, parent) in &all.parent {
            assert!(
                lexicon().class(class).is_some() && lexicon().class(parent).is_some(),
                "{class}: {parent}"
            );
        }
    }

    #[test]
    fn every_place_says_what_is_walked_on() {
        assert!(PLACES.iter().all(|place| associations().place[*place].ground.is_some()));
        assert_eq!(associations().place.len(), PLACES.len());
    }
}
