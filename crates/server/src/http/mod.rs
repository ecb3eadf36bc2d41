//! The routes: one endpoint per file, each with its description, and one outermost layer that frames every answer.

mod account;
mod answer;
mod body;
mod caller;
mod cancel;
mod costs;
mod create;
mod cues;
mod delete;
mod document;
mod envelope;
mod health;
mod list;
mod numbers;
mod progress;
mod read;
mod result_file;
mod settings;
mod task_files;
mod task_id;
mod task_parts;
mod task_view;
mod upload_body;
mod uploads;
mod version;

pub(crate) use answer::Refused;
pub use document::{document, reference};
use task_view::object;
pub(crate) use task_view::object_at;

use crate::app::App;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::{HeaderName, HeaderValue, Method, header};
use std::sync::Arc;
use tower_http::cors::{AllowOrigin, CorsLayer};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use wire::{Code, Refusal};

/// Every route of the server, framed.
pub(crate) fn routes(app: Arc<App>) -> Router {
    framed(every_route(), app)
}

/// The routes that the document describes, their alias, and the page to browse the document.
fn every_route() -> Router<Arc<App>> {
    let (described, _) = OpenApiRouter::new().merge(kling()).merge(ours()).split_for_parts();
    let (alias, _) = kling().split_for_parts();
    described.nest("/kling", alias).merge(document::page())
}

/// Puts the outermost layers around routes: the envelope, and what browsers of other origins must hear.
fn framed(routes: Router<Arc<App>>, app: Arc<App>) -> Router {
    let cors = cors(&app.config.cors);
    let routes = routes
        .fallback(async || Refused(Refusal::plain(Code::NoSuchResource)))
        .layer(DefaultBodyLimit::disable())
        .layer(axum::middleware::from_fn_with_state(app.clone(), envelope::envelope));
    match cors {
        Some(cors) => routes.layer(cors).with_state(app),
        None => routes.with_state(app),
    }
}

/// The routes that clients of Kling know.
fn kling() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(create::create_video_to_audio, list::list_video_to_audio))
        .routes(routes!(read::read_video_to_audio))
        .routes(routes!(create::create_text_to_audio, list::list_text_to_audio))
        .routes(routes!(read::read_text_to_audio))
        .routes(routes!(costs::costs))
}

/// Our own.
fn ours() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(uploads::upload))
        .routes(routes!(uploads::read_upload, uploads::delete_upload))
        .routes(routes!(delete::delete))
        .routes(routes!(cancel::cancel))
        .routes(routes!(progress::progress))
        .routes(routes!(progress::events))
        .routes(routes!(task_files::task_files))
        .routes(routes!(cues::cues, cues::render_cues))
        .routes(routes!(task_parts::report))
        .routes(routes!(task_parts::credits))
        .routes(routes!(task_parts::picture))
        .routes(routes!(task_parts::stem))
        .routes(routes!(account::account))
        .routes(routes!(settings::settings, settings::change_settings))
        .routes(routes!(result_file::result_file))
        .routes(routes!(health::live))
        .routes(routes!(health::ready))
        .routes(routes!(version::version))
        .routes(routes!(numbers::numbers))
}

/// Leave for pages of these origins; `None` where there are none.
fn cors(origins: &[String]) -> Option<CorsLayer> {
    if origins.is_empty() {
        return None;
    }
    let origin = if origins.iter().any(|origin| origin == "*") {
        AllowOrigin::any()
    } else {
        AllowOrigin::list(origins.iter().filter_map(|origin| HeaderValue::from_str(origin).ok()))
    };
    let idempotency_key = HeaderName::from_static("idempotency-key");
    let exposed = [
        HeaderName::from_static("x-request-id"),
        header::RETRY_AFTER,
        header::CONTENT_RANGE,
        header::ACCEPT_RANGES,
        header::CONTENT_DISPOSITION,
        header::ETAG,
    ];
    Some(
        CorsLayer::new()
            .allow_origin(origin)
            .allow_methods([Method::GET, Method::HEAD, Method::POST, Method::PUT, Method::DELETE])
            .allow_headers([header::AUTHORIZATION, header::CONTENT_TYPE, header::RANGE, idempotency_key])
            .expose_headers(exposed),
    )
}

#[cfg(test)]
mod tests;
