//! A crowd: voices that speak no words, each with its pitch, its vowels and its pauses.

use super::super::stretch::Stretch;
use crate::dsp::{Chance, FS, Field, Grain, OnePole, Svf, White};

/// First three formants of some vowels, hertz, of a grown man (Peterson & Barney 1952).
const VOWELS: [[f32; 3]; 8] = [
    [270.0, 2_290.0, 3_010.0],
    [390.0, 1_990.0, 2_550.0],
    [530.0, 1_840.0, 2_480.0],
    [660.0, 1_720.0, 2_410.0],
    [730.0, 1_090.0, 2_440.0],
    [570.0, 840.0, 2_410.0],
    [440.0, 1_020.0, 2_240.0],
    [490.0, 1_350.0, 1_690.0],
];

/// Formants are moved every this many samples.
const TUNE: usize = 48;

/// A crowd of `voices` around the listener.
pub fn babble(voices: usize, stretch: &Stretch, chance: &mut Chance) -> Field {
    let mut field = Field::new(stretch.length);
    for voice in 0..voices {
        let speaker = Speaker::new(chance);
        let pan = -0.95 + 1.9 * (voice as f32 + chance.unit()) / voices as f32;
        // Nobody is near: a crowd whose words could be made out is a conversation.
        let away = chance.log_within(4.0, 10.0);
        let grain = Grain::of(speaker.speak(stretch, away, chance));
        field.place(&grain, 0, pan, 2.0 / away);
    }
    field
}

/// Children who shout to each other across a yard.
pub fn playground(voices: usize, stretch: &Stretch, chance: &mut Chance) -> Field {
    let mut field = Field::new(stretch.length);
    for _ in 0..voices {
        let child = Speaker::child(chance);
        let away = chance.log_within(2.0, 8.0);
        let grain = Grain::of(child.speak(stretch, away, chance));
        field.place(&grain, 0, chance.within(-0.95, 0.95), 2.0 / away);
    }
    field
}

/// One person who is near and says nothing that could be understood.
pub fn murmur(stretch: &Stretch, chance: &mut Chance) -> Vec<f32> {
    Speaker::new(chance).speak(stretch, 1.5, chance)
}

/// One person.
struct Speaker {
    /// Pitch, hertz.
    pitch_hz: f32,
    /// Formants against a man's.
    mouth: f32,
    /// Syllables a second.
    tempo: f32,
    /// How little the voice sinks between them, 0..=1: who calls does not stop for consonants.
    tied: f32,
}

/// One syllable under way.
struct Syllable {
    begin: usize,
    end: usize,
    from: [f32; 3],
    to: [f32; 3],
    gain: f32,
    /// Hiss before the vowel, 0 for none.
    hiss: f32,
    pitch: f32,
}

impl Speaker {
    fn new(chance: &mut Chance) -> Speaker {
        Speaker::grown(chance.happens(0.5), chance)
    }

    fn grown(woman: bool, chance: &mut Chance) -> Speaker {
        let (low, high, mouth) = if woman { (165.0, 245.0, 1.16) } else { (88.0, 145.0, 1.0) };
        Speaker {
            pitch_hz: chance.log_within(low, high),
            mouth: mouth * chance.within(0.95, 1.05),
            tempo: chance.within(4.0, 6.0),
            tied: 0.0,
        }
    }

    fn child(chance: &mut Chance) -> Speaker {
        Speaker {
            pitch_hz: chance.log_within(270.0, 400.0),
            mouth: chance.within(1.28, 1.42),
            tempo: chance.within(4.5, 6.5),
            tied: 0.3,
        }
    }

