//! The score: planned from scene and wish, composed and rendered from the cue sheet.

mod wish;

pub use wish::Wish;

use crate::cues::Music;
use crate::dsp::Stereo;
use crate::{CueSheet, Result, Scene, Seed, Watch};

/// Plans the music of a clip: style, mood, tempo bent to the picture's marks, form, chords. The same arguments give
/// the same plan. `asmr` asks for a drone without transients.
pub fn plan(_scene: &Scene, _wish: &Wish, _asmr: bool, _seed: Seed) -> Music {
    Music::default()
}

/// Renders the sheet's music, `length` samples; silence where there is none.
///
/// # Errors
/// [`crate::Error::Stopped`] when the watch says so.
pub fn render(_sheet: &CueSheet, length: usize, _watch: &dyn Watch) -> Result<Stereo> {
    Ok(Stereo::silence(length))
}
