//! `GET /api/openapi.json` and the page `/api/docs/` that shows it, with everything that it needs from this server.

use crate::app::App;
use axum::Router;
use std::sync::Arc;
use utoipa_swagger_ui::{Config, SwaggerUi};

/// The document and the page. Nothing is asked of anybody else: no validator, no fonts.
pub(in crate::http) fn page() -> Router<Arc<App>> {
    let config = Config::default().validator_url("none").display_request_duration(true);
    SwaggerUi::new("/api/docs")
        .external_url_unchecked("/api/openapi.json", super::document())
        .config(config)
        .into()
}
