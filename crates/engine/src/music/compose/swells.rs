//! Rises that lead into marks.

use super::{Frame, Swell};
use crate::cues::{Ending, Style};

/// Rises into marks, new parts and the last chord; never two at once.
pub fn swells(frame: &Frame) -> Vec<Swell> {
    let opening = frame.slots.iter().filter(|s| s.opens && s.from > 0.5).map(|s| s.from);
    let closing = Some(frame.grid.end()).filter(|_| frame.music.ending != Ending::Fade);
    let mut beats: Vec<f64> = frame.hits().into_iter().chain(opening).chain(closing).collect();
    beats.sort_by(f64::total_cmp);
    let longest = if frame.music.style == Style::CinematicAmbient { 2.2 } else { 1.5 };
    let mut swells: Vec<Swell> = Vec::new();
    for to in beats.into_iter().map(|beat| frame.time(beat)) {
        let free_from = swells.last().map_or(0.0, |s: &Swell| s.to + 0.15);
        let from = (to - longest).max(free_from);
        if to - from >= 0.55 {
            let force = 0.35 + 0.5 * frame.energy_at(frame.grid.beat_at(to));
            swells.push(Swell { from, to, force });
        }
    }
    swells
}
