//! Designed sounds: what trailers, games and cartoons have taught everybody to know.

mod cinema;
mod cosmos;
mod magic;
mod toy;

use super::again::{Pace, again, steady};
use crate::cues::{Designed, DesignedKind};
use crate::dsp::samples;
use crate::render::{Take, Voice};

/// No moment of a designed sound lasts longer, seconds.
const LONGEST_S: f32 = 4.0;

/// Renders a designed sound. A riser's moment is the one that it leads up to.
pub fn render(designed: &Designed, take: &Take) -> Voice {
    use DesignedKind::*;
    let pitch = designed.pitch.clamp(0.25, 4.0);
    let lasting = |natural_s: f32| {
        f64::from(if designed.length > 0.0 { designed.length.clamp(0.1, 3.9) } else { natural_s })
    };
    match designed.kind {
        Riser => {
            let voice = steady(take, lasting(2.6), (0.05, 0.03), |stretch, chance| {
                cinema::riser(pitch, stretch, chance)
            });
            let top = if take.length_s > 0.0 { 0 } else { samples(lasting(2.6)) };
            voice.with_onset(top)
        }
        Drone => {
            steady(take, lasting(3.8), (0.8, 0.9), |stretch, chance| cinema::drone(pitch, stretch, chance))
        }
        Spaceship => steady(take, lasting(3.2), (0.5, 0.8), |stretch, chance| {
            cosmos::spaceship(pitch, stretch, chance)
        }),
        Energy => {
            steady(take, lasting(2.2), (0.15, 0.3), |stretch, chance| cosmos::field(pitch, stretch, chance))
        }
        kind => again(take, LONGEST_S, pace(kind), |chance| match kind {
            Braam => cinema::braam(pitch, lasting(2.6) as f32, chance),
            Stinger => cinema::stinger(pitch, chance),
            Shimmer => magic::shimmer(pitch, lasting(1.4) as f32, chance),
            Spell => magic::spell(pitch, lasting(1.3) as f32, chance),
            Glitch => cosmos::glitch(pitch, lasting(0.7) as f32, chance),
            Laser => cosmos::laser(pitch, chance),
            Zap => cosmos::zap(pitch, chance),
            Robot => cosmos::robot(pitch, chance),
            Boing => toy::boing(pitch, chance),
            Pop => toy::pop(pitch, chance),
            Splat => toy::splat(pitch, chance),
            _ => cinema::boom(pitch, chance),
        }),
    }
}

/// When it comes again.
fn pace(kind: DesignedKind) -> Pace {
    match kind {
        DesignedKind::Boom | DesignedKind::Braam | DesignedKind::Stinger => Pace::After(0.3, 0.8),
        DesignedKind::Shimmer => Pace::Every(0.9, 1.4),
        DesignedKind::Glitch | DesignedKind::Robot => Pace::After(0.05, 0.3),
        DesignedKind::Laser => Pace::Every(0.22, 0.6),
        _ => Pace::After(0.3, 1.0),
    }
}
