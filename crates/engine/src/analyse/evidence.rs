//! What every candidate for a contact is judged by: for those who grow the trees of [`super::forest`].

use super::Motion;
use super::broken;
use super::frames::Frames;
use super::impacts::candidates;
use super::verdict::measures;
use super::watching::Watching;
use crate::{Result, Watch};
use media::Clip;

/// A candidate for a contact.
#[derive(Debug, Clone, PartialEq)]
pub struct Evidence {
    /// Time, seconds.
    pub t: f64,
    /// Place, pixels of the work image.
    pub at: [f32; 2],
    /// All that is measured about it, in the order in which the trees number it.
    pub measures: Vec<f32>,
}

/// All candidates of a clip, in order of time.
///
/// # Errors
/// [`crate::Error::Stopped`] when the watch says so.
pub fn evidence(clip: &Clip, threads: usize, watch: &dyn Watch) -> Result<Vec<Evidence>> {
    let frames = Frames::of(clip);
    if frames.len() < 3 || clip.width < 16 || clip.height < 16 {
        return Ok(Vec::new());
    }
    let motion = Motion::of(&frames, threads, watch)?;
    let broken = broken(&frames, &motion.bounds, &motion.flashes);
    let seen = Watching::of(&frames, &motion.flows, broken, watch)?;
    let all = candidates(&seen);
    let measured = measures(&seen, &all).into_iter().map(|m| m.to_vec());
    let told =
        |(c, measures): (&super::impacts::Candidate, _)| Evidence { t: c.kink.t, at: c.kink.at, measures };
    Ok(all.iter().zip(measured).map(told).collect())
}
