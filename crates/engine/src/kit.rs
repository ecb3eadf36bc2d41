//! What an engine owns while it works.

/// Tools, limits and threads; later also samples, SoundFont and weights. One per slot.
#[derive(Debug, Clone, PartialEq)]
pub struct Kit {
    /// FFmpeg and scratch space.
    pub tools: media::Tools,
    /// What a clip may be.
    pub limits: media::Limits,
    /// Threads that rendering may use; the samples do not depend on it.
    pub threads: usize,
}

impl Default for Kit {
    fn default() -> Self {
        Kit { tools: media::Tools::default(), limits: media::Limits::default(), threads: 2 }
    }
}
