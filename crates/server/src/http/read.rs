//! `GET /v1/audio/video-to-audio/{id}` and `GET /v1/audio/text-to-audio/{id}`: one task, by its id or by the customer's own.

use super::answer::answer;
use super::caller::Caller;
use super::task_id::TaskId;
use super::{Refused, object};
use crate::app::App;
use axum::extract::State;
use axum::response::Response;
use std::sync::Arc;
use store::{AccountId, Kind, Task};
use wire::{Code, Envelope, Refusal, TaskObject};

/// Query a task
#[utoipa::path(get, path = "/v1/audio/video-to-audio/{id}", tag = "Video to Audio",
    params(("id" = String, Path, description = "A task_id, or the external_task_id of a task; a task_id wins")),
    responses((status = 200, description = "The task as it is", body = Envelope<TaskObject>)))]
pub(super) async fn read_video_to_audio(
    State(app): State<Arc<App>>,
    caller: Caller,
    id: TaskId,
) -> Result<Response, Refused> {
    read(&app, &caller, Kind::VideoToAudio, &id).await
}

/// Query a task
#[utoipa::path(get, path = "/v1/audio/text-to-audio/{id}", tag = "Text to Audio",
    params(("id" = String, Path, description = "A task_id, or the external_task_id of a task; a task_id wins")),
    responses((status = 200, description = "The task as it is", body = Envelope<TaskObject>)))]
pub(super) async fn read_text_to_audio(
    State(app): State<Arc<App>>,
    caller: Caller,
    id: TaskId,
) -> Result<Response, Refused> {
    read(&app, &caller, Kind::TextToAudio, &id).await
}

async fn read(app: &App, caller: &Caller, kind: Kind, TaskId(id): &TaskId) -> Result<Response, Refused> {
    let task = found(app, caller.account, Some(kind), id).await?;
    Ok(answer(&caller.request, object(&task, app)))
}

/// The account's task of any kind; somebody else's is refused with the same bytes as one that does not exist.
pub(super) async fn task_of(app: &App, account: AccountId, id: &str) -> Result<Task, Refused> {
    found(app, account, None, id).await
}

async fn found(app: &App, account: AccountId, kind: Option<Kind>, id: &str) -> Result<Task, Refused> {
    let _place = app.polls.enter().await.ok_or_else(|| Refusal::plain(Code::Unavailable))?;
    let task = app.store.task(account, kind, id).await?;
    task.ok_or_else(|| Refusal::task_not_found(id).into())
}
