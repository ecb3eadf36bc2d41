//! Things that ring: bells, music box, celesta, marimba, vibraphone, kalimba, singing bowl. A few modes, struck.

use super::tone::{BLOCK, sine};
use super::{Colour, hertz, pan_of, panned};
use crate::cues::Instrument;
use crate::dsp::{Chance, FS, Mode, ModeBank, OnePole, Stereo, fade, samples};
use crate::music::compose::Note;

/// Ratios, gains and decays against the first mode.
type Body = [(f32, f32, f32); 4];

/// A body, what strikes it, what it stands on.
struct Make {
    body: &'static Body,
    /// Decay at 523 Hz, to -60 dB.
    t60_s: f32,
    /// How long the mallet touches.
    contact_s: f32,
    /// Split of every mode between the channels, share of its frequency: it beats.
    split: f32,
    /// Time until a key that is let go is silent; none rings on.
    damper_s: Option<f32>,
    /// A fan that turns under the bars: depth.
    fan: f32,
    /// Knock of the box or of the felt.
    knock: f32,
    level: f32,
}

/// A glockenspiel's free bar (1 : 2.76 : 5.40) over a hum and an octave, as celestas have it.
const BELL: Body = [(1.0, 1.0, 1.0), (2.0, 0.22, 0.7), (2.756, 0.12, 0.45), (5.404, 0.04, 0.2)];
/// The same bar under felt, on a wooden box that helps the octave.
const CELESTA: Body = [(1.0, 1.0, 1.0), (2.0, 0.12, 0.5), (2.756, 0.05, 0.3), (5.404, 0.09, 0.12)];
/// A clamped bar (1 : 6.27 : 17.55) on a box.
const MUSIC_BOX: Body = [(1.0, 1.0, 1.0), (2.0, 0.3, 0.6), (6.267, 0.10, 0.25), (17.55, 0.02, 0.1)];
/// A marimba's bar, cut so that its modes lie at 1 : 4 : 10.
const MARIMBA: Body = [(1.0, 1.0, 1.0), (3.99, 0.22, 0.3), (10.65, 0.07, 0.12), (2.0, 0.02, 0.6)];
/// The same of metal.
const VIBRAPHONE: Body = [(1.0, 1.0, 1.0), (4.0, 0.16, 0.35), (9.9, 0.05, 0.15), (2.0, 0.02, 0.6)];
/// A tongue clamped over a bridge (measured ones: 1 : 5.4 : 14).
const KALIMBA: Body = [(1.0, 1.0, 1.0), (5.42, 0.16, 0.14), (2.0, 0.10, 0.5), (14.1, 0.03, 0.05)];
/// A bowl of bronze (Inácio, Henrique & Antunes 2006: 1 : 2.77 : 5.2 : 8.1).
const BOWL: Body = [(1.0, 1.0, 1.0), (2.77, 0.35, 0.55), (5.2, 0.12, 0.3), (8.1, 0.04, 0.18)];

impl Make {
    fn of(instrument: Instrument) -> Make {
        let bells = Make {
            body: &BELL,
            t60_s: 3.4,
            contact_s: 0.0006,
            split: 0.0003,
            damper_s: None,
            fan: 0.0,
            knock: 0.0,
            level: 0.34,
        };
        match instrument {
            Instrument::MusicBox => Make { body: &MUSIC_BOX, t60_s: 1.8, contact_s: 0.0003, ..bells },
            Instrument::Celesta => Make {
                body: &CELESTA,
                t60_s: 2.2,
                contact_s: 0.0008,
                damper_s: Some(0.5),
                knock: 0.12,
                ..bells
            },
            Instrument::Marimba => {
                Make { body: &MARIMBA, t60_s: 0.8, contact_s: 0.0010, knock: 0.15, level: 0.5, ..bells }
            }
            Instrument::Vibraphone => Make {
                body: &VIBRAPHONE,
                t60_s: 4.5,
                contact_s: 0.0012,
                split: 0.0,
                damper_s: Some(0.7),
                fan: 0.35,
                ..bells
            },
            Instrument::Kalimba => {
                Make { body: &KALIMBA, t60_s: 1.5, contact_s: 0.0005, knock: 0.4, split: 0.0002, ..bells }
            }
            Instrument::SingingBowl => {
                Make { body: &BOWL, t60_s: 11.0, contact_s: 0.004, split: 0.0012, level: 1.7, ..bells }
            }
            _ => bells,
        }
    }
}

