//! Pleasure and arousal that colours and motion suggest.

use crate::scene::Mood;

/// What mood depends on: all 0..=1 but warmth, which is -1..=1.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Impression {
    pub brightness: f32,
    pub saturation: f32,
    pub warmth: f32,
    /// Percentile-like amount of motion.
    pub motion: f32,
    /// Cuts a second over 0.6.
    pub cuts: f32,
    pub night: f32,
    pub fire: f32,
}

/// Valdez and Mehrabian (1994): pleasure = .69 B + .22 S, arousal = -.31 B + .60 S over standardised B and S; motion and
/// cuts add arousal.
pub(super) fn mood(i: &Impression) -> Mood {
    // Usual means and spreads of video, so that an ordinary picture is near nothing.
    let (b, s) = ((i.brightness - 0.42) / 0.2, (i.saturation - 0.32) / 0.2);
    let (pleasure, arousal) = ((0.69 * b + 0.22 * s) / 2.0, (-0.31 * b + 0.60 * s) / 2.0);
    let calm_night = if i.night > 0.5 && i.motion < 0.3 { 0.3 } else { 0.0 };
    let v = 0.8 * pleasure + 0.2 * i.warmth;
    let a = 0.35 * arousal + 0.45 * i.motion + 0.35 * i.cuts.min(1.0) - 0.15 - calm_night + 0.4 * i.fire;
    Mood { v: v.clamp(-1.0, 1.0), a: a.clamp(-1.0, 1.0) }
}
