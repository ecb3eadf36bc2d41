//! Finds what a sound is made from: a video that is known, one of our own results, a fetch from outside, or no clip.

use super::Source;
use super::slot::Material;
use crate::app::App;
use crate::files::{Own, link, sync_folder};
use crate::identity::unguessable;
use crate::outbound::FetchError;
use std::io;
use std::path::{Path, PathBuf};
use store::faults::step;
use store::{AccountId, Task, Video};
use url::Url;

/// What a sound is made from.
pub(super) enum Found {
    Clip(FoundClip),
    /// Nothing but the brief's words, for so long.
    Words {
        duration_s: f64,
    },
}

impl Found {
    /// For the slot.
    pub(super) fn material(&self) -> Material {
        match self {
            Found::Clip(clip) => Material::Clip(clip.path.clone()),
            Found::Words { duration_s } => Material::Words { duration_s: *duration_s },
        }
    }
}

/// The clip on our disk.
pub(super) struct FoundClip {
    pub(super) path: PathBuf,
    /// What is known of it; of a new one neither length nor size yet.
    pub(super) video: Video,
    /// Whether it was fetched just now and lies in scratch.
    is_new: bool,
}

impl FoundClip {
    /// The key under which `keep` puts a file of its own, if it does.
    pub(super) fn own_key(&self) -> Option<String> {
        self.is_new.then(|| self.video.key.clone())
    }
}

/// Finds the source of a task's order; `scratch` is the claim's own folder. What an earlier attempt has fetched and
/// measured is not fetched again.
pub(super) async fn find(
    app: &App,
    task: &Task,
    source: &Source,
    scratch: &Path,
) -> Result<Found, FetchError> {
    let account = task.account;
    if let Some(video) = task.parent.clone() {
        let path = app.files.path_of(&video.key).ok_or_else(gone)?;
        return Ok(Found::Clip(FoundClip { path, video, is_new: false }));
    }
    let clip = match source {
        Source::Video(id) => known(app, account, id).await,
        Source::Url(url) => match Url::parse(url).map(|parsed| app.links.judge(&parsed, app.now_ms())) {
            Ok(Own::Good(artifact)) => own_result(app, (account, &artifact), url, scratch).await,
            Ok(Own::Bad) => Err(gone()),
            _ => fetched(app, account, url, scratch).await,
        },
        Source::Words(tenths) => return Ok(Found::Words { duration_s: f64::from(*tenths) / 10.0 }),
    };
    clip.map(Found::Clip)
}

async fn known(app: &App, account: AccountId, id: &str) -> Result<FoundClip, FetchError> {
    let video = app.store.video(account, id).await.map_err(in_store)?.ok_or_else(gone)?;
    let path = app.files.path_of(&video.key).ok_or_else(gone)?;
    Ok(FoundClip { path, video, is_new: false })
}

/// Read from the files, not over the network. Whoever holds the signed URL may use it, of whatever account it is.
async fn own_result(
    app: &App,
    (account, id): (AccountId, &str),
    url: &str,
    scratch: &Path,
) -> Result<FoundClip, FetchError> {
    if let Some(video) = app.store.video(account, id).await.map_err(in_store)? {
        let path = app.files.path_of(&video.key).ok_or_else(gone)?;
        return Ok(FoundClip { path, video, is_new: false });
    }
    if let Some(upload) = app.store.video_file(id).await.map_err(in_store)? {
        let path = app.files.path_of(&upload.key).ok_or_else(gone)?;
        return borrowed(app, account, url, &path, scratch).await;
    }
    let artifact = app.store.artifact(id).await.map_err(in_store)?.ok_or_else(gone)?;
    let path = app.files.path_of(&artifact.key).ok_or_else(gone)?;
    borrowed(app, account, url, &path, scratch).await
}

/// A file of another account's, whose URL the customer holds: he gets a file of his own, as if he had fetched it, so that
/// neither needs the other's leave to delete.
async fn borrowed(
    app: &App,
    account: AccountId,
    url: &str,
    from: &Path,
    scratch: &Path,
) -> Result<FoundClip, FetchError> {
    let path = scratch.join("source.mp4");
    if let Err(error) = tokio::fs::copy(from, &path).await {
        return Err(if error.kind() == io::ErrorKind::NotFound { gone() } else { error.into() });
    }
    Ok(FoundClip { path, video: new_video(app, account, url), is_new: true })
}

/// A video that has come just now; what is not known yet is nothing.
fn new_video(app: &App, account: AccountId, url: &str) -> Video {
    let id = unguessable();
    Video {
        key: format!("videos/{id}/source.mp4"),
        id,
        account,
        url: url.to_owned(),
        duration_ms: 0,
        bytes: 0,
        sha256: String::new(),
        is_upload: false,
        created_ms: app.now_ms(),
    }
}

/// Stays in scratch until its length is known: a file that is refused leaves nothing behind.
async fn fetched(app: &App, account: AccountId, url: &str, scratch: &Path) -> Result<FoundClip, FetchError> {
    let path = scratch.join("source.mp4");
    step("source.fetching");
    app.outbound.fetch(url, &path, app.config.max_video_bytes).await?;
    step("source.fetched");
    let video = new_video(app, account, url);
    Ok(FoundClip { path, video, is_new: true })
}

/// Puts a clip that was fetched among the kept files and completes what is known of it.
pub(super) async fn keep(app: &App, found: FoundClip, duration_ms: i64) -> io::Result<Video> {
    let video = Video { duration_ms, ..found.video };
    if !found.is_new {
        return Ok(video);
    }
    let to = app.files.path_of(&video.key).ok_or_else(|| io::Error::other("a key that leads nowhere"))?;
    let root = app.config.data.clone();
    let kept = tokio::task::spawn_blocking(move || {
        let published = link(&found.path, &to)?;
        sync_folder(to.parent().unwrap_or(&root), &root)?;
        Ok::<_, io::Error>(published)
    });
    let kept = kept.await.map_err(io::Error::other)??;
    step("source.kept");
    Ok(Video { bytes: kept.bytes, sha256: kept.sha256, ..video })
}

fn gone() -> FetchError {
    FetchError::Refused("The video could not be read: it does not exist here, or not any more.".to_owned())
}

fn in_store(error: store::Error) -> FetchError {
    FetchError::Disk(io::Error::other(error))
}
