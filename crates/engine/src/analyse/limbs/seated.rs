//! Steps that a body cannot have made: whose ankles are elsewhere does not walk there.

use super::LEAST_TORSO;
use super::bodies::Bodies;
use crate::analyse::gait::Walk;
use crate::scene::Step;
use std::collections::BTreeMap;

/// Nobody steps this far above their own ankles, torsos.
const ABOVE: f32 = 0.6;

/// The walk without figures most of whose steps the joints deny: the moving arms of one who sits are no legs.
pub(in crate::analyse) fn upright(mut walk: Walk, bodies: &Bodies, aspect: f32) -> Walk {
    let mut votes: BTreeMap<u32, i32> = BTreeMap::new();
    for step in &walk.steps {
        *votes.entry(step.figure).or_default() += vote(step, bodies, aspect);
    }
    let is_denied = |step: &Step| votes.get(&step.figure).is_some_and(|v| *v < 0);
    let gone: Vec<f64> = walk.steps.iter().filter(|step| is_denied(step)).map(|step| step.t).collect();
    walk.steps.retain(|step| !is_denied(step));
    // A rhythm is that of one figure: it goes with its steps.
    walk.rhythms.retain(|rhythm| !rhythm.beats.iter().all(|beat| gone.contains(beat)));
    walk
}

/// -1 where the step's figure lies on a body whose ankles are lower down, 1 where they are not, 0 where nobody is.
fn vote(step: &Step, bodies: &Bodies, aspect: f32) -> i32 {
    let middle = [step.x, step.y - 0.5 * step.size];
    let inside = |b: [f32; 4]| (b[0]..=b[2]).contains(&middle[0]) && (b[1]..=b[3]).contains(&middle[1]);
    let all = bodies.at(step.t, aspect).into_iter();
    let on = all.filter(|(person, body)| {
        body.torso >= LEAST_TORSO && bodies.bounds(*person, step.t).is_some_and(inside)
    });
    let votes = on.filter_map(|(_, body)| {
        let highest = body.ankle(0)?[1].min(body.ankle(1)?[1]);
        Some(if highest - step.y > ABOVE * body.torso { -1 } else { 1 })
    });
    votes.max().unwrap_or(0)
}
