//! `GET /api/version`: which program this is.

use super::answer::{RequestId, answer};
use axum::extract::Extension;
use axum::response::Response;

/// Name and version.
pub(super) async fn version(Extension(request): Extension<RequestId>) -> Response {
    answer(&request, serde_json::json!({ "name": "wildtrack", "version": env!("CARGO_PKG_VERSION") }))
}
