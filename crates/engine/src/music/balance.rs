//! How loud the layers of a style are against each other: `balance.toml`, read once.

use crate::cues::{Layer, Style};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// A layer's place in the whole.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// Loudness against the other layers, LU.
    pub level: f32,
    /// How much of it goes into the hall, decibels.
    pub hall: f32,
    /// Where it stands, -1 (left) to 1.
    #[serde(default)]
    pub pan: f32,
}

static PLACES: LazyLock<BTreeMap<Style, BTreeMap<Layer, Place>>> = LazyLock::new(|| {
    toml::from_str(include_str!("../../data/music/balance.toml"))
        .expect("the balance is compiled in and tested")
});

/// Where a layer stands in a style.
pub fn place(style: Style, layer: Layer) -> Place {
    let places = PLACES.get(&style).expect("every style has a balance, tested");
    places.get(&layer).copied().expect("every layer has a place, tested")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_layer_of_every_style_has_a_place() {
        for style in Style::ALL {
            for layer in Layer::ALL {
                let place = place(style, layer);
                assert!((-20.0..=3.0).contains(&place.level), "{style:?} {layer:?}");
                assert!((-60.0..=0.0).contains(&place.hall), "{style:?} {layer:?}");
                assert!(place.pan.abs() <= 0.6, "{style:?} {layer:?}");
            }
        }
    }
}
