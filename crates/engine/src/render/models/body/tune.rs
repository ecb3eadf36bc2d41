//! A tune that is whistled: hardly more than one sine, and the air that is blown past it.

use crate::dsp::{Chance, FS, OnePole, Svf};
use core::f32::consts::TAU;

/// Steps of a major scale without its half tones: nobody whistles a wrong note in it.
const STEPS: [f32; 7] = [1.0, 1.125, 1.25, 1.5, 1.667, 2.0, 2.25];

/// One note.
struct Note {
    hz: f32,
    length_s: f32,
    /// Silence of the lips after it; 0 where it is tied to the next.
    breath_s: f32,
}

/// Five to eight notes that climb and come home.
pub fn whistle(chance: &mut Chance) -> Vec<f32> {
    let notes = melody(chance);
    let mut mouth = Mouth {
        hz: notes.first().map_or(1_200.0, |note| note.hz),
        phase: 0.0,
        open: 0.0,
        sway: chance.unit(),
        air: Svf::new(1_200.0, 9.0),
        teeth: Svf::new(5_000.0, 0.8),
        drift: OnePole::new(5.0),
    };
    let mut sound = Vec::new();
    for note in &notes {
        let (length, rest) = ((note.length_s * FS) as usize, (note.breath_s * FS) as usize);
        sound.extend((0..length).map(|_| mouth.sample(note.hz, 1.0, chance)));
        sound.extend((0..rest).map(|_| mouth.sample(note.hz, 0.0, chance)));
    }
    sound.extend((0..2_400).map(|_| mouth.sample(mouth.hz, 0.0, chance)));
    sound
}

fn melody(chance: &mut Chance) -> Vec<Note> {
    let home_hz = chance.log_within(1_000.0, 1_250.0);
    let many = 5 + chance.below(4);
    let mut step = chance.below(3);
    let mut notes: Vec<Note> = (0..many)
        .map(|_| {
            step = (step + chance.below(4)).saturating_sub(1).min(STEPS.len() - 1);
            let length_s =
                if chance.happens(0.3) { chance.within(0.4, 0.55) } else { chance.within(0.16, 0.28) };
            let breath_s = if chance.happens(0.4) { chance.within(0.03, 0.07) } else { 0.0 };
            Note { hz: home_hz * STEPS[step], length_s, breath_s }
        })
        .collect();
    notes.push(Note {
        hz: home_hz * STEPS[chance.below(2) * 3],
        length_s: chance.within(0.5, 0.75),
        breath_s: 0.0,
    });
    notes
}

/// Lips and tongue, which slide from note to note.
struct Mouth {
    hz: f32,
    phase: f32,
    open: f32,
    sway: f32,
    air: Svf,
    teeth: Svf,
    drift: OnePole,
}

impl Mouth {
    fn sample(&mut self, hz: f32, open: f32, chance: &mut Chance) -> f32 {
        let white = chance.white();
        self.hz += (hz - self.hz) / (0.022 * FS);
        self.open += (open - self.open) / (0.012 * FS);
        self.sway = (self.sway + 5.4 / FS).fract();
        let unsteady = 1.0 + 0.006 * libm::sinf(TAU * self.sway) + 0.35 * self.drift.low(white);
        self.phase = (self.phase + self.hz * unsteady / FS).fract();
        self.air.tune(self.hz, 9.0);
        let tone = libm::sinf(TAU * self.phase) + 0.025 * libm::sinf(2.0 * TAU * self.phase);
        self.open * (tone + 0.12 * self.air.band(white) + 0.012 * self.teeth.band(white))
    }
}
