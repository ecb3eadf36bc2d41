//! Blasts: a shock, the burning air behind it, the ground, what falls down, and what the country answers.

mod bang;
mod bursts;

use super::again::{Pace, again};
use crate::cues::{Blast, BlastKind};
use crate::render::{Take, Voice};
use bang::Charge;

/// No moment of a blast lasts longer, seconds.
const LONGEST_S: f32 = 4.0;

/// Renders a blast; over a stretch one follows the other.
pub fn render(blast: &Blast, take: &Take) -> Voice {
    let (size, away) = (blast.size.clamp(0.0, 1.0), blast.away.clamp(1.0, 5_000.0));
    let moment = take.length_s <= 0.0;
    again(take, LONGEST_S, pace(blast.kind), |chance| match blast.kind {
        BlastKind::Firework => bursts::firework(size, away, chance),
        BlastKind::Firecrackers => bursts::string_of_crackers(size, away, chance),
        BlastKind::Whip => bursts::whip(size, away, chance),
        BlastKind::Automatic if moment => bursts::salvo(Charge::of(BlastKind::Automatic, size), away, chance),
        kind => Charge::of(kind, size).bang(away, chance),
    })
}

/// How soon another one comes.
fn pace(kind: BlastKind) -> Pace {
    match kind {
        // 640 rounds a minute.
        BlastKind::Automatic => Pace::Every(0.091, 0.096),
        BlastKind::Pistol => Pace::Every(0.4, 1.2),
        BlastKind::Rifle => Pace::Every(0.8, 2.0),
        BlastKind::Firework => Pace::Every(0.7, 1.9),
        BlastKind::Firecrackers => Pace::After(0.0, 0.05),
        BlastKind::Whip => Pace::Every(0.9, 1.6),
        BlastKind::Explosion | BlastKind::Cannon => Pace::Every(1.6, 3.2),
    }
}
