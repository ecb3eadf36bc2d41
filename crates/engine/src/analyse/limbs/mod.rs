//! Which limb makes a contact: a hand, a foot, two hands that meet.
//!
//! The few stills a second say where the hands are and whose contact it is; a bounded number of looks close around it, at
//! the work image's own frames, says whether hands meet and whether a foot moves at all. What nobody made stays as it was.

mod bodies;
mod close;
mod gestures;
mod seated;
#[cfg(test)]
mod tests;

pub(super) use bodies::Bodies;
pub(super) use close::Close;
pub(super) use seated::upright;

use super::impacts::Candidate;
use crate::Result;
use crate::scene::Gesture;
use bodies::{Body, Limb};
use gestures::{Moves, moves};

/// A limb this near made the contact, torsos: hands hold things, a foot is where it is.
const REACH: Reach = Reach { hand: 0.8, foot: 0.65, trunk: 0.8 };
/// What is this much farther from the limb so long before was thrown or fell there: it is none of the body, seconds.
const BEFORE_S: f32 = 0.12;
/// Smaller people's limbs are not told apart, frame heights from shoulders to hips.
const LEAST_TORSO: f32 = 0.1;
/// What is left of the confidence where the foot that is there rests.
const IDLE: f32 = 0.3;

/// So many looks at a foot say how it is at other times.
const ENOUGH: usize = 3;

struct Reach {
    hand: f32,
    foot: f32,
    trunk: f32,
}

/// Gives contacts that somebody's limb made to that limb: their place is the hand, not the elbow that moves with it; what
/// lies at a resting foot loses confidence. Only what is at least `least` sure is looked at.
///
/// # Errors
/// When the watch said stop, or the net failed.
pub(super) fn judge(
    (all, least): (&mut [Candidate], f32),
    size: [f32; 2],
    bodies: &Bodies,
    close: Option<&Close>,
) -> Result<()> {
    let owned: Vec<(usize, Owned)> = all
        .iter()
        .enumerate()
        .filter(|(_, c)| c.conf >= least)
        .filter_map(|(i, c)| owned(bodies, c, size).map(|owned| (i, owned)))
        .collect();
    let mut seen = close.map_or(Ok(vec![None; owned.len()]), |close| moves(close, bodies, all, &owned))?;
    rest_as_before(&mut seen, &owned);
    for ((i, owned), moves) in owned.iter().zip(&seen) {
        settle(&mut all[*i], owned, moves.as_ref(), size);
    }
    Ok(())
}

/// Where there were not looks enough, a foot that rested every time that it was looked at rests.
fn rest_as_before(seen: &mut [Option<Moves>], owned: &[(usize, Owned)]) {
    let whose = |k: usize| (owned[k].1.person, owned[k].1.limb);
    let rested = |k: usize| {
        let mut looked = (0..owned.len()).filter(|&j| whose(j) == whose(k)).filter_map(|j| seen[j].as_ref());
        looked.clone().count() >= ENOUGH && looked.all(|moves| moves.foot_rests)
    };
    let resting: Vec<usize> = (0..owned.len()).filter(|&k| seen[k].is_none() && rested(k)).collect();
    for k in resting {
        seen[k] = Some(Moves { foot_rests: true, ..Moves::default() });
    }
}

/// A contact's limb, and whose it is.
#[derive(Debug, Clone)]
struct Owned {
    person: usize,
    body: Body,
    limb: Limb,
}

/// The nearest limb of anybody, if the thing that made the contact was near it just before, too.
fn owned(bodies: &Bodies, candidate: &Candidate, [width, height]: [f32; 2]) -> Option<Owned> {
    let kink = &candidate.kink;
    let at = kink.at.map(|v| v / height);
    let before = [0, 1].map(|i| at[i] - BEFORE_S * kink.before[i]);
    let large = |(_, body): &(usize, Body)| body.torso >= LEAST_TORSO;
    let all = bodies.at(kink.t, width / height).into_iter().filter(large).filter_map(|(person, body)| {
        let (limb, away) = body.nearest(at)?;
        let reach = match limb {
            Limb::Hand(_) => REACH.hand,
            Limb::Foot(_) => REACH.foot,
            Limb::Trunk => REACH.trunk,
        };
        let came = body.away(limb, before) / body.torso;
        (away / body.torso <= reach && came <= reach + 0.3)
            .then_some((away / body.torso, Owned { person, body, limb }))
    });
    all.min_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, owned)| owned)
}

/// What a limb that was looked at makes of a contact.
fn settle(candidate: &mut Candidate, owned: &Owned, moves: Option<&Moves>, [_, height]: [f32; 2]) {
    match (owned.limb, moves) {
        (Limb::Hand(_), Some(moves)) if moves.hands_meet => {
            candidate.gesture = Some(Gesture::Clap);
            candidate.kink.at = moves.between.map(|v| v * height);
        }
        (Limb::Hand(side), _) => {
            candidate.gesture = Some(Gesture::Hand);
            candidate.kink.at = owned.body.hand(side).map(|v| v * height);
        }
        (Limb::Foot(_), Some(moves)) if moves.foot_rests => candidate.conf *= IDLE,
        (Limb::Foot(_), Some(moves)) if moves.foot_stops => {
            candidate.gesture = Some(if moves.foot_raised { Gesture::Kick } else { Gesture::Foot });
        }
        // Hands that clap before the chest are not where the stills saw them: what lies at the trunk may be theirs.
        (Limb::Foot(_) | Limb::Trunk, _) => (),
    }
}
