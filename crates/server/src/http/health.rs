//! `GET /api/live` and `GET /api/ready`: whether this server lives, and whether it takes requests.

use super::Refused;
use super::answer::{RequestId, answer};
use crate::app::App;
use axum::extract::{Extension, State};
use axum::response::Response;
use std::sync::Arc;
use wire::{Code, Envelope, Health, Refusal};

/// Liveness
///
/// An answer is all there is to it.
#[utoipa::path(get, path = "/api/live", tag = "Server", security(()),
    responses((status = 200, description = "It lives", body = Envelope<Health>)))]
pub(super) async fn live(Extension(request): Extension<RequestId>) -> Response {
    answer(&request, Health { well: true })
}

/// Readiness
///
/// 503 while the server stops, or when its store does not answer.
#[utoipa::path(get, path = "/api/ready", tag = "Server", security(()),
    responses((status = 200, description = "It takes requests", body = Envelope<Health>)))]
pub(super) async fn ready(
    State(app): State<Arc<App>>,
    Extension(request): Extension<RequestId>,
) -> Result<Response, Refused> {
    if app.stopping.is_cancelled() {
        return Err(Refusal::plain(Code::Unavailable).into());
    }
    app.store.artifact("").await?;
    Ok(answer(&request, Health { well: true }))
}
