//! Who plays: the style's layers and players, and what a wish adds, forbids and puts off.

use super::Wish;
use super::compose::{Bass, Drum, struck};
use super::grid::Grid;
use super::idiom::{Idiom, idiom};
use crate::cues::{Instrument, Layer, Music};
use std::collections::BTreeMap;

/// A clock and nothing else, which plays even where drums are refused.
const TICKS: &str = "g2_ticks";

/// Layers and who plays them.
#[derive(Debug, Clone, PartialEq)]
pub struct Cast {
    /// Layers that play.
    pub layers: Vec<Layer>,
    /// Players that are not the style's own.
    pub players: BTreeMap<Layer, Instrument>,
    /// Groove by name; empty for the style's own.
    pub groove: String,
}

impl Cast {
    /// The cast of a style under a wish.
    pub fn of(idiom: &Idiom, wish: &Wish) -> Cast {
        let mut cast = Cast { layers: idiom.layers.clone(), players: BTreeMap::new(), groove: String::new() };
        cast.layers.extend(&wish.with);
        wish.instruments.iter().for_each(|&instrument| cast.seat(idiom, wish, instrument));
        cast.struck(idiom, wish);
        cast.layers.sort();
        cast.layers.dedup();
        let without =
            |layer: &Layer| wish.without.contains(layer) && !(*layer == Layer::Drums && cast.groove == TICKS);
        cast.layers.retain(|layer| !without(layer));
        cast.replace(idiom, wish);
        if wish.only {
            cast.keep_named(idiom, wish);
        }
        cast
    }

    /// Gives a wished instrument a layer: its own in this style, else the first free one that suits it.
    fn seat(&mut self, idiom: &Idiom, wish: &Wish, instrument: Instrument) {
        let free = |layer: &Layer| !self.players.contains_key(layer) && !wish.without.contains(layer);
        let layers = suiting(instrument);
        // What breaks chords does so first, even where the style has it sing.
        let breaks = layers[0] == Layer::Keys;
        let own = |layer: &Layer| {
            idiom.players(*layer).first() == Some(&instrument) && !(breaks && *layer == Layer::Lead)
        };
        let seat = layers.iter().filter(|l| own(l)).find(|l| free(l)).or(layers.iter().find(|l| free(l)));
        if let Some(layer) = seat.copied() {
            self.players.insert(layer, instrument);
            self.layers.push(layer);
        }
    }

    /// Drums: the style's, those asked for, or only a clock.
    fn struck(&mut self, idiom: &Idiom, wish: &Wish) {
        let refused = wish.without.contains(&Layer::Drums);
        let ticks = wish.groove.as_deref().is_some_and(|groove| struck(groove).contains(&Drum::Tick));
        let own = struck(&idiom.groove);
        if let Some(groove) = &wish.groove {
            let has_it = !refused && struck(groove).first().is_some_and(|drum| own.contains(drum));
            self.groove = match (refused, ticks) {
                (true, true) => TICKS.into(),
                _ if has_it => String::new(),
                _ => groove.clone(),
            };
            self.layers.push(Layer::Drums);
        } else if own.is_empty() || own == [Drum::Heartbeat] {
            // A style without a groove borrows one where drums are asked for.
            self.groove = if wish.with.contains(&Layer::Drums) { "g9".into() } else { String::new() };
        }
    }

    /// Where the usual player is refused, the next one that is not takes the layer, or it falls silent.
    fn replace(&mut self, idiom: &Idiom, wish: &Wish) {
        self.players.retain(|_, player| !wish.refused.contains(player));
        let mut silent = Vec::new();
        for &layer in &self.layers {
            let players = idiom.players(layer);
            let usual = self.players.get(&layer).or(players.first());
            if usual.is_none_or(|player| !wish.refused.contains(player)) {
                continue;
            }
            match players.iter().find(|player| !wish.refused.contains(player)) {
                Some(&player) => {
                    self.players.insert(layer, player);
                }
                None => silent.push(layer),
            }
        }
        let bowed = idiom.bass.kind == Bass::LowStrings && wish.refused.contains(&Instrument::Strings);
        silent.extend(bowed.then_some(Layer::Bass));
        self.layers.retain(|layer| !silent.contains(layer));
    }

