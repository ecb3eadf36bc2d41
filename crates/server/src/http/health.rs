//! `GET /api/health`: whether this server takes requests.

use super::Refused;
use super::answer::{RequestId, answer};
use crate::app::App;
use axum::extract::{Extension, State};
use axum::response::Response;
use std::sync::Arc;
use wire::{Code, Refusal};

/// 200 when ready, 503 while stopping or when the store does not answer.
pub(super) async fn health(
    State(app): State<Arc<App>>,
    Extension(request): Extension<RequestId>,
) -> Result<Response, Refused> {
    if app.stopping.is_cancelled() {
        return Err(Refusal::plain(Code::Unavailable).into());
    }
    app.store.artifact("").await?;
    Ok(answer(&request, serde_json::json!({ "ready": true })))
}
