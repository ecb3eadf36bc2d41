//! A piano: inharmonic partials of strings that are tuned a little apart, two-stage decay, a felt hammer's noise.

use super::{Colour, hertz, pan_of, panned};
use crate::dsp::{Chance, FS, OnePole, Stereo, samples};
use crate::music::compose::Note;

/// Samples between two values of the envelopes.
const BLOCK: usize = 48;
/// Most partials.
const PARTIALS: usize = 36;
/// Time in which the damper stops a string (to -60 dB), seconds.
const DAMPER_S: f32 = 0.35;

/// One note, at most `left` samples.
pub fn note(note: &Note, colour: &Colour, left: usize, chance: &mut Chance) -> Stereo {
    let hz = hertz(note.pitch);
    let rings = samples(note.length_s + f64::from(DAMPER_S)).min(left);
    let mut mono = vec![0.0; rings];
    // Fletcher & Rossing, "The Physics of Musical Instruments", ch. 12: B about 3e-4 in the middle, double each octave.
    let stiffness = 3.0e-4 * libm::powf(2.0, (note.pitch - 60) as f32 / 12.0);
    // The felt swallows what is faster than its contact: a harder blow is a shorter one.
    let felt_hz = (750.0 + 2_600.0 * note.force) * libm::powf(colour.brightness_hz / 2000.0, 0.3);
    let strike = chance.within(0.115, 0.125);
    let slow_s = 11.0 * libm::powf(2.0, -(note.pitch - 48) as f32 / 14.0);
    for n in 1..=PARTIALS {
        let order = n as f32;
        let partial_hz = order * hz * libm::sqrtf(1.0 + stiffness * order * order);
        if partial_hz > 8_000.0 {
            break;
        }
        let comb = libm::sinf(core::f32::consts::PI * order * strike).abs().max(0.08);
        let felt = libm::expf(-partial_hz / felt_hz) * libm::powf(order, -0.75);
        let board = partial_hz / (partial_hz + 60.0);
        let slow = slow_s / (1.0 + partial_hz / 1_100.0 + 0.06 * (order - 1.0));
        let strings = if n <= 8 { 2 } else { 1 };
        for string in 0..strings {
            let cents = chance.within(0.2, 0.9) * if string == 0 { 1.0 } else { -1.0 };
            let partial = Partial {
                hz: partial_hz * (1.0 + cents * 5.8e-4),
                gain: 2.6 * felt * comb * board / strings as f32,
                fast_s: 0.4 * slow,
                slow_s: slow,
            };
            partial.add(note.length_s as f32, &mut mono);
        }
    }
    hammer(note, chance, &mut mono);
    let loudness = 0.6 * note.force * (0.75 + 0.25 * note.force);
    mono.iter_mut().for_each(|x| *x *= loudness);
    panned(&mono, pan_of(note.pitch, 0.35))
}

struct Partial {
    hz: f32,
    gain: f32,
    fast_s: f32,
    slow_s: f32,
}

impl Partial {
    /// Two-stage decay (Weinreich 1977): strings first move together and lose much to the bridge, then against each
    /// other.
    fn envelope(&self, t: f32, held_s: f32) -> f32 {
        let body = 0.65 * libm::expf(-6.91 * t / self.fast_s) + 0.35 * libm::expf(-6.91 * t / self.slow_s);
        let damped = if t > held_s { libm::expf(-6.91 * (t - held_s) / DAMPER_S) } else { 1.0 };
        self.gain * body * damped
    }

    fn add(&self, held_s: f32, out: &mut [f32]) {
        let angle = core::f32::consts::TAU * self.hz / FS;
        let (turn_re, turn_im) = (libm::cosf(angle), libm::sinf(angle));
        // Starts at a zero crossing, so that no partial clicks.
        let (mut re, mut im) = (1.0f32, 0.0f32);
        let mut t = 0.0;
        let mut from = self.envelope(0.0, held_s);
        for block in out.chunks_mut(BLOCK) {
            t += BLOCK as f32 / FS;
            let to = self.envelope(t, held_s);
            let step = (to - from) / BLOCK as f32;
            let mut gain = from;
            for x in block {
                *x += gain * im;
                (re, im) = (re * turn_re - im * turn_im, re * turn_im + im * turn_re);
                gain += step;
            }
            from = to;
            if to < 2e-5 {
                break;
            }
        }
    }
}

/// Felt on string and the keybed below it.
fn hammer(note: &Note, chance: &mut Chance, out: &mut [f32]) {
    let length = samples(0.03).min(out.len());
    let (mut bright, mut dull) = (OnePole::new(900.0 + 2200.0 * note.force), OnePole::new(180.0));
    for (i, x) in out.iter_mut().take(length).enumerate() {
        let t = i as f32 / FS;
        let white = chance.white();
        let felt = bright.low(white) * libm::expf(-t / 0.003) * 0.8 * note.force;
        let wood = dull.low(white) * libm::expf(-t / 0.012) * 2.2;
        *x += (felt + wood * 0.5) * (1.0 - libm::expf(-t / 0.0006));
    }
}
