//! The bass: a sine with a little saw over it, always in the middle.

use super::{Colour, Held, hertz};
use crate::cues::Style;
use crate::dsp::{FS, OnePole, Saw, Stereo, samples};
use crate::music::compose::Note;

/// Plays one bass note into `out`.
pub fn bass(note: &Note, colour: &Colour, out: &mut Stereo) {
    let left = out.len().saturating_sub(samples(note.t));
    let length_s = note.length_s as f32;
    let (attack_s, edge, edge_hz): (f32, f32, f32) = match colour.style {
        _ if colour.asmr => (1.8, 0.05, 200.0),
        Style::CinematicAmbient => (0.35, 0.10, 260.0),
        Style::Piano => (0.05, 0.15, 400.0),
        Style::Uplifting => (0.008, 0.30, 700.0),
        Style::Tension => (0.012, 0.40, 420.0),
    };
    let held = Held { attack_s: attack_s.min(0.6 * length_s.max(0.02)), held_s: length_s, release_s: 0.25 };
    let hz = hertz(note.pitch);
    let mut saw = Saw::at(0.25);
    let mut soft = [OnePole::new(edge_hz), OnePole::new(edge_hz)];
    let mut phase = 0.0f32;
    let level = 0.30 * (0.3 + 0.7 * note.force);
    let mono: Vec<f32> = (0..held.samples(left))
        .map(|i| {
            let t = i as f32 / FS;
            phase += hz / FS;
            phase -= libm::floorf(phase);
            let w = core::f32::consts::TAU * phase;
            // The octave lets small loudspeakers hint at the note.
            let body = libm::sinf(w) + 0.28 * libm::sinf(2.0 * w) + 0.08 * libm::sinf(3.0 * w);
            let low = soft[0].low(saw.sample(hz));
            (body + 2.0 * edge * soft[1].low(low)) * held.at(t) * level
        })
        .collect();
    out.add(&Stereo::of_mono(&mono), samples(note.t) as isize, 1.0);
}
