//! Held tones: strings, voices, a warm synthesiser, a flute. Detuned saws through moving filters; the flute is sines
//! and breath.

use super::{Colour, Held, hertz, panned};
use crate::cues::{Instrument, Style};
use crate::dsp::{Chance, FS, OnePole, Saw, Stereo, Svf};
use crate::music::compose::Note;

/// Samples between two settings of a filter.
const BLOCK: usize = 32;

/// One note, at most `left` samples.
pub fn note(
    instrument: Instrument,
    note: &Note,
    colour: &Colour,
    left: usize,
    chance: &mut Chance,
) -> Stereo {
    let held = held(instrument, note, colour);
    let length = held.samples(left);
    if instrument == Instrument::Flute {
        return flute(note, &held, length, chance);
    }
    let timbre = Timbre::of(instrument, note, colour);
    let mut sides = [Side::new(&timbre, chance), Side::new(&timbre, chance)];
    let bow = Bow::new(&timbre, chance);
    let mut sound = Stereo::silence(length);
    for (channel, side) in sound.channels_mut().into_iter().zip(&mut sides) {
        side.render(&timbre, &held, &bow, channel);
    }
    sound.scale(timbre.level * (0.35 + 0.65 * note.force) / libm::sqrtf(timbre.cents.len() as f32));
    sound
}

fn held(instrument: Instrument, note: &Note, colour: &Colour) -> Held {
    let length_s = note.length_s as f32;
    let short = length_s < 0.35;
    let (attack_s, release_s): (f32, f32) = match instrument {
        _ if colour.asmr => (1.6, 3.0),
        Instrument::Strings if short => (0.03, 0.18),
        Instrument::Strings => (0.28, 0.9),
        Instrument::Synth if colour.style == Style::CinematicAmbient => (0.7, 2.2),
        Instrument::Synth => (0.12, 0.8),
        Instrument::Choir => (0.35, 1.2),
        _ => (0.07, 0.25),
    };
    Held { attack_s: attack_s.min(0.6 * length_s.max(0.03)), held_s: length_s, release_s }
}

/// What a bowed or blown tone is made of.
struct Timbre {
    hz: f32,
    cents: &'static [f32],
    /// Cutoff at full bow, hertz.
    cutoff_hz: f32,
    /// Cutoff of the high-pass that keeps chords out of the bass's way.
    floor_hz: f32,
    vibrato_cents: f32,
    tremolo_hz: f32,
    vowel: bool,
    level: f32,
}

impl Timbre {
    fn of(instrument: Instrument, note: &Note, colour: &Colour) -> Timbre {
        let hz = hertz(note.pitch);
        let bright = colour.brightness_hz / 2000.0;
        let short = note.length_s < 0.35;
        let tremolo = colour.style == Style::Tension && instrument == Instrument::Strings && !short;
        let base = Timbre {
            hz,
            cents: &[-8.0, 0.5, 7.0],
            cutoff_hz: (1_300.0 * bright * (0.6 + 0.8 * note.force)).max(hz * 1.5),
            floor_hz: 130.0,
            vibrato_cents: 0.0,
            tremolo_hz: 0.0,
            vowel: false,
            level: 0.2,
        };
        match instrument {
            Instrument::Strings => Timbre {
                cents: &[-9.0, -3.5, 3.0, 9.0],
                cutoff_hz: (2_300.0 * bright * (0.5 + 0.9 * note.force)).max(hz * 2.0),
                vibrato_cents: if short { 0.0 } else { 9.0 },
                tremolo_hz: if tremolo { 12.5 } else { 0.0 },
                level: if short { 0.34 } else { 0.22 },
                floor_hz: if short { 80.0 } else { 130.0 },
                ..base
            },
            Instrument::Choir => Timbre {
                cents: &[-11.0, -4.0, 5.0, 12.0],
                vibrato_cents: 14.0,
                vowel: true,
                level: 0.42,
                ..base
            },
            _ => base,
        }
    }
}

/// Unsteadiness of the bow, shared by both channels.
struct Bow {
    phase: f32,
    vibrato_hz: f32,
    drift_hz: f32,
}

impl Bow {
    fn new(timbre: &Timbre, chance: &mut Chance) -> Bow {
        let drift_hz = if timbre.tremolo_hz > 0.0 { 0.31 } else { chance.within(0.12, 0.22) };
        Bow { phase: chance.unit(), vibrato_hz: chance.within(5.0, 5.6), drift_hz }
    }

