//! What hands and feet do just before and just after a contact.

use super::Owned;
use super::bodies::{Bodies, Body, Limb, apart};
use super::close::{Close, Question, TALL};
use crate::Result;
use crate::analyse::impacts::Candidate;

/// Looks go so far before and after the contact, seconds.
const AROUND_S: f64 = 0.08;
/// Wrists nearer than this may be hands that meet, torsos; a moment ago they were farther apart by at least the second.
const MEET: (f32, f32) = (0.5, 0.25);
/// Hands farther apart than this in the stills are not asked whether they meet, torsos.
const TOGETHER: f32 = 1.2;
/// A foot that goes no farther than this rests, torsos: the net's own unrest stays below it in 19 of 20 looks.
const RESTS: f32 = 0.12;
/// A foot that goes at least this far, and then less than half of that or back, stops; a torso is half a metre.
const STOPS: f32 = 0.35;
/// A foot this much above the other is raised, torsos.
const RAISED: f32 = 0.25;

/// What was seen around a contact.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Moves {
    pub hands_meet: bool,
    /// Between the hands, frame heights.
    pub between: [f32; 2],
    pub foot_rests: bool,
    pub foot_stops: bool,
    pub foot_raised: bool,
}

/// What limbs do around the contacts that they own; `None` for those that were not looked at. Feet go first, then the surest,
/// as long as looks are left.
///
/// # Errors
/// When the watch says stop, or the net fails.
pub(super) fn moves(
    close: &Close,
    bodies: &Bodies,
    all: &[Candidate],
    owned: &[(usize, Owned)],
) -> Result<Vec<Option<Moves>>> {
    let is_foot = |k: usize| matches!(owned[k].1.limb, Limb::Foot(_));
    let conf = |k: usize| all[owned[k].0].conf;
    let mut order: Vec<usize> = (0..owned.len()).filter(|&k| is_worth_a_look(&owned[k].1)).collect();
    order.sort_by(|&a, &b| is_foot(b).cmp(&is_foot(a)).then(conf(b).total_cmp(&conf(a))).then(a.cmp(&b)));
    let mut questions: Vec<Question> = Vec::new();
    let mut asked: Vec<(usize, Vec<usize>)> = Vec::new();
    for k in order {
        let about = about(close, bodies, all[owned[k].0].kink.t, &owned[k].1);
        let new = about.iter().filter(|q| !questions.contains(q)).count();
        if about.is_empty() || questions.len() + new > close.most() {
            continue;
        }
        asked.push((k, about.into_iter().map(|question| place_of(question, &mut questions)).collect()));
    }
    let seen = close.looks(&questions)?;
    let mut moves = vec![None; owned.len()];
    for (k, places) in asked {
        let bodies: Option<Vec<&Body>> = places.into_iter().map(|i| seen[i].as_ref()).collect();
        moves[k] = bodies.map(|bodies| told(owned[k].1.limb, &bodies));
    }
    Ok(moves)
}

/// Where a question stands in the list; asked twice, it is answered once.
fn place_of(question: Question, questions: &mut Vec<Question>) -> usize {
    let known = questions.iter().position(|q| *q == question);
    known.unwrap_or_else(|| {
        questions.push(question);
        questions.len() - 1
    })
}

/// A foot always; a hand where the other one is near.
fn is_worth_a_look(owned: &Owned) -> bool {
    match owned.limb {
        Limb::Foot(_) => true,
        Limb::Hand(_) => wrists(&owned.body).is_some_and(|w| apart(w[0], w[1]) < TOGETHER * owned.body.torso),
        Limb::Trunk => false,
    }
}

/// The frames before and at the contact, for a foot also after it; none where somebody is too small to be looked at.
fn about(close: &Close, bodies: &Bodies, t: f64, owned: &Owned) -> Vec<Question> {
    let Some(bounds) = bodies.bounds(owned.person, t).filter(|b| b[3] - b[1] >= TALL) else {
        return Vec::new();
    };
    let times: &[f64] = match owned.limb {
        Limb::Foot(_) => &[-AROUND_S, 0.0, AROUND_S],
        _ => &[-AROUND_S, 0.0],
    };
    // The box at the moment itself: the same frame asked for by two contacts may be looked at once.
    let rounded = bounds.map(|v| libm::roundf(v * 50.0) / 50.0);
    let ask =
        |away: &f64| Question { frame: close.frame_at(t + away), person: owned.person, bounds: rounded };
    times.iter().map(ask).collect()
}

fn wrists(body: &Body) -> Option<[[f32; 2]; 2]> {
    Some([body.wrist(0)?, body.wrist(1)?])
}

/// What the bodies before, at and (for a foot) after a contact say.
pub(super) fn told(limb: Limb, bodies: &[&Body]) -> Moves {
    match (limb, bodies) {
        (Limb::Hand(_), [before, at, ..]) => hands(before, at),
        (Limb::Foot(side), [before, at, after]) => foot(side, [before, at, after]),
        _ => Moves::default(),
    }
}

fn hands(before: &Body, at: &Body) -> Moves {
    let (Some(was), Some(is)) = (wrists(before), wrists(at)) else { return Moves::default() };
    let (was_apart, is_apart) = (apart(was[0], was[1]) / at.torso, apart(is[0], is[1]) / at.torso);
    let hands = [at.hand(0), at.hand(1)];
    Moves {
        hands_meet: is_apart < MEET.0 && was_apart - is_apart > MEET.1,
        between: [0, 1].map(|i| (hands[0][i] + hands[1][i]) / 2.0),
        ..Moves::default()
    }
}

fn foot(side: usize, bodies: [&Body; 3]) -> Moves {
    let [Some(before), Some(at), Some(after)] = bodies.map(|body| body.ankle(side)) else {
        return Moves::default();
    };
    let torso = bodies[1].torso;
    let (came, went) = (apart(before, at) / torso, apart(at, after) / torso);
    let along = (at[0] - before[0]) * (after[0] - at[0]) + (at[1] - before[1]) * (after[1] - at[1]);
    let other = bodies[1].ankle(1 - side);
    Moves {
        foot_rests: came.max(went) < RESTS,
        foot_stops: came > STOPS && (went < 0.5 * came || along < 0.0),
        foot_raised: other.is_some_and(|other| other[1] - at[1] > RAISED * torso),
        ..Moves::default()
    }
}
