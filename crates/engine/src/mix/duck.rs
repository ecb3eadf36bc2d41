//! Layers that step back while something happens in front.

use crate::dsp::{FS, Smooth, Stereo, db, gain, samples};

/// How far beds step back, decibels.
pub const BED_DB: f32 = 2.0;

/// What counts as nothing in front, below the loudest foreground moment, decibels.
const RANGE_DB: f32 = 26.0;
/// A foreground whose loudest moment is below this never ducks anything, dBFS.
const FLOOR_DBFS: f32 = -48.0;

const LOOK_AHEAD_S: f64 = 0.012;
const ATTACK_S: f32 = 0.005;
const HOLD_S: f64 = 0.060;
const RELEASE_S: f32 = 0.280 / 3.0;

/// How present the foreground is at every sample, 0..=1, seen `LOOK_AHEAD_S` early.
pub fn presence_of(foley: &Stereo) -> Vec<f32> {
    let loudest_db = db(foley.peak());
    if loudest_db < FLOOR_DBFS {
        return vec![0.0; foley.len()];
    }
    let floor_db = (loudest_db - RANGE_DB).max(FLOOR_DBFS - 6.0);
    let (ahead, hold) = (samples(LOOK_AHEAD_S), samples(HOLD_S));
    let mut follow = Smooth::new(ATTACK_S, RELEASE_S);
    let (mut held, mut left) = (0.0_f32, 0);
    (0..foley.len())
        .map(|i| {
            let at = (i + ahead).min(foley.len() - 1);
            let level = foley.left[at].abs().max(foley.right[at].abs());
            let present = ((db(level) - floor_db) / (loudest_db - floor_db)).clamp(0.0, 1.0);
            if present >= held || left == 0 {
                (held, left) = (present, hold);
            }
            left -= 1;
            follow.sample(held)
        })
        .collect()
}

/// Lowers `layer` by up to `depth_db` where the foreground is present.
pub fn step_back(layer: &mut Stereo, presence: &[f32], depth_db: f32) {
    // One factor a tenth of a millisecond is finer than any ear; between them it is held.
    let every = (FS / 10_000.0) as usize;
    for channel in layer.channels_mut() {
        for (part, presence) in channel.chunks_mut(every).zip(presence.chunks(every)) {
            let factor = gain(-depth_db * presence[0]);
            part.iter_mut().for_each(|x| *x *= factor);
        }
    }
}
