//! Videos that an account can name, and the published files of its tasks. The bytes live elsewhere; what they take up
//! is counted here.

use crate::accounts::count_bytes;
use crate::tasks::has_room;
use crate::{AccountId, Error, Result, Store, Task};
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
    /// Whether its account has uploaded it.
    #[serde(default)]
    pub is_upload: bool,
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
    /// A video that `account` can see and whose file is there.
    pub async fn video(&self, account: AccountId, id: &str) -> Result<Option<Video>> {
        let id = id.to_owned();
        self.read(move |db| Ok(kept_video(db, &id)?.filter(|video| video.account == account))).await
    }

    /// A video of any account that owns its file: the caller has checked a signature over the id.
    pub async fn video_file(&self, id: &str) -> Result<Option<Video>> {
        let id = id.to_owned();
        self.read(move |db| Ok(kept_video(db, &id)?.filter(Video::owns_its_file))).await
    }

    /// Makes an upload a video of its account's, whose file is safely on disk; `most_bytes` is what its files may take
    /// up if the account does not say.
    ///
    /// # Errors
    /// `Full`.
    pub async fn keep_upload(&self, video: Video, most_bytes: Option<u64>) -> Result<()> {
        self.write(move |db| {
            has_room(db, video.account, most_bytes)?;
            keep_video(db, &video)
        })
        .await
    }

    /// Whether the account may keep more files, by what it says or else `most_bytes`.
    ///
    /// # Errors
    /// `Full` if not; `NotFound` (account).
    pub async fn has_room(&self, account: AccountId, most_bytes: Option<u64>) -> Result<()> {
        self.read(move |db| has_room(db, account, most_bytes)).await
    }

    /// Deletes an upload. Gives back the keys of the files to remove.
    ///
    /// # Errors
    /// `NotFound`, also for results and for sources that were fetched, which go with their tasks; `InUse` while a task works
    /// on it or waits for its turn to.
    pub async fn delete_upload(&self, account: AccountId, id: &str, now_ms: i64) -> Result<Vec<String>> {
        let id = id.to_owned();
        self.write(move |db| {
            let upload = kept_video(db, &id)?.filter(|video| video.account == account && video.is_upload);
            upload.ok_or(Error::NotFound)?;
            let sql = format!("SELECT {VIDEO_IN_USE} FROM videos v WHERE id = ?1");
            if db.prepare_cached(&sql)?.query_row([&id], |row| row.get(0))? {
                return Err(Error::InUse);
            }
            Ok(clear_video(db, &id, now_ms)?.into_iter().collect())
        })
        .await
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

impl Video {
    /// The last part of its key.
    pub fn file_name(&self) -> &str {
        self.key.rsplit('/').next().unwrap_or_default()
    }

    /// Whether the file is this video's own; that of a result is its task's.
    pub fn owns_its_file(&self) -> bool {
        self.key.starts_with("videos/")
    }
}

/// Whether an open task has the video `v` as its source, or has named it, as SQL.
pub(crate) const VIDEO_IN_USE: &str =
    "(EXISTS (SELECT 1 FROM tasks user WHERE user.parent = v.id AND user.state < 2)
    OR EXISTS (SELECT 1 FROM tasks user WHERE user.source = v.id AND user.state < 2))";

/// Whether a task of the table `tasks` made something that an open task of its account works on, as SQL. What another
/// account works on, because it holds a URL, keeps nobody from deleting what is his.
pub(crate) fn result_in_use() -> String {
    format!(
        "EXISTS (SELECT 1 FROM artifacts a JOIN videos v ON v.key = a.key
        WHERE a.task = tasks.id AND v.account = tasks.account AND {VIDEO_IN_USE})"
    )
}

const VIDEO: &str = "id, account, url, duration_ms, key, bytes, sha256, is_upload, created_ms";
const ARTIFACT: &str = "id, task, role, key, bytes, sha256, media_type, file_name, duration_ms, created_ms";

