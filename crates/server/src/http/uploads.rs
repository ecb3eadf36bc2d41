//! `POST /api/uploads`, `GET` and `DELETE /api/uploads/{id}`: videos that come without a URL.

use super::Refused;
use super::answer::answer;
use super::caller::Caller;
use super::upload_body::{Sent, receive};
use crate::app::App;
use crate::files::{publish, sync_folder};
use crate::identity::unguessable;
use axum::extract::{Path, Request, State};
use axum::response::Response;
use std::io;
use std::sync::Arc;
use store::{AccountId, Error, Video};
use tokio::io::AsyncReadExt;
use wire::{Code, Deleted, Envelope, Refusal, Upload};

/// Upload a video
///
/// As `multipart/form-data` with a part named `file`, or as the body itself. The id that comes back is what `video_id`
/// takes. What is wrong with the video is said by the task that uses it.
#[utoipa::path(post, path = "/api/uploads", tag = "Uploads",
    request_body(description = "The bytes of an .mp4 or .mov", content((String = "video/mp4"), (String = "video/quicktime"), (String = "application/octet-stream"), (wire::UploadForm = "multipart/form-data"))),
    responses((status = 200, description = "Kept", body = Envelope<Upload>)))]
pub(super) async fn upload(
    State(app): State<Arc<App>>,
    caller: Caller,
    request: Request,
) -> Result<Response, Refused> {
    let busy = || Refusal::plain(Code::Unavailable);
    let _place = app.uploads.take(caller.account).ok_or_else(busy)?;
    if app.stopping.is_cancelled() || !app.disk.has_room() {
        return Err(busy().into());
    }
    app.store.has_room(caller.account, app.config.storage_quota).await?;
    let sent = receive(&app, request).await?;
    // On a task of its own: a caller who hangs up now leaves no file behind that nobody names.
    let keeping = tokio::spawn(keep(app.clone(), caller.account, sent));
    let video = keeping.await.map_err(|_| Refusal::plain(Code::Internal))??;
    tracing::info!(video = video.id, bytes = video.bytes, "video uploaded");
    Ok(answer(&caller.request, described(&video, &app)))
}

/// An upload
#[utoipa::path(get, path = "/api/uploads/{id}", tag = "Uploads",
    params(("id" = String, Path, description = "What the upload answered")),
    responses((status = 200, description = "The upload", body = Envelope<Upload>)))]
pub(super) async fn read_upload(
    State(app): State<Arc<App>>,
    caller: Caller,
    id: UploadId,
) -> Result<Response, Refused> {
    let video = app.store.video(caller.account, &id.0).await?.filter(|video| video.is_upload);
    let video = video.ok_or_else(not_found)?;
    Ok(answer(&caller.request, described(&video, &app)))
}

/// Delete an upload
///
/// Its file goes. Tasks that were made from it stay as they are.
#[utoipa::path(delete, path = "/api/uploads/{id}", tag = "Uploads",
    params(("id" = String, Path, description = "What the upload answered")),
    responses((status = 200, description = "It is gone", body = Envelope<Deleted>)))]
pub(super) async fn delete_upload(
    State(app): State<Arc<App>>,
    caller: Caller,
    UploadId(id): UploadId,
) -> Result<Response, Refused> {
    let keys = app.store.delete_upload(caller.account, &id, app.now_ms()).await;
    let keys = keys.map_err(|error| match error {
        Error::NotFound => Refused(not_found()),
        Error::InUse => Refused(Refusal::parameter(
            "id must name an upload that no task works on; await or cancel the tasks first",
        )),
        error => error.into(),
    })?;
    let files = app.files.remove(keys).await;
    Ok(answer(&caller.request, Deleted { id, files }))
}

/// The `{id}` of an upload; one that is no text is as unknown as any other.
pub(super) struct UploadId(String);

impl<S: Send + Sync> axum::extract::FromRequestParts<S> for UploadId {
    type Rejection = Refused;

    async fn from_request_parts(
        parts: &mut axum::http::request::Parts,
        state: &S,
    ) -> Result<UploadId, Refused> {
        let id = Path::<String>::from_request_parts(parts, state).await;
        id.map(|Path(id)| UploadId(id)).map_err(|_| not_found().into())
    }
}

fn not_found() -> Refusal {
    Refusal::parameter("id must name an upload of this account; this one was not found")
}

/// Puts what was received among the kept files, then tells the store.
async fn keep(app: Arc<App>, account: AccountId, sent: Sent) -> Result<Video, Refused> {
    let id = unguessable();
    let key = format!("videos/{id}/{}", file_name_of(&sent.path).await.map_err(|error| disk(&error))?);
    let to = app.files.path_of(&key).ok_or_else(|| Refusal::plain(Code::Internal))?;
    let root = app.config.data.clone();
    let placed = tokio::task::spawn_blocking(move || {
        let published = publish(&sent.path, &to)?;
        sync_folder(to.parent().unwrap_or(&root), &root)?;
        Ok::<_, io::Error>(published)
    });
    let placed = placed.await.map_err(io::Error::other).and_then(|placed| placed);
    let placed = placed.map_err(|error| disk(&error))?;
    let video = Video {
        url: key.clone(),
        key: key.clone(),
        id,
        account,
        duration_ms: 0,
        bytes: placed.bytes,
        sha256: placed.sha256,
        is_upload: true,
        created_ms: app.now_ms(),
    };
    let kept = app.store.keep_upload(video.clone(), app.config.storage_quota).await;
    if let Err(error) = kept {
        app.files.remove(vec![key]).await;
        return Err(error.into());
    }
    Ok(video)
}

/// What the file is called, by its first box: QuickTime has a brand of its own, or, in its old form, none.
async fn file_name_of(path: &std::path::Path) -> io::Result<&'static str> {
    let mut begin = [0; 12];
    let mut file = tokio::fs::File::open(path).await?;
    match file.read_exact(&mut begin).await {
        Err(error) if error.kind() != io::ErrorKind::UnexpectedEof => return Err(error),
        _ => {}
    }
    let is_quicktime = match &begin[4..8] {
        b"ftyp" => &begin[8..] == b"qt  ",
        kind => [b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot"].iter().any(|old| kind == *old),
    };
    Ok(if is_quicktime { "source.mov" } else { "source.mp4" })
}

/// Our disk failed: nothing that the caller could mend, and nothing that he should read.
pub(super) fn disk(error: &io::Error) -> Refused {
    tracing::error!(%error, "an upload could not be written");
    Refusal::plain(Code::Unavailable).into()
}

fn described(video: &Video, app: &App) -> Upload {
    let until_ms = super::task_view::until_ms(video.created_ms, app);
    Upload {
        id: video.id.clone(),
        bytes: video.bytes,
        sha256: video.sha256.clone(),
        duration_ms: Some(video.duration_ms).filter(|ms| *ms > 0),
        url: app.links.url(&video.id, video.file_name(), until_ms),
        created_at: video.created_ms,
        expires_at: video.created_ms + app.config.retention_ms(),
    }
}
