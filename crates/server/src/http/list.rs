//! `GET /v1/audio/video-to-audio` and `GET /v1/audio/text-to-audio`: one page of the account's tasks, newest first.

use super::answer::answer;
use super::caller::Caller;
use super::{Refused, object};
use crate::app::App;
use axum::extract::{RawQuery, State};
use axum::response::Response;
use std::sync::Arc;
use store::Kind;
use wire::{Code, Envelope, Page, Refusal, TaskObject};

/// Pages of more tasks than this take turns, so that nobody's poll waits behind them.
const LONG: u32 = 50;

/// List tasks
///
/// Newest first; empty past the end.
#[utoipa::path(get, path = "/v1/audio/video-to-audio", tag = "Video to Audio",
    params(("pageNum" = Option<u32>, Query, description = "Which page; 1 if not given", minimum = 1, maximum = 1000),
        ("pageSize" = Option<u32>, Query, description = "How many tasks; 30 if not given", minimum = 1, maximum = 500)),
    responses((status = 200, description = "A page", body = Envelope<Vec<TaskObject>>)))]
pub(super) async fn list_video_to_audio(
    State(app): State<Arc<App>>,
    caller: Caller,
    RawQuery(query): RawQuery,
) -> Result<Response, Refused> {
    list(&app, &caller, Kind::VideoToAudio, query).await
}

/// List tasks
///
/// Newest first; empty past the end.
#[utoipa::path(get, path = "/v1/audio/text-to-audio", tag = "Text to Audio",
    params(("pageNum" = Option<u32>, Query, description = "Which page; 1 if not given", minimum = 1, maximum = 1000),
        ("pageSize" = Option<u32>, Query, description = "How many tasks; 30 if not given", minimum = 1, maximum = 500)),
    responses((status = 200, description = "A page", body = Envelope<Vec<TaskObject>>)))]
pub(super) async fn list_text_to_audio(
    State(app): State<Arc<App>>,
    caller: Caller,
    RawQuery(query): RawQuery,
) -> Result<Response, Refused> {
    list(&app, &caller, Kind::TextToAudio, query).await
}

async fn list(app: &App, caller: &Caller, kind: Kind, query: Option<String>) -> Result<Response, Refused> {
    let page = Page::parse(query.as_deref().unwrap_or_default())?;
    let turnstile = if page.size <= LONG { &app.lists } else { &app.long_lists };
    let _place = turnstile.enter().await.ok_or_else(|| Refusal::plain(Code::Unavailable))?;
    let tasks = app.store.tasks(caller.account, kind, page.number, page.size).await?;
    let objects: Vec<_> = tasks.iter().map(|task| object(task, app)).collect();
    Ok(answer(&caller.request, objects))
}
