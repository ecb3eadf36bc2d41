//! One bow on one string: violin, cello, erhu. A sawtooth through the hills of a body, with the bow's noise, slides
//! and a vibrato that comes late.

use super::tone::{BLOCK, Course, Vibrato};
use super::{Colour, Held, pan_of, panned};
use crate::cues::Instrument;
use crate::dsp::{Chance, FS, Gusts, OnePole, Saw, Stereo, Svf, White};
use crate::music::compose::{Note, Touch};

/// A body and a player's manner.
struct Make {
    /// Hills of the body: frequency, quality, gain.
    hills: [(f32, f32, f32); 4],
    /// What passes beside the hills.
    direct: f32,
    /// Overtones fall from here on under a whole bow, hertz.
    edge_hz: f32,
    vibrato: Vibrato,
    attack_s: f32,
    release_s: f32,
    /// Noise of the hair.
    hair: f32,
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
    let held = held(&make, note, colour);
    let course = Course::new(note, make.vibrato, chance);
    let mut bow = Bow::new(&make, chance);
    let mut mono = vec![0.0; held.samples(left)];
    let edge_hz = make.edge_hz * (0.35 + 0.9 * note.force) * colour.brightness_hz / 2000.0;
    let mut from = 0.0;
    for (i, block) in mono.chunks_mut(BLOCK).enumerate() {
        let t = (i * BLOCK) as f32 / FS;
        let after = t + BLOCK as f32 / FS;
        let to = held.at(after) * bow.pressure(note, after, chance);
        bow.edge.tune(edge_hz * (0.4 + 0.6 * held.at(t)).max(0.1), 0.6);
        let scrape = make.hair * (1.0 + 5.0 * libm::expf(-t / 0.04) * f32::from(note.touch != Touch::Bound));
        bow.draw(&make, course.hz(t), scrape, [from, to], block);
        from = to;
    }
    let loudness = make.level * (0.25 + 0.75 * note.force);
    mono.iter_mut().for_each(|x| *x *= loudness);
    panned(&mono, pan_of(note.pitch, 0.1))
}

fn held(make: &Make, note: &Note, colour: &Colour) -> Held {
    let length_s = note.length_s as f32;
    let attack_s = match note.touch {
        _ if colour.asmr => 1.4,
        Touch::Bound => 0.03,
        Touch::Muted => 0.012,
        _ => make.attack_s * (1.5 - 0.8 * note.force),
    };
    let release_s = if colour.asmr { 2.0 } else { make.release_s };
    Held { attack_s: attack_s.min(0.6 * length_s.max(0.02)), held_s: length_s, release_s }
}

impl Make {
    fn of(instrument: Instrument) -> Make {
        match instrument {
            // Hutchins; Fletcher & Rossing ch. 10: air 280 Hz, plates 460 and 550, the bridge's hill 2.4 kHz.
            Instrument::Violin => Make {
                hills: [(280.0, 4.0, 0.8), (480.0, 3.5, 1.1), (1_100.0, 2.0, 0.5), (2_500.0, 1.4, 0.9)],
                direct: 0.35,
                edge_hz: 5_200.0,
                vibrato: Vibrato { cents: 17.0, hz: 5.6, after_s: 0.45 },
                attack_s: 0.07,
                release_s: 0.22,
                hair: 0.010,
                level: 0.30,
            },
            Instrument::Cello => Make {
                hills: [(102.0, 3.0, 0.6), (195.0, 3.5, 1.0), (440.0, 2.0, 0.6), (1_500.0, 1.3, 0.7)],
                direct: 0.4,
                edge_hz: 2_900.0,
                vibrato: Vibrato { cents: 14.0, hz: 5.1, after_s: 0.55 },
                attack_s: 0.10,
                release_s: 0.32,
                hair: 0.008,
                level: 0.30,
            },
            // Of python's skin on a small box: nasal.
            _ => Make {
                hills: [(450.0, 4.0, 1.1), (900.0, 4.5, 1.3), (1_700.0, 4.0, 0.9), (2_800.0, 3.5, 0.8)],
                direct: 0.16,
                edge_hz: 4_600.0,
                vibrato: Vibrato { cents: 25.0, hz: 5.5, after_s: 0.35 },
                attack_s: 0.06,
                release_s: 0.16,
                hair: 0.016,
                level: 0.36,
            },
        }
    }
}

/// A bow in motion.
struct Bow {
    saw: Saw,
    edge: Svf,
    hills: [Svf; 4],
    hair: Svf,
    floor: OnePole,
    white: White,
    unsteady: Gusts,
    phase: f32,
}

impl Bow {
    fn new(make: &Make, chance: &mut Chance) -> Bow {
        Bow {
            saw: Saw::at(0.5),
            edge: Svf::new(make.edge_hz, 0.6),
            hills: make.hills.map(|(hz, q, _)| Svf::new(hz, q)),
            hair: Svf::new(3_200.0, 0.8),
            floor: OnePole::new(50.0),
            white: White::new(chance),
            unsteady: Gusts::new(1.0, 0.05, 0.12),
            phase: chance.unit(),
        }
    }

    /// How hard the bow presses: never steady; under a tremolo it turns a dozen times a second.
    fn pressure(&mut self, note: &Note, t: f32, chance: &mut Chance) -> f32 {
        let steady = self.unsteady.after(BLOCK as f32 / FS, chance).clamp(0.8, 1.2);
        match note.touch {
            Touch::Tremolo => steady * (0.6 - 0.4 * super::tone::sine(12.5 * t + self.phase)),
            _ => steady,
        }
    }

    fn draw(&mut self, make: &Make, hz: f32, scrape: f32, gains: [f32; 2], out: &mut [f32]) {
        let step = (gains[1] - gains[0]) / BLOCK as f32;
        let mut gain = gains[0];
        for x in out {
            let raw = self.saw.sample(hz) + 40.0 * scrape * self.hair.band(self.white.sample());
            let string = self.edge.low(raw);
            let mut sum = make.direct * string;
            for (hill, (_, _, height)) in self.hills.iter_mut().zip(make.hills) {
                sum += height * hill.band(string);
            }
            *x = self.floor.high(sum) * gain;
            gain += step;
        }
    }
}
