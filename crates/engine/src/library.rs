//! Recordings that an engine may be lent. Files are somebody else's business: here a recording is what it says of
//! itself, and its sound when it is asked for.

use crate::Result;
use crate::dsp::Stereo;
use std::fmt::Debug;
use std::sync::Arc;

/// A collection of recordings. The same collection gives the same sounds.
pub trait Library: Debug + Send + Sync {
    /// All of them, in an order that is the same at every start.
    fn recordings(&self) -> &[Recording];

    /// The sound of the `index`th, 48 kHz.
    ///
    /// # Errors
    /// [`crate::Error::Broken`] where its file is not what it was when the library was opened.
    fn sound(&self, index: usize) -> Result<Arc<Stereo>>;
}

/// What a recording says of itself.
#[derive(Debug, Clone, PartialEq)]
pub struct Recording {
    /// Unique in its library: `pack/name`.
    pub id: String,
    /// What is heard: a Universal Category System id.
    pub class: String,
    /// Whether it can be made to last.
    pub lasting: Lasting,
    /// Materials, grounds, surfaces, as cue sheets spell them.
    pub tags: Vec<String>,
    /// How hard it was done, 0..=1; `None` where nobody said.
    pub force: Option<f32>,
    /// Length, seconds.
    pub seconds: f64,
    /// First point at -12 dB of its peak, seconds.
    pub onset_s: f64,
    /// Kept for who asks for it by name: a model of its class sounds more like the class, so none is cast.
    pub spare: bool,
    /// Author, licence and source in one line, to be shown wherever it is heard.
    pub credit: String,
}

/// How a recording fills time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Lasting {
    /// It happens once.
    Once,
    /// It goes on; what lies between these seconds can go round.
    Round(f64, f64),
}

impl Recording {
    /// True where it carries the tag.
    pub fn has(&self, tag: &str) -> bool {
        self.tags.iter().any(|own| own == tag)
    }
}
