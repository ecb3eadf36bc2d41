//! Instruments, synthesised: each turns one note into samples.

mod bowed;
mod drums;
mod low;
mod piano;
mod plucked;
mod struck;
mod swell;

pub use drums::stroke;
pub use low::bass;
pub use swell::swell;

use super::compose::Note;
use crate::cues::{Instrument, Style};
use crate::dsp::{Chance, Stereo, samples};

/// How a piece wants its instruments to sound.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Colour {
    /// Cutoff of soft instruments, hertz: 2 kHz for a neutral mood.
    pub brightness_hz: f32,
    /// Style.
    pub style: Style,
    /// No transients.
    pub asmr: bool,
}

/// Plays one note into `out`. `short` notes of strings are bowed anew each time.
pub fn play(instrument: Instrument, note: &Note, colour: &Colour, chance: &mut Chance, out: &mut Stereo) {
    let left = out.len().saturating_sub(samples(note.t));
    if left == 0 || note.length_s <= 0.0 {
        return;
    }
    let sound = match instrument {
        Instrument::Piano => piano::note(note, colour, left, chance),
        Instrument::Guitar | Instrument::Zither => plucked::note(instrument, note, colour, left, chance),
        Instrument::Bells | Instrument::MusicBox | Instrument::Marimba => {
            struck::note(instrument, note, colour, left, chance)
        }
        Instrument::Strings | Instrument::Choir | Instrument::Synth | Instrument::Flute => {
            bowed::note(instrument, note, colour, left, chance)
        }
    };
    out.add(&sound, samples(note.t) as isize, 1.0);
}

/// Frequency of a MIDI number, hertz.
pub fn hertz(pitch: i32) -> f32 {
    440.0 * libm::powf(2.0, (pitch - 69) as f32 / 12.0)
}

/// Places a mono sound between -1 (left) and 1 (right) with constant power.
fn panned(mono: &[f32], pan: f32) -> Stereo {
    let angle = core::f32::consts::FRAC_PI_4 * (1.0 + pan.clamp(-1.0, 1.0));
    let (left, right) = (libm::cosf(angle), libm::sinf(angle));
    Stereo { left: mono.iter().map(|x| x * left).collect(), right: mono.iter().map(|x| x * right).collect() }
}

/// Low notes left, high notes right, as far as `width`.
fn pan_of(pitch: i32, width: f32) -> f32 {
    ((pitch - 62) as f32 / 20.0).clamp(-1.0, 1.0) * width
}

/// Rises over `attack_s`, then stays until `held_s`, then falls exponentially with `release_s` (time to -60 dB).
#[derive(Debug, Clone, Copy)]
struct Held {
    attack_s: f32,
    held_s: f32,
    release_s: f32,
}

impl Held {
    /// Gain at `t` seconds.
    fn at(&self, t: f32) -> f32 {
        let rise = if t < self.attack_s {
            0.5 - 0.5 * libm::cosf(core::f32::consts::PI * t / self.attack_s)
        } else {
            1.0
        };
        let fall = if t > self.held_s { libm::expf(-6.91 * (t - self.held_s) / self.release_s) } else { 1.0 };
        rise * fall
    }

    /// Samples until it is inaudible, at most `left`.
    fn samples(&self, left: usize) -> usize {
        samples(f64::from(self.held_s + self.release_s)).min(left)
    }
}
