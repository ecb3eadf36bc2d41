//! The extractor that says whose request it is, or refuses it.

use super::Refused;
use super::answer::RequestId;
use crate::app::App;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use std::sync::Arc;
use store::AccountId;

/// An authenticated caller and the id of the request.
pub(super) struct Caller {
    pub(super) account: AccountId,
    pub(super) request: RequestId,
}

impl FromRequestParts<Arc<App>> for Caller {
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Caller, Refused> {
        let account = crate::auth::account_of(app, &parts.headers).await?;
        let request = parts.extensions.get::<RequestId>().cloned();
        Ok(Caller { account, request: request.expect("the outermost layer gives every request an id") })
    }
}
