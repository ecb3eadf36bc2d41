//! The people in the stills, as gait wants them.

use super::Glance;
use super::glances::Thing;
use crate::analyse::gait::figures::{Figures, Look, Person};

/// Everybody in every still; `None` without looks.
pub(crate) fn figures(glances: &[Glance]) -> Option<Figures> {
    let people = |glance: &Glance| glance.things.iter().filter(|t| t.label == "person").map(person).collect();
    let looks: Vec<Look> = glances.iter().map(|g| Look { t: g.t, people: people(g) }).collect();
    (!looks.is_empty()).then_some(Figures { looks })
}

fn person(thing: &Thing) -> Person {
    let joints = thing.pose.as_ref().map(|pose| pose.joints.map(|j| [j.x, j.y, j.conf]));
    Person { bounds: thing.bounds, score: thing.conf, joints: joints.unwrap_or_default() }
}