    /// The player of a layer, if it is one of a player's.
    pub fn player(&self, idiom: &Idiom, layer: Layer) -> Option<Instrument> {
        self.players.get(&layer).or(idiom.players(layer).first()).copied()
    }

    fn keep_named(&mut self, idiom: &Idiom, wish: &Wish) {
        let named = |layer: &Layer| {
            let player = self.player(idiom, *layer);
            wish.with.contains(layer) || player.is_some_and(|player| wish.instruments.contains(&player))
        };
        let kept: Vec<Layer> = self.layers.iter().copied().filter(named).collect();
        if !kept.is_empty() {
            self.layers = kept;
        }
    }

    /// When layers come in that the wish puts off: a third of the way or so, on a downbeat.
    pub fn entries(&self, wish: &Wish, grid: &Grid) -> BTreeMap<Layer, f64> {
        let inner = grid
            .downbeats
            .iter()
            .map(|&beat| grid.time_of(beat))
            .filter(|&t| t > 0.5 && t < grid.time_of(grid.end()) - 0.3);
        let aim = 0.4 * grid.duration;
        let Some(t) = inner.min_by(|a, b| (a - aim).abs().total_cmp(&(b - aim).abs())) else {
            return BTreeMap::new();
        };
        let begins =
            |layer: &Layer| self.players.get(layer).is_some_and(|player| wish.begins.contains(player));
        // Who has no seat cannot begin.
        let alone = self.layers.iter().any(begins);
        let is_late = |layer: &Layer| {
            let player = self.players.get(layer);
            wish.layers_later.contains(layer)
                || player.is_some_and(|player| wish.later.contains(player))
                || alone && !begins(layer)
        };
        let late = self.layers.iter().filter(|layer| is_late(layer));
        late.map(|&layer| (layer, libm::round(t * 1000.0) / 1000.0)).collect()
    }
}

/// What is heard of a score, by name: its players, `bass`, `drums`, `taiko`, `ticks`, and the layers `pad` and `melody`.
pub fn players(music: &Music) -> Vec<String> {
    let idiom = idiom(music.style);
    let mut heard: Vec<String> = Vec::new();
    for &layer in &music.tracks {
        let player = music.instruments.get(&layer).or(idiom.players(layer).first());
        let name = player.and_then(|player| serde_json::to_value(player).ok());
        heard.extend(name.and_then(|name| name.as_str().map(Into::into)));
        let groove = if music.groove.is_empty() { &idiom.groove } else { &music.groove };
        match layer {
            Layer::Pad => heard.push("pad".into()),
            Layer::Lead => heard.push("melody".into()),
            Layer::Bass => heard.push("bass".into()),
            Layer::Drums => heard.extend(drums_of(groove)),
            Layer::Keys | Layer::Swells => {}
        }
    }
    heard
}

fn drums_of(groove: &str) -> Vec<String> {
    let all = struck(groove);
    let named = |drum: Drum, name: &str| all.contains(&drum).then(|| name.to_string());
    let keeps_time = all.iter().any(|drum| *drum != Drum::Tick).then(|| "drums".to_string());
    named(Drum::Tick, "ticks").into_iter().chain(named(Drum::Taiko, "taiko")).chain(keeps_time).collect()
}

/// Layers that suit an instrument, the best first.
fn suiting(instrument: Instrument) -> &'static [Layer] {
    use Instrument::*;
    match instrument {
        Strings | Choir | Synth | Organ | Brass => &[Layer::Pad, Layer::Lead, Layer::Keys],
        Violin | Cello | Erhu | Clarinet | Flute | Dizi | Lead | Vibraphone => &[Layer::Lead, Layer::Pad],
        _ => &[Layer::Keys, Layer::Lead, Layer::Pad],
    }
}
