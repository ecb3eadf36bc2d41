//! The body of "create a video-to-audio task", validated into what was asked for.

use crate::Refusal;
use crate::field::Fields;
use serde_json::Value;

/// Longest prompt, in Unicode code points.
pub(crate) const LONGEST_PROMPT: usize = 200;
/// Longest id that a caller may give or name, in Unicode code points (OURS).
pub(crate) const LONGEST_ID: usize = 128;
/// Largest seed (OURS): what every JSON reader holds exactly, so that the cue sheet can name it.
pub(crate) const LARGEST_SEED: u64 = (1 << 53) - 1;

/// Where the video comes from: exactly one of the two.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// `video_id`: a video that this account can see.
    Id(String),
    /// `video_url`: an absolute http(s) URL, as the caller wrote it.
    Url(String),
}

/// A valid request. Optional fields are `None` when absent, `null`, or empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CreateVideoToAudio {
    /// The silent clip.
    pub source: Source,
    /// What should be heard of things; at most 200 code points.
    pub sound_effect_prompt: Option<String>,
    /// What music should play; at most 200 code points.
    pub bgm_prompt: Option<String>,
    /// Close, detailed sound.
    pub asmr_mode: bool,
    /// The caller's own id: at most 128 code points, fit to be one segment of a path.
    pub external_task_id: Option<String>,
    /// Where to post the task whenever its status changes; http(s).
    pub callback_url: Option<String>,
    /// Our extension: the seed of the sound, at most 2^53-1.
    pub seed: Option<u64>,
}

impl CreateVideoToAudio {
    /// Validates a request body. Unknown keys are ignored; the first wrong field is named in the refusal.
    pub fn parse(body: &Value) -> Result<CreateVideoToAudio, Refusal> {
        let fields = Fields::of(body)?;
        Ok(CreateVideoToAudio {
            source: source(&fields)?,
            sound_effect_prompt: fields.prompt("sound_effect_prompt", LONGEST_PROMPT)?,
            bgm_prompt: fields.prompt("bgm_prompt", LONGEST_PROMPT)?,
            asmr_mode: fields.switch("asmr_mode")?.unwrap_or(false),
            external_task_id: fields.identifier("external_task_id", LONGEST_ID)?,
            callback_url: fields.web_url("callback_url")?,
            seed: fields.whole_number("seed", LARGEST_SEED)?,
        })
    }
}

fn source(fields: &Fields) -> Result<Source, Refusal> {
    let id = fields.identifier("video_id", LONGEST_ID)?;
    let url = fields.web_url("video_url")?;
    match (id, url) {
        (Some(id), None) => Ok(Source::Id(id)),
        (None, Some(url)) => Ok(Source::Url(url)),
        (None, None) => Err(Refusal::parameter("Either video_id or video_url must be given; both are empty")),
        (Some(_), Some(_)) => Err(Refusal::parameter("Either video_id or video_url must be given, not both")),
    }
}

#[cfg(test)]
mod tests;
