//! `GET /v1/audio/video-to-audio/{id}`: one task, by its id or by the customer's own.

use super::answer::answer;
use super::caller::Caller;
use super::task_id::TaskId;
use super::{Refused, object};
use crate::app::App;
use axum::extract::State;
use axum::response::Response;
use std::sync::Arc;
use store::{AccountId, Kind, Task};
use wire::Refusal;

/// Shows the task as it is now.
pub(super) async fn read(
    State(app): State<Arc<App>>,
    caller: Caller,
    TaskId(id): TaskId,
) -> Result<Response, Refused> {
    let task = task_of(&app, caller.account, &id).await?;
    Ok(answer(&caller.request, object(&task, &app)))
}

/// The account's task; somebody else's is refused with the same bytes as one that does not exist.
pub(super) async fn task_of(app: &App, account: AccountId, id: &str) -> Result<Task, Refused> {
    let task = app.store.task(account, Some(Kind::VideoToAudio), id).await?;
    task.ok_or_else(|| Refusal::task_not_found(id).into())
}
