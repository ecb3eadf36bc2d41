//! Wind: flute, dizi with its membrane, clarinet, brass.

use super::tone::{BLOCK, Course, Harmonics, Vibrato};
use super::{Colour, Held, pan_of, panned};
use crate::cues::Instrument;
use crate::dsp::{Chance, FS, OnePole, Saw, Stereo, Svf, White};
use crate::music::compose::{Note, Touch};

/// Harmonics of a pipe.
const ROW: usize = 12;

/// A pipe and its player.
struct Make {
    /// Harmonics of a soft tone, and what a hard one adds to them.
    soft: [f32; ROW],
    hard: [f32; ROW],
    vibrato: Vibrato,
    /// Vibrato of loudness.
    swell: f32,
    /// Breath at the begin and after it.
    breath: [f32; 2],
    /// Buzz of a membrane.
    membrane: f32,
    attack_s: f32,
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
    let mono = match instrument {
        Instrument::Brass => brass(note, colour, left, chance),
        _ => pipe(&Make::of(instrument), note, colour, left, chance),
    };
    panned(&mono, pan_of(note.pitch, 0.08))
}

impl Make {
    fn of(instrument: Instrument) -> Make {
        match instrument {
            // A closed cylinder: odd harmonics first (Fletcher & Rossing ch. 15).
            Instrument::Clarinet => Make {
                soft: [1.0, 0.02, 0.35, 0.03, 0.10, 0.03, 0.03, 0.01, 0.0, 0.0, 0.0, 0.0],
                hard: [0.0, 0.05, 0.35, 0.08, 0.32, 0.10, 0.22, 0.10, 0.12, 0.06, 0.05, 0.03],
                vibrato: Vibrato { cents: 3.0, hz: 4.8, after_s: 0.8 },
                swell: 0.02,
                breath: [0.03, 0.012],
                membrane: 0.0,
                attack_s: 0.035,
                level: 0.19,
            },
            Instrument::Dizi => Make {
                soft: [1.0, 0.55, 0.30, 0.16, 0.08, 0.04, 0.03, 0.02, 0.01, 0.0, 0.0, 0.0],
                hard: [0.0, 0.35, 0.40, 0.25, 0.20, 0.14, 0.10, 0.08, 0.06, 0.04, 0.03, 0.02],
                vibrato: Vibrato { cents: 10.0, hz: 5.4, after_s: 0.4 },
                swell: 0.13,
                breath: [0.5, 0.10],
                membrane: 0.16,
                attack_s: 0.04,
                level: 0.17,
            },
            _ => Make {
                soft: [1.0, 0.22, 0.06, 0.02, 0.01, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0],
                hard: [0.0, 0.35, 0.18, 0.08, 0.04, 0.02, 0.01, 0.0, 0.0, 0.0, 0.0, 0.0],
                vibrato: Vibrato { cents: 5.0, hz: 5.0, after_s: 0.6 },
                swell: 0.12,
                breath: [0.35, 0.11],
                membrane: 0.0,
                attack_s: 0.07,
                level: 0.23,
            },
        }
    }

    fn row(&self, hard: f32) -> [f32; ROW] {
        core::array::from_fn(|i| self.soft[i] + hard * self.hard[i])
    }
}

fn held(note: &Note, colour: &Colour, attack_s: f32, release_s: f32) -> Held {
    let length_s = note.length_s as f32;
    let attack_s = match note.touch {
        _ if colour.asmr => 1.4,
        Touch::Bound => 0.6 * attack_s,
        Touch::Muted => 0.012,
        _ => attack_s * (1.4 - 0.6 * note.force),
    };
    let release_s = if colour.asmr { 2.0 } else { release_s };
    Held { attack_s: attack_s.min(0.6 * length_s.max(0.02)), held_s: length_s, release_s }
}

