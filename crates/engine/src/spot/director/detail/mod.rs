//! ASMR: everything near, gentle and to one side, and fine sounds that belong to what is there.

mod fine;
mod hands;
mod sides;
#[cfg(test)]
mod tests;

use super::Wishes;
use super::whereabouts::hundredth;
use crate::Scene;
use crate::cues::{Bed, Cue, Sound};

/// What is within reach of somebody who leans over it, metres.
const REACH_M: (f32, f32) = (0.12, 0.35);
/// Metres of a place in the picture, or of the lexicon, that are one metre here.
const NEARER: f32 = 0.07;

/// How much less hard everything is done: blows step back behind what hands do beside them, whose peaks are lower.
const GENTLER: f32 = 0.65;

/// Brings cues near and to one side or the other, and adds the small sounds around them.
pub fn near_and_fine(cues: &mut Vec<Cue>, beds: &[Bed], scene: &Scene, wishes: &Wishes) {
    cues.retain(|cue| is_asked(cue) || is_gentle(&cue.sound));
    for cue in cues.iter_mut() {
        // Places from the picture are near already; those from the lexicon and the prompt are not.
        if cue.pos.dist > REACH_M.1 {
            cue.pos.dist = within_reach(cue.pos.dist);
        }
        cue.velocity = hundredth((cue.velocity * GENTLER).clamp(0.1, 0.8));
    }
    sides::apart(cues);
    if !wishes.only_named() {
        let mut fine = fine::cues(cues, beds, scene);
        fine.retain(|cue| wishes.allows(&cue.class));
        cues.extend(fine);
    }
}

/// A distance as it is when one leans over it.
pub fn within_reach(dist: f32) -> f32 {
    hundredth((dist * NEARER).clamp(REACH_M.0, REACH_M.1))
}

fn is_asked(cue: &Cue) -> bool {
    cue.from.first().is_some_and(|why| why.starts_with("prompt"))
}

/// Close and small, best made by hands: what is loud or far away would only frighten.
fn is_gentle(sound: &Sound) -> bool {
    !matches!(
        sound,
        Sound::Blast(_)
            | Sound::Thunder(_)
            | Sound::Signal(_)
            | Sound::Crowd(_)
            | Sound::Designed(_)
            | Sound::Machine(_)
            | Sound::Whoosh(_)
            | Sound::Shatter(_)
    )
}