/// Makes the video its account's. A second time is no harm, and completes a length that was not known; the id of another
/// account's video, and a video whose file is gone, are `NotFound`.
pub(crate) fn keep_video(db: &Connection, video: &Video) -> Result<()> {
    let sql = format!(
        "INSERT INTO videos ({VIDEO}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) ON CONFLICT (id) DO NOTHING"
    );
    let Video { id, account, url, duration_ms, key, bytes, sha256, is_upload, created_ms } = video;
    let row = (id, account.0, url, duration_ms, key, bytes.cast_signed(), sha256, is_upload, created_ms);
    let is_new = db.prepare_cached(&sql)?.execute(row)? == 1;
    if is_new && video.owns_its_file() {
        count_bytes(db, *account, bytes.cast_signed())?;
    }
    let sql = "UPDATE videos SET duration_ms = ?3 WHERE id = ?1 AND account = ?2 AND duration_ms = 0";
    db.prepare_cached(sql)?.execute((id, account.0, duration_ms))?;
    let kept = kept_video(db, id)?.filter(|kept| kept.account == *account);
    let has_file = video.owns_its_file() || is_published(db, key)?;
    kept.filter(|_| has_file).map(|_| ()).ok_or(Error::NotFound)
}

/// Whether a task names the file of that key, which begins with `tasks/` and the task's id.
fn is_published(db: &Connection, key: &str) -> Result<bool> {
    let sql = "SELECT EXISTS (SELECT 1 FROM artifacts WHERE task = ?1 AND key = ?2)";
    Ok(db.prepare_cached(sql)?.query_row((key.split('/').nth(1), key), |row| row.get(0))?)
}

/// The file of the video is to go: nobody can name it any more. Gives back its key, if it owns one.
pub(crate) fn clear_video(db: &Connection, id: &str, now_ms: i64) -> Result<Option<String>> {
    let sql =
        format!("UPDATE videos SET cleared_ms = ?2 WHERE id = ?1 AND cleared_ms IS NULL RETURNING {VIDEO}");
    let cleared = db.prepare_cached(&sql)?.query_row((id, now_ms), video).optional()?;
    let Some(cleared) = cleared.filter(Video::owns_its_file) else { return Ok(None) };
    count_bytes(db, cleared.account, -cleared.bytes.cast_signed())?;
    Ok(Some(cleared.key))
}

/// The files of an ended task are to go, and nobody can name its result as a source any more. Gives back the keys.
pub(crate) fn clear_artifacts(db: &Connection, task: &Task, now_ms: i64) -> Result<Vec<String>> {
    let gone = artifacts_of(db, &task.id)?;
    db.prepare_cached("DELETE FROM artifacts WHERE task = ?1")?.execute([&task.id])?;
    let bytes: u64 = gone.iter().map(|artifact| artifact.bytes).sum();
    count_bytes(db, task.account, -bytes.cast_signed())?;
    let sql = "UPDATE videos SET cleared_ms = ?2 WHERE key = ?1 AND cleared_ms IS NULL";
    let mut clear = db.prepare_cached(sql)?;
    for artifact in &gone {
        clear.execute((&artifact.key, now_ms))?;
    }
    Ok(gone.into_iter().map(|artifact| artifact.key).collect())
}

/// A video, whether or not its file is still there.
pub(crate) fn video_of(db: &Connection, id: &str) -> Result<Option<Video>> {
    let sql = format!("SELECT {VIDEO} FROM videos WHERE id = ?1");
    Ok(db.prepare_cached(&sql)?.query_row([id], video).optional()?)
}

pub(crate) fn kept_video(db: &Connection, id: &str) -> Result<Option<Video>> {
    let sql = format!("SELECT {VIDEO} FROM videos WHERE id = ?1 AND cleared_ms IS NULL");
    Ok(db.prepare_cached(&sql)?.query_row([id], video).optional()?)
}

fn video(row: &Row) -> rusqlite::Result<Video> {
    Ok(Video {
        id: row.get(0)?,
        account: AccountId(row.get(1)?),
        url: row.get(2)?,
        duration_ms: row.get(3)?,
        key: row.get(4)?,
        bytes: row.get::<_, i64>(5)?.cast_unsigned(),
        sha256: row.get(6)?,
        is_upload: row.get(7)?,
        created_ms: row.get(8)?,
    })
}

/// Links `artifacts` to the task, in this order.
pub(crate) fn publish(
    db: &Connection,
    (account, task): (AccountId, &str),
    artifacts: &[Artifact],
) -> Result<()> {
    let bytes: u64 = artifacts.iter().map(|artifact| artifact.bytes).sum();
    count_bytes(db, account, bytes.cast_signed())?;
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
