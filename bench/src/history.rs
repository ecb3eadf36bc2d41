//! A data folder whose account has a long history, made in a minute instead of years.
//!
//! Ended and waiting tasks are written by SQL of our own, many to a transaction, without sync; the schema's triggers stay
//! in force, so every task goes through its states and has the rows that a server writes: source, ten files, result.
//! Account and deletions go through the store.

use anyhow::{Context, Result};
use rand_chacha::ChaCha8Rng;
use rand_core::{Rng, SeedableRng};
use rusqlite::{Connection, Transaction, params};
use std::path::Path;
use store::{AccountId, Allowance, Store};

/// How much there is to be.
#[derive(Debug, Clone, Copy)]
pub struct Extent {
    /// Tasks that have ended, deleted ones among them.
    pub ended: u32,
    /// Tasks that wait, all newer.
    pub waiting: u32,
    /// Ended tasks that are deleted: half of them one after the other, the rest here and there.
    pub deleted: u32,
}

/// What was made.
pub struct History {
    /// Whose tasks they are.
    pub account: AccountId,
    /// `iss` of the account's tokens.
    pub access_key: String,
    /// What they are signed with.
    pub secret_key: String,
    /// The account's API key.
    pub api_key: String,
    /// Ids of tasks that have ended and are listed, oldest first.
    pub ended: Vec<String>,
    /// Ids of tasks that wait, oldest first.
    pub waiting: Vec<String>,
}

/// Tasks that share a transaction.
const BATCH: u32 = 20_000;
/// Between two creates, ms. 600 000 tasks so lie within 21 days, and nothing is old enough to be cleared.
const APART_MS: i64 = 3_000;
/// One task in so many has failed.
const FAILS: u32 = 25;
/// Size of a clip, with and without its sound.
const VIDEO_BYTES: i64 = 2_400_000;
/// Role, file name, media type, bytes and whether it plays, of every file that a server publishes.
const FILES: [(&str, &str, &str, i64, bool); 10] = [
    ("video", "video.mp4", "video/mp4", VIDEO_BYTES, true),
    ("audio_mp3", "audio.mp3", "audio/mpeg", 200_000, true),
    ("audio_wav", "audio.wav", "audio/wav", 1_500_000, true),
    ("stem_foley", "foley.wav", "audio/wav", 1_500_000, true),
    ("stem_ambience", "ambience.wav", "audio/wav", 1_500_000, true),
    ("stem_music", "music.wav", "audio/wav", 1_500_000, true),
    ("cues", "cues.json", "application/json", 9_000, false),
    ("report", "report.json", "application/json", 6_000, false),
    ("sheet", "sheet.png", "image/png", 300_000, false),
    ("timing", "timing.json", "application/json", 700, false),
];

/// Fills the empty folder `data`. The newest task was created at `now_ms`.
///
/// # Errors
/// The store's and SQLite's.
pub async fn write(data: &Path, extent: Extent, now_ms: i64) -> Result<History> {
    let store = Store::open(data)?;
    let allowed = Allowance { slots: Some(u32::MAX), ..Allowance::default() };
    let made = store.create_account("bench", allowed, now_ms).await?;
    store.close().await;
    let mut past = Past {
        account: made.account.id,
        rng: ChaCha8Rng::seed_from_u64(1),
        begin_ms: now_ms - APART_MS * i64::from(extent.ended + extent.waiting - 1),
        stored_bytes: 0,
    };
    let (ended, waiting) = past.fill(&data.join("wildtrack.db"), extent)?;
    let ended = delete_some(data, past.account, ended, (extent.deleted, now_ms)).await?;
    let (access_key, secret_key, api_key) = (made.access_key, made.secret_key, made.api_key);
    Ok(History { account: past.account, access_key, secret_key, api_key, ended, waiting })
}

struct Past {
    account: AccountId,
    rng: ChaCha8Rng,
    begin_ms: i64,
    stored_bytes: i64,
}

