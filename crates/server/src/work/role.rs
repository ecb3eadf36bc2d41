//! What a published file is to its task: the words that the store keeps.

/// The source picture with its new sound.
pub(crate) const VIDEO: &str = "video";
/// The file name of every `VIDEO`.
pub(crate) const VIDEO_FILE: &str = "video.mp4";
/// The sound as MP3.
pub(crate) const MP3: &str = "audio_mp3";
/// The sound as WAV.
pub(crate) const WAV: &str = "audio_wav";
/// How long each stage took (`Timing` as JSON).
pub(crate) const TIMING: &str = "timing";