    fn bend(&self, timbre: &Timbre, t: f32) -> f32 {
        if timbre.vibrato_cents == 0.0 {
            return 1.0;
        }
        let depth = timbre.vibrato_cents * (1.0 - libm::expf(-t / 0.5));
        1.0 + 5.78e-4 * depth * libm::sinf(core::f32::consts::TAU * (self.vibrato_hz * t + self.phase))
    }

    fn stroke(&self, timbre: &Timbre, t: f32) -> f32 {
        if timbre.tremolo_hz == 0.0 {
            return 1.0;
        }
        let swing = libm::cosf(core::f32::consts::TAU * (timbre.tremolo_hz * t + self.phase));
        0.62 - 0.38 * swing
    }
}

/// One channel of a tone.
struct Side {
    saws: Vec<Saw>,
    low: Svf,
    high: OnePole,
    vowel: [Svf; 3],
}

impl Side {
    fn new(timbre: &Timbre, chance: &mut Chance) -> Side {
        let saws = timbre.cents.iter().map(|_| Saw::at(chance.unit())).collect();
        // "ah" of a mixed choir.
        let vowel = [(800.0, 8.0), (1_150.0, 9.0), (2_900.0, 10.0)].map(|(hz, q)| Svf::new(hz, q));
        Side { saws, low: Svf::new(timbre.cutoff_hz, 0.7), high: OnePole::new(timbre.floor_hz), vowel }
    }

    fn render(&mut self, timbre: &Timbre, held: &Held, bow: &Bow, out: &mut [f32]) {
        let ratios: Vec<f32> = timbre.cents.iter().map(|c| libm::powf(2.0, c / 1200.0)).collect();
        let mut from = 0.0;
        for (i, block) in out.chunks_mut(BLOCK).enumerate() {
            let t = (i * BLOCK) as f32 / FS;
            let gain = held.at(t);
            let drift = libm::sinf(core::f32::consts::TAU * (bow.drift_hz * t + bow.phase));
            self.low.tune(timbre.cutoff_hz * (0.45 + 0.55 * gain) * (1.0 + 0.25 * drift), 0.7);
            let hz = timbre.hz * bow.bend(timbre, t);
            let to = held.at(t + BLOCK as f32 / FS) * bow.stroke(timbre, t + BLOCK as f32 / FS);
            let step = (to - from) / BLOCK as f32;
            for x in block {
                let raw: f32 = self.saws.iter_mut().zip(&ratios).map(|(saw, r)| saw.sample(hz * r)).sum();
                *x = self.shape(timbre, raw) * from;
                from += step;
            }
        }
    }

    fn shape(&mut self, timbre: &Timbre, raw: f32) -> f32 {
        let clear = self.high.high(raw);
        if !timbre.vowel {
            return self.low.low(clear);
        }
        let [a, b, c] = &mut self.vowel;
        0.25 * self.low.low(clear) + a.band(clear) + 0.6 * b.band(clear) + 0.25 * c.band(clear)
    }
}

/// A flute: three harmonics, breath around them, vibrato of loudness more than of pitch.
fn flute(note: &Note, held: &Held, length: usize, chance: &mut Chance) -> Stereo {
    let hz = hertz(note.pitch);
    let (mut phase, start) = (0.0f32, chance.unit());
    let mut breath = Svf::new(hz * 2.0, 2.0);
    let mono: Vec<f32> = (0..length)
        .map(|i| {
            let t = i as f32 / FS;
            let swing = libm::sinf(core::f32::consts::TAU * (5.0 * t + start)) * (1.0 - libm::expf(-t / 0.4));
            phase += hz * (1.0 + 0.0028 * swing) / FS;
            phase -= libm::floorf(phase);
            let w = core::f32::consts::TAU * phase;
            let tone = libm::sinf(w) + 0.32 * libm::sinf(2.0 * w) + 0.1 * libm::sinf(3.0 * w);
            let air = breath.band(chance.white()) * (0.12 + 0.3 * libm::expf(-t / 0.05));
            (tone * (1.0 + 0.12 * swing) + air) * held.at(t) * 0.3 * note.force
        })
        .collect();
    panned(&mono, 0.1)
}
