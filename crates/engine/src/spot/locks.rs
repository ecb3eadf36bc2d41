//! What is locked in an older sheet comes back into a new one, and what would be heard twice makes way for it.

use super::director::refractory_s;
use super::lexicon::{Kind, lexicon};
use crate::CueSheet;
use crate::cues::{Bed, Cue, Sound, When};
use crate::render::seed_of;
use std::collections::BTreeSet;

/// Nearer than this to a locked moment, any other is taken for another guess at it, seconds.
const SAME_S: f64 = 0.08;
/// What is left of a bed beside a locked one must last longer than this, seconds.
const SHORTEST_S: f64 = 1.0;
/// A bed that is cut reaches this far into its neighbour, seconds.
const OVERLAP_S: f64 = 0.15;

/// The new sheet with everything that is locked in the `older` one, with the seed that it sounded with there.
pub fn keep(mut sheet: CueSheet, older: &CueSheet) -> CueSheet {
    let (cues, beds) = (locked_cues(&sheet, older), locked_beds(&sheet, older));
    if cues.is_empty() && beds.is_empty() {
        return sheet;
    }
    sheet.cues.retain(|new| !cues.iter().any(|old| collide(new, old)));
    for old in &beds {
        sheet.beds = sheet.beds.iter().flat_map(|new| beside(new, old)).collect();
    }
    sheet.cues.extend(cues);
    sheet.beds.extend(beds);
    rename(&mut sheet);
    sheet.cues.sort_by(|a, b| a.when.begin().total_cmp(&b.when.begin()).then_with(|| a.id.cmp(&b.id)));
    sheet.beds.sort_by(|a, b| a.t0.total_cmp(&b.t0).then_with(|| a.id.cmp(&b.id)));
    sheet
}

fn locked_cues(sheet: &CueSheet, older: &CueSheet) -> Vec<Cue> {
    let locked = older.cues.iter().filter(|cue| cue.lock && cue.when.begin() < sheet.duration);
    let kept = |cue: &Cue| Cue {
        when: cue.when.within(sheet.duration),
        seed: Some(seed_of(older, &cue.id, cue.seed).0),
        ..cue.clone()
    };
    locked.map(kept).collect()
}

fn locked_beds(sheet: &CueSheet, older: &CueSheet) -> Vec<Bed> {
    let locked = older.beds.iter().filter(|bed| bed.lock && bed.t0 < sheet.duration);
    let kept = |bed: &Bed| {
        // What reached the end of the clip still does.
        let to_end = bed.t1 > older.duration - 0.01;
        let t1 = if to_end { sheet.duration } else { bed.t1.min(sheet.duration) };
        Bed { t1, seed: Some(seed_of(older, &bed.id, bed.seed).0), ..bed.clone() }
    };
    locked.map(kept).collect()
}

/// Whether a new cue is a locked one again: by its name, or as the same kind of sound too near, or at the same moment.
fn collide(new: &Cue, old: &Cue) -> bool {
    let alike = is_alike(&new.sound, &old.sound);
    let near = match (new.when, old.when) {
        (When::At { t: a }, When::At { t: b }) => {
            (a - b).abs() < if alike { refractory_s(&new.sound).max(SAME_S) } else { SAME_S }
        }
        (When::Span { t0: a0, t1: a1 }, When::Span { t0: b0, t1: b1 }) => {
            alike && a1.min(b1) - a0.max(b0) > 0.5 * (a1 - a0).min(b1 - b0)
        }
        _ => false,
    };
    new.id == old.id || near
}

fn is_alike(a: &Sound, b: &Sound) -> bool {
    std::mem::discriminant(a) == std::mem::discriminant(b)
}

/// What is left of a new bed beside a locked one: all of it where they have nothing to do with each other.
fn beside(new: &Bed, old: &Bed) -> Vec<Bed> {
    let place = |bed: &Bed| lexicon().class(&bed.class).is_some_and(|class| class.kind == Kind::Place);
    let same = new.class == old.class || (place(new) && place(old)) || is_alike(&new.sound, &old.sound);
    let apart = new.t1 <= old.t0 || new.t0 >= old.t1;
    if !same || apart {
        return vec![new.clone()];
    }
    let fade = 2.0 * OVERLAP_S;
    let before = Bed { t1: new.t1.min(old.t0 + OVERLAP_S), fade_out: fade, ..new.clone() };
    let after = Bed { t0: new.t0.max(old.t1 - OVERLAP_S), fade_in: fade, ..new.clone() };
    [before, after].into_iter().filter(|bed| bed.t1 - bed.t0 > SHORTEST_S).collect()
}