impl Past {
    /// Ids of the ended and of the waiting tasks.
    fn fill(&mut self, path: &Path, extent: Extent) -> Result<(Vec<String>, Vec<String>)> {
        let mut db = Connection::open(path)?;
        // Without journal and sync: a fill that is cut short is thrown away with its folder.
        db.execute_batch(
            "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE;
            PRAGMA foreign_keys = OFF; PRAGMA cache_size = -1000000;",
        )?;
        db.set_prepared_statement_cache_capacity(32);
        let (mut ended, mut waiting) = (Vec::new(), Vec::new());
        let all = extent.ended + extent.waiting;
        for first in (0..all).step_by(BATCH as usize) {
            let tx = db.transaction()?;
            for number in first..all.min(first + BATCH) {
                let id = self.submit(&tx, number)?;
                if number < extent.ended {
                    self.live(&tx, &id, number)?;
                    ended.push(id);
                } else {
                    tx.prepare_cached(QUEUE)?.execute(params![id, self.created_ms(number)])?;
                    waiting.push(id);
                }
            }
            tx.commit()?;
        }
        db.execute(COUNT, params![self.account.0, extent.waiting, self.stored_bytes])?;
        db.query_row("PRAGMA journal_mode = WAL", (), |_| Ok(()))?;
        Ok((ended, waiting))
    }

    fn created_ms(&self, number: u32) -> i64 {
        self.begin_ms + APART_MS * i64::from(number)
    }

    fn submit(&self, tx: &Transaction, number: u32) -> Result<String> {
        let created_ms = self.created_ms(number);
        let id = format!("{created_ms}{:05}", number % 7);
        let order = format!(
            r#"{{"source":{{"url":"{}"}},"sfx":"footsteps on gravel","bgm":"","asmr":false,"seed":null}}"#,
            url_of(number)
        );
        tx.prepare_cached(SUBMIT)?.execute(params![
            id,
            self.account.0,
            i64::from(number) + 1,
            format!("order-{number}"),
            order,
            created_ms
        ])?;
        Ok(id)
    }

    /// From `processing` to the end.
    fn live(&mut self, tx: &Transaction, id: &str, number: u32) -> Result<()> {
        let (begun_ms, ended_ms) = (self.created_ms(number) + 40, self.created_ms(number) + 2_900);
        let source = self.unguessable();
        let source_key = format!("videos/{source}/source.mp4");
        self.keep_video(tx, (&source, &url_of(number), &source_key), begun_ms)?;
        self.stored_bytes += VIDEO_BYTES;
        tx.prepare_cached("UPDATE tasks SET state = 1, parent = ?2, updated_ms = ?3 WHERE id = ?1")?
            .execute(params![id, source, begun_ms])?;
        if number.is_multiple_of(FAILS) {
            let why = "The video could not be read: it ends too early.";
            tx.prepare_cached(END)?.execute(params![id, 3, why, "0", ended_ms])?;
            return Ok(());
        }
        for (place, (role, file_name, media_type, bytes, plays)) in FILES.iter().enumerate() {
            let (file, sha256) = (self.unguessable(), self.sha256());
            let key = format!("tasks/{id}/1/{file_name}");
            let duration_ms = plays.then_some(8_000);
            tx.prepare_cached(PUBLISH)?.execute(params![
                file,
                id,
                place as i64,
                role,
                key,
                bytes,
                sha256,
                media_type,
                file_name,
                duration_ms,
                ended_ms
            ])?;
            self.stored_bytes += bytes;
            if place == 0 {
                self.keep_video(tx, (&file, &key, &key), ended_ms)?;
            }
        }
        tx.prepare_cached(END)?.execute(params![id, 2, "", "0.25", ended_ms])?;
        Ok(())
    }

    fn keep_video(&mut self, tx: &Transaction, (id, url, key): (&str, &str, &str), at_ms: i64) -> Result<()> {
        let sha256 = self.sha256();
        let video = params![id, self.account.0, url, 8_000, key, VIDEO_BYTES, sha256, at_ms];
        tx.prepare_cached(KEEP_VIDEO)?.execute(video)?;
        Ok(())
    }

    fn unguessable(&mut self) -> String {
        format!("{:016x}{:016x}", self.rng.next_u64(), self.rng.next_u64())
    }

    fn sha256(&mut self) -> String {
        self.unguessable() + &self.unguessable()
    }
}

const SUBMIT: &str =
    "INSERT INTO tasks (id, account, kind, ordinal, external_id, order_json, created_ms, updated_ms)
    VALUES (?1, ?2, 'video_to_audio', ?3, ?4, ?5, ?6, ?6)";
