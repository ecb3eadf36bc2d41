//! `GET /f/{artifact}/{file_name}?e=&s=`: the bytes of a result, to whoever holds a signed URL.

use super::Refused;
use super::envelope::AsIs;
use crate::app::App;
use axum::body::Body;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, RawQuery, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use std::sync::Arc;
use store::{Artifact, Video};
use tower_http::services::ServeFile;
use wire::{Code, Refusal};

/// A result
///
/// The bytes behind a URL that a task, an upload or a callback has named: with ranges, and for HEAD without the bytes.
/// Whatever is wrong with the URL, the answer is that there is nothing here.
#[utoipa::path(get, path = "/f/{artifact}/{file_name}", tag = "Results", security(()),
    params(("artifact" = String, Path, description = "As in the signed URL"), ("file_name" = String, Path, description = "As in the signed URL"),
        ("e" = Option<String>, Query, description = "When the URL ends, Unix seconds"), ("s" = Option<String>, Query, description = "Its signature")),
    responses((status = 200, description = "The file", body = String, content_type = "application/octet-stream"),
        (status = 206, description = "A part of it", body = String, content_type = "application/octet-stream"),
        (status = 304, description = "The client has it already"),
        (status = 416, description = "No such part")))]
pub(super) async fn result_file(
    State(app): State<Arc<App>>,
    path: Result<Path<(String, String)>, PathRejection>,
    RawQuery(query): RawQuery,
    request: Request,
) -> Result<Response, Refused> {
    let Path((id, file_name)) = path.map_err(|_| nothing())?;
    if !app.links.is_good(&id, &file_name, query.as_deref().unwrap_or_default(), app.now_ms()) {
        return Err(nothing());
    }
    let served = match app.store.artifact(&id).await? {
        Some(artifact) => Served::from(artifact),
        None => app.store.video_file(&id).await?.map(Served::from).ok_or_else(nothing)?,
    };
    serve(&app, served, request).await
}

/// A file and what is said of it.
pub(super) struct Served {
    key: String,
    file_name: String,
    media_type: String,
    bytes: u64,
    sha256: String,
}

impl From<Artifact> for Served {
    fn from(artifact: Artifact) -> Served {
        let Artifact { key, file_name, media_type, bytes, sha256, .. } = artifact;
        Served { key, file_name, media_type, bytes, sha256 }
    }
}

impl From<Video> for Served {
    fn from(video: Video) -> Served {
        let file_name = video.file_name().to_owned();
        let media_type = if file_name.ends_with(".mov") { "video/quicktime" } else { "video/mp4" };
        let Video { key, bytes, sha256, .. } = video;
        Served { file_name, media_type: media_type.to_owned(), key, bytes, sha256 }
    }
}

fn nothing() -> Refused {
    Refused(Refusal::plain(Code::NoSuchResource))
}

/// Serves the file, whole or in part.
pub(super) async fn serve(app: &App, artifact: Served, mut request: Request) -> Result<Response, Refused> {
    if is_known(request.headers(), &artifact) {
        return Ok(not_modified(&artifact));
    }
    // RFC 9110, 13.1.3: a date counts only where no tag was sent.
    if request.headers().contains_key(header::IF_NONE_MATCH) {
        request.headers_mut().remove(header::IF_MODIFIED_SINCE);
    }
    let path = app.files.path_of(&artifact.key).ok_or_else(nothing)?;
    see_that_it_is_whole(app, &artifact).await?;
    let served = ServeFile::new(path).try_call(request).await;
    let mut response = served.map_err(|_| Refused(Refusal::plain(Code::Internal)))?.map(Body::new);
    match response.status() {
        StatusCode::NOT_FOUND => Err(nothing()),
        _ => {
            describe(response.headers_mut(), &artifact);
            response.extensions_mut().insert(AsIs);
            Ok(response)
        }
    }
}

/// What the disk has spoilt is not given out as if it were what was made.
async fn see_that_it_is_whole(app: &App, artifact: &Served) -> Result<(), Refused> {
    let internal = || Refused(Refusal::plain(Code::Internal));
    match app.files.is_whole(&artifact.key, artifact.bytes, &artifact.sha256).await {
        Ok(true) => Ok(()),
        Ok(false) => {
            tracing::error!(key = artifact.key, "a file does not hold the bytes that were written to it");
            Err(internal())
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Err(nothing()),
        Err(error) => {
            tracing::error!(key = artifact.key, %error, "a file cannot be read");
            Err(internal())
        }
    }
}

/// Whether the client holds these bytes already (`If-None-Match`, RFC 9110, 13.1.2: compared weakly).
fn is_known(headers: &HeaderMap, artifact: &Served) -> bool {
    let tags = headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    let mut tags = tags.flat_map(|tags| tags.split(',')).map(str::trim);
    tags.any(|tag| tag == "*" || tag.strip_prefix("W/").unwrap_or(tag) == etag(artifact))
}

fn not_modified(artifact: &Served) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::NOT_MODIFIED;
    describe(response.headers_mut(), artifact);
    response.headers_mut().remove(header::CONTENT_TYPE);
    response.headers_mut().remove(header::CONTENT_DISPOSITION);
    response
}

fn etag(artifact: &Served) -> String {
    format!("\"{}\"", artifact.sha256)
}

fn describe(headers: &mut HeaderMap, artifact: &Served) {
    let plays = ["video/", "audio/", "image/"].iter().any(|kind| artifact.media_type.starts_with(kind));
    let place = if plays { "inline" } else { "attachment" };
    let texts = [
        (header::CONTENT_TYPE, artifact.media_type.clone()),
        (header::CONTENT_DISPOSITION, format!("{place}; filename=\"{}\"", artifact.file_name)),
        (header::ETAG, etag(artifact)),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
        (header::CACHE_CONTROL, "private, max-age=86400, immutable".to_owned()),
    ];
    for (name, text) in texts {
        if let Ok(value) = HeaderValue::from_str(&text) {
            headers.insert(name, value);
        }
    }
}
