//! Bells, music box and marimba: a few modes, struck softly.

use super::{Colour, hertz, pan_of, panned};
use crate::cues::Instrument;
use crate::dsp::{Chance, FS, Mode, ModeBank, Stereo, samples};
use crate::music::compose::Note;

/// Ratios, gains and decays against the first mode.
type Body = [(f32, f32, f32); 4];

/// A glockenspiel's free bar (1 : 2.76 : 5.40) over a hum and an octave, as celestas have it.
const BELL: Body = [(1.0, 1.0, 1.0), (2.0, 0.22, 0.7), (2.756, 0.12, 0.45), (5.404, 0.04, 0.2)];
/// A clamped bar (1 : 6.27 : 17.55) on a box.
const MUSIC_BOX: Body = [(1.0, 1.0, 1.0), (2.0, 0.3, 0.6), (6.267, 0.10, 0.25), (17.55, 0.02, 0.1)];
/// A marimba's bar, cut so that its modes lie at 1 : 4 : 10.
const MARIMBA: Body = [(1.0, 1.0, 1.0), (3.99, 0.22, 0.3), (10.65, 0.07, 0.12), (2.0, 0.02, 0.6)];

/// One note, at most `left` samples.
pub fn note(
    instrument: Instrument,
    note: &Note,
    colour: &Colour,
    left: usize,
    chance: &mut Chance,
) -> Stereo {
    let (body, t60_s, contact_s) = match instrument {
        Instrument::MusicBox => (&MUSIC_BOX, 1.8, 0.0003),
        Instrument::Marimba => (&MARIMBA, 0.8, 0.0010),
        _ => (&BELL, 3.4, 0.0006),
    };
    let hz = hertz(note.pitch);
    let t60_s = t60_s * libm::powf(523.0 / hz, 0.5);
    let contact_s = if colour.asmr { 0.02 } else { contact_s * (1.5 - 0.8 * note.force) };
    let bright = libm::powf(colour.brightness_hz / 2000.0, 0.4) * (0.4 + 0.9 * note.force);
    let length = samples(f64::from(t60_s)).min(left);
    let side = |beat: f32| {
        let modes: Vec<Mode> = body
            .iter()
            .enumerate()
            .map(|(i, &(ratio, gain, decay))| {
                let gain = if i == 0 { gain } else { gain * bright };
                Mode { hz: hz * ratio * beat, t60_s: t60_s * decay, gain }
            })
            .collect();
        let mut bank = ModeBank::new(&modes);
        let contact = samples(f64::from(contact_s)).max(2);
        (0..length)
            .map(|i| bank.sample(if i < contact { push(i, contact) } else { 0.0 }))
            .collect::<Vec<f32>>()
    };
    // The two channels beat slowly against each other: a bell's own split modes.
    let level = 0.34 * note.force * (0.5 + 0.5 * note.force);
    let mut sound = Stereo { left: side(0.9997), right: side(1.0003) };
    let pan = pan_of(note.pitch - 12, 0.4) + chance.within(-0.2, 0.2);
    let gains = panned(&[level * core::f32::consts::SQRT_2], pan);
    sound.left.iter_mut().for_each(|x| *x *= gains.left[0]);
    sound.right.iter_mut().for_each(|x| *x *= gains.right[0]);
    for channel in sound.channels_mut() {
        crate::dsp::fade(channel, 0, samples(0.05).min(length));
    }
    sound
}

/// A mallet's push: half a sine, area 1 so that a harder mallet is brighter and not louder.
fn push(i: usize, contact: usize) -> f32 {
    let x = i as f32 / contact as f32;
    libm::sinf(core::f32::consts::PI * x) * core::f32::consts::FRAC_PI_2 / contact as f32 * (48_000.0 / FS)
}
