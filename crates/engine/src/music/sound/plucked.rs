//! Plucked strings on their bodies: guitar, guzheng, pipa, harp, pizzicato, and a guitar through an amplifier.

use super::tone::{Course, Vibrato};
use super::wire::Wire;
use super::{Colour, hertz, pan_of, panned};
use crate::cues::Instrument;
use crate::dsp::{Chance, FS, Mode, ModeBank, OnePole, Stereo, Svf, fade, samples};
use crate::music::compose::{Note, Touch};

/// One instrument's string at 220 Hz, and what it is stretched over.
struct Make {
    wire: Wire,
    /// How long a string that is let go still sounds, seconds.
    damper_s: f32,
    /// Modes of the body and how much of them is heard.
    body: [(f32, f32); 3],
    wood: f32,
    vibrato: Vibrato,
    level: f32,
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
    let muted = note.touch == Touch::Muted;
    let bright = libm::sqrtf(colour.brightness_hz / 2000.0);
    let wire = Wire {
        t60_s: make.wire.t60_s * libm::powf(220.0 / hz, 0.35) * if muted { 0.22 } else { 1.0 },
        dull: if muted { 0.42 } else { make.wire.dull },
        edge_hz: make.wire.edge_hz * (0.3 + 1.0 * note.force) * bright * if muted { 0.5 } else { 1.0 },
        at: make.wire.at * chance.within(0.9, 1.1),
        nail: make.wire.nail * note.force,
    };
    let held_s = if muted { wire.t60_s } else { note.length_s as f32 + 0.1 };
    let length = samples(f64::from((held_s + 6.0 * make.damper_s).min(wire.t60_s) + 0.05)).min(left);
    let course = Course::new(note, make.vibrato, chance);
    let mut mono = wire.ring(|t| course.hz(t), length, chance);
    damp(&mut mono, held_s, make.damper_s);
    if instrument == Instrument::ElectricGuitar {
        amplify(&mut mono, colour.grit.max(0.15) * (0.4 + 0.6 * note.force), note.force, muted);
    } else {
        stretch(&mut mono, &make);
    }
    fade(&mut mono, 0, samples(0.02).min(length));
    let loudness = make.level * note.force * (0.5 + 0.5 * note.force) * if muted { 1.4 } else { 1.0 };
    mono.iter_mut().for_each(|x| *x *= loudness);
    panned(&mono, pan_of(note.pitch, 0.25) + chance.within(-0.2, 0.2))
}

impl Make {
    fn of(instrument: Instrument) -> Make {
        let wire =
            |t60_s: f32, dull: f32, at: f32, edge_hz: f32, nail: f32| Wire { t60_s, dull, at, edge_hz, nail };
        // Air and plates of a guitar's body.
        let guitar = Make {
            wire: wire(2.4, 0.2, 0.18, 2_400.0, 0.15),
            damper_s: 0.05,
            body: [(110.0, 0.3), (221.0, 0.6), (403.0, 0.5)],
            wood: 0.5,
            vibrato: Vibrato::NONE,
            level: 1.3,
        };
        match instrument {
            Instrument::Guzheng => Make {
                wire: wire(4.2, 0.1, 0.09, 4_200.0, 0.3),
                damper_s: 0.4,
                body: [(180.0, 0.4), (360.0, 0.4), (620.0, 0.4)],
                wood: 0.35,
                vibrato: Vibrato { cents: 9.0, hz: 5.0, after_s: 0.5 },
                level: 1.25,
            },
            Instrument::Pipa => Make {
                wire: wire(1.3, 0.16, 0.07, 4_600.0, 0.5),
                damper_s: 0.1,
                body: [(280.0, 0.4), (480.0, 0.7), (900.0, 0.6)],
                wood: 0.8,
                vibrato: Vibrato { cents: 8.0, hz: 5.6, after_s: 0.3 },
                level: 1.9,
            },
            Instrument::Harp => Make {
                wire: wire(3.6, 0.22, 0.42, 1_700.0, 0.03),
                damper_s: 0.5,
                body: [(150.0, 0.3), (260.0, 0.3), (420.0, 0.2)],
                wood: 0.3,
                ..guitar
            },
            Instrument::Pizzicato => Make {
                wire: wire(0.5, 0.4, 0.22, 1_500.0, 0.06),
                damper_s: 0.08,
                body: [(196.0, 0.5), (290.0, 0.8), (470.0, 0.6)],
                wood: 0.9,
                level: 2.4,
                ..guitar
            },
            Instrument::ElectricGuitar => {
                Make { wire: wire(4.5, 0.08, 0.13, 3_400.0, 0.12), damper_s: 0.04, level: 0.6, ..guitar }
            }
            _ => guitar,
        }
    }
}

/// The finger or the felt that stops the string.
fn damp(mono: &mut [f32], held_s: f32, damper_s: f32) {
    let from = samples(f64::from(held_s)).min(mono.len());
    let keep = libm::expf(-1.0 / (damper_s * FS));
    let mut gain = 1.0;
    for x in &mut mono[from..] {
        gain *= keep;
        *x *= gain;
    }
}

fn stretch(mono: &mut [f32], make: &Make) {
    let mut body = ModeBank::new(&make.body.map(|(hz, gain)| Mode { hz, t60_s: 0.1, gain }));
    let mut floor = OnePole::new(45.0);
    mono.iter_mut().for_each(|x| *x = floor.high(*x + make.wood * body.sample(*x * 0.02)));
}

/// An amplifier that bends, and a closed box of twelve-inch loudspeakers: nothing below 90 Hz and above 4.5 kHz, a
/// hill at 2.4 kHz.
fn amplify(mono: &mut [f32], grit: f32, hard: f32, muted: bool) {
    let top_hz = 2_600.0 + 2_600.0 * hard;
    let drive = 1.5 + 26.0 * grit * grit;
    let level = 0.5 / libm::tanhf(0.5 * drive).max(0.2);
    let (mut tight, mut floor) = (OnePole::new(if muted { 60.0 } else { 140.0 }), Svf::new(85.0, 0.8));
    let (mut hill, mut box_top) =
        (Svf::new(2_400.0, 1.1), [Svf::new(top_hz, 0.75), Svf::new(1.15 * top_hz, 0.6)]);
    for x in mono {
        let pushed = drive * (tight.high(*x) + 0.35 * *x);
        // A tube bends one side more: even overtones.
        let bent = libm::tanhf(pushed + 0.12) - 0.119_427;
        let speaker = bent + 0.7 * hill.band(bent);
        let [a, b] = &mut box_top;
        *x = level * floor.high(b.low(a.low(speaker)));
    }
}
