//! What `/api/` answers: ours, beyond the protocol that the other modules speak.

use serde::Serialize;
use utoipa::ToSchema;

/// A video that was uploaded.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Upload {
    /// What `video_id` takes.
    pub id: String,
    /// Its size.
    pub bytes: u64,
    /// Hex digest of the file.
    pub sha256: String,
    /// Length in ms; `null` until a task has looked at it.
    #[schema(required)]
    pub duration_ms: Option<i64>,
    /// Signed; needs no header.
    pub url: String,
    /// Unix ms.
    pub created_at: i64,
    /// Unix ms at which it is cleared.
    pub expires_at: i64,
}

/// How far a task is.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Progress {
    /// 18 decimal digits.
    pub task_id: String,
    /// `submitted`, `processing`, `succeed` or `failed`.
    pub state: crate::Status,
    /// How much is done, per cent; only ever grows within an attempt.
    #[schema(maximum = 100)]
    pub percent: u8,
    /// What is being done; `null` when nothing is.
    #[schema(required)]
    pub stage: Option<String>,
    /// Place among the tasks that wait, 1 for the next; `null` when the task does not wait.
    #[schema(required)]
    pub place: Option<u32>,
    /// About how long it will take from now on, ms, judged by the last tasks; `null` when the task has ended.
    #[schema(required)]
    pub remaining_ms: Option<u64>,
    /// How often it has been begun.
    pub attempt: u32,
    /// The stages that have begun, in order.
    pub stages: Vec<StageProgress>,
    /// From the first stage's start on, ms.
    pub total_ms: u64,
}

/// One stage of the work.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct StageProgress {
    /// Its name.
    pub stage: String,
    /// How long it took, or has taken so far.
    pub took_ms: u64,
    /// How much of it is done, 0 to 1.
    #[schema(minimum = 0, maximum = 1)]
    pub fraction: f32,
}

/// A published file of a task.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TaskFile {
    /// What it is: `video`, `audio_mp3`, `audio_wav`, `cues`, `report`, `sheet`, `stem_foley`, …
    pub role: String,
    /// The name to save it under.
    pub file_name: String,
    /// Its MIME type.
    pub media_type: String,
    /// Its size.
    pub bytes: u64,
    /// Hex digest of the file.
    pub sha256: String,
    /// Length in ms, if it plays.
    #[schema(required)]
    pub duration_ms: Option<i64>,
    /// Signed; needs no header.
    pub url: String,
}

/// The account that asks.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AccountInfo {
    /// Its name.
    pub name: String,
    /// Tasks that have not ended.
    pub open_tasks: u32,
    /// How many it may have now, packs counted.
    pub most_open_tasks: u32,
    /// Bytes that its files take up.
    pub stored_bytes: u64,
    /// Bytes that they may; `null`: as many as there is room for.
    #[schema(required)]
    pub most_stored_bytes: Option<u64>,
    /// Unix ms.
    pub created_at: i64,
}

/// A task that was deleted, or an upload.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Deleted {
    /// What it was called.
    pub id: String,
    /// How many files went with it.
    pub files: u32,
}

/// Which program this is.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Version {
    /// `wildtrack`.
    pub name: &'static str,
    /// As in the changelog.
    pub version: &'static str,
}

/// Whether the server lives, or takes requests.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Health {
    /// Always true: the opposite is no answer, or a 503.
    pub well: bool,
}

/// A form with a video in it.
#[derive(Debug, Serialize, ToSchema)]
pub struct UploadForm {
    /// The bytes of an .mp4 or .mov.
    #[schema(value_type = String, format = Binary)]
    pub file: Vec<u8>,
}
