//! `GET /v1/audio/video-to-audio`: one page of the account's tasks, newest first.

use super::answer::answer;
use super::caller::Caller;
use super::{Refused, object};
use crate::app::App;
use axum::extract::{RawQuery, State};
use axum::response::Response;
use std::sync::Arc;
use store::Kind;
use wire::Page;

/// A bare array; empty past the end.
pub(super) async fn list(
    State(app): State<Arc<App>>,
    caller: Caller,
    RawQuery(query): RawQuery,
) -> Result<Response, Refused> {
    let page = Page::parse(query.as_deref().unwrap_or_default())?;
    let tasks = app.store.tasks(caller.account, Kind::VideoToAudio, page.number, page.size).await?;
    let objects: Vec<_> = tasks.iter().map(|task| object(task, &app)).collect();
    Ok(answer(&caller.request, objects))
}
