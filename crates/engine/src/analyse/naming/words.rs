//! Words and kinds of place for a shot, from all looks at it.

use super::Glance;
use super::glances::Thing;
use crate::scene::{Label, PLACES, Shot, place};
use std::collections::BTreeMap;

/// Words told of a shot: at most so many, and no less sure.
const TOLD: (usize, f32) = (5, 0.05);

fn looks<'a>(glances: &'a [Glance], shot: &Shot) -> Vec<&'a nets::Labels> {
    let (t0, t1) = (shot.t0, shot.t1);
    let inside: Vec<&Glance> =
        glances.iter().filter(|g| g.labels.is_some() && (t0..t1).contains(&g.t)).collect();
    inside.into_iter().filter_map(|g| g.labels.as_ref()).collect()
}

/// ImageNet's names for a shot, with their mean probability, surest first.
pub(crate) fn labels(glances: &[Glance], shot: &Shot) -> Vec<Label> {
    let looks = looks(glances, shot);
    let mut sums: BTreeMap<u16, f32> = BTreeMap::new();
    for (class, p) in looks.iter().flat_map(|look| &look.best) {
        *sums.entry(*class).or_default() += p / looks.len() as f32;
    }
    let mut all: Vec<(u16, f32)> = sums.into_iter().filter(|(_, p)| *p >= TOLD.1).collect();
    all.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    all.truncate(TOLD.0);
    let label = |(class, p): (u16, f32)| Label {
        name: nets::imagenet_name(class).to_lowercase(),
        conf: libm::roundf(p * 1000.0) / 1000.0,
    };
    all.into_iter().map(label).collect()
}

/// Least probability that is told.
const LEAST_PLACE: f32 = 0.005;
/// What a full pixel score of fire or water adds to the logarithm of that place: only motion tells flames from a sunset,
/// and no net of stills sees motion. The other pixel scores added nothing to the head in cross-validation.
const FLICKER: [(&str, &str, f32); 2] = [(place::FIRE, "fire", 2.0), (place::WATER, "water", 1.0)];

/// Who is at least this sure and this high, frame heights, stands somewhere: what he stands in is no title.
const STANDS: (f32, f32) = (0.55, 0.25);
/// What is left of a title's odds if somebody stands in every look; a plain wall behind a dancer looks like one.
const TITLE_BEHIND: f32 = 0.05;

/// Probabilities of kinds of place for a shot, from all looks at it, the people in it and the pixel scores that motion gives;
/// empty without looks.
pub(crate) fn places(glances: &[Glance], shot: &Shot) -> BTreeMap<String, f32> {
    let pictures: Vec<_> = looks(glances, shot).into_iter().map(|l| nets::places(l).map(|p| p.1)).collect();
    let Some(mut shares) = nets::together(&pictures) else { return BTreeMap::new() };
    for (pixels, name, weight) in FLICKER {
        let score = shot.scene.get(pixels).copied().unwrap_or(0.0);
        if let Some(i) = nets::PLACES.iter().position(|p| *p == name) {
            shares[i] *= libm::expf(weight * score);
        }
    }
    if let Some(i) = nets::PLACES.iter().position(|p| *p == "title") {
        shares[i] *= libm::powf(TITLE_BEHIND, peopled(glances, shot));
    }
    let sum: f32 = shares.iter().sum();
    let told = nets::PLACES
        .iter()
        .zip(shares)
        .map(|(name, p)| ((*name).to_owned(), libm::roundf(p / sum * 1000.0) / 1000.0));
    told.filter(|(_, p)| *p >= LEAST_PLACE).collect()
}

/// The share of a shot's looks in which somebody stands.
fn peopled(glances: &[Glance], shot: &Shot) -> f32 {
    let here: Vec<&Glance> = glances.iter().filter(|g| (shot.t0..shot.t1).contains(&g.t)).collect();
    let stands =
        |t: &Thing| t.label == "person" && t.conf >= STANDS.0 && t.bounds[3] - t.bounds[1] >= STANDS.1;
    let with = here.iter().filter(|g| g.things.iter().any(stands)).count();
    with as f32 / here.len().max(1) as f32
}

/// The place that is believed most, with how far: see [`nets::belief`].
pub(crate) fn place_of(places: &BTreeMap<String, f32>) -> Option<Label> {
    let named = places.iter().filter(|(name, _)| PLACES.contains(&name.as_str()));
    let (name, p) = named.max_by(|a, b| a.1.total_cmp(b.1).then(b.0.cmp(a.0)))?;
    Some(Label { name: name.clone(), conf: libm::roundf(nets::belief(*p) * 1000.0) / 1000.0 })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn glance(t: f64, things: &[(&str, f32, f32)]) -> Glance {
        let thing = |&(label, conf, height): &(&str, f32, f32)| Thing {
            label: label.into(),
            conf,
            bounds: [0.4, 0.9 - height, 0.6, 0.9],
            pose: None,
        };
        let labels = Some(nets::Labels { best: Vec::new(), embedding: vec![0.0; 1280] });
        Glance { t, things: things.iter().map(thing).collect(), labels }
    }

    fn title(things: &[(&str, f32, f32)]) -> f32 {
        let shot = Shot { t1: 2.0, ..Shot::default() };
        let glances: Vec<Glance> = [0.0, 0.5, 1.0].map(|t| glance(t, things)).into();
        places(&glances, &shot).get("title").copied().unwrap_or(0.0)
    }

    #[test]
    fn where_somebody_stands_is_no_title_and_a_faint_or_tiny_figure_is_nobody() {
        let empty = title(&[]);
        assert!(title(&[("person", 0.8, 0.6)]) < 0.2 * empty, "{empty}");
        for nobody in [("person", 0.4, 0.6), ("person", 0.8, 0.1), ("car", 0.8, 0.6)] {
            assert_eq!(title(&[nobody]), empty);
        }
    }
}
