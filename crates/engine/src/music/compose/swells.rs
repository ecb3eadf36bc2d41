//! Rises that lead into marks, and what falls on the climax.

use super::{Frame, Sweep, Swell};
use crate::cues::Ending;

/// Rises into marks, new parts and the last chord, never two at once; the longest one into the climax.
pub fn swells(frame: &Frame) -> Vec<Swell> {
    let opening = frame.slots.iter().filter(|s| s.opens && s.from > 0.5).map(|s| s.from);
    let closes = !matches!(frame.music.ending, Ending::Fade | Ending::Loop);
    let closing = Some(frame.grid.end()).filter(|_| closes);
    let mut beats: Vec<f64> = frame.hits().into_iter().chain(opening).chain(closing).collect();
    beats.sort_by(f64::total_cmp);
    let card = frame.idiom.swell;
    let climax = frame.climax().map(|beat| frame.time(beat));
    let mut swells: Vec<Swell> = Vec::new();
    for to in beats.into_iter().map(|beat| frame.time(beat)) {
        let free_from = swells.last().map_or(0.0, |s: &Swell| s.to + 0.15);
        let is_climax = climax.is_some_and(|t| (t - to).abs() < 0.1);
        let longest = card.longest_s * if is_climax { 1.5 } else { 1.0 };
        let from = (to - longest).max(free_from);
        if to - from >= 0.55 {
            let force = 0.35 + 0.5 * frame.energy_at(frame.grid.beat_at(to));
            let plain = if is_climax || card.sweep != Sweep::Riser { card.sweep } else { Sweep::Breath };
            swells.push(Swell { from, to, force, sweep: plain });
        }
    }
    if let Some(t) = climax.filter(|_| frame.idiom.drop) {
        let to = (t + 1.2).min(frame.grid.duration);
        swells.push(Swell { from: t, to, force: 0.7, sweep: Sweep::Drop });
    }
    swells
}