const QUEUE: &str = "INSERT INTO jobs (task, sort_key) VALUES (?1, ?2)";
const PUBLISH: &str = "INSERT INTO artifacts (id, task, place, role, key, bytes, sha256, media_type, file_name, duration_ms, created_ms)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)";
const KEEP_VIDEO: &str = "INSERT INTO videos (id, account, url, duration_ms, key, bytes, sha256, created_ms)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
const END: &str = "UPDATE tasks SET state = ?2, message = ?3, deduction = ?4, attempt = 1, updated_ms = ?5, ended_ms = ?5 WHERE id = ?1";
const COUNT: &str = "UPDATE accounts SET open = ?2, stored_bytes = ?3 WHERE id = ?1";

fn url_of(number: u32) -> String {
    format!("https://media.example.com/clips/{number:08}.mp4")
}

/// Deletes through the store, and gives back the ids that are left.
async fn delete_some(
    data: &Path,
    account: AccountId,
    ended: Vec<String>,
    (count, now_ms): (u32, i64),
) -> Result<Vec<String>> {
    let (in_a_row, apart) = (count as usize / 2, count as usize - count as usize / 2);
    let row = ended.len() / 3..ended.len() / 3 + in_a_row;
    let step = ended.len().checked_div(apart).unwrap_or(usize::MAX).max(1);
    let goes = |i: usize| row.contains(&i) || (i % step == step / 2 && i / step < apart);
    let store = Store::open(data)?;
    let (mut left, mut deletions) = (Vec::with_capacity(ended.len()), tokio::task::JoinSet::new());
    for (i, id) in ended.into_iter().enumerate() {
        if !goes(i) {
            left.push(id);
            continue;
        }
        let store = store.clone();
        deletions.spawn(async move { store.delete_task(account, &id, now_ms).await });
        if deletions.len() >= 64 {
            deletions.join_next().await.context("64 deletions were under way")???;
        }
    }
    while let Some(deleted) = deletions.join_next().await {
        deleted??;
    }
    store.close().await;
    Ok(left)
}

#[cfg(test)]
mod tests {
    use super::*;
    use store::{Kind, State};

    const NOW_MS: i64 = 1_795_345_000_000;

    #[tokio::test]
    async fn a_history_is_what_a_server_would_have_left_and_lists_all_but_the_deleted() {
        let folder = tempfile::tempdir().unwrap();
        let extent = Extent { ended: 2_400, waiting: 30, deleted: 300 };
        let history = write(folder.path(), extent, NOW_MS).await.unwrap();
        let store = Store::open(folder.path()).unwrap();
        let mut listed = Vec::new();
        for page in 1..=5 {
            listed.extend(store.tasks(history.account, Kind::VideoToAudio, page, 500).await.unwrap());
        }
        let ids: Vec<&String> = listed.iter().map(|task| &task.id).collect();
        let expected: Vec<&String> = history.ended.iter().chain(&history.waiting).rev().collect();
        assert_eq!(ids, expected);
        assert!(ids.len() > 2_100 && ids.len() < 2_430 - 250, "{}", ids.len());
        assert!(listed[..30].iter().all(|task| task.state == State::Submitted));
        let heard = listed.iter().filter(|task| task.state == State::Succeed);
        assert!(heard.clone().count() > 2_000);
        assert!(heard.clone().all(|task| task.artifacts.len() == FILES.len() && task.parent.is_some()));
        let account = store.account(history.account).await.unwrap();
        assert_eq!(account.open, 30);
        store.close().await;
        let db = Connection::open(folder.path().join("wildtrack.db")).unwrap();
        let kept = "SELECT (SELECT SUM(bytes) FROM artifacts) + (SELECT SUM(bytes) FROM videos WHERE key GLOB 'videos/*' AND cleared_ms IS NULL)";
        let kept: i64 = db.query_row(kept, (), |row| row.get(0)).unwrap();
        assert_eq!(account.stored_bytes, kept.cast_unsigned());
        let orphans = db.prepare("PRAGMA foreign_key_check").unwrap().exists(()).unwrap();
        assert!(!orphans);
    }
}
