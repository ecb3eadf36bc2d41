//! The bass, always in the middle: synthesised, plucked, bowed, or of a chip.

use super::tone::{BLOCK, Course, Vibrato, sine};
use super::wire::Wire;
use super::{Colour, Held, bowed, hertz};
use crate::cues::Instrument;
use crate::dsp::{Chance, FS, Mode, ModeBank, OnePole, Saw, Stereo, Svf, fade, samples};
use crate::music::compose::{Bass, Note, Touch};

/// Plays one bass note into `out`.
pub fn bass(by: Bass, note: &Note, colour: &Colour, chance: &mut Chance, out: &mut Stereo) {
    let left = out.len().saturating_sub(samples(note.t));
    if left == 0 || note.length_s <= 0.0 {
        return;
    }
    // Nothing is plucked where nothing may start at once.
    let by = if colour.asmr { Bass::Sub } else { by };
    let course = Course::new(note, Vibrato::NONE, chance);
    let mut mono = match by {
        Bass::Sub => sub(note, colour, &course, left),
        Bass::Upright | Bass::Round | Bass::Picked => plucked(by, note, colour, &course, left, chance),
        Bass::Saw => saw(note, colour, &course, left),
        Bass::EightOhEight => kick(note, &course, left),
        Bass::LowStrings => strings(note, colour, left, chance),
        Bass::Triangle => triangle(note, &course, left),
    };
    let length = mono.len();
    fade(&mut mono, 0, samples(0.01).min(length));
    out.add(&Stereo::of_mono(&mono), samples(note.t) as isize, 1.0);
}

fn held(note: &Note, attack_s: f32, release_s: f32) -> Held {
    let length_s = note.length_s as f32;
    Held { attack_s: attack_s.min(0.6 * length_s.max(0.02)), held_s: length_s, release_s }
}

/// A sine with a little saw over it.
fn sub(note: &Note, colour: &Colour, course: &Course, left: usize) -> Vec<f32> {
    let soft = if colour.asmr { 1.8 } else { 0.02 + 0.25 * (0.6 - note.force).max(0.0) };
    let held = held(note, soft, 0.25);
    let edge = if colour.asmr { 0.05 } else { 0.05 + 0.4 * note.force };
    let edge_hz = (180.0 + 500.0 * note.force) * libm::sqrtf(colour.brightness_hz / 2000.0);
    let mut saw = Saw::at(0.5);
    let mut soft = [OnePole::new(edge_hz), OnePole::new(edge_hz)];
    let mut phase = 0.0f32;
    let level = 0.30 * (0.3 + 0.7 * note.force);
    let mut hz = course.hz(0.0);
    (0..held.samples(left))
        .map(|i| {
            let t = i as f32 / FS;
            if i % BLOCK == 0 {
                hz = course.hz(t);
            }
            phase += hz / FS;
            phase -= libm::floorf(phase);
            // The octave lets small loudspeakers hint at the note.
            let body = sine(phase) + 0.28 * sine(2.0 * phase) + 0.08 * sine(3.0 * phase);
            let low = soft[0].low(saw.sample(hz));
            (body + 2.0 * edge * soft[1].low(low)) * held.at(t) * level
        })
        .collect()
}

fn plucked(
    by: Bass,
    note: &Note,
    colour: &Colour,
    course: &Course,
    left: usize,
    chance: &mut Chance,
) -> Vec<f32> {
    let muted = note.touch == Touch::Muted;
    let (t60_s, dull, at, edge_hz, nail, level): (f32, f32, f32, f32, f32, f32) = match by {
        Bass::Upright => (2.2, 0.42, 0.3, 420.0, 0.02, 1.25),
        Bass::Round => (4.0, 0.4, 0.25, 520.0, 0.02, 1.05),
        _ => (3.2, 0.2, 0.11, 1_300.0, 0.12, 1.0),
    };
    let bright = (0.35 + 1.1 * note.force) * libm::sqrtf(colour.brightness_hz / 2000.0);
    let wire = Wire { t60_s: if muted { 0.4 } else { t60_s }, dull, at, edge_hz: edge_hz * bright, nail };
    let (held_s, damper_s) = (note.length_s as f32, 0.05);
    let length = samples(f64::from(held_s + 5.0 * damper_s)).min(left);
    let mut mono = wire.ring(|t| course.hz(t), length, chance);
    // Fingerboard and body of a double bass: air at 60 Hz, plate at 105.
    let wood = if by == Bass::Upright { 1.0 } else { 0.0 };
    let mode = |hz: f32, gain: f32| Mode { hz, t60_s: 0.25, gain };
    let mut body = ModeBank::new(&[mode(61.0, 0.5), mode(105.0, 0.6), mode(210.0, 0.3)]);
    let (mut thump, mut floor) = (OnePole::new(300.0), OnePole::new(28.0));
    for (i, x) in mono.iter_mut().enumerate() {
        let t = i as f32 / FS;
        let damped = if t > held_s { libm::expf(-(t - held_s) / damper_s) } else { 1.0 };
        if wood > 0.0 {
            let knock = if t < 0.05 { thump.low(chance.white()) * libm::expf(-t / 0.01) } else { 0.0 };
            *x += wood * (body.sample(*x * 0.012) + 0.25 * note.force * knock);
        }
        *x = floor.high(*x) * damped * level * (0.25 + 0.75 * note.force);
    }
    fade(&mut mono, 48.min(length), 0);
    mono
}