fn pipe(make: &Make, note: &Note, colour: &Colour, left: usize, chance: &mut Chance) -> Vec<f32> {
    let held = held(note, colour, make.attack_s, 0.16);
    let course = Course::new(note, make.vibrato, chance);
    let bright = libm::powf(colour.brightness_hz / 2000.0, 0.5);
    let mut row = Harmonics::new(make.row(0.0));
    let (mut air, mut white) = (Svf::new(course.hz(0.0) * 2.0, 1.2), White::new(chance));
    let (mut skin, mut skin_floor) = (Saw::at(0.5), Svf::new(2_400.0, 0.7));
    let chiff = if note.touch == Touch::Bound { 0.0 } else { make.breath[0] };
    let mut mono = vec![0.0; held.samples(left)];
    let mut from = 0.0;
    for (i, block) in mono.chunks_mut(BLOCK).enumerate() {
        let t = (i * BLOCK) as f32 / FS;
        let begun = 1.0 - libm::expf(-t / 0.5);
        let hz = course.hz(t);
        row.gains = make.row(
            bright * note.force * (0.25 + 0.75 * held.at(t)) * (1.0 + 0.5 * make.swell * course.swing(t)),
        );
        let air_gain = make.breath[1] + chiff * libm::expf(-t / 0.035);
        let buzz = make.membrane * note.force * bright;
        let shake = 1.0 + make.swell * begun * course.swing(t);
        let to = held.at(t + BLOCK as f32 / FS) * flutter(note, t) * shake;
        let step = (to - from) / BLOCK as f32;
        for x in block {
            let mut tone = row.sample(hz) + air_gain * air.band(white.sample());
            if buzz > 0.0 {
                tone += buzz * skin_floor.high(skin.sample(hz));
            }
            *x = tone * from;
            from += step;
        }
        from = to;
    }
    let loudness = make.level * (0.2 + 0.8 * note.force);
    mono.iter_mut().for_each(|x| *x *= loudness);
    mono
}

/// A tongue that rolls.
fn flutter(note: &Note, t: f32) -> f32 {
    if note.touch == Touch::Tremolo { 0.75 - 0.25 * super::tone::sine(21.0 * t) } else { 1.0 }
}

/// Horns: three sawtooth waves behind a filter that opens with the breath; every lip comes from below.
fn brass(note: &Note, colour: &Colour, left: usize, chance: &mut Chance) -> Vec<f32> {
    let held = held(note, colour, 0.07, 0.22);
    let course = Course::new(note, Vibrato { cents: 5.0, hz: 4.9, after_s: 0.9 }, chance);
    let cents = [-4.0f32, 0.5, 3.5].map(|c| 1.0 + c * 5.78e-4);
    let mut saws = [Saw::at(chance.unit()), Saw::at(chance.unit()), Saw::at(chance.unit())];
    let (mut bell, mut floor) = ([Svf::new(300.0, 0.9), Svf::new(300.0, 0.55)], OnePole::new(70.0));
    let open_hz = (500.0 + 2_900.0 * note.force * note.force) * colour.brightness_hz / 2000.0;
    let hz0 = course.hz(0.0);
    let mut mono = vec![0.0; held.samples(left)];
    let mut from = 0.0;
    for (i, block) in mono.chunks_mut(BLOCK).enumerate() {
        let t = (i * BLOCK) as f32 / FS;
        let push = held.at(t);
        let blare = 1.0 + 0.35 * libm::expf(-t / 0.09);
        let cutoff = (1.1 * hz0).max(300.0) + open_hz * push * push * blare;
        bell.iter_mut().zip([0.9, 0.55]).for_each(|(svf, q)| svf.tune(cutoff, q));
        let hz = course.hz(t) * (1.0 - 0.018 * libm::expf(-t / 0.022));
        let to = held.at(t + BLOCK as f32 / FS) * flutter(note, t);
        let step = (to - from) / BLOCK as f32;
        for x in block {
            let raw: f32 = saws.iter_mut().zip(cents).map(|(saw, ratio)| saw.sample(hz * ratio)).sum();
            let [a, b] = &mut bell;
            *x = floor.high(b.low(a.low(raw))) * from;
            from += step;
        }
        from = to;
    }
    let loudness = 0.17 * (0.25 + 0.75 * note.force);
    mono.iter_mut().for_each(|x| *x *= loudness);
    mono
}
