//! `POST /api/tasks/{id}/cancel`: ends a task before its time.

use super::answer::answer;
use super::caller::Caller;
use super::task_id::TaskId;
use super::{Refused, object};
use crate::app::App;
use axum::extract::State;
use axum::response::Response;
use std::sync::Arc;
use store::{Error, State as TaskState};
use wire::{Envelope, Refusal, TaskObject};

/// What the task says afterwards.
const WHY: &str = "The task was cancelled; nothing was charged.";

/// Cancel a task
///
/// It has failed, nothing is charged, and its slot is free. Callbacks tell of it as of any end.
#[utoipa::path(post, path = "/api/tasks/{id}/cancel", tag = "Tasks",
    params(("id" = String, Path, description = "A task_id or an external_task_id")),
    responses((status = 200, description = "The task, which has failed", body = Envelope<TaskObject>)))]
pub(super) async fn cancel(
    State(app): State<Arc<App>>,
    caller: Caller,
    TaskId(id): TaskId,
) -> Result<Response, Refused> {
    match app.store.cancel_task(caller.account, &id, WHY, app.now_ms()).await {
        Ok(task) => {
            app.holds.end(&task.id);
            app.delivery_bell.notify_one();
            app.metrics.task_ended(task.kind, task.state);
            tracing::info!(task = task.id, "task cancelled");
            Ok(answer(&caller.request, object(&task, &app)))
        }
        Err(Error::NotFound) => Err(Refusal::task_not_found(&id).into()),
        Err(Error::WrongState(state)) => Err(has_ended(state).into()),
        Err(error) => Err(error.into()),
    }
}

fn has_ended(state: TaskState) -> Refusal {
    let how = if state == TaskState::Succeed { "succeeded" } else { "failed" };
    Refusal::parameter(format!("id must name a task that has not ended; this one has {how}"))
}
