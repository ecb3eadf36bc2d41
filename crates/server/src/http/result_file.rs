//! `GET /f/{artifact}/{file_name}?e=&s=`: the bytes of a result, to whoever holds a signed URL.

use super::Refused;
use super::envelope::AsIs;
use crate::app::App;
use axum::body::Body;
use axum::extract::{Path, RawQuery, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use std::sync::Arc;
use store::Artifact;
use tower_http::services::ServeFile;
use wire::{Code, Refusal};

/// Serves the file with ranges. Whatever is wrong with the URL, the answer is that there is nothing here.
pub(super) async fn result_file(
    State(app): State<Arc<App>>,
    Path((id, file_name)): Path<(String, String)>,
    RawQuery(query): RawQuery,
    request: Request,
) -> Result<Response, Refused> {
    let nothing = || Refused(Refusal::plain(Code::NoSuchResource));
    if !app.links.is_good(&id, &file_name, query.as_deref().unwrap_or_default(), app.now_ms()) {
        return Err(nothing());
    }
    let artifact = app.store.artifact(&id).await?.ok_or_else(nothing)?;
    let path = app.files.path_of(&artifact.key).ok_or_else(nothing)?;
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

fn describe(headers: &mut HeaderMap, artifact: &Artifact) {
    let plays = ["video/", "audio/", "image/"].iter().any(|kind| artifact.media_type.starts_with(kind));
    let place = if plays { "inline" } else { "attachment" };
    let texts = [
        (header::CONTENT_TYPE, artifact.media_type.clone()),
        (header::CONTENT_DISPOSITION, format!("{place}; filename=\"{}\"", artifact.file_name)),
        (header::ETAG, format!("\"{}\"", artifact.sha256)),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
        (header::CACHE_CONTROL, "private, max-age=86400, immutable".to_owned()),
    ];
    for (name, text) in texts {
        if let Ok(value) = HeaderValue::from_str(&text) {
            headers.insert(name, value);
        }
    }
}
