//! Videos that an account can name, and the published files of its tasks. The bytes live elsewhere.

use crate::{AccountId, Error, Result, Store};
use rusqlite::{Connection, OptionalExtension, Row};
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
    pub async fn video(&self, account: AccountId, id: &str) -> Result<Option<Video>> {
        let id = id.to_owned();
        self.read(move |db| Ok(video_of(db, &id)?.filter(|video| video.account == account))).await
    }

    /// Whether the task has a published file whose key lies in `folder`.
    pub async fn names_files_in(&self, task: &str, folder: &str) -> Result<bool> {
        let (task, folder) = (task.to_owned(), format!("{folder}/"));
        self.read(move |db| {
            let sql =
                "SELECT EXISTS (SELECT 1 FROM artifacts WHERE task = ?1 AND substr(key, 1, length(?2)) = ?2)";
            Ok(db.prepare_cached(sql)?.query_row((task, folder), |row| row.get(0))?)
        })
        .await
    }

    /// A published file of any account: the caller has checked a signature over the id.
    pub async fn artifact(&self, id: &str) -> Result<Option<Artifact>> {
        let id = id.to_owned();
        self.read(move |db| {
            let sql = format!("SELECT {ARTIFACT} FROM artifacts WHERE id = ?1");
            Ok(db.prepare_cached(&sql)?.query_row([id], artifact).optional()?)
        })
        .await
    }
}

const VIDEO: &str = "id, account, url, duration_ms, key, bytes, sha256, created_ms";
const ARTIFACT: &str = "id, task, role, key, bytes, sha256, media_type, file_name, duration_ms, created_ms";

/// Makes the video its account's. A second time is no harm; the id of another account's video is `NotFound`.
pub(crate) fn keep_video(db: &Connection, video: &Video) -> Result<()> {
    let sql = format!(
        "INSERT INTO videos ({VIDEO}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT (id) DO NOTHING"
    );
    let Video { id, account, url, duration_ms, key, bytes, sha256, created_ms } = video;
    let size = bytes.cast_signed();
    db.prepare_cached(&sql)?.execute((id, account.0, url, duration_ms, key, size, sha256, created_ms))?;
    let kept = video_of(db, id)?.filter(|kept| kept.account == *account);
    kept.map(|_| ()).ok_or(Error::NotFound)
}

pub(crate) fn video_of(db: &Connection, id: &str) -> Result<Option<Video>> {
    let sql = format!("SELECT {VIDEO} FROM videos WHERE id = ?1");
    let video = |row: &Row| {
        Ok(Video {
            id: row.get(0)?,
            account: AccountId(row.get(1)?),
            url: row.get(2)?,
            duration_ms: row.get(3)?,
            key: row.get(4)?,
            bytes: row.get::<_, i64>(5)?.cast_unsigned(),
            sha256: row.get(6)?,
            created_ms: row.get(7)?,
        })
    };
    Ok(db.prepare_cached(&sql)?.query_row([id], video).optional()?)
}

/// Links `artifacts` to the task, in this order.
pub(crate) fn publish(db: &Connection, task: &str, artifacts: &[Artifact]) -> Result<()> {
    let sql = format!(
        "INSERT INTO artifacts ({ARTIFACT}, place) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)"
    );
    for (place, file) in (0_i64..).zip(artifacts) {
        let Artifact { id, role, key, bytes, sha256, media_type, file_name, duration_ms, created_ms, .. } =
            file;
        let size = bytes.cast_signed();
        db.prepare_cached(&sql)?.execute((
            id,
            task,
            role,
            key,
            size,
            sha256,
            media_type,
            file_name,
            duration_ms,
            created_ms,
            place,
        ))?;
    }
    Ok(())
}

pub(crate) fn artifacts_of(db: &Connection, task: &str) -> Result<Vec<Artifact>> {
    let sql = format!("SELECT {ARTIFACT} FROM artifacts WHERE task = ?1 ORDER BY place");
    let mut statement = db.prepare_cached(&sql)?;
    Ok(statement.query_map([task], artifact)?.collect::<rusqlite::Result<_>>()?)
}

fn artifact(row: &Row) -> rusqlite::Result<Artifact> {
    Ok(Artifact {
        id: row.get(0)?,
        task: row.get(1)?,
        role: row.get(2)?,
        key: row.get(3)?,
        bytes: row.get::<_, i64>(4)?.cast_unsigned(),
        sha256: row.get(5)?,
        media_type: row.get(6)?,
        file_name: row.get(7)?,
        duration_ms: row.get(8)?,
        created_ms: row.get(9)?,
    })
}