    /// The plan of what is said: phrases of 4 to 14 syllables, pitch falling through each, and pauses.
    fn plan(&self, length: usize, chance: &mut Chance) -> Vec<Syllable> {
        let mut plan = Vec::new();
        let mut at = -chance.within(0.0, 2.5);
        let mut last = VOWELS[chance.below(8)];
        while at * FS < length as f32 {
            let many = 4 + chance.below(11);
            let mood = chance.within(0.9, 1.25);
            for k in 0..many {
                let length_s = chance.within(0.7, 1.4) / self.tempo;
                let to = VOWELS[chance.below(8)].map(|hz| hz * chance.within(0.94, 1.06));
                let fall = 1.12 - 0.24 * k as f32 / many as f32;
                if at >= 0.0 {
                    plan.push(Syllable {
                        begin: (at * FS) as usize,
                        end: ((at + 0.92 * length_s) * FS) as usize,
                        from: last,
                        to,
                        gain: libm::expf(0.35 * chance.normal()),
                        hiss: if chance.happens(0.35 + 0.5 * self.tied) {
                            chance.within(0.05, 0.3 + self.tied)
                        } else {
                            0.0
                        },
                        pitch: mood * fall * (1.0 + 0.06 * chance.normal()),
                    });
                }
                last = to;
                at += length_s;
            }
            at += chance.log_within(0.25, 1.6);
        }
        plan
    }

    fn speak(&self, stretch: &Stretch, away: f32, chance: &mut Chance) -> Vec<f32> {
        let plan = self.plan(stretch.length, chance);
        let mut noise = White::new(chance);
        let mut throat = Throat::default();
        let mut air = OnePole::new((6.0e4 / away).clamp(4_500.0, 9_000.0));
        let mut sound = vec![0.0; stretch.length];
        for said in &plan {
            let span = (said.end - said.begin) as f32;
            let end = said.end.min(stretch.length);
            for (i, out) in sound.iter_mut().enumerate().take(end).skip(said.begin) {
                let x = (i - said.begin) as f32 / span;
                if (i - said.begin) % TUNE == 0 {
                    throat.shape(said, x, self.mouth);
                }
                let swell = (x / 0.22).min(1.0) * ((1.0 - x) / 0.35).min(1.0);
                let edge = (x / 0.04).min(1.0) * ((1.0 - x) / 0.04).min(1.0);
                let voiced = edge * (self.tied + (1.0 - self.tied) * swell * swell);
                let pitch = self.pitch_hz * said.pitch * (1.04 - 0.08 * x);
                let hiss = said.hiss * (1.0 - x / 0.3).max(0.0) * (x / 0.05).min(1.0);
                let y = throat.sample(pitch, voiced, hiss, noise.sample());
                *out += air.low(y) * said.gain * stretch.strength.at(i);
            }
        }
        sound
    }
}

/// Vocal folds and three resonances.
struct Throat {
    phase: f32,
    tilt: OnePole,
    jitter: OnePole,
    formants: [Svf; 3],
    teeth: Svf,
}

impl Default for Throat {
    fn default() -> Self {
        let formants = [500.0, 1_500.0, 2_500.0].map(|hz| Svf::new(hz, 8.0));
        Throat {
            phase: 0.0,
            tilt: OnePole::new(900.0),
            jitter: OnePole::new(9.0),
            formants,
            teeth: Svf::new(4_500.0, 0.8),
        }
    }
}

impl Throat {
    fn shape(&mut self, said: &Syllable, x: f32, mouth: f32) {
        let glide = (x / 0.4).min(1.0);
        for (k, formant) in self.formants.iter_mut().enumerate() {
            let hz = mouth * (said.from[k] + (said.to[k] - said.from[k]) * glide);
            formant.tune(hz, [6.0, 10.0, 14.0][k]);
        }
    }

    fn sample(&mut self, pitch_hz: f32, voice: f32, hiss: f32, white: f32) -> f32 {
        let unsteady = 1.0 + 0.9 * self.jitter.low(white);
        self.phase = (self.phase + pitch_hz * unsteady / FS).fract();
        // Folds open for 60 % of the period and shut sharply (after Rosenberg 1971), with some breath.
        let open = self.phase / 0.6;
        let flow = if open < 1.0 { open * open * (1.0 - open) * 6.75 - 0.5 } else { -0.5 };
        let source = flow - 0.88 * self.tilt.low(flow) + 0.04 * white;
        let [f1, f2, f3] = &mut self.formants;
        let vowel = f1.band(source) + 0.75 * f2.band(source) + 0.6 * f3.band(source);
        vowel * voice + 0.35 * hiss * self.teeth.band(white)
    }
}
