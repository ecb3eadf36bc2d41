//! `DELETE /api/tasks/{id}`: a task that has ended goes, with its files.

use super::Refused;
use super::answer::answer;
use super::caller::Caller;
use super::task_id::TaskId;
use crate::app::App;
use axum::extract::State;
use axum::response::Response;
use std::sync::Arc;
use store::Error;
use wire::{Deleted, Envelope, Refusal};

/// Delete a task and its files
///
/// Nobody finds it any more; its results go, and its source if it was fetched for this task alone. Its ids stay used, and
/// what it cost stays charged.
#[utoipa::path(delete, path = "/api/tasks/{id}", tag = "Tasks",
    params(("id" = String, Path, description = "A task_id or an external_task_id")),
    responses((status = 200, description = "It is gone", body = Envelope<Deleted>)))]
pub(super) async fn delete(
    State(app): State<Arc<App>>,
    caller: Caller,
    TaskId(id): TaskId,
) -> Result<Response, Refused> {
    let deleted = app.store.delete_task(caller.account, &id, app.now_ms()).await;
    let keys = deleted.map_err(|error| match error {
        Error::NotFound => Refused(Refusal::task_not_found(&id)),
        Error::WrongState(_) => {
            Refused(Refusal::parameter("id must name a task that has ended; cancel this one first"))
        }
        Error::InUse => Refused(Refusal::parameter(
            "id must name a task whose result no other task works on; await or cancel that one first",
        )),
        error => error.into(),
    })?;
    let files = app.files.remove(keys).await;
    tracing::info!(files, "task deleted");
    Ok(answer(&caller.request, Deleted { id, files }))
}