/// One note, at most `left` samples.
pub fn note(
    instrument: Instrument,
    note: &Note,
    colour: &Colour,
    left: usize,
    chance: &mut Chance,
) -> Stereo {
    let make = Make::of(instrument);
    let hz = hertz(note.pitch);
    let t60_s = make.t60_s * libm::powf(523.0 / hz, 0.5);
    let bright = libm::powf(colour.brightness_hz / 2000.0, 0.4) * (0.3 + 1.0 * note.force);
    let length = length(&make, note, t60_s).min(left);
    let push = push(&make, note, colour, length);
    // The two channels beat slowly against each other: a bell's own split modes.
    let mut sound = Stereo {
        left: bank(&make, hz * (1.0 - make.split), t60_s, bright).ring(&push, length),
        right: bank(&make, hz * (1.0 + make.split), t60_s, bright).ring(&push, length),
    };
    if instrument == Instrument::SingingBowl {
        beat(&mut sound);
    }
    knock(&make, note, chance, &mut sound);
    let level = make.level * note.force * (0.5 + 0.5 * note.force);
    let pan = pan_of(note.pitch - 12, 0.4) + chance.within(-0.2, 0.2);
    let gains = panned(&[level * core::f32::consts::SQRT_2], pan);
    shape(&make, note, [gains.left[0], gains.right[0]], &mut sound);
    sound
}

fn length(make: &Make, note: &Note, t60_s: f32) -> usize {
    let rings_s = match make.damper_s {
        Some(damper_s) => (note.length_s as f32 + damper_s).min(t60_s),
        None => t60_s,
    };
    samples(f64::from(rings_s))
}

fn bank(make: &Make, hz: f32, t60_s: f32, bright: f32) -> ModeBank {
    let mode = |(i, &(ratio, gain, decay)): (usize, &(f32, f32, f32))| Mode {
        hz: hz * ratio,
        t60_s: t60_s * decay,
        gain: if i == 0 { gain } else { gain * bright },
    };
    ModeBank::new(&make.body.iter().enumerate().map(mode).collect::<Vec<_>>())
}

/// A mallet's push: half a sine, area 1 so that a harder mallet is brighter and not louder. Where nothing may start at
/// once, the mallet's blow is spread over a second of rubbing.
fn push(make: &Make, note: &Note, colour: &Colour, length: usize) -> Vec<f32> {
    let contact_s = make.contact_s * (1.5 - 0.8 * note.force);
    let contact = samples(f64::from(contact_s)).max(2).min(length.max(2));
    let area = core::f32::consts::FRAC_PI_2 / contact as f32;
    if !colour.asmr {
        return (0..contact).map(|i| area * sine(0.5 * i as f32 / contact as f32)).collect();
    }
    let rub = samples(1.6).min(length);
    let (hz, least) = (hertz(note.pitch), rub.max(1) as f32);
    // Driven at its own pitch a mode grows as long as it is rubbed; the two channels' splits keep it within bounds.
    (0..rub).map(|i| 1.6 / least * sine(hz * i as f32 / FS + 0.25) * sine(0.5 * i as f32 / least)).collect()
}

/// Every mode of a bowl is two that lie close: the loudness of both channels breathes.
fn beat(sound: &mut Stereo) {
    let copy = sound.clone();
    sound.left.iter_mut().zip(&copy.right).for_each(|(l, r)| *l = 0.7 * *l + 0.45 * r);
    sound.right.iter_mut().zip(&copy.left).for_each(|(r, l)| *r = 0.7 * *r + 0.45 * l);
}

fn knock(make: &Make, note: &Note, chance: &mut Chance, sound: &mut Stereo) {
    if make.knock == 0.0 {
        return;
    }
    let (mut dull, mut dull_too) = (OnePole::new(420.0), OnePole::new(700.0));
    let [left, right] = sound.channels_mut();
    for (i, (l, r)) in left.iter_mut().zip(right).take(samples(0.05)).enumerate() {
        let t = i as f32 / FS;
        let thud =
            dull.low(dull_too.low(chance.white())) * libm::expf(-t / 0.008) * (1.0 - libm::expf(-t / 0.001));
        *l += 4.0 * make.knock * note.force * thud;
        *r += 4.0 * make.knock * note.force * thud;
    }
}

fn shape(make: &Make, note: &Note, gains: [f32; 2], sound: &mut Stereo) {
    let held_s = note.length_s as f32;
    let length = sound.len();
    let at = |t: f32| {
        let fan = 1.0 - make.fan * (0.5 - 0.5 * sine(5.2 * t + 0.25));
        match make.damper_s {
            Some(damper_s) if t > held_s => fan * libm::expf(-6.91 * (t - held_s) / damper_s),
            _ => fan,
        }
    };
    for (channel, side) in sound.channels_mut().into_iter().zip(gains) {
        let mut from = side * at(0.0);
        for (i, block) in channel.chunks_mut(BLOCK).enumerate() {
            let to = side * at((i * BLOCK + BLOCK) as f32 / FS);
            let step = (to - from) / BLOCK as f32;
            for x in block {
                *x *= from;
                from += step;
            }
        }
        fade(channel, 0, samples(0.05).min(length));
    }
}
