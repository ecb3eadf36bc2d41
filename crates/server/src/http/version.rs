//! `GET /api/version`: which program this is.

use super::answer::{RequestId, answer};
use axum::extract::Extension;
use axum::response::Response;
use wire::{Envelope, Version};

/// Version
#[utoipa::path(get, path = "/api/version", tag = "Server", security(()),
    responses((status = 200, description = "Name and version", body = Envelope<Version>)))]
pub(super) async fn version(Extension(request): Extension<RequestId>) -> Response {
    answer(&request, Version { name: "wildtrack", version: env!("CARGO_PKG_VERSION") })
}
