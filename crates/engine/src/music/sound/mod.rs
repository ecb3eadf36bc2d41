//! Instruments, synthesised: each turns one note into samples.

mod tone;
mod wire;

#[cfg(test)]
mod tests;

mod blown;
mod bowed;
mod drums;
mod fiddle;
mod keys;
mod low;
mod piano;
mod plucked;
mod solo;
mod struck;
mod swell;

pub use drums::stroke;
pub use low::bass;
pub use swell::swell;
pub use tone::sine;

use super::compose::{Note, Touch};
use crate::cues::{Instrument, Style};
use crate::dsp::{Chance, Stereo, samples};

/// Strokes a second of a hand that trembles.
const TREMOLO_HZ: f64 = 12.0;
/// How long before its note a struck or plucked grace begins, seconds.
const GRACE_S: f64 = 0.06;

/// How a piece wants its instruments to sound.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Colour {
    /// Cutoff of soft instruments, hertz: 2 kHz for a neutral mood.
    pub brightness_hz: f32,
    /// Style.
    pub style: Style,
    /// How far an amplifier bends, 0..=1.
    pub grit: f32,
    /// No transients.
    pub asmr: bool,
}

/// Plays one note into `out`.
pub fn play(instrument: Instrument, note: &Note, colour: &Colour, chance: &mut Chance, out: &mut Stereo) {
    for stroke in strokes_of(instrument, note, chance) {
        once(instrument, &stroke, colour, chance, out);
    }
}

/// What a hand makes of a note: what is held shakes its tone in a tremolo, what is struck or plucked is struck anew;
/// a grace is a short note before it.
pub fn strokes_of(instrument: Instrument, note: &Note, chance: &mut Chance) -> Vec<Note> {
    if is_held(instrument) {
        return vec![*note];
    }
    let touch = Touch::Plain;
    match note.touch {
        Touch::Tremolo if note.length_s > 1.5 / TREMOLO_HZ => {
            let count = libm::round(note.length_s.min(60.0) * TREMOLO_HZ).max(1.0) as usize;
            let each = |i: usize| {
                let force =
                    note.force * if i.is_multiple_of(2) { 0.8 } else { 0.68 } * chance.within(0.93, 1.07);
                Note { t: note.t + i as f64 / TREMOLO_HZ, length_s: 1.2 / TREMOLO_HZ, force, touch, ..*note }
            };
            (0..count).map(each).collect()
        }
        Touch::Graced if note.t > GRACE_S => {
            let (t, pitch, force) = (note.t - GRACE_S, note.pitch + 2, 0.6 * note.force);
            vec![Note { t, length_s: GRACE_S, pitch, force, touch, ..*note }, Note { touch, ..*note }]
        }
        _ => vec![*note],
    }
}

/// Whether a tone lasts as long as it is held.
fn is_held(instrument: Instrument) -> bool {
    use Instrument::*;
    matches!(
        instrument,
        Strings
            | Violin
            | Cello
            | Erhu
            | Choir
            | Brass
            | Clarinet
            | Flute
            | Dizi
            | Synth
            | Lead
            | Pulse
            | Organ
    )
}

fn once(instrument: Instrument, note: &Note, colour: &Colour, chance: &mut Chance, out: &mut Stereo) {
    use Instrument::*;
    let left = out.len().saturating_sub(samples(note.t));
    if left == 0 || note.length_s <= 0.0 {
        return;
    }
    // A key that is let go at once is a short note; strings have their own palm.
    let short =
        note.touch == Touch::Muted && !matches!(instrument, Guitar | ElectricGuitar | Guzheng | Pipa | Harp);
    let length_s = if short { note.length_s.min(0.13) } else { note.length_s };
    let note = &Note { length_s, ..*note };
    let sound = match instrument {
        Piano => piano::note(note, colour, left, chance),
        ElectricPiano => keys::electric_piano(note, colour, left),
        Organ => keys::organ(note, colour, left, chance),
        Guitar | ElectricGuitar | Guzheng | Pipa | Harp | Pizzicato => {
            plucked::note(instrument, note, colour, left, chance)
        }
        Bells | MusicBox | Celesta | Marimba | Vibraphone | Kalimba | SingingBowl => {
            struck::note(instrument, note, colour, left, chance)
        }
        Violin | Cello | Erhu => fiddle::note(instrument, note, colour, left, chance),
        Brass | Clarinet | Flute | Dizi => blown::note(instrument, note, colour, left, chance),
        Lead => solo::lead(note, colour, left, chance),
        Pulse => solo::pulse(note, colour, left, chance),
        Strings | Choir | Synth => bowed::note(instrument, note, colour, left, chance),
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
