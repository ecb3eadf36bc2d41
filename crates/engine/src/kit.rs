//! What an engine owns while it works.

use crate::render::Bin;
use crate::spot::{Interpreter, Likeness};
use crate::{Library, Result};
use nets::Nets;
use std::sync::Arc;

/// Tools, limits, nets, recordings and threads; later also a SoundFont. One per slot.
#[derive(Debug, Clone)]
pub struct Kit {
    /// FFmpeg and scratch space.
    pub tools: media::Tools,
    /// What a clip may be.
    pub limits: media::Limits,
    /// Nets that name what is in the picture; without them everything else still works.
    pub nets: Option<Arc<Nets>>,
    /// Frames kept in colour for the nets, or for who wants to look at them; none where `None`.
    pub stills: Option<media::Stills>,
    /// Who is asked about words that the lexicon does not know; without one they are reported.
    pub interpreter: Option<Arc<dyn Interpreter>>,
    /// Recordings that may be heard instead of models; without them everything still works.
    pub library: Option<Arc<dyn Library>>,
    /// Where rendered sounds are kept for the next render of an edited sheet; what comes out does not depend on it.
    pub bin: Option<Arc<Bin>>,
    /// Threads that analysis and rendering may use; what comes out does not depend on it.
    pub threads: usize,
}

impl Kit {
    /// Stills as the nets want them.
    pub const STILLS: media::Stills = media::Stills { per_second: 2.0, long_side: 512 };

    /// The same with nets, and with a sentence encoder for unknown words, which is not loaded before it is asked.
    ///
    /// # Errors
    /// [`crate::Error::Broken`] when the nets cannot be loaded.
    pub fn with_nets(self) -> Result<Kit> {
        let nets = Nets::load(self.threads).map_err(|error| crate::Error::Broken(error.to_string()))?;
        let interpreter: Arc<dyn Interpreter> = Arc::new(Likeness::default());
        Ok(Kit {
            nets: Some(Arc::new(nets)),
            stills: Some(Kit::STILLS),
            interpreter: Some(interpreter),
            ..self
        })
    }
}

impl Default for Kit {
    /// Without nets and recordings.
    fn default() -> Self {
        let (tools, limits) = (media::Tools::default(), media::Limits::default());
        let (nets, stills, interpreter, library, bin) = (None, None, None, None, None);
        Kit { tools, limits, nets, stills, interpreter, library, bin, threads: 2 }
    }
}
