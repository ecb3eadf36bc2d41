//! `GET` and `PUT /api/account/settings`: what holds for all tasks of the account that asks.

use super::Refused;
use super::answer::answer;
use super::body::json_of;
use super::caller::Caller;
use crate::app::App;
use axum::extract::{Request, State};
use axum::response::Response;
use std::sync::Arc;
use store::AccountId;
use wire::{Code, Envelope, Refusal, Settings, SettingsBody};

/// Your settings
///
/// They hold for tasks that are created from now on.
#[utoipa::path(get, path = "/api/account/settings", tag = "Account",
    responses((status = 200, description = "The settings", body = Envelope<Settings>)))]
pub(super) async fn settings(State(app): State<Arc<App>>, caller: Caller) -> Result<Response, Refused> {
    Ok(answer(&caller.request, settings_of(&app, caller.account).await?))
}

/// Change your settings
///
/// All of them: what is not named is as usual again. Whether a video's own sound is replaced by the new one, kept with
/// it, or kept and lowered under it.
#[utoipa::path(put, path = "/api/account/settings", tag = "Account", request_body = SettingsBody,
    responses((status = 200, description = "The settings as they are now", body = Envelope<Settings>)))]
pub(super) async fn change_settings(
    State(app): State<Arc<App>>,
    caller: Caller,
    request: Request,
) -> Result<Response, Refused> {
    let settings = Settings::parse(&json_of(request).await?)?;
    let kept = serde_json::to_string(&settings).map_err(|_| Refusal::plain(Code::Internal))?;
    app.store.set_settings(caller.account, kept).await?;
    Ok(answer(&caller.request, settings))
}

/// What an account has set; what cannot be read is as usual.
pub(super) async fn settings_of(app: &App, account: AccountId) -> Result<Settings, Refused> {
    let account = app.store.account(account).await?;
    Ok(serde_json::from_str(&account.settings).unwrap_or_default())
}