/// Two of one name: what is locked keeps it.
fn rename(sheet: &mut CueSheet) {
    let mut taken: BTreeSet<String> = BTreeSet::new();
    let mut named = |id: &mut String| {
        while !taken.insert(id.clone()) {
            id.push('+');
        }
    };
    for locked in [true, false] {
        sheet.cues.iter_mut().filter(|cue| cue.lock == locked).for_each(|cue| named(&mut cue.id));
        sheet.beds.iter_mut().filter(|bed| bed.lock == locked).for_each(|bed| named(&mut bed.id));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn sheet(seed: u64, cues: &[Value], beds: &[Value]) -> CueSheet {
        let json = json!({"version": 1, "seed": seed, "duration": 8.0, "cues": cues, "beds": beds});
        CueSheet::from_json(json.to_string().as_bytes()).unwrap()
    }

    fn knock(id: &str, t: f64, lock: bool) -> Value {
        json!({"id": id, "class": "DOORS-KNOCK", "model": "impact", "params": {}, "t": t, "lock": lock})
    }

    fn step(id: &str, t: f64) -> Value {
        json!({"id": id, "class": "FOOTSTEPS-HUMAN", "model": "footstep", "params": {}, "t": t})
    }

    fn place(id: &str, place: &str, (t0, t1): (f64, f64), lock: bool) -> Value {
        let class = if place == "forest" { "AMBIENCE-FOREST" } else { "AMBIENCE-URBAN" };
        json!({"id": id, "class": class, "model": "ambience", "params": {"place": place}, "t0": t0, "t1": t1,
            "lock": lock})
    }

    fn ids(sheet: &CueSheet) -> String {
        let beds = sheet.beds.iter().map(|bed| format!("{} {}-{}", bed.id, bed.t0, bed.t1));
        let cues = sheet.cues.iter().map(|cue| format!("{} {}", cue.id, cue.when.begin()));
        beds.chain(cues).collect::<Vec<_>>().join(", ")
    }

    #[test]
    fn locked_cues_stay_and_new_ones_at_their_moments_make_way() {
        let older = sheet(5, &[knock("i1", 1.0, true), knock("i2", 2.0, false)], &[]);
        let new = [knock("i0", 1.05, false), step("g0", 1.07), step("g1", 1.2), knock("i1", 4.0, false)];
        let kept = keep(sheet(9, &new, &[]), &older);
        assert_eq!(ids(&kept), "i1 1, g1 1.2");
        kept.check().unwrap();
    }

    #[test]
    fn a_locked_cue_sounds_as_it_did_under_the_old_seed() {
        let older = sheet(5, &[knock("i1", 1.0, true)], &[]);
        let kept = keep(sheet(9, &[], &[]), &older);
        assert_eq!(kept.cues[0].seed, Some(seed_of(&older, "i1", None).0));
        assert_eq!(keep(sheet(11, &[], &[]), &kept).cues, kept.cues);
    }

    #[test]
    fn a_new_place_is_heard_only_beside_a_locked_one() {
        let older = sheet(5, &[], &[place("place0", "forest", (2.0, 5.0), true)]);
        let kept = keep(sheet(9, &[], &[place("place0", "city", (0.0, 8.0), false)]), &older);
        assert_eq!(ids(&kept), "place0+ 0-2.15, place0 2-5, place0++ 4.85-8");
        kept.check().unwrap();
    }

    #[test]
    fn without_locks_the_new_sheet_is_as_it_was() {
        let older = sheet(5, &[knock("i1", 1.0, false)], &[place("b", "forest", (0.0, 8.0), false)]);
        let new = sheet(9, &[knock("i1", 1.0, false)], &[]);
        assert_eq!(keep(new.clone(), &older), new);
    }
}
