//! The split holds enough of everything, and its clips show what their truth says.

use crate::family::known::known;
use crate::family::split::{Half, members};
use crate::family::truth::Known;
use std::collections::{BTreeMap, BTreeSet};

fn all(half: Half) -> Vec<Known> {
    members(half).iter().map(|m| known(m, &m.reel())).collect()
}

/// Counts of what must be found, by name.
fn counts(clips: &[Known]) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    let mut add = |name: &str, many: usize| *counts.entry(name.to_owned()).or_insert(0) += many;
    for clip in clips {
        add("clips", 1);
        add("steps", clip.steps.iter().filter(|e| e.clear).count());
        add("flashes", clip.flashes.len());
        for event in clip.impacts.iter().filter(|e| e.clear) {
            add(if event.fast { "fast" } else { &clip.camera }, 1);
            add(&clip.rate, 1);
        }
        for shot in &clip.shots {
            add(
                if matches!(shot.begins.as_str(), "fade" | "dissolve") { "gradual" } else { &shot.begins },
                1,
            );
        }
    }
    counts
}

#[test]
fn each_half_has_enough_of_everything() {
    for half in [Half::Tune, Half::Judge] {
        let counts = counts(&all(half));
        let least = [
            ("clips", 100),
            ("static", 60),
            ("handheld", 60),
            ("pan", 60),
            ("zoom", 60),
            ("fast", 60),
            ("variable", 30),
            ("repeated", 30),
            ("steps", 150),
            ("cut", 60),
            ("gradual", 20),
            ("flashes", 20),
        ];
        for (name, least) in least {
            let found = counts.get(name).copied().unwrap_or(0);
            assert!(found >= least, "{half:?} has {found} of {name} in {counts:?}");
        }
    }
}

#[test]
fn what_is_learned_from_shares_no_seed_with_the_halves_and_is_small() {
    let seeds = |half| members(half).iter().map(|m| m.reel().seed).collect::<BTreeSet<_>>();
    let (grow, tune, judge) = (seeds(Half::Grow), seeds(Half::Tune), seeds(Half::Judge));
    assert!(grow.is_disjoint(&tune) && grow.is_disjoint(&judge) && tune.is_disjoint(&judge));
    let clips = members(Half::Grow);
    assert_eq!(
        (grow.len(), clips.iter().map(|m| &m.name).collect::<BTreeSet<_>>().len()),
        (clips.len(), clips.len())
    );
    assert!(clips.len() >= 2 * tune.len() && clips.iter().all(|m| m.size.0.max(m.size.1) <= 640));
}

#[test]
fn the_halves_share_families_but_no_truth() {
    let (tune, judge) = (all(Half::Tune), all(Half::Judge));
    let kinds = |clips: &[Known]| clips.iter().map(|c| c.kind.clone()).collect::<BTreeSet<_>>();
    assert_eq!(kinds(&tune), kinds(&judge));
    let times =
        |clips: &[Known]| clips.iter().map(|c| format!("{:?}{:?}", c.impacts, c.steps)).collect::<Vec<_>>();
    let of_judge = times(&judge);
    assert!(times(&tune).iter().all(|t| t == "[][]" || !of_judge.contains(t)));
}

#[test]
fn the_same_number_gives_the_same_truth() {
    let member = &members(Half::Tune)[20];
    assert_eq!(known(member, &member.reel()), known(member, &member.reel()));
}

#[test]
fn what_is_out_of_the_picture_is_not_demanded() {
    for clip in all(Half::Tune) {
        for event in clip.impacts.iter().chain(&clip.steps).filter(|e| e.clear) {
            let inside = |x: f64| x > 0.0 && x < 1.0;
            assert!(inside(event.x) && inside(event.y), "{}: {event:?}", clip.name);
        }
    }
}
