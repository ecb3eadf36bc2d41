//! The routes: one endpoint per file, one outermost layer that frames every answer.

mod answer;
mod body;
mod caller;
mod create;
mod envelope;
mod health;
mod list;
mod progress;
mod read;
mod result_file;
mod task_files;
mod task_id;
mod task_view;
mod version;

pub(crate) use answer::Refused;
pub(crate) use task_view::object;

use crate::app::App;
use axum::Router;
use axum::routing::{get, post};
use std::sync::Arc;
use wire::{Code, Refusal};

/// Every route of the server.
pub(crate) fn routes(app: Arc<App>) -> Router {
    Router::new()
        .merge(kling())
        .nest("/kling", kling())
        .route("/f/{artifact}/{file_name}", get(result_file::result_file))
        .route("/api/health", get(health::health))
        .route("/api/version", get(version::version))
        .route("/api/tasks/{id}/files", get(task_files::task_files))
        .route("/api/tasks/{id}/progress", get(progress::progress))
        .fallback(async || Refused(Refusal::plain(Code::NoSuchResource)))
        .layer(axum::middleware::from_fn(envelope::envelope))
        .with_state(app)
}

/// The routes that clients of Kling know.
fn kling() -> Router<Arc<App>> {
    Router::new()
        .route("/v1/audio/video-to-audio", post(create::create).get(list::list))
        .route("/v1/audio/video-to-audio/{id}", get(read::read))
}
