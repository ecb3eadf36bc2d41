//! What is walked on, from the place of a shot.

use super::associations::associations;
use crate::cues::Ground;
use crate::scene::Shot;
use std::collections::BTreeMap;

/// A ground must have this much of the probability.
const LEAST: f32 = 0.45;

/// The ground that the net's places speak for; `None` where there are none or they do not agree.
pub fn ground(shot: &Shot) -> Option<Ground> {
    let mut shares: BTreeMap<Ground, f32> = BTreeMap::new();
    for (place, p) in &shot.places {
        if let Some(ground) = associations().place.get(place).and_then(|speaks| speaks.ground) {
            *shares.entry(ground).or_default() += p;
        }
    }
    let best = shares.into_iter().max_by(|a, b| a.1.total_cmp(&b.1))?;
    (best.1 >= LEAST).then_some(best.0)
}
