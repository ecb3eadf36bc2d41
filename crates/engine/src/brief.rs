//! What was asked for.

use crate::{CueSheet, Seed};

/// The customer's wishes for one clip.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Brief {
    /// Sound-effect prompt, any language, at most 200 code points; empty means silent.
    pub sfx: String,
    /// Music prompt, as above.
    pub bgm: String,
    /// Close, quiet, dry, detailed.
    pub asmr: bool,
    /// A seed asked for; otherwise [`Brief::seed_for`] derives one.
    pub seed: Option<u64>,
    /// An edited cue sheet: rendered instead of what the picture would give.
    pub cues: Option<CueSheet>,
}

impl Brief {
    /// The seed of the job: the one asked for, or the hash of video bytes, prompts and switches.
    pub fn seed_for(&self, video_sha256: &str) -> Seed {
        self.seed.map(Seed).unwrap_or_else(|| {
            Seed::of(&[
                video_sha256.as_bytes(),
                self.sfx.as_bytes(),
                self.bgm.as_bytes(),
                &[u8::from(self.asmr)],
            ])
        })
    }
}
