//! One take of something that happens: its onset where the cue is, and no two alike.

use crate::dsp::{FS, OnePole, Stereo, fade, gain, resampled, samples};
use crate::library::Recording;
use crate::render::voice::{Take, Voice};

/// How far a take's pitch goes up or down.
const DETUNED: f32 = 0.02;
/// How far a take lies before or after its cue, seconds: less than anybody hears.
const SHIFTED_S: f32 = 0.001_5;
/// How much earlier than needed a take may begin, seconds.
const LONGEST_LEAD_S: f64 = 0.25;
/// Decibels that what lies above the tilt gains from the softest to the hardest.
const TILT_DB: f32 = 9.0;
/// Where the tilt turns, hertz.
const TILT_HZ: f32 = 1_800.0;
/// Chance in the tilt, decibels.
const TILT_CHANCE_DB: f32 = 1.2;
/// Fades at the ends, samples.
const EDGES: (usize, usize) = (48, 480);

/// The voice of a recording played once at `speed`, varied by the take's seed.
pub fn once(recording: &Recording, sound: &Stereo, speed: f64, take: &Take) -> Voice {
    let mut chance = take.chance("take");
    let pitch = speed * f64::from(1.0 + chance.within(-DETUNED, DETUNED));
    let lead_s = recording.onset_s.min(LONGEST_LEAD_S) * f64::from(chance.within(0.7, 1.0));
    let from = samples(recording.onset_s - lead_s).min(sound.len());
    let mono: Vec<f32> =
        sound.left[from..].iter().zip(&sound.right[from..]).map(|(l, r)| 0.5 * (l + r)).collect();
    let mut played = resampled(&mono, pitch);
    let end = if take.length_s > 0.0 { take.samples().max(samples(lead_s)) } else { played.len() };
    played.truncate(end);
    tilt(&mut played, (take.velocity - 0.7) * TILT_DB + chance.within(-TILT_CHANCE_DB, TILT_CHANCE_DB));
    let fade_out = if end < mono.len() { EDGES.1 } else { EDGES.1.min(played.len() / 8) };
    fade(&mut played, EDGES.0.min(samples(lead_s)).max(8), fade_out);
    let shift = chance.within(-SHIFTED_S, SHIFTED_S) * FS;
    let onset = libm::round(lead_s * f64::from(FS) / pitch + f64::from(shift)).max(0.0) as usize;
    Voice::point(played).with_onset(onset)
}

/// A harder blow is brighter: what lies above [`TILT_HZ`] by so many decibels.
fn tilt(sound: &mut [f32], by_db: f32) {
    let (mut pole, factor) = (OnePole::new(TILT_HZ), gain(by_db));
    for x in sound {
        let low = pole.low(*x);
        *x = low + (*x - low) * factor;
    }
}
