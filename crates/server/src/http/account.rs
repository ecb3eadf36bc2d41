//! `GET /api/account`: what the account that asks has and may have.

use super::Refused;
use super::answer::answer;
use super::caller::Caller;
use crate::app::App;
use axum::extract::State;
use axum::response::Response;
use std::sync::Arc;
use wire::{AccountInfo, Envelope};

/// Your account
///
/// Its open tasks and its storage, each with its limit.
#[utoipa::path(get, path = "/api/account", tag = "Account",
    responses((status = 200, description = "The account", body = Envelope<AccountInfo>)))]
pub(super) async fn account(State(app): State<Arc<App>>, caller: Caller) -> Result<Response, Refused> {
    let account = app.store.account(caller.account).await?;
    let slots = app.store.slots_of(caller.account, app.config.account_slots, app.now_ms()).await?;
    let info = AccountInfo {
        name: account.name,
        open_tasks: account.open,
        most_open_tasks: slots,
        stored_bytes: account.stored_bytes,
        most_stored_bytes: account.most_bytes.or(app.config.storage_quota),
        created_at: account.created_ms,
    };
    Ok(answer(&caller.request, info))
}