/// Saw behind 24 decibels an octave that close within a beat.
fn saw(note: &Note, colour: &Colour, course: &Course, left: usize) -> Vec<f32> {
    let held = held(note, 0.006, 0.08);
    let (mut saw, mut under) = (Saw::at(0.5), Saw::at(0.5));
    let mut steep = [Svf::new(300.0, 1.2), Svf::new(300.0, 0.6)];
    let open_hz = (250.0 + 2_200.0 * note.force) * colour.brightness_hz / 2000.0;
    let mut mono = vec![0.0; held.samples(left)];
    let mut floor = OnePole::new(28.0);
    let mut from = 0.0;
    for (i, block) in mono.chunks_mut(BLOCK).enumerate() {
        let t = (i * BLOCK) as f32 / FS;
        let hz = course.hz(t);
        let cutoff = 1.5 * hz + open_hz * (0.25 + 0.75 * libm::expf(-t / 0.16));
        steep.iter_mut().zip([1.2, 0.6]).for_each(|(svf, q)| svf.tune(cutoff, q));
        let to = held.at(t + BLOCK as f32 / FS);
        let step = (to - from) / BLOCK as f32;
        for x in block {
            let raw = saw.sample(hz * 1.0012) + 0.7 * under.sample(hz * 0.9988);
            let [a, b] = &mut steep;
            *x = floor.high(b.low(a.low(raw))) * from * 0.26 * (0.25 + 0.75 * note.force);
            from += step;
        }
        from = to;
    }
    mono
}

/// A drum machine's kick, drawn out and bent until its overtones are heard on small loudspeakers.
fn kick(note: &Note, course: &Course, left: usize) -> Vec<f32> {
    let held = held(note, 0.003, 0.12);
    let drive = 1.0 + 1.8 * note.force;
    let mut phase = 0.0f32;
    let mut hz = course.hz(0.0);
    (0..held.samples(left))
        .map(|i| {
            let t = i as f32 / FS;
            if i % 8 == 0 {
                hz = course.hz(t) * (1.0 + 1.6 * libm::expf(-t / 0.014));
            }
            phase += hz / FS;
            phase -= libm::floorf(phase);
            let fallen = libm::expf(-t / 0.9);
            let bent = libm::tanhf(drive * fallen * sine(phase)) / libm::tanhf(drive);
            bent * held.at(t) * 0.34 * (0.3 + 0.7 * note.force)
        })
        .collect()
}

fn strings(note: &Note, colour: &Colour, left: usize, chance: &mut Chance) -> Vec<f32> {
    let sound = bowed::note(Instrument::Strings, note, colour, left, chance);
    let dark = libm::expf(-hertz(note.pitch) / 400.0);
    sound.left.iter().zip(&sound.right).map(|(l, r)| (1.0 + dark) * 0.62 * (l + r)).collect()
}

/// A triangle in sixteen steps, as the consoles had it; softer notes have theirs rounded off.
fn triangle(note: &Note, course: &Course, left: usize) -> Vec<f32> {
    let held = held(note, 0.003, 0.03);
    let mut round = OnePole::new(300.0 + 4_500.0 * note.force);
    let mut phase = 0.25f32;
    let mut hz = course.hz(0.0);
    (0..held.samples(left))
        .map(|i| {
            let t = i as f32 / FS;
            if i % BLOCK == 0 {
                hz = course.hz(t);
            }
            phase += hz / FS;
            phase -= libm::floorf(phase);
            let straight = 4.0 * (phase - 0.5).abs() - 1.0;
            let stepped = (libm::floorf((straight + 1.0) * 7.999) - 7.5) / 7.5;
            round.low(stepped) * held.at(t) * 0.38 * (0.3 + 0.7 * note.force)
        })
        .collect()
}
