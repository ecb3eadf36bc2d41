//! Moves what the engine wrote to where it is served from, and describes it for the store.

use super::hold::Hold;
use super::{Produced, role};
use crate::app::App;
use crate::files::{publish, sync_folder};
use crate::identity::unguessable;
use engine::{Stage, Watch};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use store::faults::step;
use store::{AccountId, Artifact, Video};

/// Files that are in place and nobody knows of yet.
pub(super) struct Placed {
    pub(super) artifacts: Vec<Artifact>,
    pub(super) video: Option<Video>,
}

/// The folder key of a claim's files: an epoch that loses its claim leaves a folder that nothing names.
fn folder_key(claim: &store::ClaimRef) -> String {
    format!("tasks/{}/{}", claim.task, claim.epoch)
}

/// Removes what a claim has placed and nobody will link.
pub(super) async fn clear_folder(app: &App, claim: &store::ClaimRef) {
    if let Some(folder) = app.files.path_of(&folder_key(claim)) {
        let _may_not_exist = tokio::fs::remove_dir_all(folder).await;
    }
}

/// Places every file, the timing last. All is on disk when this returns.
pub(super) async fn place(
    app: &Arc<App>,
    hold: &Arc<Hold>,
    account: AccountId,
    produced: Vec<Produced>,
) -> io::Result<Placed> {
    hold.reached(Stage::Publish, 0.0);
    let placing = tokio::spawn(place_or_clear(app.clone(), hold.clone(), account, produced));
    placing.await.map_err(io::Error::other)?
}

/// Runs to its end whatever becomes of the claim: one that is lost meanwhile leaves nothing behind.
async fn place_or_clear(
    app: Arc<App>,
    hold: Arc<Hold>,
    account: AccountId,
    produced: Vec<Produced>,
) -> io::Result<Placed> {
    let (placing_app, placing_hold) = (app.clone(), hold.clone());
    let place = move || place_all(&placing_app, &placing_hold, account, produced);
    let placed = tokio::task::spawn_blocking(place).await.map_err(io::Error::other).and_then(|placed| placed);
    if !hold.is_ours() {
        clear_folder(&app, &hold.claim).await;
    }
    placed
}

fn place_all(app: &App, hold: &Hold, account: AccountId, produced: Vec<Produced>) -> io::Result<Placed> {
    let key = folder_key(&hold.claim);
    let folder = app.files.path_of(&key).ok_or_else(|| io::Error::other("a task id that is no file name"))?;
    let mut artifacts = Vec::with_capacity(produced.len() + 1);
    for file in &produced {
        artifacts.push(place_one(app, hold, &folder, file)?);
    }
    let timing = timing_file(app, hold)?;
    artifacts.push(place_one(app, hold, &folder, &timing)?);
    step("place.folder_not_synced");
    sync_folder(&folder, &app.config.data)?;
    step("place.done");
    let video = artifacts.iter().find(|artifact| artifact.role == role::VIDEO);
    let video = video.map(|artifact| result_video(artifact, account));
    Ok(Placed { artifacts, video })
}

fn place_one(app: &App, hold: &Hold, folder: &Path, file: &Produced) -> io::Result<Artifact> {
    let name = file.path.file_name().and_then(|name| name.to_str());
    let file_name = name.ok_or_else(|| io::Error::other("the engine wrote a file without a name"))?;
    let published = publish(&file.path, &folder.join(file_name))?;
    Ok(Artifact {
        id: unguessable(),
        task: hold.claim.task.clone(),
        role: file.role.clone(),
        key: format!("{}/{file_name}", folder_key(&hold.claim)),
        bytes: published.bytes,
        sha256: published.sha256,
        media_type: file.media_type.clone(),
        file_name: file_name.to_owned(),
        duration_ms: file.duration_ms,
        created_ms: app.now_ms(),
    })
}

fn timing_file(app: &App, hold: &Hold) -> io::Result<Produced> {
    let path: PathBuf = app.files.scratch_of(&hold.claim).join("timing.json");
    std::fs::write(&path, serde_json::to_vec(&hold.timing())?)?;
    Ok(Produced { role: role::TIMING.into(), path, media_type: "application/json".into(), duration_ms: None })
}

/// The result as a source of later tasks: the same id, and its key in place of a URL.
fn result_video(artifact: &Artifact, account: AccountId) -> Video {
    Video {
        id: artifact.id.clone(),
        account,
        url: artifact.key.clone(),
        duration_ms: artifact.duration_ms.unwrap_or(0),
        key: artifact.key.clone(),
        bytes: artifact.bytes,
        sha256: artifact.sha256.clone(),
        is_upload: false,
        created_ms: artifact.created_ms,
    }
}
