//! What a published file is to its task: the words that the store keeps.

/// The source picture with its new sound.
pub(crate) const VIDEO: &str = "video";
/// The sound as MP3.
pub(crate) const MP3: &str = "audio_mp3";
/// The sound as WAV.
pub(crate) const WAV: &str = "audio_wav";
/// The cue sheet.
pub(crate) const CUES: &str = "cues";
/// The report.
pub(crate) const REPORT: &str = "report";
/// The picture of what was heard.
pub(crate) const SHEET: &str = "sheet";
/// How long each stage took (`Timing` as JSON).
pub(crate) const TIMING: &str = "timing";
