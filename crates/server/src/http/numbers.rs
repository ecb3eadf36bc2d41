//! `GET /api/metrics`: the operator's numbers, for Prometheus.

use super::Refused;
use crate::app::App;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use std::sync::Arc;
use subtle::ConstantTimeEq;
use wire::{Code, Refusal};

/// What a scraper is told that it reads.
const TEXT: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// Metrics
///
/// For the operator: the bearer is the token of the setting `--metrics-token`, and without that setting there is nothing
/// here.
#[utoipa::path(get, path = "/api/metrics", tag = "Server", security(("metrics" = [])),
    responses((status = 200, description = "OpenMetrics text", body = String, content_type = "application/openmetrics-text")))]
pub(super) async fn numbers(State(app): State<Arc<App>>, headers: HeaderMap) -> Result<Response, Refused> {
    let token = app.config.metrics_token.as_ref();
    let token = token.ok_or_else(|| Refusal::plain(Code::NoSuchResource))?;
    let given = crate::auth::bearer(&headers)?;
    if !bool::from(given.as_bytes().ct_eq(token.as_bytes())) {
        return Err(Refusal::plain(Code::AuthorizationInvalid).into());
    }
    let text = app.metrics.text(app.store.backlog().await?);
    let mut response = text.into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(TEXT));
    Ok(response)
}
