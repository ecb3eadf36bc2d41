//! Videos that an account can name, and the published files of its tasks. The bytes live elsewhere.

use crate::{AccountId, Error, Result, Store};
use serde::{Deserialize, Serialize};

/// A video that its account can use as a source: fetched, uploaded, or the result of a task.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Video {
    /// Unguessable.
    pub id: String,
    /// Whose it is.
    pub account: AccountId,
    /// As the caller named it, or our own key.
    pub url: String,
    /// Length of the picture.
    pub duration_ms: i64,
    /// Name of the file in the data directory.
    pub key: String,
    /// Size of the file.
    pub bytes: u64,
    /// Hex digest of the file.
    pub sha256: String,
    /// Unix ms.
    pub created_ms: i64,
}

/// A published file of a task.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Artifact {
    /// Unguessable.
    pub id: String,
    /// The task that made it.
    pub task: String,
    /// What it is to the task: video, audio_mp3, audio_wav, cues, report, sheet, stem_foley, … One of each.
    pub role: String,
    /// Name of the file in the data directory.
    pub key: String,
    /// Size of the file.
    pub bytes: u64,
    /// Hex digest of the file.
    pub sha256: String,
    /// MIME type to serve it with.
    pub media_type: String,
    /// Name to offer for saving.
    pub file_name: String,
    /// Length, if it plays.
    pub duration_ms: Option<i64>,
    /// Unix ms.
    pub created_ms: i64,
}

impl Store {
    /// A video that `account` can see.
    pub async fn video(&self, _account: AccountId, _id: &str) -> Result<Option<Video>> {
        Err(Error::Closed)
    }

    /// A published file of any account: the caller has checked a signature over the id.
    pub async fn artifact(&self, _id: &str) -> Result<Option<Artifact>> {
        Err(Error::Closed)
    }
}
