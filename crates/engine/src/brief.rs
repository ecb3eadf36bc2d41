//! What was asked for.

use crate::cues::OwnSound;
use crate::{CueSheet, Seed};

/// The customer's wishes for one clip, or for a sound made from words alone.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Brief {
    /// Sound-effect prompt, any language, at most 200 code points; empty means silent. Without a clip it is the whole
    /// prompt: it may ask for music too.
    pub sfx: String,
    /// Music prompt, as above.
    pub bgm: String,
    /// Close, quiet, dry, detailed.
    pub asmr: bool,
    /// What becomes of the sound that the clip has already; the new one is the same either way.
    pub own_sound: OwnSound,
    /// A seed asked for; otherwise [`Brief::seed_for`] derives one.
    pub seed: Option<u64>,
    /// An edited cue sheet: rendered instead of what the picture would give.
    pub cues: Option<CueSheet>,
    /// An older sheet, whose locked cues and beds come into the new one.
    pub keep: Option<CueSheet>,
}

impl Brief {
    /// The seed of the job: the one asked for, or the hash of video bytes, prompts and switches.
    pub fn seed_for(&self, video_sha256: &str) -> Seed {
        self.seed_after(video_sha256.as_bytes())
    }

    /// The seed of a job without a video: the one asked for, or the hash of length, prompts and switches.
    pub fn seed_for_words(&self, duration_s: f64) -> Seed {
        self.seed_after(format!("{duration_s:.3} s of words").as_bytes())
    }

    fn seed_after(&self, material: &[u8]) -> Seed {
        let of_everything =
            || Seed::of(&[material, self.sfx.as_bytes(), self.bgm.as_bytes(), &[u8::from(self.asmr)]]);
        self.seed.map_or_else(of_everything, Seed)
    }
}
